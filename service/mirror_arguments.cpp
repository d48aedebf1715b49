#include "service/mirror_arguments.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/config/config.h"
#include "app/config/native_path.h"
#include "app/config/options.h"
#include "base/printable.h"
#include "service/registration/trusted_configuration.h"
#include "service/service_choice.h"
#include "service/wording.h"

namespace lockstep {
namespace {

constexpr std::string_view kConfiguration = "Configuration";
constexpr std::array<std::string_view, 4> kOperandNames = {"SOURCE", "REPLICA", "INTERVAL",
                                                           "LOGFILE"};

// Returns the option's letter, which users know from rsync.
std::string short_name_of(std::string_view option) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kLetters = {
      {{"checksum", "c"}, {"one-file-system", "x"}, {"quiet", "q"}, {"verbose", "v"}}};
  for (const auto& [name, letter] : kLetters) {
    if (name == option) return std::string(letter);
  }
  return {};
}

// An option that users of rsync add by habit. Lockstep always does what it says.
struct Habit {
  std::string_view option;
  std::string_view letter;
  std::string_view truth;
};
constexpr std::array<Habit, 4> kHabits = {
    {{"archive", "a", "all metadata is mirrored unless a --no-… option leaves some out"},
     {"recursive", "r", "folders are always mirrored with all that is in them"},
     {"delete", "", "what the source lacks is always removed, but for --no-delete"},
     {"progress", "", "progress is always shown on a terminal, but for --no-progress"}}};

// Returns whether the commands with such operands have an option; only `run` makes several passes.
bool is_available(Availability availability, Operands operands) {
  if (availability == Availability::run_and_configuration)
    return operands == Operands::interval_and_log;
  return availability == Availability::everywhere;
}

template <typename Target>
void add_specs(const OptionTable<Target>& table, Operands operands,
               std::vector<OptionSpec>& specs) {
  const Target defaults{};
  for (const Option<Target>& option : table.options) {
    if (!is_available(option.availability, operands)) continue;
    std::string help(option.help);
    const Values values = option.get == nullptr ? Values{} : option.get(defaults);
    const std::string_view fallback =
        values.empty() ? option.when_unset : std::string_view(values.front());
    if (option.type != ValueType::flag && !fallback.empty())
      help += fmt::format(" (default: {})", fallback);
    std::string name = table.option_name(option);
    std::string letter = short_name_of(name);
    specs.push_back({std::move(name), std::string(option.argument), std::move(help),
                     std::string(option.group), std::move(letter)});
  }
}

// Gives `given` to the option of this table that has its name. Returns false if there is none.
template <typename Target>
Result<bool> apply(const OptionTable<Target>& table, const GivenOption& given, Target& target) {
  for (const Option<Target>& option : table.options) {
    if (option.availability == Availability::configuration_only ||
        table.option_name(option) != given.name)
      continue;
    if (auto set = option.set(target, given.value); !set)
      return failure(set.error().within("--" + given.name));
    return true;
  }
  return false;
}

Result<Settings> apply_options(const Arguments& arguments, Settings settings) {
  for (const GivenOption& given : arguments.options) {
    if (const auto done = apply(log_options(), given, settings.log); !done)
      return failure(done.error());
    if (const auto done = apply(console_options(), given, settings.console); !done)
      return failure(done.error());
    for (JobSettings& job : settings.jobs) {
      if (const auto done = apply(job_options(), given, job); !done) return failure(done.error());
      if (given.name == "max-delete") job.policy.removal_limit.chosen_now = true;
    }
  }
  return settings;
}

Result<void> set_operand(JobSettings& job, std::string_view key, const std::string& value) {
  for (const Option<JobSettings>& option : job_keys().options) {
    if (option.name == key) return option.set(job, value);
  }
  return {};
}

Result<Settings> settings_of_operands(const Arguments& arguments, Operands shape) {
  const auto& operands = arguments.operands;
  const std::size_t wanted = shape == Operands::two_folders ? 2 : 4;
  if (operands.size() > wanted) return failure(ErrorKind::invalid, unexpected(operands[wanted]));
  if (operands.size() < wanted) {
    return failure(
        ErrorKind::invalid,
        fmt::format("{} is missing: give {}", kOperandNames[operands.size()],
                    fmt::join(kOperandNames.begin(), kOperandNames.begin() + wanted, " ")));
  }
  if (arguments.has("config") || arguments.has("job")) {
    return failure(ErrorKind::invalid, "give either SOURCE and REPLICA, or --config and --job");
  }
  Settings settings = default_settings();
  JobSettings& job = settings.jobs.emplace_back();
  if (auto set = set_operand(job, "source", operands[0]); !set)
    return failure(set.error().within("SOURCE"));
  if (auto set = set_operand(job, "replica", operands[1]); !set)
    return failure(set.error().within("REPLICA"));
  if (wanted == 2) return settings;
  if (auto set = set_operand(job, "interval", operands[2]); !set)
    return failure(set.error().within("INTERVAL"));
  if (arguments.has("log-file"))
    return failure(ErrorKind::invalid, "LOGFILE and --log-file are the same: give one");
  for (const Option<LogSettings>& option : log_options().options) {
    if (option.name != "file") continue;
    if (auto set = option.set(settings.log, operands[3]); !set)
      return failure(set.error().within("LOGFILE"));
  }
  return settings;
}

// Applies --reverse, which is said once about one pair of folders. A configuration can't say it:
// its jobs would stay turned round, and would be turned again by whoever exchanges the folders.
Result<Settings> apply_reverse(const Arguments& arguments, Operands shape, Settings settings) {
  if (!arguments.has("reverse")) return settings;
  if (arguments.operands.empty() && shape == Operands::interval_and_log) {
    return failure(ErrorKind::invalid,
                   "--reverse is for one pass: give it to 'lockstep sync' with --job, once");
  }
  if (settings.jobs.size() != 1) {
    return failure(ErrorKind::invalid,
                   "--reverse turns one pair of folders round: name its job with --job");
  }
  settings.jobs.front().reverse = true;
  return settings;
}

// Keeps the jobs that --job names, or without it all that are enabled.
Result<Settings> choose_jobs(const Arguments& arguments, Settings settings) {
  if (!arguments.has("job")) return keep_enabled_jobs(std::move(settings));
  std::vector<std::string> names;
  names.reserve(settings.jobs.size());
  for (const JobSettings& job : settings.jobs) names.push_back(job.name);
  std::vector<JobSettings> chosen;
  for (const GivenOption& given : arguments.options) {
    if (given.name != "job") continue;
    const auto same_name = [&](const JobSettings& job) { return job.name == given.value; };
    const auto found = std::find_if(settings.jobs.begin(), settings.jobs.end(), same_name);
    if (found == settings.jobs.end())
      return failure(ErrorKind::invalid, unknown("job", given.value, names));
    if (std::none_of(chosen.begin(), chosen.end(), same_name)) chosen.push_back(*found);
  }
  settings.jobs = std::move(chosen);
  return settings;
}

Result<Settings> settings_of_configuration(const Arguments& arguments, Operands shape) {
  std::string file = arguments.value("config");
  if (!arguments.has("config")) {
    const auto found = find_own_configuration();
    if (!found) {
      const std::size_t wanted = shape == Operands::two_folders ? 2 : 4;
      return failure(ErrorKind::invalid, fmt::format("give {} or --config FILE ({})",
                                                     fmt::join(kOperandNames.begin(),
                                                               kOperandNames.begin() + wanted, " "),
                                                     found.error().message()));
    }
    file = *found;
  }
  const auto trusted = trust_typed_configuration(file);
  if (!trusted) return failure(trusted.error());
  auto settings = read_configuration(trusted->path);
  if (!settings) return settings;
  std::error_code failed;
  const auto absolute = std::filesystem::absolute(native_path(file), failed).lexically_normal();
  for (JobSettings& job : settings->jobs)
    job.address = address_of_configuration(failed ? file : from_native(absolute));
  return choose_jobs(arguments, *std::move(settings));
}

}  // namespace

