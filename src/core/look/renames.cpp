#include "core/look/renames.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <memory>

#include "core/decide/interim_rights.h"
#include "core/decide/rename_match.h"
#include "core/look/digest.h"
#include "core/look/parallel.h"
#include "core/look/selected_attributes.h"

namespace lockstep {
namespace {

// One pair of entries whose content must be read, and the result.
struct Check {
  RenameMatch match;
  std::atomic<bool>* all_equal = nullptr;
  Changes* changes = nullptr;
};

class Renames {
 public:
  Renames(Plan& plan, const Context& context) : plan_(plan), context_(context) {}

  void replace() {
    const RenameCandidates candidates = find_renames(plan_);
    if (candidates.folders.empty() && candidates.files.empty()) return;
    gone_.resize(plan_.removals.size(), kStays);
    arrived_.resize(plan_.creations.size(), kStays);
    check_folders(candidates.folders);
    std::vector<RenameMatch> files = candidates.files;
    for (const FolderMatch& folder : rejected_) {
      const auto some = files_of(folder, plan_);
      files.insert(files.end(), some.begin(), some.end());
    }
    check_files(files);
    take_replaced();
  }

 private:
  [[nodiscard]] CompareRules rules_at(const Creation& creation) const {
    VolumeState& volume =
        context_.volumes.of(creation.folder->replica_device(), *context_.roots.replica);
    return context_.rules(volume);
  }

  void check_folders(const std::vector<FolderMatch>& folders) {
    const std::unique_ptr<std::atomic<bool>[]> equal(new std::atomic<bool>[folders.size()]);
    std::vector<Changes> of_tops(folders.size());
    std::vector<std::vector<Changes>> changes(folders.size());
    std::vector<Check> checks;
    for (std::size_t i = 0; i < folders.size(); ++i) {
      equal[i] = true;
      checks.push_back({folders[i].top, &equal[i], &of_tops[i]});
      changes[i].resize(folders[i].below.size());
      for (std::size_t k = 0; k < folders[i].below.size(); ++k) {
        checks.push_back({folders[i].below[k], &equal[i], &changes[i][k]});
      }
    }
    run(std::move(checks));
    for (std::size_t i = 0; i < folders.size(); ++i) {
      if (!equal[i]) {
        rejected_.push_back(folders[i]);
        continue;
      }
      const std::size_t rename = add_rename(folders[i].top);
      add_moved(folders[i].top, of_tops[i], rename);
      for (std::size_t k = 0; k < folders[i].below.size(); ++k)
        add_moved(folders[i].below[k], changes[i][k], rename);
    }
  }

  void check_files(const std::vector<RenameMatch>& files) {
    const std::unique_ptr<std::atomic<bool>[]> equal(new std::atomic<bool>[files.size()]);
    std::vector<Changes> changes(files.size());
    std::vector<Check> checks;
    for (std::size_t i = 0; i < files.size(); ++i) {
      equal[i] = true;
      checks.push_back({files[i], &equal[i], &changes[i]});
    }
    run(std::move(checks));
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (!equal[i]) continue;
      const std::size_t rename = add_rename(files[i]);
      add_moved(files[i], changes[i], rename);
    }
  }

  void run(std::vector<Check> checks) {
    for_each_in_parallel(
        context_.resources.pool, checks,
        [this](const Check& check) { return plan_.creations[check.match.creation].source.size; },
        [this](const Check& check) {
          if (!is_equal(check)) *check.all_equal = false;
        });
    context_.resources.pool.wait_idle();
  }

