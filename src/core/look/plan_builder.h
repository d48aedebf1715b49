// Gathers what the workers of a walk find: the plan, the totals that the guard asks for, and what
// the record must know.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/decide/hard_links.h"
#include "core/model/plan.h"

namespace lockstep {

class PlanBuilder {
 public:
  void add(Creation creation) { add_to(plan_.creations, std::move(creation)); }
  void add(Update update) { add_to(plan_.updates, std::move(update)); }
  void add(Repair repair) { add_to(plan_.repairs, std::move(repair)); }
  void add(Removal removal) { add_to(plan_.removals, std::move(removal)); }
  void add_folder_repair(std::shared_ptr<const Pair> folder) {
    add_to(plan_.folder_repairs, std::move(folder));
  }
  void add(Rename respelling) { add_to(plan_.renames, std::move(respelling)); }
  // In the replica another volume is mounted, or is not any more.
  void add_changed_mount(std::string path) { add_to(changed_mounts_, std::move(path)); }
  // Remembers a mount point in the replica; `identity` is empty if its volume is not known.
  void add_replica_mount(std::string path, std::string identity) {
    remember(replica_mounted_, path, std::move(identity));
    add_to(replica_mounts_, std::move(path));
  }
  void add_lost_mount(std::string path) { add_to(lost_mounts_, std::move(path)); }
  void add_nested_mount(std::string path, std::string identity) {
    remember(source_mounted_, path, std::move(identity));
    add_to(nested_mounts_, std::move(path));
  }

  // Without a listing of the roots there is no pass.
  void root_failed(Error error) {
    const std::scoped_lock lock(mutex_);
    root_failure_ = std::move(error);
  }
  [[nodiscard]] const std::optional<Error>& root_failure() const { return root_failure_; }

  HardLinks hard_links;
  std::atomic<std::uint64_t> source_entries{0};
  std::atomic<std::uint64_t> replica_entries{0};
  std::atomic<std::uint64_t> replica_leaves{0};
  std::atomic<std::uint64_t> replica_bytes{0};  // of the replica's files

  // Only while nobody adds: between a walk and what follows it.
  [[nodiscard]] Plan& plan() { return plan_; }
  [[nodiscard]] std::vector<std::string>& lost_mounts() { return lost_mounts_; }
  [[nodiscard]] std::vector<std::string>& nested_mounts() { return nested_mounts_; }
  [[nodiscard]] std::vector<std::string>& changed_mounts() { return changed_mounts_; }
  [[nodiscard]] std::vector<std::string>& replica_mounts() { return replica_mounts_; }
  [[nodiscard]] const std::map<std::string, std::string>& source_mounted() const {
    return source_mounted_;
  }
  [[nodiscard]] const std::map<std::string, std::string>& replica_mounted() const {
    return replica_mounted_;
  }

  // How many operations wait that need not wait for the end of the walk.
  [[nodiscard]] std::size_t applicable() const {
    return applicable_.load(std::memory_order_relaxed);
  }
  void nothing_applicable() { applicable_ = 0; }

 private:
  void remember(std::map<std::string, std::string>& volumes, const std::string& path,
                std::string identity) {
    if (identity.empty()) return;
    const std::scoped_lock lock(mutex_);
    volumes.insert_or_assign(path, std::move(identity));
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
  std::mutex mutex_;  // guards the lists while a walk runs
  Plan plan_;
  std::vector<std::string> lost_mounts_;
  std::vector<std::string> nested_mounts_;
  std::vector<std::string> changed_mounts_;
  std::vector<std::string> replica_mounts_;
  std::map<std::string, std::string> source_mounted_;
  std::map<std::string, std::string> replica_mounted_;
  std::optional<Error> root_failure_;
};

}  // namespace lockstep
