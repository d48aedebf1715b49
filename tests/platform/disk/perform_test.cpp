// Changes are made if the expected entry is found, and only then; a change that fails in the
// middle, or finds another entry afterwards, loses nothing.
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "platform/perform_world.h"
#include "support/system/temporary_folder.h"

namespace lockstep {
namespace {

// One change to one entry, as a line of a table.
struct Deed {
  const char* what;
  const char* entry;
  std::function<Result<Performed>(Directory& root, Name name, std::optional<Entry> expected)> act;
  const char* after;
  bool likes_changes = false;  // the same object will do
};

Result<Performed> publish_over(Directory& root, Name name, const std::optional<Entry>& expected) {
  const auto staged = root.stage_named("staged");
  if (!staged) return failure(staged.error());
  const std::string content = "published";
  if (auto written = (*staged)->write(0, std::as_bytes(std::span(content))); !written)
    return failure(written.error());
  return perform(root, Destruction{name, PublishOver{**staged}, expected}, aside);
}

std::vector<Deed> deeds() {
  const auto destroy = [](const decltype(Destruction::act)& act) {
    return [act](Directory& root, Name name, const std::optional<Entry>& expected) {
      return perform(root, Destruction{name, act, expected}, aside);
    };
  };
  const auto change = [](const decltype(Change::act)& act) {
    return [act](Directory& root, Name name, const std::optional<Entry>& expected) {
      return perform(root, Change{name, act, expected}, aside);
    };
  };
  const auto move = [](Directory& root, Name name, const std::optional<Entry>& expected) {
    return move_into(root, name, expected, {});
  };
  return {
      {"remove a file", "f", destroy(Remove{}), "e/ into/ l->here t:new two:one twin=two"},
      {"remove a link", "l", destroy(Remove{}), "e/ f:text into/ t:new two:one twin=two"},
      {"remove a folder", "e", destroy(Remove{}), "f:text into/ l->here t:new two:one twin=two"},
      {"remove one of two names", "twin", destroy(Remove{}),
       "e/ f:text into/ l->here t:new two:one"},
      {"replace", "f", destroy(ReplaceBy{"t"}), "e/ f:new into/ l->here two:one twin=two"},
      {"publish", "f", publish_over, "e/ f:published into/ l->here t:new two:one twin=two"},
      {"make a folder instead", "f", destroy(MakeFolderInstead{}),
       "e/ f/ into/ l->here t:new two:one twin=two"},
      {"move a file", "f", move, "e/ into/ into/m:text l->here t:new two:one twin=two"},
      {"move a folder", "e", move, "f:text into/ into/m/ l->here t:new two:one twin=two"},
      {"respell", "f", change(Respell{"F"}), "F:text e/ into/ l->here t:new two:one twin=two",
       true},
      {"open", "f", change(OpenEntry{}), kBefore, true},
      {"open a link", "l", change(OpenEntry{}), kBefore, true},
  };
}

TEST_CASE("what is as expected is changed, and what was found is returned") {
  for (const Deed& deed : deeds()) {
    CAPTURE(deed.what);
    World world;
    const Entry before = world.entry(deed.entry);
    const auto done = deed.act(*world.root, deed.entry, before);
    REQUIRE(done);
    CHECK(world.now() == drawn(deed.after));
    CHECK(done->now.name.empty());
    const bool makes = done->now.kind != before.kind;
    CHECK((makes || done->now.identity == before.identity));
  }
}

struct Difference {
  const char* what;
  void (*make)(Entry& expected);
  bool of_content;
};

constexpr Difference kDifferences[] = {
    {"kind", [](Entry& expected) { expected.kind = EntryKind::fifo; }, false},
    {"identity", [](Entry& expected) { ++expected.identity.object; }, false},
    {"volume", [](Entry& expected) { ++expected.identity.volume; }, false},
    {"size", [](Entry& expected) { ++expected.size; }, true},
    {"time", [](Entry& expected) { ++expected.modified_nanoseconds; }, true},
};

TEST_CASE("what is not as expected is left alone") {
  for (const Deed& deed : deeds()) {
    for (const Difference& difference : kDifferences) {
      CAPTURE(deed.what);
      CAPTURE(difference.what);
      World world;
      Entry expected = world.entry(deed.entry);
      // The caller may itself have changed a folder, and a file with more names.
      const bool may_differ = deed.likes_changes || expected.kind == EntryKind::directory ||
                              expected.link_count > 1;
      difference.make(expected);
      const auto done = deed.act(*world.root, deed.entry, expected);
      if (difference.of_content && may_differ) {
        CHECK(done);
        continue;
      }
      REQUIRE_FALSE(done);
      CHECK(done.error().kind() == ErrorKind::changed);
      CHECK(world.now() == drawn(kBefore));
    }
  }
}

TEST_CASE("what has vanished is told as absent, and nothing is put in its place") {
  for (const Deed& deed : deeds()) {
    CAPTURE(deed.what);
    World world;
    const Entry expected = world.entry(deed.entry);
    remove_all(*world.tree.open(), deed.entry);
    const std::string without = world.now();
    const auto done = deed.act(*world.root, deed.entry, expected);
    REQUIRE_FALSE(done);
    CHECK(done.error().kind() == ErrorKind::not_found);
    CHECK(world.now() == without);
  }
}

TEST_CASE("nothing is destroyed, moved or respelt by its name alone") {
  for (const Deed& deed : deeds()) {
    CAPTURE(deed.what);
    World world;
    const auto done = deed.act(*world.root, deed.entry, std::nullopt);
    if (std::string(deed.what).starts_with("open")) {
      CHECK(done);
      continue;
    }
    // Remove takes any entry of our own making; a folder is never one.
    if (std::string(deed.what).starts_with("remove") && std::string(deed.entry) != "e") {
      CHECK(world.now() == drawn(deed.after));
      continue;
    }
    REQUIRE_FALSE(done);
    CHECK(world.now() == drawn(kBefore));
  }
}

TEST_CASE("an entry with one more name than expected is not opened for its metadata") {
  World world;
  Entry expected = world.entry("two");
  const auto open = [&] {
    return perform(*world.root, Change{"two", OpenEntry{}, expected}, aside);
  };
  CHECK(open());
  REQUIRE(world.tree.open()->remove("twin"));
  CHECK(open());
  expected.link_count = 1;
  REQUIRE(world.tree.open()->create_hard_link(*world.tree.open(), "two", "more"));
  REQUIRE_FALSE(open());
  CHECK(open().error().kind() == ErrorKind::changed);
}

// Fails the n-th call, for each n that is reached.
void fail_each(const Deed& deed, void (FaultyTree::*fail)(std::size_t, ErrorKind, Lasting),
               std::size_t (FaultyTree::*calls)() const) {
  for (std::size_t n = 1;; ++n) {
    CAPTURE(deed.what);
    CAPTURE(n);
    World world;
    const Entry before = world.entry(deed.entry);
    world.faulty.forget_calls();
    (world.faulty.*fail)(n, ErrorKind::input_output, Lasting::once);
    const auto done = deed.act(*world.root, deed.entry, before);
    const bool met = world.faulty.faults() > 0;
    if (!met) {
      REQUIRE((world.faulty.*calls)() < n);
      CHECK(done);
      break;
    }
    const std::string now = world.now();
    // A file that was put aside for a folder may stay there: the folder is made, all the same.
    const bool stays_aside = done && exists(*world.tree.open(), "aside");
    if (stays_aside) {
      REQUIRE(world.tree.open()->remove("aside"));
      CHECK(world.now() == drawn(deed.after));
    } else {
      CHECK(now == drawn(done ? deed.after : kBefore));
    }
  }
}

TEST_CASE("whichever change fails, all is as it was before, or done") {
  for (const Deed& deed : deeds()) fail_each(deed, &FaultyTree::fail_change, &FaultyTree::changes);
}

TEST_CASE("whichever look fails, nothing is done") {
  for (const Deed& deed : deeds()) {
    // This change looks at what it made.
    if (std::string(deed.what) == "make a folder instead") continue;
    fail_each(deed, &FaultyTree::fail_read, &FaultyTree::reads);
  }
}

TEST_CASE("wherever the program dies, what was to make room for a folder is somewhere, whole") {
  for (std::size_t n = 1; n <= 3; ++n) {
    CAPTURE(n);
    World world;
    const Entry before = world.entry("f");
    world.faulty.kill_at_change(n);
    const auto done =
        perform(*world.root, Destruction{"f", MakeFolderInstead{}, before}, aside);
    // The folder is there, and the file is only put aside.
    CHECK(done.has_value() == (n == 3));
    const auto root = world.tree.open();
    const char* const where = n == 1 ? "f" : "aside";
    CHECK(examine(*root, where).identity == before.identity);
    CHECK(read_file(*root, where) == "text");
  }
}

TEST_CASE(
    "where the system knows no rename to another spelling the entry steps aside, and comes back") {
  MemoryOptions options;
  options.can.case_sensitive = false;
  for (std::size_t n = 1; n <= 4; ++n) {
    CAPTURE(n);
    MemoryTree tree(options);
    build(*tree.open(), "readme:text");
    FaultyTree faulty(tree.open());
    // The first rename says that the name is taken, as such a system does; then each may fail.
    faulty.fail_operation(Operation::rename, 1, ErrorKind::already_exists);
    if (n > 1) faulty.fail_operation(Operation::rename, n, ErrorKind::input_output);
    const auto done =
        perform(*faulty.open(),
                Change{"readme", Respell{"README"}, examine(*tree.open(), "readme")}, aside);
    CHECK(done.has_value() == (n == 1 || n == 4));
    CHECK(draw(*tree.open()) == (done ? "README:text" : "readme:text"));
  }
}

TEST_CASE("on the real disk, too, what is as expected is changed and all else left alone") {
  for (const char* const name : {"f", "e", "two"}) {
    CAPTURE(name);
    const TemporaryFolder disk;
    const auto root = disk.open();
    build(*root, "e/ f:text two:one twin=two into/");
    Entry expected = examine(*root, name);
    Entry other = expected;
    ++other.identity.object;
    const std::string before = draw(*root);
    CHECK_FALSE(perform(*root, Destruction{name, Remove{}, other}, aside));
    CHECK_FALSE(move_into(*root, name, other, {}));
    CHECK_FALSE(perform(*root, Change{name, OpenEntry{}, other}, aside));
    CHECK(draw(*root) == before);
    CHECK(move_into(*root, name, expected, kOthers));
    CHECK(examine(*root, "into/m").kind == expected.kind);
  }
}

}  // namespace
}  // namespace lockstep
