// Registers systemd's units. systemctl does the work, so that users can look up its messages.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <pwd.h>
#include <unistd.h>

#include <fmt/format.h>

#include "app/config/config.h"
#include "app/daemon/status_sentence.h"
#include "base/printable.h"
#include "service/registration/registration.h"
#include "service/registration/run_program.h"
#include "service/registration/unit_linux.h"
#include "service/service_choice.h"

namespace lockstep {
namespace {

namespace fs = std::filesystem;

bool is_user(const RegisteredService& service) { return service.owner == ServiceOwner::this_user; }

std::string unit_of(const RegisteredService& service) {
  return service.instance.empty() ? "lockstep.service"
                                  : "lockstep@" + service.instance + ".service";
}

Error problem(const std::error_code& code, const char* what, const std::string& path) {
  return Error(ErrorKind::other, code.message(), code.value()).within(what, path);
}

// ---- systemctl -------------------------------------------------------------------------------

Result<void> find_manager(const RegisteredService& service) {
  std::error_code ignored;
  if (!fs::is_directory("/run/systemd/system", ignored)) {
    return failure(ErrorKind::not_supported,
                   "systemd does not run here; start 'lockstep run --config FILE' from your own "
                   "supervisor");
  }
  if (is_user(service) && std::getenv("XDG_RUNTIME_DIR") == nullptr) {
    return failure(ErrorKind::not_supported,
                   "this is no login session ($XDG_RUNTIME_DIR is not set), so this user's systemd "
                   "can't be reached");
  }
  return {};
}

Result<void> may_change(const RegisteredService& service) {
  if (auto found = find_manager(service); !found) return found;
  if (is_user(service) || geteuid() == 0) return {};
  return failure(ErrorKind::permission_denied,
                 "a service of the system is root's: use sudo, or --user for one of your own");
}

Result<ProgramOutcome> systemctl(const RegisteredService& service,
                                 const std::vector<std::string>& words) {
  std::vector<std::string> all = {"systemctl", "--no-pager", "--no-ask-password",
                                  is_user(service) ? "--user" : "--system"};
  all.insert(all.end(), words.begin(), words.end());
  return run_other_program(all);
}

// Runs systemctl. Fails with its message.
Result<void> run_systemctl(const RegisteredService& service,
                           const std::vector<std::string>& words) {
  const auto outcome = systemctl(service, words);
  if (!outcome) return failure(outcome.error());
  if (outcome->code == 0) return {};
  std::string said = outcome->output;
  while (said.ends_with('\n')) said.pop_back();
  return failure(Error(ErrorKind::other, said).within("systemctl " + words.front()));
}

// ---- the unit --------------------------------------------------------------------------------

fs::path home_folder() {
  const char* const home = std::getenv("HOME");
  if (home != nullptr && home[0] == '/') return home;
  const passwd* const user = getpwuid(geteuid());  // a command has only one thread
  return user != nullptr && user->pw_dir != nullptr ? user->pw_dir : "/";
}

fs::path own_unit_path(const RegisteredService& service) {
  fs::path folder = "/etc/systemd/system";
  if (is_user(service)) {
    const char* const config = std::getenv("XDG_CONFIG_HOME");
    const bool is_set = config != nullptr && config[0] == '/';
    folder = (is_set ? fs::path(config) : home_folder() / ".config") / "systemd/user";
  }
  return folder / unit_of(service);
}

std::optional<std::string> read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// Returns the unit that a package has installed.
std::optional<std::string> packaged_unit(const RegisteredService& service) {
  const std::string kind = is_user(service) ? "user" : "system";
  const std::string name = service.instance.empty() ? "lockstep.service" : "lockstep@.service";
  for (const char* const folder : {"/usr/lib/systemd/", "/lib/systemd/"}) {
    if (auto text = read_text(fs::path(folder + kind) / name)) return text;
  }
  return std::nullopt;
}

Result<std::string> own_program() {
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  if (failed) return failure(problem(failed, "find", "/proc/self/exe"));
  return program.string();
}

// Replaces the file atomically, for all to read.
Result<void> replace_file(const fs::path& path, const std::string& text) {
  std::error_code failed;
  fs::create_directories(path.parent_path(), failed);
  if (failed) return failure(problem(failed, "create", path.parent_path().string()));
  const fs::path temporary = path.string() + ".new";
  std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) return failure(ErrorKind::other, "write '" + temporary.string() + "' failed");
  fs::permissions(temporary,
                  fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read |
                      fs::perms::others_read,
                  failed);
  if (!failed) fs::rename(temporary, path, failed);
  if (failed) return failure(problem(failed, "write", path.string()));
  return {};
}

// Installs an instance. The template names its configuration, so there is nothing to write.
Result<void> install_instance(const RegisteredService& service, const Tell& tell) {
  if (!packaged_unit(service)) {
    return failure(ErrorKind::not_found,
                   "instances need the unit lockstep@.service, which comes with the package");
  }
  tell("The unit is the package's: lockstep@.service");
  return {};
}

Result<void> install_unit(const RegisteredService& service, const std::string& configuration,
                          const Tell& tell) {
  if (!service.instance.empty()) return install_instance(service, tell);
  const auto program = own_program();
  if (!program) return failure(program.error());
  const std::string text = fill_unit(
      is_user(service) ? user_unit_template() : system_unit_template(), *program, configuration);
  const fs::path path = own_unit_path(service);
  std::error_code ignored;
  const auto there = fs::exists(fs::symlink_status(path, ignored)) ? read_text(path) : std::nullopt;
  const bool is_there = fs::exists(fs::symlink_status(path, ignored));
  if (is_there && (!there || !is_our_unit(*there))) {
    return failure(Error(ErrorKind::already_exists,
                         "it was not made by lockstep and is left alone; remove it first")
                       .within("unit", path.string()));
  }
  if (!is_there && packaged_unit(service) == text) {
    tell("The unit is the package's: " + unit_of(service));
    return {};
  }
  if (there == text) {
    tell("The unit is as it should be: " + path.string());
    return {};
  }
  if (auto written = replace_file(path, text); !written) return written;
  tell(fmt::format("{}: {}", is_there ? "Unit updated" : "Unit written", path.string()));
  return {};
}

// Returns the configuration that the unit waits for; %i and the like are systemd's.
std::string configuration_of_unit(const RegisteredService& service) {
  constexpr std::string_view kCondition = "\nConditionPathExists=";
  if (const auto unit = read_text(own_unit_path(service)); unit && service.instance.empty()) {
    if (const auto at = unit->find(kCondition); at != std::string::npos) {
      const auto begin = at + kCondition.size();
      const std::string path = unit->substr(begin, unit->find('\n', begin) - begin);
      if (path.find('%') == std::string::npos) return path;
    }
  }
  if (!service.instance.empty()) return instance_configuration(service.instance);
  return usual_configuration(is_user(service) ? ConfigurationOwner::this_user
                                              : ConfigurationOwner::system);
}

// ---- folders ---------------------------------------------------------------------------------

// Makes a folder, which belongs to this process's user: root, or an ordinary user. If a drop-in
// names another user, systemd gives the folder to that one at the start.
Result<void> make_folder(const fs::path& folder, fs::perms mode, const char* what,
                         const Tell& tell) {
  std::error_code failed;
  const bool created = fs::create_directories(folder, failed);
  if (!failed && created) fs::permissions(folder, mode, failed);
  if (failed) return failure(problem(failed, "create", folder.string()));
  tell(fmt::format("{} {}: {}", what, created ? "created" : "exists", printable(folder.string())));
  return {};
}

Result<void> make_folders(const Settings& settings, const Tell& tell) {
  constexpr fs::perms kOwner = fs::perms::owner_all;
  constexpr fs::perms kGroupReads = kOwner | fs::perms::group_read | fs::perms::group_exec;
  if (auto made = make_folder(settings.service.state_folder, kOwner, "State folder", tell); !made)
    return made;
  if (settings.log.file.empty()) return {};
  return make_folder(fs::path(settings.log.file).parent_path(), kGroupReads, "Log folder", tell);
}

}  // namespace

