#include "core/change/stage_file.h"

#include <span>
#include <utility>

#include "core/decide/offline.h"
#include "core/entry/copy_content.h"
#include "core/entry/inheritance.h"
#include "core/entry/set_metadata.h"
#include "core/look/digest.h"
#include "core/look/selected_attributes.h"
#include "core/model/temporaries.h"

namespace lockstep {
namespace {

constexpr int kAttempts = 3;
constexpr std::uint16_t kPermissions = 0777;
constexpr std::uint16_t kUsualMode = 0644;

tl::unexpected<SidedError> source_failed(Error error) {
  return tl::unexpected<SidedError>({Side::source, std::move(error)});
}
tl::unexpected<SidedError> replica_failed(Error error) {
  return tl::unexpected<SidedError>({Side::replica, std::move(error)});
}

// Chooses whether the copy is written past the cache. Files with holes are not, since they are
// written in pieces of any size, nor are compressed ones, which the system sends through the cache
// anyway.
Caching caching_for(const Entry& wanted, const VolumeState& volume) {
  const PastTheCache& large = volume.volume().past_the_cache;
  const bool is_better_off =
      wanted.size >= large.from && !wanted.sparse && (wanted.mode & large.but_modes) == 0;
  return is_better_off && volume.means.writes_past_the_cache ? Caching::none : Caching::usual;
}

bool refuses_reads(StagedFile& staged) {
  std::byte one{};
  const auto read = staged.read(0, std::span(&one, 1));
  return !read && read.error().kind() == ErrorKind::not_supported;
}

// One try to copy a file, as it was when it was examined or as it is by now. The steps are called
// in the order in which they stand here.
class Attempt {
 public:
  // The outcome of a try. Without a file, the source has changed or the volume refuses this way of
  // staging; then `source` is to be tried next.
  using Tried = StagedCopy;

  Attempt(const FileToStage& file, ReplicaWriter& writer, HardLinkWriter& hard_links)
      : file_(file), writer_(writer), context_(writer.context()), hard_links_(hard_links) {}

  Sided<Tried> run() {
    if (auto opened = open_source(); !opened) return source_failed(opened.error());
    if (auto opened = open_staged(); !opened) return replica_failed(opened.error());
    const auto copied =
        copy_content({*source_, *staged_, *volume_, caching_}, file_.source, context_);
    if (!copied && caching_ == Caching::none && copied.error().kind() == ErrorKind::not_supported)
      return anew_as_usual();
    if (!copied) return replica_failed(copied.error());
    auto attributes = source_->read_attributes();
    // This is the last look at the source. Content, attributes and metadata must come from one
    // version of one file, the one that the walk saw; otherwise nothing is made of them.
    const auto now = source_->examine();
    if (!now) return source_failed(now.error());
    if (now->kind != EntryKind::file)
      return source_failed(Error(ErrorKind::changed, "it is no regular file any more"));
    if (!is_same_version(*now, file_.source) || !copied->is_whole)
      return Tried{.file = nullptr, .source = *now};
    if (!attributes && attributes.error().kind() != ErrorKind::not_supported)
      return source_failed(attributes.error());
    const auto good = reads_back();
    if (!good) return replica_failed(good.error());
    if (!*good) return anew_as_usual();
    if (auto set = set_all(*now, std::move(attributes)); !set) return replica_failed(set.error());
    Tried done{.file = std::move(staged_), .source = *now, .bytes = copied->bytes};
    if (may_change_unseen(writers_, now->changed(), begun_)) done.in_doubt = now->changed();
    return done;
  }

 private:
  Result<void> open_source() {
    if (is_left_offline(file_.source, context_.policy)) return failure(offline_error());
    const auto folder = file_.folder->source();
    if (!folder) return failure(folder.error());
    auto source = context_.source_files.open(**folder, file_.name);
    if (!source) return failure(source.error());
    source_ = std::move(*source);
    begun_ = Timestamp::from(context_.resources.clock.now());
    writers_ = context_.source_files.writers_of(*source_, file_.source, **folder);
    return {};
  }

  Result<void> open_staged() {
    auto replica = file_.folder->replica();
    if (!replica) return failure(replica.error());
    replica_ = std::move(*replica);
    volume_ = &writer_.volume_of(*file_.folder, *replica_);
    caching_ = caching_for(file_.source, *volume_);
    auto staged = writer_.in_folder(file_.folder,
                                    [this](Directory& directory) { return stage_in(directory); });
    if (!staged) return failure(staged.error());
    staged_ = std::move(*staged);
    return {};
  }

