// All that an inotify watcher knows: the kernel's queue, the map of folders, what is to be told.
// One mutex guards it: a watch and its entry in the map are made in one step, and so is a read of
// the queue with what follows from it; otherwise an event would meet a watch that nobody knows.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "platform/watch/coverage_tally.h"
#include "platform/watch/inotify_queue_linux.h"
#include "platform/watch/inotify_translator_linux.h"
#include "platform/watch/watched_folders.h"
#include "platform/watch/watcher.h"

namespace lockstep {

// Is handed to the listener by the watcher's thread.
struct News {
  std::vector<WatchEvent> events;
  std::optional<WatchState> state;  // if it has changed
  bool more_to_do = false;  // watches are left to be given back
};

class InotifyCoverage {
 public:
  InotifyCoverage(InotifyQueue queue, std::optional<std::uint64_t> most_watches);

  // See Watcher.
  [[nodiscard]] Watcher::Covered cover(const RelativePath& path, const Identity& identity,
                                       const Directory& folder);
  void begin_walk();
  void end_walk();
  [[nodiscard]] WatchState state() const;

  // Reads the queue, gives back some watches that nobody needs, and returns what is to be told.
  [[nodiscard]] News read();
  void tell_trees(const std::vector<RelativePath>& paths);
  void lose_root();
  // True if `read` would return something although the queue may be empty.
  [[nodiscard]] bool has_news() const;
  [[nodiscard]] const Descriptor& descriptor() const { return queue_.descriptor(); }

 private:
  void empty_queue();
  void give_back_watches();
  // Notes that it was seen, if it is.
  [[nodiscard]] bool is_covered(WatchedFolders::Folder known, const Identity& identity);
  [[nodiscard]] bool may_add(WatchedFolders::Folder known) const;
  [[nodiscard]] WatchState current_state() const;
  [[nodiscard]] bool state_may_have_changed() const;

  mutable std::mutex mutex_;  // guards all that follows
  InotifyQueue queue_;
  WatchedFolders folders_;
  InotifyTranslator translator_{folders_};
  CoverageTally tally_;
  std::optional<std::uint64_t> given_most_;
  std::uint64_t most_watches_;
  std::uint64_t told_ = 0;
  bool root_gone_ = false;
  std::vector<int> unused_;  // watches to be given back
  WatchState told_state_;
  std::uint64_t told_revision_ = 0;  // of tally_
};

}  // namespace lockstep
