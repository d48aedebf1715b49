// Builds trees from text, and undoes the words' escapes.
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <random>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "support/trees/tree_access.h"
#include "support/trees/tree_text.h"

namespace lockstep {

namespace {

struct Word {
  std::string path;
  std::string sort;   // the signs behind the path: ":", "/", "->", "|", "=", "#", "~"
  std::string value;  // still escaped
  std::optional<std::uint16_t> mode;
  std::optional<Timestamp> modified;
  std::optional<std::pair<std::uint32_t, std::uint32_t>> owner;
  Attributes attributes;
};

[[noreturn]] void refuse(std::string_view text, const char* why) {
  throw std::invalid_argument(fmt::format("tree text '{}': {}", text, why));
}

template <typename Number>
Number number(std::string_view text, int base = 10) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) refuse(text, "no number");
  return value;
}

Timestamp moment(std::string_view text) {
  const auto dot = text.find('.');
  Timestamp time{number<std::int64_t>(text.substr(0, dot)), 0};
  if (dot == std::string_view::npos) return time;
  std::string digits(text.substr(dot + 1));
  if (digits.empty() || digits.size() > 9) refuse(text, "no time");
  digits.resize(9, '0');
  time.nanoseconds = number<std::uint32_t>(digits);
  return time;
}

// Returns the length of the next letter: an escape stays in one piece.
std::size_t step(std::string_view text, std::size_t at) {
  return text[at] == '\\' && at + 1 < text.size() ? 2 : 1;
}

std::size_t find_unescaped(std::string_view text, std::string_view any_of) {
  for (std::size_t i = 0; i < text.size(); i += step(text, i)) {
    if (any_of.find(text[i]) != std::string_view::npos) return i;
  }
  return text.size();
}

void read_item(Word& word, std::string_view item) {
  if (item == "sparse") return;
  if (item.starts_with('@')) {
    word.modified = moment(item.substr(1));
  } else if (const auto equals = find_unescaped(item, "="); equals != item.size()) {
    word.attributes.push_back(
        {unescaped(item.substr(0, equals)), unescaped(item.substr(equals + 1))});
  } else if (const auto colon = item.find(':'); colon != std::string_view::npos) {
    word.owner = {number<std::uint32_t>(item.substr(0, colon)),
                  number<std::uint32_t>(item.substr(colon + 1))};
  } else if (item.starts_with('0')) {
    word.mode = number<std::uint16_t>(item, 8);
  } else {
    refuse(item, "neither mode, time, owner nor attribute");
  }
}

Word read_word(std::string_view text) {
  Word word;
  const auto brace = find_unescaped(text, "{");
  if (brace != text.size()) {
    if (!text.ends_with('}')) refuse(text, "no closing brace");
    std::string_view items = text.substr(brace + 1, text.size() - brace - 2);
    while (!items.empty()) {
      const auto comma = find_unescaped(items, ",");
      read_item(word, items.substr(0, comma));
      items.remove_prefix(std::min(comma + 1, items.size()));
    }
  }
  std::string_view rest = text.substr(0, brace);
  auto at = find_unescaped(rest, ":|=#~>");
  if (at < rest.size() && rest[at] == '>') {
    if (at == 0 || rest[at - 1] != '-') refuse(text, "'>' without '-'");
    word.sort = "->";
    --at;
  } else if (at < rest.size()) {
    word.sort = rest.substr(at, 1);
  } else if (rest.ends_with('/')) {
    word.sort = "/";
    at = rest.size() - 1;
  } else {
    refuse(text, "no kind: ':' '/' '->' '|' '=' '#' or '~'");
  }
  word.path = unescaped(rest.substr(0, at));
  word.value = rest.substr(at + word.sort.size());
  if (word.sort == "/" && word.path == ".") word.path.clear();
  return word;
}

void make_folders(Directory& root, const std::string& path) {
  for (std::size_t end = path.find('/'); end != std::string::npos; end = path.find('/', end + 1)) {
    if (!exists(root, path.substr(0, end))) create_folder(root, path.substr(0, end));
  }
}

void make_sparse_file(const Place& place, const std::string& path, std::uint64_t size) {
  const auto staged =
      expect(place.folder->stage_named(".lockstep-00000000000000ff"), "stage", path);
  expect(staged->set_size(size), "set size of", path);
  expect(staged->set_mode(0644), "set mode of", path);
  expect(staged->publish(place.name, Overwrite::allowed), "publish", path);
}

