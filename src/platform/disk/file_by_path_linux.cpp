#include <cerrno>
#include <cstdio>
#include <sys/stat.h>

#include "platform/disk/file_by_path.h"
#include "platform/disk/own_file_linux.h"
#include "platform/system/os_error.h"

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
  const auto old_place = find_own_folder_of(from);
  const auto place = old_place ? find_own_folder_of(to) : tl::unexpected(old_place.error());
  if (!place) return failure(place.error());
  if (renameat(old_place->descriptor(), old_place->name.c_str(), place->descriptor(),
               place->name.c_str()) != 0) {
    return failure(os_error(errno));
  }
  return {};
}

std::filesystem::path stream_path(const std::string& path) { return path; }

}  // namespace lockstep
