#include <climits>
#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "platform/disk/entry_linux.h"
#include "platform/disk/handle_linux.h"
#include "platform/disk/lock_holder_linux.h"
#include "platform/disk/replica_lock.h"
#include "platform/disk/runtime_folder_linux.h"
#include "platform/disk/small_file.h"
#include "platform/system/descriptor_posix.h"
#include "platform/system/os_error.h"
#include "platform/system/process.h"
#include "platform/system/system_calls_linux.h"

namespace lockstep {
namespace {

int try_lock(int descriptor) {
  return uninterrupted([&] { return flock(descriptor, LOCK_EX | LOCK_NB); });
}

Error held_error(const std::string& holder) {
  return Error(ErrorKind::locked, "in use by " + holder, EWOULDBLOCK);
}

// Computes FNV-1a, which is short and the same in every version of this program.
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325;
  for (const char c : text) {
    value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  return value;
}

// A lock that is given back by closing the file: it belongs to this open file alone (flock(2)).
class FolderLock final : public ReplicaLock {
 public:
  explicit FolderLock(Descriptor locked) : locked_(std::move(locked)) {}

 private:
  Descriptor locked_;
};

// A lock whose file goes with it. A process that has opened the file meanwhile finds out that it
// has no name any more.
class PlaceLock final : public ReplicaLock {
 public:
  PlaceLock(Descriptor folder, std::string name, Descriptor locked)
      : folder_(std::move(folder)), name_(std::move(name)), locked_(std::move(locked)) {}
  PlaceLock(const PlaceLock&) = delete;
  PlaceLock& operator=(const PlaceLock&) = delete;
  ~PlaceLock() override { unlinkat(folder_.number(), name_.c_str(), 0); }

 private:
  Descriptor folder_;
  std::string name_;
  Descriptor locked_;
};

bool is_still_there(int folder, const std::string& name, int file) {
  struct stat opened{};
  struct stat named{};
  return fstat(file, &opened) == 0 &&
         fstatat(folder, name.c_str(), &named, AT_SYMLINK_NOFOLLOW) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

// Writes "4711 lockstep run /a /b" into the file: a process that asks may not be allowed to see
// others.
void tell_holder(int file) {
  const std::string text = std::to_string(getpid()) + " " + command_of_process(getpid());
  if (ftruncate(file, 0) == 0) (void)!pwrite(file, text.data(), text.size(), 0);
}

std::string describe_holder(int file) {
  std::string text(4096, '\0');
  const ssize_t length = pread(file, text.data(), text.size(), 0);
  int process = 0;
  // NOLINTNEXTLINE(bugprone-unchecked-string-to-number-conversion): this program wrote it
  if (length <= 0 || std::sscanf(text.c_str(), "%d", &process) != 1) return "another process";
  if (process == getpid()) return describe_process(process);
  text.resize(static_cast<std::size_t>(length));
  const auto blank = text.find(' ');
  return "process " + text.substr(0, blank) +
         (blank < text.size() - 1 ? " (" + text.substr(blank + 1) + ")" : "");
}

// Returns who locked the folder, as far as the system tells.
std::optional<int> holder_of(int folder) {
  constexpr std::size_t kLimit = 64 * 1024 * 1024;
  const auto entry = examine_descriptor(folder);
  if (!entry) return std::nullopt;
  const std::string locks = read_small_file("/proc/locks", kLimit).value_or("");
  return find_lock_holder(locks, entry->identity.volume, entry->identity.object);
}

// Returns which folder of its volume it is, the same also after the system has forgotten it in
// between.
Result<std::string> folder_text(const Directory& replica, const Volume& volume,
                                const Entry& entry) {
  if (volume.lasting_numbers) {
    auto lasting = replica.persistent_id();
    if (!lasting || !lasting->empty()) return lasting;
    return std::to_string(entry.identity.object);
  }
  // On other volumes the path tells which folder it is, except where it is mounted a second time.
  std::string path(PATH_MAX, '\0');
  const ssize_t length =
      readlink(ProcPath(descriptor_behind(replica)).text(), path.data(), path.size());
  if (length < 0) return failure(os_error(errno));
  path.resize(static_cast<std::size_t>(length));
  return path;
}

}  // namespace

Result<std::string> place_name(const Directory& replica) {
  const auto entry = replica.examine();
  if (!entry) return failure(entry.error());
  const auto volume = replica.volume();
  if (!volume) return failure(volume.error());
  const auto which = folder_text(replica, *volume, *entry);
  if (!which) return failure(which.error());
  // Devices of the same number come and go, and the folders on them have the same number, too. If
  // a volume's identity is not persistent, it depends on the path; then its type is named instead.
  const std::string& identity = volume->identity;
  const bool lasts = !identity.ends_with(":mounted") && !identity.ends_with(":folder");
  const std::string text = (lasts ? identity : volume->type) + " " +
                           std::to_string(entry->identity.volume) + " " + *which;
  char name[40];
  std::snprintf(name, sizeof name, "replica-%016llx.lock",
                static_cast<unsigned long long>(hash(text)));
  return std::string(name);
}

Result<std::unique_ptr<ReplicaLock>> take_place(const std::string& name) {
  auto folder = open_locks_folder();
  if (!folder) return failure(folder.error());
  constexpr mode_t kOwnerOnly = 0600;
  for (;;) {
    Descriptor file(uninterrupted([&] {
      return openat(folder->number(), name.c_str(),
                    O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, kOwnerOnly);
    }));
    if (!file.is_open()) return failure(os_error(errno).within("open the lock file", name));
    if (try_lock(file.number()) != 0) {
      if (errno != EWOULDBLOCK) return failure(os_error(errno).within("lock the file", name));
      return failure(held_error(describe_holder(file.number())));
    }
    // Its former holder may have removed it since it was opened.
    if (!is_still_there(folder->number(), name, file.number())) continue;
    tell_holder(file.number());
    return std::make_unique<PlaceLock>(std::move(*folder), name, std::move(file));
  }
}

Result<PassLock> lock_for_pass(const Directory& replica) {
  // The lock is on a handle of its own: it ends with that, and with no other.
  Descriptor folder(uninterrupted([&] {
    return openat(descriptor_behind(replica), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  }));
  if (!folder.is_open()) return failure(os_error(errno));
  std::optional<int> holder;
  // If the holder is gone before it can be found the lock is tried again.
  for (int attempt = 0; attempt < 3 && !holder; ++attempt) {
    if (try_lock(folder.number()) == 0)
      return PassLock{std::make_unique<FolderLock>(std::move(folder))};
    if (errno == EIO || errno == ESTALE) return failure(os_error(errno));
    // NFS makes a flock a lock of bytes on the server, which needs a file open for writing
    // (flock(2)).
    if (errno != EWOULDBLOCK) return PassLock{};
    holder = holder_of(folder.number());
  }
  const std::string who = holder ? describe_process(*holder) : "another process";
  const bool privileged = is_superuser() || privileges().change_owners;
  if (!privileged || (holder && is_trusted_lockstep(*holder))) return failure(held_error(who));
  return PassLock{nullptr, who};
}

}  // namespace lockstep
