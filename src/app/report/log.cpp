#include "app/report/log.h"

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

#include "app/report/rotating_file.h"
#include "base/printable.h"
#include "base/units.h"
#include "platform/supervision/journal.h"

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

LogLine created_line() {
  LogLine line;
  line.event = "log_created";
  line.message = "Log file created";
  return line;
}

LogLine gap_line(std::uint64_t lines) {
  LogLine line;
  line.level = LogLevel::warning;
  line.event = "log_gap";
  line.message =
      fmt::format("{} log lines before the last one could not be written", format_count(lines));
  return line;
}

// Writes the lines it is given, and some of its own about the file.
class FileSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  using Time = std::chrono::system_clock::time_point;
  FileSink(RotatingFile file, const LogSettings& settings)
      : file_(std::move(file)),
        path_(settings.file),
        format_(settings.format),
        tells_creation_(settings.level <= created_line().level) {}

  void look_after_file(Time now) {
    const std::scoped_lock lock(mutex_);
    renew(now);
  }

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    renew(message.time);
    spdlog::memory_buf_t formatted;
    formatter_->format(message, formatted);
    switch (file_.write({formatted.data(), formatted.size()})) {
      case RotatingFile::Outcome::written:
        if (const auto lines = file_.take_dropped(); lines > 0) tell(gap_line(lines), message.time);
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

  void renew(Time now) {
    if (file_.look_again() && tells_creation_) tell(created_line(), now);
  }

  void tell(const LogLine& line, Time time) {
    const std::string text = format_ == LogFormat::json ? json_of(line, time) : text_of(line);
    spdlog::memory_buf_t formatted;
    formatter_->format({time, {}, "lockstep", spdlog_level(line.level), text}, formatted);
    (void)file_.write({formatted.data(), formatted.size()});
  }

  RotatingFile file_;  // guarded by the base's mutex
  std::string path_;
  LogFormat format_;
  bool tells_creation_;
};

// Returns when a console shows colours: whenever it can, unless somebody chose otherwise.
spdlog::color_mode color_mode_of(const LogSettings& settings, const ConsoleSettings& console) {
  // https://no-color.org
  const char* const no_color = std::getenv("NO_COLOR");
  const bool unwanted =
      console.color == ColorChoice::automatic && no_color != nullptr && *no_color != '\0';
  if (console.color == ColorChoice::never || unwanted || settings.format == LogFormat::json)
    return spdlog::color_mode::never;
  return console.color == ColorChoice::always ? spdlog::color_mode::always
                                              : spdlog::color_mode::automatic;
}

spdlog::sink_ptr make_console(Stream stream, spdlog::color_mode mode, TerminalLine* terminal) {
  spdlog::sink_ptr sink;
  if (stream == Stream::error) {
    sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>(mode);
  } else {
    sink = std::make_shared<spdlog::sinks::stdout_color_sink_mt>(mode);
  }
  if (terminal == nullptr) return sink;
  return std::make_shared<AboveProgressSink>(sink, terminal);
}

std::unique_ptr<spdlog::logger> make_logger(spdlog::sink_ptr sink, LogFormat format) {
  auto logger = std::make_unique<spdlog::logger>("lockstep", std::move(sink));
  logger->set_pattern(format == LogFormat::json ? kJsonPattern : kTextPattern);
  logger->set_level(spdlog::level::trace);  // `Reader` has decided before what is wanted
  // Nobody needs to hear about a console that went away.
  logger->set_error_handler([](const std::string&) {});
  return logger;
}

// Says which lines a reader gets.
struct Reader {
  LogLevel least = LogLevel::info;
  bool operations = true;  // lines of single entries, too
  [[nodiscard]] bool wants(LogLevel level, bool operation) const {
    return level >= least && (operations || !operation);
  }
};

// Returns the console's reader, which its own options decide; the log's level is the file's.
Reader console_reader(const ConsoleSettings& console) {
  if (console.quiet) return {LogLevel::warning, false};
  return {console.verbose ? LogLevel::debug : LogLevel::info, !console.brief};
}

}  // namespace

struct Log::State {
  LogFormat format = LogFormat::text;
  const Clock* clock = nullptr;
  // A reader whose sink or logger is null, or whose flag is false, does not exist.
  std::shared_ptr<FileSink> file_sink;  // the sink of `file`
  std::unique_ptr<spdlog::logger> file;
  std::unique_ptr<spdlog::logger> output;
  std::unique_ptr<spdlog::logger> error;  // the console's, for errors
  bool journal = false;                   // in place of the console
  Reader file_reader;
  Reader console_reader;
  Reader journal_reader;

  [[nodiscard]] bool wants(LogLevel level, bool operation) const {
    return (file && file_reader.wants(level, operation)) ||
           (output && console_reader.wants(level, operation)) ||
           (journal && journal_reader.wants(level, operation));
  }
};

Log::Log(std::unique_ptr<State> state) : state_(std::move(state)) {}
Log::~Log() = default;

Result<std::unique_ptr<Log>> Log::open(const LogSettings& settings, const ConsoleSettings& console,
                                       Dependencies dependencies) {
  auto state = std::make_unique<State>();
  state->format = settings.format;
  state->clock = dependencies.clock;
  state->file_reader = {settings.level, true};
  state->console_reader = console_reader(console);
  // A service may have no other log than the journal, so its configuration's level holds there.
  state->journal_reader = {
      console.quiet ? std::max(settings.level, LogLevel::warning) : settings.level, true};

  bool created = false;
  if (!settings.file.empty()) {
    auto file = RotatingFile::open(settings.file, {settings.max_size, settings.max_files},
                                   [clock = dependencies.clock] { return clock->steady_now(); });
    if (!file) return failure(file.error());
    created = file->is_new();
    state->file_sink = std::make_shared<FileSink>(std::move(*file), settings);
    state->file = make_logger(state->file_sink, settings.format);
  }
  const Stream stream = console.json ? Stream::error : Stream::output;
  state->journal = settings.console && leads_to_journal(stream);
  if (settings.console && !state->journal) {
    const auto mode = color_mode_of(settings, console);
    state->output = make_logger(make_console(stream, mode, dependencies.terminal), settings.format);
    state->error =
        make_logger(make_console(Stream::error, mode, dependencies.terminal), settings.format);
  }

  std::unique_ptr<Log> log(new Log(std::move(state)));
  if (created) log->write(created_line());
  return log;
}

void Log::look_after_file() {
  if (state_->file_sink) state_->file_sink->look_after_file(state_->clock->now());
}

bool Log::wants(LogLevel level) const { return state_->wants(level, false); }
bool Log::wants_operations() const { return state_->wants(LogLevel::info, true); }

void Log::write(const LogLine& line) {
  const State& state = *state_;
  if (!state.wants(line.level, line.operation)) return;
  if (state.journal && state.journal_reader.wants(line.level, line.operation))
    send_to_journal(journal_fields(line));
  if (!state.file && !state.output) return;
  const auto time = state.clock->now();
  const std::string text = state.format == LogFormat::json ? json_of(line, time) : text_of(line);
  const auto log_to = [&](spdlog::logger& logger) {
    logger.log(time, spdlog::source_loc{}, spdlog_level(line.level), text);
  };
  if (state.file && state.file_reader.wants(line.level, line.operation)) log_to(*state.file);
  if (state.output && state.console_reader.wants(line.level, line.operation))
    log_to(line.level == LogLevel::error ? *state.error : *state.output);
}

}  // namespace lockstep
