#include <cerrno>
#include <linux/ioprio.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "platform/os_error.h"
#include "platform/thread_priority.h"

namespace lockstep {
namespace {

constexpr int kThisThread = 0;
constexpr int kLowestLevel = 7;

// ioprio_set(2); glibc has no wrapper.
int set_io_priority(IoPriority priority) {
  switch (priority) {
    case IoPriority::idle:
      return static_cast<int>(syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, kThisThread,
                                      IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 0)));
    case IoPriority::low:
      return static_cast<int>(syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, kThisThread,
                                      IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, kLowestLevel)));
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
  // POSIX has it for the whole process; on Linux 0 is the calling thread (setpriority(2), "C
  // library/kernel differences").
  if (priority.nice != 0 && setpriority(PRIO_PROCESS, kThisThread, priority.nice) != 0) {
    done = failure(os_error(errno).within("set the nice value"));
  }
  return done;
}

}  // namespace lockstep
