// Tests junctions on the disk, which any user may make: to Lockstep they are links that it does not
// follow. Targets lie in the test's own folder.
#include <algorithm>
#include <string>
#include <windows.h>

#include <doctest/doctest.h>

#include "platform/system/path_windows.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"
#include "support/trees/feature.h"

namespace lockstep {
namespace {

// "target" with a file in it, and "junction" to it.
class Junction {
 public:
  Junction() : root_(folder_.open()) {
    make_directory_in(*root_, "target");
    make_file(*target(), "inner", "hello");
    std::string path = folder_ / "target";
    std::ranges::replace(path, '/', '\\');
    text_ = "|\\??\\" + path;
    made_ = root_->create_symlink("junction", text_);
  }

  // Returns false on Wine, which makes none, and on volumes without reparse points.
  [[nodiscard]] bool is_made() const {
    if (made_) return true;
    CHECK(made_.error().kind() == ErrorKind::not_supported);
    CHECK(kind_of(root_->examine_child("junction")) == ErrorKind::not_found);
    say_lacking(Feature::junctions);
    return false;
  }

  [[nodiscard]] Directory& root() { return *root_; }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }
  [[nodiscard]] std::unique_ptr<Directory> target() const {
    auto opened = root_->open_directory("target");
    REQUIRE(opened);
    return std::move(*opened);
  }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<Directory> root_;
  std::string text_;
  Result<void> made_;
};

TEST_CASE("a junction is a link, and leads other programs where it says") {
  Junction made;
  if (!made.is_made()) return;
  const Entry entry = look_at(made.root(), "junction");
  CHECK(entry.kind == EntryKind::symlink);
  CHECK(entry.size == made.text().size());
  CHECK(made.root().read_link("junction") == made.text());
  const auto listing = made.root().list();
  REQUIRE(listing);
  REQUIRE(listing->entries.size() == 2);
  CHECK(listing->entries[0].name == "junction");
  CHECK(listing->entries[0].kind == EntryKind::symlink);
  CHECK(listing->entries[0].size == made.text().size());
  CHECK(GetFileAttributesW(system_path(made.path("junction/inner")).value().c_str()) !=
        INVALID_FILE_ATTRIBUTES);
}

TEST_CASE("a junction is not entered") {
  Junction made;
  if (!made.is_made()) return;
  CHECK(kind_of(made.root().open_directory("junction")) == ErrorKind::is_a_link);
  CHECK(kind_of(made.root().open_file("junction")) == ErrorKind::is_a_link);
}

TEST_CASE("a junction is renamed and removed without its target") {
  Junction made;
  if (!made.is_made()) return;
  REQUIRE(made.root().rename("junction", made.root(), "renamed", Overwrite::never));
  CHECK(made.root().read_link("renamed") == made.text());
  CHECK(kind_of(made.root().remove_directory("renamed")) == ErrorKind::not_a_directory);
  REQUIRE(made.root().remove("renamed"));
  CHECK(names_in(made.root()) == std::vector<std::string>{"target"});
  CHECK(read_text(*made.target(), "inner") == "hello");
}

TEST_CASE("a junction's time is its own") {
  Junction made;
  if (!made.is_made()) return;
  const Timestamp before = look_at(made.root(), "target").modified();
  const auto handle = made.root().open_entry("junction");
  REQUIRE(handle);
  REQUIRE((*handle)->set_modified({1'000'000'000, 0}));
  CHECK(look_at(made.root(), "junction").modified() == Timestamp{1'000'000'000, 0});
  CHECK(look_at(made.root(), "target").modified() == before);
}

TEST_CASE("a junction is replaced by another, by a file, and by a new file") {
  Junction made;
  if (!made.is_made()) return;
  const std::string nowhere = made.text() + "\\nowhere";
  REQUIRE(made.root().create_symlink("other", nowhere));
  REQUIRE(made.root().rename("other", made.root(), "junction", Overwrite::allowed));
  CHECK(made.root().read_link("junction") == nowhere);
  make_file(made.root(), "file", "x");
  REQUIRE(made.root().rename("file", made.root(), "junction", Overwrite::allowed));
  CHECK(read_text(made.root(), "junction") == "x");

  REQUIRE(made.root().create_symlink("other", made.text()));
  const auto staged = made.root().stage_named(".lockstep-0123456789abcdef");
  REQUIRE(staged);
  write_text(**staged, 0, "y");
  REQUIRE((*staged)->publish("other", Overwrite::allowed));
  CHECK(read_text(made.root(), "other") == "y");
  CHECK(names_in(*made.target()) == std::vector<std::string>{"inner"});
  CHECK(read_text(*made.target(), "inner") == "hello");
}

}  // namespace
}  // namespace lockstep
