// Carries out a plan, in parallel: folders and renames, creations and updates, hard links, repairs,
// removals, and at the end the folders' own metadata. Every expectation is checked again before
// anything is changed; one operation that fails is a recorded problem, never the end of the pass.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/change/publisher.h"
#include "core/decide/hard_links.h"
#include "core/look/context.h"
#include "core/look/selected_attributes.h"
#include "core/model/plan.h"

namespace lockstep {

// Does a staged file get a name that nothing has, or take another entry's place?
enum class Placing { new_name, in_place };

class Apply {
 public:
  // `hard_links` gets the names with several links that are found in folders which are created
  // whole.
  Apply(const Context& context, HardLinks& hard_links, Publisher::Limits limits);
  ~Apply();

  // Makes it possible for this user to look into a folder of the replica of its own, whose mode
  // forbids that (apply_rights.cpp). At the end of the pass such a folder has the source's mode, or
  // its old one when the source lacks it: `close_again`.
  [[nodiscard]] bool open_up(const Pair& folder);
  void close_again();

  // The order of these calls is the order of a pass. Each returns when all of it is done, or a stop
  // was asked for.

  // Rights that the source does not grant any more are taken from these folders before anything is
  // put into them; those that were asked for in an earlier call are passed over.
  void take_rights(const std::vector<std::shared_ptr<const Pair>>& folder_repairs);
  void create_folders(std::vector<Creation>&
                          creations);  // those of expanded folders, parents first; takes them out
  // What a volume refuses to rename comes back into the plan as creations; returned with what is to
  // be removed when the copies are there.
  [[nodiscard]] std::vector<Rename> rename(Plan& plan);
  // Is everything at its new place that the creations of a refused rename were to copy there?
  [[nodiscard]] bool is_copied(const Rename& refused);
  void create_and_update(std::vector<Creation> creations, std::vector<Update> updates);
  void link(LinkDecisions decisions);
  void repair(std::vector<Repair> repairs);
  void remove(std::vector<Removal> removals);
  // What found no space is tried once more: the removals may have made some.
  void retry_without_space();
  // The names with several links in folders that were made by that retry. What finds no space now
  // is a problem.
  void link_what_was_retried(LinkDecisions decisions);
  void finish_folders(const std::vector<std::shared_ptr<const Pair>>& repairs);
  // What was changed is on the disk when this returns, names included; nothing changed: nothing is
  // flushed.
  void flush();
  // The same for what anybody wrote to this folder's volume. False, and told, when that failed:
  // then nothing may vouch for it.
  [[nodiscard]] bool flush_volume_of(const PairPointer& folder);

  // Folders of the source that turned out to be other volumes' roots while they were copied.
  [[nodiscard]] std::map<std::string, std::string>& nested_mounts() { return nested_mounts_; }
  // Was anything changed in the replica?
  [[nodiscard]] bool changed_anything() const { return changed_anything_.load(); }
  [[nodiscard]] std::uint64_t removed_leaves() const { return removed_leaves_.load(); }

 private:
  using Operation = std::function<Result<void>(Directory& replica)>;
  // Does `operation` in the folder; a folder of ours without write permission gets it for the rest
  // of the pass.
  [[nodiscard]] Result<void> in_replica(const PairPointer& folder, const Operation& operation);
  void touch(const PairPointer& folder);
  // Something on this folder's volume is to be flushed at the end of the pass.
  void changed(const PairPointer& folder);
  void nested_mount(std::string path, std::string volume);
  [[nodiscard]] bool may_inherit(const Pair& folder, const Directory& replica);
  void problem(const char* what, const PairPointer& folder, const std::string& name,
               const Error& error, Report::Side side = Report::Side::replica);
  void vanished(const PairPointer& folder, const std::string& name);

  // apply_space.cpp
  // True when the creation failed for lack of space, and will be tried once more after the
  // removals.
  [[nodiscard]] bool waits_for_space(const Error& error, const Creation& creation);
  // The same where the folder that it goes into, or the file whose name it becomes, waits.
  [[nodiscard]] bool waits_with_folder(const Creation& creation);
  [[nodiscard]] bool waits_with_target(const Error& error, const Creation& creation);
  [[nodiscard]] bool waits_with_folder(Rename& rename);
  [[nodiscard]] bool waits_with_folder(const Repair& repair);
  // Takes out the folders that renames wait in, until those are done.
  void put_off_removals(std::vector<Removal>& folders);

  // apply_rights.cpp
  void take_rights_of(const PairPointer& folder);
  [[nodiscard]] Result<void> protect(const std::vector<Repair>& moved);
  // Nothing is put where a folder is missing, or shows more than it may.
  [[nodiscard]] bool may_put_into(const Pair& folder) const;
  // A folder's own handle, and the folder above it.
  struct Outside {
    std::shared_ptr<Directory> parent;
    std::unique_ptr<Handle> handle;
    Entry now;
  };
  [[nodiscard]] Result<Outside> from_outside(const Pair& folder);

