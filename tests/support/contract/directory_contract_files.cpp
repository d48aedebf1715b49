#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/contract/directory_contract.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

using Names = std::vector<std::string>;

constexpr Name kTemporary = ".lockstep-0123456789abcdef";

std::unique_ptr<StagedFile> staged_in(Directory& folder, const std::string& content,
                                      Caching caching = Caching::usual) {
  auto staged = folder.stage_named(kTemporary, caching);
  REQUIRE(staged);
  write_text(**staged, 0, content);
  return std::move(*staged);
}

bool is_all_hole_from(ReadableFile& file, std::uint64_t offset) {
  const auto extent = file.next_data(offset);
  REQUIRE(extent);
  return !extent->has_value();
}

}  // namespace

void check_reading(const ContractSubject& subject) {
  const auto root = subject.fresh();

  SUBCASE("bytes are read from where they are asked for; nothing is at the end and beyond") {
    make_file(*root, "a", "0123456789");
    const auto file = root->open_file("a");
    REQUIRE(file);
    std::string buffer(4, ' ');
    const auto bytes = std::as_writable_bytes(std::span(buffer));
    CHECK((*file)->read(3, bytes) == 4U);
    CHECK(buffer == "3456");
    CHECK((*file)->read(8, bytes) == 2U);
    CHECK(buffer.substr(0, 2) == "89");
    CHECK((*file)->read(10, bytes) == 0U);
    CHECK((*file)->read(1000, bytes) == 0U);
  }

  SUBCASE("an empty file and a file that fills the buffer exactly") {
    make_file(*root, "empty", "");
    make_file(*root, "full", std::string(4096, 'x'));
    CHECK(read_text(*root, "empty").empty());
    CHECK(read_text(*root, "full") == std::string(4096, 'x'));
  }

  SUBCASE("data is found between holes, or all is data") {
    constexpr std::uint64_t kHole = 4 << 20;
    auto staged = root->stage_named(kTemporary);
    REQUIRE(staged);
    write_text(**staged, kHole, "data");
    REQUIRE((*staged)->set_size(3 * kHole));
    REQUIRE((*staged)->publish("sparse", Overwrite::never));
    const Entry entry = look_at(*root, "sparse");
    CHECK(entry.size == 3 * kHole);
    const auto file = root->open_file("sparse");
    REQUIRE(file);
    std::uint64_t offset = 0;
    std::uint64_t data = 0;
    bool found = false;
    for (;;) {
      const auto extent = (*file)->next_data(offset);
      REQUIRE(extent);
      if (!*extent) {
        break;
      }
      REQUIRE((*extent)->length > 0);
      REQUIRE((*extent)->offset >= offset);
      offset = (*extent)->offset + (*extent)->length;
      data += (*extent)->length;
      found = found || ((*extent)->offset <= kHole && offset >= kHole + 4);
    }
    CHECK(found);
    CHECK(offset <= 3 * kHole);
    CHECK(entry.sparse == (data < 3 * kHole));
    CHECK(is_all_hole_from(**file, 3 * kHole));
    CHECK(is_all_hole_from(**file, 9 * kHole));
    std::string bytes(8, 'x');
    CHECK((*file)->read(kHole - 4, std::as_writable_bytes(std::span(bytes))) == 8U);
    CHECK(bytes == std::string("\0\0\0\0data", 8));
  }

  SUBCASE("a file that nobody else has open has no writers, as far as anybody tells") {
    make_file(*root, "a", "text");
    const auto file = root->open_file("a");
    REQUIRE(file);
    CHECK((*file)->writers() != Writers::some);
    CHECK(read_text(*root, "a") == "text");
  }

  SUBCASE("an empty file has no data") {
    make_file(*root, "empty", "");
    const auto file = root->open_file("empty");
    REQUIRE(file);
    CHECK(is_all_hole_from(**file, 0));
  }
}