std::vector<OptionSpec> mirror_options(Operands operands) {
  std::vector<OptionSpec> specs;
  add_specs(job_options(), operands, specs);
  add_specs(log_options(), operands, specs);
  add_specs(console_options(), operands, specs);
  specs.push_back({"reverse", "",
                   "once, when SOURCE and REPLICA are on record the other way round: mirror so "
                   "from now on, and forget the old direction",
                   "Direction"});
  specs.push_back(
      {"config", "FILE", "take the jobs from this configuration", std::string(kConfiguration)});
  specs.push_back(
      {"job", "NAME", "only this job of it; may be repeated", std::string(kConfiguration)});
  return specs;
}

std::vector<OptionSpec> habitual_options() {
  std::vector<OptionSpec> specs;
  for (const Habit& habit : kHabits)
    specs.push_back({std::string(habit.option), "", "", kNotInHelp, std::string(habit.letter)});
  return specs;
}

std::vector<std::string> habitual_notices(const Arguments& arguments) {
  std::vector<std::string> notices;
  for (const Habit& habit : kHabits) {
    if (arguments.has(habit.option))
      notices.push_back(fmt::format("--{} is not needed: {}", habit.option, habit.truth));
  }
  return notices;
}

Result<Settings> read_mirror_arguments(const Arguments& arguments, Operands operands) {
  auto settings = arguments.operands.empty() ? settings_of_configuration(arguments, operands)
                                             : settings_of_operands(arguments, operands);
  if (settings) settings = apply_options(arguments, *std::move(settings));
  if (settings) settings = apply_reverse(arguments, operands, *std::move(settings));
  return settings;
}

}  // namespace lockstep
