#include "platform/disk/listing_linux.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <dirent.h>
#include <optional>
#include <set>
#include <string>
#include <unistd.h>

#include "base/scratch_memory.h"
#include "platform/disk/entry_linux.h"
#include "platform/system/os_error.h"
#include "platform/system/system_calls_linux.h"

namespace lockstep {
namespace {

constexpr std::size_t kBufferSize = 64 * 1024;

// The records that getdents64 writes: glibc's dirent64 is declared the same (getdents(2)).
using Record = dirent64;

bool is_dot_or_dot_dot(const char* name) {
  return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

EntryKind kind_of(unsigned char type) {
  switch (type) {
    case DT_REG:
      return EntryKind::file;
    case DT_DIR:
      return EntryKind::directory;
    case DT_LNK:
      return EntryKind::symlink;
    case DT_FIFO:
      return EntryKind::fifo;
    case DT_SOCK:
      return EntryKind::socket;
    case DT_CHR:
      return EntryKind::character_device;
    case DT_BLK:
      return EntryKind::block_device;
    default:
      return EntryKind::other;
  }
}

class Lister {
 public:
  explicit Lister(int folder) : folder_(folder) {}

  Result<Listing> list() {
    auto read = read_names([this](const Record& record) { add(record); });
    if (read && !not_found_.empty()) {
      read = look_again();
    }
    if (!read) {
      return failure(read.error());
    }
    sort();
    return std::move(listing_);
  }

 private:
  template <typename Each>
  Result<void> read_names(Each each) {
    ScratchMemory<kBufferSize> memory;
    std::byte* const buffer = memory.bytes().data();
    for (;;) {
      const ssize_t length = get_directory_entries(folder_, buffer, kBufferSize);
      if (length < 0) {
        return failure(os_error(errno));
      }
      if (length == 0) {
        return {};
      }
      for (ssize_t at = 0; at < length;) {
        const auto* record = reinterpret_cast<const Record*>(buffer + at);
        if (!is_dot_or_dot_dot(record->d_name)) {
          each(*record);
        }
        at += record->d_reclen;
      }
    }
  }

  void add(const Record& record) {
    struct statx status;  // NOLINT(cppcoreguidelines-pro-type-member-init): statx fills it
    if (read_status(folder_, record.d_name, status) != 0) {
      if (errno == ENOENT) {
        not_found_.emplace(record.d_name);
      } else {
        add_unreadable(record, os_error(errno));
      }
      return;
    }
    add(record, status);
  }

  // Looks again for names that were not found. One that vanished is not listed any more. One that
  // still is, and still is not found, is not absent: a volume with the wrong character set lists
  // names that it can't look up.
  Result<void> look_again() {
    if (lseek(folder_, 0, SEEK_SET) != 0) {
      return failure(os_error(errno));
    }
    return read_names([this](const Record& record) {
      if (not_found_.erase(record.d_name) == 0) {
        return;
      }
      struct statx status;  // NOLINT(cppcoreguidelines-pro-type-member-init): statx fills it
      if (read_status(folder_, record.d_name, status) == 0) {
        add(record, status);
      } else if (errno == ENOENT) {
        add_unreadable(record, Error(ErrorKind::name_not_possible,
                                     "the volume lists this name and does not find it", ENOENT));
      } else {
        add_unreadable(record, os_error(errno));
      }
    });
  }

  void add(const Record& record, const struct statx& status) {
    Entry& entry = listing_.entries.emplace_back(to_entry(status));
    entry.name = listing_.names.keep(record.d_name);
    if (!tells_mount_points(status)) {
      entry.mount_point = entry.identity.volume != device();
    }
  }

  void add_unreadable(const Record& record, Error error) {
    Entry& entry = listing_.entries.emplace_back();
    entry.name = listing_.names.keep(record.d_name);
    entry.kind = kind_of(record.d_type);
    entry.unreadable = true;
    listing_.failures.push_back({entry.name, std::move(error)});
  }

  // Returns the folder's own device, which is asked for at most once, and only of old kernels.
  std::uint64_t device() {
    if (!device_) {
      struct statx status{};
      device_ = read_status(folder_, "", status) == 0 ? device_of(status) : 0;
    }
    return *device_;
  }

  // Sorts by the bytes of the names: char_traits<char> compares them as unsigned. A folder that
  // changes while it is read may show one name twice.
  void sort() {
    auto& entries = listing_.entries;
    std::ranges::sort(entries, {}, &Entry::name);
    const auto doubles = std::ranges::unique(entries, {}, &Entry::name);
    entries.erase(doubles.begin(), doubles.end());
  }

  int folder_;
  std::optional<std::uint64_t> device_;
  std::set<std::string> not_found_;
  Listing listing_;
};

}  // namespace

Result<Listing> list_entries(int folder) { return Lister(folder).list(); }

}  // namespace lockstep
