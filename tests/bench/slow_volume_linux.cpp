// slow_volume BACKING MOUNT_POINT [MICROSECONDS]: shows the folder BACKING at the mount point, each
// call answered late (by a millisecond), as from a server far away: many calls may wait at once.
// The kernel keeps nothing it was told, so every call gets here. Runs until it is unmounted
// (fusermount3 -u).
#define FUSE_USE_VERSION 31

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <fuse.h>
#include <memory>
#include <string>
#include <sys/statvfs.h>
#include <thread>
#include <unistd.h>

namespace {

std::chrono::microseconds delay{1000};
int backing = -1;  // the folder shown; never closed

void wait() { std::this_thread::sleep_for(delay); }

// libfuse's paths begin with a slash; below the folder they must not.
const char* below(const char* path) { return path[1] == '\0' ? "." : path + 1; }

// Returns what FUSE expects: the negative errno.
int answer(long result) { return result < 0 ? -errno : static_cast<int>(result); }

void* start(fuse_conn_info* connection, fuse_config* config) {
  // Otherwise a listing would bring every entry's inode along, and no call would be left to be
  // slow.
  connection->want &= ~static_cast<unsigned>(FUSE_CAP_READDIRPLUS);
  config->use_ino = 1;
  config->entry_timeout = config->attr_timeout = config->negative_timeout = 0;
  return nullptr;
}

int get_status(const char* path, struct stat* status, fuse_file_info* file) {
  wait();
  if (file != nullptr) return answer(::fstat(static_cast<int>(file->fh), status));
  return answer(::fstatat(backing, below(path), status, AT_SYMLINK_NOFOLLOW));
}

int read_link(const char* path, char* target, std::size_t size) {
  wait();
  const ssize_t length = ::readlinkat(backing, below(path), target, size - 1);
  if (length < 0) return -errno;
  target[length] = '\0';
  return 0;
}

int list(const char* path, void* into, fuse_fill_dir_t fill, off_t /*offset*/,
         fuse_file_info* /*file*/, fuse_readdir_flags /*flags*/) {
  wait();
  const int folder = ::openat(backing, below(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return -errno;
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(folder), ::closedir);
  while (const dirent* entry = ::readdir(stream.get())) {
    struct stat status{};
    status.st_ino = entry->d_ino;
    status.st_mode = static_cast<mode_t>(DTTOIF(entry->d_type));
    if (fill(into, entry->d_name, &status, 0, fuse_fill_dir_flags{}) != 0) return -ENOMEM;
  }
  return 0;
}

int open_file(const char* path, fuse_file_info* file) {
  wait();
  const int opened = ::openat(backing, below(path), file->flags | O_CLOEXEC);
  if (opened < 0) return -errno;
  file->fh = static_cast<std::uint64_t>(opened);
  return 0;
}

int create(const char* path, mode_t mode, fuse_file_info* file) {
  wait();
  const int opened = ::openat(backing, below(path), file->flags | O_CLOEXEC, mode);
  if (opened < 0) return -errno;
  file->fh = static_cast<std::uint64_t>(opened);
  return 0;
}

int read(const char* /*path*/, char* into, std::size_t size, off_t offset, fuse_file_info* file) {
  wait();
  return answer(::pread(static_cast<int>(file->fh), into, size, offset));
}

int write(const char* /*path*/, const char* from, std::size_t size, off_t offset,
          fuse_file_info* file) {
  wait();
  return answer(::pwrite(static_cast<int>(file->fh), from, size, offset));
}

// The process that closes does not wait for the answer to close(2).
int release(const char* /*path*/, fuse_file_info* file) {
  return answer(::close(static_cast<int>(file->fh)));
}

int flush_file(const char* /*path*/, int only_data, fuse_file_info* file) {
  wait();
  const int descriptor = static_cast<int>(file->fh);
  return answer(only_data != 0 ? ::fdatasync(descriptor) : ::fsync(descriptor));
}

int make_node(const char* path, mode_t mode, dev_t device) {
  wait();
  return answer(::mknodat(backing, below(path), mode, device));
}

int make_folder(const char* path, mode_t mode) {
  wait();
  return answer(::mkdirat(backing, below(path), mode));
}

int make_symlink(const char* target, const char* path) {
  wait();
  return answer(::symlinkat(target, backing, below(path)));
}

int make_link(const char* existing, const char* path) {
  wait();
  return answer(::linkat(backing, below(existing), backing, below(path), 0));
}

int remove_file(const char* path) {
  wait();
  return answer(::unlinkat(backing, below(path), 0));
}

int remove_folder(const char* path) {
  wait();
  return answer(::unlinkat(backing, below(path), AT_REMOVEDIR));
}

int rename_entry(const char* from, const char* to, unsigned flags) {
  wait();
  return answer(::renameat2(backing, below(from), backing, below(to), flags));
}

int set_mode(const char* path, mode_t mode, fuse_file_info* /*file*/) {
  wait();
  return answer(::fchmodat(backing, below(path), mode, 0));
}

int set_owner(const char* path, uid_t owner, gid_t group, fuse_file_info* /*file*/) {
  wait();
  return answer(::fchownat(backing, below(path), owner, group, AT_SYMLINK_NOFOLLOW));
}

int set_times(const char* path, const timespec times[2], fuse_file_info* /*file*/) {
  wait();
  return answer(::utimensat(backing, below(path), times, AT_SYMLINK_NOFOLLOW));
}

int set_size(const char* path, off_t size, fuse_file_info* file) {
  wait();
  if (file != nullptr) return answer(::ftruncate(static_cast<int>(file->fh), size));
  const int opened = ::openat(backing, below(path), O_WRONLY | O_CLOEXEC);
  if (opened < 0) return -errno;
  const int result = answer(::ftruncate(opened, size));
  ::close(opened);
  return result;
}

int volume_status(const char* /*path*/, struct statvfs* status) {
  wait();
  return answer(::fstatvfs(backing, status));
}

fuse_operations operations() {
  fuse_operations all{};
  all.init = start;
  all.getattr = get_status;
  all.readlink = read_link;
  all.readdir = list;
  all.open = open_file;
  all.create = create;
  all.read = read;
  all.write = write;
  all.release = release;
  all.fsync = flush_file;
  all.mknod = make_node;
  all.mkdir = make_folder;
  all.symlink = make_symlink;
  all.link = make_link;
  all.unlink = remove_file;
  all.rmdir = remove_folder;
  all.rename = rename_entry;
  all.chmod = set_mode;
  all.chown = set_owner;
  all.utimens = set_times;
  all.truncate = set_size;
  all.statfs = volume_status;
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4) {
    std::fputs("usage: slow_volume BACKING MOUNT_POINT [MICROSECONDS]\n", stderr);
    return 2;
  }
  backing = ::open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (backing < 0) {
    std::perror(argv[1]);
    return 1;
  }
  if (argc == 4) delay = std::chrono::microseconds(std::stol(argv[3]));
  ::umask(0);  // the caller's was applied already
  // There is a thread for each call that waits, and none is made anew for it.
  std::string foreground = "-f";
  std::string options = "-oclone_fd,max_threads=128,max_idle_threads=128,fsname=slow_volume";
  std::array<char*, 4> arguments = {argv[0], foreground.data(), options.data(), argv[2]};
  const fuse_operations all = operations();
  return fuse_main(static_cast<int>(arguments.size()), arguments.data(), &all, nullptr);
}