  // apply_files.cpp
  void copy_new(const Creation& creation);
  void copy_over(const Update& update);
  struct Attempt;
  // On failure `side` says whose fault it is.
  [[nodiscard]] Result<Attempt> stage(const PairPointer& folder, const std::string& name,
                                      const Entry& source, Placing placing, Report::Side& side);
  [[nodiscard]] static std::optional<Timestamp> doubt_of(const Attempt& attempt);
  [[nodiscard]] Result<Attempt> try_to_stage(const PairPointer& folder, const std::string& name,
                                             const Entry& wanted, Placing placing,
                                             Report::Side& side);
  // apply_entries.cpp
  void create(const Creation& creation);
  void create_link_or_special(const Creation& creation);
  void create_hard_link(const Creation& creation);
  void update(const Update& update);
  [[nodiscard]] Result<void> make(const PairPointer& folder, Directory& replica,
                                  const std::string& source_name, const std::string& new_name,
                                  const Entry& source);
  // Remembers which entry got that name, as long as others of the source's names are to join it.
  void note_made(const PairPointer& folder, const std::string& name, const Entry& source,
                 const Entry& made);
  // The file that the target's name should lead to; none: it can't be told.
  [[nodiscard]] std::optional<Identity> expected_file(const LinkTarget& target);
  // `name` becomes one more name of the target's file.
  [[nodiscard]] Result<void> join(const LinkTarget& target, Directory& replica,
                                  const std::string& name);
  // A file of which one name is in doubt is so under the other, too.
  void share_doubt(const LinkTarget& target, const PairPointer& folder, const std::string& name);
  // Was it the volume that refused one more name for the target's file? Then the content is copied.
  [[nodiscard]] bool must_copy_instead(const PairPointer& folder, const LinkTarget& target,
                                       const Error& error);
  // apply_folders.cpp
  bool create_folder(const Creation& creation);
  void fill(const std::shared_ptr<Pair>& folder);
  void fill_entries(const std::shared_ptr<Pair>& folder, const std::shared_ptr<Listing>& listing,
                    std::size_t first, std::size_t last);
  void finish_folder(const Pair& folder);
  // A folder of ours that even we may not enter gets its mode from outside.
  [[nodiscard]] bool finish_from_outside(const Pair& folder);
  // apply_removals.cpp
  void remove_one(const Removal& removal);
  // Does the source's open folder say that it lacks this name (of a tree, its top)?
  [[nodiscard]] Result<void> confirm_absent(const PairPointer& folder, const std::string& name,
                                            bool is_folder,
                                            const std::optional<OtherSpelling>& other);
  // apply_repairs.cpp
  void repair_one(const Repair& repair);
  // `changed`: the source's entry is not the one any more whose metadata is to be set.
  [[nodiscard]] Result<AttributesOfBoth> read_attributes_for(const Repair& repair,
                                                             const Handle& replica,
                                                             VolumeState& volume);
  [[nodiscard]] Result<void> rename_one(const Rename& rename);
  // apply_respellings.cpp
  void respell(std::vector<Rename> respellings);
  [[nodiscard]] bool respell_one(const Rename& rename);

  const Context& context_;
  HardLinks& hard_links_;
  std::mutex mutex_;
  std::vector<PairPointer> touched_;  // guarded by mutex_: folders whose times are still to be set
  std::map<std::uint64_t, PairPointer>
      changed_volumes_;  // guarded by mutex_: a folder on each, by device
  std::map<std::string, std::string> nested_mounts_;  // guarded by mutex_
  std::vector<Creation> without_space_;  // guarded by mutex_
  std::vector<Update> updates_without_space_;  // guarded by mutex_
  std::vector<Rename> renames_without_space_;  // only between parallel parts
  std::vector<Repair> repairs_without_space_;  // guarded by mutex_
  // Guarded by mutex_: by folder and name, first names of files that get others.
  std::map<std::pair<const Pair*, std::string>, Identity> made_;
  std::vector<Removal> removals_without_space_;  // only between parallel parts
  bool retrying_ = false;  // only between parallel parts
  std::size_t rights_asked_for_ = 0;  // how many of the plan's folder repairs
  std::atomic<bool> any_shows_too_much_{false};
  struct Opened {
    PairPointer folder;
    std::uint16_t mode = 0;  // before
  };
  std::vector<Opened> opened_;  // only between parallel parts
  std::atomic<bool> changed_anything_{false};
  std::atomic<std::uint64_t> removed_leaves_{0};
  Publisher publisher_;  // last: its thread ends before what it uses
};

}  // namespace lockstep
