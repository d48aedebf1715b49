// How the writers of a pass change something in a folder of the replica, and account for it: the
// folder's times are set again at the end of the pass, its volume is flushed, and somebody is told.
// Knows nothing of what is changed.
//
// Threads: all functions may be called by several at once, except `take_touched` and `flush`.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <type_traits>
#include <vector>

#include "core/change/discard.h"
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
  // The same for one change, and for what is lost there.
  [[nodiscard]] Result<Performed> change(const PairPointer& folder, const Change& change);
  [[nodiscard]] Result<Performed> discard(const PairPointer& folder, const Lost& lost,
                                          const Ending& ending);

  // Names in this folder were changed: its times are to be set at the end, its volume flushed.
  void touch(const PairPointer& folder);
  // Something else on this folder's volume was changed: that is flushed at the end.
  void changed(const PairPointer& folder);
  // All folders that were touched since this was called last.
  [[nodiscard]] std::vector<PairPointer> take_touched();

  // What was changed is on the disk when this returns, names included; nothing changed: nothing is
  // flushed.
  void flush();
  // The same for what anybody wrote to this folder's volume. False, and told, when that failed:
  // then nothing may vouch for it.
  [[nodiscard]] bool flush_volume_of(const PairPointer& folder);

  // Tells of one thing that was done, which the caller completes, to an entry of this folder.
  [[nodiscard]] static Event event_on(const Pair& folder, Name name, EventKind kind,
                                      EntryKind entry);
  void done(const Event& event) { context_.report.done(event); }
  // `what` could not be done to the entry of this folder, because of the replica or the source.
  void problem(const char* what, const Pair& folder, Name name, const Error& error,
               Side side = Side::replica);
  // The entry of the source is not there any more, which is no problem.
  void vanished(const Pair& folder, Name name);

 private:
  [[nodiscard]] bool let_us_write(const PairPointer& folder, Directory& replica);

  const Context& context_;
  std::mutex mutex_;
  std::vector<PairPointer> touched_;  // guarded by mutex_
  std::map<std::uint64_t, PairPointer> changed_volumes_;  // guarded by mutex_: a folder by device
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
