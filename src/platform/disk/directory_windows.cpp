#include "platform/disk/directory_windows.h"

#include <atomic>

#include "platform/disk/creation_windows.h"
#include "platform/disk/entry_windows.h"
#include "platform/disk/handle_windows.h"
#include "platform/disk/listing_windows.h"
#include "platform/disk/readable_file_windows.h"
#include "platform/disk/removal_windows.h"
#include "platform/disk/renaming_windows.h"
#include "platform/disk/reparse_windows.h"
#include "platform/disk/security_windows.h"
#include "platform/disk/staged_file_windows.h"
#include "platform/disk/volume_windows.h"
#include "platform/system/name_windows.h"

namespace lockstep {
namespace {

using WindowsEntryHandle = WindowsHandle<Handle>;

Result<OwnedHandle> open_child(HANDLE folder, std::wstring_view name, ACCESS_MASK access) {
  OwnedHandle opened;
  const NativeStatus status = open_native(existing_entry(folder, name, access), opened);
  if (!succeeded(status)) return failure(native_error(status));
  return opened;
}

class WindowsDirectory final : public WindowsHandle<Directory> {
 public:
  using WindowsHandle::WindowsHandle;

  // Some systems (Wine) show what the folder held when a handle listed it first, so each listing
  // has a handle of its own.
  [[nodiscard]] Result<Listing> list() override {
    if (!listed_.exchange(true)) return list_entries(system_handle(), volume_number());
    const auto again = reopen(system_handle(), kFolderAccess);
    if (!again) return failure(again.error());
    return list_entries(again->get(), volume_number());
  }

  [[nodiscard]] Result<Entry> examine_child(Name name) const override {
    auto entry = with(name, [&](std::wstring_view text) {
      return examine_name(system_handle(), text, volume_number());
    });
    if (entry) entry->name = name;
    return entry;
  }

  [[nodiscard]] Result<Attributes> read_child_attributes(Name name) const override {
    return with(name, [&](std::wstring_view text) -> Result<Attributes> {
      const auto entry = open_child(system_handle(), text, attribute_access(root()));
      if (!entry) return failure(entry.error());
      return read_attributes_of(entry->get(), root().security);
    });
  }

  [[nodiscard]] Result<std::string> read_link(Name name) const override {
    return with(name, [&](std::wstring_view text) -> Result<std::string> {
      const auto entry = open_child(system_handle(), text, FILE_READ_ATTRIBUTES);
      if (!entry) return failure(entry.error());
      const auto look = look_at_open(entry->get());
      if (!look) return failure(look.error());
      if (look->kind != EntryKind::symlink) return failure(ErrorKind::changed, "It is no link");
      return read_target(entry->get());
    });
  }

  [[nodiscard]] Result<std::unique_ptr<Directory>> open_directory(Name name) const override {
    return with(name, [&](std::wstring_view text) { return open_folder(text); });
  }

  [[nodiscard]] Result<std::unique_ptr<ReadableFile>> open_file(Name name) const override {
    return with(name, [&](std::wstring_view text) {
      return open_readable_file(system_handle(), text, root());
    });
  }

  [[nodiscard]] Result<std::unique_ptr<Handle>> open_entry(Name name) const override {
    return with(name, [&](std::wstring_view text) -> Result<std::unique_ptr<Handle>> {
      auto entry = open_child(system_handle(), text, FILE_READ_ATTRIBUTES);
      if (!entry) return failure(entry.error());
      return std::make_unique<WindowsEntryHandle>(
          std::make_shared<const OwnedHandle>(std::move(*entry)), root());
    });
  }

  // Windows has no files without a name.
  [[nodiscard]] Result<std::unique_ptr<StagedFile>> stage_unnamed(std::uint16_t /*mode*/) override {
    return failure(os_error(ERROR_NOT_SUPPORTED));
  }

  [[nodiscard]] Result<std::unique_ptr<StagedFile>> stage_named(Name temporary,
                                                                Caching caching) override {
    return with(temporary, [&](std::wstring_view text) {
      return stage_named_in(holder(), text, root(), caching);
    });
  }

  [[nodiscard]] Result<void> create_directory(Name name, std::uint16_t mode) override {
    return with(name, [&](std::wstring_view text) {
      return create_directory_in(system_handle(), text, mode);
    });
  }

  [[nodiscard]] Result<void> create_symlink(Name name, const std::string& target) override {
    return with(name, [&](std::wstring_view text) {
      return create_symlink_in(system_handle(), text, target);
    });
  }

