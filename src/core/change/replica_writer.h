// The common part of all writers of a pass: it changes something in a folder of the replica and
// accounts for that. The folder's times are set again at the end of the pass, its volume is
// flushed, and the report is told. It knows nothing about the kind of change.
//
// Threads: all functions may be called by several at once, except `take_touched` and `flush`.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <type_traits>
#include <vector>

#include "core/entry/discard.h"
#include "core/look/context.h"
#include "platform/disk/perform.h"

namespace lockstep {

// Carries out a change that destroys nothing in an open folder of the replica.
[[nodiscard]] Result<Performed> perform_in(Directory& replica, const Change& change);

class ReplicaWriter {
 public:
  explicit ReplicaWriter(const Context& context) : context_(context) {}

  [[nodiscard]] const Context& context() const { return context_; }
  [[nodiscard]] VolumeState& volume_of(const Pair& folder, const Directory& replica) const {
    return context_.volumes.of(folder.replica_device(), replica);
  }

  // Does `operation` in the replica's folder and returns its result. A folder of ours without
  // permission to write gets it for the rest of the pass, and then the operation is done once more.
  template <typename Operation>
  [[nodiscard]] auto in_folder(const PairPointer& folder, const Operation& operation)
      -> std::invoke_result_t<const Operation&, Directory&>;
  // The next two do the same for one change, and for an entry that is lost.
  [[nodiscard]] Result<Performed> change(const PairPointer& folder, const Change& change);
  [[nodiscard]] Result<Performed> discard(const PairPointer& folder, const Lost& lost,
                                          const Ending& ending);

  // Notes that names in this folder were changed: its times are set and its volume is flushed at
  // the end of the pass.
  void touch(const PairPointer& folder);
  // Notes that something else on this folder's volume was changed: the volume is flushed at the end
  // of the pass.
  void changed(const PairPointer& folder);
  // Returns all folders that were touched since this was called last.
  [[nodiscard]] std::vector<PairPointer> take_touched();

  // Flushes every volume on which something was changed: all changes are on the disk when this
  // returns, names included.
  void flush();
  // Flushes whatever anybody has written to this folder's volume. Returns false if that failed,
  // which was told; then nothing may vouch for that content.
  [[nodiscard]] bool flush_volume_of(const PairPointer& folder);

  // Returns the event of something that was done to an entry of this folder; the caller completes
  // it.
  [[nodiscard]] static Event event_on(const Pair& folder, Name name, EventKind kind,
                                      EntryKind entry);
  void done(const Event& event) { context_.report.done(event); }
  // Tells that `what` could not be done to the entry of this folder, because of the replica or the
  // source.
  void problem(const char* what, const Pair& folder, Name name, const Error& error,
               Side side = Side::replica);
  // Tells that the source no longer has the entry, which is no problem.
  void vanished(const Pair& folder, Name name);

 private:
  [[nodiscard]] bool let_us_write(const PairPointer& folder, Directory& replica);

  const Context& context_;
  std::mutex mutex_;
  std::vector<PairPointer> touched_;  // guarded by mutex_
  // One folder for each device, guarded by mutex_.
  std::map<std::uint64_t, PairPointer> changed_volumes_;
};

template <typename Operation>
auto ReplicaWriter::in_folder(const PairPointer& folder, const Operation& operation)
    -> std::invoke_result_t<const Operation&, Directory&> {
  const auto replica = folder->replica();
  if (!replica) return failure(replica.error());
  auto done = operation(**replica);
  if (done || done.error().kind() != ErrorKind::permission_denied) return done;
  if (!let_us_write(folder, **replica)) return done;
  return operation(**replica);
}

}  // namespace lockstep
