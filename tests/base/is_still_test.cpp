#include "base/is_still.h"

#include <doctest/doctest.h>

namespace lockstep {
namespace {

Entry entry_of(EntryKind kind) {
  Entry entry;
  entry.kind = kind;
  entry.identity = {.volume = 1, .object = 2};
  entry.size = 3;
  entry.modified_seconds = 4;
  entry.modified_nanoseconds = 5;
  return entry;
}

struct Difference {
  const char* what;
  void (*make)(Entry& now);
  bool same_object;
};

constexpr Difference kDifferences[] = {
    {"kind", [](Entry& now) { now.kind = EntryKind::fifo; }, false},
    {"object", [](Entry& now) { ++now.identity.object; }, false},
    {"volume", [](Entry& now) { ++now.identity.volume; }, false},
    {"size", [](Entry& now) { ++now.size; }, true},
    {"seconds", [](Entry& now) { ++now.modified_seconds; }, true},
    {"nanoseconds", [](Entry& now) { ++now.modified_nanoseconds; }, true},
};

TEST_CASE("an entry is still the same only with its kind, its identity, its size and its time") {
  for (const EntryKind kind : {EntryKind::file, EntryKind::symlink, EntryKind::directory}) {
    const Entry before = entry_of(kind);
    CHECK(is_still(before, before));
    CHECK(is_same_object(before, before));
    for (const Difference& difference : kDifferences) {
      CAPTURE(difference.what);
      Entry now = before;
      difference.make(now);
      CHECK(is_same_object(now, before) == difference.same_object);
      // Entries that are made and removed in a folder change its size and time.
      CHECK(is_still(now, before) == (difference.same_object && kind == EntryKind::directory));
      // So does what is done to a file through another of its names.
      now.link_count = 2;
      CHECK(is_still(now, before) == difference.same_object);
    }
  }
}

TEST_CASE("owner, mode and ctime do not tell whether an entry is still the same") {
  const Entry before = entry_of(EntryKind::file);
  Entry now = before;
  now.owner = now.group = 7;
  now.mode = 0600;
  ++now.changed_seconds;
  CHECK(is_still(now, before));
}

TEST_CASE("a file that had another name, and has none any more, must hold what it held") {
  Entry before = entry_of(EntryKind::file);
  before.link_count = 2;
  Entry now = before;
  now.link_count = 1;
  CHECK(is_still(now, before));
  ++now.modified_nanoseconds;
  CHECK_FALSE(is_still(now, before));
}

}  // namespace
}  // namespace lockstep
