// Changes of a folder's entries as values: what is expected under a name, and what is to be done.
// One function here looks, compares with what is expected, changes and looks again, for all that
// write to a replica.
//
// The disk has no call that changes a name only as long as it leads to a certain entry, so somebody
// may exchange the entry between the look and the change. Where others may rename, a look
// afterwards finds that out; it costs calls, and is left out where nobody else can.
//
// A change that destroys something is a Destruction, a type of its own, so that nobody asks for
// that by the way (core/change/discard.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "platform/disk/directory.h"

namespace lockstep {

// Makes a name that nobody can guess, for an entry that has to stand somewhere for a moment.
using NewName = std::string (*)();

// Says what else can happen in the folder of a change.
struct Others {
  bool may_rename = false;  // if so, the result of a change is looked at again
  // The owner of new entries on this volume. If it is not known, or the entry that was made belongs
  // to somebody else, a file is made and thrown away to find out.
  std::optional<std::uint32_t> owner_of_new = {};
};

// Makes an empty folder. If others may rename, the entry that has its name afterwards must belong
// to the owner of new entries here, keep everybody else out and be empty: another folder like that
// has nothing to lose. `mode` must give no rights to others.
struct MakeFolder {
  std::uint16_t mode = 0700;
  Others others = {};
};
// Makes a symbolic link, a fifo, a socket or a device, which has one name and lies on this volume.
// If others may rename it must be as new as a folder, and lead where it was to lead.
struct MakeLink {
  std::string target;
  Others others = {};
};
struct MakeSpecial {
  EntryKind kind = EntryKind::fifo;
  std::uint64_t device = 0;
  Others others = {};
};
// Makes the name one more of the file that is called `existing` in `folder`. That must be `file`
// and must not be `other`, as far as these are known. `others` may rename in `folder`: then the new
// name must lead to `file` afterwards, and is taken back if it does not.
struct AddName {
  const Directory& folder;
  Name existing;
  std::optional<Identity> file = {};
  std::optional<Identity> other = {};
  Others others = {};
};
// Gives the expected entry another name, which no entry may have already. If others may rename in
// the folder that it comes from, it must be the expected one that arrived, and goes back if it is
// not.
struct Move {
  Directory& to;
  Name new_name;
  Others others = {};
};
// Spells a name otherwise, on a volume that takes both spellings for one name. The content may have
// changed: only the same object is expected. If the system has no such rename the entry steps aside
// for a moment, and comes back if it can't get the new spelling.
struct Respell {
  Name new_name;
};
// Opens the entry and changes nothing: for metadata, which is set by single calls, because the
// answer of one of them decides about the next. The same object is expected, with no more names
// than it had: one name more may lie outside of the replica. If nothing is expected any entry will
// do.
struct OpenEntry {};

struct Change {
  Name name;
  std::variant<MakeFolder, MakeLink, MakeSpecial, AddName, Move, Respell, OpenEntry> act;
  std::optional<Entry> expected = {};  // for Move, Respell, OpenEntry
};

// Removes an entry; a folder only if it is empty.
struct Remove {};
// Puts the entry that is called `temporary` in the same folder in its place, in one step. If both
// are names of one file nothing happens, and that is no failure (rename(2)).
struct ReplaceBy {
  Name temporary;
};
// Puts a complete file, staged in the same folder, in its place, in one step.
struct PublishOver {
  StagedFile& file;
};
// Puts a folder in the place of an entry that is none. No system does that in one step: the name is
// absent for a moment. The old entry is put aside meanwhile and comes back if the folder can't be
// made. If it can't be removed afterwards it stays aside, under a name from NewName.
struct MakeFolderInstead {
  MakeFolder folder = {};
};

struct Destruction {
  Name name;
  std::variant<Remove, ReplaceBy, PublishOver, MakeFolderInstead> act;
  // If this is empty, the entry is one of our own, whose name nobody could guess; only Remove takes
  // that.
  std::optional<Entry> expected = {};
};

struct Performed {
  // The entry that was made or opened, examined by its handle; for AddName, and all changes that
  // need an expected entry, the one that was found by the look before. Its name is left empty.
  Entry now;
  std::unique_ptr<Handle> handle;  // for MakeLink, MakeSpecial, OpenEntry
};

// Fails with `changed` if another entry was found than expected, before or afterwards: then nothing
// was done, or it was taken back as far as that is possible. Other errors are those of Directory.
[[nodiscard]] Result<Performed> perform(Directory& folder, const Change& change, NewName new_name);
[[nodiscard]] Result<Performed> perform(Directory& folder, const Destruction& destruction,
                                        NewName new_name);

// Gives a staged file a name that no entry has. No look is needed: the system refuses in the same
// call.
[[nodiscard]] Result<void> publish_new(StagedFile& file, Name name);

}  // namespace lockstep
