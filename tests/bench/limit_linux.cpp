// limit WHAT TREE [TREE] [THREADS]: does the least work that a mirror could do, without what makes
// it safe: no staging, no checks, no flush. It shows what the machine itself can do on the same
// data.
//
//   walk SOURCE REPLICA       looks at every entry of both
//   copy SOURCE REPLICA       copies into an empty folder, each file under its final name, with
//                             owner, mode and time
//   reflink SOURCE REPLICA    the same; the volume shares the blocks
//   contents SOURCE REPLICA   reads every file of both and compares the bytes
//   read TREE                 reads every file, so that it is in the page cache
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/fs.h>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "bench/folder_writer_linux.h"
#include "bench/pair_walk_linux.h"

namespace lockstep::bench {
namespace {

// The number of entries of one folder that one task takes: a large folder is shared among the
// threads.
constexpr std::size_t kBatch = 2048;
constexpr std::size_t kBlock = 128 * 1024;
// From this size on the system's own copying is faster than reading and writing.
constexpr off_t kLarge = 1024 * 1024;

enum class What { walk, copy, reflink, contents, read };

class Descriptor {
 public:
  Descriptor(const OpenFolder& folder, const std::string& name, int flags, mode_t mode = 0)
      : value_(checked(::openat(folder.descriptor(), name.c_str(), flags | O_CLOEXEC, mode), "open",
                       name)) {}
  ~Descriptor() { ::close(value_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return value_; }

 private:
  int value_;
};

struct stat status_of(const OpenFolder& folder, const std::string& name) {
  struct stat status{};
  checked(::fstatat(folder.descriptor(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW), name);
  return status;
}

ssize_t read_block(int file, std::array<char, kBlock>& block) {
  return checked(static_cast<int>(::read(file, block.data(), block.size())), "read");
}

class Limit {
 public:
  Limit(What what, unsigned threads) : what_(what), threads_(threads) {}

  void run(const std::string& source, const std::string& replica) {
    add_folder(open_folder(nullptr, source), open_folder(nullptr, replica));
    tasks_.run(threads_);
  }

 private:
  void add_folder(const Folder& source, const Folder& replica) {
    tasks_.add([this, source, replica] { list(source, replica); });
  }

  void list(const Folder& source, const Folder& replica) {
    if (what_ == What::walk) look_at_all(*replica);
    const auto names = std::make_shared<const std::vector<NamedKind>>(names_in(*source));
    for (std::size_t start = kBatch; start < names->size(); start += kBatch) {
      tasks_.add([=, this] { work_on(source, replica, *names, start); });
    }
    work_on(source, replica, *names, 0);
  }

  static void look_at_all(const OpenFolder& folder) {
    for (const NamedKind& entry : names_in(folder)) status_of(folder, entry.name);
  }

  void work_on(const Folder& source, const Folder& replica, const std::vector<NamedKind>& names,
               std::size_t start) {
    const std::size_t end = std::min(names.size(), start + kBatch);
    for (std::size_t i = start; i < end; ++i) {
      const auto& [name, kind] = names[i];
      switch (what_) {
        case What::walk:
          status_of(*source, name);
          break;
        case What::copy:
        case What::reflink:
          copy(*source, *replica, name, kind);
          break;
        case What::contents:
          if (kind == DT_REG) compare(*source, *replica, name);
          break;
        case What::read:
          if (kind == DT_REG) read(*source, name);
          break;
      }
      if (kind != DT_DIR) continue;
      const Folder below = open_folder(source.get(), name);
      // An entry that changed meanwhile is in one tree alone.
      const bool both =
          what_ != What::walk || ::faccessat(replica->descriptor(), name.c_str(), F_OK, 0) == 0;
      add_folder(below, both ? open_folder(replica.get(), name) : below);
    }
  }

  static void read(const OpenFolder& folder, const std::string& name) {
    const Descriptor file(folder, name, O_RDONLY);
    thread_local std::array<char, kBlock> block;
    while (read_block(file.get(), block) > 0) {
    }
  }

  static void compare(const OpenFolder& source, const OpenFolder& replica,
                      const std::string& name) {
    const Descriptor from(source, name, O_RDONLY);
    const Descriptor to(replica, name, O_RDONLY);
    thread_local std::array<char, kBlock> one;
    thread_local std::array<char, kBlock> other;
    ssize_t length = 0;
    do {
      length = read_block(from.get(), one);
      if (read_block(to.get(), other) != length ||
          std::memcmp(one.data(), other.data(), static_cast<std::size_t>(length)) != 0) {
        throw std::runtime_error(name + " differs");
      }
    } while (length > 0);
  }

  void copy(const OpenFolder& source, const OpenFolder& replica, const std::string& name,
            unsigned char kind) const {
    const struct stat status = status_of(source, name);
    if (kind == DT_DIR) {
      checked(::mkdirat(replica.descriptor(), name.c_str(), status.st_mode & 07777U), name);
    } else if (kind == DT_LNK) {
      std::string target(static_cast<std::size_t>(status.st_size), '\0');
      const ssize_t length =
          ::readlinkat(source.descriptor(), name.c_str(), target.data(), target.size());
      target.resize(static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
      checked(::symlinkat(target.c_str(), replica.descriptor(), name.c_str()), name);
    } else if (kind == DT_REG) {
      const Descriptor from(source, name, O_RDONLY);
      const Descriptor to(replica, name, O_WRONLY | O_CREAT | O_EXCL, 0600);
      copy_content(from.get(), to.get(), status.st_size);
      checked(::fchown(to.get(), status.st_uid, status.st_gid), name);
      checked(::fchmod(to.get(), status.st_mode & 07777U), name);
      const timespec times[2] = {status.st_atim, status.st_mtim};
      checked(::futimens(to.get(), times), name);
    }
  }

  void copy_content(int from, int to, off_t size) const {
    if (what_ == What::reflink) {
      checked(::ioctl(to, FICLONE, from), "share blocks");
      return;
    }
    if (size >= kLarge) {
      while (::copy_file_range(from, nullptr, to, nullptr, static_cast<std::size_t>(kLarge) * 128,
                               0) > 0) {
      }
    }
    thread_local std::array<char, kBlock> block;
    while (const ssize_t length = read_block(from, block)) {
      if (::write(to, block.data(), static_cast<std::size_t>(length)) != length) {
        checked(-1, "write");
      }
    }
  }

  const What what_;
  const unsigned threads_;
  Tasks tasks_;
};

int run(int argc, char** argv) {
  constexpr std::pair<std::string_view, What> kWords[] = {{"walk", What::walk},
                                                          {"copy", What::copy},
                                                          {"reflink", What::reflink},
                                                          {"contents", What::contents},
                                                          {"read", What::read}};
  for (const auto& [word, what] : kWords) {
    const int trees = what == What::read ? 1 : 2;
    if (argc < 2 + trees || argc > 3 + trees || word != argv[1]) continue;
    const unsigned threads =
        argc == 3 + trees ? static_cast<unsigned>(std::stoul(argv[2 + trees])) : 2;
    // `read` looks only folders up in the second tree.
    Limit(what, threads).run(argv[2], argv[1 + trees]);
    return 0;
  }
  fmt::print(stderr,
             "usage: limit walk|copy|reflink|contents SOURCE REPLICA [THREADS]\n"
             "       limit read TREE [THREADS]\n");
  return 2;
}

}  // namespace
}  // namespace lockstep::bench

int main(int argc, char** argv) {
  try {
    return lockstep::bench::run(argc, argv);
  } catch (const std::exception& problem) {
    fmt::print(stderr, "limit: {}\n", problem.what());
    return 1;
  }
}