  Result<std::unique_ptr<StagedFile>> stage_in(Directory& directory) {
    if (is_unnamed()) {
      const bool sets_mode = context_.policy.metadata.modes;
      auto staged = directory.stage_unnamed(
          sets_mode ? static_cast<std::uint16_t>(file_.source.mode & kPermissions) : kUsualMode);
      if (staged) return staged;
      if (staged.error().kind() != ErrorKind::not_supported)
        return failure(staged.error().within("stage"));
      volume_->has_no_unnamed_files();
    }
    auto staged = directory.stage_named(new_temporary_name(), caching_);
    if (!staged) return failure(staged.error().within("stage"));
    return staged;
  }

  [[nodiscard]] bool is_unnamed() const {
    return file_.placing == Placing::new_name && caching_ == Caching::usual &&
           volume_->capabilities().unnamed_files;
  }

  // Asks for another try through the cache. From now on all that is copied to this volume goes
  // through it.
  Tried anew_as_usual() {
    volume_->means.writes_past_the_cache = false;
    return {.file = nullptr, .source = file_.source};
  }

  // Reads the copy back, if that is wanted, and compares it. Returns false if the volume refuses to
  // be read past the cache.
  Result<bool> reads_back() {
    if (context_.policy.verification != WriteVerification::read_back) return true;
    const Entry& wanted = file_.source;
    const auto match = compare_contents({.source = *source_,
                                         .replica = *staged_,
                                         .size = wanted.size,
                                         .holes = wanted.sparse ? Holes::in_both : Holes::none},
                                        context_.report.progress().bytes_compared, context_.drop);
    if (!match) return failure(match.error());
    if (*match != ContentMatch::different) return true;
    if (caching_ == Caching::none && refuses_reads(*staged_)) return false;
    return failure(ErrorKind::input_output, "what was written reads back different");
  }

  Result<void> set_all(const Entry& now, Result<Attributes> attributes) {
    const Attributes kept =
        attributes ? selected(std::move(*attributes), context_, volume_->capabilities())
                   : Attributes();
    if (file_.source.link_count > 1) {
      const auto made = staged_->examine();
      if (!made) return failure(made.error());
      hard_links_.note_made(file_.folder, file_.name, file_.source, *made);
    }
    const bool unnamed = is_unnamed();
    const auto set =
        set_fresh_metadata({.handle = *staged_,
                            .folder = *file_.folder,
                            .volume = *volume_,
                            .subject = unnamed ? Subject::unreachable : Subject::staged,
                            .mode = unnamed ? FreshMode::as_source : FreshMode::to_be_set,
                            .may_have_inherited = may_inherit(*file_.folder, *replica_, context_)},
                           now, kept, context_);
    if (!set) return failure(set.error());
    // The content is worth more than attributes that can't be read or set.
    if (!kept.complete) {  // building the path costs time, so only then
      tell_incomplete(kept, Side::source, file_.folder->path().child(file_.name).text(),
                      context_.report);
    }
    if (!set->attributes)
      writer_.problem("set the attributes of", *file_.folder, file_.name, set->attributes.error());
    return {};
  }

  const FileToStage& file_;
  ReplicaWriter& writer_;
  const Context& context_;
  HardLinkWriter& hard_links_;
  std::unique_ptr<ReadableFile> source_;
  Timestamp begun_;  // the time before the first byte was read
  Writers writers_ = Writers::unknown;
  std::shared_ptr<Directory> replica_;
  VolumeState* volume_ = nullptr;
  Caching caching_ = Caching::usual;
  std::unique_ptr<StagedFile> staged_;
};

}  // namespace

Sided<StagedCopy> stage_file(FileToStage file, ReplicaWriter& writer, HardLinkWriter& hard_links) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (attempt > 0 && writer.context().stopping())
      return source_failed(Error(ErrorKind::cancelled));
    auto tried = Attempt(file, writer, hard_links).run();
    if (!tried || tried->file) return tried;
    file.source = tried->source;
  }
  return source_failed(Error(
      ErrorKind::changed, "it kept changing while it was copied; the replica keeps what it had"));
}

}  // namespace lockstep
