#include "core/model/pattern.h"

#include <algorithm>

namespace lockstep {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

// Tells whether the two joined by '/' start so, without joining them.
bool path_starts_with(std::string_view folder, std::string_view name, std::string_view start) {
  if (folder.empty()) {
    return name.starts_with(start);
  }
  if (start.size() <= folder.size()) {
    return folder.starts_with(start);
  }
  return start.starts_with(folder) && start[folder.size()] == '/' &&
         name.starts_with(start.substr(folder.size() + 1));
}

std::size_t path_size(std::string_view folder, std::string_view name) {
  return folder.empty() ? name.size() : folder.size() + 1 + name.size();
}

}  // namespace

std::string_view Pattern::trimmed(std::string_view line) {
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  std::size_t end = 0;  // behind the last byte that stays
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '\\') {
      end = ++at + 1;
    } else if (line[at] != ' ') {
      end = at + 1;
    }
  }
  return line.substr(0, end);
}

Result<Pattern> Pattern::parse(std::string_view line) {
  Pattern pattern;
  const auto within_line = [line](const Error& error) {
    return failure(ErrorKind::invalid, "the pattern '" + std::string(line) + "' " + error.reason());
  };
  std::string_view glob = line;
  if (glob.starts_with('!')) {
    pattern.negated_ = true;
    glob.remove_prefix(1);
    if (glob.empty()) {
      return within_line(
          Error(ErrorKind::invalid, "includes nothing: a pattern must follow the '!'"));
    }
  }
  if (glob.ends_with('/')) {
    pattern.folders_only_ = true;
    glob.remove_suffix(1);
  }
  // A slash anywhere but at the end ties the pattern to the root.
  bool whole_path = glob.find('/') != kNone;
  if (glob.starts_with('/')) {
    glob.remove_prefix(1);
  }
  // The pattern floats all the same: it needs to look at names only.
  if (glob.starts_with("**/") && glob.find('/', 3) == kNone && glob.size() > 3) {
    glob.remove_prefix(3);
    whole_path = false;
  }
  if (auto compiled = pattern.compile(glob, whole_path); !compiled) {
    return within_line(compiled.error());
  }
  pattern.choose_shape(whole_path);
  return pattern;
}

Result<void> Pattern::compile(std::string_view glob, bool whole_path) {
  // Git compares the text before the first special byte by itself and matches the rest, so that
  // there "**" counts as the beginning of a component: "lib**/x" matches "lib1/2/x".
  const std::size_t begin = whole_path ? std::min(glob.find_first_of("*?[\\"), glob.size()) : 0;
  literal_ = glob.substr(0, begin);
  for (std::size_t at = begin; at < glob.size(); ++at) {
    switch (glob[at]) {
      case '?':
        tokens_.push_back({.piece = Piece::any_byte});
        break;
      case '[': {
        const auto end = compile_set(glob, at + 1);
        if (!end) {
          return failure(end.error());
        }
        at = *end;
        break;
      }
      case '*': {
        const std::size_t first = at;
        at = std::min(glob.find_first_not_of('*', at), glob.size()) - 1;
        const std::string_view rest = glob.substr(at + 1);
        const bool component =
            whole_path && at > first && (first == begin || glob[first - 1] == '/');
        if (component && rest.starts_with('/')) {
          tokens_.push_back({.piece = Piece::folders});
          ++at;
        } else if (component && (rest.empty() || rest.starts_with("\\/"))) {
          tokens_.push_back({.piece = Piece::anything});
        } else {
          tokens_.push_back({.piece = Piece::star});
        }
        break;
      }
      case '\\':
        if (++at == glob.size()) {
          return failure(ErrorKind::invalid,
                         "ends in a backslash; write '\\\\' for the character itself");
        }
        [[fallthrough]];
      default:
        tokens_.push_back({.piece = Piece::byte, .byte = glob[at]});
    }
  }
  return {};
}

void Pattern::choose_shape(bool whole_path) {
  const auto is_byte = [](const Token& token) { return token.piece == Piece::byte; };
  const auto wild =
      static_cast<std::size_t>(std::ranges::find_if_not(tokens_, is_byte) - tokens_.begin());
  const bool ends_with = !whole_path && wild == 0 && !tokens_.empty() &&
                         tokens_[0].piece == Piece::star &&
                         std::all_of(tokens_.begin() + 1, tokens_.end(), is_byte);
  if (wild < tokens_.size() && !ends_with) {
    shape_ = whole_path ? Shape::path_matches : Shape::name_matches;
    return;
  }
  shape_ = ends_with ? Shape::name_ends_with : whole_path ? Shape::path_is : Shape::name_is;
  for (const Token& token : tokens_) {
    if (is_byte(token)) {
      literal_ += token.byte;
    }
  }
  tokens_.clear();
}

bool Pattern::matches(std::string_view folder, std::string_view name, PathBuffer& path) const {
  switch (shape_) {
    case Shape::name_is:
      return name == literal_;
    case Shape::name_ends_with:
      return name.ends_with(literal_);
    case Shape::name_matches:
      return glob_matches(name);
    case Shape::path_is:
      return path_size(folder, name) == literal_.size() && path_starts_with(folder, name, literal_);
    case Shape::path_matches:
      break;
  }
  if (!path_starts_with(folder, name, literal_)) {
    return false;
  }
  if (path.size() == 0) {
    path.append(folder);
    if (!folder.empty()) {
      path.push_back('/');
    }
    path.append(name);
  }
  return glob_matches(std::string_view(path.data(), path.size()).substr(literal_.size()));
}

bool Pattern::accepts(const Token& token, char byte) const {
  switch (token.piece) {
    case Piece::byte:
      return token.byte == byte;
    case Piece::any_byte:
      return byte != '/';
    case Piece::set:
      return sets_[token.set][static_cast<unsigned char>(byte)];
    default:
      return false;
  }
}

// On a mismatch the last star takes one byte more, and when it can't, the last "**" one folder
// more. Nothing further back need be tried again: the part between two of them was matched as early
// as possible, so a later match of it would only leave the later one less to choose from; and a
// star that a slash stops can't be helped by one before it.
bool Pattern::glob_matches(std::string_view text) const {
  std::size_t token = 0;
  std::size_t at = 0;
  std::size_t star = kNone;  // the token behind the last star, with what the star has taken so far
  std::size_t star_end = 0;
  std::size_t deep = kNone;  // the same for the last "**"
  std::size_t deep_end = 0;
  while (true) {
    if (token == tokens_.size()) {
      if (at == text.size()) {
        return true;
      }
    } else if (tokens_[token].piece == Piece::star) {
      star = ++token;
      star_end = at;
      continue;
    } else if (tokens_[token].piece == Piece::anything || tokens_[token].piece == Piece::folders) {
      deep = ++token;
      deep_end = at;
      star = kNone;
      continue;
    } else if (at < text.size() && accepts(tokens_[token], text[at])) {
      ++token;
      ++at;
      continue;
    }

    if (star != kNone && star_end < text.size() && text[star_end] != '/') {
      token = star;
      at = ++star_end;
      continue;
    }
    if (deep == kNone || deep_end == text.size()) {
      return false;
    }
    if (tokens_[deep - 1].piece == Piece::folders) {
      deep_end = text.find('/', deep_end);
      if (deep_end == kNone) {
        return false;
      }
    }
    star = kNone;
    token = deep;
    at = ++deep_end;
  }
}

}  // namespace lockstep
