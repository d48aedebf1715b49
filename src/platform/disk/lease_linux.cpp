#include "platform/disk/lease_linux.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>

namespace lockstep {
namespace {

// Ignores SIGIO, which the holder of a lease gets when somebody is held up by it, and which ends a
// program that does not expect it. This program never waits for that signal.
bool ignore_the_signal() {
  struct sigaction present{};
  if (sigaction(SIGIO, nullptr, &present) != 0) {
    return false;
  }
  if ((present.sa_flags & SA_SIGINFO) != 0 || present.sa_handler != SIG_DFL) {
    return true;
  }
  struct sigaction ignored{};
  ignored.sa_handler = SIG_IGN;
  return sigaction(SIGIO, &ignored, nullptr) == 0;
}

}  // namespace

Writers ask_for_writers(int descriptor) {
  static const bool is_harmless = ignore_the_signal();
  if (!is_harmless) {
    return Writers::unknown;
  }
  if (fcntl(descriptor, F_SETLEASE, F_RDLCK) == 0) {
    fcntl(descriptor, F_SETLEASE, F_UNLCK);
    return Writers::none;
  }
  return errno == EAGAIN ? Writers::some : Writers::unknown;
}

}  // namespace lockstep
