// Gathers the findings of the workers of a walk.
//
// Threads: every function that adds may be called by several at once; the others only while nobody
// adds, between a walk and the next step.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "core/decide/hard_links.h"
#include "core/model/findings.h"

namespace lockstep {

class PlanBuilder {
 public:
  void add(Creation creation) { add_to(findings_.plan.creations, std::move(creation)); }
  void add(Update update) { add_to(findings_.plan.updates, std::move(update)); }
  void add(Repair repair) { add_to(findings_.plan.repairs, std::move(repair)); }
  void add(Removal removal) { add_to(findings_.plan.removals, std::move(removal)); }
  void add_folder_repair(std::shared_ptr<const Pair> folder) {
    add_to(findings_.plan.folder_repairs, std::move(folder));
  }
  void add(Rename respelling) { add_to(findings_.plan.renames, std::move(respelling)); }
  // Adds a folder of the replica at which another volume is mounted, or none any more.
  void add_changed_mount(std::string path) { add_to(findings_.changed_mounts, std::move(path)); }
  void add_lost_mount(std::string path) { add_to(findings_.lost_mounts, std::move(path)); }
  // These remember a mount point; `identity` is empty if its volume is not known.
  void add_replica_mount(std::string path, std::string identity) {
    add_mount(findings_.replica_mounts, std::move(path), std::move(identity));
  }
  void add_source_mount(std::string path, std::string identity) {
    add_mount(findings_.source_mounts, std::move(path), std::move(identity));
  }

  // Adds one folder's numbers.
  void count(const Totals& folder) {
    const std::scoped_lock lock(mutex_);
    findings_.totals += folder;
  }

  // Notes that a root could not be listed, without which there is no pass.
  void root_failed(Error error) {
    const std::scoped_lock lock(mutex_);
    root_failure_ = std::move(error);
  }
  [[nodiscard]] const std::optional<Error>& root_failure() const { return root_failure_; }

  HardLinks hard_links;

  [[nodiscard]] Findings& findings() { return findings_; }

  // Returns how many operations wait that need not wait for the end of the walk.
  [[nodiscard]] std::size_t applicable() const {
    return applicable_.load(std::memory_order_relaxed);
  }
  void nothing_applicable() { applicable_ = 0; }

 private:
  void add_mount(Mounts& mounts, std::string path, std::string identity) {
    const std::scoped_lock lock(mutex_);
    std::string& known = mounts[std::move(path)];
    if (!identity.empty()) known = std::move(identity);
  }
  template <typename T>
  void add_to(std::vector<T>& list, T item) {
    if constexpr (!std::is_same_v<T, Removal> && !std::is_same_v<T, Rename> &&
                  !std::is_same_v<T, std::string>) {
      applicable_.fetch_add(1, std::memory_order_relaxed);
    }
    const std::scoped_lock lock(mutex_);
    list.push_back(std::move(item));
  }

  std::atomic<std::size_t> applicable_{0};
  std::mutex mutex_;
  Findings findings_;  // guarded by mutex_ while a walk runs
  std::optional<Error> root_failure_;
};

}  // namespace lockstep
