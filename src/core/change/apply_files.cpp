// Copies of regular files: staged complete, with their metadata, and handed to the publisher.
//
// If the process dies while a file is staged, an unnamed one vanishes and a named temporary is
// removed by the next pass; a full disk fails the staging and throws the file away; the old version
// stands until the rename.
#include <span>

#include "core/change/apply.h"
#include "core/change/copy_content.h"
#include "core/change/set_metadata.h"
#include "core/decide/offline.h"
#include "core/look/digest.h"
#include "core/look/selected_attributes.h"
#include "core/model/temporaries.h"

namespace lockstep {
namespace {

constexpr int kAttempts = 3;
constexpr std::uint16_t kPermissions = 0777;

// Files with holes are written in pieces of any size, compressed ones through the cache anyway.
Caching caching_for(const Entry& wanted, const VolumeState& volume) {
  const PastTheCache& large = volume.volume().past_the_cache;
  const bool is_better_off =
      wanted.size >= large.from && !wanted.sparse && (wanted.mode & large.but_modes) == 0;
  return is_better_off && volume.writes_past_the_cache ? Caching::none : Caching::usual;
}

bool is_unnamed(Placing placing, Caching caching, const VolumeState& volume) {
  return placing == Placing::new_name && caching == Caching::usual &&
         volume.capabilities().unnamed_files;
}

bool refuses_reads(StagedFile& staged) {
  std::byte one{};
  const auto read = staged.read(0, std::span(&one, 1));
  return !read && read.error().kind() == ErrorKind::not_supported;
}

Result<std::unique_ptr<StagedFile>> open_staged(Directory& replica, Placing placing,
                                                Caching caching, std::uint16_t mode,
                                                VolumeState& volume) {
  if (is_unnamed(placing, caching, volume)) {
    auto staged = replica.stage_unnamed(mode);
    if (staged || staged.error().kind() != ErrorKind::not_supported) return staged;
    volume.has_no_unnamed_files();
  }
  return replica.stage_named(new_temporary_name(), caching);
}

}  // namespace

// One try: the file as it was when `wanted` was examined, or how it is by now.
struct Apply::Attempt {
  std::unique_ptr<StagedFile> staged;  // null: the source moved on, or how it was staged is refused
  Entry source;
  std::uint64_t copied = 0;
  bool in_doubt = false;  // somebody may have written to it meanwhile
};

Result<Apply::Attempt> Apply::try_to_stage(const PairPointer& folder, const std::string& name,
                                           const Entry& wanted, Placing placing,
                                           Report::Side& side) {
  side = Report::Side::source;
  if (is_left_offline(wanted, context_.policy)) return failure(offline_error());
  const auto source_folder = folder->source();
  if (!source_folder) return failure(source_folder.error());
  const auto source = context_.source_files.open(**source_folder, name);
  if (!source) return failure(source.error());
  const Timestamp begun = Timestamp::from(context_.input.clock->now());
  const Writers writers = context_.source_files.writers_of(**source, wanted, **source_folder);

  side = Report::Side::replica;
  const auto replica = folder->replica();
  if (!replica) return failure(replica.error());
  VolumeState& volume = context_.volumes.of(folder->replica_device(), **replica);
  const Caching caching = caching_for(wanted, volume);
  const bool sets_mode = context_.policy.metadata.modes;
  const auto mode = static_cast<std::uint16_t>(wanted.mode & kPermissions);
  std::unique_ptr<StagedFile> staged;
  const auto opened = in_replica(folder, [&](Directory& directory) -> Result<void> {
    auto file =
        open_staged(directory, placing, caching, sets_mode ? mode : std::uint16_t{0644}, volume);
    if (!file) return failure(file.error().within("stage"));
    staged = std::move(*file);
    return {};
  });
  if (!opened) return failure(opened.error());
  // Once a volume at most: from now on all that is copied to it goes through the cache.
  const auto anew_as_usual = [&] {
    volume.writes_past_the_cache = false;
    return Attempt{nullptr, wanted};
  };
  const auto copied = copy_content(**source, wanted, *staged, volume, caching, context_);
  if (!copied && caching == Caching::none && copied.error().kind() == ErrorKind::not_supported)
    return anew_as_usual();
  if (!copied) return failure(copied.error());

  side = Report::Side::source;
  auto attributes = (*source)->read_attributes();
  // Last of all that is read: content, attributes and metadata are of one version of one file, the
  // one that the walk saw, or nothing is made of them.
  const auto now = (*source)->examine();
  if (!now) return failure(now.error());
  if (now->kind != EntryKind::file)
    return failure(ErrorKind::changed, "it is no regular file any more");
  if (!is_same_version(*now, wanted) || !copied->is_whole) return Attempt{nullptr, *now};
  if (!attributes && attributes.error().kind() != ErrorKind::not_supported)
    return failure(attributes.error());
  const Attributes kept =
      attributes ? selected(std::move(*attributes), context_, volume.capabilities()) : Attributes();

  side = Report::Side::replica;
  if (context_.policy.verification == WriteVerification::read_back) {
    const auto match = compare_contents(**source, *staged, wanted.size,
                                        wanted.sparse ? Holes::in_both : Holes::none,
                                        context_.report.progress().bytes_compared, context_.drop);
    if (!match) return failure(match.error());
    if (*match == ContentMatch::different) {
      if (caching == Caching::none && refuses_reads(*staged)) return anew_as_usual();
      return failure(ErrorKind::input_output, "what was written reads back different");
    }
  }
  Result<void> attributes_set;
  const bool unnamed = is_unnamed(placing, caching, volume);
  if (wanted.link_count > 1) {
    const auto made = staged->examine();
    if (!made) return failure(made.error());
    note_made(folder, name, wanted, *made);
  }
  const auto set = set_fresh_metadata(
      *staged, unnamed ? FreshMode::as_source : FreshMode::to_be_set,
      may_inherit(*folder, **replica),
      {.source = *now,
       .source_attributes = &kept,
       .subject = unnamed ? Subject::unreachable : Subject::staged,
       .attributes_failure = &attributes_set,
       .folder = folder.get()},
      context_, volume);
  if (!set) return failure(set.error());
  // The content is worth more than attributes that can't be read or set.
  tell_incomplete(kept, Report::Side::source, folder->path().child(name).text(), context_.report);
  if (!attributes_set) problem("set the attributes of", folder, name, attributes_set.error());
  return Attempt{std::move(staged), *now, copied->bytes,
                 may_change_unseen(writers, now->changed(), begun)};
}

Result<Apply::Attempt> Apply::stage(const PairPointer& folder, const std::string& name,
                                    const Entry& source, Placing placing, Report::Side& side) {
  Entry wanted = source;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (attempt > 0 && context_.stopping()) return failure(ErrorKind::cancelled);
    auto tried = try_to_stage(folder, name, wanted, placing, side);
    if (!tried || tried->staged) return tried;
    wanted = tried->source;
  }
  return failure(ErrorKind::changed,
                 "it kept changing while it was copied; the replica keeps what it had");
}

