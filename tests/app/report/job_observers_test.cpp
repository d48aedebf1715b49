#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

#include "app/report/job_observer.h"
#include "app/report/refusal.h"

using namespace lockstep;

namespace {

struct Told final : JobObserver {
  std::string text;

  void on_pass_begin(const JobSettings& job, const Progress&) override { text += job.name + "<"; }
  void on_event(const Event& event) override { text += event.path; }
  void on_pass_end(const JobSettings&, const PassSummary&) override { text += ">"; }
  void on_live_changes(const JobSettings&, const PassSummary&) override { text += "+"; }
  void on_watch(const JobSettings&, const WatchNews& news) override { text += news.event; }
  void on_rest(std::chrono::steady_clock::time_point) override { text += "z"; }
};

struct Throwing final : JobObserver {
  std::string why = "out of order";

  void on_pass_begin(const JobSettings&, const Progress&) override { fail(); }
  void on_event(const Event&) override { fail(); }
  void on_pass_end(const JobSettings&, const PassSummary&) override { fail(); }
  void on_live_changes(const JobSettings&, const PassSummary&) override { fail(); }
  void on_watch(const JobSettings&, const WatchNews&) override { fail(); }
  void on_rest(std::chrono::steady_clock::time_point) override { fail(); }
  void fail() const {
    if (!why.empty()) throw std::runtime_error(why);
  }
};

void tell_a_pass(JobObserver& observer) {
  JobSettings job;
  job.name = "a";
  const Progress progress;
  observer.on_pass_begin(job, progress);
  Event event{.kind = EventKind::copied_file};
  event.path = "file";
  observer.on_event(event);
  observer.on_pass_end(job, PassSummary());
  observer.on_watch(job, {LogLevel::info, "live", "Live again"});
  observer.on_live_changes(job, PassSummary());
  observer.on_rest({});
}

}  // namespace

TEST_CASE("every observer of a job is told all that becomes of a pass") {
  Told one;
  Told other;
  JobObservers observers;
  observers.add(one);
  observers.add(other);
  tell_a_pass(observers);
  CHECK(one.text == "a<file>live+z");
  CHECK(other.text == "a<file>live+z");
  CHECK_FALSE(observers.take_failure());
}

TEST_CASE("an observer that throws harms no other one, and its first failure is kept") {
  Told before;
  Throwing throwing;
  Told after;
  JobObservers observers;
  observers.add(before);
  observers.add(throwing);
  observers.add(after);
  tell_a_pass(observers);
  CHECK(before.text == "a<file>live+z");
  CHECK(after.text == "a<file>live+z");

  throwing.why = "later";
  tell_a_pass(observers);
  const std::exception_ptr failure = observers.take_failure();
  REQUIRE(failure);
  CHECK(refusal_text(failure) == "internal error: out of order");
  CHECK_FALSE(observers.take_failure());

  throwing.why.clear();
  tell_a_pass(observers);
  CHECK_FALSE(observers.take_failure());
}
