// Finds the differences between two listings of one folder: a pure function that looks at nothing
// else. If it lacks a fact (what is in a file, which attributes an entry has) its finding says so,
// and the walk brings it.
#pragma once

#include <vector>

#include "base/attributes.h"
#include "base/capabilities.h"
#include "base/entry.h"
#include "core/model/changes.h"
#include "core/model/policy.h"

namespace lockstep {

enum class Verdict {
  same,  // needs nothing, as far as the inodes tell; `changes` may still name metadata
  undecided,  // contents (for a link: targets) must be read
  descend,  // are folders on both sides
  create,  // exists only in the source
  update,  // differs in content or kind; the replica's entry is replaced
  extra,  // exists only in the replica
  could_not_look,  // could not be examined on one side: left alone
};

enum class Reason { none, fresh, size, content, type, device };

[[nodiscard]] const char* text(Reason reason);

struct Finding {
  Verdict verdict = Verdict::same;
  Reason reason = Reason::none;
  const Entry* source = nullptr;  // null if absent
  const Entry* replica = nullptr;
  Changes changes{};  // of the metadata, for entries that stay
  bool attributes_undecided = false;
  // True if no earlier reading will do: this file's content must be read in this pass to decide.
  bool read_anew = false;
};

struct CompareRules {
  const MirrorPolicy* policy = nullptr;
  Capabilities capabilities;  // of the replica's volume
  bool owners = true;  // owners may and shall be mirrored
  bool fixed_roots = false;  // Volume::fixed_roots of the replica's volume
  // Attributes and links' targets of entries that changed on neither side since this time were
  // equal then; if there is none, they are read.
  std::optional<Timestamp> trusted_before;
  // A file of the source that changed at this time or later may hold other bytes under an mtime
  // that was set back. None if no pass ever wrote; then size and mtime are believed.
  std::optional<Timestamp> doubted_from;
  // True if this folder and those above it are the ones that were compared then: nobody has moved
  // another tree, whose entries may be old, to their place.
  bool trusted_folder = true;
  // True if the source's folder, or one above, was moved to its place since `doubted_from`: its
  // entries may be other files, however old.
  bool moved_folder = false;
  // The names of files here whose times vouch for nothing, sorted; null if there are none (see
  // PairRecord::in_doubt).
  const std::vector<std::string>* in_doubt = nullptr;
  bool all_in_doubt = false;  // the times of all files here vouch for nothing
  // The names of the source that the pass of `doubted_from` left out; sorted, may be null.
  const std::vector<Name>* left_out_then = nullptr;
  // This user, as Privileges::user.
  std::optional<std::uint32_t> user = {};
  // True if nobody but root and this user can bring another file to a name in the replica's folder.
  bool closed_folder = false;
};

// Compares two listings, both sorted by name and without the entries that the policy leaves out.
// The findings point into them.
[[nodiscard]] std::vector<Finding> compare_directory(const std::vector<Entry>& source,
                                                     const std::vector<Entry>& replica,
                                                     const CompareRules& rules);

// Returns the metadata that differs between two entries of one kind, without attributes (they are
// not in an Entry).
[[nodiscard]] Changes compare_metadata(const Entry& source, const Entry& replica,
                                       const CompareRules& rules);

// Returns the mode that the replica's entry should have: without setuid and setgid if its owner
// will not be the source's.
[[nodiscard]] std::uint16_t wanted_mode(const Entry& source, const Entry& replica,
                                        const CompareRules& rules);

// True if this is one version of one file, as far as its inode tells. Names are not compared, nor
// the number of links.
[[nodiscard]] bool is_same_version(const Entry& left, const Entry& right);

// True if these changes would give an entry of the replica rights that its present owner, or
// whoever else shaped it, did not have: another owner, or setuid or setgid. Then size and time,
// which anybody can forge, do not prove that its content is the source's.
[[nodiscard]] bool gives_rights(const Entry& source, const Entry& replica, const Changes& changes,
                                const CompareRules& rules);
// Tells the same of attributes: capabilities; on Windows owner and group.
[[nodiscard]] bool gives_rights(const Attributes& source, const Attributes& replica);

// True for an entry of root's or of this user's that nobody else may write to; for a folder, in
// which nobody else may make, rename and remove names. The entries of an access list beyond those
// of the mode can't give more than the mode's group bits, which are its mask (acl(5)). Without a
// user (Windows) it is not known, and false.
[[nodiscard]] bool is_closed_to_others(const Entry& entry, std::optional<std::uint32_t> user);

// True if a fresh copy has to take the place of a regular file, since no file that somebody else
// may have in hand is given rights in place:
//
// - Whoever could write to it, by its owner or its mode, may still have it open or mapped for
//   writing, and a mapped page changes without a new time. So it gets neither setuid, setgid and
//   capabilities nor another owner, who would answer for bytes that came later.
// - A file that root or this user owns, and nobody else can write to, may have been brought here by
//   whoever can rename in its folder, to be brought back with the rights that it gets here. So in
//   such a folder it gets no other owner or group, and nobody more may write to it.
//
// A change of group alone leaves a file with the owner who answers for its content. It is made in
// place, unless the file is one of root's or this user's in such a folder.
[[nodiscard]] bool must_be_replaced(const Entry& source, const Entry& replica,
                                    const Changes& changes, const CompareRules& rules);

// True if the inode last changed before `moment`, whatever the volume's clock.
[[nodiscard]] bool changed_before(const Entry& entry, Timestamp moment);

// True if the attributes could differ. They can't if neither inode changed since both were known to
// be equal.
[[nodiscard]] bool attributes_undecided(const Entry& source, const Entry& replica,
                                        const CompareRules& rules);

}  // namespace lockstep
