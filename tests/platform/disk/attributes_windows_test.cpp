// Tests alternate streams: the requests for them, and streams on the disk if it keeps them.
#include "platform/disk/attributes_windows.h"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"
#include "support/trees/feature.h"

namespace lockstep {
namespace {

const std::string kStream = "windows.stream.note";
using Values = std::vector<std::string>;

// Returns the values of the streams that an entry has, by the streams' names.
Values streams_of(const Directory& folder, Name name) {
  const auto attributes = folder.read_child_attributes(name);
  REQUIRE(attributes);
  Values values;
  for (const Attribute& each : *attributes) {
    if (each.name.starts_with("windows.stream.")) values.push_back(each.value);
  }
  return values;
}

Result<void> set_stream(Directory& folder, Name name, const std::string& value) {
  const auto handle = folder.open_entry(name);
  REQUIRE(handle);
  return (*handle)->set_attribute(kStream, value);
}

// True if the disk keeps streams. Wine does not, nor do FAT and the first ReFS.
bool keeps_streams(Directory& folder) {
  make_file(folder, "probe", "");
  const auto set = set_stream(folder, "probe", "x");
  REQUIRE(folder.remove("probe"));
  if (set) return true;
  CHECK(set.error().kind() == ErrorKind::not_supported);
  say_lacking(Feature::streams);
  return false;
}

TEST_CASE("a stream is asked of the entry that was opened, not of what a link leads to") {
  const OpenRequest request =
      stream_request(nullptr, L":note:$DATA", FILE_READ_DATA, kOpenExisting);
  CHECK((request.options & kTheLinkItself) != 0);
  CHECK((request.options & kForBackup) != 0);
  CHECK(request.name == L":note:$DATA");
  CHECK(request.access == FILE_READ_DATA);
  CHECK(request.disposition == kOpenExisting);
}

TEST_CASE("streams of files and folders are attributes that come and go") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  if (!keeps_streams(*root)) return;
  make_file(*root, "file", "content");
  make_directory_in(*root, "folder");
  for (const char* name : {"file", "folder"}) {
    CAPTURE(name);
    CHECK(streams_of(*root, name).empty());
    REQUIRE(set_stream(*root, name, "a longer value"));
    CHECK(streams_of(*root, name) == Values{"a longer value"});
    REQUIRE(set_stream(*root, name, "short"));
    CHECK(streams_of(*root, name) == Values{"short"});
    const auto handle = root->open_entry(name);
    REQUIRE(handle);
    REQUIRE((*handle)->remove_attribute(kStream));
    CHECK(streams_of(*root, name).empty());
    CHECK((*handle)->remove_attribute(kStream).has_value());
  }
  CHECK(read_text(*root, "file") == "content");
}

TEST_CASE("a file is published with its streams, and replaces one with others") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  if (!keeps_streams(*root)) return;
  make_file(*root, "file", "old");
  REQUIRE(set_stream(*root, "file", "old note"));
  auto staged = root->stage_named(".lockstep-0123456789abcdef");
  REQUIRE(staged);
  write_text(**staged, 0, "new");
  REQUIRE((*staged)->set_attribute(kStream, "new note"));
  REQUIRE((*staged)->publish("file", Overwrite::allowed));
  CHECK(read_text(*root, "file") == "new");
  CHECK(streams_of(*root, "file") == Values{"new note"});
}

TEST_CASE("a link's stream is its own, and its target's is left alone") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  if (!keeps_streams(*root)) return;
  make_file(*root, "target", "content");
  REQUIRE(set_stream(*root, "target", "the target's"));
  if (!root->create_symlink("link", "target")) return say_lacking(Feature::links);
  CHECK(streams_of(*root, "link").empty());
  const auto set = set_stream(*root, "link", "the link's");
  CHECK(streams_of(*root, "target") == Values{"the target's"});
  if (set) CHECK(streams_of(*root, "link") == Values{"the link's"});
}

}  // namespace
}  // namespace lockstep
