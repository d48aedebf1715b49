#include <csignal>
#include <cstdint>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <thread>
#include <unistd.h>

#include "platform/descriptor_posix.h"
#include "platform/os_error.h"
#include "platform/stop_signals.h"

namespace lockstep {
namespace {

constexpr int kInterrupted = 130;  // what a shell reports of a program that SIGINT ended

class LinuxStopSignals final : public StopSignals {
 public:
  LinuxStopSignals(Descriptor signals, Descriptor wake, const sigset_t& before,
                   std::function<void(StopSignal)> on_signal)
      : signals_(std::move(signals)),
        wake_(std::move(wake)),
        before_(before),
        on_signal_(std::move(on_signal)),
        thread_([this] { watch(); }) {}
  LinuxStopSignals(const LinuxStopSignals&) = delete;
  LinuxStopSignals& operator=(const LinuxStopSignals&) = delete;

  ~LinuxStopSignals() override {
    eventfd_write(wake_.number(), 1);
    thread_.join();
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  void watch() {
    bool interrupted = false;
    while (wait()) {
      signalfd_siginfo signal{};
      if (uninterrupted([&] { return read(signals_.number(), &signal, sizeof signal); }) !=
          sizeof signal) {
        continue;
      }
      if (signal.ssi_signo == SIGINT && interrupted) {
        _exit(kInterrupted);
      }
      interrupted = interrupted || signal.ssi_signo == SIGINT;
      on_signal_(signal.ssi_signo == SIGINT ? StopSignal::interrupt : StopSignal::terminate);
    }
  }

  // False when it is time to end.
  bool wait() {
    pollfd waited[] = {{signals_.number(), POLLIN, 0}, {wake_.number(), POLLIN, 0}};
    const int ready = uninterrupted([&] { return poll(waited, 2, -1); });
    return ready > 0 && waited[1].revents == 0;
  }

  Descriptor signals_;
  Descriptor wake_;
  sigset_t before_;
  std::function<void(StopSignal)> on_signal_;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace

Result<std::unique_ptr<StopSignals>> watch_stop_signals(std::function<void(StopSignal)> on_signal) {
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGINT);
  sigaddset(&stops, SIGTERM);
  sigset_t before;
  if (const int code = pthread_sigmask(SIG_BLOCK, &stops, &before); code != 0) {
    return failure(os_error(code));
  }
  Descriptor signals(signalfd(-1, &stops, SFD_CLOEXEC | SFD_NONBLOCK));
  Descriptor wake(eventfd(0, EFD_CLOEXEC));
  if (!signals.is_open() || !wake.is_open()) {
    const int code = errno;
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return failure(os_error(code));
  }
  return std::make_unique<LinuxStopSignals>(std::move(signals), std::move(wake), before,
                                            std::move(on_signal));
}

}  // namespace lockstep
