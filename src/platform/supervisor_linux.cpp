#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <systemd/sd-daemon.h>

#include "platform/supervisor.h"

namespace lockstep {
namespace {

std::uint64_t monotonic_microseconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000 +
         static_cast<std::uint64_t>(now.tv_nsec) / 1'000;
}

// Where there is no $NOTIFY_SOCKET, sd_notify does nothing. What can't be delivered can't be told
// to anybody either.
class Systemd final : public Supervisor {
 public:
  Systemd() {
    std::uint64_t timeout = 0;
    if (sd_watchdog_enabled(0, &timeout) > 0) {
      watchdog_timeout_ = std::chrono::microseconds(timeout);
    }
  }

  void ready() override { sd_notify(0, "READY=1"); }
  // The time is what Type=notify-reload goes by (systemd 253).
  void reloading() override {
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%llu",
               static_cast<unsigned long long>(monotonic_microseconds()));
  }
  void paused(bool /*is_paused*/) override {}  // its status says so
  void stopping() override { sd_notify(0, "STOPPING=1"); }

  void status(const std::string& sentence) override {
    std::string line = "STATUS=" + sentence;
    for (char& character : line) {
      if (character == '\n') {
        character = ' ';
      }
    }
    sd_notify(0, line.c_str());
  }

  void extend_timeout(std::chrono::seconds more) override {
    sd_notifyf(0, "EXTEND_TIMEOUT_USEC=%llu",
               static_cast<unsigned long long>(std::chrono::microseconds(more).count()));
  }

  [[nodiscard]] std::optional<std::chrono::microseconds> watchdog_timeout() const override {
    return watchdog_timeout_;
  }
  void alive() override { sd_notify(0, "WATCHDOG=1"); }

 private:
  std::optional<std::chrono::microseconds> watchdog_timeout_;
};

}  // namespace

std::unique_ptr<Supervisor> find_supervisor() { return std::make_unique<Systemd>(); }

Result<int> work_below_supervisor(std::function<int()> work) { return work(); }

}  // namespace lockstep
