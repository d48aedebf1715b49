#include "core/live/link_names.h"

#include <string>

#include <doctest/doctest.h>

using namespace lockstep;

namespace {

constexpr Identity kOne{.volume = 1, .object = 1};
constexpr Identity kTwo{.volume = 1, .object = 2};

RelativePath at(const char* path) { return RelativePath(path); }

std::string others(const LinkNames& names, const Identity& identity, const char* path) {
  std::string text;
  for (const RelativePath& name : names.others(identity, at(path)))
    text += (text.empty() ? "" : " ") + name.text();
  return text;
}

}  // namespace

TEST_CASE("a file's other names are known by its identity") {
  LinkNames names;
  for (const char* path : {"c", "a", "b/x"}) names.add(kOne, at(path));
  names.add(kTwo, at("d"));
  names.add(kTwo, at("d"));
  CHECK(others(names, kOne, "a") == "b/x c");
  CHECK(others(names, kOne, "new") == "a b/x c");
  CHECK(others(names, kTwo, "d").empty());
  CHECK(others(names, {.volume = 2, .object = 1}, "a").empty());
  CHECK(names.size() == 4);
}

TEST_CASE("a name that goes, or becomes another file's, is no longer the first one's") {
  LinkNames names;
  for (const char* path : {"a", "b", "c"}) names.add(kOne, at(path));
  names.add(kTwo, at("b"));
  CHECK(others(names, kOne, "a") == "c");
  CHECK(others(names, kTwo, "z") == "b");
  names.erase(at("c"));
  names.erase(at("unknown"));
  CHECK(others(names, kOne, "a").empty());
}

TEST_CASE("files with one name below the source are forgotten after a full pass") {
  LinkNames names;
  names.add(kOne, at("a"));
  names.add(kTwo, at("b"));
  names.add(kTwo, at("c"));
  names.erase_single();
  CHECK(names.size() == 2);
  CHECK(others(names, kOne, "z").empty());
  CHECK(others(names, kTwo, "z") == "b c");
}

TEST_CASE("names follow a file or a folder that is renamed") {
  LinkNames names;
  for (const char* path : {"a", "a-2", "f/x", "f/y/z", "f.txt"}) names.add(kOne, at(path));
  names.renamed(at("f"), at("g/h"));
  CHECK(others(names, kOne, "") == "a a-2 f.txt g/h/x g/h/y/z");
  names.add(kTwo, at("b"));
  names.renamed(at("a"), at("b"));
  CHECK(others(names, kOne, "") == "a-2 b f.txt g/h/x g/h/y/z");
  CHECK(others(names, kTwo, "").empty());
  names.renamed(at("g"), at("g/in/itself"));
  CHECK(others(names, kOne, "") == "a-2 b f.txt g/h/x g/h/y/z");
}

TEST_CASE("past the bound names are left out, and that is known") {
  LinkNames names(2);
  names.add(kOne, at("a"));
  names.add(kOne, at("b"));
  names.add(kTwo, at("b"));
  CHECK(names.is_complete());
  names.add(kOne, at("c"));
  CHECK_FALSE(names.is_complete());
  CHECK(names.size() == 2);
}
