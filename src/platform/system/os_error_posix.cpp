#include <cerrno>
#include <cstring>

#include "platform/system/os_error.h"

namespace lockstep {
namespace {

// strerror is not safe for threads. strerror_r comes in two kinds: glibc's returns the text,
// POSIX's (musl's) fills the buffer and returns a code.
[[maybe_unused]] const char* sentence(const char* text, const char* /*buffer*/) { return text; }
[[maybe_unused]] const char* sentence(int result, const char* buffer) {
  return result == 0 ? buffer : "Unknown error";
}

}  // namespace

ErrorKind os_error_kind(int code) {
  switch (code) {
    case ENOENT:
      return ErrorKind::not_found;
    case EEXIST:
      return ErrorKind::already_exists;
    case EACCES:
    case EPERM:
      return ErrorKind::permission_denied;
    case ENOTDIR:
      return ErrorKind::not_a_directory;
    case EISDIR:
      return ErrorKind::is_a_directory;
    case ELOOP:
      return ErrorKind::is_a_link;
    case ENOTEMPTY:
      return ErrorKind::not_empty;
    case ENOSPC:
    case EDQUOT:
      return ErrorKind::no_space;
    case EROFS:
      return ErrorKind::read_only;
    case ENAMETOOLONG:
    case EILSEQ:  // a name that is not UTF-8, on volumes that insist on it
      return ErrorKind::name_not_possible;
    case EFBIG:
    case E2BIG:
    case EOVERFLOW:
      return ErrorKind::too_large;
    case EMLINK:
      return ErrorKind::too_many_links;
    case EMFILE:
    case ENFILE:
      return ErrorKind::too_many_open;
    case ENOSYS:
    case EOPNOTSUPP:
    case ENOTTY:  // an ioctl that this file system does not know
      return ErrorKind::not_supported;
    case EXDEV:
      return ErrorKind::cross_volume;
    case EBUSY:
    case ETXTBSY:
    case EAGAIN:
      return ErrorKind::busy;
    case ECANCELED:
      return ErrorKind::cancelled;
    case EIO:
    case ENXIO:
    case ENODEV:
    case ESTALE:  // NFS: the server no longer knows this handle
    case ENOTCONN:  // FUSE: its process is dead
    case ECONNABORTED:
    case ECONNREFUSED:
    case ECONNRESET:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ENETDOWN:
    case ENETUNREACH:
    case ESHUTDOWN:
    case ETIMEDOUT:
    case EREMOTEIO:
    case EBADMSG:  // ext4, xfs: a checksum is wrong
    case EUCLEAN:  // ext4, xfs, btrfs: the structure on the disk is damaged
    case EPROTO:
      return ErrorKind::input_output;
    default:
      return ErrorKind::other;
  }
}

Error os_error(int code) { return os_error(code, os_error_kind(code)); }

Error os_error(int code, ErrorKind kind) {
  char buffer[256] = "";
  return Error(kind, sentence(strerror_r(code, buffer, sizeof buffer), buffer), code);
}

}  // namespace lockstep
