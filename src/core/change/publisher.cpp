#include "core/change/publisher.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <set>
#include <utility>

namespace lockstep {

void Publisher::add(StagedEntry entry) {
  if (context_.policy.durability != Durability::pass) {
    if (context_.policy.durability == Durability::file && !flush_alone(entry)) return;
    return publish(entry);
  }
  std::unique_lock lock(mutex_);
  while (is_full()) {
    // Other threads wait here, too, with one file each, so that never more than two batches are
    // staged.
    lock.unlock();
    hand_over_when_free();
    lock.lock();
  }
  gathered_bytes_ += entry.bytes;
  gathering_.push_back(std::move(entry));
  if (is_full() && full_.empty()) hand_over();
}

bool Publisher::is_full() const {
  return gathering_.size() >= limits_.files || gathered_bytes_ >= limits_.bytes;
}

void Publisher::hand_over() {
  if (!thread_.joinable()) {
    thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
  }
  full_ = std::move(gathering_);
  gathering_.clear();
  gathered_bytes_ = 0;
  changed_.notify_all();
}

void Publisher::hand_over_when_free() {
  const WorkerPool::Rest rest;  // outlives the lock
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return full_.empty(); });
  if (is_full()) hand_over();
}

void Publisher::finish() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return full_.empty(); });
  if (!gathering_.empty()) hand_over();
  changed_.wait(lock, [this] { return full_.empty() && !busy_; });
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Publisher::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return !full_.empty(); })) {
    Batch batch = std::move(full_);
    full_.clear();
    busy_ = true;
    changed_.notify_all();
    lock.unlock();
    std::exception_ptr refused;
    try {
      flush_and_publish(batch);
    } catch (...) {  // no memory is left: files without a name are thrown away
      refused = std::current_exception();
    }
    batch.clear();
    lock.lock();
    if (!failure_) failure_ = refused;
    busy_ = false;
    changed_.notify_all();
  }
}

void Publisher::flush_and_publish(Batch& batch) {
  // After a drop the old versions stay: a file that was not flushed gets no name.
  if (context_.dropping()) return;
  flush_volumes(batch);
  flush_in_groups(batch);
  const auto finish = [this](StagedEntry& entry) {
    if (!entry.file) return;
    const bool singly =
        flush_singly_.contains(entry.folder->replica_device()) && !entry.on_its_disk;
    // A file that is flushed already is worth its rename, even if all else is dropped.
    if (!singly || (!context_.dropping() && flush_alone(entry))) publish(entry);
    entry.file.reset();  // over a network, closing waits, too
  };
  if (flush_singly_.empty()) {
    std::for_each(batch.begin(), batch.end(), finish);
  } else {
    for_each_at_once(batch, finish);
  }
}

void Publisher::flush_volumes(const Batch& batch) {
  std::set<std::uint64_t> flushed;  // devices
  for (const StagedEntry& entry : batch) {
    const std::uint64_t device = entry.folder->replica_device();
    if (flush_singly_.contains(device) || flushed.contains(device)) continue;
    // The root's own handle was opened before anything was written, so it is told of every error
    // since (syncfs(2)).
    const auto folder =
        device == context_.roots.replica_device
            ? std::shared_ptr<Directory>(std::shared_ptr<void>(), context_.roots.replica)
            : entry.folder->replica().value_or(nullptr);
    const bool remote = folder && context_.volumes.of(device, *folder).volume().remote;
    // syncfs over a network or FUSE may report success without having asked the server.
    const Counted flushing(context_.report.progress().flushing);
    const bool done = folder && !remote && folder->flush_volume();
    (done ? flushed : flush_singly_).insert(device);
    if (!done && folder && !remote) flush_in_groups_.insert(device);
  }
}

