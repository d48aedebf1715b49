#include "core/look/seen_folders.h"
#include "platform/disk/directory.h"

#include <algorithm>
#include <bit>
#include <utility>
#include <xxhash.h>

namespace lockstep {
namespace {

constexpr std::size_t kBits = 64;

}  // namespace

SeenFolders::SeenFolders(const FolderIdentities* known)
    : known_(known), seen_(known == nullptr ? 0 : (known->size() + kBits - 1) / kBits) {}

// The identity of a volume is that of a subvolume, too: snapshots give the same numbers to their
// folders.
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
    // The uppermost folder on that volume is asked, as `saw` does: a volume without a persistent
    // identity tells its root and its other folders apart.
    const Pair* top = &folder;
    while (top->parent() && top->parent()->source_entry.identity.volume == device)
      top = top->parent().get();
    const auto source = top->source();
    numbers = source ? ask_for_numbers(device, **source) : Numbers();
  }
  if (note(folder, *numbers) != Was::another) return;
  const std::scoped_lock lock(mutex_);
  made_.push_back(identity_of(folder, *numbers));
}

FolderIdentity SeenFolders::identity_of(const Pair& folder, const Numbers& numbers) {
  const std::uint64_t hashed[] = {numbers.volume, folder.source_entry.identity.object};
  return {folder.path_hash(), static_cast<std::uint32_t>(XXH3_64bits(hashed, sizeof hashed))};
}

SeenFolders::Was SeenFolders::note(const Pair& folder, const Numbers& numbers) {
  if (!numbers.last) return Was::not_on_record;
  const FolderIdentity now = identity_of(folder, numbers);
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
  return merged(std::exchange(changed_, {}), [this](std::size_t index) {
    return (seen_[index / kBits].load() >> index % kBits & 1U) != 0;
  });
}

std::optional<FolderIdentities> SeenFolders::next_without_complete_pass() {
  const std::scoped_lock lock(mutex_);
  const auto all_stay = [](std::size_t /*index*/) { return true; };
  if (known_ == nullptr) return merged(std::exchange(changed_, {}), all_stay);
  if (made_.empty()) return std::nullopt;
  std::ranges::sort(made_, {}, &FolderIdentity::path);
  return merged(made_, [this](std::size_t index) {
    return !std::ranges::binary_search(made_, known_->at(index).path, {}, &FolderIdentity::path);
  });
}

FolderIdentities SeenFolders::merged(std::vector<FolderIdentity> others, const Stays& stays) const {
  std::ranges::sort(others, {}, &FolderIdentity::path);
  std::vector<FolderIdentity> all;
  all.reserve(others.size() + (known_ == nullptr ? 0 : known_->size()));
  auto next = others.begin();
  for (std::size_t i = 0; known_ != nullptr && i < known_->size(); ++i) {
    if (!stays(i)) continue;
    const FolderIdentity folder = known_->at(i);
    while (next != others.end() && next->path < folder.path) all.push_back(*next++);
    all.push_back(folder);
  }
  all.insert(all.end(), next, others.end());
  return FolderIdentities(all);
}

}  // namespace lockstep
