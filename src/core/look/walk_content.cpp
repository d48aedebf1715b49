// Reads what the inodes leave open: contents, targets of links, attributes.
#include "core/look/digest.h"
#include "core/look/equal_files.h"
#include "core/look/selected_attributes.h"
#include "core/look/walk_folders.h"

namespace lockstep {
namespace {

// Files above this size are compared as tasks of their own, so that a folder of large ones keeps
// every worker busy.
constexpr std::uint64_t kOwnTask = 256 * 1024;

constexpr int kAttempts = 3;

}  // namespace

// Both files of a finding, open, as they were when their reading began.
struct Walk::OpenFiles {
  std::unique_ptr<ReadableFile> source;
  std::unique_ptr<ReadableFile> replica;
  Entry source_entry;
  Entry replica_entry;
  Writers writers = Writers::unknown;  // of the source's file
  Timestamp begun;
  EqualFiles::Moment begun_steady;

  // True if both are still the versions of the files that they were.
  [[nodiscard]] bool are_unchanged() const {
    const auto source_now = source->examine();
    const auto replica_now = replica->examine();
    return source_now && replica_now && is_same_version(*source_now, source_entry) &&
           is_same_version(*replica_now, replica_entry);
  }
};

void Walk::decide_content(const Finding& finding, const Folders& folders) {
  EqualFiles* const known = context_.policy.comparison == Comparison::size_and_time
                                ? context_.memory.known_equal
                                : nullptr;
  if (!finding.read_anew && known != nullptr && known->know(*finding.source, *finding.replica)) {
    Finding equal = finding;
    equal.verdict = Verdict::same;
    return plan_repair(equal, folders);
  }
  if (finding.source->size < kOwnTask) return read_and_decide(finding, folders);

  context_.resources.pool.submit([this, pair = folders.pair,
                                  name = std::string(finding.source->name),
                                  undecided = Finding(finding), source = *finding.source,
                                  replica = *finding.replica]() mutable {
    if (context_.stopping()) return;
    const auto source_folder = pair->source();
    const auto replica_folder = pair->replica();
    if (!source_folder)
      return context_.report.problem("open", Side::source, pair->path().text(),
                                     source_folder.error());
    if (!replica_folder)
      return context_.report.problem("open", Side::replica, pair->path().text(),
                                     replica_folder.error());
    VolumeState& volume = context_.volume_of(pair->replica_entry, **replica_folder);
    const CompareRules rules = context_.rules_below(*pair, volume);
    source.name = replica.name = name;
    undecided.source = &source;
    undecided.replica = &replica;
    read_and_decide(undecided, Folders{{pair, **source_folder, **replica_folder, volume}, rules});
  });
}

void Walk::read_and_decide(const Finding& undecided, const Folders& folders) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (attempt > 0 && context_.stopping()) return;
    if (try_to_decide(undecided, folders)) return;
  }
  keeps_changing(undecided.source->name, folders);
}

void Walk::keeps_changing(Name name, const Folders& folders) {
  context_.report.problem("compare", Side::source, folders.path(name),
                          Error(ErrorKind::changed,
                                "it kept changing while it was compared; the next pass looks "
                                "again"));
}

// Returns false if that could not be done, which was reported.
bool Walk::open_both(OpenFiles& files, Name name, const Folders& folders) {
  Report& report = context_.report;
  const auto failed = [&](const char* what, Side side, const Error& error) {
    if (side == Side::source && error.kind() == ErrorKind::not_found) {
      report.skipped(folders.path(name), "vanished meanwhile");
    } else {
      report.problem(what, side, folders.path(name), error);
    }
    return false;
  };
  auto source = context_.source_files.open(folders.source, name);
  if (!source) return failed("open", Side::source, source.error());
  files.source = std::move(*source);
  const auto now = files.source->examine();
  if (!now) return failed("examine", Side::source, now.error());
  files.source_entry = *now;
  files.source_entry.name = name;
  auto replica = folders.replica.open_file(name);
  // A replica that can't be read is replaced.
  if (!replica) return true;
  const auto replica_now = (*replica)->examine();
  if (!replica_now) return failed("examine", Side::replica, replica_now.error());
  files.replica = std::move(*replica);
  files.replica_entry = *replica_now;
  files.replica_entry.name = name;
  files.begun = Timestamp::from(context_.resources.clock.now());
  files.begun_steady = context_.resources.clock.steady_now();
  files.writers =
      context_.source_files.writers_of(*files.source, files.source_entry, folders.source);
  return true;
}

