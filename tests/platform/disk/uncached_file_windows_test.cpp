// Tests files past the system's cache. Wine keeps the flag with a handle and does nothing about it:
// aligned_file_linux_test.cpp tests alignment where a system demands it.
#include "platform/disk/uncached_file_windows.h"

#include <random>

#include <doctest/doctest.h>

#include "platform/disk/handle_windows.h"
#include "platform/disk/readable_file_windows.h"
#include "platform/disk/staged_file_windows.h"
#include "platform/disk/volume_windows.h"
#include "platform/system/path_windows.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"
#include "support/trees/feature.h"

namespace lockstep {
namespace {

constexpr Name kTemporary = ".lockstep-0123456789abcdef";
constexpr ULONG kNoBuffering = 0x00000008;

bool passes_the_cache(HANDLE file) {
  ULONG mode = 0;
  REQUIRE(succeeded(query_native(file, FileInformation::mode, &mode, sizeof mode)));
  return (mode & kNoBuffering) != 0;
}

// True if a handle tells that it passes the cache when any program asks for that.
bool system_keeps_the_flag(const TemporaryFolder& folder) {
  const OwnedHandle file(CreateFileW(system_path(folder / "asked").value().c_str(), GENERIC_WRITE,
                                     0, nullptr, CREATE_ALWAYS,
                                     FILE_FLAG_NO_BUFFERING | FILE_FLAG_DELETE_ON_CLOSE, nullptr));
  return file.is_open() && passes_the_cache(file.get());
}

// Returns a content in which no two blocks are alike, of an odd size.
std::string some_content(std::size_t size) {
  std::string content(size, '\0');
  std::mt19937 random(1);
  for (char& byte : content) byte = static_cast<char>(random());
  return content;
}

std::unique_ptr<StagedFile> staged_past_the_cache(Directory& folder) {
  auto staged = folder.stage_named(kTemporary, Caching::none);
  REQUIRE(staged);
  return std::move(*staged);
}

// Copies as the core does it, one step after another.
std::uint64_t copy_all(ReadableFile& source, StagedFile& staged, std::uint64_t step) {
  std::uint64_t copied = 0;
  for (;;) {
    const auto got = staged.copy_range(source, {copied, step});
    REQUIRE(got);
    if (*got == 0) return copied;
    copied += *got;
    CHECK(staged.examine()->size == copied);
  }
}

struct OpenFolder {
  TemporaryFolder folder;
  SharedHandle handle;
  OpenFolder() {
    OwnedHandle opened(CreateFileW(system_path(folder.path()).value().c_str(), GENERIC_READ,
                                   FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                   OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr));
    REQUIRE(opened.is_open());
    handle = std::make_shared<const OwnedHandle>(std::move(opened));
  }
};

NativeStatus refuse_past_the_cache(const OpenRequest& request, OwnedHandle& opened) {
  constexpr auto kInvalidParameter = static_cast<NativeStatus>(0xC000000D);
  if ((request.options & kNoBuffering) != 0) return kInvalidParameter;
  return open_native(request, opened);
}

}  // namespace

TEST_CASE(
    "a file is opened past the cache without the right to append, which does not go with it") {
  const OpenRequest request = past_the_cache(
      {.access = FILE_GENERIC_READ | FILE_GENERIC_WRITE | DELETE, .options = kInOrder});
  CHECK((request.access & FILE_APPEND_DATA) == 0);
  CHECK((request.access & FILE_WRITE_DATA) != 0);
  CHECK((request.access & DELETE) != 0);
  CHECK(request.options == kNoBuffering);
}

TEST_CASE("a copy past the cache is exact, whatever its steps") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  const std::string content = some_content(2 * 1024 * 1024 + 4097);
  if (!system_keeps_the_flag(folder)) return say_lacking(Feature::uncached_files);
  make_file(*root, "source", content);
  for (const std::uint64_t step : {std::uint64_t{1} << 20U, std::uint64_t{100'000}}) {
    CAPTURE(step);
    const auto source = root->open_file("source");
    REQUIRE(source);
    auto staged = staged_past_the_cache(*root);
    CHECK(passes_the_cache(handle_behind(*staged)));
    CHECK(copy_all(**source, *staged, step) == content.size());
    CHECK_FALSE(passes_the_cache(handle_behind(**source)));
    CHECK((read_text(*staged) == content));
    REQUIRE(staged->flush());
    REQUIRE(staged->publish("copy", Overwrite::allowed));
    CHECK((read_text(*root, "copy") == content));
  }
  CHECK(names_in(*root) == std::vector<std::string>{"copy", "source"});
}

TEST_CASE("one that is thrown away in the middle leaves nothing behind") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "source", some_content(3 * 1024 * 1024));
  const auto source = root->open_file("source");
  REQUIRE(source);
  {
    auto staged = staged_past_the_cache(*root);
    CHECK(staged->copy_range(**source, {0, 1024 * 1024}) == 1024U * 1024U);
  }
  CHECK(names_in(*root) == std::vector<std::string>{"source"});
}

