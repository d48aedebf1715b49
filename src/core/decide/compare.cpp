#include "core/decide/compare.h"

#include <algorithm>

#include "core/decide/for_each_name.h"

namespace lockstep {
namespace {

constexpr std::uint16_t kSetIdBits = 06000;
constexpr std::uint16_t kBeyondPermissions = 07000;
constexpr std::uint16_t kOthersWrite = 0022;

// File systems stamp ctimes with a clock that lags behind the time of day by up to a tick (10 ms at
// 100 Hz); those that keep whole seconds, or two, lag behind by these.
constexpr std::uint32_t kTick = 50'000'000;  // nanoseconds
constexpr std::int64_t kCoarse = 2;  // seconds

bool is_in_doubt(const Entry& source, const CompareRules& rules) {
  return rules.all_in_doubt || (rules.in_doubt != nullptr &&
                                std::ranges::binary_search(*rules.in_doubt, source.name));
}

bool is_doubted(const Entry& source, const CompareRules& rules) {
  return rules.doubted_from.has_value() &&
         (rules.moved_folder || !changed_before(source, *rules.doubted_from) ||
          (rules.left_out_then != nullptr &&
           std::ranges::binary_search(*rules.left_out_then, source.name)));
}

bool same_content_by_inode(const Entry& source, const Entry& replica, const CompareRules& rules) {
  return rules.capabilities.same_time(source.modified(), replica.modified());
}

Finding compare_files(const Entry& source, const Entry& replica, const CompareRules& rules) {
  Finding finding{.source = &source, .replica = &replica};
  if (source.size != replica.size) {
    finding.verdict = Verdict::update;
    finding.reason = Reason::size;
    return finding;
  }
  // Empty files are equal. A source touched since the last complete pass may hold other bytes under
  // an mtime that was set back; --checksum believes nobody.
  const bool believable = rules.policy->comparison == Comparison::size_and_time &&
                          same_content_by_inode(source, replica, rules) &&
                          !is_doubted(source, rules);
  finding.read_anew = source.size != 0 && is_in_doubt(source, rules);
  if (source.size != 0 && (!believable || finding.read_anew)) finding.verdict = Verdict::undecided;
  return finding;
}

Finding compare_links(const Entry& source, const Entry& replica, const CompareRules& rules) {
  Finding finding{.source = &source, .replica = &replica};
  if (source.size != replica.size) {
    finding.verdict = Verdict::update;
    finding.reason = Reason::content;
    return finding;
  }
  // Two links that were equal have the same time; others that got this name may be old as well.
  const bool known = rules.trusted_before.has_value() && rules.trusted_folder &&
                     same_content_by_inode(source, replica, rules) &&
                     changed_before(source, *rules.trusted_before) &&
                     changed_before(replica, *rules.trusted_before);
  if (!known) finding.verdict = Verdict::undecided;
  return finding;
}

Finding compare_entries(const Entry& source, const Entry& replica, const CompareRules& rules) {
  if (source.unreadable || replica.unreadable || source.kind == EntryKind::other) {
    return {.verdict = Verdict::could_not_look, .source = &source, .replica = &replica};
  }
  if (source.kind != replica.kind) {
    return {
        .verdict = Verdict::update, .reason = Reason::type, .source = &source, .replica = &replica};
  }
  Finding finding{.source = &source, .replica = &replica};
  switch (source.kind) {
    case EntryKind::file:
      finding = compare_files(source, replica, rules);
      break;
    case EntryKind::symlink:
      finding = compare_links(source, replica, rules);
      break;
    case EntryKind::directory:
      finding.verdict = Verdict::descend;
      break;
    case EntryKind::character_device:
    case EntryKind::block_device:
      if (source.device() != replica.device()) {
        finding.verdict = Verdict::update;
        finding.reason = Reason::device;
      }
      break;
    case EntryKind::fifo:
    case EntryKind::socket:
    case EntryKind::other:
      break;
  }
  if (finding.verdict != Verdict::update) {
    finding.changes = compare_metadata(source, replica, rules);
    finding.attributes_undecided = attributes_undecided(source, replica, rules);
    if (source.kind == EntryKind::file && gives_rights(source, replica, finding.changes, rules)) {
      finding.verdict = Verdict::undecided;
      finding.read_anew = true;
    }
  }
  return finding;
}

bool is_owned_by_root_or(std::optional<std::uint32_t> user, const Entry& entry) {
  return user.has_value() && (entry.owner == 0 || entry.owner == *user);
}

bool is_fixed(const Entry& replica, const CompareRules& rules) {
  return rules.fixed_roots && replica.mount_point;
}

}  // namespace

bool changed_before(const Entry& entry, Timestamp moment) {
  const Timestamp changed = entry.changed();
  if (changed.nanoseconds == 0) return changed < moment.earlier_by(kCoarse);
  const bool borrows = moment.nanoseconds < kTick;
  const Timestamp limit{moment.seconds - (borrows ? 1 : 0),
                        moment.nanoseconds + (borrows ? 1'000'000'000 : 0) - kTick};
  return changed < limit;
}

const char* text(Reason reason) {
  switch (reason) {
    case Reason::none:
      return "";
    case Reason::fresh:
      return "new";
    case Reason::size:
      return "size";
    case Reason::content:
      return "content";
    case Reason::type:
      return "type";
    case Reason::device:
      return "device number";
  }
  return "";
}

std::uint16_t wanted_mode(const Entry& source, const Entry& replica, const CompareRules& rules) {
  const Capabilities& held = rules.capabilities;
  const bool owner_agrees = (rules.owners && held.owners) ||
                            (source.owner == replica.owner && source.group == replica.group);
  if (!held.set_id_bits) return static_cast<std::uint16_t>(source.mode & ~kBeyondPermissions);
  return owner_agrees ? source.mode : static_cast<std::uint16_t>(source.mode & ~kSetIdBits);
}

Changes compare_metadata(const Entry& source, const Entry& replica, const CompareRules& rules) {
  const MetadataPolicy& wanted = rules.policy->metadata;
  const Capabilities& held = rules.capabilities;
  Changes changes;
  if (is_fixed(replica, rules)) return changes;
  changes.modified = wanted.times && !held.same_time(source.modified(), replica.modified());
  changes.mode = wanted.modes && held.modes && source.kind != EntryKind::symlink &&
                 wanted_mode(source, replica, rules) != replica.mode;
  changes.owner = rules.owners && held.owners &&
                  (source.owner != replica.owner || source.group != replica.group);
  return changes;
}

bool is_same_version(const Entry& left, const Entry& right) {
  return left.kind == right.kind && left.identity == right.identity && left.size == right.size &&
         left.modified() == right.modified() && left.changed() == right.changed() &&
         left.mode == right.mode && left.owner == right.owner && left.group == right.group;
}

bool gives_rights(const Entry& source, const Entry& replica, const Changes& changes,
                  const CompareRules& rules) {
  const int gained = wanted_mode(source, replica, rules) & ~replica.mode & kSetIdBits;
  return changes.owner || (changes.mode && gained != 0);
}

bool gives_rights(const Attributes& source, const Attributes& replica) {
  return std::ranges::any_of(source, [&replica](const Attribute& attribute) {
    const bool decides =
        attribute.name == "security.capability" || attribute.name == kOwnerAttribute;
    return decides && std::ranges::find(replica, attribute) == replica.end();
  });
}

bool is_closed_to_others(const Entry& entry, std::optional<std::uint32_t> user) {
  return is_owned_by_root_or(user, entry) && (entry.mode & kOthersWrite) == 0;
}

bool must_be_replaced(const Entry& source, const Entry& replica, const Changes& changes,
                      const CompareRules& rules) {
  if (source.kind != EntryKind::file) return false;
  const bool sets_id = (wanted_mode(source, source, rules) & kSetIdBits) != 0;
  if (changes.rights || (sets_id && gives_rights(source, replica, changes, rules))) return true;
  const bool is_given_away = changes.owner && source.owner != replica.owner;
  if (is_given_away && !is_closed_to_others(replica, rules.user)) return true;
  const int writers_gained = wanted_mode(source, replica, rules) & ~replica.mode & kOthersWrite;
  return !rules.closed_folder && is_owned_by_root_or(rules.user, replica) &&
         (changes.owner || (changes.mode && writers_gained != 0));
}

bool attributes_undecided(const Entry& source, const Entry& replica, const CompareRules& rules) {
  if (is_fixed(replica, rules)) return false;
  const MetadataPolicy& wanted = rules.policy->metadata;
  if (!(wanted.attributes &&
        (rules.capabilities.attributes || rules.capabilities.privileged_attributes)) &&
      !(wanted.access_control_lists && rules.capabilities.access_control_lists)) {
    return false;
  }
  return !rules.trusted_before.has_value() || !rules.trusted_folder ||
         !changed_before(source, *rules.trusted_before) ||
         !changed_before(replica, *rules.trusted_before);
}

std::vector<Finding> compare_directory(const std::vector<Entry>& source,
                                       const std::vector<Entry>& replica,
                                       const CompareRules& rules) {
  std::vector<Finding> findings;
  findings.reserve(std::max(source.size(), replica.size()));
  for_each_name(source, replica, [&](const Entry* left, const Entry* right) {
    if (right == nullptr) {
      const bool known = !left->unreadable && left->kind != EntryKind::other;
      findings.push_back({.verdict = known ? Verdict::create : Verdict::could_not_look,
                          .reason = Reason::fresh,
                          .source = left});
    } else if (left == nullptr) {
      findings.push_back({.verdict = right->unreadable ? Verdict::could_not_look : Verdict::extra,
                          .replica = right});
    } else {
      Finding finding = compare_entries(*left, *right, rules);
      if (finding.verdict != Verdict::same || finding.changes.any() ||
          finding.attributes_undecided || finding.source->link_count > 1 ||
          finding.replica->link_count > 1) {
        findings.push_back(finding);
      }
    }
  });
  return findings;
}

}  // namespace lockstep
