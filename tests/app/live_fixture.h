// A job over real folders that follows its source by a fake watcher: the test says what is told, and
// real passes are made.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/job/job.h"
#include "app/live/live_work.h"
#include "app/job_fixture.h"
#include "support/fake_watcher.h"

namespace lockstep {

struct LiveFixture : JobFixture {
  FakeWatcher* watcher = nullptr;  // the newest
  int watchers = 0;
  int woken = 0;
  std::string why_not;  // nothing can be watched, for this reason
  std::vector<WatchNews> news;
  std::vector<PassSummary> changes;
  std::vector<bool> partial;  // of each pass that was made
  std::unique_ptr<LiveWork> live;
  std::unique_ptr<Job> job;

  // Makes the job and its first, full pass.
  void begin() {
    live = std::make_unique<LiveWork>(
        settings, LiveWork::Dependencies{.clock = &clock,
                                         .wake = [this] { ++woken; },
                                         .watch = [this](const Directory&, const std::string&,
                                                         WatchWish, Watcher::Listener& listener)
                                             -> Result<std::unique_ptr<Watcher>> {
                                           if (!why_not.empty())
                                             return failure(ErrorKind::not_supported, why_not);
                                           auto made = std::make_unique<FakeWatcher>(listener);
                                           watcher = made.get();
                                           ++watchers;
                                           return made;
                                         }});
    Job::Dependencies deps = dependencies();
    deps.live = live.get();
    deps.pass = [this](const PassInput& input, std::stop_token stop) {
      partial.push_back(input.partial != nullptr);
      if (during_pass) during_pass();
      return run_pass(input, std::move(stop));
    };
    job = std::make_unique<Job>(settings, deps, MissingRoots::wait);
    (void)job->step({});
    partial.clear();
    woken = 0;
  }
  // Lets time pass and the job do what is due; returns how long it waits then.
  std::chrono::nanoseconds step(std::chrono::nanoseconds after = {}) {
    clock.advance(after);
    return job->step({});
  }
  void write(const std::string& path, const std::string& content) const {
    scratch.write("s/" + path, content);
  }
  void tell(const std::string& path, WatchEvent::Kind kind = WatchEvent::Kind::entry) const {
    WatchEvent event;
    event.kind = kind;
    event.path = RelativePath(path);
    watcher->tell(event);
  }
  [[nodiscard]] LiveState state() const { return live->status().state; }
  [[nodiscard]] std::string news_text() const {
    std::string text;
    for (const WatchNews& one : news) text += one.event + "\n";
    return text;
  }

  void on_event(const Event& event) override {
    if (live) live->note(event);
    JobFixture::on_event(event);
  }
  void on_watch(const JobSettings& /*job*/, const WatchNews& one) override { news.push_back(one); }
  void on_live_changes(const JobSettings& /*job*/, const PassSummary& summary) override {
    changes.push_back(summary);
  }
};

}  // namespace lockstep
