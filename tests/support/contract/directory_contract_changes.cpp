#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/contract/directory_contract.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

using Names = std::vector<std::string>;

}  // namespace

void check_creating(const ContractSubject& subject) {
  const auto root = subject.fresh();

  SUBCASE("a new folder has exactly the mode asked for") {
    if (!subject.has(Feature::permission_bits)) return;
    for (const std::uint16_t mode : std::initializer_list<std::uint16_t>{
             0755, 0777, 0775, 0555, 0700, 0000, 01777, 02755, 04711}) {
      CAPTURE(mode);
      REQUIRE(root->create_directory("a", mode));
      CHECK(look_at(*root, "a").kind == EntryKind::directory);
      CHECK(look_at(*root, "a").mode == mode);
      REQUIRE(root->remove_directory("a"));
    }
  }

  SUBCASE("nothing is created over what is there") {
    make_file(*root, "file", "untouched");
    make_directory_in(*root, "folder", 0700);
    Names names = {"file", "folder"};
    if (subject.has(Feature::links)) {
      REQUIRE(root->create_symlink("link", "nowhere"));
      names.emplace_back("link");
    }
    for (const std::string& name : names) {
      CAPTURE(name);
      CHECK(kind_of(root->create_directory(name, 0755)) == ErrorKind::already_exists);
      CHECK(kind_of(root->create_symlink(name, "x")) == ErrorKind::already_exists);
      if (subject.has(Feature::special_files)) {
        CHECK(kind_of(root->create_special(name, EntryKind::fifo, 0)) == ErrorKind::already_exists);
      }
      CHECK(kind_of(root->create_hard_link(*root, "file", name)) == ErrorKind::already_exists);
    }
    CHECK(look_at(*root, "folder").mode == 0700);
    CHECK(names_in(*root) == names);
  }

  SUBCASE("a link without a target can't be") {
    CHECK(kind_of(root->create_symlink("a", "")) == ErrorKind::invalid);
    CHECK(names_in(*root).empty());
  }

  SUBCASE("fifos and sockets are for their owner alone") {
    if (!subject.has(Feature::special_files)) return;
    REQUIRE(root->create_special("fifo", EntryKind::fifo, 0));
    REQUIRE(root->create_special("socket", EntryKind::socket, 0));
    CHECK(look_at(*root, "fifo").kind == EntryKind::fifo);
    CHECK(look_at(*root, "fifo").mode == 0600);
    CHECK(look_at(*root, "socket").kind == EntryKind::socket);
    CHECK(look_at(*root, "socket").mode == 0600);
    CHECK(kind_of(root->create_special("file", EntryKind::file, 0)) == ErrorKind::invalid);
    CHECK(kind_of(root->create_special("other", EntryKind::other, 0)) == ErrorKind::invalid);
  }

  SUBCASE("devices keep their number, or are refused to the unprivileged") {
    if (!subject.has(Feature::special_files)) return;
    constexpr std::uint64_t kNull = 0x103;  // 1:3
    for (const EntryKind kind : {EntryKind::character_device, EntryKind::block_device}) {
      const auto created = root->create_special("device", kind, kNull);
      if (!subject.privileged) {
        CHECK(kind_of(created) == ErrorKind::permission_denied);
        continue;
      }
      REQUIRE(created);
      CHECK(look_at(*root, "device").kind == kind);
      CHECK(look_at(*root, "device").device() == kNull);
      REQUIRE(root->remove("device"));
    }
  }

  SUBCASE("a hard link is one more name of the same entry, in any folder") {
    make_file(*root, "a", "hello");
    make_directory_in(*root, "folder");
    const auto folder = root->open_directory("folder");
    REQUIRE(folder);
    REQUIRE((*folder)->create_hard_link(*root, "a", "b"));
    CHECK(look_at(**folder, "b").identity == look_at(*root, "a").identity);
    CHECK(look_at(*root, "a").link_count == 2);
    CHECK(kind_of(root->create_hard_link(*root, "absent", "c")) == ErrorKind::not_found);
    REQUIRE(root->remove("a"));
    CHECK(look_at(**folder, "b").link_count == 1);
    CHECK(read_text(**folder, "b") == "hello");
  }

  SUBCASE("a hard link to a link is a link") {
    if (!subject.has(Feature::links)) return;
    REQUIRE(root->create_symlink("link", "nowhere"));
    REQUIRE(root->create_hard_link(*root, "link", "second"));
    CHECK(root->read_link("second") == std::string("nowhere"));
    CHECK(look_at(*root, "second").identity == look_at(*root, "link").identity);
  }
}

