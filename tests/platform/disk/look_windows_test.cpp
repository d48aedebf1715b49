// Tests what stands under a name, as volumes of all kinds tell it.
#include <vector>

#include <doctest/doctest.h>

#include "platform/disk/readable_file_windows.h"
#include "platform/system/path_windows.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

constexpr auto kInvalidParameter = static_cast<NativeStatus>(0xC000000D);

OwnedHandle open_for_looking(const std::string& path) {
  OwnedHandle opened(CreateFileW(system_path(path).value().c_str(), FILE_READ_ATTRIBUTES,
                                 FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                 OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr));
  REQUIRE(opened.is_open());
  return opened;
}

// Answers as FAT and exFAT do.
NativeStatus query_without_tags(HANDLE file, FileInformation what, void* buffer, std::size_t size) {
  if (what == FileInformation::attribute_tag) return kInvalidParameter;
  return query_native(file, what, buffer, size);
}

// Answers as a volume does that has gone.
NativeStatus query_refused(HANDLE /*file*/, FileInformation what, void* /*buffer*/,
                           std::size_t /*size*/) {
  return what == FileInformation::attribute_tag ? kInvalidParameter : kAccessDenied;
}

TEST_CASE("a volume that knows no reparse tags tells files from folders all the same") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "file", "x", kUsualFileMode | 01);
  make_directory_in(*root, "folder");
  for (const QueryNative query : {query_native, query_without_tags}) {
    const auto file = look_at_open(open_for_looking(folder / "file").get(), query);
    REQUIRE(file);
    CHECK(file->kind == EntryKind::file);
    CHECK(!file->is_reparse_point);
    CHECK((file->attributes & FILE_ATTRIBUTE_READONLY) != 0);
    const auto inner = look_at_open(open_for_looking(folder / "folder").get(), query);
    REQUIRE(inner);
    CHECK(inner->kind == EntryKind::directory);
    CHECK(!inner->is_reparse_point);
  }
}

TEST_CASE("a refusal is no file without a reparse tag") {
  const TemporaryFolder folder;
  CHECK(kind_of(look_at_open(open_for_looking(folder.path()).get(), query_refused)) ==
        ErrorKind::permission_denied);
}

}  // namespace
}  // namespace lockstep
