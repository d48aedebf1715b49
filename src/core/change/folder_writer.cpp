#include "core/change/folder_writer.h"

#include <algorithm>
#include <utility>

#include "core/decide/classify.h"
#include "core/decide/offline.h"
#include "core/entry/others.h"
#include "core/look/leave_out.h"
#include "core/look/mounted_volume.h"
#include "core/look/resolve_name_clashes.h"

namespace lockstep {
namespace {

constexpr std::uint16_t kPrivate = 0700;
// A folder of many files or large ones is filled in pieces, so that all workers share it.
constexpr std::size_t kPiece = 64;
constexpr std::uint64_t kPieceBytes = 4 * 1024 * 1024;

std::size_t end_of_piece(const std::vector<Entry>& entries, std::size_t first) {
  const std::size_t most = std::min(entries.size(), first + kPiece);
  std::uint64_t bytes = 0;
  while (first < most && bytes < kPieceBytes) {
    if (entries[first].kind == EntryKind::file) bytes += entries[first].size;
    ++first;
  }
  return first;
}

void count_planned(const std::vector<Entry>& entries, Progress& progress) {
  for (const Entry& entry : entries) {
    if (entry.kind != EntryKind::file) continue;
    progress.files_planned.fetch_add(1, std::memory_order_relaxed);
    progress.bytes_planned.fetch_add(entry.size, std::memory_order_relaxed);
  }
}

}  // namespace

Result<Performed> FolderWriter::make(const Creation& creation, Directory& replica) {
  const MakeFolder make{.mode = kPrivate, .others = others_in(*creation.folder, replica, context_)};
  if (!creation.replaces) return perform_in(replica, Change{creation.name, make});
  // A folder that can't be filled must not take another entry's place.
  if (const auto opened = creation.contents->source(); !opened) return failure(opened.error());
  return discard(replica,
                 {*creation.folder, creation.name, *creation.replaces, LossReason::replaced},
                 MakeFolderInstead{make});
}

bool FolderWriter::create(const Creation& creation) {
  const std::shared_ptr<Pair>& contents = creation.contents;
  if (!use_.rights.may_put_into(*creation.folder)) {
    contents->marks.not_made = true;
    return false;
  }
  if (use_.waiting.takes_with_folder(creation)) return false;
  const auto made = writer_.in_folder(creation.folder,
                                      [&](Directory& replica) { return make(creation, replica); });
  if (!made) {
    if (use_.waiting.takes(made.error(), creation)) return false;
    contents->marks.not_made = true;
    writer_.problem("create", *creation.folder, creation.name, made.error());
    return false;
  }
  contents->expect_replica(made->now.identity.object);
  contents->marks.waits_for_space = false;
  writer_.touch(creation.folder);
  writer_.touch(contents);
  Event event = ReplicaWriter::event_on(*creation.folder, creation.name, EventKind::created_folder,
                                        EntryKind::directory);
  event.reason = text(creation.replaces ? Reason::type : Reason::fresh);
  writer_.done(event);
  return true;
}

void FolderWriter::create_whole(const Creation& creation) {
  if (create(creation)) fill(creation.contents);
}

std::shared_ptr<Listing> FolderWriter::list(const Pair& folder) {
  const std::string path = folder.path().text();
  const auto source = folder.source();
  if (!source) {
    if (source.error().kind() == ErrorKind::not_found) {
      context_.report.folder_vanished(path);
    } else {
      folder.marks.unreadable_told = true;
      context_.report.problem("open", Side::source, path, source.error());
    }
    return nullptr;
  }
  context_.cover_folder(folder, **source);
  auto listed = (*source)->list();
  if (!listed) {
    context_.report.problem("list", Side::source, path, listed.error());
    return nullptr;
  }
  auto listing = std::make_shared<Listing>(resolve_clashes_of_new_names(
      leave_out_of_source(std::move(*listed), folder, context_).listing, folder, context_));
  context_.report.scanned(listing->entries.size(), 1);
  for (const Listing::Failure& failure : listing->failures)
    writer_.problem("examine", folder, failure.name, failure.error, Side::source);
  return listing;
}

void FolderWriter::fill(const std::shared_ptr<Pair>& folder) {
  if (context_.stopping()) return;
  if (is_left_alone(folder->source_entry, context_.policy)) return;
  const auto listing = list(*folder);
  if (!listing) return;
  count_planned(listing->entries, context_.report.progress());
  const std::size_t own = end_of_piece(listing->entries, 0);
  for (std::size_t first = own; first < listing->entries.size();) {
    const Piece piece{first, end_of_piece(listing->entries, first)};
    context_.resources.pool.submit(
        [this, folder, listing, piece] { fill_piece(folder, *listing, piece); });
    first = piece.last;
  }
  fill_piece(folder, *listing, {0, own});
}

void FolderWriter::fill_piece(const std::shared_ptr<Pair>& folder, const Listing& listing,
                              Piece piece) {
  for (std::size_t i = piece.first; i < piece.last && !context_.stopping(); ++i)
    create_child(folder, listing.entries[i]);
}

void FolderWriter::create_child(const std::shared_ptr<Pair>& folder, const Entry& entry) {
  context_.watch_entry(*folder, entry.name, entry);
  const CreationClass creation_class =
      classify(entry, {context_.policy, context_.rights.create_devices});
  switch (creation_class) {
    case CreationClass::unknown:
      return;  // its listing told of that
    case CreationClass::device:
      return context_.report.devices_left_out();
    case CreationClass::impossible:
      return context_.report.skipped(folder->path().child(entry.name).text(), kImpossible);
    case CreationClass::offline:
      return writer_.problem("read", *folder, entry.name, offline_error(), Side::source);
    case CreationClass::folder:
    case CreationClass::mount:
    case CreationClass::link_group:
    case CreationClass::by_itself:
      break;
  }
  Creation creation{
      .folder = folder, .name = std::string(entry.name), .source = entry.without_name()};
  if (creation_class == CreationClass::by_itself) return use_.entries.create(creation);
  if (creation_class != CreationClass::link_group)
    return create_child_folder(std::move(creation), entry);
  use_.found_links.add({.folder = folder,
                        .name = std::move(creation.name),
                        .source = creation.source,
                        .replica = std::nullopt,
                        .state = MemberState::create});
}

void FolderWriter::create_child_folder(Creation creation, const Entry& entry) {
  creation.contents = creation.folder->child(entry.name);
  creation.contents->source_entry = creation.source;
  if (entry.mount_point) {
    const auto source = creation.folder->source();
    std::string volume =
        source ? volume_mounted_at(**source, entry.name, context_.policy) : std::string();
    const std::scoped_lock lock(mutex_);
    nested_mounts_.insert_or_assign(creation.contents->path().text(), std::move(volume));
  }
  if (!create(creation)) return;
  context_.resources.pool.submit([this, contents = creation.contents] { fill(contents); });
}

}  // namespace lockstep
