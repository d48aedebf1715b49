// Tells where below a source something changed. There is one implementation a system (or several:
// `watch_source` chooses); tests bring their own.
//
// A watcher holds no handle that keeps a volume from being unmounted, except on Windows (one, on the
// root). It has one thread, which empties the system's queue also while passes run.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/entry.h"
#include "base/relative_path.h"
#include "base/result.h"
#include "platform/watch/watch_event.h"

namespace lockstep {

class Directory;

struct WatchState {
  std::string how = {};  // "inotify" and the like; empty if nothing is watched
  std::uint64_t watched = 0;  // folders that are covered
  std::uint64_t refused = 0;  // folders that can't be covered
  std::uint64_t events = 0;   // told so far
  std::uint64_t losses = 0;   // times that something was lost
  // False if others may change something on these volumes that this system does not tell of (a
  // server, FUSE).
  bool told_of_all = true;
  // True once the root was moved, removed or unmounted: nothing more will be told.
  bool root_gone = false;
  // A sentence without a full stop that says why not everything is told; empty if it is.
  std::string reason = {};
  friend bool operator==(const WatchState&, const WatchState&) = default;
};

class Watcher {
 public:
  // Is called on the watcher's thread, one call at a time. It returns within microseconds, throws
  // nothing, and calls nothing of the watcher.
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void on_events(std::span<const WatchEvent> events) = 0;
    // Is called when `refused`, `told_of_all`, `root_gone` or `reason` changes.
    virtual void on_state(const WatchState& state) = 0;
  };

  // Ends the thread and waits for it; the listener is not called afterwards.
  virtual ~Watcher() = default;

  enum class Covered : std::uint8_t {
    yes,
    no,  // nothing will be told of this folder: a limit, a permission, or not this volume
  };
  // From when this returns, every change of this folder's names and of its entries is told, under
  // the path that the folder has then. Call it after the folder was opened and before it is listed:
  // what came before is in the listing. A second call for a folder that is covered is cheap, and
  // corrects its path. Any thread may call it. It never fails a pass.
  [[nodiscard]] virtual Covered cover(const RelativePath& path, const Identity& identity,
                                      const Directory& folder) = 0;
  // Says that a walk of all folders begins, and that it came to its end: what was not covered again
  // between the two is gone, and is forgotten. One thread at a time.
  virtual void full_walk_begins() = 0;
  virtual void full_walk_ended() = 0;

  // Returns the state. Any thread may call it.
  [[nodiscard]] virtual WatchState state() const = 0;
};

// The choice of `watch`: the system's way, or one by name.
enum class WatchWish : std::uint8_t { automatic, inotify, fanotify };

// Begins to watch below a source. `root` is open on it, and `path` is how it was named, for
// sentences and to see that another folder took its place; neither is kept open. The listener
// outlives the watcher. Fails with not_supported if this system or this volume tells nothing, and
// its message says why.
[[nodiscard]] Result<std::unique_ptr<Watcher>> watch_source(const Directory& root,
                                                            const std::string& path,
                                                            WatchWish wish,
                                                            Watcher::Listener& listener);

}  // namespace lockstep
