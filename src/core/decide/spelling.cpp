#include "core/decide/spelling.h"

#include <algorithm>
#include <functional>
#include <string>

#include "core/decide/for_each_name.h"

namespace lockstep {
namespace {

constexpr char kBeyondAscii = '\x01';

bool is_ascii(char byte) { return static_cast<unsigned char>(byte) < 0x80; }
bool is_capital(char letter) { return letter >= 'A' && letter <= 'Z'; }
bool is_small(char letter) { return letter >= 'a' && letter <= 'z'; }

// Returns the next code point, or a lone byte if the text is not UTF-8; moves `at` behind it.
char32_t next_letter(Name name, std::size_t& at) {
  const auto byte = [&name](std::size_t where) {
    return where < name.size() ? static_cast<unsigned char>(name[where]) : 0U;
  };
  const unsigned first = byte(at);
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
  char32_t letter = length == 1 ? first : first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80U) {
      ++at;
      return first;
    }
    letter = letter << 6U | (byte(at + i) & 0x3FU);
  }
  at += length;
  return letter;
}

// True for marks that belong to the letter before them: accents, and the voice marks of kana.
bool is_mark(char32_t letter) {
  return (letter >= 0x300 && letter <= 0x36F) || letter == 0x3099 || letter == 0x309A;
}

// A syllable is taken for its parts, as Unicode composes it (3.12, Conjoining Jamo Behavior).
// Otherwise a folder of Korean names would have one key, or one for each length.
constexpr char32_t kFirstSyllable = 0xAC00;
constexpr char32_t kLastSyllable = 0xD7A3;
constexpr char32_t kLeading = 0x1100;
constexpr char32_t kVowel = 0x1161;
constexpr char32_t kBeforeTrailing = 0x11A7;
constexpr char32_t kLastPart = 0x11FF;
constexpr char32_t kVowels = 21;
constexpr char32_t kTrailings = 28;

// The parts need only one byte each: all lie in one block of 256.
void add_part(std::string& key, char32_t part) {
  key += kBeyondAscii;
  key += static_cast<char>(part - kLeading);
}

bool add_hangul(std::string& key, char32_t letter) {
  if (letter >= kLeading && letter <= kLastPart) {
    add_part(key, letter);
    return true;
  }
  if (letter < kFirstSyllable || letter > kLastSyllable) return false;
  const char32_t number = letter - kFirstSyllable;
  add_part(key, kLeading + number / (kVowels * kTrailings));
  add_part(key, kVowel + number / kTrailings % kVowels);
  if (const char32_t trailing = number % kTrailings; trailing != 0)
    add_part(key, kBeforeTrailing + trailing);
  return true;
}

}  // namespace

std::string in_small_letters(Name name) {
  std::string text(name);
  for (char& letter : text) {
    if (is_capital(letter)) letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

std::string in_other_letters(Name name) {
  std::string text(name);
  for (char& letter : text) {
    if (is_capital(letter)) {
      letter = static_cast<char>(letter - 'A' + 'a');
    } else if (is_small(letter)) {
      letter = static_cast<char>(letter - 'a' + 'A');
    }
  }
  return text;
}

std::string spelling_key(Name name) {
  if (std::ranges::all_of(name, is_ascii)) return in_small_letters(name);
  std::string key;
  for (std::size_t at = 0; at < name.size();) {
    if (is_ascii(name[at])) {
      key += is_capital(name[at]) ? static_cast<char>(name[at] - 'A' + 'a') : name[at];
      ++at;
      continue;
    }
    const char32_t letter = next_letter(name, at);
    if (add_hangul(key, letter)) continue;
    if (is_mark(letter) && !key.empty()) {
      key.back() = kBeyondAscii;
    } else {
      key += kBeyondAscii;
    }
  }
  return key;
}

// Compares the keys' hashes, since a folder may hold a million names. Should two keys ever have one
// hash, their names are looked up on the disk in vain.
std::vector<Spellings> find_spellings(const std::vector<Entry>& source,
                                      const std::vector<Entry>& replica) {
  const auto hash = [](const Entry& entry) {
    return std::hash<std::string>()(spelling_key(entry.name));
  };
  std::vector<std::size_t> wanted;
  for_each_name(source, replica, [&](const Entry* left, const Entry* right) {
    if (left == nullptr || right == nullptr)
      wanted.push_back(hash(left != nullptr ? *left : *right));
  });
  if (wanted.empty()) return {};
  std::ranges::sort(wanted);

  struct Found {
    std::size_t key;
    const Entry* in_source;
    const Entry* in_replica;
  };
  std::vector<Found> found;
  for_each_name(source, replica, [&](const Entry* left, const Entry* right) {
    const std::size_t key = hash(left != nullptr ? *left : *right);
    if (std::ranges::binary_search(wanted, key)) found.push_back({key, left, right});
  });
  std::ranges::stable_sort(found, {}, &Found::key);

  std::vector<Spellings> groups;
  for (auto first = found.begin(); first != found.end();) {
    const auto last = std::find_if(
        first, found.end(), [key = first->key](const Found& other) { return other.key != key; });
    // A name that is alone is no other spelling of anything.
    if (last - first > 1) {
      Spellings& group = groups.emplace_back();
      for (auto each = first; each != last; ++each) {
        if (each->in_source != nullptr) group.source.push_back(each->in_source);
        if (each->in_replica != nullptr) group.replica.push_back(each->in_replica);
        if (each->in_replica == nullptr) group.source_alone.push_back(each->in_source);
        if (each->in_source == nullptr) group.replica_alone.push_back(each->in_replica);
      }
    }
    first = last;
  }
  return groups;
}

}  // namespace lockstep
