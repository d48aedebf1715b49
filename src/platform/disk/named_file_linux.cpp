#include <fcntl.h>
#include <sys/stat.h>

#include "platform/disk/refusal_linux.h"
#include "platform/disk/renaming_linux.h"
#include "platform/disk/staged_file_linux.h"
#include "platform/system/c_name_posix.h"
#include "platform/system/os_error.h"

namespace lockstep {
namespace {

class NamedFile final : public LinuxStagedFile {
 public:
  NamedFile(SharedDescriptor folder, Descriptor file, const char* temporary)
      : LinuxStagedFile(std::move(folder), std::move(file)), temporary_(temporary) {}
  NamedFile(const NamedFile&) = delete;
  NamedFile& operator=(const NamedFile&) = delete;

  // Somebody may have put another file under the temporary's name: that is not ours to remove.
  ~NamedFile() override {
    if (!published_ && is_still_ours()) {
      unlinkat(folder(), temporary_.c_str(), 0);
    }
  }

  [[nodiscard]] Result<void> publish(Name name, Overwrite overwrite) override {
    const CName c_name(name);
    if (!c_name.usable()) {
      return failure(c_name.error());
    }
    auto renamed = rename_entry(folder(), temporary_.c_str(), folder(), c_name.text(), overwrite);
    published_ = renamed.has_value();
    return renamed;
  }

 private:
  [[nodiscard]] bool is_still_ours() const {
    const auto named = examine_name(folder(), temporary_.c_str());
    const auto opened = examine_descriptor(descriptor());
    return named && opened && named->identity == opened->identity;
  }

  std::string temporary_;
  bool published_ = false;
};

}  // namespace

Result<std::unique_ptr<StagedFile>> stage_named_in(const SharedDescriptor& folder,
                                                   const char* temporary) {
  constexpr mode_t kOwnerOnly = 0600;
  // O_EXCL does not follow a link that was planted under this name (open(2)).
  Descriptor file(uninterrupted([&] {
    return openat(folder->number(), temporary, O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR | O_CLOEXEC,
                  kOwnerOnly);
  }));
  if (!file.is_open()) {
    return failure(new_name_error(errno));
  }
  return std::make_unique<NamedFile>(folder, std::move(file), temporary);
}

}  // namespace lockstep