  [[nodiscard]] Result<void> create_special(Name name, EntryKind kind,
                                            std::uint64_t /*device*/) override {
    return with(name, [&](std::wstring_view) -> Result<void> {
      if (!is_special(kind) || kind == EntryKind::other) {
        return failure(ErrorKind::invalid, "Not a special file");
      }
      return failure(os_error(ERROR_NOT_SUPPORTED));
    });
  }

  [[nodiscard]] Result<void> create_hard_link(const Directory& folder, Name existing,
                                              Name name) override {
    const HANDLE from = handle_behind(folder);
    if (from == nullptr) return failure(ErrorKind::cross_volume);
    return with(existing, [&](std::wstring_view existing_text) {
      return with(name, [&](std::wstring_view text) {
        return create_hard_link_in(from, existing_text, system_handle(), text);
      });
    });
  }

  [[nodiscard]] Result<void> rename(Name name, Directory& to, Name new_name,
                                    Overwrite overwrite) override {
    const HANDLE target = handle_behind(to);
    if (target == nullptr) return failure(ErrorKind::cross_volume);
    return with(name, [&](std::wstring_view text) {
      return with(new_name, [&](std::wstring_view new_text) {
        return rename_entry(system_handle(), text, target, new_text, overwrite);
      });
    });
  }

  [[nodiscard]] Result<void> remove(Name name) override {
    return with(name, [&](std::wstring_view text) { return remove_entry(system_handle(), text); });
  }

  [[nodiscard]] Result<void> remove_directory(Name name) override {
    return with(name, [&](std::wstring_view text) { return remove_folder(system_handle(), text); });
  }

  [[nodiscard]] Result<Volume> volume() const override { return volume_of(system_handle()); }

  [[nodiscard]] std::string describe_volume() const override {
    return describe_volume_of(system_handle());
  }
  [[nodiscard]] Result<std::string> persistent_id() const override {
    return lasting_identity_of(system_handle());
  }

  [[nodiscard]] Result<void> flush_volume() override { return flush_volume_of(system_handle()); }

  [[nodiscard]] Result<void> flush() override {
    const auto writable = reopen(system_handle(), FILE_ADD_FILE | FILE_ADD_SUBDIRECTORY);
    if (!writable) return failure(writable.error());
    if (FlushFileBuffers(writable->get()) != 0) return {};
    // Volumes that keep no folders to flush (some network ones) say so in these ways.
    const DWORD code = GetLastError();
    if (code == ERROR_INVALID_FUNCTION || code == ERROR_NOT_SUPPORTED ||
        code == ERROR_INVALID_PARAMETER || code == ERROR_INVALID_HANDLE) {
      return {};
    }
    return failure(os_error(static_cast<int>(code)));
  }

 private:
  std::atomic<bool> listed_ = false;

  [[nodiscard]] Result<std::unique_ptr<Directory>> open_folder(std::wstring_view name) const {
    auto opened = open_child(system_handle(), name, kFolderAccess);
    if (!opened) return failure(opened.error());
    const auto look = look_at_open(opened->get());
    if (!look) return failure(look.error());
    if (look->kind == EntryKind::symlink) return failure(link_error());
    if (look->kind != EntryKind::directory) return failure(os_error(ERROR_DIRECTORY));
    // A folder whose content is kept in another way (cloud) is listed through its filter.
    if (look->is_reparse_point) {
      OwnedHandle whole;
      const NativeStatus status = open_native({.folder = opened->get(),
                                               .access = kFolderAccess,
                                               .disposition = kOpenExisting,
                                               .options = kForBackup | kDirectoryOnly},
                                              whole);
      if (!succeeded(status)) return failure(native_error(status));
      *opened = std::move(whole);
    }
    return std::make_unique<WindowsDirectory>(
        std::make_shared<const OwnedHandle>(std::move(*opened)), root());
  }
};

}  // namespace

Result<std::unique_ptr<Directory>> make_directory(OwnedHandle folder,
                                                  SecurityDescriptors descriptors) {
  const auto volume = volume_of_handle(folder.get());
  if (!volume) return failure(volume.error());
  if (!keeps_security(folder.get())) descriptors = SecurityDescriptors::left_out;
  const Place place = is_volume_root(folder.get()) ? Place::volume_root : Place::within;
  return std::make_unique<WindowsDirectory>(std::make_shared<const OwnedHandle>(std::move(folder)),
                                            RootTraits{*volume, descriptors}, place);
}

}  // namespace lockstep
