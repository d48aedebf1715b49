// Tests what only Windows' folders hold, and refuse.
#include <memory>
#include <thread>
#include <windows.h>

#include <doctest/doctest.h>

#include "platform/disk/roots.h"
#include "platform/system/owned_handle_windows.h"
#include "platform/system/path_windows.h"
#include "support/system/real_disk.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"
#include "support/trees/feature.h"

namespace lockstep {
namespace {

constexpr Name kTemporary = ".lockstep-0123456789abcdef";
constexpr std::uint16_t kReadOnly = 01;
constexpr std::uint16_t kHidden = 02;

using Names = std::vector<std::string>;

bool has(Feature feature) {
  const TemporaryFolder probed;
  if (!lacking_on_disk(*probed.open()).contains(feature)) return true;
  say_lacking(feature);
  return false;
}

std::unique_ptr<Handle> handle_on(const Directory& folder, Name name) {
  auto handle = folder.open_entry(name);
  REQUIRE(handle);
  return std::move(*handle);
}

std::unique_ptr<StagedFile> staged_in(Directory& folder, const std::string& content) {
  auto staged = folder.stage_named(kTemporary);
  REQUIRE(staged);
  write_text(**staged, 0, content);
  return std::move(*staged);
}

// Opens the file as a careless program does: nobody may write to or remove what it reads.
OwnedHandle hold(const std::string& path) {
  OwnedHandle held(CreateFileW(system_path(path).value().c_str(), GENERIC_READ, FILE_SHARE_READ,
                               nullptr, OPEN_EXISTING, 0, nullptr));
  REQUIRE(held.is_open());
  return held;
}

TEST_CASE("read-only is a mode, and hinders neither replacement nor removal") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "a", "old", kUsualFileMode | kReadOnly);
  CHECK(look_at(*root, "a").mode == (kUsualFileMode | kReadOnly));
  auto staged = staged_in(*root, "new");
  REQUIRE(staged->set_mode(kUsualFileMode | kReadOnly));
  REQUIRE(staged->publish("a", Overwrite::allowed));
  CHECK(read_text(*root, "a") == "new");
  CHECK(look_at(*root, "a").mode == (kUsualFileMode | kReadOnly));
  REQUIRE(root->rename("a", *root, "b", Overwrite::never));
  REQUIRE(handle_on(*root, "b")->set_modified({1'000'000'000, 0}));
  REQUIRE(root->remove("b"));
  REQUIRE(root->create_directory("folder", kUsualFolderMode | kReadOnly));
  REQUIRE(root->remove_directory("folder"));
  CHECK(names_in(*root).empty());
}

TEST_CASE("a read-only file keeps its mode when one of its names is removed") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "a", "x", kUsualFileMode | kReadOnly);
  REQUIRE(root->create_hard_link(*root, "a", "b"));
  REQUIRE(root->remove("a"));
  CHECK(look_at(*root, "b").mode == (kUsualFileMode | kReadOnly));
  CHECK(look_at(*root, "b").link_count == 1);
}

TEST_CASE("hidden is a mode of files and folders") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "file", "x");
  make_directory_in(*root, "folder");
  for (const char* name : {"file", "folder"}) {
    CAPTURE(name);
    const auto usual = look_at(*root, name).mode;
    REQUIRE(handle_on(*root, name)->set_mode(static_cast<std::uint16_t>(usual | kHidden)));
    CHECK(look_at(*root, name).mode == (usual | kHidden));
    REQUIRE(handle_on(*root, name)->set_mode(usual));
    CHECK(look_at(*root, name).mode == usual);
  }
}

TEST_CASE("a listing tells how many names a file has") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "a", "x");
  REQUIRE(root->create_hard_link(*root, "a", "b"));
  const auto listing = root->list();
  REQUIRE(listing);
  REQUIRE(listing->entries.size() == 2);
  for (const Entry& entry : listing->entries) CHECK(entry.link_count == 2);
  CHECK(listing->entries[0].identity == listing->entries[1].identity);
}

TEST_CASE("names that programs for Windows trip over are names like others") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  Names names = {" lead",           "NUL", "a.", "a. ", "com1.txt", "\xe6\xbc\xa2\xe5\xad\x97",
                 "\xf0\x9f\x94\x92"};
  if (has(Feature::lone_surrogates)) names.emplace_back("\xed\xa0\x80");
  for (const std::string& name : names) make_file(*root, name, name);
  CHECK(names_in(*root).size() == names.size());
  for (const std::string& name : names) {
    CAPTURE(name);
    CHECK(read_text(*root, name) == name);
  }
}

