#include "app/log.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include "app/rotating_file.h"
#include "base/printable.h"
#include "base/units.h"
#include "platform/journal.h"

namespace lockstep {
namespace {

constexpr const char* kTextPattern = "%Y-%m-%d %H:%M:%S.%e %^%l%$ %v";
constexpr const char* kJsonPattern = "%v";

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

// Prints through `inner` while the progress line is out of the way.
class AboveProgressSink final : public spdlog::sinks::sink {
 public:
  AboveProgressSink(spdlog::sink_ptr inner, TerminalLine* terminal)
      : inner_(std::move(inner)), terminal_(terminal) {}

  void log(const spdlog::details::log_msg& message) override {
    terminal_->print_above([&] { inner_->log(message); });
  }
  void flush() override { inner_->flush(); }
  void set_pattern(const std::string& pattern) override { inner_->set_pattern(pattern); }
  void set_formatter(std::unique_ptr<spdlog::formatter> formatter) override {
    inner_->set_formatter(std::move(formatter));
  }

 private:
  spdlog::sink_ptr inner_;
  TerminalLine* terminal_;
};

// `gap` makes the line that tells how many are missing.
class FileSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  using Gap = std::string (*)(std::uint64_t lines, std::chrono::system_clock::time_point time);
  FileSink(RotatingFile file, std::string path, Gap gap)
      : file_(std::move(file)), path_(std::move(path)), gap_(gap) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t formatted;
    formatter_->format(message, formatted);
    switch (file_.write({formatted.data(), formatted.size()})) {
      case RotatingFile::Outcome::written:
        if (const auto lines = file_.take_dropped(); lines > 0) tell_gap(lines, message);
        break;
      case RotatingFile::Outcome::failed:
        fmt::print(stderr, "lockstep: the log file '{}' can't be written; the work goes on\n",
                   printable(path_));
        break;
      case RotatingFile::Outcome::dropped:
        break;
    }
  }
  void flush_() override {}

  void tell_gap(std::uint64_t lines, const spdlog::details::log_msg& after) {
    const std::string text = gap_(lines, after.time);
    spdlog::details::log_msg message(after);
    message.level = spdlog::level::warn;
    message.payload = text;
    spdlog::memory_buf_t formatted;
    formatter_->format(message, formatted);
    (void)file_.write({formatted.data(), formatted.size()});
  }

  RotatingFile file_;  // guarded by the base's mutex
  std::string path_;
  Gap gap_;
};

LogLine gap_line(std::uint64_t lines) {
  LogLine line;
  line.level = LogLevel::warning;
  line.event = "log_gap";
  line.message =
      fmt::format("{} log lines before the last one could not be written", format_count(lines));
  return line;
}

spdlog::sink_ptr make_console(const LogSettings& settings, const ConsoleSettings& console,
                              TerminalLine* terminal) {
  auto mode = spdlog::color_mode::automatic;
  if (console.color == ColorChoice::always) mode = spdlog::color_mode::always;
  // https://no-color.org
  const char* const no_color = std::getenv("NO_COLOR");
  const bool unwanted =
      console.color == ColorChoice::automatic && no_color != nullptr && *no_color != '\0';
  if (console.color == ColorChoice::never || unwanted || settings.format == LogFormat::json) {
    mode = spdlog::color_mode::never;
  }
  spdlog::sink_ptr sink;
  if (console.json) {
    sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>(mode);
  } else {
    sink = std::make_shared<spdlog::sinks::stdout_color_sink_mt>(mode);
  }
  if (terminal != nullptr) sink = std::make_shared<AboveProgressSink>(sink, terminal);
  if (console.quiet) sink->set_level(spdlog::level::warn);
  return sink;
}

}  // namespace

struct Log::State {
  spdlog::logger logger{"lockstep"};
  LogFormat format = LogFormat::text;
  const Clock* clock = nullptr;
  bool journal = false;  // in place of the console
  LogLevel journal_level = LogLevel::info;
};

Log::Log(std::unique_ptr<State> state) : state_(std::move(state)) {}
Log::~Log() = default;

Result<std::unique_ptr<Log>> Log::open(const LogSettings& settings, const ConsoleSettings& console,
                                       Surroundings surroundings) {
  auto state = std::make_unique<State>();
  state->format = settings.format;
  state->clock = surroundings.clock;
  auto& sinks = state->logger.sinks();

  bool created = false;
  if (!settings.file.empty()) {
    auto file = RotatingFile::open(settings.file, {settings.max_size, settings.max_files});
    if (!file) return failure(file.error());
    created = file->is_new();
    const FileSink::Gap gap =
        settings.format == LogFormat::json
            ? FileSink::Gap([](std::uint64_t lines, std::chrono::system_clock::time_point time) {
                return json_of(gap_line(lines), time);
              })
            : FileSink::Gap([](std::uint64_t lines, std::chrono::system_clock::time_point) {
                return text_of(gap_line(lines));
              });
    sinks.push_back(std::make_shared<FileSink>(std::move(*file), settings.file, gap));
  }
  state->journal =
      settings.console && leads_to_journal(console.json ? Stream::error : Stream::output);
  state->journal_level =
      console.quiet ? std::max(settings.level, LogLevel::warning) : settings.level;
  if (settings.console && !state->journal)
    sinks.push_back(make_console(settings, console, surroundings.terminal));

  state->logger.set_pattern(settings.format == LogFormat::json ? kJsonPattern : kTextPattern);
  state->logger.set_level(spdlog_level(settings.level));
  state->logger.set_error_handler(
      [](const std::string&) {});  // a console that went away is nobody's problem

  std::unique_ptr<Log> log(new Log(std::move(state)));
  if (created) {
    LogLine line;
    line.event = "log_created";
    line.message = "Log file created";
    log->write(line);
  }
  return log;
}

bool Log::wants(LogLevel level) const {
  const auto wanted = spdlog_level(level);
  if (!state_->logger.should_log(wanted)) return false;
  return (state_->journal && level >= state_->journal_level) ||
         std::ranges::any_of(state_->logger.sinks(),
                             [wanted](const auto& sink) { return sink->should_log(wanted); });
}

void Log::write(const LogLine& line) {
  if (!wants(line.level)) return;
  if (state_->journal && line.level >= state_->journal_level) send_to_journal(journal_fields(line));
  if (state_->logger.sinks().empty()) return;
  const auto time = state_->clock->now();
  const std::string text = state_->format == LogFormat::json ? json_of(line, time) : text_of(line);
  state_->logger.log(time, spdlog::source_loc{}, spdlog_level(line.level), text);
}

}  // namespace lockstep
