// Tests listings on systems and volumes that know less than this one: they are played here.
#include "platform/disk/listing_windows.h"

#include <doctest/doctest.h>

#include "platform/system/path_windows.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

constexpr auto kNameNotFound = static_cast<NativeStatus>(0xC0000034);

int asked_by_name = 0;

// Answers for a name that was just removed, from which nothing follows for others.
NativeStatus find_no_name(HANDLE /*folder*/, std::wstring_view /*name*/, FileInformation /*what*/,
                          void* /*buffer*/, std::size_t /*size*/) {
  ++asked_by_name;
  return kNameNotFound;
}

NativeStatus know_no_names(HANDLE /*folder*/, std::wstring_view /*name*/, FileInformation /*what*/,
                           void* /*buffer*/, std::size_t /*size*/) {
  ++asked_by_name;
  return kNotSupported;
}

DWORD refusal = ERROR_SUCCESS;

BOOL WINAPI list_without_numbers(HANDLE folder, FILE_INFO_BY_HANDLE_CLASS what, void* buffer,
                                 DWORD size) {
  if (what != FileIdBothDirectoryRestartInfo && what != FileIdBothDirectoryInfo) {
    return GetFileInformationByHandleEx(folder, what, buffer, size);
  }
  SetLastError(refusal);
  return FALSE;
}

// Lists as ReFS does for files whose numbers take more than 64 bits.
BOOL WINAPI list_with_large_numbers(HANDLE folder, FILE_INFO_BY_HANDLE_CLASS what, void* buffer,
                                    DWORD size) {
  if (GetFileInformationByHandleEx(folder, what, buffer, size) == 0) return FALSE;
  auto* at = static_cast<std::byte*>(buffer);
  for (;;) {
    auto* const record = reinterpret_cast<FILE_ID_BOTH_DIR_INFO*>(at);
    record->FileId.QuadPart = -1;
    if (record->NextEntryOffset == 0) return TRUE;
    at += record->NextEntryOffset;
  }
}

BOOL WINAPI list_nothing(HANDLE /*folder*/, FILE_INFO_BY_HANDLE_CLASS /*what*/, void* /*buffer*/,
                         DWORD /*size*/) {
  SetLastError(refusal);
  return FALSE;
}

// Lists a folder that is opened anew: some systems list what a handle listed first.
Result<Listing> list(const TemporaryFolder& folder, const ListingCalls& calls = kListingCalls) {
  const OwnedHandle opened(
      CreateFileW(system_path(folder.path()).value().c_str(), FILE_LIST_DIRECTORY | SYNCHRONIZE,
                  FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING,
                  FILE_FLAG_BACKUP_SEMANTICS, nullptr));
  REQUIRE(opened.is_open());
  return list_entries(opened.get(), 1, calls);
}

// Makes entries of each kind about which a listing tells something.
void fill(Directory& root) {
  make_file(root, "a", "hello");
  make_file(root, "b", "", kUsualFileMode | 01);
  make_directory_in(root, "c");
  REQUIRE(root.create_hard_link(root, "a", "d"));
}

void check_the_same(const Result<Listing>& listing, const Result<Listing>& usual) {
  REQUIRE(listing);
  REQUIRE(usual);
  CHECK(listing->failures.empty());
  REQUIRE(listing->entries.size() == usual->entries.size());
  for (std::size_t i = 0; i < usual->entries.size(); ++i) {
    const Entry& one = listing->entries[i];
    const Entry& other = usual->entries[i];
    CHECK(one.name == other.name);
    CHECK(one.identity == other.identity);
    CHECK(one.kind == other.kind);
    CHECK(one.size == other.size);
    CHECK(one.mode == other.mode);
    CHECK(one.link_count == other.link_count);
    CHECK(one.modified() == other.modified());
  }
}

TEST_CASE(
    "a file of which nothing is told by its name is opened, and the next is asked for again") {
  const TemporaryFolder folder;
  fill(*folder.open());
  asked_by_name = 0;
  check_the_same(list(folder, {GetFileInformationByHandleEx, find_no_name}), list(folder));
  CHECK(asked_by_name == 3);
}

TEST_CASE("where nothing is told by names no second one is asked for") {
  const TemporaryFolder folder;
  fill(*folder.open());
  asked_by_name = 0;
  check_the_same(list(folder, {GetFileInformationByHandleEx, know_no_names}), list(folder));
  CHECK(asked_by_name == 1);
}

TEST_CASE("a volume that lists no numbers of files is listed by opening each") {
  const TemporaryFolder folder;
  fill(*folder.open());
  for (const DWORD code : {ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, ERROR_INVALID_FUNCTION,
                           ERROR_INVALID_LEVEL}) {
    refusal = code;
    check_the_same(list(folder, {list_without_numbers, query_native_by_name}), list(folder));
  }
}

TEST_CASE("what is listed without a number of its own is opened for one, folders too") {
  const TemporaryFolder folder;
  fill(*folder.open());
  check_the_same(list(folder, {list_with_large_numbers, query_native_by_name}), list(folder));
}

TEST_CASE("a listing that fails is no empty folder") {
  const TemporaryFolder folder;
  refusal = ERROR_ACCESS_DENIED;
  CHECK(kind_of(list(folder, {list_without_numbers, query_native_by_name})) ==
        ErrorKind::permission_denied);
  refusal = ERROR_NOT_SUPPORTED;
  CHECK(kind_of(list(folder, {list_nothing, query_native_by_name})) == ErrorKind::not_supported);
}

TEST_CASE("a request that is not known is told from one that is refused") {
  for (const std::uint32_t status :
       {0xC0000002U, 0xC0000003U, 0xC000000DU, 0xC0000010U, 0xC00000BBU, 0xC0000148U}) {
    CHECK(is_unknown(static_cast<NativeStatus>(status)));
  }
  for (const NativeStatus status :
       {NativeStatus{0}, kAccessDenied, kNameCollision, kSharingViolation, kNameNotFound}) {
    CHECK(!is_unknown(status));
  }
  CHECK(is_unknown_request(ERROR_INVALID_LEVEL));
  CHECK(!is_unknown_request(ERROR_ACCESS_DENIED));
  CHECK(!is_unknown_request(ERROR_NO_MORE_FILES));
}

}  // namespace
}  // namespace lockstep
