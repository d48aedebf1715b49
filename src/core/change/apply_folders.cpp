// Folders: made empty and private, filled, and given their own metadata at the end of the pass,
// children before parents.
//
// If the process dies in between, a folder is there with mode 0700 and the wrong times: the next
// pass finds that and repairs it.
#include <algorithm>

#include "core/change/apply.h"
#include "core/change/discard.h"
#include "core/change/others.h"
#include "core/change/set_metadata.h"
#include "core/look/leave_out.h"
#include "core/look/mounted_volume.h"
#include "core/look/selected_attributes.h"
#include "core/look/settle_names.h"
#include "core/model/temporaries.h"

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

}  // namespace

bool Apply::create_folder(const Creation& creation) {
  if (!may_put_into(*creation.folder)) {
    creation.contents->not_made = true;
    return false;
  }
  if (waits_with_folder(creation)) return false;
  const auto made = in_replica(creation.folder, [&](Directory& replica) -> Result<void> {
    const MakeFolder make{.mode = kPrivate,
                          .others = others_in(*creation.folder, replica, context_)};
    Result<Performed> folder;
    if (creation.replaces) {
      if (const auto opened = creation.contents->source(); !opened)
        return failure(opened.error());
      folder = discard(replica,
                       {*creation.folder, creation.name, *creation.replaces, Loss::replaced},
                       MakeFolderInstead{make});
    } else {
      folder = perform(replica, Change{creation.name, make}, new_temporary_name);
    }
    if (!folder) return failure(folder.error());
    creation.contents->expect_replica(folder->now.identity.object);
    return {};
  });
  if (!made) {
    if (waits_for_space(made.error(), creation)) return false;
    creation.contents->not_made = true;
    problem("create", creation.folder, creation.name, made.error());
    return false;
  }
  creation.contents->waits_for_space = false;
  touch(creation.folder);
  touch(creation.contents);
  Event event{.kind = EventKind::created_folder};
  event.entry = EntryKind::directory;
  event.path = creation.contents->path().text();
  event.reason = text(creation.replaces ? Reason::type : Reason::fresh);
  context_.report.done(event);
  return true;
}

void Apply::fill(const std::shared_ptr<Pair>& folder) {
  if (context_.stopping()) return;
  if (folder->source_entry.mount_point && context_.policy.volumes == Volumes::stay_on_source_volume)
    return;
  const std::string path = folder->path().text();
  const auto source = folder->source();
  if (!source) {
    if (source.error().kind() == ErrorKind::not_found) return context_.report.folder_vanished(path);
    folder->unreadable_told = true;
    return context_.report.problem("open", Report::Side::source, path, source.error());
  }
  auto listed = (*source)->list();
  if (!listed) return context_.report.problem("list", Report::Side::source, path, listed.error());
  const auto listing = std::make_shared<Listing>(std::move(*listed));
  leave_out_of_source(*listing, *folder, context_);
  settle_new_names(*listing, *folder, context_);
  context_.report.scanned(listing->entries.size(), 1);
  for (const Listing::Failure& failure : listing->failures) {
    context_.report.problem("examine", Report::Side::source,
                            folder->path().child(failure.name).text(), failure.error);
  }
  Progress& progress = context_.report.progress();
  for (const Entry& entry : listing->entries) {
    if (entry.kind != EntryKind::file) continue;
    progress.files_planned.fetch_add(1, std::memory_order_relaxed);
    progress.bytes_planned.fetch_add(entry.size, std::memory_order_relaxed);
  }
  const std::size_t own = end_of_piece(listing->entries, 0);
  for (std::size_t first = own; first < listing->entries.size();) {
    const std::size_t last = end_of_piece(listing->entries, first);
    context_.input.pool->submit(
        [this, folder, listing, first, last] { fill_entries(folder, listing, first, last); });
    first = last;
  }
  fill_entries(folder, listing, 0, own);
}

void Apply::fill_entries(const std::shared_ptr<Pair>& folder,
                         const std::shared_ptr<Listing>& listing, std::size_t first,
                         std::size_t last) {
  for (std::size_t i = first; i < last && !context_.stopping(); ++i) {
    const Entry& entry = listing->entries[i];
    if (entry.unreadable || context_.leaves_out(entry)) continue;
    if (entry.kind == EntryKind::other) {
      context_.report.skipped(folder->path().child(entry.name).text(),
                              "is of a kind that can't be mirrored");
      continue;
    }
    Creation creation{.folder = folder, .name = std::string(entry.name), .source = entry};
    creation.source.name = {};
    if (entry.kind == EntryKind::directory) {
      creation.contents = folder->child(entry.name);
      creation.contents->source_entry = creation.source;
      if (entry.mount_point) {
        const auto source = folder->source();
        nested_mount(creation.contents->path().text(),
                     source ? volume_mounted_at(**source, entry.name, context_.policy) : "");
      }
      if (create_folder(creation)) {
        context_.input.pool->submit([this, contents = creation.contents] { fill(contents); });
      }
    } else if (entry.link_count > 1) {
      hard_links_.add({.folder = folder,
                       .name = std::move(creation.name),
                       .source = creation.source,
                       .replica = std::nullopt,
                       .state = MemberState::create});
    } else {
      create(creation);
    }
  }
}

