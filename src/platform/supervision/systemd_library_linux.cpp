#include "platform/supervision/systemd_library_linux.h"

#include <dlfcn.h>
#include <type_traits>

// Without this sd_journal_sendv is a macro for another function.
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>

namespace lockstep {
namespace {

// The version of the library's interface, which has not changed since systemd 209.
constexpr const char* kName = "libsystemd.so.0";

std::string loading_error() {
  const char* const text = dlerror();  // NOLINT(concurrency-mt-unsafe): glibc keeps one a thread
  return text != nullptr ? text : "unknown error";
}

template <typename Function>
bool find(void* library, const char* name, Function*& function) {
  function = reinterpret_cast<Function*>(dlsym(library, name));
  return function != nullptr;
}

Result<SystemdLibrary> load() {
  void* const library = dlopen(kName, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return failure(ErrorKind::not_found, loading_error());
  SystemdLibrary found;
  static_assert(std::is_same_v<decltype(found.notify), decltype(&sd_notify)>);
  static_assert(std::is_same_v<decltype(found.watchdog_enabled), decltype(&sd_watchdog_enabled)>);
  static_assert(std::is_same_v<decltype(found.send_to_journal), decltype(&sd_journal_sendv)>);
  if (!find(library, "sd_notify", found.notify) ||
      !find(library, "sd_watchdog_enabled", found.watchdog_enabled) ||
      !find(library, "sd_journal_sendv", found.send_to_journal)) {
    return failure(ErrorKind::not_found, loading_error());
  }
  return found;
}

}  // namespace

const Result<SystemdLibrary>& systemd_library() {
  static const Result<SystemdLibrary> library = load();
  return library;
}

}  // namespace lockstep
