#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "platform/supervision/supervisor.h"
#include "platform/supervision/systemd_library_linux.h"

namespace lockstep {
namespace {

std::uint64_t monotonic_microseconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000 +
         static_cast<std::uint64_t>(now.tv_nsec) / 1'000;
}

// True if systemd waits for messages or for a watchdog (sd_notify(3), sd_watchdog_enabled(3)).
bool is_awaited_by_systemd() {
  // NOLINTBEGIN(concurrency-mt-unsafe): nobody sets variables
  return std::getenv("NOTIFY_SOCKET") != nullptr || std::getenv("WATCHDOG_USEC") != nullptr;
  // NOLINTEND(concurrency-mt-unsafe)
}

// Reports to systemd. A message that can't be delivered is lost, as there is nobody else to tell.
class Systemd final : public Supervisor {
 public:
  Systemd() {
    if (!is_awaited_by_systemd()) return;
    const auto& library = systemd_library();
    if (!library) {
      // systemd will wait for READY in vain, and then report a timeout.
      std::fprintf(stderr, "lockstep: systemd can't be told that the service is ready: %s\n",
                   library.error().message().c_str());
      return;
    }
    notify_ = library->notify;
    std::uint64_t timeout = 0;
    if (library->watchdog_enabled(0, &timeout) > 0) {
      watchdog_timeout_ = std::chrono::microseconds(timeout);
    }
  }

  void ready() override { notify("READY=1"); }
  // The message carries the time that Type=notify-reload goes by (systemd 253).
  void reloading() override {
    notify("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(monotonic_microseconds()));
  }
  void paused(bool /*is_paused*/) override {}  // the status says so
  void stopping() override { notify("STOPPING=1"); }

  void status(const std::string& sentence) override {
    std::string line = "STATUS=" + sentence;
    for (char& character : line) {
      if (character == '\n') {
        character = ' ';
      }
    }
    notify(line);
  }

  void extend_timeout(std::chrono::seconds more) override {
    notify("EXTEND_TIMEOUT_USEC=" + std::to_string(std::chrono::microseconds(more).count()));
  }

  [[nodiscard]] std::optional<std::chrono::microseconds> watchdog_timeout() const override {
    return watchdog_timeout_;
  }
  void alive() override { notify("WATCHDOG=1"); }

 private:
  void notify(const std::string& state) {
    if (notify_ != nullptr) notify_(0, state.c_str());
  }

  decltype(SystemdLibrary::notify) notify_ = nullptr;  // null if nobody waits
  std::optional<std::chrono::microseconds> watchdog_timeout_;
};

}  // namespace

std::unique_ptr<Supervisor> find_supervisor() { return std::make_unique<Systemd>(); }

Result<int> work_below_supervisor(std::function<int()> work) { return work(); }

}  // namespace lockstep
