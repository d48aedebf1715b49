// libsystemd, loaded by processes that have something to tell systemd. A command has not, and does
// without half a dozen libraries that come with it: they took a tenth of the time of a pass that
// finds nothing to do.
#pragma once

#include <cstdint>
#include <sys/uio.h>

#include "base/result.h"

namespace lockstep {

// The functions sd_notify(3), sd_watchdog_enabled(3) and sd_journal_sendv(3). The last one does not
// add a place in a source file of its own.
struct SystemdLibrary {
  int (*notify)(int unset_environment, const char* state) = nullptr;
  int (*watchdog_enabled)(int unset_environment, std::uint64_t* microseconds) = nullptr;
  int (*send_to_journal)(const struct iovec* fields, int count) = nullptr;
};

// Loads the library at the first call, for good. Called by any thread. Fails with not_found if it
// is not installed.
[[nodiscard]] const Result<SystemdLibrary>& systemd_library();

}  // namespace lockstep
