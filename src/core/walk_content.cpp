// What the inodes leave open, the walk reads: contents, targets of links, attributes.
#include "core/digest.h"
#include "core/equal_files.h"
#include "core/selected_attributes.h"
#include "core/walk_folders.h"

namespace lockstep {
namespace {

// Files above this are compared as tasks of their own, so that a folder of large ones keeps every
// worker busy.
constexpr std::uint64_t kOwnTask = 256 * 1024;

}  // namespace

void Walk::decide_content(const Finding& finding, const Folders& folders) {
  EqualFiles* const known = context_.policy.comparison == Comparison::size_and_time
                                ? context_.input.known_equal
                                : nullptr;
  if (known != nullptr && known->know(*finding.source, *finding.replica)) {
    Finding equal = finding;
    equal.verdict = Verdict::same;
    return keep(equal, folders);
  }
  const auto decide = [this, known](const Finding& undecided, const Folders& where) {
    Report& report = context_.report;
    const Clock& clock = *context_.input.clock;
    const auto begun = clock.steady_now();
    const Name name = undecided.source->name;
    auto source = where.source.open_file(name);
    if (!source) {
      if (source.error().kind() == ErrorKind::not_found)
        return report.skipped(where.path(name), "vanished meanwhile");
      return report.problem("open", Report::Side::source, where.path(name), source.error());
    }
    auto replica = where.replica.open_file(name);
    Result<ContentMatch> match = ContentMatch::different;
    if (replica) {
      match = compare_contents(**source, **replica, undecided.source->size,
                               common_holes(*undecided.source, *undecided.replica),
                               report.progress().bytes_compared, context_.stop);
      report.hashed(undecided.source->size);
    }
    if (!match)
      return report.problem("read", Report::Side::source, where.path(name), match.error());
    if (known != nullptr && *match == ContentMatch::equal)
      known->found_equal(*undecided.source, *undecided.replica, begun, clock.steady_now());
    Finding decided = undecided;
    decided.verdict = *match == ContentMatch::equal ? Verdict::same : Verdict::update;
    if (*match == ContentMatch::equal) return keep(decided, where);
    update(decided, where, text(Reason::content));
  };
  if (finding.source->size < kOwnTask) return decide(finding, folders);

  context_.input.pool->submit([this, decide, pair = folders.pair,
                               name = std::string(finding.source->name),
                               undecided = Finding(finding), source = *finding.source,
                               replica = *finding.replica]() mutable {
    if (context_.stopping()) return;
    const auto source_folder = pair->source();
    const auto replica_folder = pair->replica();
    if (!source_folder)
      return context_.report.problem("open", Report::Side::source, pair->path().text(),
                                     source_folder.error());
    if (!replica_folder)
      return context_.report.problem("open", Report::Side::replica, pair->path().text(),
                                     replica_folder.error());
    VolumeState& volume = context_.volume_of(pair->replica_entry, **replica_folder);
    const CompareRules rules = context_.rules_below(*pair, volume);
    source.name = replica.name = name;
    undecided.source = &source;
    undecided.replica = &replica;
    decide(undecided, Folders{pair, **source_folder, **replica_folder, volume, rules});
  });
}

void Walk::decide_target(const Finding& finding, const Folders& folders) {
  const Name name = finding.source->name;
  const auto source = folders.source.read_link(name);
  if (!source) {
    if (source.error().kind() == ErrorKind::not_found) {
      return context_.report.skipped(folders.path(name), "vanished meanwhile");
    }
    return context_.report.problem("read link", Report::Side::source, folders.path(name),
                                   source.error());
  }
  const auto replica = folders.replica.read_link(name);
  if (!replica) {
    return context_.report.problem("read link", Report::Side::replica, folders.path(name),
                                   replica.error());
  }
  if (*source == *replica) return keep(finding, folders);
  update(finding, folders, text(Reason::content));
}

bool Walk::read_attributes(Finding& finding, const Folders& folders) {
  if (!finding.attributes_undecided) return true;
  const Name name = finding.source->name;
  const auto both =
      read_both(folders.source, name, folders.replica, name, context_, folders.volume);
  if (!both && both.error().kind() == ErrorKind::not_found) {
    context_.report.skipped(folders.path(name), "vanished meanwhile");
    return false;
  }
  // What else differs is mirrored all the same, and a folder is looked into.
  if (!both) {
    context_.report.problem("read the attributes of", Report::Side::source, folders.path(name),
                            both.error());
    return true;
  }
  finding.changes.attributes = both->differ();
  tell_incomplete(*both, folders.path(name), context_.report);
  return true;
}

}  // namespace lockstep