Result<void> install_service(const RegisteredService& service, const std::string& configuration,
                             const Settings& settings, const Tell& tell) {
  if (auto may = may_change(service); !may) return may;
  if (auto made = make_folders(settings, tell); !made) return made;
  if (auto installed = install_unit(service, configuration, tell); !installed) return installed;
  if (auto done = run_systemctl(service, {"daemon-reload"}); !done) return done;
  if (auto done = run_systemctl(service, {"enable", unit_of(service)}); !done) return done;
  tell(fmt::format("Enabled: {} starts with {}", unit_of(service),
                   is_user(service)
                       ? "your session; 'loginctl enable-linger' has it run without one"
                       : "the system"));
  return {};
}

Result<void> uninstall_service(const RegisteredService& service, const Tell& tell) {
  if (auto may = may_change(service); !may) return may;
  const std::string unit = unit_of(service);
  const auto state = registration_state(service);
  if (!state) return failure(state.error());
  if (state->load == "not-found") {
    tell("There is no unit " + unit);
    return {};
  }
  if (auto done = run_systemctl(service, {"disable", "--now", unit}); !done) return done;
  tell("Stopped and disabled: " + unit);
  const fs::path path = own_unit_path(service);
  if (const auto text = read_text(path); text && is_our_unit(*text)) {
    std::error_code failed;
    fs::remove(path, failed);
    if (failed) return failure(problem(failed, "remove", path.string()));
    tell("Unit removed: " + path.string());
    if (auto done = run_systemctl(service, {"daemon-reload"}); !done) return done;
  }
  tell("Configuration, state and logs are left where they are");
  return {};
}

