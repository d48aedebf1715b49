#include "support/trees/tree_text.h"

#include <stdexcept>

#include <doctest/doctest.h>

#include "support/trees/memory_tree.h"
#include "support/trees/tree_access.h"

namespace lockstep {
namespace {

std::string rebuilt(const std::string& text, const View& view = shape()) {
  MemoryTree tree;
  build(*tree.open(), text);
  return draw(*tree.open(), view);
}

TEST_CASE("what is built is drawn, sorted, with the folders that stood only in paths") {
  CHECK(rebuilt("a/ a/b:hello c->b") == "a/ a/b:hello c->b");
  CHECK(rebuilt("x/y/z: a:") == "a: x/ x/y/ x/y/z:");
  CHECK(rebuilt("p|fifo s|socket c|char:259 b|block:7") == "b|block:7 c|char:259 p|fifo s|socket");
  CHECK(rebuilt("") == "");
}

TEST_CASE("names of one file are drawn as such, the first one in full") {
  CHECK(rebuilt("z=d/m d/m:x a=d/m") == "a:x d/ d/m=a z=a");
  View view = shape();
  view.hard_links = false;
  CHECK(rebuilt("a:x b=a", view) == "a:x b:x");
}

TEST_CASE("odd bytes survive being drawn and built") {
  const std::string odd = "a b\n\t\\:|=#~>{},!\xff\xc3\xa4*";
  MemoryTree tree;
  write_file(*tree.open(), odd, odd);
  expect(tree.open()->create_symlink("l", odd), "create", "l");
  const std::string drawn = draw(*tree.open());
  CHECK(drawn.find('\n') == std::string::npos);
  CHECK(rebuilt(drawn) == drawn);
  CHECK(unescaped(escaped(odd)) == odd);
}

TEST_CASE("long contents are drawn as size and hash") {
  CHECK(rebuilt("a#100") != rebuilt("a#100.1"));
  CHECK(rebuilt("a#100").starts_with("a#100!"));
  CHECK(rebuilt("a~100000").starts_with("a#100000!"));
}

TEST_CASE("a description shows all that has to be equal, and can be built from") {
  const std::string text =
      "./{0711,4:5,@7}\n"
      "a:hi{04755,1:2,@1700000000.000000001,user.c=r\\xffd}\n"
      "d/{01777,0:0,@-5}\n"
      "d/f:{0000,0:0,@0}\n"
      "d/l->t{0:0,@3.5}\n";
  MemoryTree tree;
  build(*tree.open(), text);
  View view;
  const std::string described = describe(*tree.open(), view);
  CHECK(described ==
        "./{0711,4:5,@7}\n"
        "a:hi{04755,1:2,@1700000000.000000001,user.c=r\\xffd}\n"
        "d/{01777,0:0,@-5}\n"
        "d/f:{0000,0:0,@0}\n"
        "d/l->t{0:0,@3.500000000}\n");
  MemoryTree again;
  build(*again.open(), described);
  CHECK(describe(*again.open()) == described);
}

TEST_CASE("what differs is told line by line") {
  CHECK(difference("a:\nb:\n", "a:\nb:x\n") == "-b:\n+b:x\n");
  CHECK(difference("a:\n", "a:\n").empty());
}

TEST_CASE("parts of a tree can be left out") {
  MemoryTree tree;
  build(*tree.open(), "a/b:x c:");
  View view = shape();
  view.leave_out = [](const std::string& path) { return path == "a"; };
  CHECK(draw(*tree.open(), view) == "c:");
}

TEST_CASE("a text that can't be read is refused") {
  MemoryTree tree;
  for (const char* text : {"a", "a>b", "a:{", "a:{x}", "a:{08}", "a|thing", "a#x", "a:\\"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(build(*tree.open(), text), std::invalid_argument);
  }
  CHECK_THROWS_AS(build(*tree.open(), "a=absent"), TreeError);
}

}  // namespace
}  // namespace lockstep