void Apply::finish_folders(const std::vector<std::shared_ptr<const Pair>>& repairs) {
  for (const auto& folder : repairs) touch(folder);
  std::vector<PairPointer> folders;
  folders.swap(touched_);
  std::sort(folders.begin(), folders.end(), [](const PairPointer& left, const PairPointer& right) {
    return left->depth() > right->depth();
  });
  // Children before parents: a parent's final mode may forbid to enter it.
  for (auto level = folders.begin(); level != folders.end();) {
    if (context_.stopping()) return;
    const auto next = std::find_if(level, folders.end(), [&level](const PairPointer& folder) {
      return folder->depth() != (*level)->depth();
    });
    for (auto piece = level; piece < next;) {
      const auto end =
          piece + std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(kPiece), next - piece);
      context_.input.pool->submit([this, piece, end] {
        for (auto folder = piece; folder != end; ++folder) {
          finish_folder(**folder);
          context_.report.step();
        }
      });
      piece = end;
    }
    context_.input.pool->wait_idle();
    level = next;
  }
}

bool Apply::finish_from_outside(const Pair& folder) {
  if (!folder.parent() || !folder.found.mode) return false;
  const auto outside = from_outside(folder);
  if (!outside) return false;
  const VolumeState& volume = context_.volumes.of(folder.replica_device(), *outside->parent);
  const std::uint16_t mode =
      wanted_mode(folder.source_entry, outside->now, context_.rules(volume));
  if (!outside->handle->set_mode(mode)) return false;
  Event event{.kind = EventKind::updated_metadata};
  event.entry = EntryKind::directory;
  event.path = folder.path().text();
  event.reason = Changes{.mode = true}.text();
  context_.report.done(event);
  return true;
}

void Apply::finish_folder(const Pair& folder) {
  if (!folder.in_source() || folder.not_made) return;
  if (!folder.in_replica()) context_.seen_folders.made(folder);
  const std::string path = folder.path().text();
  const auto replica = folder.replica();
  if (!replica) {
    if (replica.error().kind() == ErrorKind::not_found)
      return;  // its creation failed, and that was told
    if (replica.error().kind() == ErrorKind::permission_denied && finish_from_outside(folder))
      return;
    return context_.report.problem("open", Report::Side::replica, path, replica.error());
  }
  const auto now = (*replica)->examine();
  if (!now) return context_.report.problem("examine", Report::Side::replica, path, now.error());
  VolumeState& volume = context_.volumes.of(folder.replica_device(), **replica);
  Changes changes = compare_metadata(folder.source_entry, *now, context_.rules(volume));
  AttributesOfBoth attributes;
  if (!folder.in_replica() || folder.found.attributes) {
    const auto source = folder.source();
    if (!source && !folder.unreadable_told)
      return context_.report.problem("open", Report::Side::source, path, source.error());
    if (source) {
      // What was listed may be another folder than the one that is open.
      const auto read = (*source)->examine();
      if (!read)
        return context_.report.problem("examine", Report::Side::source, path, read.error());
      const bool is_listed = folder.source_entry.mount_point ||
                             read->identity == folder.source_entry.identity;
      if (!is_listed) return context_.report.changed_meanwhile(path);
      auto both = read_both(static_cast<const Handle&>(**source), **replica, context_, volume);
      if (!both)
        return context_.report.problem("read the attributes of", Report::Side::source, path,
                                       both.error());
      attributes = std::move(*both);
      changes.attributes = attributes.differ();
      if (!folder.in_replica()) tell_incomplete(attributes, path, context_.report);
    }
  }
  if (changes.any()) {
    const auto set = set_metadata(**replica, *now, changes,
                                  {.source = folder.source_entry,
                                   .source_attributes = &attributes.source,
                                   .replica_attributes = &attributes.replica,
                                   .folder = &folder},
                                  context_, volume);
    if (!set)
      return context_.report.problem("set the metadata of", Report::Side::replica, path,
                                     set.error());
  }
  // No syncfs to rely on there; a server that can't flush folders has no better way either.
  if (volume.volume().remote && context_.policy.durability != Durability::none) {
    static_cast<void>((*replica)->flush());
  }
  if (!folder.found.any() || folder.made_for_this_pass) return;
  Event event{.kind = EventKind::updated_metadata};
  event.entry = EntryKind::directory;
  event.path = path;
  event.reason = folder.found.text();
  context_.report.done(event);
}

}  // namespace lockstep
