// The state folder: one record for each pair of roots and each volume that its replica may lie on,
// and the requests of `lockstep approve`. Roots are named by their canonical paths
// (canonical_path.h) everywhere here. Any thread may call anything.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/record/record_json.h"
#include "base/result.h"
#include "core/model/folder_identities.h"
#include "core/model/record.h"
#include "core/pass/pass.h"
#include "platform/disk/small_file.h"

namespace lockstep {

// Returns whether an error of RecordStore::load says that the record itself is bad, not that
// reading it failed: then no later attempt will be able to read it.
[[nodiscard]] bool is_damaged_record(const Error& error);

class RecordStore {
 public:
  // Creates nothing; the folder is created by the first write.
  explicit RecordStore(std::string state_folder);

  // Returns the record; none if this pair was never mirrored. An unreadable or damaged record is an
  // error, not absence: a first pass over a known replica would be judged by other rules. A damaged
  // record will not get better by itself (see is_damaged_record).
  //
  // `volume` is the one that the replica lies on (Volume::identity). If it has no record of its
  // own, the record of the pair's first volume is returned, which names that volume.
  [[nodiscard]] Result<std::optional<PairRecord>> load(const std::string& source,
                                                       const std::string& replica,
                                                       const std::string& volume = {}) const;

  // Returns all records whose replica this is, whatever their source; none if nothing was ever
  // mirrored to it. A record that can't be read is an error.
  [[nodiscard]] Result<std::vector<PairRecord>> records_of_replica(
      const std::string& replica) const;

  // Stores the record for the volume that it names.
  //
  // To spare the disk a write in every pass, nothing is written when only the times of the last
  // complete pass moved on, by less than a minute. Stale times are the safe side: everything older
  // than the *start* on record is known to be equal, so an older start makes the next process look
  // closer at more, never at less. This process itself goes by the record that the job keeps.
  //
  // With `left_to_system` the previous record may come back after a power loss, as if this pass had
  // been cut short.
  [[nodiscard]] Result<void> save(const std::string& source, const std::string& replica,
                                  const PairRecord& record,
                                  Replacement replacement = Replacement::flushed);

  // Returns the FolderIdentities that belong to `record`; none if it names none, or if they are not
  // as they were written. That is no error; then nothing is known.
  [[nodiscard]] std::optional<FolderIdentities> load_folders(const std::string& source,
                                                             const std::string& replica,
                                                             const PairRecord& record) const;
  // Saves the record together with other FolderIdentities than those it names. They are written
  // before it, beside the former ones, which go when the record is there. Whatever happens in
  // between, the files that are found later belong together. Returns the record as it is from now
  // on, which names the folders that could be written, even if the record could not be saved
  // itself.
  struct Saved {
    PairRecord record;
    Result<void> outcome = {};
  };
  [[nodiscard]] Saved save_with_folders(const std::string& source, const std::string& replica,
                                        PairRecord record, const FolderIdentities& folders,
                                        Replacement replacement = Replacement::flushed);
  // Returns other sources whose record names this replica and has the name `named_source`: a link
  // was changed since, which leads to `source` now. Records that can't be read are passed over.
  [[nodiscard]] std::vector<std::string> other_sources(const std::string& named_source,
                                                       const std::string& source,
                                                       const std::string& replica) const;

  // Forgets that `source` was ever mirrored to `replica`: the records of all the replica's volumes,
  // damaged ones of the first volume and of `volume` too, the FolderIdentities beside them, and the
  // requests for the replica. The record of the pair's first volume goes last, so that the pair
  // stays on record when this fails or is cut short.
  [[nodiscard]] Result<void> forget(const std::string& source, const std::string& replica,
                                    const std::string& volume);
  // Puts `record` in the place of the pair's damaged one, which is kept beside it as NAME.damaged
  // and replaces an earlier one of that name.
  [[nodiscard]] Result<void> replace_damaged(const std::string& source, const std::string& replica,
                                             const PairRecord& record);

  // Leaves a request for whoever works on `replica`. Fails with not_found if there is no state
  // folder, so that one is never created by the wrong user.
  [[nodiscard]] Result<void> request_approval(const std::string& replica, bool empty_source);
  struct Request {
    bool empty_source = false;
  };
  // Notes the obstacles that keep passes to this replica from beginning, each in words, until
  // somebody approves them; none if nothing does any more. They need this note, since records know
  // only of passes.
  [[nodiscard]] Result<void> note_obstacles(const std::string& replica,
                                            const std::vector<std::string>& obstacles);
  [[nodiscard]] Result<std::vector<std::string>> noted_obstacles(const std::string& replica) const;
  // Returns the request, which stays where it is. Only requests by the state folder's owner or by
  // root count. Another user's request is an error, and so is any request in a folder that others
  // may write to.
  [[nodiscard]] Result<std::optional<Request>> find_approval(const std::string& replica) const;
  // Removes the request, if there is one.
  [[nodiscard]] Result<void> drop_approval(const std::string& replica);

  // These two read and write the pause of the service (no name) or of a job. A pause outlasts the
  // service.
  [[nodiscard]] Result<bool> is_paused(const std::string& job = {}) const;
  [[nodiscard]] Result<void> keep_paused(bool paused, const std::string& job = {});

  [[nodiscard]] const std::string& folder() const { return folder_; }
  // Returns the file of the record of the pair's first volume, for messages.
  [[nodiscard]] std::string file_of(const std::string& source, const std::string& replica) const;

 private:
  struct Roots {
    const std::string& source;
    const std::string& replica;
  };
  static constexpr std::size_t kLargestRecord = 64 * 1024 * 1024;  // bytes
  // Removes the record's file, and before it the files that belong to it. Succeeds if there is
  // none.
  [[nodiscard]] static Result<void> remove_with_folders(const std::string& record_file);
  [[nodiscard]] Result<void> make_folder() const;
  [[nodiscard]] std::string pause_file(const std::string& job) const;
  [[nodiscard]] std::string file_of(const Roots& roots, const std::string& volume) const;
  [[nodiscard]] Result<std::optional<PairRecord>> load_file(const Roots& roots,
                                                            const std::string& file) const;
  // Lists the state folder and returns the files of all records, whatever is in them; none if there
  // is no such folder.
  [[nodiscard]] Result<std::vector<std::string>> record_files() const;
  // Returns none for a record that can't be read, and for a damaged one.
  [[nodiscard]] static std::optional<StoredRecord> readable_record(const std::string& file);
  [[nodiscard]] Result<std::vector<std::string>> files_of(const Roots& roots) const;
  [[nodiscard]] Result<void> set_aside(const std::string& file) const;
  [[nodiscard]] Result<void> rename_aside(const std::string& file) const;
  [[nodiscard]] Result<std::string> file_for(const Roots& roots, const PairRecord& record) const;

  std::string folder_;
  mutable std::mutex mutex_;
  // The content of the files, as far as this process has read or written them. Guarded by mutex_.
  mutable std::map<std::string, PairRecord> stored_;  // by file
};

}  // namespace lockstep
