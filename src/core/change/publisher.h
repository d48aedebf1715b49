// The publisher gives staged files their names, in an order that survives a loss of power: a file's
// content is on the disk before its name is. Files are gathered into batches; a full batch is
// flushed once (syncfs) and published by a thread of its own while the next is being staged.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/change/replica_writer.h"
#include "core/model/pair.h"

namespace lockstep {

// A complete file that waits for its name. If the process dies now, an unnamed file vanishes and a
// temporary is removed by the next pass; the old version stands untouched.
struct StagedEntry {
  std::unique_ptr<StagedFile> file;
  PairPointer folder;
  std::string name;
  Identity source = {};           // the file that was copied
  std::optional<Entry> expected;  // the entry that the file replaces; none for a new name
  std::uint64_t bytes = 0;
  Event event;                    // told when it is published
  // The ctime of the version that was copied, if somebody may have written to the file meanwhile.
  std::optional<Timestamp> in_doubt = {};
  bool on_its_disk = false;       // flushed, or about to be by another file's flush
};

class Publisher {
 public:
  struct Limits {
    std::size_t files = 5'000;
    std::uint64_t bytes = 256ULL * 1024 * 1024;
  };
  Publisher(ReplicaWriter& writer, Limits limits)
      : writer_(writer), context_(writer.context()), limits_(limits) {}
  // Files that were not published are thrown away.
  ~Publisher() = default;

  // With Durability::pass the file waits for its batch; otherwise it is published (flushed first
  // with Durability::file) before this returns. May wait for the batch before last.
  void add(StagedEntry entry);
  // Publishes the rest; nothing is under way when this returns. Throws the exception that kept a
  // batch from being published: the system refused memory.
  void finish();

 private:
  using Batch = std::vector<StagedEntry>;
  void work(const std::stop_token& stop);
  [[nodiscard]] bool is_full() const;  // under mutex_
  void hand_over();                    // under mutex_, with full_ empty
  void hand_over_when_free();
  void flush_and_publish(Batch& batch);
  // Flushes every volume of the batch, and notes those whose files must be flushed one by one.
  void flush_volumes(const Batch& batch);
  // Flushes the files that can't be flushed together with their volume: each is handed to its disk,
  // and the flush of the last makes the disk keep them all. A file that fails is dropped.
  void flush_in_groups(Batch& batch);
  // Does `work` for all of them by several threads, and returns when that is done.
  static void for_each_at_once(Batch& batch, const std::function<void(StagedEntry&)>& work);
  void publish(StagedEntry& entry);
  // Returns whether the source still has this file under its name. A file that is renamed or removed
  // as soon as it is written (an editor's temporary) need not appear in the replica at all.
  [[nodiscard]] static bool is_still_named(const StagedEntry& entry);
  [[nodiscard]] static Result<void> give_name(const StagedEntry& entry);
  [[nodiscard]] bool flush_alone(StagedEntry& entry);
  [[nodiscard]] Result<void> flush(StagedFile& file, Result<void> (StagedFile::*how)());
  void drop(StagedEntry& entry, const Error& error);

  ReplicaWriter& writer_;
  const Context& context_;
  const Limits limits_;

  // Devices whose syncfs failed once: it reports an error only once, and the lost pages may belong
  // to any batch. Only the thread changes this, while it has no helpers.
  std::set<std::uint64_t> flush_singly_;
  // Those of these devices whose files are flushed in groups. Network volumes are not among them,
  // since only a full flush of each file is sure to reach the server's disk.
  std::set<std::uint64_t> flush_in_groups_;

  std::mutex mutex_;
  std::condition_variable_any changed_;
  Batch gathering_;  // guarded by mutex_
  std::uint64_t gathered_bytes_ = 0;  // guarded by mutex_
  Batch full_;  // guarded by mutex_: the batch that waits for the thread
  bool busy_ = false;  // guarded by mutex_: the thread has a batch in hand
  std::exception_ptr failure_;  // guarded by mutex_: the thread's first exception
  std::jthread thread_;  // starts with the first batch; stands last, so it ends before what it uses
};

}  // namespace lockstep
