#include <chrono>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <thread>
#include <unistd.h>

#include "platform/supervision/signals.h"
#include "platform/system/descriptor_posix.h"
#include "platform/system/os_error.h"

namespace lockstep {
namespace {

constexpr std::chrono::seconds kSameMoment{1};
// The status that a shell reports of a program that SIGINT ended.
constexpr int kInterrupted = 130;

bool has_terminal() {
  return Descriptor(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)).is_open();
}

// True if this process was started to ignore the signal (nohup(1)); a blocked one would be read all
// the same.
bool is_ignored(int signal) {
  struct sigaction action{};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

class LinuxSignals final : public Signals {
 public:
  LinuxSignals(Descriptor signals, Descriptor wake, const sigset_t& before,
               std::function<void(Signal)> on_signal)
      : signals_(std::move(signals)),
        wake_(std::move(wake)),
        before_(before),
        on_signal_(std::move(on_signal)),
        thread_([this] { watch(); }) {}
  LinuxSignals(const LinuxSignals&) = delete;
  LinuxSignals& operator=(const LinuxSignals&) = delete;

  ~LinuxSignals() override {
    eventfd_write(wake_.number(), 1);
    thread_.join();
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  void watch() {
    using Clock = std::chrono::steady_clock;
    std::optional<Clock::time_point> interrupted;
    while (wait()) {
      signalfd_siginfo signal{};
      if (uninterrupted([&] { return read(signals_.number(), &signal, sizeof signal); }) !=
          sizeof signal) {
        continue;
      }
      if (signal.ssi_signo == SIGINT && interrupted) {
        if (Clock::now() - *interrupted < kSameMoment) {
          continue;
        }
        on_signal_(Signal::interrupted_again);
        _exit(kInterrupted);
      }
      if (signal.ssi_signo == SIGINT) {
        interrupted = Clock::now();
      }
      on_signal_(meaning_of(signal.ssi_signo));
    }
  }

  // Returns false when it is time to end.
  bool wait() {
    pollfd waited[] = {{signals_.number(), POLLIN, 0}, {wake_.number(), POLLIN, 0}};
    const int ready = uninterrupted([&] { return poll(waited, 2, -1); });
    return ready > 0 && waited[1].revents == 0;
  }

  [[nodiscard]] Signal meaning_of(std::uint32_t number) const {
    switch (number) {
      case SIGINT:
        return Signal::interrupt;
      case SIGHUP:
        // A shell passes on that its terminal was closed: nobody can stop us there any more.
        return had_terminal_ && !has_terminal() ? Signal::terminate : Signal::reload;
      case SIGUSR1:
        return Signal::sync_now;
      default:
        return Signal::terminate;
    }
  }

  Descriptor signals_;
  Descriptor wake_;
  sigset_t before_;
  bool had_terminal_ = has_terminal();
  std::function<void(Signal)> on_signal_;
  std::thread thread_;  // the last member: it uses all the others
};

}  // namespace

Result<std::unique_ptr<Signals>> watch_signals(SignalSet set,
                                               std::function<void(Signal)> on_signal) {
  sigset_t wanted;
  sigemptyset(&wanted);
  sigaddset(&wanted, SIGINT);
  sigaddset(&wanted, SIGTERM);
  if (set != SignalSet::stops) {
    sigaddset(&wanted, SIGUSR1);
  }
  if (set == SignalSet::service || (set == SignalSet::repeats && !is_ignored(SIGHUP))) {
    sigaddset(&wanted, SIGHUP);
  }
  sigset_t before;
  if (const int code = pthread_sigmask(SIG_BLOCK, &wanted, &before); code != 0) {
    return failure(os_error(code));
  }
  Descriptor signals(signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK));
  Descriptor wake(eventfd(0, EFD_CLOEXEC));
  if (!signals.is_open() || !wake.is_open()) {
    const int code = errno;
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return failure(os_error(code));
  }
  return std::make_unique<LinuxSignals>(std::move(signals), std::move(wake), before,
                                        std::move(on_signal));
}

}  // namespace lockstep
