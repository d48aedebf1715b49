#include "service/held_configuration.h"

namespace lockstep {

Result<HeldConfiguration> hold_configuration(const std::string& path) {
  return HeldConfiguration{path, nullptr};
}

// What root makes below /etc is root's.
Result<void> make_configuration_folder(const std::string& /*path*/) { return {}; }

}  // namespace lockstep
