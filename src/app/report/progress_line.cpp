#include "app/report/progress_line.h"

#include <algorithm>
#include <utility>

namespace lockstep {
namespace {

constexpr std::chrono::milliseconds kRedraw{100};
constexpr std::chrono::milliseconds kTooShortToShow{300};
constexpr std::chrono::seconds kRedrawRest{1};
// The plan counts as still growing for this long after more was found.
constexpr std::chrono::seconds kStillGrowing{2};

}  // namespace

ProgressLine::ProgressLine(TerminalLine* terminal, std::function<int()> width)
    : terminal_(terminal),
      width_(std::move(width)),
      thread_([this](const std::stop_token& stop) { draw_until(stop); }) {}

ProgressLine::~ProgressLine() {
  thread_.request_stop();
  thread_.join();
  terminal_->clear();
}

void ProgressLine::begin(const std::string& job, const Progress* progress) {
  {
    const std::scoped_lock lock(mutex_);
    running_.push_back({job, progress, std::chrono::steady_clock::now(), {}});
  }
  changed_.notify_all();
}

void ProgressLine::end(const Progress* progress) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(running_, [&](const Running& running) { return running.progress == progress; });
  if (running_.empty()) terminal_->clear();
}

void ProgressLine::rest(Rest rest) {
  {
    const std::scoped_lock lock(mutex_);
    rest_ = std::move(rest);
    rest_is_new_ = true;
  }
  changed_.notify_all();
}

void ProgressLine::draw_running(Running& shown) {
  const auto now = std::chrono::steady_clock::now();
  const auto age = now - shown.since;
  ProgressSample sampled = sample(*shown.progress);
  if (sampled.bytes_planned + sampled.files_planned > shown.planned) shown.grew = now;
  shown.planned = sampled.bytes_planned + sampled.files_planned;
  sampled.grows =
      sampled.phase == Progress::Phase::comparing || now - shown.grew < kStillGrowing;
  shown.rate.add(age, sampled.bytes_done + sampled.bytes_compared);
  if (age >= kTooShortToShow)
    terminal_->show(progress_text(sampled, shown.rate.bytes_per_second(), shown.job, width_()));
}

// Everything is drawn under the lock, so that nothing is drawn after `end`.
void ProgressLine::draw_until(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    changed_.wait(lock, stop, [this] { return !running_.empty() || rest_; });
    if (stop.stop_requested()) return;
    if (running_.empty()) {
      rest_is_new_ = false;
      terminal_->show(rest_text(*rest_, std::chrono::steady_clock::now(), width_()));
      changed_.wait_for(lock, stop, kRedrawRest,
                        [this] { return !running_.empty() || rest_is_new_; });
    } else {
      changed_.wait_for(lock, stop, kRedraw, [] { return false; });
      if (!running_.empty()) draw_running(running_.front());
    }
  }
}

}  // namespace lockstep