TEST_CASE("a stream is no name, and what Windows can't spell is not possible") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "a", "x");
  for (const std::string& name : {std::string("a:b"), std::string("a::$DATA"), std::string("\xff"),
                                  std::string("what?"), std::string("*"), std::string("a|b")}) {
    CAPTURE(name);
    CHECK(kind_of(root->examine_child(name)) == ErrorKind::name_not_possible);
    CHECK(kind_of(root->stage_named(name)) == ErrorKind::name_not_possible);
    CHECK(kind_of(root->create_directory(name, kUsualFolderMode)) == ErrorKind::name_not_possible);
  }
  CHECK(kind_of(root->examine_child("a\\b")) == ErrorKind::invalid);
  CHECK(names_in(*root) == Names{"a"});
}

TEST_CASE("folders nest deeper than 260 characters, by handle and by path") {
  const TemporaryFolder folder;
  std::string path = folder.path();
  for (int i = 0; i < 5; ++i) path += "/" + std::string(100, static_cast<char>('a' + i));
  REQUIRE(create_folders(path) == 5);
  const auto inner = open_root(path);
  REQUIRE(inner);
  make_file(**inner, "file", "hello");
  CHECK(read_text(**inner, "file") == "hello");
  CHECK(real_path(path) == path);
}

TEST_CASE("a name's case is changed by a rename, whether or not it may overwrite") {
  if (!has(Feature::case_renames)) return;
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "name", "hello");
  REQUIRE(root->rename("name", *root, "Name", Overwrite::never));
  CHECK(names_in(*root) == Names{"Name"});
  REQUIRE(root->rename("Name", *root, "NAME", Overwrite::allowed));
  CHECK(names_in(*root) == Names{"NAME"});
  CHECK(read_text(*root, "NAME") == "hello");
}

TEST_CASE("what another program holds open is busy, after a while, and stays what it was") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "a", "old");
  {
    const OwnedHandle held = hold(folder / "a");
    const auto staged = staged_in(*root, "new");
    CHECK(kind_of(staged->publish("a", Overwrite::allowed)) == ErrorKind::busy);
    CHECK(kind_of(root->remove("a")) == ErrorKind::busy);
    CHECK(kind_of(root->rename("a", *root, "b", Overwrite::never)) == ErrorKind::busy);
  }
  CHECK(read_text(*root, "a") == "old");
  REQUIRE(staged_in(*root, "new")->publish("a", Overwrite::allowed));
  CHECK(read_text(*root, "a") == "new");
}

// Opens the file as a program does that shares it with nobody.
OwnedHandle seize(const std::string& path) {
  OwnedHandle held(CreateFileW(system_path(path).value().c_str(), GENERIC_READ | GENERIC_WRITE, 0,
                               nullptr, OPEN_EXISTING, 0, nullptr));
  REQUIRE(held.is_open());
  return held;
}

TEST_CASE("a file that another program has to itself is waited for, for a while") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "a", "hello");
  auto held = std::make_unique<OwnedHandle>(seize(folder / "a"));
  CHECK(kind_of(root->open_file("a")) == ErrorKind::busy);
  CHECK(look_at(*root, "a").size == 5);
  std::jthread other([&held] {
    Sleep(40);
    held.reset();
  });
  CHECK(root->open_file("a").has_value());
  other.join();
  CHECK(read_text(*root, "a") == "hello");
}

TEST_CASE("files are handed to the disk, where that is NTFS'") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  const auto staged = staged_in(*root, "hello");
  const auto handed = staged->write_to_device();
  const HMODULE system = GetModuleHandleW(L"ntdll.dll");
  if (GetProcAddress(system, "NtFlushBuffersFileEx") == nullptr || root->volume()->type != "ntfs") {
    say_lacking(Feature::flushes_but_the_disk);
    CHECK(kind_of(handed) == ErrorKind::not_supported);
  } else {
    CHECK(handed.has_value());
  }
  REQUIRE(staged->flush());
  REQUIRE(staged->publish("a", Overwrite::never));
  CHECK(read_text(*root, "a") == "hello");
}

TEST_CASE("a published file can be read while its maker still exists") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  const auto staged = staged_in(*root, "hello");
  REQUIRE(staged->publish("a", Overwrite::never));
  CHECK(read_text(*root, "a") == "hello");
}

TEST_CASE("times are kept in steps of 100 ns, and those before 1601 as the first of them") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "a", "x");
  REQUIRE(handle_on(*root, "a")->set_modified({1'234'567'890, 123'456'789}));
  CHECK(look_at(*root, "a").modified() == Timestamp{1'234'567'890, 123'456'700});
}

TEST_CASE("every entry has a creation time, and no other attribute by itself") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "a", "x");
  const auto attributes = root->read_child_attributes("a");
  REQUIRE(attributes);
  REQUIRE(attributes->size() == 1);
  CHECK(attributes->front().name == kCreationTime);
  CHECK(kind_of(handle_on(*root, "a")->set_attribute("user.linux", "x")) ==
        ErrorKind::not_supported);
}

}  // namespace
}  // namespace lockstep