// The listings told of these names, and another file may have come to either since. So all
// conclusions from here on are about the open files: content, metadata and attributes.
bool Walk::try_to_decide(const Finding& undecided, const Folders& folders) {
  Report& report = context_.report;
  const Name name = undecided.source->name;
  OpenFiles files;
  if (!open_both(files, name, folders)) return true;
  if (files.source_entry.kind != EntryKind::file ||
      (files.replica && files.replica_entry.kind != EntryKind::file)) {
    report.changed_meanwhile(folders.path(name));
    return true;
  }
  Finding finding = undecided;
  finding.source = &files.source_entry;
  if (!files.replica) {
    plan_update(finding, folders, text(Reason::content));
    return true;
  }
  finding.replica = &files.replica_entry;
  if (files.source_entry.size != files.replica_entry.size) {
    plan_update(finding, folders, text(Reason::size));
    return true;
  }
  finding.changes = compare_metadata(files.source_entry, files.replica_entry, folders.rules);
  const auto match = compare_contents({*files.source, *files.replica, files.source_entry.size,
                                       common_holes(files.source_entry, files.replica_entry)},
                                      report.progress().bytes_compared, context_.stop);
  report.hashed(files.source_entry.size);
  if (!match) {
    report.problem("read", Side::source, folders.path(name), match.error());
    return true;
  }
  if (*match == ContentMatch::different) {
    plan_update(finding, folders, text(Reason::content));
    return true;
  }
  if (finding.attributes_undecided) {
    const auto both = read_both(*files.source, *files.replica, context_, folders.volume);
    if (both) {
      finding.changes.attributes = both->differ();
      finding.changes.rights = gives_rights(both->source, both->replica);
      tell_incomplete(*both, folders.path(name), report);
    } else {
      report.problem("read the attributes of", Side::source, folders.path(name),
                     both.error());
    }
    finding.attributes_undecided = false;
  }
  if (!files.are_unchanged()) return false;
  finding.verdict = Verdict::same;
  found_equal(finding, files, folders);
  return true;
}

void Walk::found_equal(const Finding& finding, const OpenFiles& files, const Folders& folders) {
  const Entry& source = *finding.source;
  if (may_change_unseen(files.writers, source.changed(), files.begun)) {
    context_.memory.doubts.add(folders.path(source.name), source.changed());
  } else {
    if (context_.memory.doubts.any_known())
      context_.memory.doubts.settle(folders.path(source.name));
    if (EqualFiles* const known = context_.memory.known_equal;
        known != nullptr && context_.policy.comparison == Comparison::size_and_time) {
      known->found_equal(source, *finding.replica, files.begun_steady,
                         context_.resources.clock.steady_now());
    }
  }
  plan_repair(finding, folders);
}

// Reads and compares targets. A target is read by its name, under which another link may lie by now
// than the listing saw. If the two are equal, the replica's link gets the owner of the source's: so
// each side must have shown one and the same link all the time.
void Walk::decide_target(const Finding& undecided, const Folders& folders) {
  const Name name = undecided.source->name;
  Entry source = *undecided.source;
  Entry replica = *undecided.replica;
  Finding finding = undecided;
  finding.source = &source;
  finding.replica = &replica;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (attempt > 0 && context_.stopping()) return;
    const auto equal = have_same_target(name, folders);
    if (!equal) return;
    // The link that takes the replica's place is read once more, so that all of it is one link's
    // (EntryWriter::make).
    if (!*equal) return plan_update(finding, folders, text(Reason::content));
    const auto source_now = folders.source.examine_child(name);
    const auto replica_now = folders.replica.examine_child(name);
    if (!source_now || !replica_now || source_now->kind != EntryKind::symlink ||
        replica_now->kind != EntryKind::symlink)
      return context_.report.changed_meanwhile(folders.path(name));
    if (is_same_version(*source_now, source) && is_same_version(*replica_now, replica)) {
      finding.verdict = Verdict::same;
      return plan_repair(finding, folders);
    }
    source = *source_now;
    replica = *replica_now;
    source.name = replica.name = name;
    finding.changes = compare_metadata(source, replica, folders.rules);
    finding.attributes_undecided = attributes_undecided(source, replica, folders.rules);
  }
  keeps_changing(name, folders);
}

// Returns none if one of the links could not be read, which was reported.
std::optional<bool> Walk::have_same_target(Name name, const Folders& folders) {
  const auto source = folders.source.read_link(name);
  if (!source && source.error().kind() == ErrorKind::not_found) {
    context_.report.skipped(folders.path(name), "vanished meanwhile");
    return std::nullopt;
  }
  const auto failed = [&](Side side, const Error& error) {
    context_.report.problem("read link", side, folders.path(name), error);
    return std::nullopt;
  };
  if (!source) return failed(Side::source, source.error());
  const auto replica = folders.replica.read_link(name);
  if (!replica) return failed(Side::replica, replica.error());
  return *source == *replica;
}

bool Walk::read_attributes(Finding& finding, const Folders& folders) {
  if (!finding.attributes_undecided) return true;
  const Name name = finding.source->name;
  const auto both = read_both(NameInFolder{folders.source, name}, {folders.replica, name}, context_,
                              folders.volume);
  if (!both && both.error().kind() == ErrorKind::not_found) {
    context_.report.skipped(folders.path(name), "vanished meanwhile");
    return false;
  }
  // All other differences are mirrored all the same, and a folder is looked into.
  if (!both) {
    context_.report.problem("read the attributes of", Side::source, folders.path(name),
                            both.error());
    return true;
  }
  finding.changes.attributes = both->differ();
  // These were read by name: whether they are the file's own is found out together with its
  // content.
  if (finding.source->kind == EntryKind::file && gives_rights(both->source, both->replica)) {
    finding.verdict = Verdict::undecided;
    finding.read_anew = true;
  }
  tell_incomplete(*both, folders.path(name), context_.report);
  return true;
}

}  // namespace lockstep
