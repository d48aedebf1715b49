// Tests how each system and volume is brought to rename over a read-only file: they are played
// here, by what Microsoft says of them, and the disk has its turn at the end.
#include "platform/disk/renaming_ways_windows.h"

#include <vector>

#include <doctest/doctest.h>

#include "platform/disk/read_only_target_windows.h"
#include "platform/disk/renaming_windows.h"
#include "platform/system/path_windows.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

constexpr auto kInvalidParameter = static_cast<NativeStatus>(0xC000000D);

struct Volume {
  RenameWay newest;
  NativeStatus unknown = kNotSupported;    // the answer to a newer way
  NativeStatus read_only = kAccessDenied;  // the answer to a read-only target
  bool target_read_only = false;
  bool target_held = false;  // another program has it open, and does not share it for removal
  bool replaced = false;
  std::vector<RenameWay> tried = {};

  NativeStatus rename(RenameWay way) {
    tried.push_back(way);
    if (way < newest) return unknown;
    if (target_read_only && way != RenameWay::past_read_only) return read_only;
    if (target_held) return kAccessDenied;
    replaced = true;
    return 0;
  }
};

struct PlayedTarget {
  explicit PlayedTarget(Volume& on) : volume(on) {}
  bool make_writable() {
    ++asked;
    if (!volume.target_read_only) return false;
    volume.target_read_only = false;
    return true;
  }
  void make_read_only_again() { volume.target_read_only = true; }

  Volume& volume;
  int asked = 0;
};

const Volume kNtfs{.newest = RenameWay::past_read_only};
const Volume kNtfs2016{.newest = RenameWay::posix};
const Volume kServer{.newest = RenameWay::plain, .unknown = kInvalidParameter};
const Volume kFat{
    .newest = RenameWay::plain, .unknown = kInvalidParameter, .read_only = kNameCollision};

NativeStatus replace_on(Volume& volume) {
  PlayedTarget target(volume);
  return replace_by_known_way([&](RenameWay way) { return volume.rename(way); }, target);
}

TEST_CASE("the newest way that a volume knows is taken") {
  for (const Volume& each : {kNtfs, kNtfs2016, kServer, kFat}) {
    Volume volume = each;
    CHECK(rename_by_known_way([&](RenameWay way) { return volume.rename(way); }) == 0);
    CHECK(volume.replaced);
    CHECK(volume.tried.back() == volume.newest);
    CHECK(volume.tried.size() == static_cast<std::size_t>(volume.newest) + 1);
  }
}

TEST_CASE("a read-only file is replaced on every volume, and its other names stay read-only") {
  for (const Volume& each : {kNtfs, kNtfs2016, kServer, kFat}) {
    Volume volume = each;
    volume.target_read_only = true;
    CHECK(replace_on(volume) == 0);
    CHECK(volume.replaced);
    CHECK(volume.target_read_only);
  }
}

TEST_CASE("a file that somebody holds is refused on every volume, and read-only as before") {
  for (const Volume& each : {kNtfs, kNtfs2016, kServer, kFat}) {
    for (const bool read_only : {false, true}) {
      Volume volume = each;
      volume.target_held = true;
      volume.target_read_only = read_only;
      CHECK(replace_on(volume) == kAccessDenied);
      CHECK(!volume.replaced);
      CHECK(volume.target_read_only == read_only);
    }
  }
}

TEST_CASE("nothing is asked about read-only where nothing was refused, or for another reason") {
  Volume volume = kServer;
  PlayedTarget target(volume);
  CHECK(replace_by_known_way([](RenameWay) { return NativeStatus{0}; }, target) == 0);
  CHECK(replace_by_known_way([](RenameWay) { return kSharingViolation; }, target) ==
        kSharingViolation);
  CHECK(target.asked == 0);
}

// The entry under the name of a link to a folder, while that is replaced.
struct PlayedLink {
  bool is_one = true;
  bool is_there = true;
  bool came_back = false;
  bool remove() {
    if (is_one) is_there = false;
    return is_one;
  }
  void put_back() { is_there = came_back = true; }
};

TEST_CASE("a link to a folder makes way for what replaces it") {
  for (const NativeStatus refusal :
       {kAccessDenied, kNameCollision, kIsADirectory, kNotADirectory}) {
    PlayedLink link;
    CHECK(replace_making_way([&] { return link.is_there ? refusal : NativeStatus{0}; }, link) == 0);
    CHECK(!link.is_there);
    CHECK(!link.came_back);
  }
}

