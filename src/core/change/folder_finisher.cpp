#include "core/change/folder_finisher.h"

#include <algorithm>
#include <utility>

#include "core/change/rights_writer.h"
#include "core/entry/set_metadata.h"
#include "core/look/selected_attributes.h"

namespace lockstep {
namespace {

constexpr std::ptrdiff_t kPiece = 64;  // folders that one worker finishes at a time

}  // namespace

void FolderFinisher::finish(const std::vector<PairPointer>& repairs) {
  for (const auto& folder : repairs) writer_.touch(folder);
  std::vector<PairPointer> folders = writer_.take_touched();
  std::sort(folders.begin(), folders.end(), [](const PairPointer& left, const PairPointer& right) {
    return left->depth() > right->depth();
  });
  for (auto level = folders.begin(); level != folders.end();) {
    if (context_.stopping()) return;
    const auto next = std::find_if(level, folders.end(), [&level](const PairPointer& folder) {
      return folder->depth() != (*level)->depth();
    });
    for (auto piece = level; piece < next;) {
      const auto end = piece + std::min<std::ptrdiff_t>(kPiece, next - piece);
      context_.resources.pool.submit([this, piece, end] {
        for (auto folder = piece; folder != end; ++folder) {
          finish_one(**folder);
          context_.report.step();
        }
      });
      piece = end;
    }
    context_.resources.pool.wait_idle();
    level = next;
  }
}

bool FolderFinisher::problem(const char* what, Side side, const Pair& folder,
                             const Error& error) {
  context_.report.problem(what, side, folder.path().text(), error);
  return false;
}

void FolderFinisher::tell_repaired(const Pair& folder, std::string reason) {
  Event event{.kind = EventKind::updated_metadata};
  event.entry = EntryKind::directory;
  event.path = folder.path().text();
  event.reason = std::move(reason);
  writer_.done(event);
}

bool FolderFinisher::finish_from_outside(const Pair& folder) {
  if (!folder.parent() || !folder.found.mode) return false;
  const auto outside = open_from_outside(folder);
  if (!outside) return false;
  const VolumeState& volume = writer_.volume_of(folder, *outside->parent);
  const std::uint16_t mode = wanted_mode(folder.source_entry, outside->now, context_.rules(volume));
  if (!outside->handle->set_mode(mode)) return false;
  tell_repaired(folder, Changes{.mode = true}.text());
  return true;
}

bool FolderFinisher::set_what_differs(const Pair& folder, Directory& replica, VolumeState& volume) {
  const auto now = replica.examine();
  if (!now) return problem("examine", Side::replica, folder, now.error());
  Changes changes = compare_metadata(folder.source_entry, *now, context_.rules(volume));
  AttributesOfBoth attributes;
  if (!folder.in_replica() || folder.found.attributes) {
    const auto source = folder.source();
    if (!source && !folder.marks.unreadable_told)
      return problem("open", Side::source, folder, source.error());
    if (source) {
      // The listing may have told of another folder than the one that is open.
      const auto read = (*source)->examine();
      if (!read) return problem("examine", Side::source, folder, read.error());
      const bool is_listed = folder.source_entry.mount_point ||
                             read->identity == folder.source_entry.identity;
      if (!is_listed) {
        context_.report.changed_meanwhile(folder.path().text());
        return false;
      }
      auto both = read_both(static_cast<const Handle&>(**source), replica, context_, volume);
      if (!both)
        return problem("read the attributes of", Side::source, folder, both.error());
      attributes = std::move(*both);
      changes.attributes = attributes.differ();
      if (!folder.in_replica()) tell_incomplete(attributes, folder.path().text(), context_.report);
    }
  }
  if (!changes.any()) return true;
  const auto set = set_metadata(
      {.handle = replica, .now = *now, .folder = folder, .volume = volume}, changes,
      {folder.source_entry, attributes.source, attributes.replica}, context_);
  if (!set) return problem("set the metadata of", Side::replica, folder, set.error());
  if (!set->attributes)
    return problem("set the metadata of", Side::replica, folder, set->attributes.error());
  return true;
}

void FolderFinisher::finish_one(const Pair& folder) {
  if (!folder.in_source() || folder.marks.not_made) return;
  if (!folder.in_replica()) context_.memory.seen_folders.made(folder);
  const auto replica = folder.replica();
  if (!replica) {
    if (replica.error().kind() == ErrorKind::not_found)
      return;  // its creation failed, and that was told
    if (replica.error().kind() == ErrorKind::permission_denied && finish_from_outside(folder))
      return;
    return context_.report.problem("open", Side::replica, folder.path().text(),
                                   replica.error());
  }
  VolumeState& volume = writer_.volume_of(folder, **replica);
  if (!set_what_differs(folder, **replica, volume)) return;
  // Remote volumes have no syncfs to rely on. A failure is ignored, since a server that can't flush
  // folders has no better way either.
  if (volume.volume().remote && context_.policy.durability != Durability::none) {
    static_cast<void>((*replica)->flush());
  }
  if (!folder.found.any() || folder.made_for_this_pass) return;
  tell_repaired(folder, folder.found.text());
}

}  // namespace lockstep
