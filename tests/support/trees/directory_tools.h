// Short functions for what tests often do with directories. All fail the test if the directory
// refuses.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/disk/directory.h"
#include "support/system/real_disk.h"

namespace lockstep {

// Makes a complete new file.
void make_file(Directory& folder, const std::string& name, const std::string& content,
               std::uint16_t mode = kUsualFileMode);
void make_directory_in(Directory& folder, const std::string& name,
                       std::uint16_t mode = kUsualFolderMode);
void write_text(StagedFile& file, std::uint64_t offset, const std::string& text);

[[nodiscard]] std::string read_text(const Directory& folder, const std::string& name);
[[nodiscard]] std::string read_text(ReadableFile& file);
// Returns the names of the folder, as listed.
[[nodiscard]] std::vector<std::string> names_in(Directory& folder);
[[nodiscard]] Entry look_at(const Directory& folder, const std::string& name);

// Returns the kind of a result's error, and nothing for success.
template <typename T>
[[nodiscard]] std::optional<ErrorKind> kind_of(const Result<T>& result) {
  return result ? std::nullopt : std::optional(result.error().kind());
}

}  // namespace lockstep
