// The place where one pass says what it does: it counts for the summary, collects problems, and
// tells the observer.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "base/side.h"
#include "core/model/observer.h"
#include "core/model/partial_pass.h"
#include "core/model/summary.h"

namespace lockstep {

class Report {
 public:
  // Says who looks again at what changed while it was looked at: the next pass, or soon another
  // one at what is left over of this (Leftover), so that nobody needs to be told.
  enum class Again { next_pass, looks_soon };
  Report(Observer* observer, Progress* progress, std::string source_path, std::string replica_path,
         Again again = Again::next_pass)
      : observer_(observer),
        progress_(progress),
        source_path_(std::move(source_path)),
        replica_path_(std::move(replica_path)),
        again_(again) {}

  // Counts something that was done by its kind, and tells it.
  void done(const Event& event);
  // Notes that `operation` on `path` (below the root of `side`) failed. A stop is not a problem and
  // is left out.
  void problem(const char* operation, Side side, const std::string& path, const Error& error);
  // Notes the same for a folder that could not be looked into, or an entry that may be one.
  void could_not_look(const char* operation, Side side, const std::string& path,
                      const Error& error);
  // Returns the paths of all of these and of folders that vanished, sorted.
  [[nodiscard]] std::vector<std::string> unread_folders() const;
  void skipped(const std::string& path, std::string reason);
  // Notes that an entry of the source is left out because its name is one of our temporaries'.
  void named_like_temporary(const std::string& path, EntryKind kind);
  struct LeftOut {
    std::string path;
    EntryKind kind = EntryKind::file;
  };
  // Returns all of these.
  [[nodiscard]] std::vector<LeftOut> left_out() const;
  // Notes that a folder of the source vanished before it was looked into. Should it come back,
  // nothing is known about its contents.
  void folder_vanished(const std::string& path);
  // Notes that an entry of the source vanished before anything was done to it.
  void vanished(const std::string& path);
  // Notes that an entry of either side became another one while it was looked at, so that nothing
  // was done to it and the next pass must look again.
  void changed_meanwhile(const std::string& path);
  [[nodiscard]] bool saw_everything() const { return saw_everything_.load(); }
  void notice(std::string sentence);
  // Each of these two gives its notice once a pass.
  void devices_left_out();
  void owners_left_out();

  void scanned(std::uint64_t entries, std::uint64_t directories);
  void hashed(std::uint64_t bytes);
  // Counts something that was done and that nobody is told of.
  void step();
  [[nodiscard]] Progress& progress() { return *progress_; }
  // Returns the root of that side as the user named it.
  [[nodiscard]] const std::string& root_path(Side side) const {
    return side == Side::source ? source_path_ : replica_path_;
  }

  // Notes that this path is to be looked at again soon.
  void leave_over(std::string path, Leftover::Why why);
  // Returns all of these, and those of problems and of what changed meanwhile. None in a pass after
  // which the next one looks at everything.
  [[nodiscard]] std::vector<Leftover> leftovers() const;

  // Returns the counts so far; the result is `ok` or `problems`.
  [[nodiscard]] PassSummary summary() const;

 private:
  static constexpr std::size_t kProblemsKept = 1'000;
  struct LookedAt {
    std::atomic<std::uint64_t> scanned_entries{0};
    std::atomic<std::uint64_t> scanned_directories{0};
    std::atomic<std::uint64_t> hashed_files{0};
    std::atomic<std::uint64_t> hashed_bytes{0};
  };
  void tell(const Event& event);
  // Notes what is left over, if another pass looks at that soon. Returns whether it does.
  bool is_left_over(const std::string& path, Leftover::Why why);

  Observer* observer_;
  Progress* progress_;
  std::string source_path_;
  std::string replica_path_;
  const Again again_;
  std::atomic<bool> devices_left_out_{false};
  std::atomic<bool> owners_left_out_{false};
  LookedAt looked_at_;
  std::atomic<bool> saw_everything_{true};
  mutable std::mutex mutex_;
  PassSummary counted_;              // guarded by mutex_
  std::vector<std::string> unread_folders_;  // guarded by mutex_
  std::vector<LeftOut> left_out_;    // guarded by mutex_
  std::vector<Leftover> leftovers_;  // guarded by mutex_
};

}  // namespace lockstep
