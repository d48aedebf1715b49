#include "core/model/temporaries.h"

#include <algorithm>
#include <mutex>
#include <random>

namespace lockstep {
namespace {

constexpr std::string_view kPrefix = ".lockstep-";
constexpr std::size_t kDigits = 16;
constexpr std::string_view kHexadecimal = "0123456789abcdef";

}  // namespace

bool is_own_temporary(Name name) {
  if (name.size() != kPrefix.size() + kDigits || !name.starts_with(kPrefix)) return false;
  const auto digits = name.substr(kPrefix.size());
  return std::all_of(digits.begin(), digits.end(),
                     [](char c) { return kHexadecimal.find(c) != std::string_view::npos; });
}

bool is_own_temporary(const Entry& entry) {
  return entry.kind != EntryKind::directory && !entry.unreadable && is_own_temporary(entry.name);
}

std::string new_temporary_name() {
  // The numbers are the system's own (getrandom): a seeded generator's state could be guessed from
  // earlier names.
  static std::mutex mutex;
  static std::random_device random;
  const std::scoped_lock lock(mutex);
  std::string name(kPrefix);
  for (std::size_t made = 0; made < kDigits;) {
    for (unsigned bits = random(), i = 0; i < 8 && made < kDigits; ++i, ++made, bits >>= 4) {
      name += kHexadecimal[bits & 0xF];
    }
  }
  return name;
}

}  // namespace lockstep