TEST_CASE("a link to a folder comes back when it is not replaced after all") {
  PlayedLink link;
  CHECK(replace_making_way([] { return kAccessDenied; }, link) == kAccessDenied);
  CHECK(link.is_there);
  CHECK(link.came_back);
}

TEST_CASE(
    "nothing makes way where the system replaced it, is kept from it, or it is no such link") {
  PlayedLink link;
  CHECK(replace_making_way([] { return NativeStatus{0}; }, link) == 0);
  CHECK(replace_making_way([] { return kSharingViolation; }, link) == kSharingViolation);
  CHECK(link.is_there);
  PlayedLink file{.is_one = false};
  CHECK(replace_making_way([] { return kAccessDenied; }, file) == kAccessDenied);
  CHECK(file.is_there);
  CHECK(!file.came_back);
}

OwnedHandle handle_of(const TemporaryFolder& folder) {
  OwnedHandle opened(CreateFileW(system_path(folder.path()).value().c_str(), GENERIC_READ,
                                 FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                 OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr));
  REQUIRE(opened.is_open());
  return opened;
}

constexpr std::uint16_t kReadOnly = 01;

TEST_CASE("a read-only target is made writable and read-only again, under any of its names") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  const std::uint16_t mode = kUsualFileMode | kReadOnly;
  make_file(*root, "a", "x", mode);
  REQUIRE(root->create_hard_link(*root, "a", "b"));
  const OwnedHandle handle = handle_of(folder);
  ReadOnlyTarget target(handle.get(), L"a");
  REQUIRE(target.make_writable());
  CHECK(look_at(*root, "a").mode == kUsualFileMode);
  target.make_read_only_again();
  CHECK(look_at(*root, "a").mode == mode);
  CHECK(look_at(*root, "b").mode == mode);
}

// Answers as FAT does.
NativeStatus open_none_by_number(const OpenRequest& request, OwnedHandle& opened) {
  return (request.options & kByNumber) != 0 ? kInvalidParameter : open_native(request, opened);
}

TEST_CASE("what came under the name of a read-only target is not made read-only") {
  for (const OpenNative open : {open_native, open_none_by_number}) {
    const TemporaryFolder folder;
    const auto root = folder.open();
    make_file(*root, "a", "old", kUsualFileMode | kReadOnly);
    const OwnedHandle handle = handle_of(folder);
    ReadOnlyTarget target(handle.get(), L"a", open);
    REQUIRE(target.make_writable());
    REQUIRE(root->rename("a", *root, "aside", Overwrite::never));
    make_file(*root, "a", "new");
    target.make_read_only_again();
    CHECK(look_at(*root, "a").mode == kUsualFileMode);
  }
}

TEST_CASE("where nothing is opened by number a read-only target is found by its name") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "a", "x", kUsualFileMode | kReadOnly);
  const OwnedHandle handle = handle_of(folder);
  ReadOnlyTarget target(handle.get(), L"a", open_none_by_number);
  REQUIRE(target.make_writable());
  target.make_read_only_again();
  CHECK(look_at(*root, "a").mode == (kUsualFileMode | kReadOnly));
}

TEST_CASE("neither a writable file, nor a folder, nor nothing is made writable") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "file", "x");
  make_directory_in(*root, "folder", kUsualFolderMode | kReadOnly);
  const OwnedHandle handle = handle_of(folder);
  for (const wchar_t* name : {L"file", L"folder", L"none"}) {
    CHECK(!ReadOnlyTarget(handle.get(), name).make_writable());
  }
}

TEST_CASE("what is to be renamed or removed is opened with leave to write its attributes") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "a", "x");
  const OwnedHandle handle = handle_of(folder);
  const auto entry = open_to_change(handle.get(), L"a");
  REQUIRE(entry);
  ACCESS_MASK access = 0;
  constexpr auto kAccessInformation = static_cast<FileInformation>(8);
  REQUIRE(succeeded(query_native(entry->get(), kAccessInformation, &access, sizeof access)));
  CHECK((access & FILE_WRITE_ATTRIBUTES) != 0);
  CHECK((access & DELETE) != 0);
}

}  // namespace
}  // namespace lockstep