void Publisher::flush_in_groups(Batch& batch) {
  if (flush_in_groups_.empty()) return;
  // The last file of each disk gets the full flush.
  std::map<std::uint64_t, StagedEntry*> last;
  for (StagedEntry& entry : batch) {
    const std::uint64_t device = entry.folder->replica_device();
    if (flush_in_groups_.contains(device)) last[device] = &entry;
  }
  for_each_at_once(batch, [&](StagedEntry& entry) {
    const auto disk = last.find(entry.folder->replica_device());
    if (context_.dropping() || disk == last.end() || disk->second == &entry) return;
    const auto handed = flush(*entry.file, &StagedFile::write_to_device);
    entry.on_its_disk = handed.has_value();
    // If asked once more, the system might not tell of the error again.
    if (!handed && handed.error().kind() != ErrorKind::not_supported) drop(entry, handed.error());
  });
  if (context_.dropping()) {
    // Without the closing flush none of the files is sure to be on its disk.
    for (StagedEntry& entry : batch) entry.on_its_disk = false;
    return;
  }
  for (const auto& [device, closing] : last) {
    const auto flushed = flush(*closing->file, &StagedFile::flush);
    closing->on_its_disk = true;
    for (StagedEntry& entry : batch) {
      if (!entry.file || entry.folder->replica_device() != device) continue;
      if (!entry.on_its_disk) {
        flush_in_groups_.erase(device);
      } else if (!flushed) {
        drop(entry, flushed.error());  // the disk may have lost any of them
      }
    }
  }
}

// Each file's flush waits for a server or a disk, so many wait side by side. They don't use the
// pass's pool, whose workers may all be waiting for this batch.
void Publisher::for_each_at_once(Batch& batch, const std::function<void(StagedEntry&)>& work) {
  constexpr std::size_t kAtOnce = 16;
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr refused;  // guarded by mutex
  const auto take_turns = [&] {
    try {
      for (std::size_t i = next.fetch_add(1); i < batch.size(); i = next.fetch_add(1))
        work(batch[i]);
    } catch (...) {
      const std::scoped_lock lock(mutex);
      refused = std::current_exception();
    }
  };
  std::vector<std::jthread> helpers;
  helpers.reserve(kAtOnce);
  while (helpers.size() + 1 < std::min(kAtOnce, batch.size())) {
    try {
      helpers.emplace_back(take_turns);
    } catch (const std::exception&) {
      break;  // the system has no more threads: those that exist do the work
    }
  }
  take_turns();
  helpers.clear();  // joins
  if (refused) std::rethrow_exception(refused);
}

bool Publisher::flush_alone(StagedEntry& entry) {
  const auto flushed = flush(*entry.file, &StagedFile::flush);
  if (!flushed) drop(entry, flushed.error());
  return flushed.has_value();
}

Result<void> Publisher::flush(StagedFile& file, Result<void> (StagedFile::*how)()) {
  const Counted flushing(context_.report.progress().flushing);
  return (file.*how)();
}

void Publisher::drop(StagedEntry& entry, const Error& error) {
  writer_.problem("flush", *entry.folder, entry.name, error);
  entry.file.reset();
}

Result<void> Publisher::give_name(const StagedEntry& entry) {
  if (!entry.expected) return publish_new(*entry.file, entry.name);
  const auto folder = entry.folder->replica();
  if (!folder) return failure(folder.error());
  const Lost lost{*entry.folder, entry.name, *entry.expected, LossReason::replaced};
  if (const auto replaced = discard(**folder, lost, PublishOver{*entry.file}); !replaced)
    return failure(replaced.error());
  return {};
}

bool Publisher::is_still_named(const StagedEntry& entry) {
  const auto folder = entry.folder->source();
  if (!folder) return false;
  const auto now = (*folder)->examine_child(entry.name);
  return now && now->identity == entry.source;
}

void Publisher::publish(StagedEntry& entry) {
  // A full pass, which looks at each name once, need not be so exact: the next one sees it.
  if (context_.partial != nullptr && !is_still_named(entry)) {
    entry.file.reset();
    return writer_.vanished(*entry.folder, entry.name);
  }
  if (const auto published = give_name(entry); !published)
    return writer_.problem("publish", *entry.folder, entry.name, published.error());
  context_.report.progress().files_done.fetch_add(1, std::memory_order_relaxed);
  if (entry.in_doubt) {
    context_.memory.doubts.add(entry.event.path, *entry.in_doubt);
  } else {
    context_.memory.doubts.settle(entry.event.path);
  }
  writer_.touch(entry.folder);
  writer_.done(entry.event);
}

}  // namespace lockstep
