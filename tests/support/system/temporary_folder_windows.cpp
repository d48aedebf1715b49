#include <algorithm>
#include <random>
#include <string>
#include <windows.h>

#include <doctest/doctest.h>

#include "platform/disk/roots.h"
#include "platform/system/path_windows.h"
#include "support/system/temporary_folder.h"

namespace lockstep {
namespace {

std::string system_folder() {
  wchar_t path[MAX_PATH + 1] = L"";
  REQUIRE(GetTempPathW(MAX_PATH + 1, path) > 0);
  auto real = real_path(our_path(path));
  REQUIRE(real);
  return *real;
}

// Removes whatever a test made: links, read-only entries, paths of any length.
void empty(Directory& folder) {
  const auto listing = folder.list();
  if (!listing) return;
  for (const Entry& entry : listing->entries) {
    if (entry.kind != EntryKind::directory) {
      static_cast<void>(folder.remove(entry.name));
      continue;
    }
    if (const auto inner = folder.open_directory(entry.name)) empty(**inner);
    static_cast<void>(folder.remove_directory(entry.name));
  }
}

}  // namespace

TemporaryFolder::TemporaryFolder(const std::string& parent)
    : path_((parent.empty() ? system_folder() : parent) + "/lockstep-test-") {
  std::random_device random;
  for (int i = 0; i < 12; ++i) path_ += static_cast<char>('a' + random() % 26);
  REQUIRE(create_folders(path_) == 1);
}

TemporaryFolder::~TemporaryFolder() {
  if (const auto root = open_root(path_)) empty(**root);
  const auto slash = path_.rfind('/');
  if (const auto parent = open_root(path_.substr(0, slash))) {
    static_cast<void>((*parent)->remove_directory(path_.substr(slash + 1)));
  }
}

std::unique_ptr<Directory> TemporaryFolder::open() const {
  auto root = open_root(path_);
  REQUIRE(root);
  return std::move(*root);
}

}  // namespace lockstep
