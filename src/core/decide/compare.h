// What differs between two listings of one folder: a pure function that looks at nothing else.
// Where it lacks a fact (what is in a file, which attributes an entry has) its finding says so, and
// the walk brings it.
#pragma once

#include <vector>

#include "base/attributes.h"
#include "base/capabilities.h"
#include "base/entry.h"
#include "core/model/changes.h"
#include "core/model/policy.h"

namespace lockstep {

enum class Verdict {
  same,  // nothing to do, as far as the inodes tell; `changes` may still name metadata
  undecided,  // contents (of a link: targets) must be read
  descend,  // folders on both sides
  create,  // only the source has it
  update,  // content or kind differs; the replica's entry is replaced
  extra,  // only the replica has it
  could_not_look,  // one side could not be examined: left alone
};

enum class Reason { none, fresh, size, content, type, device };

[[nodiscard]] const char* text(Reason reason);

struct Finding {
  Verdict verdict = Verdict::same;
  Reason reason = Reason::none;
  const Entry* source = nullptr;  // null: absent
  const Entry* replica = nullptr;
  Changes changes{};  // of the metadata, for entries that stay
  bool attributes_undecided = false;
  // No earlier reading will do: what decides about this file's content is read in this pass.
  bool read_anew = false;
};

struct CompareRules {
  const MirrorPolicy* policy = nullptr;
  Capabilities capabilities;  // of the replica's volume
  bool owners = true;  // may and shall be mirrored
  bool fixed_roots = false;  // Volume::fixed_roots, of the replica's
  // Attributes and links' targets of entries that changed before this on neither side were equal
  // then; none: they are read.
  std::optional<Timestamp> trusted_before;
  // A source's file that changed at this time or later may hold other bytes under an mtime that was
  // set back; none: no pass ever wrote, and size and mtime are believed.
  std::optional<Timestamp> doubted_from;
  // This folder and those above it are the ones that were compared then: nobody has moved another
  // tree, whose entries may be old, to their place.
  bool trusted_folder = true;
  // The source's folder, or one above, was moved to its place since `doubted_from`: what is in it
  // may be other files, however old.
  bool moved_folder = false;
  // Names of files here whose times vouch for nothing, sorted; null: none (see
  // PairRecord::in_doubt).
  const std::vector<std::string>* in_doubt = nullptr;
  bool all_in_doubt = false;  // the same holds for every file here
  // Names of the source that the pass of `doubted_from` left out; sorted, may be null.
  const std::vector<Name>* left_out_then = nullptr;
  // Who this user is (PassInput::user).
  std::optional<std::uint32_t> user = {};
  // Nobody but root and this user can bring another file to a name in the replica's folder.
  bool closed_folder = false;
};

// Both listings sorted by name, with everything taken out that the policy leaves out. The findings
// point into them.
[[nodiscard]] std::vector<Finding> compare_directory(const std::vector<Entry>& source,
                                                     const std::vector<Entry>& replica,
                                                     const CompareRules& rules);

// The metadata that differs between two entries of one kind, attributes apart (they are not in an
// Entry).
[[nodiscard]] Changes compare_metadata(const Entry& source, const Entry& replica,
                                       const CompareRules& rules);

// The mode that the replica's entry should have: without setuid and setgid where its owner will not
// be the source's.
[[nodiscard]] std::uint16_t wanted_mode(const Entry& source, const Entry& replica,
                                        const CompareRules& rules);

// Is this one version of one file, as far as its inode tells? Names are not compared, nor the
// number of links.
[[nodiscard]] bool is_same_version(const Entry& left, const Entry& right);

// Would an entry of the replica get rights by these changes that its present owner, or whoever else
// shaped it, did not have: another owner, or setuid or setgid? Then its content is not believed to
// be the source's by size and time, which anybody can forge.
[[nodiscard]] bool gives_rights(const Entry& source, const Entry& replica, const Changes& changes,
                                const CompareRules& rules);
// The same of attributes: capabilities; on Windows owner and group.
[[nodiscard]] bool gives_rights(const Attributes& source, const Attributes& replica);

// Is this an entry of root's or of this user's that nobody else may write to? Of a folder: may
// nobody else make, rename and remove names in it? The entries of an access list beyond those of
// the mode can't give more than the mode's group bits, which are its mask (acl(5)). Without a user
// (Windows) nobody knows.
[[nodiscard]] bool is_closed_to_others(const Entry& entry, std::optional<std::uint32_t> user);

// True if a fresh copy has to take the place of a regular file, since rights are given in place to
// no file that somebody else may have in hand:
//
// - Who could write to it, by its owner or its mode, may still have it open or mapped for writing,
//   and a mapped page changes without a new time. So it gets neither setuid, setgid and
//   capabilities nor another owner, who would answer for bytes that came later.
// - One that root or this user owns, and nobody else can write to, may have been brought here by
//   whoever can rename in its folder, to be brought back with the rights that it gets here. So in
//   such a folder it gets no other owner or group, and nobody more may write to it.
//
// A change of group alone leaves a file with the owner who answers for its content, and is made in
// place where it is not one of root's or this user's in such a folder.
[[nodiscard]] bool must_be_replaced(const Entry& source, const Entry& replica,
                                    const Changes& changes, const CompareRules& rules);

// Did the inode last change before `moment`, whatever the volume's clock?
[[nodiscard]] bool changed_before(const Entry& entry, Timestamp moment);

// Could the attributes differ? Not when neither inode changed since both were known to be equal.
[[nodiscard]] bool attributes_undecided(const Entry& source, const Entry& replica,
                                        const CompareRules& rules);

}  // namespace lockstep