  [[nodiscard]] bool is_equal(const Check& check) const {
    if (context_.stopping() || !*check.all_equal) return false;
    const Creation& creation = plan_.creations[check.match.creation];
    const Removal& removal = plan_.removals[check.match.removal];
    const bool is_folder = creation.contents != nullptr;
    const auto source = is_folder ? creation.contents->source() : creation.folder->source();
    const auto replica = is_folder ? removal.contents->replica() : removal.folder->replica();
    if (!source || !replica) return false;
    CompareRules rules = rules_at(creation);
    VolumeState& volume = context_.volumes.of(removal.folder->replica_device(), **replica);
    rules.closed_folder = context_.can_only_we_bring_files_into(*removal.folder, volume);
    *check.changes = compare_metadata(creation.source, removal.replica, rules);
    if (must_be_replaced(creation.source, removal.replica, *check.changes, rules)) return false;
    // These two were never compared with each other, so it proves nothing that neither changed
    // since the last pass.
    rules.trusted_before.reset();
    const bool compares_attributes = attributes_undecided(creation.source, removal.replica, rules);
    const auto take = [&](const Result<AttributesOfBoth>& both) {
      if (both) {
        check.changes->attributes = both->differ();
        check.changes->rights = gives_rights(both->source, both->replica);
      }
      return both.has_value() && both->complete();
    };
    if (is_folder) {
      return !compares_attributes ||
             take(read_both(static_cast<const Handle&>(**source), **replica, context_, volume));
    }
    if (creation.source.kind == EntryKind::file) {
      const auto from = context_.source_files.open(**source, creation.name);
      const auto to = (*replica)->open_file(removal.name);
      if (!from || !to) return false;
      const Timestamp begun = Timestamp::from(context_.resources.clock.now());
      const Writers writers =
          context_.source_files.writers_of(**from, creation.source, **source);
      if (!has_same_content(creation, removal, **from, **to)) return false;
      if (compares_attributes && !take(read_both(**from, **to, context_, volume))) return false;
      if (!is_still(**from, creation.source) || !is_still(**to, removal.replica)) return false;
      if (must_be_replaced(creation.source, removal.replica, *check.changes, rules)) return false;
      if (may_change_unseen(writers, creation.source.changed(), begun))
        context_.memory.doubts.add(creation.folder->path().child(creation.name).text(),
                                   creation.source.changed());
      return true;
    }
    if (creation.source.kind == EntryKind::symlink) {
      const auto target = (*source)->read_link(creation.name);
      const auto old = (*replica)->read_link(removal.name);
      if (!target || !old || *target != *old) return false;
    }
    if (compares_attributes && !take(read_both(NameInFolder{**source, creation.name},
                                               {**replica, removal.name}, context_, volume)))
      return false;
    const auto now = (*source)->examine_child(creation.name);
    return now && is_same_version(*now, creation.source);
  }

  [[nodiscard]] static bool is_still(const Handle& file, const Entry& expected) {
    const auto now = file.examine();
    return now && is_same_version(*now, expected);
  }

  [[nodiscard]] bool has_same_content(const Creation& creation, const Removal& removal,
                                      ReadableFile& from, ReadableFile& to) const {
    const auto match = compare_contents(
        {from, to, creation.source.size, common_holes(creation.source, removal.replica)},
        context_.report.progress().bytes_compared, context_.stop);
    if (!match || *match == ContentMatch::different) return false;
    context_.report.hashed(creation.source.size);
    return true;
  }

  // Adds a rename and returns its index.
  std::size_t add_rename(const RenameMatch& match) {
    const Creation& creation = plan_.creations[match.creation];
    const Removal& removal = plan_.removals[match.removal];
    plan_.renames.push_back({removal.folder, removal.name, creation.folder, creation.name,
                             creation.source, removal.replica});
    return plan_.renames.size() - 1;
  }

  // Adds the moved entry at its new place: all other differences are repaired there, except for
  // rights that it is to lose, which are taken away before.
  void add_moved(const RenameMatch& match, const Changes& changes, std::size_t rename) {
    arrived_[match.creation] = rename;
    gone_[match.removal] = rename;
    const Creation& creation = plan_.creations[match.creation];
    const Removal& removal = plan_.removals[match.removal];
    Changes at_new_place = changes;
    if (may_take_rights(changes, creation.source, removal.replica, rules_at(creation))) {
      plan_.renames[rename].protects.push_back(
          {removal.folder, removal.name, creation.source, removal.replica, changes});
      at_new_place.mode = true;
    }
    if (creation.contents) {
      expect_moved_folder(creation, removal);
      plan_.folder_repairs.push_back(creation.contents);
    } else if (at_new_place.any()) {
      plan_.repairs.push_back(
          {creation.folder, creation.name, creation.source, removal.replica, at_new_place, true});
    }
  }

  // Makes sure that the folder that is opened by the new name later, to be given its metadata, is
  // the one that was moved.
  void expect_moved_folder(const Creation& creation, const Removal& removal) {
    const auto replica = removal.folder->replica();
    if (!replica) return;
    const VolumeState& volume =
        context_.volumes.of(removal.folder->replica_device(), **replica);
    if (volume.volume().lasting_numbers)
      creation.contents->expect_replica(removal.replica.identity.object);
  }

  // Hands the operations that are replaced to the rename that replaces them.
  void take_replaced() {
    const auto take = [this](auto& list, const std::vector<std::size_t>& replaced_by,
                             auto of_rename) {
      std::size_t kept = 0;
      for (std::size_t i = 0; i < list.size(); ++i) {
        if (replaced_by[i] != kStays) {
          (plan_.renames[replaced_by[i]].*of_rename).push_back(std::move(list[i]));
          continue;
        }
        if (kept != i) list[kept] = std::move(list[i]);
        ++kept;
      }
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(kept), list.end());
    };
    take(plan_.creations, arrived_, &Rename::creations);
    take(plan_.removals, gone_, &Rename::removals);
  }

  Plan& plan_;
  const Context& context_;
  static constexpr std::size_t kStays = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> gone_;  // the rename of each removal
  std::vector<std::size_t> arrived_;  // the rename of each creation
  std::vector<FolderMatch> rejected_;
};

}  // namespace

void replace_by_renames(Plan& plan, const Context& context) { Renames(plan, context).replace(); }

}  // namespace lockstep
