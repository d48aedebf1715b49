// compare_trees SOURCE REPLICA: prints how the replica differs from the source, a line a kind of
// difference ("time 3, first: a/b"); nothing, with status 0, if it is exact: kinds, contents,
// sizes, holes, modes, owners, times to the nanosecond, links' targets, device numbers, attributes,
// ACLs, groups of hard links.
#include <algorithm>
#include <array>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <set>
#include <string_view>
#include <sys/xattr.h>
#include <unistd.h>

#include <fmt/format.h>

#include "bench/folder_writer_linux.h"
#include "bench/pair_walk_linux.h"

namespace lockstep::bench {
namespace {

constexpr std::size_t kBlock = 128 * 1024;
// A volume may allocate in larger steps, or ahead; this many blocks more are no difference.
constexpr blkcnt_t kSlackBlocks = 2048;

class Differences {
 public:
  void note(const std::string& what, const std::string& path) {
    const std::scoped_lock lock(mutex_);
    auto& [count, first] = found_[what];
    if (count++ == 0) first = path;
  }
  [[nodiscard]] bool print() const {
    for (const auto& [what, found] : found_) {
      fmt::print("{} {}, first: {}\n", what, found.first, found.second);
    }
    return !found_.empty();
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::pair<std::uint64_t, std::string>> found_;
};

// Notes which name of the replica goes with which of the source, for files of several names: the
// groups are equal if both numbers always meet each other and no third.
class LinkGroups {
 public:
  [[nodiscard]] bool agree(const struct stat& source, const struct stat& replica) {
    if (source.st_nlink == 1 && replica.st_nlink == 1) return true;
    const std::scoped_lock lock(mutex_);
    const auto forth = to_replica_.try_emplace(source.st_ino, replica.st_ino).first->second;
    const auto back = to_source_.try_emplace(replica.st_ino, source.st_ino).first->second;
    return forth == replica.st_ino && back == source.st_ino;
  }

 private:
  std::mutex mutex_;
  std::map<ino_t, ino_t> to_replica_;
  std::map<ino_t, ino_t> to_source_;
};

std::string target_of(const OpenFolder& folder, const std::string& name) {
  std::array<char, 4097> target{};
  const ssize_t length =
      ::readlinkat(folder.descriptor(), name.c_str(), target.data(), target.size());
  return {target.data(), static_cast<std::size_t>(checked(static_cast<int>(length), name))};
}

// Reads attributes through /proc, because these calls take no folder handle.
std::map<std::string, std::string> attributes_of(const OpenFolder& folder,
                                                 const std::string& name) {
  const std::string path = fmt::format("/proc/self/fd/{}/{}", folder.descriptor(), name);
  thread_local std::array<char, 65536> names;
  const ssize_t length = ::llistxattr(path.c_str(), names.data(), names.size());
  std::map<std::string, std::string> attributes;
  thread_local std::array<char, 65536> value;
  for (ssize_t at = 0; at < length;) {
    const std::string attribute = &names[static_cast<std::size_t>(at)];
    at += static_cast<ssize_t>(attribute.size()) + 1;
    const ssize_t size = ::lgetxattr(path.c_str(), attribute.c_str(), value.data(), value.size());
    if (size >= 0) attributes[attribute].assign(value.data(), static_cast<std::size_t>(size));
  }
  return attributes;
}

bool same_content(const OpenFolder& source, const OpenFolder& replica, const std::string& name) {
  const auto open = [&name](const OpenFolder& folder) {
    return OpenFolder(checked(
        ::openat(folder.descriptor(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC), name));
  };
  const OpenFolder one = open(source);
  const OpenFolder other = open(replica);
  thread_local std::array<char, kBlock> first;
  thread_local std::array<char, kBlock> second;
  while (true) {
    const ssize_t length = ::read(one.descriptor(), first.data(), first.size());
    if (length < 0 || ::read(other.descriptor(), second.data(), second.size()) != length) {
      return false;
    }
    if (length == 0) return true;
    if (std::memcmp(first.data(), second.data(), static_cast<std::size_t>(length)) != 0) {
      return false;
    }
  }
}

class Comparer {
 public:
  // Returns whether they differ.
  [[nodiscard]] bool run(const std::string& source, const std::string& replica) {
    const Folder from = open_folder(nullptr, source);
    const Folder to = open_folder(nullptr, replica);
    compare_entry(*from, *to, ".", ".");
    add(from, to, "");
    tasks_.run(2);
    return differences_.print();
  }

 private:
  void add(const Folder& source, const Folder& replica, const std::string& path) {
    tasks_.add([=, this] {
      std::set<std::string> only_in_replica;
      for (auto& [name, kind] : names_in(*replica)) only_in_replica.insert(std::move(name));
      for (const auto& [name, kind] : names_in(*source)) {
        const std::string below = path + name;
        if (only_in_replica.erase(name) == 0) {
          differences_.note("missing", below);
        } else if (compare_entry(*source, *replica, name, below) && kind == DT_DIR) {
          add(open_folder(source.get(), name), open_folder(replica.get(), name), below + "/");
        }
      }
      for (const std::string& name : only_in_replica) differences_.note("extra", path + name);
    });
  }

  // Returns whether the kinds agree.
  bool compare_entry(const OpenFolder& source, const OpenFolder& replica, const std::string& name,
                     const std::string& path) {
    struct stat one{};
    struct stat other{};
    checked(::fstatat(source.descriptor(), name.c_str(), &one, AT_SYMLINK_NOFOLLOW), path);
    checked(::fstatat(replica.descriptor(), name.c_str(), &other, AT_SYMLINK_NOFOLLOW), path);
    const auto expect = [&](bool equal, const char* what) {
      if (!equal) differences_.note(what, path);
    };
    if ((one.st_mode & S_IFMT) != (other.st_mode & S_IFMT)) {
      differences_.note("kind", path);
      return false;
    }
    expect(one.st_mode == other.st_mode, "mode");
    expect(one.st_uid == other.st_uid && one.st_gid == other.st_gid, "owner");
    expect(
        one.st_mtim.tv_sec == other.st_mtim.tv_sec && one.st_mtim.tv_nsec == other.st_mtim.tv_nsec,
        "time");
    expect(attributes_of(source, name) == attributes_of(replica, name), "attributes");
    if (!S_ISDIR(one.st_mode)) expect(links_.agree(one, other), "hard links");
    if (S_ISREG(one.st_mode)) {
      expect(one.st_size == other.st_size && same_content(source, replica, name), "content");
      expect(other.st_blocks <= one.st_blocks + one.st_blocks / 2 + kSlackBlocks, "holes");
    } else if (S_ISLNK(one.st_mode)) {
      expect(target_of(source, name) == target_of(replica, name), "target");
    } else if (S_ISCHR(one.st_mode) || S_ISBLK(one.st_mode)) {
      expect(one.st_rdev == other.st_rdev, "device");
    }
    return true;
  }

  Tasks tasks_;
  Differences differences_;
  LinkGroups links_;
};

}  // namespace
}  // namespace lockstep::bench

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: compare_trees SOURCE REPLICA\n");
    return 2;
  }
  try {
    return lockstep::bench::Comparer().run(argv[1], argv[2]) ? 1 : 0;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "compare_trees: {}\n", problem.what());
    return 2;
  }
}
