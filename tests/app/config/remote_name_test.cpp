#include "app/config/remote_name.h"

#include <filesystem>

#include <doctest/doctest.h>

#include "app/scratch_folder.h"

using namespace lockstep;

namespace {

constexpr bool kWindows = std::filesystem::path::preferred_separator == '\\';

}  // namespace

TEST_CASE("names of folders on other machines are known by their form") {
  for (const char* const name :
       {"host:/path", "host:path", "user@host:path", "sftp://host/path", "ssh://host",
        "rsync://host/module", "smb://host/share", "ho.st:"}) {
    CAPTURE(name);
    CHECK(local_spelling_of_remote(name) == std::string("./") + name);
  }
  if (!kWindows) CHECK(local_spelling_of_remote("//host/share") == "/host/share");
}

TEST_CASE("names of local folders are none of them") {
  for (const char* const name :
       {"path", "/path", "./host:/path", "/mnt/a:b", "../a:b", "folder/12:30", ":", "", "/", "//",
        "///path", "."}) {
    CAPTURE(name);
    CHECK_FALSE(local_spelling_of_remote(name));
  }
  if (!kWindows) return;
  for (const char* const name : {"C:\\x", "C:/x", "c:", "\\\\server\\share", "//server/share"})
    CHECK_FALSE(local_spelling_of_remote(name));
}

TEST_CASE("a folder that is there may have such a name") {
  if (kWindows) return;
  const ScratchFolder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  CHECK_FALSE(refuse_remote("host:/path"));
  std::filesystem::create_directory("host:");
  CHECK(refuse_remote("host:/path"));
  CHECK(refuse_remote("host:"));
  CHECK(refuse_remote("//" + folder.at("new").substr(1)));
  std::filesystem::current_path(before);
}
