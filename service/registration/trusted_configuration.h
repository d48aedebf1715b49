// Finds out whether a configuration may be trusted. It says what a process with many rights copies
// and removes, so nobody with fewer rights may write it.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"

namespace lockstep {

struct TrustedConfiguration {
  std::string path;            // to read it by
  std::shared_ptr<void> hold;  // as long as it lives, the path leads to the file that was judged
};

// Judges the configuration of a service that runs as this process does. Fails with `invalid` if
// others may write it; the sentence names what, who, and what to do.
[[nodiscard]] Result<TrustedConfiguration> trust_configuration(const std::string& path);

// Does the same for a command that somebody typed. On Windows it does not look, since there such a
// command has that user's rights and no more.
[[nodiscard]] Result<TrustedConfiguration> trust_typed_configuration(const std::string& path);

// Makes the folder of the system's own configuration, for administrators alone to write to, if
// `path` lies there and the system's own way would not do that.
[[nodiscard]] Result<void> make_configuration_folder(const std::string& path);

}  // namespace lockstep
