#include "core/decide/link_decision.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace lockstep {
namespace {

class Decision {
 public:
  Decision(LinkGroup& group, LinkLimits limits, DecisionDependencies deps)
      : group_(group), limits_(limits), deps_(deps) {}

  // Returns true if some name has to be a file of its own.
  [[nodiscard]] bool make() {
    LinkMember* const kept = find_kept();
    LinkMember& first = kept != nullptr ? *kept : first_to_copy();
    const bool stays = kept != nullptr && settle(first);
    if (!stays) copy(first, kept == nullptr ? std::string("hard link") : first.changes.text());
    std::uint32_t links = stays ? first.replica->link_count : 1;
    bool split = false;
    for (LinkMember& member : group_) {
      if (&member == &first) continue;
      const bool is_linked = stays && member.replica &&
                             member.replica->identity == first.replica->identity &&
                             member.state != MemberState::create;
      if (is_linked) continue;
      if (links < limits_.most_links && may_join(member, first)) {
        link(member, first, stays);
        ++links;
      } else {
        stand_alone(member);
        split = true;
      }
    }
    return split;
  }

 private:
  // Returns the member whose file in the replica the group keeps: the one that most names lead to
  // already, so that a volume that can't hold all of them is not filled anew in each pass.
  LinkMember* find_kept() {
    std::unordered_map<Identity, std::size_t, IdentityHash> names;
    LinkMember* kept = nullptr;
    std::size_t most = 0;
    for (const LinkMember& member : group_) {
      if (member.state == MemberState::same) ++names[member.replica->identity];
    }
    for (LinkMember& member : group_) {
      if (member.state != MemberState::same) continue;
      const Identity& file = member.replica->identity;
      if (names[file] <= most || deps_.taken.contains(file)) continue;
      kept = &member;
      most = names[file];
    }
    if (kept != nullptr) take(kept->replica->identity);
    return kept;
  }

  void take(const Identity& file) {
    deps_.taken.insert(file);
    own_.insert(file);
  }

  // Returns the member that is copied first: the sooner it is there, the sooner the others can join
  // it. One that is newer in the replica may be held.
  LinkMember& first_to_copy() {
    const auto rank = [](const LinkMember& member) {
      return member.after_removals                                                     ? 2
             : member.replica && member.replica->modified() > member.source.modified() ? 1
                                                                                       : 0;
    };
    return *std::min_element(group_.begin(), group_.end(),
                             [&rank](const LinkMember& left, const LinkMember& right) {
                               return rank(left) < rank(right);
                             });
  }

  // False for a file of its own that is right already, if folders are kept apart: it is left alone,
  // as only a try would tell whether these two folders are.
  [[nodiscard]] bool may_join(const LinkMember& member, const LinkMember& first) const {
    return limits_.across_folders || member.folder == first.folder ||
           member.state != MemberState::same;
  }

  void stand_alone(LinkMember& member) {
    if (member.state != MemberState::same) return copy(member, "hard link");
    const Identity& file = member.replica->identity;
    const bool free = own_.contains(file) || !deps_.taken.contains(file);
    if (free) take(file);
    if (!free || !settle(member)) copy(member, free ? member.changes.text() : "hard link");
  }

  // Returns true if the file stays, repaired in place if need be. It is not repaired in place if it
  // may have names that this pass did not see: they belong to a snapshot of the replica, or lie
  // outside, and must keep their metadata.
  //
  // A file that a copy has to replace (must_be_replaced) is not asked about here: all its names
  // came as updates.
  bool settle(LinkMember& kept) {
    if (!kept.changes.any()) return true;
    if (kept.replica->link_count > 1) {
      const auto names = deps_.names.find(kept.replica->identity);
      if (names == deps_.names.end()) return false;
      const auto now = deps_.ask.find_all_names(kept.replica->identity, names->second);
      if (!now) return false;
      // The repair will notice if the file has one name more by then.
      kept.replica->link_count = now->link_count;
    }
    deps_.decisions.repairs.push_back(
        {kept.folder, kept.name, kept.source, *kept.replica, kept.changes, true});
    return true;
  }

  void copy(LinkMember& member, std::string reason) {
    if (member.state == MemberState::create) {
      deps_.decisions.creations.push_back({.folder = member.folder,
                                           .name = member.name,
                                           .source = member.source,
                                           .after_removals = member.after_removals});
      return;
    }
    if (member.state == MemberState::update) reason = member.reason;
    deps_.decisions.updates.push_back(
        {member.folder, member.name, member.source, *member.replica, std::move(reason)});
  }

  void link(LinkMember& member, const LinkMember& target, bool stays) {
    LinkTarget link_to{target.folder, target.name};
    if (target.replica) (stays ? link_to.stays : link_to.replaced) = target.replica->identity;
    if (member.state == MemberState::create) {
      deps_.decisions.creations.push_back({.folder = member.folder,
                                           .name = member.name,
                                           .source = member.source,
                                           .link_to = std::move(link_to),
                                           .after_removals = member.after_removals});
    } else {
      const bool same = member.state == MemberState::same && !member.changes.any();
      deps_.decisions.updates.push_back({member.folder, member.name, member.source, *member.replica,
                                         "hard link", std::move(link_to), same});
    }
  }

  LinkGroup& group_;
  const LinkLimits limits_;
  DecisionDependencies deps_;
  FileSet own_;  // the files taken by this group
};

}  // namespace

bool decide_links(LinkGroup& group, LinkLimits limits, DecisionDependencies deps) {
  return Decision(group, limits, deps).make();
}

}  // namespace lockstep
