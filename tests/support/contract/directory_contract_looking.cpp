#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/contract/directory_contract.h"
#include "support/system/real_disk.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

using Names = std::vector<std::string>;

const std::string kNewline = "two\nlines";
const std::string kNoUtf8 = "\xff\xfe\x80";
const std::string kLongest(255, 'n');

}  // namespace

void check_looking(const ContractSubject& subject) {
  const auto root = subject.fresh();

  SUBCASE("an empty folder lists nothing") { CHECK(names_in(*root).empty()); }

  SUBCASE("a listing is sorted by bytes, and whole each time it is asked for") {
    for (const char* name : {"b", "a", "C", "\xc3\xa9", "a.b", "ab", "a-b", ".hidden"}) {
      make_file(*root, name, "");
    }
    const Names sorted = {".hidden", "C", "a", "a-b", "a.b", "ab", "b", "\xc3\xa9"};
    CHECK(names_in(*root) == sorted);
    CHECK(names_in(*root) == sorted);
    make_file(*root, "d", "");
    CHECK(names_in(*root).size() == sorted.size() + 1);
  }

  SUBCASE("a listing shows what came after the folder was opened") {
    make_directory_in(*root, "folder");
    const auto old = root->open_directory("folder");
    REQUIRE(old);
    make_file(*root->open_directory("folder").value(), "new", "");
    CHECK(names_in(**old) == Names{"new"});
  }

  SUBCASE("more names than fit into one system call") {
    constexpr std::size_t kMany = 700;  // 250 bytes each, in a buffer of 64 KiB
    Names expected;
    for (std::size_t i = 0; i < kMany; ++i) {
      expected.push_back(std::string(200, 'n') + std::to_string(1000 + i));
      make_directory_in(*root, expected.back());
    }
    CHECK(names_in(*root) == expected);
  }

  SUBCASE("names may hold any byte but a slash and a zero, up to 255 of them") {
    if (!subject.has(Feature::names_of_any_bytes)) return;
    const Names names = {kNewline, "\x1b[31m", " ",  "-rf",   "*?[]{}~$",
                         "\\",     "x. ",      "\r", kNoUtf8, kLongest};
    for (const std::string& name : names) {
      make_file(*root, name, name);
    }
    CHECK(names_in(*root).size() == names.size());
    for (const std::string& name : names) {
      CHECK(read_text(*root, name) == name);
    }
  }

  SUBCASE("a name that is too long is not possible, which is not absence") {
    const std::string too_long(256, 'n');
    CHECK(kind_of(root->create_directory(too_long, 0755)) == ErrorKind::name_not_possible);
    CHECK(kind_of(root->stage_named(too_long)) == ErrorKind::name_not_possible);
    CHECK(kind_of(root->examine_child(std::string(5000, 'n'))) == ErrorKind::name_not_possible);
  }

  SUBCASE("what is not one name is refused, and not as absence") {
    make_directory_in(*root, "a");
    for (const std::string& name :
         {std::string(), std::string("."), std::string(".."), std::string("a/b"), std::string("a/"),
          std::string("/"), std::string("a\0b", 3)}) {
      CAPTURE(name);
      CHECK(kind_of(root->examine_child(name)) == ErrorKind::invalid);
      CHECK(kind_of(root->open_directory(name)) == ErrorKind::invalid);
      CHECK(kind_of(root->open_entry(name)) == ErrorKind::invalid);
      CHECK(kind_of(root->open_file(name)) == ErrorKind::invalid);
      CHECK(kind_of(root->create_directory(name, 0755)) == ErrorKind::invalid);
      CHECK(kind_of(root->stage_named(name)) == ErrorKind::invalid);
      CHECK(kind_of(root->remove(name)) == ErrorKind::invalid);
      CHECK(kind_of(root->rename("a", *root, name, Overwrite::never)) == ErrorKind::invalid);
    }
  }

  SUBCASE("every kind of entry is listed as it is examined") {
    struct Expected {
      std::string name;
      EntryKind kind;
      std::uint64_t size;  // of files and links
      std::uint16_t mode;  // of files and folders
    };
    make_file(*root, "file", "hello", kUsualFileMode);
    make_directory_in(*root, "folder", kUsualFolderMode);
    std::vector<Expected> all = {{"file", EntryKind::file, 5, kUsualFileMode},
                                 {"folder", EntryKind::directory, 0, kUsualFolderMode}};
    if (subject.has(Feature::links)) {
      REQUIRE(root->create_symlink("link", "target"));
      all.push_back({"link", EntryKind::symlink, 6, 0});
    }
    if (subject.has(Feature::special_files)) {
      REQUIRE(root->create_special("fifo", EntryKind::fifo, 0));
      REQUIRE(root->create_special("socket", EntryKind::socket, 0));
      all.insert(all.begin(), {"fifo", EntryKind::fifo, 0, 0});
      all.push_back({"socket", EntryKind::socket, 0, 0});
    }
    const auto listing = root->list();
    REQUIRE(listing);
    CHECK(listing->failures.empty());
    REQUIRE(listing->entries.size() == all.size());
    for (const Entry& listed : listing->entries) {
      CAPTURE(std::string(listed.name));
      const Entry examined = look_at(*root, std::string(listed.name));
      const auto handle = root->open_entry(listed.name);
      REQUIRE(handle);
      const auto held = (*handle)->examine();
      REQUIRE(held);
      CHECK(held->name.empty());
      for (const Entry& other : {examined, *held}) {
        CHECK(other.kind == listed.kind);
        CHECK(other.identity == listed.identity);
        CHECK(other.size == listed.size);
        CHECK(other.mode == listed.mode);
        CHECK(other.owner == listed.owner);
        CHECK(other.group == listed.group);
        CHECK(other.link_count == listed.link_count);
        CHECK(other.modified() == listed.modified());
        CHECK(other.changed() == listed.changed());
        CHECK(other.unreadable == false);
        CHECK(other.mount_point == listed.mount_point);
      }
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      CAPTURE(all[i].name);
      const Entry& entry = listing->entries[i];
      CHECK(entry.name == all[i].name);
      CHECK(entry.kind == all[i].kind);
      const bool has_mode = entry.kind == EntryKind::file || entry.kind == EntryKind::directory;
      if (entry.kind == EntryKind::file || entry.kind == EntryKind::symlink) {
        CHECK(entry.size == all[i].size);
      }
      if (has_mode) CHECK(entry.mode == all[i].mode);
      CHECK(entry.mount_point == false);
      CHECK(entry.sparse == false);
      CHECK(entry.offline == false);
    }
  }

  SUBCASE("an examined name that is not there is not_found") {
    CHECK(kind_of(root->examine_child("a")) == ErrorKind::not_found);
    CHECK(kind_of(root->read_child_attributes("a")) == ErrorKind::not_found);
    CHECK(kind_of(root->read_link("a")) == ErrorKind::not_found);
    CHECK(kind_of(root->open_directory("a")) == ErrorKind::not_found);
    CHECK(kind_of(root->open_file("a")) == ErrorKind::not_found);
    CHECK(kind_of(root->open_entry("a")) == ErrorKind::not_found);
  }

  SUBCASE("two entries of one folder differ in identity, and lie on its volume") {
    make_file(*root, "a", "");
    make_file(*root, "b", "");
    const auto own = root->examine();
    REQUIRE(own);
    CHECK(own->kind == EntryKind::directory);
    CHECK(look_at(*root, "a").identity != look_at(*root, "b").identity);
    CHECK(look_at(*root, "a").identity.volume == own->identity.volume);
  }

  SUBCASE("a folder is known again by what it is, and no other one by that") {
    const auto what_is = [&root](const std::string& name) {
      return (*root->open_directory(name))->persistent_id().value();
    };
    make_directory_in(*root, "a");
    make_directory_in(*root, "b");
    const std::string a = what_is("a");
    const std::string b = what_is("b");
    CHECK(a.empty() == b.empty());
    make_file(**root->open_directory("a"), "new", "");
    REQUIRE(root->rename("a", *root, "c", Overwrite::never));
    CHECK(what_is("c") == a);
    REQUIRE(root->remove_directory("b"));
    make_directory_in(*root, "b");
    // The first pair shows whether this volume tells.
    if (!a.empty()) CHECK(a != b);
    if (!a.empty() && !a.ends_with('@')) CHECK(what_is("b") != b);
  }

  SUBCASE("a folder knows its volume, which is that of the folders in it") {
    make_directory_in(*root, "a");
    const auto inner = root->open_directory("a");
    REQUIRE(inner);
    const auto volume = root->volume();
    const auto inner_volume = (*inner)->volume();
    REQUIRE(volume);
    REQUIRE(inner_volume);
    CHECK(!volume->type.empty());
    CHECK(!volume->identity.empty());
    CHECK(volume->type == inner_volume->type);
    CHECK(volume->device == inner_volume->device);
  }
}