std::optional<Timestamp> Apply::doubt_of(const Attempt& attempt) {
  if (!attempt.in_doubt) return std::nullopt;
  return attempt.source.changed();
}

void Apply::copy_new(const Creation& creation) {
  Report::Side side = Report::Side::source;
  auto staged = stage(creation.folder, creation.name, creation.source, Placing::new_name, side);
  if (!staged) {
    if (side == Report::Side::source && staged.error().kind() == ErrorKind::not_found) {
      return vanished(creation.folder, creation.name);
    }
    if (waits_for_space(staged.error(), creation)) return;
    return problem("copy", creation.folder, creation.name, staged.error(), side);
  }
  Event event{.kind = EventKind::copied_file};
  event.path = creation.folder->path().child(creation.name).text();
  event.reason = text(Reason::fresh);
  event.bytes = staged->copied;
  publisher_.add({std::move(staged->staged), creation.folder, creation.name, std::nullopt,
                  staged->copied, std::move(event), doubt_of(*staged)});
}

void Apply::copy_over(const Update& update) {
  Report::Side side = Report::Side::source;
  auto staged = stage(update.folder, update.name, update.source, Placing::in_place, side);
  if (!staged) {
    if (side == Report::Side::source && staged.error().kind() == ErrorKind::not_found) {
      return vanished(update.folder, update.name);
    }
    if (staged.error().kind() == ErrorKind::no_space && !retrying_) {
      const std::scoped_lock lock(mutex_);
      return updates_without_space_.push_back(update);
    }
    return problem("update", update.folder, update.name, staged.error(), side);
  }
  Event event{.kind = EventKind::updated_file};
  event.path = update.folder->path().child(update.name).text();
  event.reason = update.reason;
  event.bytes = staged->copied;
  publisher_.add({std::move(staged->staged), update.folder, update.name, update.replica,
                  staged->copied, std::move(event), doubt_of(*staged)});
}

}  // namespace lockstep
