// Signals become values, and the second Ctrl-C is the last word. The tests run in a child, which
// signals may end.

#include <csignal>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "platform/supervision/signals.h"

using namespace lockstep;

namespace {

const char* name_of(Signal signal) {
  switch (signal) {
    case Signal::interrupt:
      return "interrupt ";
    case Signal::terminate:
      return "terminate ";
    case Signal::reload:
      return "reload ";
    case Signal::sync_now:
      return "sync_now ";
    case Signal::interrupted_again:
      return "again ";
    default:
      return "? ";
  }
}

// A process of its own session that writes down the signals it is told, and would run for a minute.
class Watching {
 public:
  explicit Watching(SignalSet set) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    child_ = fork();
    REQUIRE(child_ >= 0);
    if (child_ == 0) {
      setsid();
      close(ends[0]);
      const int told = ends[1];
      const auto signals = watch_signals(set, [told](Signal signal) {
        const std::string name = name_of(signal);
        if (write(told, name.data(), name.size()) < 0) _exit(99);
      });
      if (!signals || write(told, "ready ", 6) < 0) _exit(98);
      sleep(60);
      _exit(97);
    }
    close(ends[1]);
    told_ = ends[0];
    CHECK(next() == "ready ");
  }
  ~Watching() {
    if (child_ > 0) {
      kill(child_, SIGKILL);
      waitpid(child_, nullptr, 0);
    }
    close(told_);
  }
  Watching(const Watching&) = delete;
  Watching& operator=(const Watching&) = delete;

  void send(int signal) const { REQUIRE(kill(child_, signal) == 0); }

  // Returns the next word that it wrote, with its space; nothing when it has ended.
  std::string next() const {
    std::string text;
    char character = 0;
    while (!text.ends_with(' ') && read(told_, &character, 1) == 1) text += character;
    return text;
  }

  // Returns its exit code, or minus the signal that ended it.
  int end() {
    int status = 0;
    REQUIRE(waitpid(child_, &status, 0) == child_);
    child_ = -1;
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
  }

 private:
  pid_t child_ = -1;
  int told_ = -1;
};

}  // namespace

TEST_CASE("a service is told each signal by its meaning") {
  const Watching process(SignalSet::service);
  process.send(SIGHUP);
  CHECK(process.next() == "reload ");
  process.send(SIGUSR1);
  CHECK(process.next() == "sync_now ");
  process.send(SIGTERM);
  CHECK(process.next() == "terminate ");
  process.send(SIGTERM);
  CHECK(process.next() == "terminate ");
  process.send(SIGINT);
  CHECK(process.next() == "interrupt ");
}

TEST_CASE("two interrupts within a moment are one: a shell signals a process and its group") {
  const Watching process(SignalSet::stops);
  process.send(SIGINT);
  CHECK(process.next() == "interrupt ");
  process.send(SIGINT);
  process.send(SIGTERM);
  CHECK(process.next() == "terminate ");
}

TEST_CASE("an interrupt a second after the first ends the process at once, when it was told") {
  Watching process(SignalSet::stops);
  process.send(SIGINT);
  CHECK(process.next() == "interrupt ");
  usleep(1'050'000);
  process.send(SIGINT);
  CHECK(process.next() == "again ");
  CHECK(process.next().empty());
  CHECK(process.end() == 130);
}

TEST_CASE("a hangup that is ignored from the start stays ignored by all but a service") {
  const auto before = std::signal(SIGHUP, SIG_IGN);
  {
    const Watching run(SignalSet::repeats);
    run.send(SIGHUP);
    run.send(SIGUSR1);
    CHECK(run.next() == "sync_now ");
    const Watching service(SignalSet::service);
    service.send(SIGHUP);
    CHECK(service.next() == "reload ");
  }
  std::signal(SIGHUP, before);
}

TEST_CASE("a command leaves a service's signals to the system") {
  Watching process(SignalSet::stops);
  process.send(SIGUSR1);
  CHECK(process.end() == -SIGUSR1);
}