TEST_CASE("a source that is cut short, or grows, is copied as far as it goes") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  constexpr std::uint64_t kStep = 1024 * 1024;
  const std::string content = some_content(2 * kStep + 10);
  make_file(*root, "source", content);
  const auto source = root->open_file("source");
  REQUIRE(source);
  auto staged = staged_past_the_cache(*root);
  CHECK(staged->copy_range(**source, {0, kStep}) == kStep);
  const OwnedHandle other(CreateFileW(system_path(folder / "source").value().c_str(), GENERIC_WRITE,
                                      FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                      nullptr, OPEN_EXISTING, 0, nullptr));
  REQUIRE(other.is_open());
  REQUIRE(set_size_of(other.get(), kStep + 5));
  CHECK(staged->copy_range(**source, {kStep, kStep}) == 5U);
  CHECK(staged->copy_range(**source, {kStep + 5, kStep}) == 0U);
  CHECK((read_text(*staged) == content.substr(0, kStep + 5)));
  const std::string more = "and more";
  REQUIRE(write_at(other.get(), kStep + 5, std::as_bytes(std::span(more))));
  CHECK(staged->copy_range(**source, {kStep + 5, kStep}) == more.size());
  CHECK((read_text(*staged) == content.substr(0, kStep + 5) + more));
}

TEST_CASE("where the system does not open past the cache a file is staged as usual") {
  const OpenFolder in;
  const auto staged = stage_named_in(in.handle, L"file", {}, Caching::none, refuse_past_the_cache);
  REQUIRE(staged);
  CHECK_FALSE(passes_the_cache(handle_behind(**staged)));
  write_text(**staged, 1, "x");
  CHECK(read_text(**staged) == std::string("\0x", 2));
  const auto root = in.folder.open();
  make_file(*root, "source", "content");
  CHECK(kind_of((*staged)->copy_range(*root->open_file("source").value(), {0, 7})) ==
        ErrorKind::not_supported);
}

TEST_CASE("a name that is taken is taken, past the cache too") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "a", "x");
  CHECK(kind_of(root->stage_named("a", Caching::none)) == ErrorKind::already_exists);
}

TEST_CASE("a read that is refused is not supported, which has the file staged anew") {
  // A folder can't be read like a file.
  const OpenFolder in;
  UncachedFile file(in.handle->get(), 4096);
  std::string text = "x";
  const auto bytes = std::as_writable_bytes(std::span(text));
  CHECK(kind_of(file.content().read(1, bytes)) == ErrorKind::not_supported);
}

TEST_CASE("a full disk and a broken one are no refusals") {
  CHECK(refuses_to_pass_the_cache(ERROR_INVALID_PARAMETER));
  CHECK(refuses_to_pass_the_cache(ERROR_NOT_SUPPORTED));
  for (const DWORD code : {ERROR_DISK_FULL, ERROR_CRC, ERROR_ACCESS_DENIED, ERROR_IO_DEVICE}) {
    CHECK_FALSE(refuses_to_pass_the_cache(code));
  }
}

TEST_CASE("local volumes of NTFS want large files past the cache, not those that are compressed") {
  const OpenFolder in;
  const auto volume = volume_of(in.handle->get());
  REQUIRE(volume);
  if (volume->type != "ntfs" && volume->type != "refs") return say_lacking(Feature::uncached_files);
  CHECK(volume->past_the_cache.from == 256ULL * 1024 * 1024);
  CHECK(volume->past_the_cache.but_modes == 010);
}

}  // namespace lockstep
