#include <fcntl.h>
#include <sys/stat.h>

#include "platform/disk/append_file.h"
#include "platform/disk/own_file_linux.h"
#include "platform/system/os_error.h"

namespace lockstep {
namespace {

class LinuxAppendFile final : public AppendFile {
 public:
  LinuxAppendFile(Descriptor file, std::string path, bool is_device)
      : file_(std::move(file)), path_(std::move(path)), is_device_(is_device) {}

  [[nodiscard]] Result<void> write(std::string_view bytes) override {
    return write_all(file_.number(), bytes);
  }
  [[nodiscard]] std::uint64_t size() const override {
    struct stat status{};
    return fstat(file_.number(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
  }
  [[nodiscard]] bool keeps_what_is_written() const override { return !is_device_; }
  // The path is followed by the same steps as when the file was opened, so that no link of another
  // user is followed here, either.
  [[nodiscard]] bool is_at_its_path() const override {
    const auto place = find_own_place(path_);
    if (!place) {
      const ErrorKind kind = place.error().kind();
      return kind != ErrorKind::not_found && kind != ErrorKind::is_a_link;
    }
    struct stat ours{};
    struct stat there{};
    if (fstat(file_.number(), &ours) != 0) return true;
    if (fstatat(place->descriptor(), place->name.c_str(), &there, AT_SYMLINK_NOFOLLOW) != 0)
      return errno != ENOENT;
    return there.st_dev == ours.st_dev && there.st_ino == ours.st_ino;
  }

 private:
  Descriptor file_;
  std::string path_;
  bool is_device_;
};

}  // namespace

Result<std::unique_ptr<AppendFile>> open_append_file(const std::string& path) {
  const auto place = find_own_place(path);
  if (!place) return failure(place.error());
  constexpr mode_t kUsual = 0666;  // minus the umask
  auto file = open_own_file(*place, O_WRONLY | O_APPEND | O_CREAT, kUsual);
  if (!file) return failure(file.error());
  struct stat status{};
  if (fstat(file->number(), &status) != 0) return failure(os_error(errno));
  return std::make_unique<LinuxAppendFile>(std::move(*file), path, S_ISCHR(status.st_mode));
}

}  // namespace lockstep
