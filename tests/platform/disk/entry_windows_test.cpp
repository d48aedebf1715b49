// Tests how files are told from each other if 64 bits are too few: ReFS is played here.
#include "platform/disk/entry_windows.h"

#include <cstring>
#include <set>

#include <doctest/doctest.h>

#include "platform/system/path_windows.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

constexpr std::size_t kNumberAt = 64;  // in FILE_ALL_INFORMATION
constexpr std::size_t kLinksAt = 56;

std::uint64_t whole_number[2] = {0, 0};

// Answers for a file with two names that has no number of 64 bits.
NativeStatus query_large(HANDLE file, FileInformation what, void* buffer, std::size_t size) {
  auto* const bytes = static_cast<std::byte*>(buffer);
  if (what == FileInformation::id) {
    std::memcpy(bytes + sizeof(std::uint64_t), whole_number, sizeof whole_number);
    return 0;
  }
  const NativeStatus status = query_native(file, what, buffer, size);
  if (what == FileInformation::all) {
    std::memset(bytes + kNumberAt, 0xFF, sizeof(std::uint64_t));
    const ULONG links = 2;
    std::memcpy(bytes + kLinksAt, &links, sizeof links);
  }
  return status;
}

NativeStatus query_large_without(HANDLE file, FileInformation what, void* buffer,
                                 std::size_t size) {
  return what == FileInformation::id ? kNotSupported : query_large(file, what, buffer, size);
}

OwnedHandle open_file(const std::string& path) {
  OwnedHandle opened(CreateFileW(system_path(path).value().c_str(), FILE_READ_ATTRIBUTES,
                                 FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                 OPEN_EXISTING, 0, nullptr));
  REQUIRE(opened.is_open());
  return opened;
}

TEST_CASE("files with numbers of 128 bits are told apart, and each is known again") {
  const TemporaryFolder folder;
  make_file(*folder.open(), "a", "hello");
  const OwnedHandle file = open_file(folder / "a");
  const auto identity_with = [&](std::uint64_t low, std::uint64_t high) {
    whole_number[0] = low;
    whole_number[1] = high;
    const auto entry = examine_handle(file.get(), 7, query_large);
    REQUIRE(entry);
    CHECK(entry->size == 5);
    CHECK(entry->link_count == 2);
    CHECK(entry->identity.volume == 7);
    CHECK(entry->identity.object != kNoNumber);
    CHECK(entry->identity.object != 0);
    return entry->identity.object;
  };
  CHECK(identity_with(1, 2) == identity_with(1, 2));
  std::set<std::uint64_t> all;
  for (std::uint64_t folder_number = 0; folder_number < 20; ++folder_number) {
    for (std::uint64_t within = 0; within < 20; ++within) {
      all.insert(identity_with(folder_number, within << 32U));
      all.insert(identity_with(folder_number, within));
    }
  }
  CHECK(all.size() == 20 * 39);  // 0 is the same in both
}

TEST_CASE("a file that has no number at all is no other name of any") {
  const TemporaryFolder folder;
  make_file(*folder.open(), "a", "hello");
  const auto entry = examine_handle(open_file(folder / "a").get(), 7, query_large_without);
  REQUIRE(entry);
  CHECK(entry->link_count == 1);
}

TEST_CASE("the system's own whole number has the 64 bits that it gives elsewhere") {
  const TemporaryFolder folder;
  make_file(*folder.open(), "a", "x");
  const OwnedHandle file = open_file(folder / "a");
  std::uint64_t number[3] = {0, 0, 0};
  const NativeStatus status = query_native(file.get(), FileInformation::id, number, sizeof number);
  if (is_unknown(status)) return;
  REQUIRE(succeeded(status));
  const auto entry = examine_handle(file.get(), 0);
  REQUIRE(entry);
  CHECK((entry->identity.object == number[1] ||
         entry->identity.object == number_of(number[1], number[2])));
}

}  // namespace
}  // namespace lockstep
