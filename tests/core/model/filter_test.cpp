#include "core/model/filter.h"

#include <chrono>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace lockstep;

namespace {

// True if a walk that starts at the root would leave `path` out. A path that ends in '/' is a
// folder.
bool left_out(const Filter& filter, std::string path) {
  EntryKind kind = EntryKind::file;
  if (path.ends_with('/')) {
    path.pop_back();
    kind = EntryKind::directory;
  }
  for (std::size_t slash = path.find('/'); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    const RelativePath folder(path.substr(0, slash));
    if (filter.excludes(folder.parent(), folder.name(), EntryKind::directory)) {
      return true;
    }
  }
  const RelativePath entry(path);
  return filter.excludes(entry.parent(), entry.name(), kind);
}

Filter filter_of(const std::vector<std::string>& patterns) {
  auto filter = Filter::parse(patterns);
  REQUIRE_MESSAGE(filter.has_value(), filter.error().reason());
  return *filter;
}

struct Case {
  std::vector<std::string> patterns;
  std::vector<std::string> out;
  std::vector<std::string> kept;
};

void check(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    std::string text;
    for (const std::string& pattern : one.patterns) {
      text.append(pattern).append(" | ");
    }
    CAPTURE(text);
    const Filter filter = filter_of(one.patterns);
    for (const std::string& path : one.out) {
      CHECK_MESSAGE(left_out(filter, path), path);
    }
    for (const std::string& path : one.kept) {
      CHECK_MESSAGE(!left_out(filter, path), path);
    }
  }
}

}  // namespace

TEST_CASE("a filter without patterns leaves nothing out") {
  CHECK(Filter().empty());
  CHECK_FALSE(Filter().excludes(RelativePath("a"), "b", EntryKind::file));
  CHECK(filter_of({}).empty());
  CHECK(filter_of({"", "   ", "# a comment", "\r"}).empty());
  CHECK_FALSE(filter_of({"a"}).empty());
}

TEST_CASE("a name without a slash matches at every depth") {
  check({{{"a"}, {"a", "a/", "x/a", "x/y/a", "a/x"}, {"b", "ab", "ba", "x/ab", "A"}},
         {{"*.o"}, {"x.o", ".o", "d/x.o", "x.o/y"}, {"x.oo", "x.O", "o", "x.o.c"}},
         {{"*"}, {"a", ".a", "d/"}, {}},
         {{"a*"}, {"a", "ab", "x/abc"}, {"ba"}},
         {{"a*b*c"}, {"abc", "aXbYc", "abbc", "abcbc"}, {"abcd", "acb", "ab"}},
         {{"?"}, {"a", "x/b"}, {"ab"}},
         {{"a?c"}, {"abc"}, {"ac", "abbc", "a/c"}},
         {{"a**b"}, {"ab", "axb"}, {"a/b"}}});
}

TEST_CASE("a slash at the front or in the middle ties a pattern to the root") {
  check({{{"/a"}, {"a", "a/x"}, {"x/a", "ab"}},
         {{"a/b"}, {"a/b", "a/b/c"}, {"x/a/b", "a/bc", "a", "b"}},
         {{"/a/b"}, {"a/b"}, {"x/a/b"}},
         {{"/*.c"}, {"x.c"}, {"d/x.c"}},
         {{"a/*"}, {"a/b", "a/b/c", "a/.b"}, {"a", "b/c"}},
         {{"a/*/c"}, {"a/b/c"}, {"a/c", "a/b/b/c"}},
         {{"a/b*d"}, {"a/bd", "a/bxd"}, {"a/b/d", "x/a/bd"}},
         {{"/*/b"}, {"a/b", "c/b"}, {"b", "a/c/b"}},
         {{"a?b/c"}, {"axb/c"}, {"a/b/c"}}});
}

TEST_CASE("two stars stand for folders, in all three places") {
  check({{{"**/a"}, {"a", "x/a", "x/y/a"}, {"xa", "x/xa"}},
         {{"**/a/b"}, {"a/b", "x/a/b", "x/y/a/b"}, {"xa/b", "a/x/b"}},
         {{"a/**"}, {"a/b", "a/b/c"}, {"a", "a/", "x/a/b"}},
         {{"a/**/b"}, {"a/b", "a/x/b", "a/x/y/b"}, {"a/xb", "ab", "x/a/b"}},
         {{"**/a/**/b"}, {"a/b", "x/a/y/b", "a/a/x/y/b"}, {"b", "a", "ab"}},
         {{"**"}, {"a", "a/b"}, {}},
         {{"/**/a"}, {"a", "x/y/a"}, {"xa"}},
         {{"a/***/b"}, {"a/b", "a/x/y/b"}, {"a/xb"}},
         {{"a/x**/b"}, {"a/x/b", "a/xy/b", "a/xy/z/b"}, {"a/yx/b"}},  // behind a literal beginning
         {{"?/x**/b"}, {"a/x/b", "a/xy/b"}, {"a/xy/z/b"}},  // anywhere else an ordinary star
         {{"**/*.o/**"}, {"x.o/y", "d/x.o/y/z"}, {"x.o", "d/x.o/"}}});
}

TEST_CASE("a slash at the end means folders only") {
  check({{{"a/"}, {"a/", "x/a/", "a/b"}, {"a", "x/a"}},
         {{"/a/"}, {"a/"}, {"a", "x/a/"}},
         {{"a/b/"}, {"a/b/", "a/b/c"}, {"a/b"}},
         {{"*/"}, {"a/", "x/y"}, {"a"}},
         {{"a/**/"}, {"a/b/", "a/b/c"}, {"a/b", "a/"}}});
  const Filter filter = filter_of({"a/"});
  for (const EntryKind kind : {EntryKind::symlink, EntryKind::fifo, EntryKind::other}) {
    CHECK_FALSE(filter.excludes(RelativePath(), "a", kind));
  }
}

