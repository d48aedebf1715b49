// Links, special files and hard links: what has no content of its own. A new one gets its final
// name at once (there is no half of a link); one that replaces something is made under a temporary
// name and renamed.
#include "core/change/apply.h"
#include "core/change/discard.h"
#include "core/change/others.h"
#include "core/change/set_metadata.h"
#include "core/look/selected_attributes.h"
#include "core/model/temporaries.h"

namespace lockstep {

void Apply::create(const Creation& creation) {
  if (creation.contents) {
    if (create_folder(creation) && !creation.expanded) fill(creation.contents);
  } else if (!may_put_into(*creation.folder) || waits_with_folder(creation)) {
    return;
  } else if (creation.link_to) {
    create_hard_link(creation);
  } else if (creation.source.kind == EntryKind::file) {
    copy_new(creation);
  } else {
    create_link_or_special(creation);
  }
}

namespace {

constexpr int kAttempts = 3;

// A link or special file of the source, as one entry had it all.
struct SmallEntry {
  Entry entry;
  std::string target;  // of a link
  Result<Attributes> attributes;
};

// Reads it by its name, and looks afterwards whether that was one entry all the time.
Result<SmallEntry> read_small_entry(const Directory& folder, Name name, Entry wanted) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    Result<std::string> target;
    if (wanted.kind == EntryKind::symlink) target = folder.read_link(name);
    auto attributes = folder.read_child_attributes(name);
    const auto now = folder.examine_child(name);
    if (!now) return failure(now.error());
    if (now->kind != wanted.kind) break;
    if (is_same_version(*now, wanted)) {
      if (!target) return failure(target.error());
      return SmallEntry{wanted, std::move(*target), std::move(attributes)};
    }
    wanted = *now;
    wanted.name = {};
  }
  return failure(ErrorKind::changed,
                 "another entry has taken its place meanwhile; the next pass looks again");
}

}  // namespace

void Apply::note_made(const PairPointer& folder, const std::string& name, const Entry& source,
                      const Entry& made) {
  if (source.link_count < 2) return;
  const std::scoped_lock lock(mutex_);
  made_.insert_or_assign({folder.get(), name}, made.identity);
}

Result<void> Apply::make(const PairPointer& folder, Directory& replica,
                         const std::string& source_name, const std::string& new_name,
                         const Entry& wanted) {
  const auto source_folder = folder->source();
  if (!source_folder) return failure(source_folder.error());
  auto read = read_small_entry(**source_folder, source_name, wanted);
  if (!read) return failure(read.error());
  const Entry& source = read->entry;
  const Others others = others_in(*folder, replica, context_);
  const auto made =
      source.kind == EntryKind::symlink
          ? perform(replica, Change{new_name, MakeLink{read->target, others}}, new_temporary_name)
          : perform(replica,
                    Change{new_name, MakeSpecial{source.kind, source.device(), others}},
                    new_temporary_name);
  if (!made) return failure(made.error());
  note_made(folder, source_name, source, made->now);
  VolumeState& volume = context_.volumes.of(folder->replica_device(), replica);
  const Attributes kept = read->attributes ? selected(std::move(*read->attributes), context_,
                                                      volume.capabilities())
                                           : Attributes();
  tell_incomplete(kept, Report::Side::source, folder->path().child(source_name).text(),
                  context_.report);
  return set_fresh_metadata(*made->handle, FreshMode::to_be_set, may_inherit(*folder, replica),
                            {.source = source,
                             .source_attributes = &kept,
                             .subject = Subject::made_now,
                             .folder = folder.get()},
                            context_, volume);
}

void Apply::create_link_or_special(const Creation& creation) {
  if (context_.leaves_out(creation.source)) return;
  const auto made = in_replica(creation.folder, [&](Directory& replica) {
    return make(creation.folder, replica, creation.name, creation.name, creation.source);
  });
  if (!made) {
    if (made.error().kind() == ErrorKind::not_found)
      return vanished(creation.folder, creation.name);
    if (waits_for_space(made.error(), creation)) return;
    return problem("create", creation.folder, creation.name, made.error());
  }
  touch(creation.folder);
  Event event{.kind = EventKind::created_link};
  event.entry = creation.source.kind;
  event.path = creation.folder->path().child(creation.name).text();
  event.reason = text(Reason::fresh);
  context_.report.done(event);
}

