// Follows the source of one job between its full passes: takes what a watcher tells, says when a
// part of the tree is to be looked at, and keeps what partial passes need to know of the last full
// one.
//
// Threads: the watcher's thread tells of events, and any thread may ask for the status; everything
// else is called by the job's thread. One mutex guards all, and is never held during a pass.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "app/config/settings.h"
#include "app/live/live_changes.h"
#include "app/live/live_coverage.h"
#include "app/live/live_guard.h"
#include "base/clock.h"
#include "core/live/dirty_set.h"
#include "core/live/lag.h"
#include "core/live/link_names.h"
#include "core/look/source_watch.h"
#include "core/pass/pass.h"
#include "platform/watch/watcher.h"

namespace lockstep {

// A source as it was opened for a pass, and how it is mirrored.
struct WatchedSource {
  const Directory& folder;
  const std::string& path;  // canonical
  const MirrorPolicy& policy;
};

class LiveWork final : private Watcher::Listener, private SourceWatch, private KnownLinks {
 public:
  using Watch = std::function<Result<std::unique_ptr<Watcher>>(
      const Directory& root, const std::string& path, WatchWish wish, Listener& listener)>;
  struct Dependencies {
    const Clock* clock = nullptr;  // borrowed
    // Is called when there is something to do sooner than `next` said. It calls nothing of this.
    std::function<void()> wake = {};
    Watch watch = watch_source;
  };
  LiveWork(const JobSettings& job, Dependencies dependencies);
  ~LiveWork() override;
  LiveWork(const LiveWork&) = delete;
  LiveWork& operator=(const LiveWork&) = delete;

  // Goes on with what was lost and held in a former job's replica, whose job makes no more steps.
  void take_over(LiveWork& former);

  // --- full passes
  // Says that a full pass begins. All marks are dropped, and the source is watched from now on, if
  // it is not yet. Returns whom the pass is to tell what it sees; null if nothing is watched.
  [[nodiscard]] SourceWatch* begin_full_pass(const WatchedSource& source);
  // Says how it ended.
  void end_full_pass(const PassOutcome& outcome);
  // Says that it could not begin, or did not come to its end: the next pass is a full one, too.
  void fail_full_pass();
  // Returns how long after a full pass that took so long the next one is due.
  [[nodiscard]] std::chrono::milliseconds full_interval(std::chrono::nanoseconds took) const;

  // --- partial passes
  struct Part {
    Work work;
    PartialPass terms;  // for the pass; `scope` is set by `pass()`, and the rest borrows the LiveWork
    [[nodiscard]] PartialPass pass() const {
      PartialPass pass = terms;
      pass.scope = &work.scope;
      return pass;
    }
  };
  // Returns what is ready to be looked at in this source; none if only a full pass will do, which is
  // due soon then: too much has changed, or this is not the source that is watched.
  [[nodiscard]] std::optional<Part> take(const WatchedSource& source);
  // Says that the pass was stopped, or could not begin.
  void give_back(Part part);
  void end_partial_pass(const Part& part, const PassOutcome& outcome);

  // Says that what was told can't be relied on, for a reason of this process: a full pass is due.
  void lose(const std::string& reason);

  struct Next {
    std::optional<Moment> full = {};     // a full pass is due then, for a reason of this
    std::optional<Moment> partial = {};  // a partial one
    std::optional<Moment> telling = {};  // there is something to tell
  };
  [[nodiscard]] Next next();
  // Returns whom a partial pass is to tell what it sees.
  [[nodiscard]] SourceWatch* watch() { return this; }
  // Takes note of what any pass did. Any thread may call it.
  void note(const Event& event);
  // Returns how many leaves partial passes lost within the last hour.
  [[nodiscard]] std::uint64_t losses_within_the_hour();
  // Says that somebody approved what was lost.
  void forget_losses();
  // These two return what is to be told, and forget it.
  [[nodiscard]] std::vector<WatchNews> take_news();
  [[nodiscard]] std::optional<PassSummary> take_changes();

  [[nodiscard]] LiveStatus status() const;

 private:
  void on_events(std::span<const WatchEvent> events) override;
  void on_state(const WatchState& state) override;
  void cover(const RelativePath& path, const Identity& identity, const Directory& folder) override;
  void saw_link(const Identity& file, std::string path) override;
  [[nodiscard]] std::vector<std::string> names_of(const Identity& file) const override;
  [[nodiscard]] std::vector<std::string> names_beside(const std::string& path) const override;

  [[nodiscard]] Result<void> watch_anew(const WatchedSource& source);
  [[nodiscard]] bool is_watched(const WatchedSource& source) const;
  [[nodiscard]] Moment now() const { return clock_.steady_now(); }

  const LiveSettings settings_;
  const std::chrono::milliseconds interval_;
  const Clock& clock_;
  const std::function<void()> wake_;
  const Watch watch_function_;

  mutable std::mutex mutex_;  // guards all of the following but the watcher
  LiveCoverage coverage_;
  DirtySet marks_;
  LiveChanges changes_;
  LiveGuard guard_;
  LinkNames links_;
  Lag lag_;
  MirrorPolicy policy_;
  Identity root_ = {};
  Moment full_pass_begun_ = {};
  std::optional<Moment> full_pass_wanted_;  // by a partial pass
  std::chrono::nanoseconds full_pass_pause_{};  // before one that is wanted for names alone
  std::optional<Moment> awaited_;  // the job's thread is up again by then

  std::unique_ptr<Watcher> watcher_;  // stands last: its thread uses all the others
};

}  // namespace lockstep