TEST_CASE("the last pattern that matches wins, but nothing returns below an excluded folder") {
  check({{{"*.log", "!keep.log"}, {"a.log", "d/a.log"}, {"keep.log", "d/keep.log"}},
         {{"!keep.log", "*.log"}, {"keep.log"}, {}},
         {{"*", "!*/", "!*.c"}, {"a", "d/a.o"}, {"d/", "a.c", "d/e/a.c"}},
         {{"/d/", "!/d/keep"}, {"d/keep"}, {}},
         {{"/d/*", "!/d/keep"}, {"d/x"}, {"d/keep", "d/"}},
         {{"!a"}, {}, {"a"}},
         {{"a", "!a/"}, {"a"}, {"a/", "a/b"}}});
}

TEST_CASE("classes") {
  check({{{"[a-c]"}, {"a", "b", "c"}, {"d", "A", "-", "ab"}},
         {{"[!a]", "[^b]x"}, {"b", "ax", "."}, {"a", "bx"}},
         {{"[]a]"}, {"]", "a"}, {"b"}},
         {{"[!]a]"}, {"b"}, {"]", "a"}},
         {{"[a-]"}, {"a", "-"}, {"b"}},
         {{"[-a]"}, {"a", "-"}, {"b"}},
         {{"[a\\]b]"}, {"a", "]", "b"}, {"\\"}},
         {{"[\\a-\\c]"}, {"b"}, {"\\"}},
         {{"[a-c-e]"}, {"b", "-", "e"}, {"d"}},
         {{"[c-a]"}, {"c"}, {"a", "b"}},  // the end that stands there first is a member
         {{"[[:alpha:]_][[:digit:]]"}, {"a1", "_9", "Z0"}, {"1a", "\xc3\x31", "::"}},
         {{"[![:upper:]]"}, {"a", "1"}, {"A"}},
         {{"[[:punct:]-z]"}, {"!", "z", "-"}, {"a"}},
         {{"[[:space:]]"}, {" ", "\t", "\n"}, {"\v", "\f"}},
         {{"[[:xdigit:]]"}, {"f", "F", "0"}, {"g"}},
         {{"[[:]"}, {"[", ":"}, {"a"}},
         {{"[[:alpha]"}, {":", "[", "a"}, {"b"}},
         {{"[*?]"}, {"*", "?"}, {"a"}},
         {{"[\x80-\xff]"}, {"\xe4"}, {"a"}},
         {{"a[/]b", "a[!x]b/c"}, {"ayb/c"}, {"a/b", "a/b/c"}}});
}

TEST_CASE("escapes, comments and blanks at the end") {
  check({{{"\\!a", "\\#b"}, {"!a", "#b"}, {"a", "b"}},
         {{"#a", "!#b"}, {}, {"#a", "a", "#b"}},
         {{"a\\*b"}, {"a*b"}, {"axb", "a\\*b"}},
         {{"\\*.o"}, {"*.o"}, {"x.o"}},
         {{"a\\\\b"}, {"a\\b"}, {"ab"}},
         {{"/a\\ b"}, {"a b"}, {"x/a b"}},
         {{"a  "}, {"a"}, {"a  "}},
         {{"a\\ "}, {"a "}, {"a"}},
         {{"a\\  "}, {"a "}, {"a", "a  "}},
         {{"a b"}, {"a b"}, {"a"}},
         {{" a"}, {" a"}, {"a"}},
         {{"a\t"}, {"a\t"}, {"a"}},
         {{"a\r", "b/ "}, {"a", "b/"}, {"b"}},
         {{"!!a", "!a"}, {}, {"!a"}},
         {{"/", "//", "a//b"}, {}, {"a", "a/", "a/b"}}});
}

TEST_CASE("a pattern that could never match is refused, and the reason names it") {
  for (const std::string pattern :
       {"!", "[", "[a", "a[]", "a[!]", "[a\\", "[a-", "[[:alpha:]", "[[:letters:]]", "[[::]]",
        "a\\", "a\\/", "!x[", "d/[a/b", "[[:alpha:"}) {
    CAPTURE(pattern);
    const auto filter = Filter::parse({"fine", pattern});
    REQUIRE_FALSE(filter.has_value());
    CHECK(filter.error().kind() == ErrorKind::invalid);
    CHECK(filter.error().reason().find("'" + pattern + "'") != std::string::npos);
  }
}

TEST_CASE("no pattern takes long, whatever its stars") {
  const std::string many(4'000, 'a');
  std::string folders;
  for (int depth = 0; depth < 500; ++depth) {
    folders += "a/";
  }
  const auto start = std::chrono::steady_clock::now();
  for (const std::string pattern :
       {"a*a*a*a*a*a*a*a*a*a*a*a*b", "*a*a*a*a*a*a*a*a*a*a*a*a*?b", "a*[a-c]*?*a*[!c]*a*b"}) {
    CHECK_FALSE(filter_of({pattern}).excludes(RelativePath(), many, EntryKind::file));
    CHECK_FALSE(filter_of({"d/" + pattern}).excludes(RelativePath("d"), many, EntryKind::file));
  }
  for (const std::string pattern :
       {"**/a/**/a/**/a/**/a/**/a/**/a/**/b", "**/a*/**/*a*/**/a*/**/a/**/a*b/**/a",
        "**/a*a/**/*a*a*/**/b*/**/c"}) {
    CHECK_FALSE(filter_of({pattern}).excludes(RelativePath(folders + many), many, EntryKind::file));
  }
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));  // takes milliseconds
}
