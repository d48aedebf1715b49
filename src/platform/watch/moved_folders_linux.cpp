// The moves of folders, as InotifyTranslator understands them.
#include <algorithm>
#include <utility>

#include "platform/watch/inotify_translator_linux.h"

namespace lockstep {

using Kind = WatchEvent::Kind;

namespace {

// A walk may be in a folder for long, and the oldest of so many renames is of no interest to it.
constexpr std::size_t kMostLeftPaths = 256;

}  // namespace

WatchedFolders::Folder InotifyTranslator::folder_of(int watch) const {
  const std::vector<Folder> folders = folders_.folders_of(watch);
  return folders.size() == 1 ? folders.front() : WatchedFolders::kNone;
}

WatchedFolders::Folder InotifyTranslator::folder_at(const Place& place) const {
  const Folder parent = folder_of(place.watch);
  return parent == WatchedFolders::kNone ? parent : folders_.child(parent, place.name);
}

std::optional<RelativePath> InotifyTranslator::path_of(const Place& place) const {
  const Folder parent = folder_of(place.watch);
  if (parent == WatchedFolders::kNone) return std::nullopt;
  const auto path = folders_.path_of(parent);
  return path ? std::optional(path->child(place.name)) : std::nullopt;
}

void InotifyTranslator::forget_at(const Place& place) {
  for (const Folder parent : folders_.folders_of(place.watch)) {
    const Folder known = folders_.child(parent, place.name);
    if (known != WatchedFolders::kNone) folders_.forget(known);
  }
}

void InotifyTranslator::uncover(const Place& place) {
  forget_at(place);
  if (auto path = path_of(place)) tell_tree(std::move(*path));
}

void InotifyTranslator::take_moved_folder(const Place& from, const Place& to) {
  const auto before = std::exchange(last_move_, std::nullopt);
  if (before && before->from == to && before->to == from) {
    // This is the second half of an exchange, or the way back of a folder: the map can't tell which
    // folder is where.
    std::erase_if(moves_, [&](const Move& move) { return move.to == from && move.from == to; });
    folders_.forget(WatchedFolders::kNowhere);
    uncover(from);
    uncover(to);
    return;
  }
  folders_.forget(WatchedFolders::kNowhere);
  const Folder folder = folder_at(from);
  if (folder == WatchedFolders::kNone || folders_.watch_of(folder) == WatchedFolders::kNoWatch) {
    forget_at(from);
    return uncover(to);
  }
  const int watch = folders_.watch_of(folder);
  const Folder replaced = folder_at(to);
  bool covered = true;
  if (replaced != WatchedFolders::kNone && replaced != folder) {
    // A walk was faster than the queue, and has found the folder at its new place.
    covered = folders_.watch_of(replaced) != watch;
    // Else it was empty, and is gone; or the next record moves it to where the other one was.
    if (!covered || !folders_.move(replaced, WatchedFolders::kNowhere, to.name)) {
      folders_.forget(replaced);
    }
  }
  // Either of them may have lain below the other, if the map was wrong.
  if (folder_at(from) != folder || folder_of(to.watch) == WatchedFolders::kNone ||
      !folders_.move(folder, folder_of(to.watch), to.name)) {
    return uncover(to);
  }
  if (const auto path = path_of(to)) arrive(*path);
  tell_renamed(from, to, folders_.identity_of(folder).object);
  if (auto path = path_of(from)) tell(Kind::entry, std::move(*path), true);
  if (auto path = path_of(to)) tell(Kind::entry, std::move(*path), true);
  if (!covered) {
    if (auto path = path_of(to)) tell_tree(std::move(*path));
  }
  leave(path_of(from), watch);
  last_move_ = Move{watch, from, to};
  moves_.push_back(*last_move_);
}

void InotifyTranslator::leave(std::optional<RelativePath> path, int watch) {
  if (!path) return;
  left_paths_.push_back({std::move(*path), watch});
  if (left_paths_.size() > kMostLeftPaths) left_paths_.pop_front();
}

void InotifyTranslator::arrive(const RelativePath& path) {
  for (LeftPath& left : left_paths_) left.taken = left.taken || left.path == path;
}

RelativePath InotifyTranslator::path_now(const RelativePath& path, const Identity& identity) {
  if (path.is_root()) return path;
  const Folder above = folders_.find(path.parent());
  const bool above_is_there =
      above != WatchedFolders::kNone && folders_.watch_of(above) != WatchedFolders::kNoWatch;
  const LeftPath* nearest = nullptr;
  for (const LeftPath& left : left_paths_) {
    if (!path.is_within(left.path)) continue;
    const Folder folder = folder_of(left.watch);
    if (folder == WatchedFolders::kNone) continue;
    const bool itself = path == left.path;
    if (itself ? folders_.identity_of(folder) != identity : above_is_there) continue;
    if (nearest == nullptr || left.path.text().size() >= nearest->path.text().size()) {
      nearest = &left;
    }
  }
  if (nearest == nullptr) return path;
  auto now = folders_.path_of(folder_of(nearest->watch));
  if (!now) return path;
  if (path == nearest->path) return std::move(*now);
  if (nearest->taken) {
    tell_tree(std::move(*now));
    return path;
  }
  const std::string_view below = std::string_view(path.text()).substr(nearest->path.text().size());
  return RelativePath(now->text() + std::string(below));
}

void InotifyTranslator::take_own_move(int watch) {
  const auto expected = std::ranges::find(moves_, watch, &Move::watch);
  if (expected != moves_.end()) {
    moves_.erase(expected);
    return;
  }
  // It left a covered folder, and has not arrived in one: it is no longer below the source.
  const auto left = std::ranges::find_if(departures_, [&](const Departure& departure) {
    const Folder folder = folder_at(departure.from);
    return folder != WatchedFolders::kNone && folders_.watch_of(folder) == watch;
  });
  if (left != departures_.end()) departures_.erase(left);
  // Otherwise it came from a folder that is not covered; where to was told, if that is.
  std::vector<Folder> folders = folders_.folders_of(watch);
  for (; !folders.empty(); folders = folders_.folders_of(watch)) folders_.forget(folders.front());
}

void InotifyTranslator::take_unmount(int watch) {
  for (const Folder folder : folders_.folders_of(watch)) {
    const Folder above = folders_.parent_of(folder);
    if (folders_.identity_of(above).volume == folders_.identity_of(folder).volume) continue;
    if (auto path = folders_.path_of(folder)) tell_tree(std::move(*path));
  }
}

// A folder that was moved says so at once. If it did not, another folder was known by its name.
void InotifyTranslator::doubt_old_moves() {
  const std::vector<Move> moves = std::exchange(moves_, {});
  for (const Move& move : moves) {
    if (!move.old) {
      moves_.push_back(move);
      continue;
    }
    uncover(move.from);
    uncover(move.to);
  }
}

}  // namespace lockstep
