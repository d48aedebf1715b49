#include "app/progress_line.h"

#include <algorithm>
#include <utility>

namespace lockstep {
namespace {

constexpr std::chrono::milliseconds kRedraw{100};
constexpr std::chrono::milliseconds kTooShortToShow{300};

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
    const std::lock_guard lock(mutex_);
    running_.push_back({job, progress, std::chrono::steady_clock::now(), {}});
  }
  changed_.notify_all();
}

void ProgressLine::end(const Progress* progress) {
  const std::lock_guard lock(mutex_);
  std::erase_if(running_, [&](const Running& running) { return running.progress == progress; });
  if (running_.empty()) terminal_->clear();
}

void ProgressLine::draw_until(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    changed_.wait(lock, stop, [this] { return !running_.empty(); });
    changed_.wait_for(lock, stop, kRedraw, [] { return false; });
    if (stop.stop_requested() || running_.empty()) continue;
    Running& shown = running_.front();
    const auto age = std::chrono::steady_clock::now() - shown.since;
    const ProgressSample now = sample(*shown.progress);
    shown.rate.add(age, now.bytes_done);
    if (age < kTooShortToShow) continue;
    // Under the lock, so that nothing is drawn after `end`.
    terminal_->show(progress_text(now, shown.rate.bytes_per_second(), shown.job, width_()));
  }
}

}  // namespace lockstep
