#include "support/trees/directory_tools.h"

#include <array>

#include <doctest/doctest.h>

namespace lockstep {

void make_file(Directory& folder, const std::string& name, const std::string& content,
               std::uint16_t mode) {
  auto staged = folder.stage_unnamed(mode);
  if (!staged && staged.error().kind() == ErrorKind::not_supported) {
    staged = folder.stage_named(".lockstep-0123456789abcdef");
  }
  REQUIRE(staged);
  write_text(**staged, 0, content);
  REQUIRE((*staged)->set_mode(mode));
  REQUIRE((*staged)->publish(name, Overwrite::never));
}

void make_directory_in(Directory& folder, const std::string& name, std::uint16_t mode) {
  REQUIRE(folder.create_directory(name, mode));
}

void write_text(StagedFile& file, std::uint64_t offset, const std::string& text) {
  REQUIRE(file.write(offset, std::as_bytes(std::span(text))));
}

std::string read_text(const Directory& folder, const std::string& name) {
  const auto file = folder.open_file(name);
  REQUIRE(file);
  return read_text(**file);
}

std::string read_text(ReadableFile& file) {
  std::string text;
  std::array<std::byte, 4096> buffer{};
  for (;;) {
    const auto count = file.read(text.size(), buffer);
    REQUIRE(count);
    if (*count == 0) {
      return text;
    }
    text.append(reinterpret_cast<const char*>(buffer.data()), *count);
  }
}

std::vector<std::string> names_in(Directory& folder) {
  const auto listing = folder.list();
  REQUIRE(listing);
  std::vector<std::string> names;
  for (const Entry& entry : listing->entries) {
    names.emplace_back(entry.name);
  }
  return names;
}

Entry look_at(const Directory& folder, const std::string& name) {
  const auto entry = folder.examine_child(name);
  REQUIRE(entry);
  return entry->without_name();
}

}  // namespace lockstep
