#include "platform/disk/directory_windows.h"
#include "platform/disk/link_owner_windows.h"
#include "platform/disk/reparse_windows.h"
#include "platform/disk/roots.h"
#include "platform/system/path_windows.h"
#include "platform/system/privileges_windows.h"

namespace lockstep {
namespace {

constexpr DWORD kShareAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

Result<OwnedHandle> open_path(const std::string& path, ACCESS_MASK access, DWORD flags = 0) {
  const auto text = system_path(path);
  if (!text) return failure(text.error());
  OwnedHandle opened(CreateFileW(text->c_str(), access, kShareAll, nullptr, OPEN_EXISTING,
                                 FILE_FLAG_BACKUP_SEMANTICS | flags, nullptr));
  if (!opened.is_open()) return failure(last_error());
  return opened;
}

Result<DWORD> attributes_of(const OwnedHandle& opened) {
  FILE_BASIC_INFO basic{};
  if (GetFileInformationByHandleEx(opened.get(), FileBasicInfo, &basic, sizeof basic) == 0)
    return failure(last_error());
  return basic.FileAttributes;
}

// The system has no calls that are relative to an open folder and as old as this program's oldest
// Windows: paths are resolved as text here, and links within the targets of links are not looked
// at. It takes a privilege to make links, except for junctions.
class WindowsRootPlace final : public RootPlace {
 public:
  // `path` is absolute.
  Result<void> follow(const std::string& path) {
    const std::size_t root = root_length(path);
    existing_ = path.substr(0, root);
    std::size_t end = root;
    while (end < path.size() && missing_.empty()) {
      const std::size_t begin = path[end] == '/' ? end + 1 : end;
      end = std::min(path.find('/', begin), path.size());
      if (auto looked = look_at(path.substr(0, end), path.substr(begin, end - begin)); !looked)
        return looked;
    }
    while (end < path.size()) {
      const std::size_t begin = end + 1;
      end = std::min(path.find('/', begin), path.size());
      missing_.push_back(path.substr(begin, end - begin));
    }
    if (path.size() > root) return {};
    const auto opened = open_path(existing_, FILE_READ_ATTRIBUTES);
    return opened ? Result<void>() : failure(opened.error());
  }

  [[nodiscard]] std::string real() const override {
    std::string path = real_path(existing_).value_or(existing_);
    for (const std::string& name : missing_)
      path.append(path.ends_with('/') ? "" : "/").append(name);
    return path;
  }
  [[nodiscard]] const std::vector<std::string>& missing() const override { return missing_; }
  [[nodiscard]] const std::vector<ForeignLink>& foreign_links() const override { return links_; }
  // Windows does not tell this: it would take the access lists of all folders on the way.
  [[nodiscard]] bool others_may_exchange() const override { return !links_.empty(); }

  [[nodiscard]] Result<std::unique_ptr<Directory>> open(
      SecurityDescriptors descriptors) const override {
    if (descriptors == SecurityDescriptors::included) enable_backup_privileges();
    auto opened = open_path(existing_, kFolderAccess);
    if (!opened) return failure(opened.error());
    const auto attributes = attributes_of(*opened);
    if (!attributes) return failure(attributes.error());
    if ((*attributes & FILE_ATTRIBUTE_DIRECTORY) == 0) return failure(os_error(ERROR_DIRECTORY));
    return make_directory(std::move(*opened), descriptors);
  }

  [[nodiscard]] Result<Created> create() override {
    Created created;
    while (!missing_.empty()) {
      const std::string folder =
          existing_ + (existing_.ends_with('/') ? "" : "/") + missing_.front();
      const auto text = system_path(folder);
      if (!text) return failure(text.error());
      const bool made = CreateDirectoryW(text->c_str(), nullptr) != 0;
      const Error refused = last_error();
      if (!made && (dangling_ || refused.kind() != ErrorKind::already_exists))
        return failure(refused.within("create", folder));
      if (!made) {
        const auto there = open_path(folder, FILE_READ_ATTRIBUTES, FILE_FLAG_OPEN_REPARSE_POINT);
        const auto attributes = there ? attributes_of(*there) : failure(there.error());
        const bool is_folder = attributes && (*attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 &&
                               (*attributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0;
        if (!is_folder) return failure(refused.within("create", folder));
      }
      created.folders += made ? 1 : 0;
      created.is_new = made;
      existing_ = folder;
      missing_.erase(missing_.begin());
    }
    return created;
  }

 private:
  Result<void> look_at(const std::string& path, const std::string& name) {
    const auto entry =
        open_path(path, FILE_READ_ATTRIBUTES | READ_CONTROL, FILE_FLAG_OPEN_REPARSE_POINT);
    if (!entry && entry.error().kind() == ErrorKind::not_found) {
      missing_.push_back(name);
      return {};
    }
    // A user who may pass through a folder need not be allowed to look at it.
    if (entry) {
      const auto attributes = attributes_of(*entry);
      if (!attributes) return failure(attributes.error());
      const bool is_folder = (*attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
      if ((*attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0) {
        note_link(*entry, path);
        const auto target = open_path(path, FILE_READ_ATTRIBUTES);
        if (!target && target.error().kind() == ErrorKind::not_found) {
          dangling_ = true;
          missing_.push_back(name);
          return {};
        }
        if (!target) return failure(target.error());
      } else if (!is_folder) {
        return failure(os_error(ERROR_DIRECTORY));
      }
    }
    existing_ = path;
    return {};
  }

  void note_link(const OwnedHandle& link, const std::string& path) {
    const auto target = read_target(link.get());
    if (!target) return;  // it is another kind of reparse point: a file kept elsewhere, say
    if (auto owner = foreign_owner(link.get()))
      links_.push_back({path, *target, std::move(*owner)});
  }

  std::string existing_;
  std::vector<std::string> missing_;
  std::vector<ForeignLink> links_;
  bool dangling_ = false;  // the first of the missing names is a link that leads nowhere
};

}  // namespace

Result<std::unique_ptr<RootPlace>> find_root(const std::string& path) {
  const auto absolute = absolute_path(path);
  if (!absolute) return failure(absolute.error());
  auto place = std::make_unique<WindowsRootPlace>();
  if (auto followed = place->follow(*absolute); !followed) return failure(followed.error());
  return place;
}

}  // namespace lockstep
