// Compiles the bracket expressions of a pattern: [a-z], [!x], [^x], [[:alpha:]].
#include "core/model/pattern.h"

namespace lockstep {
namespace {

// The classes are those of git: ASCII only, whatever the locale, and neither \v nor \f is a space.
bool is_lower(int c) { return c >= 'a' && c <= 'z'; }
bool is_upper(int c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(int c) { return c >= '0' && c <= '9'; }
bool is_alpha(int c) { return is_lower(c) || is_upper(c); }
bool is_alnum(int c) { return is_alpha(c) || is_digit(c); }
bool is_blank(int c) { return c == ' ' || c == '\t'; }
bool is_space(int c) { return is_blank(c) || c == '\n' || c == '\r'; }
bool is_print(int c) { return c >= ' ' && c <= '~'; }
bool is_graph(int c) { return c > ' ' && c <= '~'; }
bool is_punct(int c) { return is_graph(c) && !is_alnum(c); }
bool is_cntrl(int c) { return c < ' ' || c == 0x7f; }
bool is_xdigit(int c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

struct CharacterClass {
  std::string_view name;
  bool (*contains)(int byte);
};
constexpr CharacterClass kClasses[] = {
    {"alnum", is_alnum}, {"alpha", is_alpha}, {"blank", is_blank}, {"cntrl", is_cntrl},
    {"digit", is_digit}, {"graph", is_graph}, {"lower", is_lower}, {"print", is_print},
    {"punct", is_punct}, {"space", is_space}, {"upper", is_upper}, {"xdigit", is_xdigit}};

const CharacterClass* find_class(std::string_view name) {
  for (const CharacterClass& known : kClasses) {
    if (known.name == name) {
      return &known;
    }
  }
  return nullptr;
}

tl::unexpected<Error> not_closed() {
  return failure(ErrorKind::invalid,
                 "has a '[' that is not closed; write '\\[' for the character itself");
}

}  // namespace

// `at` is behind the '['; returns where its ']' stands. A ']' that comes first is a member.
Result<std::size_t> Pattern::compile_set(std::string_view glob, std::size_t at) {
  const auto byte_at = [glob](std::size_t index) {
    return static_cast<unsigned char>(glob[index]);
  };
  const bool excluding = at < glob.size() && (glob[at] == '!' || glob[at] == '^');
  if (excluding) {
    ++at;
  }

  ByteSet set;
  int range_begin =
      -1;  // the byte that a following '-' would begin at; none after a range or a class
  for (bool first = true;; first = false, ++at) {
    if (at >= glob.size()) {
      return not_closed();
    }
    if (glob[at] == ']' && !first) {
      break;
    }

    if (glob[at] == '-' && range_begin > 0 && at + 1 < glob.size() && glob[at + 1] != ']') {
      ++at;
      if (glob[at] == '\\') {
        ++at;
      }
      if (at >= glob.size()) {
        return not_closed();
      }
      for (int byte = range_begin; byte <= byte_at(at); ++byte) {
        set.set(static_cast<std::size_t>(byte));
      }
      range_begin = -1;
      continue;
    }
    if (glob.substr(at).starts_with("[:")) {
      const std::size_t end = glob.find(']', at + 2);
      if (end == std::string_view::npos) {
        return not_closed();
      }
      if (end > at + 2 && glob[end - 1] == ':') {  // otherwise it is an ordinary '['
        const std::string_view name = glob.substr(at + 2, end - at - 3);
        const CharacterClass* const known = find_class(name);
        if (known == nullptr) {
          return failure(ErrorKind::invalid,
                         "has an unknown class '[:" + std::string(name) + ":]'");
        }
        for (int byte = 0; byte < 128; ++byte) {
          if (known->contains(byte)) {
            set.set(static_cast<std::size_t>(byte));
          }
        }
        at = end;
        range_begin = -1;
        continue;
      }
    } else if (glob[at] == '\\') {
      ++at;
      if (at >= glob.size()) return not_closed();
    }
    set.set(byte_at(at));
    range_begin = byte_at(at);
  }

  if (excluding) {
    set.flip();
  }
  set.reset('/');  // nothing but a slash matches a slash
  tokens_.push_back({.piece = Piece::set, .set = static_cast<std::uint32_t>(sets_.size())});
  sets_.push_back(set);
  return at;
}

}  // namespace lockstep
