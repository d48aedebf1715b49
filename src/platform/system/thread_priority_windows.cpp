#include <windows.h>

#include "platform/system/os_error.h"
#include "platform/system/thread_priority.h"

namespace lockstep {
namespace {

// ERROR_THREAD_MODE_ALREADY_BACKGROUND, which mingw-w64's <winerror.h> does not name.
constexpr DWORD kAlreadyInBackground = 400;

// Returns the priority: Windows has three steps below the usual one, and at the last a thread runs
// in idle time alone.
int priority_of(int nice) {
  if (nice <= 0) return THREAD_PRIORITY_NORMAL;
  if (nice < 10) return THREAD_PRIORITY_BELOW_NORMAL;
  return nice < 19 ? THREAD_PRIORITY_LOWEST : THREAD_PRIORITY_IDLE;
}

}  // namespace

// Threads do not inherit the priority of the one that starts them: every thread asks for itself.
Result<void> set_thread_priority(const ThreadPriority& priority) {
  Result<void> done;
  const auto set = [&](int value, const char* what) {
    if (SetThreadPriority(GetCurrentThread(), value) == 0 && done) {
      done = failure(os_error(static_cast<int>(GetLastError())).within(what));
    }
  };
  if (priority.nice != 0) set(priority_of(priority.nice), "set the thread's priority");
  // Background mode: disk, memory and processor all come after the others' (SetThreadPriority).
  if (priority.io != IoPriority::normal) {
    if (SetThreadPriority(GetCurrentThread(), THREAD_MODE_BACKGROUND_BEGIN) == 0 &&
        GetLastError() != kAlreadyInBackground && done) {
      done = failure(os_error(static_cast<int>(GetLastError())).within("set the I/O priority"));
    }
  }
  return done;
}

}  // namespace lockstep
