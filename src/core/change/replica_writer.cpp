#include "core/change/replica_writer.h"

#include <utility>

#include "core/model/temporaries.h"

namespace lockstep {
namespace {

constexpr std::uint16_t kOwnersAccess = 0700;

}  // namespace

Result<Performed> perform_in(Directory& replica, const Change& change) {
  return perform(replica, change, new_temporary_name);
}

Result<Performed> ReplicaWriter::change(const PairPointer& folder, const Change& change) {
  return in_folder(folder, [&change](Directory& replica) { return perform_in(replica, change); });
}

Result<Performed> ReplicaWriter::discard(const PairPointer& folder, const Lost& lost,
                                         const Ending& ending) {
  return in_folder(folder,
                   [&](Directory& replica) { return lockstep::discard(replica, lost, ending); });
}

// Gives this process write permission in a folder that is mirrored without it, which the owner may
// do. The end of the pass restores the mode, because the folder is touched. If the process dies
// before, the next pass finds the mode different and repairs it.
bool ReplicaWriter::let_us_write(const PairPointer& folder, Directory& replica) {
  const auto now = replica.examine();
  if (!now || (now->mode & kOwnersAccess) == kOwnersAccess) return false;
  if (!replica.set_mode(static_cast<std::uint16_t>(now->mode | kOwnersAccess))) return false;
  touch(folder);
  return true;
}

void ReplicaWriter::touch(const PairPointer& folder) {
  if (folder->marks.touched.exchange(true)) return;
  changed(folder);
  const std::scoped_lock lock(mutex_);
  touched_.push_back(folder);
}

void ReplicaWriter::changed(const PairPointer& folder) {
  // The topmost folder of the volume is kept, since one below may be gone by the time of the flush,
  // or may no longer be entered.
  const std::uint64_t device = folder->replica_device();
  const std::scoped_lock lock(mutex_);
  const auto [place, is_new] = changed_volumes_.try_emplace(device);
  if (!is_new) return;
  const Pair* top = folder.get();
  while (top->parent() && top->parent()->replica_device() == device) top = top->parent().get();
  place->second = top->shared_from_this();
}

std::vector<PairPointer> ReplicaWriter::take_touched() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(touched_, {});
}

void ReplicaWriter::flush() {
  if (context_.policy.durability == Durability::none || context_.stopping()) return;
  for (const auto& [device, folder] : changed_volumes_) static_cast<void>(flush_volume_of(folder));
}

bool ReplicaWriter::flush_volume_of(const PairPointer& folder) {
  const auto tell = [&](const Error& error) {
    context_.report.problem("flush", Side::replica, folder->path().text(), error);
    return false;
  };
  const auto replica = folder->replica();
  if (!replica) return tell(replica.error());
  const Counted flushing(context_.report.progress().flushing);
  const auto flushed = (*replica)->flush_volume();
  // A network volume offers nothing better; its files and folders are flushed one by one.
  if (flushed || volume_of(*folder, **replica).volume().remote) return true;
  if (flushed.error().kind() != ErrorKind::not_supported) return tell(flushed.error());
  // This process may not flush a whole volume (Windows). The volume's journal holds the changes of
  // names and metadata in order, and the flush of one folder writes all of them down.
  const auto journal = (*replica)->flush();
  if (journal || journal.error().kind() == ErrorKind::not_supported ||
      journal.error().kind() == ErrorKind::permission_denied)  // nothing may be made in this folder
    return true;
  return tell(journal.error());
}

Event ReplicaWriter::event_on(const Pair& folder, Name name, EventKind kind, EntryKind entry) {
  Event event{.kind = kind};
  event.entry = entry;
  event.path = folder.path().child(name).text();
  return event;
}

void ReplicaWriter::problem(const char* what, const Pair& folder, Name name, const Error& error,
                            Side side) {
  context_.report.problem(what, side, folder.path().child(name).text(), error);
}

void ReplicaWriter::vanished(const Pair& folder, Name name) {
  context_.report.vanished(folder.path().child(name).text());
}

}  // namespace lockstep