Result<RegistrationState> registration_state(const RegisteredService& service) {
  if (auto found = find_manager(service); !found) return failure(found.error());
  const auto shown = systemctl(
      service, {"show",
                "--property=LoadState,ActiveState,SubState,UnitFileState,Result,StatusText,"
                "MainPID,ExecMainStatus,NRestarts,ConditionResult",
                unit_of(service)});
  if (!shown) return failure(shown.error());
  if (shown->code != 0) return failure(ErrorKind::other, shown->output);
  RegistrationState state;
  state.unit = unit_of(service);
  std::string_view rest = shown->output;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const auto sign = line.find('=');
    if (sign == std::string_view::npos) continue;
    const std::string_view name = line.substr(0, sign);
    const std::string value(line.substr(sign + 1));
    if (name == "LoadState") state.load = value;
    if (name == "ActiveState") state.active = value;
    if (name == "SubState") state.sub = value;
    if (name == "UnitFileState") state.enabled = value;
    if (name == "Result") state.result = value;
    if (name == "StatusText") state.sentence = value;
    if (name == "MainPID") state.process_id = std::atoi(value.c_str());
    if (name == "ExecMainStatus") state.exit_code = std::atoi(value.c_str());
    if (name == "NRestarts") state.restarts = static_cast<unsigned>(std::atoi(value.c_str()));
    if (name == "ConditionResult") state.lacks_configuration = value == "no";
  }
  return state;
}

Result<void> control_service(const RegisteredService& service, ServiceAction action) {
  static constexpr const char* kWords[] = {"start", "stop", "restart", "reload"};
  if (auto may = may_change(service); !may) return may;
  auto before = registration_state(service);
  if (!before) return failure(before.error());
  if (before->load == "not-found") {
    return failure(ErrorKind::not_found,
                   "there is no unit " + before->unit + "; 'lockstep service install' makes one");
  }
  const bool is_reload = action == ServiceAction::reload;
  if (is_reload && !before->is_running())
    return failure(ErrorKind::not_found, "the service does not run");
  auto done = run_systemctl(service, {kWords[static_cast<int>(action)], before->unit});
  const auto after = registration_state(service);
  if (!after) return failure(after.error());
  if (action == ServiceAction::stop) return done;
  if (done && after->active == "inactive" && after->lacks_configuration) {
    const std::string file = printable(configuration_of_unit(service));
    return failure(ErrorKind::not_found,
                   fmt::format("it does not start without its configuration {0}; 'lockstep config "
                               "init {0}' writes one",
                               file));
  }
  if (done) return {};
  // A service that runs begins its sentence with the state of its jobs.
  std::string why = done.error().message();
  const auto reload_failed = after->sentence.find(kReloadFailed);
  if (is_reload && reload_failed != std::string::npos) {
    why = after->sentence.substr(reload_failed + kReloadFailed.size());
  } else if (!is_reload && !after->sentence.empty()) {
    why = after->sentence;
  }
  return failure(Error(is_reload ? ErrorKind::invalid : ErrorKind::other,
                       fmt::format("{} (journalctl {}-u {} tells more)", why,
                                   is_user(service) ? "--user " : "", after->unit),
                       is_reload ? 0 : after->exit_code));
}

}  // namespace lockstep
