#include <windows.h>

#include <doctest/doctest.h>

#include "support/system/real_disk.h"
#include "support/trees/directory_tools.h"

namespace lockstep {

const std::uint16_t kUsualFileMode = 0740;  // archive
const std::uint16_t kUsualFolderMode = 0700;

namespace {

bool is_wine() {
  return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != nullptr;
}

}  // namespace

// Windows has no fifos. The disk is asked for links and for the removal of open entries: Wine has
// neither, and a user without the privilege can't make links.
std::set<Feature> lacking_on_disk(Directory& folder) {
  std::set<Feature> lacking = {Feature::permission_bits,    Feature::owners,
                               Feature::special_files,      Feature::attributes,
                               Feature::names_of_any_bytes, Feature::nanoseconds};
  if (is_wine()) {
    lacking.insert({Feature::lone_surrogates, Feature::case_renames, Feature::read_only_folders});
  }
  if (folder.create_symlink("probe", "nowhere")) {
    REQUIRE(folder.remove("probe"));
  } else {
    lacking.insert(Feature::links);
  }
  make_file(folder, "probe", "");
  const auto open = folder.open_file("probe");
  REQUIRE(open);
  REQUIRE(folder.remove("probe"));
  if (kind_of(folder.examine_child("probe")) != ErrorKind::not_found) {
    lacking.insert(Feature::removal_of_open_entries);
  }
  return lacking;
}

}  // namespace lockstep
