#include "core/model/folder_identities.h"

#include <cstring>

namespace lockstep {
namespace {

// The number has the order of bytes that this machine has: on another one the format reads as an
// unknown one.
constexpr std::uint64_t kFormat = 0x4C4F'434B'464F'0001;

}  // namespace

std::string FolderIdentities::header() {
  std::string bytes(kHeader, '\0');
  std::memcpy(bytes.data(), &kFormat, sizeof kFormat);
  return bytes;
}

FolderIdentities::FolderIdentities(const std::vector<FolderIdentity>& folders) {
  bytes_.resize(kHeader + folders.size() * kBytesEach);
  char* at = bytes_.data() + kHeader;
  for (const FolderIdentity& folder : folders) {
    std::memcpy(at, &folder.path, sizeof folder.path);
    std::memcpy(at + sizeof folder.path, &folder.which, sizeof folder.which);
    at += kBytesEach;
  }
}

std::optional<FolderIdentities> FolderIdentities::from_bytes(std::string bytes) {
  if (bytes.size() < kHeader || (bytes.size() - kHeader) % kBytesEach != 0) return std::nullopt;
  if (std::memcmp(bytes.data(), &kFormat, sizeof kFormat) != 0) return std::nullopt;
  FolderIdentities folders;
  folders.bytes_ = std::move(bytes);
  return folders;
}

FolderIdentity FolderIdentities::at(std::size_t index) const {
  FolderIdentity folder;
  const char* const at = bytes_.data() + kHeader + index * kBytesEach;
  std::memcpy(&folder.path, at, sizeof folder.path);
  std::memcpy(&folder.which, at + sizeof folder.path, sizeof folder.which);
  return folder;
}

std::optional<std::size_t> FolderIdentities::find(std::uint64_t path) const {
  std::size_t first = 0;
  std::size_t last = size();
  while (first < last) {
    const std::size_t middle = first + (last - first) / 2;
    const std::uint64_t there = at(middle).path;
    if (there == path) return middle;
    if (there < path) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  return std::nullopt;
}

}  // namespace lockstep
