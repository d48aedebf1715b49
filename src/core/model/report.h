// Where one pass says what it does: counts for the summary, collects problems, and tells the
// observer.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "base/side.h"
#include "core/model/observer.h"
#include "core/model/summary.h"

namespace lockstep {

class Report {
 public:
  Report(Observer* observer, Progress* progress, std::string source_path, std::string replica_path)
      : observer_(observer),
        progress_(progress),
        source_path_(std::move(source_path)),
        replica_path_(std::move(replica_path)) {}

  // Something was done: counted by its kind, and told.
  void done(const Event& event);
  // `operation` on `path` (below the root of `side`) failed. A stop is not a problem and is left
  // out.
  void problem(const char* operation, Side side, const std::string& path, const Error& error);
  // The same, of a folder that could not be looked into, or an entry that may be one.
  void unseen(const char* operation, Side side, const std::string& path, const Error& error);
  // All of these, and folders that vanished; sorted.
  [[nodiscard]] std::vector<std::string> unseen_paths() const;
  void skipped(const std::string& path, std::string reason);
  // An entry of the source is left out because its name is one of our temporaries'.
  void named_like_temporary(const std::string& path, EntryKind kind);
  struct LeftOut {
    std::string path;
    EntryKind kind = EntryKind::file;
  };
  // All of these.
  [[nodiscard]] std::vector<LeftOut> left_out() const;
  // A folder of the source vanished before it was looked into: should it come back, nothing is
  // known of what is in it.
  void folder_vanished(const std::string& path);
  // An entry of either side became another one while it was looked at, so nothing was done to it:
  // the next pass must look again.
  void changed_meanwhile(const std::string& path);
  [[nodiscard]] bool saw_everything() const { return saw_everything_.load(); }
  void notice(std::string sentence);
  // A notice, once a pass.
  void devices_left_out();
  void owners_left_out();

  void scanned(std::uint64_t entries, std::uint64_t directories);
  void hashed(std::uint64_t bytes);
  // Something was done that nobody is told of.
  void step();
  [[nodiscard]] Progress& progress() { return *progress_; }
  // Returns the root of that side as the user named it.
  [[nodiscard]] const std::string& root_path(Side side) const {
    return side == Side::source ? source_path_ : replica_path_;
  }

  // What was counted so far; the result is ok or problems.
  [[nodiscard]] PassSummary summary() const;

 private:
  static constexpr std::size_t kProblemsKept = 1'000;
  void tell(const Event& event);

  Observer* observer_;
  Progress* progress_;
  std::string source_path_;
  std::string replica_path_;
  std::atomic<bool> devices_left_out_{false};
  std::atomic<bool> owners_left_out_{false};
  std::atomic<std::uint64_t> scanned_entries_{0};
  std::atomic<std::uint64_t> scanned_directories_{0};
  std::atomic<std::uint64_t> hashed_files_{0};
  std::atomic<std::uint64_t> hashed_bytes_{0};
  std::atomic<bool> saw_everything_{true};
  mutable std::mutex mutex_;
  PassSummary counted_;              // guarded by mutex_
  std::vector<std::string> unseen_;  // guarded by mutex_
  std::vector<LeftOut> left_out_;    // guarded by mutex_
};

}  // namespace lockstep
