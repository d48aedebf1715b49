// Files in the making: the part that those without a name and those with a temporary one have in
// common, and the functions that make one.
#pragma once

#include "platform/disk/handle_linux.h"

namespace lockstep {

class LinuxStagedFile : public DescriptorHandle<StagedFile, Descriptor, Access::full> {
 public:
  LinuxStagedFile(SharedDescriptor folder, Descriptor file)
      : DescriptorHandle(std::move(file)), folder_(std::move(folder)) {}

  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) final;
  [[nodiscard]] Result<std::optional<Extent>> next_data(std::uint64_t offset) final;
  [[nodiscard]] Result<void> clone(ReadableFile& source) final;
  [[nodiscard]] Result<void> reserve(std::uint64_t size) final;
  [[nodiscard]] Result<std::uint64_t> copy_range(ReadableFile& source, Extent range) final;
  [[nodiscard]] Result<void> write(std::uint64_t offset, std::span<const std::byte> bytes) final;
  [[nodiscard]] Result<void> set_size(std::uint64_t size) final;
  [[nodiscard]] Result<void> flush() final;

 protected:
  // Returns the folder, which is shared: its own handle may be closed long before the file is
  // published.
  [[nodiscard]] int folder() const { return folder_->number(); }

 private:
  SharedDescriptor folder_;
};

// Makes a file with O_TMPFILE.
[[nodiscard]] Result<std::unique_ptr<StagedFile>> stage_unnamed_in(const SharedDescriptor& folder,
                                                                   std::uint16_t mode);
[[nodiscard]] Result<std::unique_ptr<StagedFile>> stage_named_in(const SharedDescriptor& folder,
                                                                 const char* temporary);

}  // namespace lockstep
