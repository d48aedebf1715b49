#include "app/report/console.h"

#include <cstdio>
#include <utility>

#include "app/report/event_lines.h"
#include "app/report/summary_json.h"

namespace lockstep {

Console::Console(const ConsoleSettings& settings)
    : settings_(settings),
      stream_(settings.json ? Stream::error : Stream::output),
      terminal_(settings.json ? stderr : stdout) {}

Result<void> Console::open_log(const LogSettings& settings) {
  auto opened = Log::open(settings, settings_, {&clock_, &terminal_});
  if (!opened) return failure(opened.error());
  log_ = std::move(*opened);
  return {};
}

void Console::draw_progress() {
  if (!settings_.progress || settings_.quiet || !is_terminal(stream_)) return;
  progress_line_ =
      std::make_unique<ProgressLine>(&terminal_, [this] { return terminal_width(stream_); });
}

void Console::print(const std::string& lines) {
  terminal_.print_above([&] {
    std::fwrite(lines.data(), 1, lines.size(), stdout);
    std::fflush(stdout);
  });
}

void Console::print_summary(const JobSettings& job, const PassSummary& summary) {
  if (settings_.json) print(summary_json(summary, job.name, {job.source, job.replica}) + "\n");
}

void Console::print_live_changes(const JobSettings& job, const PassSummary& summary) {
  if (settings_.json)
    print(live_changes_json(summary, job.name, {job.source, job.replica}) + "\n");
}

void Console::tell_refusal(const JobSettings& job, const PassSummary& obstacle) {
  for (const LogLine& line : summary_lines(obstacle, {job.source, job.replica})) log_->write(line);
  print_summary(job, obstacle);
}

}  // namespace lockstep
