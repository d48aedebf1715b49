#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <sys/file.h>

#include "platform/descriptor_posix.h"
#include "platform/entry_linux.h"
#include "platform/lock_holder_linux.h"
#include "platform/mounts_linux.h"
#include "platform/os_error.h"
#include "platform/process.h"
#include "platform/replica_lock.h"
#include "platform/roots.h"
#include "platform/small_file.h"

namespace lockstep {
namespace {

class LinuxReplicaLock final : public ReplicaLock {
 public:
  explicit LinuxReplicaLock(Descriptor locked) : locked_(std::move(locked)) {}

 private:
  Descriptor
      locked_;  // closing it gives the lock back: it belongs to this open file alone (flock(2))
};

int try_lock(int descriptor) {
  return uninterrupted([&] { return flock(descriptor, LOCK_EX | LOCK_NB); });
}

Error held_error(int descriptor) {
  constexpr std::size_t kLimit = 64 * 1024 * 1024;
  const auto entry = examine_descriptor(descriptor);
  const std::string locks = read_small_file("/proc/locks", kLimit).value_or("");
  const auto holder = entry
                          ? find_lock_holder(locks, entry->identity.volume, entry->identity.object)
                          : std::nullopt;
  return Error(ErrorKind::locked,
               "in use by " + (holder ? describe_process(*holder) : "another process"),
               EWOULDBLOCK);
}

// FNV-1a: short, and the same in every version of this program.
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325;
  for (const char c : text) {
    value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  return value;
}

// Where folders can't be locked: NFS makes a flock a lock of bytes on the server, which needs a
// file open for writing (flock(2)). Such a lock is then one among the processes of this machine and
// of one state folder.
Result<Descriptor> open_lock_file(int folder) {
  const auto entry = examine_descriptor(folder);
  if (!entry) {
    return failure(entry.error());
  }
  std::string identity = std::to_string(entry->identity.object);
  if (const auto mounts = read_mounts()) {
    if (const Mount* mount = find_mount(*mounts, folder)) {
      identity.append(" ").append(mount->type).append(" ").append(mount->source);
    }
  }
  const std::string state = default_state_folder();
  if (auto created = create_folders(state); !created) {
    return failure(created.error());
  }
  char name[40];
  std::snprintf(name, sizeof name, "/replica-%016llx.lock",
                static_cast<unsigned long long>(hash(identity)));
  constexpr mode_t kOwnerOnly = 0600;
  Descriptor file(uninterrupted([&] {
    return open((state + name).c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, kOwnerOnly);
  }));
  if (!file.is_open()) {
    return failure(os_error(errno).within("open", state + name));
  }
  return file;
}

}  // namespace

Result<std::unique_ptr<ReplicaLock>> lock_replica(const std::string& path) {
  Descriptor locked(
      uninterrupted([&] { return open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
  if (!locked.is_open()) {
    return failure(os_error(errno));
  }
  int result = try_lock(locked.number());
  if (result != 0 && errno != EWOULDBLOCK && errno != EIO && errno != ESTALE) {
    auto file = open_lock_file(locked.number());
    if (!file) {
      return failure(file.error());
    }
    locked = std::move(*file);
    result = try_lock(locked.number());
  }
  if (result == 0) {
    return std::make_unique<LinuxReplicaLock>(std::move(locked));
  }
  return failure(errno == EWOULDBLOCK ? held_error(locked.number()) : os_error(errno));
}

}  // namespace lockstep
