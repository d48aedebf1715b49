// Paths below a root, for tests: does in one line what the core does with one name at a time. Every
// function here throws TreeError if the tree refuses; doctest shows its text.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "platform/disk/directory.h"

namespace lockstep {

class TreeError : public std::runtime_error {
 public:
  TreeError(const std::string& what, const std::string& path, const Error& error);
  [[nodiscard]] ErrorKind kind() const { return kind_; }

 private:
  ErrorKind kind_;
};

// The folder that a path leads to; "" is the root itself, which is not opened again.
class FolderAt {
 public:
  FolderAt(Directory& root, const std::string& path);
  [[nodiscard]] Directory& operator*() const { return *folder_; }
  [[nodiscard]] Directory* operator->() const { return folder_; }

 private:
  std::unique_ptr<Directory> own_;
  Directory* folder_;
};

// Splits "a/b/c" into the folder a/b, and c.
struct Place {
  Place(Directory& root, const std::string& path);
  FolderAt folder;
  std::string name;
};

[[nodiscard]] Entry examine(Directory& root, const std::string& path);
[[nodiscard]] bool exists(Directory& root, const std::string& path);
[[nodiscard]] std::string read_file(Directory& root, const std::string& path);
// Writes a new file, or a new inode in the place of an existing one.
void write_file(Directory& root, const std::string& path, const std::string& content,
                std::uint16_t mode = 0644);
void create_folder(Directory& root, const std::string& path, std::uint16_t mode = 0755);
// Removes the entry or the whole tree.
void remove_all(Directory& root, const std::string& path);
void move(Directory& root, const std::string& from, const std::string& to,
          Overwrite overwrite = Overwrite::never);
void set_modified(Directory& root, const std::string& path, Timestamp time);
void set_mode(Directory& root, const std::string& path, std::uint16_t mode);
void set_attribute(Directory& root, const std::string& path, const std::string& name,
                   const std::string& value);

// Returns all paths, folders before their entries, each folder's in the order of their bytes.
[[nodiscard]] std::vector<std::string> paths_in(Directory& root);

[[nodiscard]] std::string read_all(ReadableFile& file, const std::string& path);

// Returns the value of a result, or throws a TreeError.
template <typename T>
T expect(Result<T> result, const char* what, const std::string& path) {
  if (!result) throw TreeError(what, path, result.error());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace lockstep
