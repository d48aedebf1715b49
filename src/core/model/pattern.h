// One line of a gitignore file, compiled. It matches as git does to the letter (dir.c and
// wildmatch.c there), its oddities included, so that a pattern tried out with `git check-ignore`
// means the same here.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/result.h"

namespace lockstep {

// Room for a path that is being put together; on the stack, unless it is a long one.
using PathBuffer = fmt::memory_buffer;

class Pattern {
 public:
  // Compiles `line`, which has no blanks at its end (see trimmed()) and is neither empty nor a
  // comment. Fails with `invalid` for a pattern that git would silently never match: a class that
  // is not closed or unknown, a lone "!", a backslash at the end.
  [[nodiscard]] static Result<Pattern> parse(std::string_view line);

  // Returns `line` without the carriage return and the spaces at its end, unless a backslash
  // protects them.
  [[nodiscard]] static std::string_view trimmed(std::string_view line);

  // True if it matches `name` in `folder` (a path below the root, empty for the root itself).
  // `path` is room for the two joined, empty at first and shared by all patterns that are asked
  // about one entry. Time is at most proportional to the length of the pattern times that of the
  // path.
  [[nodiscard]] bool matches(std::string_view folder, std::string_view name,
                             PathBuffer& path) const;

  [[nodiscard]] bool negated() const { return negated_; }
  [[nodiscard]] bool folders_only() const { return folders_only_; }

 private:
  enum class Shape : std::uint8_t {
    name_is,  // literal_
    name_ends_with,  // literal_
    name_matches,  // tokens_
    path_is,  // literal_
    path_matches,  // begins with literal_, the rest is tokens_
  };

  enum class Piece : std::uint8_t {
    byte,  // this very byte
    any_byte,  // ?
    set,  // [...]
    star,  // *: any bytes but '/'
    anything,  // ** at the end: any bytes
    folders,  // **/: no folder or any number of them
  };
  struct Token {
    Piece piece = Piece::byte;
    char byte = 0;
    std::uint32_t set = 0;  // index in sets_
  };
  using ByteSet = std::bitset<256>;

  [[nodiscard]] Result<void> compile(std::string_view glob, bool whole_path);
  [[nodiscard]] Result<std::size_t> compile_set(std::string_view glob, std::size_t at);
  void choose_shape(bool whole_path);
  [[nodiscard]] bool accepts(const Token& token, char byte) const;
  [[nodiscard]] bool glob_matches(std::string_view text) const;

  Shape shape_ = Shape::name_is;
  bool negated_ = false;
  bool folders_only_ = false;
  std::string literal_;
  std::vector<Token> tokens_;
  std::vector<ByteSet> sets_;
};

}  // namespace lockstep
