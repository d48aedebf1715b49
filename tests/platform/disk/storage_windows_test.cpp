// Tests files that are kept in another way than others: elsewhere, with holes, compressed. They are
// on the disk, as far as it can have them, which calls find out that any program makes.
#include <string>
#include <windows.h>
#include <winioctl.h>

#include <doctest/doctest.h>

#include "platform/disk/entry_windows.h"
#include "platform/system/path_windows.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"
#include "support/trees/feature.h"

namespace lockstep {
namespace {

constexpr std::uint16_t kCompressed = 010;
constexpr std::uint16_t kReadOnly = 01;

DWORD attributes_of_file(const std::string& path) {
  return GetFileAttributesW(system_path(path).value().c_str());
}

bool set_attributes_of_file(const std::string& path, DWORD attributes) {
  return SetFileAttributesW(system_path(path).value().c_str(), attributes) != 0;
}

// True if a new file has that attribute after `code`.
bool takes(const TemporaryFolder& folder, DWORD code, DWORD attribute) {
  const std::string path = folder / "probe";
  const OwnedHandle probe(CreateFileW(system_path(path).value().c_str(),
                                      GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, nullptr,
                                      CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, nullptr));
  REQUIRE(probe.is_open());
  USHORT format = COMPRESSION_FORMAT_DEFAULT;
  DWORD length = 0;
  if (DeviceIoControl(probe.get(), code, &format, code == FSCTL_SET_SPARSE ? 0 : sizeof format,
                      nullptr, 0, &length, nullptr) == 0) {
    return false;
  }
  FILE_BASIC_INFO basic{};
  return GetFileInformationByHandleEx(probe.get(), FileBasicInfo, &basic, sizeof basic) != 0 &&
         (basic.FileAttributes & attribute) != 0;
}

std::unique_ptr<StagedFile> staged_in(Directory& folder) {
  auto staged = folder.stage_named(".lockstep-0123456789abcdef");
  REQUIRE(staged);
  return std::move(*staged);
}

TEST_CASE("a file is offline by any of the marks for that") {
  for (const std::uint32_t attribute : {std::uint32_t{FILE_ATTRIBUTE_OFFLINE},
                                        std::uint32_t{0x00040000}, std::uint32_t{0x00400000}}) {
    Facts facts;
    facts.attributes = attribute;
    CHECK(to_entry(facts, 0).offline);
    facts.attributes |= FILE_ATTRIBUTE_DIRECTORY;
    CHECK(!to_entry(facts, 0).offline);
  }
  Facts usual;
  usual.attributes = FILE_ATTRIBUTE_ARCHIVE | FILE_ATTRIBUTE_READONLY;
  CHECK(!to_entry(usual, 0).offline);
}

TEST_CASE("on the disk a file that is marked as offline is found so, and stays so") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "a", "hello");
  make_file(*root, "b", "x");
  const bool set =
      set_attributes_of_file(folder / "a", FILE_ATTRIBUTE_ARCHIVE | FILE_ATTRIBUTE_OFFLINE);
  if (!set || (attributes_of_file(folder / "a") & FILE_ATTRIBUTE_OFFLINE) == 0) {
    CHECK(!look_at(*root, "a").offline);
    return say_lacking(Feature::offline_files);
  }
  CHECK(look_at(*root, "a").offline);
  CHECK(!look_at(*root, "b").offline);
  const auto listing = root->list();
  REQUIRE(listing);
  REQUIRE(listing->entries.size() == 2);
  CHECK(listing->entries[0].offline);
  CHECK(!listing->entries[1].offline);
  const auto handle = root->open_entry("a");
  REQUIRE(handle);
  REQUIRE((*handle)->set_mode(kUsualFileMode | kReadOnly));
  REQUIRE((*handle)->set_modified({1'000'000'000, 0}));
  REQUIRE(root->rename("a", *root, "c", Overwrite::never));
  CHECK(look_at(*root, "c").offline);
  CHECK(look_at(*root, "c").mode == (kUsualFileMode | kReadOnly));
  CHECK(read_text(*root, "c") == "hello");
}

TEST_CASE("on the disk what is not written is a hole, and the file is known to have one") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  constexpr std::uint64_t kFar = 64ULL * 1024 * 1024;
  const auto staged = staged_in(*root);
  write_text(*staged, 0, "start");
  write_text(*staged, kFar, "end");
  REQUIRE(staged->publish("a", Overwrite::never));
  CHECK(look_at(*root, "a").size == kFar + 3);
  if (!takes(folder, FSCTL_SET_SPARSE, FILE_ATTRIBUTE_SPARSE_FILE)) {
    return say_lacking(Feature::sparse_files);
  }
  CHECK((attributes_of_file(folder / "a") & FILE_ATTRIBUTE_SPARSE_FILE) != 0);
  CHECK(look_at(*root, "a").sparse);
  const auto file = root->open_file("a");
  REQUIRE(file);
  const auto first = (*file)->next_data(0);
  REQUIRE(first);
  REQUIRE(*first);
  CHECK((*first)->offset == 0);
  CHECK((*first)->length < kFar);
  const auto second = (*file)->next_data((*first)->length);
  REQUIRE(second);
  REQUIRE(*second);
  CHECK((*second)->offset <= kFar);
  CHECK((*second)->offset > (*first)->length);
  CHECK((*second)->offset + (*second)->length == kFar + 3);
  CHECK(*(*file)->next_data(kFar + 3) == std::nullopt);
}

TEST_CASE("on the disk compression is a mode of files and folders") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  if (!takes(folder, FSCTL_SET_COMPRESSION, FILE_ATTRIBUTE_COMPRESSED)) {
    make_file(*root, "a", "hello", kUsualFileMode | kCompressed);
    CHECK(look_at(*root, "a").mode == kUsualFileMode);
    CHECK(read_text(*root, "a") == "hello");
    return say_lacking(Feature::compressed_files);
  }
  const std::string content(1024 * 1024, 'x');
  const auto staged = staged_in(*root);
  REQUIRE(staged->set_mode(kUsualFileMode | kCompressed));
  CHECK(kind_of(staged->reserve(content.size())) == ErrorKind::not_supported);
  write_text(*staged, 0, content);
  REQUIRE(staged->publish("a", Overwrite::never));
  CHECK(look_at(*root, "a").mode == (kUsualFileMode | kCompressed));
  CHECK((attributes_of_file(folder / "a") & FILE_ATTRIBUTE_COMPRESSED) != 0);
  CHECK((read_text(*root, "a") == content));

  REQUIRE(root->create_directory("folder", kUsualFolderMode | kCompressed));
  CHECK(look_at(*root, "folder").mode == (kUsualFolderMode | kCompressed));
  const auto inner = root->open_directory("folder");
  REQUIRE(inner);
  make_file(**inner, "plain", "x", kUsualFileMode);
  CHECK(look_at(**inner, "plain").mode == kUsualFileMode);
  REQUIRE((*inner)->create_directory("plain folder", kUsualFolderMode));
  CHECK(look_at(**inner, "plain folder").mode == kUsualFolderMode);

  const auto handle = root->open_entry("a");
  REQUIRE(handle);
  REQUIRE((*handle)->set_mode(kUsualFileMode));
  CHECK(look_at(*root, "a").mode == kUsualFileMode);
  CHECK((read_text(*root, "a") == content));
}

}  // namespace
}  // namespace lockstep
