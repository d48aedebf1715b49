// This part of RecordStore keeps the place of each folder at the last complete pass (or the first
// ones) in a file beside the pair's record. The record names the file and a hash of its content, so
// that neither is believed together with another one.
#include <array>
#include <utility>

#include <fmt/format.h>
#include <xxhash.h>

#include "app/record/record_store.h"

namespace lockstep {
namespace {

// This is twelve bytes for each of a hundred million folders.
constexpr std::size_t kLargest = std::size_t{1200} * 1000 * 1000;

// There are two slots, so that the new file is complete before anything names it.
constexpr std::array<const char*, 2> kSlots = {"folders-a", "folders-b"};

std::string path_in(const std::string& record_file, const char* slot) {
  return record_file.substr(0, record_file.rfind('.') + 1) + slot;
}

// Returns "folders-a 0123456789abcdef0123456789abcdef".
std::string name_of(const char* slot, const std::string& bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return fmt::format("{} {:016x}{:016x}", slot, hash.high64, hash.low64);
}

const char* slot_of(const PairRecord& record) {
  for (const char* slot : kSlots)
    if (record.folder_identities.starts_with(slot)) return slot;
  return nullptr;
}

}  // namespace

Result<void> RecordStore::remove_with_folders(const std::string& record_file) {
  for (const std::string& file : {path_in(record_file, kSlots[0]), path_in(record_file, kSlots[1]),
                                  record_file}) {
    const auto removed = remove_small_file(file);
    if (!removed && removed.error().kind() != ErrorKind::not_found)
      return failure(removed.error().within("forget the record", file));
  }
  return {};
}

std::optional<FolderIdentities> RecordStore::load_folders(const std::string& source,
                                                          const std::string& replica,
                                                          const PairRecord& record) const {
  const char* const slot = slot_of(record);
  if (slot == nullptr) return std::nullopt;
  const auto record_file = file_for({source, replica}, record);
  if (!record_file) return std::nullopt;
  auto bytes = read_state_file(path_in(*record_file, slot), kLargest);
  if (!bytes || name_of(slot, *bytes) != record.folder_identities) return std::nullopt;
  return FolderIdentities::from_bytes(std::move(*bytes));
}

RecordStore::Saved RecordStore::save_with_folders(const std::string& source,
                                                  const std::string& replica, PairRecord record,
                                                  const FolderIdentities& folders,
                                                  Replacement replacement) {
  const auto own_file = file_for({source, replica}, record);
  if (!own_file) return {std::move(record), failure(own_file.error())};
  const std::string& record_file = *own_file;
  const char* const former = slot_of(record);
  const char* const slot = former == kSlots[0] ? kSlots[1] : kSlots[0];
  // The former folders do not belong to this record, whatever happens to the new ones.
  record.folder_identities.clear();
  Result<void> written;
  if (folders.size() > 0) {
    const std::string file = path_in(record_file, slot);
    written = make_folder();
    // The state folder is flushed together with the record.
    if (written) written = write_small_file(file, folders.bytes(), Replacement::left_to_system);
    if (written) {
      record.folder_identities = name_of(slot, folders.bytes());
    } else {
      written = failure(written.error().within("write which folders were where", file));
    }
  }
  if (auto saved = save(source, replica, record, replacement); !saved)
    return {std::move(record), std::move(saved)};
  // If the former file stays, it is in nobody's way.
  if (former != nullptr) static_cast<void>(remove_small_file(path_in(record_file, former)));
  return {std::move(record), std::move(written)};
}

}  // namespace lockstep
