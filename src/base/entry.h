// The content of a directory: an Entry for each name, and a Listing that holds them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/result.h"
#include "base/timestamp.h"

namespace lockstep {

// One component of a path: never "." or "..", never with a separator. On Linux a name holds any
// bytes but '/' and NUL. On Windows it is WTF-8 (UTF-8 that may hold lone surrogates), so that
// every name the system can hold has exactly one spelling.
using Name = std::string_view;

enum class EntryKind : std::uint8_t {
  file,
  directory,
  symlink,
  fifo,
  socket,
  character_device,
  block_device,
  other,  // exists, but is nothing that can be mirrored
};

[[nodiscard]] constexpr bool is_special(EntryKind kind) { return kind >= EntryKind::fifo; }

// Tells which object on which volume an entry is: two names with one identity are hard links of
// each other. It is valid within a pass only, as on some file systems neither number survives a
// remount.
struct Identity {
  std::uint64_t volume = 0;
  std::uint64_t object = 0;
  friend constexpr bool operator==(const Identity&, const Identity&) = default;
};

struct IdentityHash {
  [[nodiscard]] std::size_t operator()(const Identity& identity) const {
    return static_cast<std::size_t>(identity.object * 0x9E3779B97F4A7C15ULL ^ identity.volume);
  }
};

// The facts about one name in a folder. An entry is kept small, since a folder of a million names
// takes a million of them, twice.
struct Entry {
  // Its bytes are owned by the Listing, or by whoever made the entry. It is empty in an entry that
  // outlives them, or whose name does not matter.
  std::string_view name;
  Identity identity;
  std::uint64_t size = 0;  // files: bytes; links: bytes of the target; devices: see `device`
  std::int64_t modified_seconds = 0;
  std::int64_t changed_seconds = 0;
  std::uint32_t modified_nanoseconds = 0;
  std::uint32_t changed_nanoseconds = 0;
  std::uint32_t owner = 0;
  std::uint32_t group = 0;
  std::uint32_t link_count = 1;
  // Linux: permission bits, setuid, setgid and sticky. Windows: 0700 and the attributes that are
  // mirrored: 1 read-only, 2 hidden, 4 system, 010 compressed, 020 not indexed, 040 archive.
  std::uint16_t mode = 0;
  EntryKind kind = EntryKind::other;
  bool sparse = false;  // fewer bytes allocated than `size`
  bool offline = false;  // Windows: to read it is to fetch it from elsewhere (tape, cloud)
  bool mount_point = false;  // the root of another volume
  // True if the name is there but its entry could not be examined; the listing says why. Such an
  // entry is not absent.
  bool unreadable = false;

  [[nodiscard]] Timestamp modified() const { return {modified_seconds, modified_nanoseconds}; }
  // Returns when the inode last changed (ctime). No program can set it.
  [[nodiscard]] Timestamp changed() const { return {changed_seconds, changed_nanoseconds}; }
  // Returns the entry for somebody who keeps its name apart, or needs none.
  [[nodiscard]] Entry without_name() const {
    Entry copy = *this;
    copy.name = {};
    return copy;
  }
  // Returns a device's number, which is kept where other entries have their size.
  [[nodiscard]] std::uint64_t device() const { return size; }
};

// One folder's entries, sorted by the bytes of their names, with the names' own storage. Move-only.
struct Listing {
  std::vector<Entry> entries;
  Arena names;
  // Says why an unreadable entry could not be examined.
  struct Failure {
    std::string_view name;
    Error error;
  };
  std::vector<Failure> failures;
};

}  // namespace lockstep
