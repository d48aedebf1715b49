// Tests the root of a volume, which holds entries of the volume's own ("System Volume
// Information").
#include "platform/disk/volume_windows.h"

#include <doctest/doctest.h>

#include "platform/disk/roots.h"
#include "platform/system/path_windows.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

TEST_CASE("a volume begins at its root, another computer's at a share") {
  CHECK(is_root_path(L"\\", false));
  for (const wchar_t* path : {L"", L"\\a", L"\\a\\", L"\\a\\b", L"C:\\"}) {
    CHECK(!is_root_path(path, false));
  }
  CHECK(is_root_path(L"\\server\\share", true));
  CHECK(is_root_path(L"\\server\\share\\", true));
  for (const wchar_t* path : {L"", L"\\", L"\\server", L"\\server\\", L"\\server\\share\\folder"}) {
    CHECK(!is_root_path(path, true));
  }
}

TEST_CASE("the root of a drive is where a volume begins, and no folder below it is") {
  const TemporaryFolder folder;
  const auto within = folder.open();
  make_directory_in(*within, "inner");
  CHECK(!within->examine()->mount_point);
  CHECK(!(*within->open_directory("inner"))->examine()->mount_point);
  CHECK(!look_at(*within, "inner").mount_point);

  const auto drive = open_root(folder.path().substr(0, root_length(folder.path())));
  REQUIRE(drive);
  const auto root = (*drive)->examine();
  REQUIRE(root);
  CHECK(root->kind == EntryKind::directory);
  CHECK(root->mount_point);
}

TEST_CASE("FAT and exFAT keep nothing of their roots") {
  for (const char* type : {"fat", "fat32", "exfat"}) CHECK(has_fixed_roots(type));
  for (const char* type : {"ntfs", "refs", "udf", "csvfs", ""}) CHECK(!has_fixed_roots(type));
}

}  // namespace
}  // namespace lockstep
