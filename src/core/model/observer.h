// How the core says what it does. It does not log: one observer turns events into lines, another
// into progress, another into JSON, and the dry run is an observer too.
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
  removed_file,      // whatever is no folder
  removed_folder,
  skipped,  // a notice about one entry: vanished meanwhile, a socket that can't be made; not a
            // problem
  notice,  // about a volume or the whole pass: `reason` is the sentence
  problem,  // `operation` on `path` failed with `error`
};

struct Event {
  EventKind kind = EventKind::notice;
  EntryKind entry = EntryKind::file;
  std::string path{};  // below the roots
  std::string from{};  // below the replica
  std::string reason{};
  std::string operation{};  // of a problem
  std::uint64_t bytes = 0;  // copied
  const Error* error = nullptr;  // of a problem
  bool on_source = false;  // of a problem: which root `path` is below
};

class Observer {
 public:
  virtual ~Observer() = default;
  // Called from the pool's threads, several at once.
  virtual void on_event(const Event& event) = 0;
};

// Counters that anybody may read while a pass runs.
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
  // For whoever asks whether a pass still gets anywhere; nobody shows these.
  std::atomic<std::uint64_t> bytes_compared{0};
  std::atomic<std::uint64_t> steps{0};  // everything told, and folders finished
  std::atomic<std::uint32_t> flushing{
      0};  // threads inside a flush, which can take long and shows nothing
  std::atomic<std::uint32_t> resting{0};  // threads that wait on purpose: a limit of bytes a second
};

// Counts one thread more for as long as it lives.
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
