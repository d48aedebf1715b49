#include <cerrno>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "platform/system/os_error.h"
#include "platform/system/thread_priority.h"

namespace lockstep {
namespace {

constexpr int kThisThread = 0;

// The values of ioprio_set(2). They are not taken from <linux/ioprio.h>: in Debian's 6.1.192 it has
// an inline function with a parameter named `class`, which no C++ compiler reads.
constexpr int kWhoProcess = 1;
constexpr int kClassShift = 13;
constexpr int kBestEffort = 2 << kClassShift;
constexpr int kIdle = 3 << kClassShift;
constexpr int kLowestLevel = 7;

// glibc has no wrapper.
int set_io_priority(IoPriority priority) {
  switch (priority) {
    case IoPriority::idle:
      return static_cast<int>(syscall(SYS_ioprio_set, kWhoProcess, kThisThread, kIdle));
    case IoPriority::low:
      return static_cast<int>(
          syscall(SYS_ioprio_set, kWhoProcess, kThisThread, kBestEffort | kLowestLevel));
    case IoPriority::normal:
      return 0;
  }
  return 0;
}

}  // namespace

Result<void> set_thread_priority(const ThreadPriority& priority) {
  Result<void> done;
  if (set_io_priority(priority.io) != 0) {
    done = failure(os_error(errno).within("set the I/O priority"));
  }
  // A user who started the program with a larger value wants that, and only root may go below it.
  // POSIX has it for the whole process; on Linux 0 is the calling thread (setpriority(2), "C
  // library/kernel differences").
  if (priority.nice != 0 && priority.nice > getpriority(PRIO_PROCESS, kThisThread) &&
      setpriority(PRIO_PROCESS, kThisThread, priority.nice) != 0) {
    done = failure(os_error(errno).within("set the nice value"));
  }
  return done;
}

}  // namespace lockstep
