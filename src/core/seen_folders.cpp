#include "core/seen_folders.h"

#include <algorithm>
#include <bit>
#include <xxhash.h>

namespace lockstep {
namespace {

constexpr std::size_t kBits = 64;

}  // namespace

SeenFolders::SeenFolders(const FolderIdentities* known)
    : known_(known), seen_(known == nullptr ? 0 : (known->size() + kBits - 1) / kBits) {}

// The identity is that of a subvolume, too: snapshots give the same numbers to their folders.
SeenFolders::Numbers SeenFolders::numbers_of(const Volume& volume) {
  return {volume.lasting_numbers, XXH3_64bits(volume.identity.data(), volume.identity.size())};
}

void SeenFolders::begin(std::uint64_t device, const Volume& volume) {
  root_device_ = device;
  root_numbers_ = numbers_of(volume);
}

std::optional<SeenFolders::Numbers> SeenFolders::known_numbers(std::uint64_t device) {
  if (device == root_device_) return root_numbers_;
  const std::scoped_lock lock(mutex_);
  const auto found = numbers_.find(device);
  return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

SeenFolders::Numbers SeenFolders::ask_for_numbers(std::uint64_t device, const Directory& source) {
  const auto volume = source.volume();
  const Numbers numbers = volume ? numbers_of(*volume) : Numbers();
  const std::scoped_lock lock(mutex_);
  return numbers_.emplace(device, numbers).first->second;
}

SeenFolders::Was SeenFolders::saw(const Pair& folder, const Directory& source) {
  const std::uint64_t device = folder.source_entry.identity.volume;
  const auto numbers = known_numbers(device);
  return note(folder, numbers ? *numbers : ask_for_numbers(device, source));
}

void SeenFolders::made(const Pair& folder) {
  const std::uint64_t device = folder.source_entry.identity.volume;
  auto numbers = known_numbers(device);
  if (!numbers) {
    // Asked of the uppermost folder on that volume, as `saw` does: a volume without a lasting
    // identity tells its root and its other folders apart.
    const Pair* top = &folder;
    while (top->parent() && top->parent()->source_entry.identity.volume == device)
      top = top->parent().get();
    const auto source = top->source();
    numbers = source ? ask_for_numbers(device, **source) : Numbers();
  }
  static_cast<void>(note(folder, *numbers));
}

SeenFolders::Was SeenFolders::note(const Pair& folder, const Numbers& numbers) {
  if (!numbers.last) return Was::not_on_record;
  const std::uint64_t hashed[] = {numbers.volume, folder.source_entry.identity.object};
  const FolderIdentity now{folder.path_hash(),
                           static_cast<std::uint32_t>(XXH3_64bits(hashed, sizeof hashed))};
  const auto found = known_ == nullptr ? std::nullopt : known_->find(now.path);
  if (found && known_->at(*found) == now) {
    seen_[*found / kBits].fetch_or(std::uint64_t{1} << *found % kBits, std::memory_order_relaxed);
    return Was::the_same;
  }
  const std::scoped_lock lock(mutex_);
  changed_.push_back(now);
  return known_ == nullptr ? Was::not_on_record : Was::another;
}

std::optional<FolderIdentities> SeenFolders::next() {
  const std::scoped_lock lock(mutex_);
  std::size_t unchanged = 0;
  for (const auto& bits : seen_) unchanged += static_cast<std::size_t>(std::popcount(bits.load()));
  if (known_ != nullptr && changed_.empty() && unchanged == known_->size()) return std::nullopt;
  std::ranges::sort(changed_, {}, &FolderIdentity::path);
  std::vector<FolderIdentity> all;
  all.reserve(unchanged + changed_.size());
  auto next = changed_.begin();
  for (std::size_t i = 0; known_ != nullptr && i < known_->size(); ++i) {
    if ((seen_[i / kBits].load() >> i % kBits & 1U) == 0) continue;
    const FolderIdentity folder = known_->at(i);
    while (next != changed_.end() && next->path < folder.path) all.push_back(*next++);
    all.push_back(folder);
  }
  all.insert(all.end(), next, changed_.end());
  changed_ = {};
  return FolderIdentities(all);
}

}  // namespace lockstep
