#include "core/change/entry_writer.h"

#include <utility>

#include "core/entry/inheritance.h"
#include "core/entry/others.h"
#include "core/entry/set_metadata.h"
#include "core/look/selected_attributes.h"
#include "core/model/temporaries.h"

namespace lockstep {
namespace {

constexpr int kAttempts = 3;

// A link or special file of the source, whose facts all come from one and the same entry.
struct SmallEntry {
  Entry entry;
  std::string target;  // a link's target
  Result<Attributes> attributes;
};

// Reads the entry by its name, and looks afterwards whether that was one entry all the time.
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
    wanted = now->without_name();
  }
  return failure(ErrorKind::changed,
                 "another entry has taken its place meanwhile; the next pass looks again");
}

Change making(Name name, const SmallEntry& read, Others others) {
  if (read.entry.kind == EntryKind::symlink) return {name, MakeLink{read.target, others}};
  return {name, MakeSpecial{read.entry.kind, read.entry.device(), others}};
}

}  // namespace

void EntryWriter::create(const Creation& creation) {
  if (!use_.rights.may_put_into(*creation.folder) || use_.waiting.takes_with_folder(creation))
    return;
  if (creation.link_to) {
    if (use_.hard_links.create(creation) == HardLinkWriter::Joined::done_with) return;
    Creation copy = creation;
    copy.link_to.reset();
    return create(copy);
  }
  if (creation.source.kind == EntryKind::file) return use_.files.copy_new(creation);
  create_link_or_special(creation);
}

void EntryWriter::update(const Update& update) {
  if (!use_.rights.may_put_into(*update.folder)) return;
  if (update.link_to) {
    if (use_.hard_links.update(update) == HardLinkWriter::Joined::done_with) return;
    Update copy = update;
    copy.link_to.reset();
    return this->update(copy);
  }
  if (update.source.kind == EntryKind::file) return use_.files.copy_over(update);
  replace_by_link_or_special(update);
}

Result<void> EntryWriter::make(const Wanted& wanted, Directory& replica) {
  const auto source_folder = wanted.folder->source();
  if (!source_folder) return failure(source_folder.error());
  auto read = read_small_entry(**source_folder, wanted.name, wanted.source);
  if (!read) return failure(read.error());
  const auto made = perform_in(
      replica, making(wanted.new_name, *read, others_in(*wanted.folder, replica, context_)));
  if (!made) return failure(made.error());
  use_.hard_links.note_made(wanted.folder, wanted.name, read->entry, made->now);
  VolumeState& volume = writer_.volume_of(*wanted.folder, replica);
  const Attributes kept =
      read->attributes ? selected(std::move(*read->attributes), context_, volume.capabilities())
                       : Attributes();
  tell_incomplete(kept, Side::source, wanted.folder->path().child(wanted.name).text(),
                  context_.report);
  const auto set =
      set_fresh_metadata({.handle = *made->handle,
                          .folder = *wanted.folder,
                          .volume = volume,
                          .subject = Subject::made_now,
                          .mode = FreshMode::to_be_set,
                          .may_have_inherited = may_inherit(*wanted.folder, replica, context_)},
                         read->entry, kept, context_);
  if (!set) return failure(set.error());
  return set->attributes;
}

void EntryWriter::create_link_or_special(const Creation& creation) {
  if (context_.leaves_out(creation.source)) return;
  const Wanted wanted{creation.folder, creation.name, creation.source, creation.name};
  const auto made =
      writer_.in_folder(creation.folder, [&](Directory& replica) { return make(wanted, replica); });
  if (!made) {
    if (made.error().kind() == ErrorKind::not_found)
      return writer_.vanished(*creation.folder, creation.name);
    if (use_.waiting.takes(made.error(), creation)) return;
    return writer_.problem("create", *creation.folder, creation.name, made.error());
  }
  writer_.touch(creation.folder);
  Event event = ReplicaWriter::event_on(*creation.folder, creation.name, EventKind::created_link,
                                        creation.source.kind);
  event.reason = text(Reason::fresh);
  writer_.done(event);
}

void EntryWriter::replace_by_link_or_special(const Update& update) {
  const std::string temporary = new_temporary_name();
  const Wanted wanted{update.folder, update.name, update.source, temporary};
  const auto done = writer_.in_folder(update.folder, [&](Directory& replica) -> Result<void> {
    Result<void> made = make(wanted, replica);
    if (made) {
      const auto replaced =
          discard(replica, {*update.folder, update.name, update.replica, LossReason::replaced},
                  ReplaceBy{temporary});
      if (!replaced) made = failure(replaced.error());
    }
    if (!made) discard_temporary(replica, temporary);
    return made;
  });
  if (!done) return writer_.problem("update", *update.folder, update.name, done.error());
  writer_.touch(update.folder);
  Event event = ReplicaWriter::event_on(*update.folder, update.name, EventKind::updated_file,
                                        update.source.kind);
  event.reason = update.reason;
  writer_.done(event);
}

}  // namespace lockstep
