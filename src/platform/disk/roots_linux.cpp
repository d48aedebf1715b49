#include <algorithm>
#include <cerrno>
#include <climits>
#include <deque>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/disk/directory_linux.h"
#include "platform/disk/foreign_link_linux.h"
#include "platform/disk/handle_linux.h"
#include "platform/disk/roots.h"
#include "platform/system/os_error.h"
#include "platform/system/system_calls_linux.h"
#include "platform/system/user_linux.h"

namespace lockstep {
namespace {

constexpr int kAsPlace = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr int kMostLinks = 40;  // as many as the kernel follows (path_resolution(7))

// O_DIRECTORY lets an automount happen, as opening the folder itself would.
Descriptor open_place(int folder, const char* name) {
  return Descriptor(uninterrupted([&] { return openat(folder, name, kAsPlace); }));
}

bool others_may_write(const struct stat& folder) {
  return !is_trusted_user(folder.st_uid) || (folder.st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

// Reads the target of the very link that is open.
Result<std::string> read_target(int link) {
  std::string target(PATH_MAX, '\0');
  const ssize_t length =
      uninterrupted([&] { return readlinkat(link, "", target.data(), target.size()); });
  if (length < 0) return failure(os_error(errno));
  target.resize(static_cast<std::size_t>(length));
  return target;
}

struct Step {
  std::string name;
  bool from_link = false;
};

// Puts the names of `path` in front of the steps that are left.
void add_steps(std::deque<Step>& steps, std::string_view path, bool from_link) {
  std::vector<Step> names;
  while (!path.empty()) {
    const std::string_view name = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(name.size() + 1, path.size()));
    if (!name.empty() && name != ".") names.push_back({std::string(name), from_link});
  }
  steps.insert(steps.begin(), names.begin(), names.end());
}

class LinuxRootPlace final : public RootPlace, public HasDescriptor {
 public:
  LinuxRootPlace() = default;

  // `path` is absolute.
  Result<void> follow(const std::string& path) {
    if (auto at_root = start_over(); !at_root) return at_root;
    std::deque<Step> steps;
    add_steps(steps, path, false);
    while (!steps.empty()) {
      const Step step = std::move(steps.front());
      steps.pop_front();
      if (auto taken = take(step, steps); !taken) return taken;
    }
    return {};
  }

  [[nodiscard]] std::string real() const override {
    std::string path;
    for (const std::string& name : names_) path.append(1, '/').append(name);
    for (const std::string& name : missing_) path.append(1, '/').append(name);
    return path.empty() ? "/" : path;
  }
  [[nodiscard]] const std::vector<std::string>& missing() const override { return missing_; }
  [[nodiscard]] const std::vector<ForeignLink>& foreign_links() const override { return links_; }
  [[nodiscard]] bool others_may_exchange() const override { return others_may_exchange_; }

  [[nodiscard]] Result<std::unique_ptr<Directory>> open(
      SecurityDescriptors /*descriptors*/) const override {
    Descriptor folder(open_child_descriptor(
        at_.number(), ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NOATIME));
    if (!folder.is_open()) return failure(os_error(errno));
    return make_directory(std::move(folder));
  }

  [[nodiscard]] Result<Created> create() override {
    if (dangling_ && !missing_.empty()) return failure(os_error(EEXIST).within("create", real()));
    Created created;
    while (!missing_.empty()) {
      const std::string name = missing_.front();
      constexpr mode_t kUsual = 0777;
      const bool made = mkdirat(at_.number(), name.c_str(), kUsual) == 0;
      if (!made && errno != EEXIST) return failure(os_error(errno).within("create", real()));
      Descriptor folder = open_place(at_.number(), name.c_str());
      if (!folder.is_open()) {
        const int code = errno == ENOTDIR || errno == ELOOP ? EEXIST : errno;
        return failure(os_error(code).within("create", real()));
      }
      struct stat status{};
      if (fstat(folder.number(), &status) != 0) return failure(os_error(errno));
      if (made && status.st_uid != geteuid()) {
        return failure(Error(ErrorKind::changed, "somebody put another folder in its place")
                           .within("create", real()));
      }
      created.folders += made ? 1 : 0;
      created.is_new = made;
      at_ = std::move(folder);
      names_.push_back(name);
      missing_.erase(missing_.begin());
    }
    return created;
  }

  [[nodiscard]] int descriptor() const override { return at_.number(); }

 private:
  Result<void> start_over() {
    at_ = open_place(AT_FDCWD, "/");
    if (!at_.is_open() || fstat(at_.number(), &status_) != 0) return failure(os_error(errno));
    names_.clear();
    missing_.clear();
    return {};
  }

  Result<void> take(const Step& step, std::deque<Step>& steps) {
    if (step.name == "..") return go_up();
    if (!missing_.empty()) {
      missing_.push_back(step.name);
      return {};
    }
    if (others_may_write(status_) && (status_.st_mode & S_ISVTX) == 0) others_may_exchange_ = true;
    Descriptor folder = open_place(at_.number(), step.name.c_str());
    if (folder.is_open()) return enter(std::move(folder), step);
    if (errno == ENOENT) {
      missing_.push_back(step.name);
      dangling_ = dangling_ || step.from_link;
      return {};
    }
    if (errno != ENOTDIR && errno != ELOOP) return failure(os_error(errno));
    return follow_link(step, steps);
  }

  Result<void> enter(Descriptor folder, const Step& step) {
    struct stat status{};
    if (fstat(folder.number(), &status) != 0) return failure(os_error(errno));
    // In a folder with the sticky bit all users may rename what is theirs.
    if (others_may_write(status_) && !is_trusted_user(status.st_uid)) others_may_exchange_ = true;
    at_ = std::move(folder);
    status_ = status;
    names_.push_back(step.name);
    return {};
  }

  Result<void> go_up() {
    if (!missing_.empty()) {
      missing_.pop_back();
      return {};
    }
    Descriptor parent = open_place(at_.number(), "..");
    if (!parent.is_open() || fstat(parent.number(), &status_) != 0)
      return failure(os_error(errno));
    at_ = std::move(parent);
    if (!names_.empty()) names_.pop_back();
    return {};
  }

  Result<void> follow_link(const Step& step, std::deque<Step>& steps) {
    const Descriptor link(uninterrupted([&] {
      return openat(at_.number(), step.name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC);
    }));
    if (!link.is_open()) return failure(os_error(errno));
    struct stat status{};
    if (fstat(link.number(), &status) != 0) return failure(os_error(errno));
    if (!S_ISLNK(status.st_mode)) return failure(os_error(ENOTDIR));
    if (++followed_ > kMostLinks) return failure(os_error(ELOOP));
    auto target = read_target(link.number());
    if (!target) return failure(target.error());
    const std::string here = real();
    if (auto foreign = as_foreign(
            {here == "/" ? std::string() : here, step.name, *target, status_, status})) {
      links_.push_back(std::move(*foreign));
      others_may_exchange_ = true;
    }
    add_steps(steps, *target, true);
    return target->starts_with('/') ? start_over() : Result<void>();
  }

  Descriptor at_;
  struct stat status_{};  // the status of that folder
  std::vector<std::string> names_;
  std::vector<std::string> missing_;
  std::vector<ForeignLink> links_;
  int followed_ = 0;
  bool dangling_ = false;  // a link names the missing entry
  bool others_may_exchange_ = false;
};

}  // namespace

Result<std::unique_ptr<RootPlace>> find_root(const std::string& path) {
  const auto absolute = absolute_path(path);
  if (!absolute) return failure(absolute.error());
  auto place = std::make_unique<LinuxRootPlace>();
  if (auto followed = place->follow(*absolute); !followed) return failure(followed.error());
  return place;
}

}  // namespace lockstep
