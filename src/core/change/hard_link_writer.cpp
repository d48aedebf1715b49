#include "core/change/hard_link_writer.h"

#include "core/entry/others.h"
#include "core/entry/witness.h"
#include "core/model/temporaries.h"

namespace lockstep {

void HardLinkWriter::note_made(const PairPointer& folder, const std::string& name,
                               const Entry& source, const Entry& made) {
  if (source.link_count < 2) return;
  const std::scoped_lock lock(mutex_);
  made_.insert_or_assign({folder.get(), name}, made.identity);
}

std::optional<Identity> HardLinkWriter::expected_file(const LinkTarget& target) {
  if (target.stays) return target.stays;
  const std::scoped_lock lock(mutex_);
  const auto made = made_.find({target.folder.get(), target.name});
  return made == made_.end() ? std::nullopt : std::optional(made->second);
}

Result<void> HardLinkWriter::join(const LinkTarget& target, Directory& replica,
                                  const std::string& name) {
  const auto folder = target.folder->replica();
  if (!folder) return failure(folder.error());
  const AddName add{.folder = **folder,
                    .existing = target.name,
                    .file = expected_file(target),
                    .other = target.replaced,
                    .others = {.may_rename = others_may_rename_in(*target.folder, context_)}};
  const auto done = perform_in(replica, Change{name, add});
  if (!done) return failure(done.error());
  return {};
}

Result<void> HardLinkWriter::replace(const Update& update, Directory& replica) {
  const std::string temporary = new_temporary_name();
  Result<void> done = join(*update.link_to, replica, temporary);
  if (done) {
    const auto replaced =
        discard(replica, {*update.folder, update.name, update.replica, LossReason::replaced},
                ReplaceBy{temporary});
    if (!replaced) done = failure(replaced.error());
  }
  // After a failure the temporary is litter. It is also left over if both names were one file
  // already, since such a rename does nothing.
  discard_temporary(replica, temporary);
  return done;
}

void HardLinkWriter::share_doubt(const LinkTarget& target, const Pair& folder,
                                 const std::string& name) {
  if (context_.memory.doubts.idle()) return;
  context_.memory.doubts.add_name(folder.path().child(name).text(),
                                  target.folder->path().child(target.name).text());
}

bool HardLinkWriter::must_copy_instead(const PairPointer& folder, const LinkTarget& target,
                                       const Error& error) {
  // Project quotas keep folders of one volume apart, too.
  if (error.kind() != ErrorKind::too_many_links && error.kind() != ErrorKind::cross_volume &&
      error.kind() != ErrorKind::not_supported)
    return false;
  const auto replica = folder->replica();
  const auto target_folder = target.folder->replica();
  if (!replica || !target_folder) return true;
  VolumeState& volume = writer_.volume_of(*folder, **replica);
  // Somebody may have put another entry under the target's name, or given one folder a project of
  // its own. Such a refusal teaches nothing about the whole volume.
  const bool is_sure = is_nobody_elses(**target_folder, context_);
  if (error.kind() == ErrorKind::not_supported) {
    if (!is_sure && !refuses_hard_links(*folder, context_)) return false;
    volume.lacks(&Capabilities::hard_links, "hard links");
  } else if (error.kind() == ErrorKind::cross_volume) {
    volume.splits_hard_links();
    if (is_sure && is_nobody_elses(**replica, context_)) volume.keeps_folders_apart();
  } else {
    volume.splits_hard_links();
    const auto file = (*target_folder)->examine_child(target.name);
    if (file && is_sure) volume.refused_link(file->link_count);
  }
  return true;
}

HardLinkWriter::Joined HardLinkWriter::create(const Creation& creation) {
  const LinkTarget& target = *creation.link_to;
  const auto made = writer_.in_folder(
      creation.folder, [&](Directory& replica) { return join(target, replica, creation.name); });
  if (!made) {
    if (must_copy_instead(creation.folder, target, made.error())) return Joined::copy_instead;
    if (!waiting_.takes_with_target(made.error(), creation))
      writer_.problem("link", *creation.folder, creation.name, made.error());
    return Joined::done_with;
  }
  share_doubt(target, *creation.folder, creation.name);
  writer_.touch(creation.folder);
  Event event = ReplicaWriter::event_on(*creation.folder, creation.name, EventKind::created_link,
                                        creation.source.kind);
  event.from = target.folder->path().child(target.name).text();
  event.reason = "hard link";
  writer_.done(event);
  return Joined::done_with;
}

HardLinkWriter::Joined HardLinkWriter::update(const Update& update) {
  const LinkTarget& target = *update.link_to;
  const auto done = writer_.in_folder(update.folder,
                                      [&](Directory& replica) { return replace(update, replica); });
  if (!done) {
    if (must_copy_instead(update.folder, target, done.error())) {
      // The target's file can't take this name. The content under this name is right already, so a
      // copy would be no better.
      const bool is_no_better =
          update.same_content && done.error().kind() != ErrorKind::not_supported;
      return is_no_better ? Joined::done_with : Joined::copy_instead;
    }
    writer_.problem("update", *update.folder, update.name, done.error());
    return Joined::done_with;
  }
  share_doubt(target, *update.folder, update.name);
  writer_.touch(update.folder);
  Event event = ReplicaWriter::event_on(*update.folder, update.name, EventKind::updated_file,
                                        update.source.kind);
  event.from = target.folder->path().child(target.name).text();
  event.reason = update.reason;
  writer_.done(event);
  return Joined::done_with;
}

}  // namespace lockstep
