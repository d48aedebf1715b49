// A watcher that a test tells what to tell: nothing is watched, and events come when the test says.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "platform/watch/watcher.h"

namespace lockstep {

class FakeWatcher final : public Watcher {
 public:
  // `listener` outlives the watcher.
  explicit FakeWatcher(Listener& listener) : listener_(&listener) { state_.how = "fake"; }

  [[nodiscard]] Covered cover(const RelativePath& path, const Identity& identity,
                              const Directory& folder) override;
  void full_walk_begins() override;
  void full_walk_ended() override;
  [[nodiscard]] WatchState state() const override;

  // These call the listener, on the calling thread.
  void tell(const std::vector<WatchEvent>& events);
  void tell(WatchEvent event) { tell(std::vector{std::move(event)}); }
  // Tells of a loss: counts it, and says `everything`.
  void lose(const std::string& reason);
  void lose_root();
  void set_state(const WatchState& state);

  // Folders for which this returns true are refused, for the reason of the state.
  void refuse(std::function<bool(const RelativePath&)> refused);
  // Is called on each `cover`, before it returns: it may change the tree, or tell of something.
  void on_cover(std::function<void(const RelativePath&)> action);

  struct Call {
    RelativePath path;
    Identity identity;
    Covered answer = Covered::yes;
  };
  // Returns the calls of `cover` so far, and forgets them.
  [[nodiscard]] std::vector<Call> take_calls();
  // Returns the paths of these calls, sorted, as one text ("a a/b"; the root is "."), and forgets
  // the calls.
  [[nodiscard]] std::string take_covered();
  [[nodiscard]] int walks_begun() const;
  [[nodiscard]] int walks_ended() const;

 private:
  Listener* listener_;
  mutable std::mutex mutex_;  // guards all that follows
  WatchState state_;
  std::function<bool(const RelativePath&)> refused_;
  std::function<void(const RelativePath&)> action_;
  std::vector<Call> calls_;
  int walks_begun_ = 0;
  int walks_ended_ = 0;
};

}  // namespace lockstep
