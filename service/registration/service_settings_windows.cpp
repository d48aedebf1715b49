#include "service/registration/service_settings_windows.h"

#include <fmt/format.h>

namespace lockstep {
namespace {

constexpr DWORD kSecond = 1000;
constexpr DWORD kMinute = 60 * kSecond;
constexpr DWORD kDayInSeconds = 24 * 60 * 60;

class Wishes {
 public:
  Wishes(const ScmHandle& service, const Tell& tell) : service_(service), tell_(tell) {}

  // Sets one of the settings. `what` ends the sentence "the system refuses …".
  template <typename Value>
  void set(DWORD level, Value value, const char* what) const {
    if (ChangeServiceConfig2W(service_.get(), level, &value)) return;
    tell_(fmt::format("Notice: the system refuses {}: {}", what, scm_error().message()));
  }

 private:
  const ScmHandle& service_;
  const Tell& tell_;
};

// LocalSystem has every privilege there is; the service keeps only those that a mirror uses. They
// let it read whatever it is refused, write owners and security descriptors, make links, manage
// volumes, and raise priorities.
constexpr wchar_t kPrivileges[] =
    L"SeBackupPrivilege\0SeRestorePrivilege\0SeSecurityPrivilege\0SeTakeOwnershipPrivilege\0"
    L"SeCreateSymbolicLinkPrivilege\0SeManageVolumePrivilege\0SeChangeNotifyPrivilege\0"
    L"SeCreateGlobalPrivilege\0SeIncreaseBasePriorityPrivilege\0";
// This is an empty list, which takes away one that was set before.
constexpr wchar_t kAllOfTheAccount[] = L"\0";

}  // namespace

// Only LocalSystem gets a list, since a service that asks for a privilege which its account lacks
// does not start (error 1297).
const wchar_t* required_privileges(bool is_local_system) {
  return is_local_system ? kPrivileges : kAllOfTheAccount;
}

void set_service_settings(const ScmHandle& service, bool is_local_system, const Tell& tell) {
  const Wishes wishes(service, tell);
  wchar_t description[] =
      L"Keeps replica folders identical copies of their sources: lockstep --help";
  wishes.set(SERVICE_CONFIG_DESCRIPTION, SERVICE_DESCRIPTIONW{description}, "a description");
  wishes.set(SERVICE_CONFIG_DELAYED_AUTO_START_INFO, SERVICE_DELAYED_AUTO_START_INFO{TRUE},
             "a delayed start");

  SC_ACTION actions[] = {{SC_ACTION_RESTART, 5 * kSecond},
                         {SC_ACTION_RESTART, kMinute},
                         {SC_ACTION_RESTART, 5 * kMinute}};
  SERVICE_FAILURE_ACTIONSW failure_actions{};
  failure_actions.dwResetPeriod = kDayInSeconds;
  failure_actions.cActions = 3;
  failure_actions.lpsaActions = actions;
  wishes.set(SERVICE_CONFIG_FAILURE_ACTIONS, failure_actions, "restarts after a failure");
  // The actions are not only for a crash: an exit code other than 0 is a failure, too.
  wishes.set(SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, SERVICE_FAILURE_ACTIONS_FLAG{TRUE},
             "restarts after an exit code");

  // The time before a shutdown is long, since a flush to a slow disk can't be cut short.
  wishes.set(SERVICE_CONFIG_PRESHUTDOWN_INFO, SERVICE_PRESHUTDOWN_INFO{5 * kMinute},
             "more time at a shutdown");
  // With this setting files can be granted to "NT SERVICE\Lockstep".
  wishes.set(SERVICE_CONFIG_SERVICE_SID_INFO, SERVICE_SID_INFO{SERVICE_SID_TYPE_UNRESTRICTED},
             "an identity of its own");
  // The text is not const for historical reasons; nobody writes to it.
  auto* const privileges = const_cast<wchar_t*>(required_privileges(is_local_system));
  wishes.set(SERVICE_CONFIG_REQUIRED_PRIVILEGES_INFO, SERVICE_REQUIRED_PRIVILEGES_INFOW{privileges},
             is_local_system ? "to drop the privileges that it does not need"
                             : "to leave the account the privileges that it has");
}

}  // namespace lockstep
