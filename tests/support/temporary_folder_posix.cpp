#include <cstdlib>
#include <filesystem>
#include <unistd.h>

#include <doctest/doctest.h>

#include "platform/roots.h"
#include "support/temporary_folder.h"

namespace lockstep {

TemporaryFolder::TemporaryFolder(const std::string& parent)
    : path_(std::filesystem::canonical(parent.empty() ? std::filesystem::temp_directory_path()
                                                      : std::filesystem::path(parent)) /
            "lockstep-test-XXXXXX") {
  REQUIRE(mkdtemp(path_.data()) != nullptr);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;  // a test that runs without privilege may have locked itself out
  std::filesystem::remove_all(path_, ignored);
}

std::unique_ptr<Directory> TemporaryFolder::open() const {
  auto root = open_root(path_);
  REQUIRE(root);
  return std::move(*root);
}

}  // namespace lockstep
