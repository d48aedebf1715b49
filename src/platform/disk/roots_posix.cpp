#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <unistd.h>

#include "platform/disk/roots.h"
#include "platform/system/os_error.h"

namespace lockstep {
namespace {

Result<std::string> working_folder() {
  std::string path(256, '\0');
  while (getcwd(path.data(), path.size()) == nullptr) {
    if (errno != ERANGE) {
      return failure(os_error(errno));
    }
    path.resize(path.size() * 2);
  }
  path.resize(path.find('\0'));
  return path;
}

}  // namespace

Result<std::string> absolute_path(const std::string& path) {
  if (path.empty() || path.find('\0') != std::string::npos) {
    return failure(ErrorKind::invalid, "Not a path");
  }
  std::string absolute;
  if (!path.starts_with('/')) {
    auto folder = working_folder();
    if (!folder) {
      return folder;
    }
    absolute = *folder == "/" ? "" : *folder;
  }
  std::string_view rest(path);
  while (!rest.empty()) {
    const std::string_view name = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    if (!name.empty() && name != ".") {
      absolute.append(1, '/').append(name);
    }
  }
  return absolute.empty() ? "/" : absolute;
}

Result<std::string> real_path(const std::string& path) {
  char* const resolved = realpath(path.c_str(), nullptr);
  if (resolved == nullptr) {
    return failure(os_error(errno));
  }
  std::string text(resolved);
  std::free(resolved);
  return text;
}

}  // namespace lockstep
