// The metadata of an open descriptor: how every kind of handle answers to the Handle interface.
#pragma once

#include "platform/disk/attributes_linux.h"
#include "platform/disk/directory.h"
#include "platform/disk/entry_linux.h"
#include "platform/system/descriptor_posix.h"

namespace lockstep {

[[nodiscard]] Result<void> set_owner_of(int descriptor, Access access, std::uint32_t owner,
                                        std::uint32_t group);
[[nodiscard]] Result<void> set_mode_of(int descriptor, Access access, std::uint16_t mode);
[[nodiscard]] Result<void> set_modified_of(int descriptor, Access access, Timestamp time);

// Gives one handle the descriptor of another when both take part in a call (clone, hard links).
class HasDescriptor {
 public:
  HasDescriptor(const HasDescriptor&) = delete;
  HasDescriptor& operator=(const HasDescriptor&) = delete;
  [[nodiscard]] virtual int descriptor() const = 0;

 protected:
  HasDescriptor() = default;
  ~HasDescriptor() = default;
};

// Returns the descriptor behind a handle of ours; -1 if it is none of ours (a wrapper, a tree in
// memory).
template <typename Interface>
[[nodiscard]] int descriptor_behind(const Interface& handle) {
  const auto* ours = dynamic_cast<const HasDescriptor*>(&handle);
  return ours == nullptr ? -1 : ours->descriptor();
}

// Implements the Handle part of `Interface`. `Holder` owns the descriptor: Descriptor or
// SharedDescriptor.
template <typename Interface, typename Holder, Access access>
class DescriptorHandle : public Interface, public HasDescriptor {
 public:
  explicit DescriptorHandle(Holder holder) : holder_(std::move(holder)) {}

  [[nodiscard]] Result<Entry> examine() const final { return examine_descriptor(descriptor()); }
  [[nodiscard]] Result<Attributes> read_attributes() const final {
    return read_attributes_of(descriptor(), access);
  }
  [[nodiscard]] Result<void> set_owner(std::uint32_t owner, std::uint32_t group) final {
    return set_owner_of(descriptor(), access, owner, group);
  }
  [[nodiscard]] Result<void> set_mode(std::uint16_t mode) final {
    return set_mode_of(descriptor(), access, mode);
  }
  [[nodiscard]] Result<void> set_modified(Timestamp time) final {
    return set_modified_of(descriptor(), access, time);
  }
  [[nodiscard]] Result<void> set_attribute(const std::string& name,
                                           const std::string& value) final {
    return set_attribute_of(descriptor(), access, name, value);
  }
  [[nodiscard]] Result<void> remove_attribute(const std::string& name) final {
    return remove_attribute_of(descriptor(), access, name);
  }

  [[nodiscard]] int descriptor() const final { return number_of(holder_); }

 protected:
  [[nodiscard]] const Holder& holder() const { return holder_; }

 private:
  Holder holder_;
};

}  // namespace lockstep
