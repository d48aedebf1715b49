// Attributes and creation times outlive renames, publishing and new links. A file in memory plays
// what systems do of their own accord (Wine does none of it); the disk has its turn, too.
#include "platform/disk/kept_basics_windows.h"

#include <doctest/doctest.h>

#include "platform/system/path_windows.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"
#include "support/trees/feature.h"

namespace lockstep {
namespace {

constexpr std::uint16_t kUnmarked = 0700;

// The attributes and times of a file, and how its system treats it.
struct Played {
  FILE_BASIC_INFO basics{};
  bool marks_at_close = false;  // besides marking at once
  bool refuses_second = false;
  int sets = 0;
  int opened = 1;
  int closed = 0;
};

class PlayedFile {
 public:
  explicit PlayedFile(Played& played, bool was_renamed = true)
      : played_(&played), was_renamed_(was_renamed) {}

  [[nodiscard]] std::optional<FILE_BASIC_INFO> basics() const { return played_->basics; }
  void set(const FILE_BASIC_INFO& change) {
    ++played_->sets;
    if (change.CreationTime.QuadPart != 0) played_->basics.CreationTime = change.CreationTime;
    if (change.LastWriteTime.QuadPart != 0) played_->basics.LastWriteTime = change.LastWriteTime;
    if (change.FileAttributes != 0) {
      played_->basics.FileAttributes =
          change.FileAttributes & ~static_cast<DWORD>(FILE_ATTRIBUTE_NORMAL);
    }
  }
  [[nodiscard]] std::optional<PlayedFile> second() const {
    if (played_->refuses_second) return std::nullopt;
    ++played_->opened;
    return PlayedFile(*played_, false);
  }
  void close() {
    ++played_->closed;
    if (was_renamed_ && played_->marks_at_close) mark();
  }
  Result<void> rename() {
    mark();
    played_->basics.CreationTime.QuadPart = 7;  // the creation time of the file that had this name
    return {};
  }

 private:
  void mark() { played_->basics.FileAttributes |= FILE_ATTRIBUTE_ARCHIVE; }

