// The metadata of an open handle: how every kind of handle answers to the Handle interface. The
// system's handle may have been opened only for looking at metadata: operations that change
// something open the entry once more.
#pragma once

#include <cstdint>

#include "platform/disk/directory.h"
#include "platform/disk/roots.h"
#include "platform/system/native_calls_windows.h"

namespace lockstep {

// The traits that all handles below one root have in common.
struct RootTraits {
  std::uint64_t volume = 0;
  // It is `left_out`, too, if the volume keeps none.
  SecurityDescriptors security = SecurityDescriptors::left_out;
};

// Tells whether a folder is the root of a volume, which holds entries that belong to the volume
// alone (core/look/leave_out.h). No folder below one of our roots is one: mounted volumes are links
// here.
enum class Place { volume_root, within };

// Returns the access with which the attributes of entries below the root can be read: with less,
// each would be opened twice.
[[nodiscard]] constexpr ACCESS_MASK attribute_access(const RootTraits& root) {
  return FILE_READ_ATTRIBUTES |
         (root.security == SecurityDescriptors::included ? READ_CONTROL : ACCESS_MASK{0});
}

// Sets times and attributes; those that are 0 are left as they are.
[[nodiscard]] Result<void> set_basic_of(HANDLE file, FILE_BASIC_INFO basic);
[[nodiscard]] Result<void> set_mode_of(HANDLE file, std::uint16_t mode);
[[nodiscard]] Result<void> set_modified_of(HANDLE file, Timestamp time);

// Opens the same entry with more access, whatever has become of its name.
[[nodiscard]] Result<OwnedHandle> reopen(HANDLE file, ACCESS_MASK access, ULONG options = 0);

// Gives one handle the system's handle of another when both take part in a call (hard links,
// renames, clones).
class HasSystemHandle {
 public:
  HasSystemHandle(const HasSystemHandle&) = delete;
  HasSystemHandle& operator=(const HasSystemHandle&) = delete;
  [[nodiscard]] virtual HANDLE system_handle() const = 0;

 protected:
  HasSystemHandle() = default;
  ~HasSystemHandle() = default;
};

// Returns the system's handle behind one of ours; null if it is none of ours (a wrapper, a tree in
// memory).
template <typename Interface>
[[nodiscard]] HANDLE handle_behind(const Interface& handle) {
  const auto* ours = dynamic_cast<const HasSystemHandle*>(&handle);
  return ours == nullptr ? nullptr : ours->system_handle();
}

[[nodiscard]] Result<Attributes> read_attributes_of(HANDLE file, SecurityDescriptors security);
[[nodiscard]] Result<void> set_attribute_of(HANDLE file, SecurityDescriptors security,
                                            const std::string& name, const std::string& value);
[[nodiscard]] Result<void> remove_attribute_of(HANDLE file, const std::string& name);
[[nodiscard]] Result<Entry> examine_open(HANDLE file, std::uint64_t volume);
[[nodiscard]] Error owners_refused();

// Implements the Handle part of `Interface`.
template <typename Interface>
class WindowsHandle : public Interface, public HasSystemHandle {
 public:
  WindowsHandle(SharedHandle handle, RootTraits root, Place place = Place::within)
      : handle_(std::move(handle)), root_(root), place_(place) {}

  [[nodiscard]] Result<Entry> examine() const final {
    auto entry = examine_open(system_handle(), root_.volume);
    if (entry) entry->mount_point = place_ == Place::volume_root;
    return entry;
  }
  [[nodiscard]] Result<Attributes> read_attributes() const final {
    return read_attributes_of(system_handle(), root_.security);
  }
  [[nodiscard]] Result<void> set_owner(std::uint32_t /*owner*/, std::uint32_t /*group*/) final {
    return failure(owners_refused());
  }
  [[nodiscard]] Result<void> set_mode(std::uint16_t mode) final {
    return set_mode_of(system_handle(), mode);
  }
  [[nodiscard]] Result<void> set_modified(Timestamp time) final {
    return set_modified_of(system_handle(), time);
  }
  [[nodiscard]] Result<void> set_attribute(const std::string& name,
                                           const std::string& value) final {
    return set_attribute_of(system_handle(), root_.security, name, value);
  }
  [[nodiscard]] Result<void> remove_attribute(const std::string& name) final {
    return remove_attribute_of(system_handle(), name);
  }

  // Returns null once it is closed.
  [[nodiscard]] HANDLE system_handle() const final { return handle_ ? handle_->get() : nullptr; }

 protected:
  void close() { handle_.reset(); }
  [[nodiscard]] const SharedHandle& holder() const { return handle_; }
  [[nodiscard]] std::uint64_t volume_number() const { return root_.volume; }
  [[nodiscard]] const RootTraits& root() const { return root_; }

 private:
  SharedHandle handle_;
  RootTraits root_;
  Place place_;
};

}  // namespace lockstep
