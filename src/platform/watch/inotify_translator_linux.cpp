#include "platform/watch/inotify_translator_linux.h"

#include <algorithm>
#include <sys/inotify.h>
#include <utility>

#include "platform/watch/inotify_limits_linux.h"

namespace lockstep {
namespace {

using Kind = WatchEvent::Kind;

// A departure is followed by its arrival, but those of other folders may come in between.
constexpr std::size_t kMostDepartures = 64;

bool is_folder(const InotifyRecord& record) { return (record.mask & IN_ISDIR) != 0; }

}  // namespace

void InotifyTranslator::take(std::span<const std::byte> bytes) {
  if (bytes.empty()) return;
  for (Move& move : moves_) move.old = true;
  // The halves of an exchange follow each other, so a later way back is a rename like others.
  if (folders_.is_leaf(WatchedFolders::kNowhere)) last_move_.reset();
  repeated_.clear();  // they look into the buffer
  while (!bytes.empty()) {
    const InotifyRecord record = next_record(bytes);
    const bool changes_names = (record.mask & (IN_MOVED_FROM | IN_MOVED_TO | IN_ISDIR)) != 0;
    if (changes_names) repeated_.clear();
    if (record.name.empty() || changes_names || !repeated_.is_repeated(record)) take_record(record);
  }
  doubt_old_moves();
}

std::vector<WatchEvent> InotifyTranslator::take_told() { return std::exchange(told_, {}); }

void InotifyTranslator::take_record(const InotifyRecord& record) {
  if (root_gone_) return;
  if ((record.mask & IN_Q_OVERFLOW) != 0) return lose();
  constexpr std::uint32_t kOwn = IN_IGNORED | IN_UNMOUNT | IN_DELETE_SELF | IN_MOVE_SELF;
  if ((record.mask & kOwn) != 0) return take_own(record);
  const std::vector<Folder> folders = folders_.folders_of(record.watch);
  if ((record.mask & IN_MOVED_FROM) != 0) return take_departure(record, folders);
  if ((record.mask & IN_MOVED_TO) != 0) return take_arrival(record, folders);
  for (const Folder folder : folders) take_name(record, folder);
}

void InotifyTranslator::take_own(const InotifyRecord& record) {
  if (record.watch == folders_.watch_of(WatchedFolders::kRoot)) {
    root_gone_ = true;
    return;
  }
  if ((record.mask & IN_MOVE_SELF) != 0) take_own_move(record.watch);
  if ((record.mask & IN_UNMOUNT) != 0) take_unmount(record.watch);
  if ((record.mask & IN_IGNORED) == 0) return;
  std::vector<Folder> folders = folders_.folders_of(record.watch);
  // To forget one may be to forget others, below it.
  for (; !folders.empty(); folders = folders_.folders_of(record.watch)) {
    folders_.forget(folders.front());
  }
}

void InotifyTranslator::take_name(const InotifyRecord& record, Folder folder) {
  auto path = folders_.path_of(folder);
  if (!path) return;
  if (record.name.empty()) {
    // The folder above tells of it, too, if that is covered and on the same volume.
    const Folder above = folders_.parent_of(folder);
    if (folder == WatchedFolders::kRoot || folders_.watch_of(above) == WatchedFolders::kNoWatch ||
        folders_.identity_of(above).volume != folders_.identity_of(folder).volume) {
      tell(Kind::entry, std::move(*path), true);
    }
    return;
  }
  path = path->child(record.name);
  const bool comes = (record.mask & IN_CREATE) != 0;
  if (is_folder(record) && (record.mask & (IN_CREATE | IN_DELETE)) != 0) {
    const Folder known = folders_.child(folder, record.name);
    if (known != WatchedFolders::kNone) folders_.forget(known);
    if (comes) return tell_tree(std::move(*path));
  }
  const Kind kind = comes                            ? Kind::fresh
                    : (record.mask & IN_MODIFY) != 0 ? Kind::writing
                                                     : Kind::entry;
  tell(kind, std::move(*path), is_folder(record));
}

void InotifyTranslator::take_departure(const InotifyRecord& record,
                                       const std::vector<Folder>& folders) {
  for (const Folder folder : folders) {
    if (auto path = folders_.path_of(folder)) {
      tell(Kind::entry, path->child(record.name), is_folder(record));
    }
  }
  departures_.push_back({record.cookie, {record.watch, std::string(record.name)}});
  if (departures_.size() > kMostDepartures) departures_.pop_front();
}

void InotifyTranslator::take_arrival(const InotifyRecord& record,
                                     const std::vector<Folder>& folders) {
  const auto departure = std::ranges::find(departures_, record.cookie, &Departure::cookie);
  std::optional<Place> from;
  if (departure != departures_.end()) {
    from = std::move(departure->from);
    departures_.erase(departure);
  }
  // If several folders share the watch, the event does not tell which of them it is about.
  if (from && folders.size() == 1 && folder_of(from->watch) != WatchedFolders::kNone) {
    return take_arrival_from(*from, record);
  }
  const Place to{record.watch, std::string(record.name)};
  if (is_folder(record)) {
    if (from) forget_at(*from);
    forget_at(to);
  }
  for (const Folder folder : folders) {
    auto path = folders_.path_of(folder);
    if (!path) continue;
    path = path->child(record.name);
    if (is_folder(record)) {
      tell_tree(std::move(*path));
    } else {
      tell(Kind::fresh, std::move(*path), false);
    }
  }
}

void InotifyTranslator::take_arrival_from(const Place& from, const InotifyRecord& record) {
  const Place to{record.watch, std::string(record.name)};
  if (is_folder(record)) return take_moved_folder(from, to);
  tell_renamed(from, to, std::nullopt);
  auto from_path = path_of(from);
  auto to_path = path_of(to);
  if (from_path) tell(Kind::entry, std::move(*from_path), false);
  if (to_path) tell(Kind::entry, std::move(*to_path), false);
}

void InotifyTranslator::tell(WatchEvent::Kind kind, RelativePath path, bool is_folder) {
  told_.push_back({.kind = kind, .path = std::move(path), .is_folder = is_folder});
}

void InotifyTranslator::tell_tree(RelativePath path) {
  arrive(path);
  tell(Kind::tree, std::move(path), true);
}

void InotifyTranslator::tell_renamed(const Place& from, const Place& to,
                                     std::optional<std::uint64_t> object) {
  auto from_path = path_of(from);
  auto to_path = path_of(to);
  if (!from_path || !to_path) return;
  told_.push_back({.kind = Kind::renamed,
                   .path = std::move(*to_path),
                   .from = std::move(*from_path),
                   .is_folder = object.has_value(),
                   .object = object});
}

void InotifyTranslator::lose() {
  ++losses_;
  folders_.distrust();
  departures_.clear();
  moves_.clear();
  left_paths_.clear();
  last_move_.reset();
  if (std::exchange(loss_told_, true)) return;
  told_.push_back({.kind = Kind::everything, .reason = reason_overflow()});
}

}  // namespace lockstep
