// Carries out a plan, in parallel, by the writers of this room: folders and renames, creations and
// updates, hard links, repairs, removals, and at the end the folders' own metadata. Every
// expectation is checked again before anything is changed; one operation that fails is a recorded
// problem, never the end of the pass. This class decides only which writer does what.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/change/entry_writer.h"
#include "core/change/file_writer.h"
#include "core/change/folder_writer.h"
#include "core/change/hard_link_writer.h"
#include "core/change/publisher.h"
#include "core/change/removal_writer.h"
#include "core/change/rename_writer.h"
#include "core/change/repair_writer.h"
#include "core/change/replica_writer.h"
#include "core/change/rights_writer.h"
#include "core/change/waiting_for_space.h"
#include "core/decide/hard_links.h"
#include "core/model/plan.h"

namespace lockstep {

class Apply {
 public:
  // `hard_links` gets the names with several links that are found in folders which are created
  // whole.
  Apply(const Context& context, HardLinks& hard_links, Publisher::Limits limits);

  // These two are RightsWriter's functions of the same names.
  [[nodiscard]] bool open_up(const Pair& folder) { return rights_.open_up(folder); }
  void close_again() { rights_.close_again(); }

  // The order of these calls is the order of a pass. Each returns when all of it is done, or a stop
  // was asked for.

  // Takes rights that the source no longer grants from these folders before anything is put into
  // them. Folders that an earlier call was given are skipped.
  void take_rights(const std::vector<std::shared_ptr<const Pair>>& folder_repairs) {
    rights_.take_rights(folder_repairs);
  }
  // Makes the expanded folders, parents first, and takes them out of `creations`.
  void create_folders(std::vector<Creation>& creations);
  // Carries out the plan's renames. A rename that the volume refuses comes back into the plan as
  // creations, and is returned so that the old names can be removed once the copies are there.
  [[nodiscard]] std::vector<Rename> carry_out_renames(Plan& plan) {
    return renames_.carry_out(plan);
  }
  // Returns whether everything that the creations of a refused rename were to copy is at its new
  // place.
  [[nodiscard]] bool is_copied(const Rename& refused) const { return renames_.is_copied(refused); }
  void create_and_update(std::vector<Creation> creations, std::vector<Update> updates);
  void link(LinkDecisions decisions);
  void repair(std::vector<Repair> repairs) { repairs_.carry_out(std::move(repairs)); }
  void carry_out_removals(std::vector<Removal> removals);
  // Tries once more whatever found no space: the removals may have made some.
  void retry_without_space();
  // Makes the names with several links in folders that the retry has made. An operation that finds
  // no space now is a problem.
  void link_what_was_retried(LinkDecisions decisions);
  void finish_folders(const std::vector<std::shared_ptr<const Pair>>& repairs);
  // These two are ReplicaWriter's functions of the same names.
  void flush() { writer_.flush(); }
  [[nodiscard]] bool flush_volume_of(const PairPointer& folder) {
    return writer_.flush_volume_of(folder);
  }

  // Returns the folders of the source that turned out to be other volumes' roots while they were
  // copied, with the volumes' identities.
  [[nodiscard]] std::map<std::string, std::string>& nested_mounts() {
    return folders_.nested_mounts();
  }
  [[nodiscard]] std::uint64_t removed_leaves() const { return removals_.removed_leaves(); }

 private:
  void create(const Creation& creation);

  const Context& context_;
  ReplicaWriter writer_;
  WaitingForSpace waiting_;
  RightsWriter rights_;
  HardLinkWriter hard_links_;
  RenameWriter renames_;
  RepairWriter repairs_;
  RemovalWriter removals_;
  // The publisher stands after everything that it uses, so that its thread ends before that does.
  Publisher publisher_;
  FileWriter files_;
  EntryWriter entries_;
  FolderWriter folders_;
};

}  // namespace lockstep
