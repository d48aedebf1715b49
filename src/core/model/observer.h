// The interface by which the core says what it does. The core does not log: one observer turns
// events into lines of the log, another into progress, another into counters.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "base/entry.h"
#include "base/result.h"

namespace lockstep {

enum class EventKind {
  created_replica_root,
  created_folder,
  copied_file,       // a new name
  updated_file,      // reason: content, size, type, hard link
  updated_metadata,  // reason: which ("mtime, mode")
  renamed,           // `from` -> `path`, both in the replica
  created_link,      // symbolic links, hard links (`from` is the other name) and special files
  removed_file,      // anything but a folder
  removed_folder,
  // A notice about one entry, which is not a problem: it vanished meanwhile, or is a socket that
  // can't be made.
  skipped,
  notice,  // about a volume or the whole pass: `reason` is the sentence
  problem,  // `operation` on `path` failed with `error`
};

struct Event {
  EventKind kind = EventKind::notice;
  EntryKind entry = EntryKind::file;
  std::string path{};  // below the roots
  std::string from{};  // below the replica
  std::string reason{};
  std::string operation{};  // only for a problem
  std::uint64_t bytes = 0;  // that were copied
  const Error* error = nullptr;  // only for a problem
  bool on_source = false;  // for a problem: which root `path` is below
};

class Observer {
 public:
  virtual ~Observer() = default;
  // Called by the pool's threads, several at once.
  virtual void on_event(const Event& event) = 0;
};

// Counters that any thread may read while a pass runs.
struct Progress {
  enum class Phase { idle, comparing, applying, removing, finishing };
  std::atomic<Phase> phase{Phase::idle};
  std::atomic<std::uint64_t> entries_scanned{0};
  std::atomic<std::uint64_t> files_planned{0};  // grows while folders are expanded
  std::atomic<std::uint64_t> bytes_planned{0};
  std::atomic<std::uint64_t> files_done{0};
  std::atomic<std::uint64_t> bytes_done{0};
  std::atomic<std::uint64_t> removals_planned{0};
  std::atomic<std::uint64_t> removals_done{0};
  // These tell whether a pass still makes progress; they are not shown.
  std::atomic<std::uint64_t> bytes_compared{0};
  std::atomic<std::uint64_t> steps{0};  // every event, and every folder that is finished
  // The number of threads inside a flush, which can take long and shows nothing.
  std::atomic<std::uint32_t> flushing{0};
  // The number of threads that wait on purpose, for a limit of bytes a second.
  std::atomic<std::uint32_t> resting{0};
};

// Counts one thread more for as long as this lives.
class Counted {
 public:
  explicit Counted(std::atomic<std::uint32_t>& threads) : threads_(threads) { ++threads_; }
  ~Counted() { --threads_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::atomic<std::uint32_t>& threads_;
};

}  // namespace lockstep
