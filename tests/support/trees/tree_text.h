// Trees as text: drawn, built and compared. One word an entry:
//
//   a/            a folder. Folders that only stand in paths are made too. "./" is the root itself
//   a:hello       a file; a: is an empty one
//   a#5000        a file of 5000 bytes that a seed makes; a#5000.7 with the seed 7
//   a~5000        a file of 5000 bytes that is one hole
//   c->b          a link
//   p|fifo  p|socket  p|char:259  p|block:259
//   b=d/a         one more name of d/a
//
// Further facts about an entry stand in braces behind it, in any order:
//
//   a:hello{0644,@1700000000.000000001,4711:4712,user.color=red}
//
// an octal mode (it begins with 0), @mtime, owner:group, attributes. Spaces and other bytes that
// would be taken for something else are \s \n \t \r \\ or \xff. Words are separated by spaces or
// newlines.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/capabilities.h"
#include "platform/disk/directory.h"

namespace lockstep {

// Adds the entries to the tree; throws TreeError if it refuses, std::invalid_argument for a text
// that can't be read. An existing file is replaced, an existing folder taken as it is.
void build(Directory& root, std::string_view text);

// Says which parts of a tree are shown.
struct View {
  bool contents = true;  // otherwise a file is a:* and its size is not shown
  bool modes = true;
  bool times = true;
  bool folder_times = true;
  bool owners = true;
  bool attributes = true;
  bool hard_links = true;   // otherwise each name is a file of its own
  bool sparse = true;       // a file with holes says "sparse"
  bool inodes = false;      // identity and ctime, which are equal if nothing was written
  bool root = true;         // "./" with its metadata
  // Times as a volume of these capabilities holds them.
  Capabilities can;
  // Paths for which this returns true are not shown, nor is anything below them.
  std::function<bool(const std::string& path)> leave_out;
  // Longer contents are shown as a#size!hash.
  std::size_t longest_content = 64;
};

// Returns a view of kinds, contents, link targets and hard-link groups alone.
[[nodiscard]] View shape();

// Draws the tree in one line, sorted by paths: "a/ a/b:hello c->b".
[[nodiscard]] std::string draw(Directory& root, const View& view = shape());

// Describes the tree with everything that has to be equal in source and replica, one line an entry.
// An entry that can't be listed or read is a line with "!" and the kind of the error.
[[nodiscard]] std::string describe(Directory& root, const View& view = {});

// Returns the lines that only one of two descriptions has, with "-" or "+" in front; empty if they
// are equal.
[[nodiscard]] std::string difference(const std::string& before, const std::string& after);

// The first escapes `bytes`, so that they are one word's part; the second undoes that.
[[nodiscard]] std::string escaped(std::string_view bytes);
[[nodiscard]] std::string unescaped(std::string_view text);

// Returns the bytes of a#size.seed.
[[nodiscard]] std::string seeded_bytes(std::size_t size, std::uint64_t seed);

}  // namespace lockstep