void check_staging(const ContractSubject& subject) {
  const auto root = subject.fresh();

  SUBCASE("an unnamed file appears when it is published, complete and with its mode") {
    for (const std::uint16_t mode :
         std::initializer_list<std::uint16_t>{0644, 0600, 0444, 0000, 0777, 0666, 0070}) {
      CAPTURE(mode);
      auto staged = root->stage_unnamed(mode);
      if (!staged) {
        REQUIRE(staged.error().kind() == ErrorKind::not_supported);
        return;
      }
      write_text(**staged, 0, "hello");
      CHECK(names_in(*root).empty());
      REQUIRE((*staged)->publish("a", Overwrite::never));
      CHECK(look_at(*root, "a").mode == mode);
      CHECK(look_at(*root, "a").size == 5);
      CHECK(look_at(*root, "a").link_count == 1);
      staged->reset();
      CHECK(names_in(*root) == Names{"a"});
      REQUIRE(root->remove("a"));
    }
  }

  SUBCASE("setuid, setgid and sticky are left out of a new file") {
    auto staged = root->stage_unnamed(07755);
    if (staged) {
      CHECK((*staged)->examine()->mode == 0755);
    }
  }

  SUBCASE("an unnamed file that was not published was never there") {
    {
      const auto staged = root->stage_unnamed(0644);
    }
    CHECK(names_in(*root).empty());
  }

  SUBCASE("a named file is its owner's alone until it is published, under the name then given") {
    const auto staged = staged_in(*root, "hello");
    CHECK(names_in(*root) == Names{std::string(kTemporary)});
    if (subject.has(Feature::permission_bits)) {
      CHECK(look_at(*root, std::string(kTemporary)).mode == 0600);
    } else {
      CHECK(kind_of(root->open_file(kTemporary)) == ErrorKind::busy);
    }
    REQUIRE(staged->publish("a", Overwrite::never));
    CHECK(names_in(*root) == Names{"a"});
    CHECK(read_text(*root, "a") == "hello");
  }

  SUBCASE("a named file that was not published is removed") {
    {
      const auto staged = staged_in(*root, "hello");
    }
    CHECK(names_in(*root).empty());
  }

  SUBCASE("what somebody put in the temporary's place is not ours to remove") {
    {
      const auto staged = staged_in(*root, "hello");
      REQUIRE(root->rename(kTemporary, *root, "taken", Overwrite::never));
      make_file(*root, std::string(kTemporary), "planted");
    }
    CHECK(read_text(*root, std::string(kTemporary)) == "planted");
    CHECK(read_text(*root, "taken") == "hello");
  }

  SUBCASE("a taken name is no temporary, a link to elsewhere least of all") {
    make_file(*root, "target", "untouched");
    Names names = {"target"};
    if (subject.has(Feature::links)) {
      REQUIRE(root->create_symlink("link", "target"));
      REQUIRE(root->create_symlink("dangling", "nowhere"));
      names = {"dangling", "link", "target"};
    }
    for (const std::string& name : names) {
      CHECK(kind_of(root->stage_named(name)) == ErrorKind::already_exists);
    }
    CHECK(names_in(*root) == names);
    CHECK(read_text(*root, "target") == "untouched");
  }

  SUBCASE("publishing without leave to overwrite leaves what is there") {
    make_file(*root, "a", "old");
    make_directory_in(*root, "folder");
    Names names = {"a", "folder"};
    if (subject.has(Feature::links)) {
      REQUIRE(root->create_symlink("link", "a"));
      names.emplace_back("link");
    }
    const auto named = staged_in(*root, "new");
    auto unnamed = root->stage_unnamed(0644);
    for (const std::string& name : names) {
      CHECK(kind_of(named->publish(name, Overwrite::never)) == ErrorKind::already_exists);
      if (unnamed) {
        CHECK(kind_of((*unnamed)->publish(name, Overwrite::never)) == ErrorKind::already_exists);
      }
    }
    CHECK(read_text(*root, "a") == "old");
    REQUIRE(named->publish("b", Overwrite::never));
    CHECK(read_text(*root, "b") == "new");
  }

  SUBCASE("publishing with leave to overwrite replaces files and links, never folders") {
    make_file(*root, "a", "old");
    make_directory_in(*root, "folder");
    auto staged = staged_in(*root, "new");
    CHECK(kind_of(staged->publish("folder", Overwrite::allowed)) == ErrorKind::is_a_directory);
    if (subject.has(Feature::links)) {
      REQUIRE(root->create_symlink("link", "a"));
      REQUIRE(staged->publish("link", Overwrite::allowed));
      CHECK(look_at(*root, "link").kind == EntryKind::file);
      CHECK(read_text(*root, "a") == "old");
      REQUIRE(root->remove("link"));
      staged = staged_in(*root, "newer");
    }
    REQUIRE(staged->publish("a", Overwrite::allowed));
    CHECK(read_text(*root, "a") != "old");
    CHECK(names_in(*root) == Names{"a", "folder"});
  }

  SUBCASE("staged files outlive the folder's handle") {
    make_directory_in(*root, "folder");
    auto folder = root->open_directory("folder");
    REQUIRE(folder);
    auto named = staged_in(**folder, "named");
    auto unnamed = (*folder)->stage_unnamed(0644);
    auto forgotten = (*folder)->stage_named(".lockstep-fedcba9876543210");
    REQUIRE(forgotten);
    folder->reset();
    REQUIRE(named->publish("named", Overwrite::never));
    if (unnamed) {
      REQUIRE((*unnamed)->publish("unnamed", Overwrite::never));
      REQUIRE(root->open_directory("folder").value()->remove("unnamed"));
    }
    forgotten->reset();
    CHECK(names_in(*root->open_directory("folder").value()) == Names{"named"});
  }

  SUBCASE("writes land where they are told, and what was never written is zeros") {
    for (const Caching caching : {Caching::usual, Caching::none}) {
      CAPTURE(static_cast<int>(caching));
      auto staged = staged_in(*root, "hello", caching);
      write_text(*staged, 1, "a");
      write_text(*staged, 8, "end");
      CHECK(staged->examine()->size == 11);
      CHECK(read_text(*staged) == std::string("hallo\0\0\0end", 11));
      REQUIRE(staged->set_size(3));
      REQUIRE(staged->set_size(5));
      CHECK(read_text(*staged) == std::string("hal\0\0", 5));
      REQUIRE(staged->flush());
      REQUIRE(staged->publish("a", Overwrite::allowed));
      CHECK(read_text(*root, "a") == std::string("hal\0\0", 5));
    }
  }

  SUBCASE("room that was found changes no content") {
    auto staged = staged_in(*root, "hello");
    const auto reserved = staged->reserve(100'000);
    CHECK((reserved || kind_of(reserved) == ErrorKind::not_supported));
    CHECK(read_text(*staged) == "hello");
    CHECK(staged->examine()->size == 5);
    write_text(*staged, 5, " world");
    REQUIRE(staged->publish("a", Overwrite::never));
    CHECK(read_text(*root, "a") == "hello world");
  }

  SUBCASE(
      "shared blocks and copied ranges are the source's bytes, or the volume says that it can't") {
    make_file(*root, "a", "0123456789");
    const auto source = root->open_file("a");
    REQUIRE(source);
    auto clone = root->stage_named(kTemporary);
    REQUIRE(clone);
    const auto cloned = (*clone)->clone(**source);
    CHECK((cloned || kind_of(cloned) == ErrorKind::not_supported));
    CHECK(read_text(**clone) == (cloned ? "0123456789" : ""));
    clone->reset();

    for (const Caching caching : {Caching::usual, Caching::none}) {
      CAPTURE(static_cast<int>(caching));
      const auto copy = staged_in(*root, "", caching);
      const auto copied = copy->copy_range(**source, {4, 3});
      if (copied) {
        CHECK(*copied == 3);
        CHECK(read_text(*copy) == std::string("\0\0\0\0"
                                              "456",
                                              7));
        CHECK(copy->copy_range(**source, {8, 100}) == 2U);
        CHECK(copy->copy_range(**source, {10, 100}) == 0U);
      } else {
        CHECK(copied.error().kind() == ErrorKind::not_supported);
      }
    }
  }
}

}  // namespace lockstep
