#include "app/config/config.h"

#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "app/config/config_check.h"
#include "app/config/config_findings.h"
#include "app/config/config_reader.h"
#include "base/printable.h"
#include "platform/disk/file_by_path.h"
#include "platform/disk/small_file.h"
#include "platform/system/process.h"

namespace lockstep {
namespace {

constexpr std::size_t kLargestConfiguration = 1024 * 1024;

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// Returns the folder that "~" means in this configuration; empty if it means none.
std::string home_in(const std::string& configuration) {
  if (configuration == system_configuration_file()) return {};
  const char* const home = std::getenv("HOME");
  const bool own = !is_superuser() || configuration == user_configuration_file();
  return own && home != nullptr ? std::string(home) : std::string();
}

// Says that neither HOME nor the system's list of users names a home folder of this user.
Error no_home() {
  return Error(ErrorKind::not_found,
               "there is no configuration: this user has no home folder where one could lie; name "
               "one, or set HOME");
}

}  // namespace

Result<Settings> keep_enabled_jobs(Settings settings) {
  std::erase_if(settings.jobs, [](const JobSettings& job) { return !job.enabled; });
  if (!settings.jobs.empty()) return settings;
  return failure(
      ErrorKind::invalid,
      "every job of the configuration has 'enabled = false': there is nothing to mirror");
}

Result<Settings> parse_configuration(std::string_view text, std::string_view file,
                                     Settings defaults, const std::string& home) {
  Findings findings(file);
  ConfigDraft draft;
  if (is_blank(text)) {
    findings.add({}, "it is empty: there is nothing to mirror");
  } else {
    draft = read_toml(text, std::move(defaults), home, findings);
    if (!findings.first()) check_jobs(draft, findings);
  }
  if (auto error = findings.first()) return failure(*std::move(error));
  return std::move(draft.settings);
}

Result<Settings> read_configuration(const std::string& path) {
  const auto text = read_small_file(path, kLargestConfiguration);
  if (text) return parse_configuration(*text, path, default_settings(), home_in(path));
  std::string reason = text.error().message();
  if (text.error().kind() == ErrorKind::too_large)
    reason = "it is larger than 1 MiB, too large for a configuration";
  if (text.error().kind() == ErrorKind::is_a_directory)
    reason = "it is a folder, not a configuration";
  return failure(ErrorKind::invalid, fmt::format("{}: {}", printable(path), reason));
}

Settings default_settings() {
  Settings settings;
  settings.service.state_folder = default_state_folder();
  return settings;
}

Result<void> demand_state_folder(const Settings& settings) {
  if (!settings.service.state_folder.empty()) return {};
  return failure(ErrorKind::invalid,
                 "there is no folder for what is remembered between passes, since this user has no "
                 "home folder: set STATE_DIRECTORY or HOME, or state_dir in a configuration");
}

Result<std::string> find_configuration() {
  for (std::string path : {system_configuration_file(), user_configuration_file()}) {
    if (!path.empty() && path_kind(path) != PathKind::nothing) return path;
  }
  const std::string own = user_configuration_file();
  if (own.empty()) return failure(no_home());
  return failure(ErrorKind::not_found,
                 fmt::format("there is no configuration: neither {} nor {}",
                             printable(system_configuration_file()), printable(own)));
}

Result<std::string> find_own_configuration() {
  if (is_superuser()) return find_configuration();
  std::string path = user_configuration_file();
  if (!path.empty() && path_kind(path) != PathKind::nothing) return path;
  if (path.empty()) return failure(no_home());
  if (path_kind(system_configuration_file()) == PathKind::nothing) return find_configuration();
  return failure(ErrorKind::not_found,
                 fmt::format("there is no configuration of yours, {}; the system's, {}, is the "
                             "service's, and taken only when --config names it",
                             printable(path), printable(system_configuration_file())));
}

Result<std::string> find_user_configuration() {
  std::string path = user_configuration_file();
  if (path.empty()) return failure(no_home());
  if (path_kind(path) != PathKind::nothing) return path;
  return failure(ErrorKind::not_found,
                 fmt::format("there is no configuration {}", printable(path)));
}

std::string usual_configuration(ConfigurationOwner owner) {
  return owner == ConfigurationOwner::system ? system_configuration_file()
                                             : user_configuration_file();
}

}  // namespace lockstep