  Played* played_;
  bool was_renamed_;
};

Played played(DWORD attributes) {
  Played file;
  file.basics.FileAttributes = attributes;
  file.basics.CreationTime.QuadPart = 1000;
  file.basics.LastWriteTime.QuadPart = 2000;
  return file;
}

Result<void> rename(Played& played) {
  PlayedFile file(played);
  return keeping_basics(file, [&] { return file.rename(); });
}

TEST_CASE("a file that is renamed keeps its attributes and creation time, at one request's cost") {
  Played file = played(FILE_ATTRIBUTE_ARCHIVE | FILE_ATTRIBUTE_HIDDEN);
  REQUIRE(rename(file));
  CHECK(file.basics.FileAttributes == (FILE_ATTRIBUTE_ARCHIVE | FILE_ATTRIBUTE_HIDDEN));
  CHECK(file.basics.CreationTime.QuadPart == 1000);
  CHECK(file.basics.LastWriteTime.QuadPart == 2000);
  CHECK(file.sets == 1);
  CHECK(file.opened == 1);
  CHECK(file.closed == 1);
}

TEST_CASE("a file without the archive attribute stays without it, whenever its system sets that") {
  for (const bool at_close : {false, true}) {
    for (const DWORD attributes : {DWORD{0}, DWORD{FILE_ATTRIBUTE_READONLY}}) {
      CAPTURE(at_close);
      CAPTURE(attributes);
      Played file = played(attributes);
      file.marks_at_close = at_close;
      REQUIRE(rename(file));
      CHECK(file.basics.FileAttributes == attributes);
      CHECK(file.basics.CreationTime.QuadPart == 1000);
      CHECK(file.sets == (at_close ? 2 : 1));
      CHECK(file.closed == file.opened);
    }
  }
}

TEST_CASE("a folder is looked at no second time") {
  Played folder = played(FILE_ATTRIBUTE_DIRECTORY);
  PlayedFile file(folder);
  REQUIRE(keeping_basics(file, [] { return Result<void>(); }));
  CHECK(folder.basics.FileAttributes == FILE_ATTRIBUTE_DIRECTORY);
  CHECK(folder.opened == 1);
}

TEST_CASE("who gets no second handle has renamed all the same") {
  Played file = played(0);
  file.refuses_second = true;
  REQUIRE(rename(file));
  CHECK(file.basics.FileAttributes == 0);
  CHECK(file.closed == 1);
}

TEST_CASE("a file that could not be renamed is left open and as it was") {
  Played file = played(0);
  PlayedFile handle(file);
  CHECK(!keeping_basics(handle, [] { return Result<void>(failure(ErrorKind::busy)); }));
  CHECK(file.sets == 0);
  CHECK(file.closed == 0);
}

TEST_CASE("a volume without creation times is asked to set none") {
  FILE_BASIC_INFO before{};
  before.LastWriteTime.QuadPart = 5;
  const FILE_BASIC_INFO back = setting_back(before);
  CHECK(back.CreationTime.QuadPart == 0);
  CHECK(back.LastWriteTime.QuadPart == 0);
  CHECK(back.FileAttributes == FILE_ATTRIBUTE_NORMAL);
}

TEST_CASE("on the disk a second handle outlives the first") {
  const TemporaryFolder folder;
  make_file(*folder.open(), "a", "x");
  OwnedHandle opened(CreateFileW(system_path(folder / "a").value().c_str(),
                                 GENERIC_READ | GENERIC_WRITE, FILE_SHARE_DELETE, nullptr,
                                 OPEN_EXISTING, 0, nullptr));
  REQUIRE(opened.is_open());
  BasicsFile first(opened);
  const auto before = first.basics();
  REQUIRE(before);
  auto second = first.second();
  REQUIRE(second);
  first.close();
  CHECK(!opened.is_open());
  FILE_BASIC_INFO hidden = setting_back(*before);
  hidden.FileAttributes |= FILE_ATTRIBUTE_HIDDEN;
  second->set(hidden);
  const auto after = second->basics();
  REQUIRE(after);
  CHECK((after->FileAttributes & FILE_ATTRIBUTE_HIDDEN) != 0);
  CHECK(after->LastWriteTime.QuadPart == before->LastWriteTime.QuadPart);
  second->close();
}

// True if files made by any program's calls are not marked.
bool has_unmarked_files(const TemporaryFolder& folder, Directory& root) {
  make_file(root, "probe", "");
  const auto path = system_path(folder / "probe").value();
  REQUIRE(SetFileAttributesW(path.c_str(), FILE_ATTRIBUTE_NORMAL) != 0);
  const bool has = (GetFileAttributesW(path.c_str()) & FILE_ATTRIBUTE_ARCHIVE) == 0;
  REQUIRE(root.remove("probe"));
  if (!has) say_lacking(Feature::files_without_archive);
  return has;
}

std::unique_ptr<StagedFile> staged_with(Directory& root, const std::string& content,
                                        std::uint16_t mode) {
  auto staged = root.stage_named(".lockstep-0123456789abcdef");
  REQUIRE(staged);
  write_text(**staged, 0, content);
  REQUIRE((*staged)->set_mode(mode));
  return std::move(*staged);
}

TEST_CASE("on the disk a file without the archive attribute is published, renamed and linked so") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  if (!has_unmarked_files(folder, *root)) return;
  REQUIRE(staged_with(*root, "old", kUnmarked)->publish("a", Overwrite::never));
  CHECK(look_at(*root, "a").mode == kUnmarked);
  REQUIRE(staged_with(*root, "new", kUnmarked | 01)->publish("a", Overwrite::allowed));
  CHECK(look_at(*root, "a").mode == (kUnmarked | 01));
  REQUIRE(root->rename("a", *root, "b", Overwrite::never));
  CHECK(look_at(*root, "b").mode == (kUnmarked | 01));
  REQUIRE(root->create_hard_link(*root, "b", "c"));
  CHECK(look_at(*root, "b").mode == (kUnmarked | 01));
  CHECK(look_at(*root, "c").mode == (kUnmarked | 01));
}

// The two are half a minute apart: FAT keeps steps of 10 ms.
const std::string kFirst = "125911584000000000";  // 2000
const std::string kSecond = "125911584300000000";

std::string creation_time_of(const Directory& root, Name name) {
  const auto attributes = root.read_child_attributes(name);
  REQUIRE(attributes);
  for (const Attribute& each : *attributes) {
    if (each.name == kCreationTime) return each.value;
  }
  return {};
}

TEST_CASE("on the disk a file has its own creation time, not that of what had its name before") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  const auto publish = [&](const std::string& time, Overwrite overwrite) {
    const auto staged = staged_with(*root, "x", kUsualFileMode);
    const auto set = staged->set_attribute(std::string(kCreationTime), time);
    if (set) REQUIRE(staged->publish("a", overwrite));
    return set;
  };
  if (const auto set = publish(kFirst, Overwrite::never); !set) {
    CHECK(set.error().kind() == ErrorKind::not_supported);
    return say_lacking(Feature::creation_times);
  }
  CHECK(creation_time_of(*root, "a") == kFirst);
  REQUIRE(publish(kSecond, Overwrite::allowed));
  CHECK(creation_time_of(*root, "a") == kSecond);
  REQUIRE(root->remove("a"));
  REQUIRE(publish(kFirst, Overwrite::never));
  CHECK(creation_time_of(*root, "a") == kFirst);
  REQUIRE(root->rename("a", *root, "b", Overwrite::never));
  REQUIRE(publish(kSecond, Overwrite::never));
  CHECK(creation_time_of(*root, "a") == kSecond);
  CHECK(creation_time_of(*root, "b") == kFirst);
}

}  // namespace
}  // namespace lockstep
