// Makes watch events of inotify's records, and keeps the map of folders as the records say. It asks
// the system nothing.
//
// The kernel holds both folders of a rename locked while it queues IN_MOVED_FROM, IN_MOVED_TO and
// the moved folder's own IN_MOVE_SELF; an exchange of two names is two such triples. So nothing
// else about these names comes in between, but events of other folders do. Whatever does not fit is
// told as a tree of which nothing is covered: a walk puts the map right.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "platform/watch/inotify_queue_linux.h"
#include "platform/watch/repeated_records_linux.h"
#include "platform/watch/watch_event.h"
#include "platform/watch/watched_folders.h"

namespace lockstep {

class InotifyTranslator {
 public:
  explicit InotifyTranslator(WatchedFolders& folders) : folders_(folders) {}

  // Takes all records of one read.
  void take(std::span<const std::byte> bytes);
  // Returns what is to be told, and forgets it.
  [[nodiscard]] std::vector<WatchEvent> take_told();
  [[nodiscard]] bool has_told() const { return !told_.empty(); }
  // True once the root was moved, removed or unmounted.
  [[nodiscard]] bool root_gone() const { return root_gone_; }
  [[nodiscard]] std::uint64_t losses() const { return losses_; }
  // Says that all is looked at from now on: what is lost from now on is told again.
  void begin_walk() { loss_told_ = false; }
  // Tells of a folder of which nothing below is covered.
  void tell_tree(RelativePath path);
  // Returns the path that a folder has now which a walk has opened by this one: a folder on the way
  // may have been moved since, and the walk goes on in it by its handles. What can't be known is
  // told as a tree.
  [[nodiscard]] RelativePath path_now(const RelativePath& path, const Identity& identity);

 private:
  using Folder = WatchedFolders::Folder;
  // A name in a folder that the map knows once; the watch stays the folder's as long as it lives.
  struct Place {
    int watch = WatchedFolders::kNoWatch;
    std::string name;
    friend bool operator==(const Place&, const Place&) = default;
  };
  // A name that somebody has left; a record with the same cookie tells where to.
  struct Departure {
    std::uint32_t cookie = 0;
    Place from;
  };
  // A folder that was given another place in the map, and has not said yet that it was moved.
  struct Move {
    int watch = WatchedFolders::kNoWatch;
    Place from, to;
    bool old = false;  // from an earlier read
  };

  // A path that a watched folder has left.
  struct LeftPath {
    RelativePath path;
    int watch = WatchedFolders::kNoWatch;
    bool taken = false;  // another folder has come there
  };

  void take_record(const InotifyRecord& record);
  void take_own(const InotifyRecord& record);
  void take_name(const InotifyRecord& record, Folder folder);
  void take_departure(const InotifyRecord& record, const std::vector<Folder>& folders);
  void take_arrival(const InotifyRecord& record, const std::vector<Folder>& folders);
  void take_arrival_from(const Place& from, const InotifyRecord& record);
  void take_moved_folder(const Place& from, const Place& to);
  void take_own_move(int watch);
  void take_unmount(int watch);
  void lose();
  void doubt_old_moves();

  [[nodiscard]] Folder folder_of(int watch) const;
  [[nodiscard]] Folder folder_at(const Place& place) const;
  [[nodiscard]] std::optional<RelativePath> path_of(const Place& place) const;
  void forget_at(const Place& place);
  void uncover(const Place& place);
  void leave(std::optional<RelativePath> path, int watch);
  void arrive(const RelativePath& path);
  void tell(WatchEvent::Kind kind, RelativePath path, bool is_folder);
  void tell_renamed(const Place& from, const Place& to, std::optional<std::uint64_t> object);

  WatchedFolders& folders_;
  RepeatedRecords repeated_;
  std::vector<WatchEvent> told_;
  std::deque<Departure> departures_;
  std::vector<Move> moves_;
  std::optional<Move> last_move_;
  std::deque<LeftPath> left_paths_;
  bool loss_told_ = false;
  bool root_gone_ = false;
  std::uint64_t losses_ = 0;
};

}  // namespace lockstep
