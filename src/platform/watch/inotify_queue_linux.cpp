#include "platform/watch/inotify_queue_linux.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <sys/inotify.h>
#include <unistd.h>

#include "platform/system/os_error.h"
#include "platform/watch/inotify_limits_linux.h"

namespace lockstep {
namespace {

// Holds two thousand records of usual names.
constexpr std::size_t kBufferSize = 64 * 1024;
// A name of 255 bytes and its zero. The kernel stops reading at a record that does not fit in.
constexpr std::size_t kLongestRecord = sizeof(inotify_event) + 256;

// A rename must be followed by the folder's own IN_MOVE_SELF: it tells whether the folder that left
// a name is the one that is known there. Entries without a name are told of no more
// (IN_EXCL_UNLINK).
constexpr std::uint32_t kMask = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB |
                                IN_MODIFY | IN_CLOSE_WRITE | IN_DELETE_SELF | IN_MOVE_SELF |
                                IN_ONLYDIR | IN_EXCL_UNLINK;

}  // namespace

InotifyRecord next_record(std::span<const std::byte>& bytes) {
  inotify_event event{};
  constexpr std::size_t kHead = sizeof event;
  std::memcpy(&event, bytes.data(), kHead);
  // The name is filled up with zeros.
  const auto* const name = reinterpret_cast<const char*>(bytes.data() + kHead);
  const InotifyRecord record{event.wd, event.mask, event.cookie,
                             std::string_view(name, strnlen(name, event.len))};
  bytes = bytes.subspan(kHead + event.len);
  return record;
}

InotifyQueue::InotifyQueue(Descriptor descriptor)
    : descriptor_(std::move(descriptor)), buffer_(kBufferSize) {}

Result<InotifyQueue> InotifyQueue::open() {
  Descriptor descriptor(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (descriptor.is_open()) return InotifyQueue(std::move(descriptor));
  const int code = errno;
  if (code == EMFILE) return failure(ErrorKind::not_supported, reason_no_instance());
  return failure(os_error(code, ErrorKind::not_supported));
}

Result<int> InotifyQueue::add(int folder) const {
  // The kernel takes a path alone, and this one leads to what is open, whatever its name is now.
  const std::string path = "/proc/self/fd/" + std::to_string(folder);
  const int watch = inotify_add_watch(descriptor_.number(), path.c_str(), kMask);
  if (watch < 0) return failure(os_error(errno));
  return watch;
}

void InotifyQueue::remove(int watch) const { inotify_rm_watch(descriptor_.number(), watch); }

std::span<const std::byte> InotifyQueue::read() {
  const ssize_t length =
      uninterrupted([&] { return ::read(descriptor_.number(), buffer_.data(), buffer_.size()); });
  const std::size_t count = length > 0 ? static_cast<std::size_t>(length) : 0;
  emptied_ = count + kLongestRecord <= buffer_.size();
  return std::span(buffer_).first(count);
}

}  // namespace lockstep