void make_special(const Place& place, const Word& word) {
  static const std::map<std::string, EntryKind, std::less<>> kinds = {
      {"fifo", EntryKind::fifo},
      {"socket", EntryKind::socket},
      {"char", EntryKind::character_device},
      {"block", EntryKind::block_device}};
  const std::string_view value = word.value;
  const auto colon = value.find(':');
  const auto kind = kinds.find(value.substr(0, colon));
  if (kind == kinds.end()) refuse(word.value, "neither fifo, socket, char nor block");
  const std::uint64_t device =
      colon == std::string_view::npos ? 0 : number<std::uint64_t>(value.substr(colon + 1));
  expect(place.folder->create_special(place.name, kind->second, device), "create", word.path);
}

void make(Directory& root, const Word& word) {
  if (word.path.empty()) return;
  make_folders(root, word.path);
  const Place place(root, word.path);
  if (word.sort == "/") {
    if (!exists(root, word.path)) create_folder(root, word.path);
  } else if (word.sort == ":") {
    write_file(root, word.path, unescaped(word.value));
  } else if (word.sort == "#") {
    const auto dot = word.value.find('.');
    const std::string_view value = word.value;
    write_file(
        root, word.path,
        seeded_bytes(number<std::size_t>(value.substr(0, dot)),
                     dot == std::string::npos ? 0 : number<std::uint64_t>(value.substr(dot + 1))));
  } else if (word.sort == "~") {
    make_sparse_file(place, word.path, number<std::uint64_t>(word.value));
  } else if (word.sort == "->") {
    expect(place.folder->create_symlink(place.name, unescaped(word.value)), "create", word.path);
  } else if (word.sort == "|") {
    make_special(place, word);
  } else {
    const Place existing(root, unescaped(word.value));
    expect(place.folder->create_hard_link(*existing.folder, existing.name, place.name), "link",
           word.path);
  }
}

void finish(Handle& handle, const Word& word) {
  if (word.owner) {
    expect(handle.set_owner(word.owner->first, word.owner->second), "set owner of", word.path);
  }
  for (const Attribute& attribute : word.attributes) {
    expect(handle.set_attribute(attribute.name, attribute.value), "set attribute of", word.path);
  }
  if (word.mode) expect(handle.set_mode(*word.mode), "set mode of", word.path);
  if (word.modified) expect(handle.set_modified(*word.modified), "set time of", word.path);
}

}  // namespace

void build(Directory& root, std::string_view text) {
  std::vector<Word> words;
  constexpr std::string_view kBetween = " \n\t";
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(kBetween), text.size()));
    if (text.empty()) break;
    const auto end = std::min(text.find_first_of(kBetween), text.size());
    words.push_back(read_word(text.substr(0, end)));
    text.remove_prefix(end);
  }
  // Further names come last: the names they refer to may stand behind them. Then comes metadata,
  // that of entries before that of their folder.
  std::stable_partition(words.begin(), words.end(),
                        [](const Word& word) { return word.sort != "="; });
  for (const Word& word : words) make(root, word);
  std::stable_sort(words.begin(), words.end(),
                   [](const Word& a, const Word& b) { return a.path > b.path; });
  for (const Word& word : words) {
    if (!word.owner && !word.mode && !word.modified && word.attributes.empty()) continue;
    if (word.path.empty()) {
      finish(root, word);
    } else {
      const Place place(root, word.path);
      finish(*expect(place.folder->open_entry(place.name), "open", word.path), word);
    }
  }
}

std::string escaped(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    const auto code = static_cast<unsigned char>(c);
    if (c == ' ') {
      text += "\\s";
    } else if (c == '\n') {
      text += "\\n";
    } else if (c == '\t') {
      text += "\\t";
    } else if (c == '\r') {
      text += "\\r";
    } else if (c == '\\') {
      text += "\\\\";
    } else if (code < 0x20 || code >= 0x7f ||
               std::string_view(":|=#~>{},!*").find(c) != std::string_view::npos) {
      text += fmt::format("\\x{:02x}", code);
    } else {
      text += c;
    }
  }
  return text;
}

std::string unescaped(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      bytes += text[i];
      continue;
    }
    if (++i == text.size()) refuse(text, "ends within an escape");
    switch (text[i]) {
      case 's':
        bytes += ' ';
        break;
      case 'n':
        bytes += '\n';
        break;
      case 't':
        bytes += '\t';
        break;
      case 'r':
        bytes += '\r';
        break;
      case 'x':
        bytes += static_cast<char>(number<unsigned char>(text.substr(i + 1, 2), 16));
        i += 2;
        break;
      default:
        bytes += text[i];
    }
  }
  return bytes;
}

std::string seeded_bytes(std::size_t size, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

}  // namespace lockstep
