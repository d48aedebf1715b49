#include "app/report/progress_observer.h"

#include <optional>
#include <utility>

#include "base/units.h"

namespace lockstep {
namespace {

// Returns the words that stand before "as of 11:00:14", such as "No changes".
std::string rest_state(const PassSummary& summary) {
  switch (summary.result) {
    case PassResult::ok:
      return summary.changed_nothing() ? "No changes" : "Up to date";
    case PassResult::problems:
      return summary.problem_count == 1 ? "1 problem"
                                        : format_count(summary.problem_count) + " problems";
    case PassResult::held:
      return "Held";
    case PassResult::unavailable:
    case PassResult::locked:
    case PassResult::error:
      return "Could not mirror";
    case PassResult::cancelled:
      break;
  }
  return {};
}

}  // namespace

void ProgressObserver::on_pass_begin(const JobSettings& /*job*/, const Progress& progress) {
  if (line_ == nullptr) return;
  running_ = &progress;
  line_->begin(label_.text(), running_);
}

void ProgressObserver::on_pass_end(const JobSettings& /*job*/, const PassSummary& summary) {
  if (line_ == nullptr) return;
  if (running_ != nullptr) line_->end(std::exchange(running_, nullptr));
  last_ended_ = clock_.now();
  last_state_ = rest_state(summary);
  last_was_ok_ = summary.result == PassResult::ok;
}

void ProgressObserver::on_part_begin(const JobSettings& job, const Progress& progress) {
  on_pass_begin(job, progress);
}

void ProgressObserver::on_part_end(const JobSettings& /*job*/) {
  if (running_ != nullptr) line_->end(std::exchange(running_, nullptr));
}

// What a full pass could not do is not done because partial passes had no problem.
void ProgressObserver::on_live_changes(const JobSettings& /*job*/, const PassSummary& summary) {
  last_ended_ = clock_.now();
  if (last_was_ok_ || summary.result != PassResult::ok) last_state_ = rest_state(summary);
}

void ProgressObserver::on_watch(const JobSettings& /*job*/, const WatchNews& news) {
  live_ = news.event == "watching" || news.event == "live";
}

void ProgressObserver::on_rest(std::chrono::steady_clock::time_point next) {
  if (line_ == nullptr || last_state_.empty()) return;
  line_->rest({label_.text(), last_state_, last_ended_,
               live_ ? std::nullopt : std::optional(next)});
}

}  // namespace lockstep
