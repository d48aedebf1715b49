// The tables of the options that concern the process and not one job: log, console, service.

#include <fmt/format.h>

#include "app/config/option_values.h"
#include "app/config/options.h"

namespace lockstep {
namespace {

constexpr std::string_view kLogging = "Log";
constexpr std::string_view kConsole = "Console";

constexpr Choice<LogLevel> kLevels[] = {{"debug", LogLevel::debug},
                                        {"info", LogLevel::info},
                                        {"warning", LogLevel::warning},
                                        {"error", LogLevel::error}};
constexpr Choice<LogFormat> kFormats[] = {{"text", LogFormat::text}, {"json", LogFormat::json}};
constexpr Choice<ColorChoice> kColors[] = {{"auto", ColorChoice::automatic},
                                           {"always", ColorChoice::always},
                                           {"never", ColorChoice::never}};

constexpr Option<LogSettings> kLogOptions[] = {
    {"file", "FILE", ValueType::path, kLogging, "write the log to this file too; it is rotated",
     [](LogSettings& log, std::string_view value) { return store(log.file, read_path(value)); },
     [](const LogSettings& log) { return log.file.empty() ? Values{} : Values{log.file}; },
     "the console alone"},
    {"level", "LEVEL", ValueType::text, kLogging,
     "what the file gets: debug, info, warning or error",
     [](LogSettings& log, std::string_view value) {
       return store(log.level, read_choice(value, kLevels));
     },
     [](const LogSettings& log) { return choice_text(log.level, kLevels); }},
    {"format", "FORMAT", ValueType::text, kLogging, "text, or json: one object a line",
     [](LogSettings& log, std::string_view value) {
       return store(log.format, read_choice(value, kFormats));
     },
     [](const LogSettings& log) { return choice_text(log.format, kFormats); }},
    {"max-size", "SIZE", ValueType::number_or_text, kLogging,
     "rotate the file when it grows beyond this",
     [](LogSettings& log, std::string_view value) {
       return store(log.max_size, read_size(value, 1024));
     },
     [](const LogSettings& log) { return Values{size_text(log.max_size)}; }},
    {"max-files", "N", ValueType::number, kLogging,
     "keep this many rotated files beside the one in use; 0: none",
     [](LogSettings& log, std::string_view value) {
       return store(log.max_files, read_number(value, 0, 1000));
     },
     [](const LogSettings& log) { return Values{fmt::format("{}", log.max_files)}; }},
    {.name = "console",
     .argument = "",
     .type = ValueType::flag,
     .group = kLogging,
     .help = "write the log to the console",
     .set = [](LogSettings& log,
               std::string_view value) { return store(log.console, read_flag(value)); },
     .get = [](const LogSettings& log) { return flag_text(log.console); },
     .availability = Availability::configuration_only},
};

constexpr Option<ConsoleSettings> kConsoleOptions[] = {
    {"json", "", ValueType::flag, kConsole,
     "standard output holds the summary alone, one JSON object a line; the log goes to standard "
     "error",
     [](ConsoleSettings& console, std::string_view value) {
       return store(console.json, read_flag(value));
     },
     [](const ConsoleSettings& console) { return flag_text(console.json); }},
    {"quiet", "", ValueType::flag, kConsole, "only problems",
     [](ConsoleSettings& console, std::string_view value) {
       return store(console.quiet, read_flag(value));
     },
     [](const ConsoleSettings& console) { return flag_text(console.quiet); }},
    {"brief", "", ValueType::flag, kConsole,
     "progress and the summary alone; a log file still has every line",
     [](ConsoleSettings& console, std::string_view value) {
       return store(console.brief, read_flag(value));
     },
     [](const ConsoleSettings& console) { return flag_text(console.brief); }},
    {"verbose", "", ValueType::flag, kConsole, "debug lines, too",
     [](ConsoleSettings& console, std::string_view value) {
       return store(console.verbose, read_flag(value));
     },
     [](const ConsoleSettings& console) { return flag_text(console.verbose); }},
    {"no-progress", "", ValueType::flag, kConsole, "no progress line on a terminal",
     [](ConsoleSettings& console, std::string_view value) {
       return store(console.progress, read_flag(value, false, true));
     },
     [](const ConsoleSettings& console) { return flag_text(!console.progress); }},
    {"color", "WHEN", ValueType::text, kConsole, "auto, always or never",
     [](ConsoleSettings& console, std::string_view value) {
       return store(console.color, read_choice(value, kColors));
     },
     [](const ConsoleSettings& console) { return choice_text(console.color, kColors); }},
};

constexpr Option<ServiceSettings> kServiceKeys[] = {
    {"state-dir", "FOLDER", ValueType::path, "", "where the record of each pair of folders is kept",
     [](ServiceSettings& service, std::string_view value) {
       return store(service.state_folder, read_path(value));
     },
     [](const ServiceSettings& service) {
       return service.state_folder.empty() ? Values{} : Values{service.state_folder};
     }},
    {"threads", "N", ValueType::number, "",
     "workers shared by all jobs; 0 takes what suits the machine",
     [](ServiceSettings& service, std::string_view value) {
       return store(service.threads, read_number(value, 0, 1024));
     },
     [](const ServiceSettings& service) { return Values{fmt::format("{}", service.threads)}; }},
};

}  // namespace

OptionTable<LogSettings> log_options() { return {"log", "log-", kLogOptions}; }
OptionTable<ConsoleSettings> console_options() { return {"console", "", kConsoleOptions}; }
OptionTable<ServiceSettings> service_keys() { return {"service", "", kServiceKeys}; }

}  // namespace lockstep
