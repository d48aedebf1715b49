#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/os_error.h"
#include "platform/roots.h"

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

enum class Presence { absent, folder };

// Links are followed: the administrator's own link to a folder is one.
Result<Presence> look_for_folder(const std::string& path) {
  struct stat status{};
  if (stat(path.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) {
      return Presence::folder;
    }
    return failure(os_error(ENOTDIR).within("open", path));
  }
  if (errno == ENOENT) {
    return Presence::absent;
  }
  return failure(os_error(errno).within("open", path));
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

Result<int> create_folders(const std::string& path) {
  const auto absolute = absolute_path(path);
  if (!absolute) {
    return failure(absolute.error());
  }
  // From the whole path up to what exists, then down again.
  std::size_t existing = absolute->size();
  for (;;) {
    const auto presence = look_for_folder(existing == 0 ? "/" : absolute->substr(0, existing));
    if (!presence) {
      return failure(presence.error());
    }
    if (*presence == Presence::folder) {
      break;
    }
    existing = absolute->rfind('/', existing - 1);
  }
  int created = 0;
  while (existing < absolute->size()) {
    const auto end = std::min(absolute->find('/', existing + 1), absolute->size());
    const std::string folder = absolute->substr(0, end);
    constexpr mode_t kUsual = 0777;
    if (mkdir(folder.c_str(), kUsual) == 0) {
      ++created;
    } else if (errno != EEXIST) {
      return failure(os_error(errno).within("create", folder));
    } else if (const auto presence = look_for_folder(folder);
               !presence ||
               *presence != Presence::folder) {  // a link that leads nowhere is there, and is not
      return failure(presence ? os_error(EEXIST).within("create", folder) : presence.error());
    }
    existing = end;
  }
  return created;
}

}  // namespace lockstep