void check_renaming_and_removing(const ContractSubject& subject) {
  const auto root = subject.fresh();

  SUBCASE("a rename keeps the entry, also into another folder") {
    make_file(*root, "a", "hello");
    make_directory_in(*root, "folder");
    const auto folder = root->open_directory("folder");
    REQUIRE(folder);
    const auto identity = look_at(*root, "a").identity;
    REQUIRE(root->rename("a", **folder, "b", Overwrite::never));
    CHECK(names_in(*root) == Names{"folder"});
    CHECK(look_at(**folder, "b").identity == identity);
    REQUIRE((*folder)->rename("b", *root, "c", Overwrite::allowed));
    CHECK(look_at(*root, "c").identity == identity);
    CHECK(kind_of(root->rename("absent", *root, "d", Overwrite::never)) == ErrorKind::not_found);
    CHECK(kind_of(root->rename("absent", *root, "d", Overwrite::allowed)) == ErrorKind::not_found);
  }

  SUBCASE("without leave to overwrite nothing is replaced") {
    make_file(*root, "a", "a");
    make_file(*root, "b", "b");
    make_directory_in(*root, "empty");
    make_directory_in(*root, "folder");
    Names targets = {"b", "empty"};
    if (subject.has(Feature::links)) {
      REQUIRE(root->create_symlink("dangling", "nowhere"));
      targets.emplace_back("dangling");
    }
    for (const std::string& target : targets) {
      CAPTURE(target);
      CHECK(kind_of(root->rename("a", *root, target, Overwrite::never)) ==
            ErrorKind::already_exists);
      CHECK(kind_of(root->rename("folder", *root, target, Overwrite::never)) ==
            ErrorKind::already_exists);
    }
    CHECK(names_in(*root).size() == targets.size() + 2);
    CHECK(read_text(*root, "b") == "b");
  }

  SUBCASE("with leave to overwrite a folder is replaced by a folder alone, and only when empty") {
    make_file(*root, "a", "a");
    make_file(*root, "b", "b");
    make_directory_in(*root, "empty");
    make_directory_in(*root, "folder");
    make_file(*root->open_directory("folder").value(), "inside", "");
    CHECK(kind_of(root->rename("a", *root, "empty", Overwrite::allowed)) ==
          ErrorKind::is_a_directory);
    CHECK(kind_of(root->rename("empty", *root, "a", Overwrite::allowed)) ==
          ErrorKind::not_a_directory);
    CHECK(kind_of(root->rename("empty", *root, "folder", Overwrite::allowed)) ==
          ErrorKind::not_empty);
    REQUIRE(root->rename("a", *root, "b", Overwrite::allowed));
    CHECK(read_text(*root, "b") == "a");
    REQUIRE(root->rename("folder", *root, "empty", Overwrite::allowed));
    CHECK(names_in(*root) == Names{"b", "empty"});
    CHECK(names_in(*root->open_directory("empty").value()) == Names{"inside"});
  }

  SUBCASE("between two names of one file a rename does nothing and says success") {
    make_file(*root, "a", "hello");
    REQUIRE(root->create_hard_link(*root, "a", "b"));
    CHECK(root->rename("a", *root, "b", Overwrite::allowed).has_value());
    CHECK(names_in(*root) == Names{"a", "b"});
    CHECK(kind_of(root->rename("a", *root, "b", Overwrite::never)) == ErrorKind::already_exists);
  }

  SUBCASE("files, links and special files are removed, folders are not") {
    make_file(*root, "file", "");
    make_file(*root, "target", "");
    make_directory_in(*root, "folder");
    Names removable = {"file"};
    if (subject.has(Feature::links)) {
      REQUIRE(root->create_symlink("link", "target"));
      REQUIRE(root->create_symlink("to-folder", "folder"));
      removable.insert(removable.end(), {"link", "to-folder"});
    }
    if (subject.has(Feature::special_files)) {
      REQUIRE(root->create_special("fifo", EntryKind::fifo, 0));
      removable.emplace_back("fifo");
    }
    for (const std::string& name : removable) {
      CHECK(root->remove(name).has_value());
    }
    CHECK(kind_of(root->remove("folder")) == ErrorKind::is_a_directory);
    CHECK(kind_of(root->remove("absent")) == ErrorKind::not_found);
    CHECK(names_in(*root) == Names{"folder", "target"});
  }

  SUBCASE("only empty folders are removed as folders") {
    make_file(*root, "file", "");
    make_directory_in(*root, "empty");
    make_directory_in(*root, "full");
    make_file(*root->open_directory("full").value(), "inside", "");
    CHECK(kind_of(root->remove_directory("file")) == ErrorKind::not_a_directory);
    if (subject.has(Feature::links)) {
      REQUIRE(root->create_symlink("link", "empty"));
      CHECK(kind_of(root->remove_directory("link")) == ErrorKind::not_a_directory);
      REQUIRE(root->remove("link"));
    }
    CHECK(kind_of(root->remove_directory("full")) == ErrorKind::not_empty);
    CHECK(kind_of(root->remove_directory("absent")) == ErrorKind::not_found);
    REQUIRE(root->remove_directory("empty"));
    CHECK(names_in(*root) == Names{"file", "full"});
  }

  SUBCASE("flushes succeed") {
    make_file(*root, "a", "hello");
    CHECK(root->flush().has_value());
    const auto flushed = root->flush_volume();
    CHECK((flushed || kind_of(flushed) == ErrorKind::not_supported));
  }
}

}  // namespace lockstep
