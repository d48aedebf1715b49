#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include <doctest/doctest.h>

#include "platform/disk/roots.h"
#include "support/system/temporary_folder.h"

namespace lockstep {

namespace {

// Gives every folder below a mode that lets its owner in. Goes by descriptors: no link is followed,
// no path too long. Takes over the descriptor.
void unlock_folders(int folder) {
  DIR* const stream = fdopendir(folder);
  if (stream == nullptr) {
    close(folder);
    return;
  }
  std::vector<std::string> names;
  while (const dirent* const entry = readdir(stream)) names.emplace_back(entry->d_name);
  for (const std::string& name : names) {
    struct stat status{};
    if (name == "." || name == "..") continue;
    if (fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (!S_ISDIR(status.st_mode) || fchmodat(folder, name.c_str(), S_IRWXU, 0) != 0) continue;
    const int below = openat(folder, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (below >= 0) unlock_folders(below);
  }
  closedir(stream);
}

}  // namespace

TemporaryFolder::TemporaryFolder(const std::string& parent)
    : path_(std::filesystem::canonical(parent.empty() ? std::filesystem::temp_directory_path()
                                                      : std::filesystem::path(parent)) /
            "lockstep-test-XXXXXX") {
  REQUIRE(mkdtemp(path_.data()) != nullptr);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code failed;
  std::filesystem::remove_all(path_, failed);
  if (!failed) return;
  // A test that runs without privilege may have locked itself out.
  chmod(path_.c_str(), S_IRWXU);
  const int root = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (root >= 0) unlock_folders(root);
  std::filesystem::remove_all(path_, failed);
}

std::unique_ptr<Directory> TemporaryFolder::open() const {
  auto root = open_root(path_);
  REQUIRE(root);
  return std::move(*root);
}

}  // namespace lockstep