void check_opening(const ContractSubject& subject) {
  const auto root = subject.fresh();

  SUBCASE("a link is never followed") {
    if (!subject.has(Feature::links)) return;
    make_directory_in(*root, "folder");
    make_file(*root, "file", "hello");
    REQUIRE(root->create_symlink("to-folder", "folder"));
    REQUIRE(root->create_symlink("to-file", "file"));
    REQUIRE(root->create_symlink("to-itself", "to-itself"));
    for (const char* name : {"to-folder", "to-file", "to-itself"}) {
      CAPTURE(name);
      CHECK(kind_of(root->open_directory(name)) == ErrorKind::is_a_link);
      CHECK(kind_of(root->open_file(name)) == ErrorKind::is_a_link);
      const auto handle = root->open_entry(name);
      REQUIRE(handle);
      const auto entry = (*handle)->examine();
      REQUIRE(entry);
      CHECK(entry->kind == EntryKind::symlink);
    }
  }

  SUBCASE("only folders open as folders") {
    make_file(*root, "file", "");
    CHECK(kind_of(root->open_directory("file")) == ErrorKind::not_a_directory);
    if (subject.has(Feature::special_files)) {
      REQUIRE(root->create_special("fifo", EntryKind::fifo, 0));
      CHECK(kind_of(root->open_directory("fifo")) == ErrorKind::not_a_directory);
    }
  }

  SUBCASE("what is no regular file can't be read as one, and nothing waits") {
    make_directory_in(*root, "folder");
    Names names = {"folder"};
    if (subject.has(Feature::special_files)) {
      REQUIRE(root->create_special("fifo", EntryKind::fifo, 0));
      REQUIRE(root->create_special("socket", EntryKind::socket, 0));
      names.insert(names.end(), {"fifo", "socket"});
    }
    for (const std::string& name : names) {
      CAPTURE(name);
      const auto file = root->open_file(name);
      if (!file) {
        CHECK(file.error().kind() == ErrorKind::changed);
        continue;
      }
      std::byte buffer[16];
      CHECK(kind_of((*file)->read(0, buffer)) == ErrorKind::changed);
    }
  }

  SUBCASE("a link's target is read as it was written") {
    if (!subject.has(Feature::links)) return;
    for (const std::string& target :
         {std::string("a"), std::string("../../.."), std::string("/x//y/"), std::string("\xff\n"),
          std::string(255, 't'), std::string(256, 't'), std::string(1000, 't')}) {
      REQUIRE(root->create_symlink("link", target));
      CHECK(root->read_link("link") == target);
      CHECK(look_at(*root, "link").size == target.size());
      REQUIRE(root->remove("link"));
    }
    make_file(*root, "file", "");
    CHECK(kind_of(root->read_link("file")) == ErrorKind::changed);
  }

  SUBCASE("handles stay on their entry when it is renamed, and when it is gone") {
    make_file(*root, "file", "hello");
    make_directory_in(*root, "folder");
    const auto identity = look_at(*root, "file").identity;
    const auto file = root->open_file("file");
    const auto entry = root->open_entry("file");
    const auto folder = root->open_directory("folder");
    REQUIRE(file);
    REQUIRE(entry);
    REQUIRE(folder);
    REQUIRE(root->rename("file", *root, "other", Overwrite::never));
    REQUIRE(root->rename("folder", *root, "other-folder", Overwrite::never));
    make_file(*root, "file", "changed");
    CHECK((*entry)->examine()->identity == identity);
    CHECK(read_text(**file) == "hello");
    make_file(**folder, "inside", "");
    const auto moved = root->open_directory("other-folder");
    REQUIRE(moved);
    CHECK(names_in(**moved) == Names{"inside"});
    REQUIRE(root->remove("other"));
    CHECK(read_text(**file) == "hello");
    if (subject.has(Feature::removal_of_open_entries)) {
      CHECK((*entry)->examine()->link_count == 0);
    }
  }

  SUBCASE("a folder that was removed lists nothing or is not there, and takes nothing in") {
    make_directory_in(*root, "folder");
    const auto folder = root->open_directory("folder");
    REQUIRE(folder);
    REQUIRE(root->remove_directory("folder"));
    const auto listing = (*folder)->list();
    CHECK((listing ? listing->entries.empty() : kind_of(listing) == ErrorKind::not_found));
    if (!subject.has(Feature::removal_of_open_entries)) return;
    CHECK(kind_of((*folder)->examine_child("a")) == ErrorKind::not_found);
    CHECK(kind_of((*folder)->create_directory("a", 0755)) == ErrorKind::not_found);
  }

  SUBCASE("a folder's handle outlives that of the folder it is in") {
    make_directory_in(*root, "a");
    auto outer = root->open_directory("a");
    REQUIRE(outer);
    make_directory_in(**outer, "b");
    const auto inner = (*outer)->open_directory("b");
    REQUIRE(inner);
    outer->reset();
    make_file(**inner, "c", "hello");
    CHECK(read_text(**inner, "c") == "hello");
  }
}

}  // namespace lockstep
