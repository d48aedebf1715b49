#include <fcntl.h>

#include "platform/directory_linux.h"
#include "platform/os_error.h"
#include "platform/roots.h"

namespace lockstep {

Result<std::unique_ptr<Directory>> open_root(const std::string& path,
                                             SecurityDescriptors /*descriptors*/) {
  const auto opened = [&](int flags) {
    return Descriptor(uninterrupted(
        [&] { return open(path.c_str(), flags | O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
  };
  Descriptor folder = opened(O_NOATIME);
  if (!folder.is_open() && errno == EPERM) {  // it belongs to somebody else (open(2))
    folder = opened(0);
  }
  if (!folder.is_open()) {
    return failure(os_error(errno));
  }
  return make_directory(std::move(folder));
}

}  // namespace lockstep
