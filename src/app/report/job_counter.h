// Counts what a job does in all its passes together.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "app/report/job_observer.h"
#include "app/report/job_totals.h"
#include "base/entry.h"

namespace lockstep {

// No thread waits for another. Each number is read by itself, so of two numbers one may be from
// before an event and the other from after it.
class JobCounter final : public JobObserver {
 public:
  void on_event(const Event& event) override;
  void on_pass_end(const JobSettings& job, const PassSummary& summary) override;
  // Counts what was looked at, but no pass.
  void on_live_changes(const JobSettings& job, const PassSummary& summary) override;

  // Any thread may call it.
  [[nodiscard]] JobTotals totals() const;

 private:
  void add_looks(const PassSummary& summary);

  using Count = std::atomic<std::uint64_t>;
  struct Kinds {
    Count files{0};
    Count directories{0};
    Count links{0};
    Count specials{0};

    [[nodiscard]] Count& of(EntryKind kind);
    [[nodiscard]] KindCounts now() const;
  };

  Kinds created_;
  Kinds removed_;
  Count updated_files_{0};
  Count updated_metadata_{0};
  Count renamed_{0};
  Count copied_bytes_{0};
  Count problems_{0};
  Count scanned_entries_{0};
  Count scanned_directories_{0};
  Count hashed_files_{0};
  Count hashed_bytes_{0};
  std::array<Count, JobTotals::kResults> passes_{};
};

}  // namespace lockstep