std::optional<Identity> Apply::expected_file(const LinkTarget& target) {
  if (target.stays) return target.stays;
  const std::scoped_lock lock(mutex_);
  const auto made = made_.find({target.folder.get(), target.name});
  return made == made_.end() ? std::nullopt : std::optional(made->second);
}

Result<void> Apply::join(const LinkTarget& target, Directory& replica, const std::string& name) {
  const auto folder = target.folder->replica();
  if (!folder) return failure(folder.error());
  const AddName add{.folder = **folder,
                    .existing = target.name,
                    .file = expected_file(target),
                    .other = target.replaced,
                    .others = {.may_rename = others_may_rename_in(*target.folder, context_)}};
  const auto done = perform(replica, Change{name, add}, new_temporary_name);
  if (!done) return failure(done.error());
  return {};
}

void Apply::share_doubt(const LinkTarget& target, const PairPointer& folder,
                        const std::string& name) {
  if (context_.doubts.idle()) return;
  context_.doubts.add_name(folder->path().child(name).text(),
                           target.folder->path().child(target.name).text());
}

bool Apply::must_copy_instead(const PairPointer& folder, const LinkTarget& target,
                              const Error& error) {
  // Project quotas keep folders of one volume apart, too.
  if (error.kind() != ErrorKind::too_many_links && error.kind() != ErrorKind::cross_volume &&
      error.kind() != ErrorKind::not_supported)
    return false;
  const auto replica = folder->replica();
  const auto target_folder = target.folder->replica();
  if (!replica || !target_folder) return true;
  VolumeState& volume = context_.volumes.of(folder->replica_device(), **replica);
  // Somebody may have put another entry under the target's name, or given one folder a project of
  // its own: that is no lesson for all of the volume.
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

void Apply::create_hard_link(const Creation& creation) {
  const auto made = in_replica(creation.folder, [&](Directory& replica) {
    return join(*creation.link_to, replica, creation.name);
  });
  if (!made && must_copy_instead(creation.folder, *creation.link_to, made.error())) {
    Creation copy = creation;
    copy.link_to.reset();
    return create(copy);
  }
  if (!made && waits_with_target(made.error(), creation)) return;
  if (!made) return problem("link", creation.folder, creation.name, made.error());
  share_doubt(*creation.link_to, creation.folder, creation.name);
  touch(creation.folder);
  Event event{.kind = EventKind::created_link};
  event.entry = creation.source.kind;
  event.path = creation.folder->path().child(creation.name).text();
  event.from = creation.link_to->folder->path().child(creation.link_to->name).text();
  event.reason = "hard link";
  context_.report.done(event);
}

void Apply::update(const Update& update) {
  if (!may_put_into(*update.folder)) return;
  if (!update.link_to && update.source.kind == EntryKind::file) return copy_over(update);
  const std::string temporary = new_temporary_name();
  const auto done = in_replica(update.folder, [&](Directory& replica) -> Result<void> {
    Result<void> made;
    if (update.link_to) {
      made = join(*update.link_to, replica, temporary);
    } else {
      made = make(update.folder, replica, update.name, temporary, update.source);
    }
    if (made) {
      const auto replaced =
          discard(replica, {*update.folder, update.name, update.replica, Loss::replaced},
                  ReplaceBy{temporary});
      if (!replaced) made = failure(replaced.error());
    }
    // After a failure it is litter; and where both names were one file already, the rename did
    // nothing (rename(2)).
    if (!made || update.link_to) discard_temporary(replica, temporary);
    return made;
  });
  if (!done) {
    if (update.link_to &&
        must_copy_instead(update.folder, *update.link_to, done.error())) {
      // A file that can't take this name: its content under this name is right already, and a copy
      // would be no better.
      if (update.same_content && done.error().kind() != ErrorKind::not_supported) return;
      Update copy = update;
      copy.link_to.reset();
      return this->update(copy);
    }
    return problem("update", update.folder, update.name, done.error());
  }
  if (update.link_to) share_doubt(*update.link_to, update.folder, update.name);
  touch(update.folder);
  Event event{.kind = EventKind::updated_file};
  event.entry = update.source.kind;
  event.path = update.folder->path().child(update.name).text();
  if (update.link_to)
    event.from = update.link_to->folder->path().child(update.link_to->name).text();
  event.reason = update.reason;
  context_.report.done(event);
}

}  // namespace lockstep
