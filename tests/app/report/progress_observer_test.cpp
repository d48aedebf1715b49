#include "app/report/progress_observer.h"

#include <cstdio>
#include <memory>
#include <string>

#include <doctest/doctest.h>

#include "support/eventually.h"
#include "support/fake_clock.h"

using namespace lockstep;

namespace {

struct ProgressObserverFixture {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::tmpfile(), std::fclose};
  TerminalLine terminal{file.get()};
  ProgressLine line{&terminal, [] { return 200; }};
  FakeClock clock;
  JobLabel label{""};
  ProgressObserver observer{&line, label, clock};

  void end_pass(PassResult result, std::uint64_t copied = 0) {
    PassSummary summary = summary_of(result, copied);
    observer.on_pass_end({}, summary);
    rest();
  }
  void tell_live(PassResult result, std::uint64_t copied = 0) {
    observer.on_live_changes({}, summary_of(result, copied));
    rest();
  }
  void watch(const char* event) {
    observer.on_watch({}, {LogLevel::info, event, ""});
    rest();
  }
  // Returns whether the terminal's line begins so after a moment, since this was asked last.
  bool shows(const std::string& begin) {
    const bool shown = eventually(
        [&] { return drawn().find("\r" + begin + " as of ", asked_) != std::string::npos; });
    asked_ = drawn().size();
    return shown;
  }

 private:
  static PassSummary summary_of(PassResult result, std::uint64_t copied) {
    PassSummary summary;
    summary.result = result;
    summary.created.files = copied;
    summary.problem_count = result == PassResult::problems ? 1 : 0;
    return summary;
  }
  void rest() { observer.on_rest(std::chrono::steady_clock::now() + std::chrono::hours(1)); }
  // Returns all that was drawn. Nothing is drawn meanwhile.
  std::string drawn() {
    std::string text(4096, '\0');
    terminal.print_above([&] {
      std::rewind(file.get());
      text.resize(std::fread(text.data(), 1, text.size(), file.get()));
      std::fseek(file.get(), 0, SEEK_END);
    });
    return text;
  }

  std::size_t asked_ = 0;
};

}  // namespace

TEST_CASE_FIXTURE(ProgressObserverFixture,
                  "a terminal shows that a job follows every change, from the moment it is told") {
  end_pass(PassResult::ok);
  CHECK(shows("No changes"));
  watch("watching");
  CHECK(shows("Live: no changes"));
  tell_live(PassResult::ok, 3);
  CHECK(shows("Live: up to date"));
  watch("changes_missed");
  CHECK(shows("Up to date"));
  watch("live");
  CHECK(shows("Live: up to date"));
  watch("watching_in_part");
  CHECK(shows("Up to date"));
}

TEST_CASE_FIXTURE(ProgressObserverFixture,
                  "what a full pass could not do is shown until a full pass could") {
  end_pass(PassResult::problems);
  watch("watching");
  CHECK(shows("Live: 1 problem"));
  tell_live(PassResult::ok, 3);
  CHECK(shows("Live: 1 problem"));
  end_pass(PassResult::ok);
  tell_live(PassResult::problems, 3);
  CHECK(shows("Live: 1 problem"));
  tell_live(PassResult::ok, 3);
  CHECK(shows("Live: up to date"));
}
