#include <cerrno>
#include <cstdio>
#include <sys/stat.h>

#include "platform/file_by_path.h"
#include "platform/os_error.h"

namespace lockstep {

PathKind path_kind(const std::string& path) {
  struct stat status{};
  if (stat(path.c_str(), &status) != 0) return PathKind::nothing;
  return S_ISDIR(status.st_mode) ? PathKind::folder : PathKind::file;
}

std::uint64_t file_size(const std::string& path) {
  struct stat status{};
  return stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

Result<void> rename_file(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return failure(os_error(errno));
  return {};
}

std::filesystem::path stream_path(const std::string& path) { return path; }

}  // namespace lockstep
