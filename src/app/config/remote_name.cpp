#include "app/config/remote_name.h"

#include <fmt/format.h>

#include "app/config/native_path.h"
#include "base/printable.h"
#include "platform/disk/file_by_path.h"
#include "platform/system/this_system.h"

namespace lockstep {
namespace {

// Returns the first of the folders that a local path of this name would lead through.
std::string first_folder(std::string_view local) {
  const auto begin = local.find_first_not_of("./");
  return std::string(local.substr(0, local.find('/', begin)));
}

}  // namespace

std::optional<std::string> local_spelling_of_remote(std::string_view name) {
  // "C:\x" and "\\server\share" have a root's name, which only Windows knows.
  if (native_path(std::string(name)).has_root_name()) return std::nullopt;
  // Windows also lets a share be named with slashes, which not every library takes for a root's
  // name.
  const bool is_share = this_system() != System::windows && name.starts_with("//") &&
                        name.size() > 2 && name[2] != '/';
  if (is_share) return std::string(name.substr(1));
  const auto colon = name.find(':');
  // As in rsync, a colon behind a slash is a part of a local name.
  if (colon == std::string_view::npos || colon == 0 || name.find('/') < colon) return std::nullopt;
  return "./" + std::string(name);
}

Result<void> refuse_remote(std::string_view name) {
  const auto local = local_spelling_of_remote(name);
  if (!local || path_kind(first_folder(*local)) != PathKind::nothing) return {};
  return failure(
      ErrorKind::invalid,
      fmt::format("'{}' looks like a folder on another machine, but both folders are local: mount "
                  "it here first (sshfs, mount) and name the mount point, or write '{}' for a "
                  "local folder of that name",
                  printable(name), printable(*local)));
}

}  // namespace lockstep
