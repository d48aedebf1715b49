// A folder of its own for a test, gone with everything in it when the test ends.
#pragma once

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "app/config/native_path.h"
#include "support/trees/feature.h"

namespace lockstep {

class ScratchFolder {
 public:
  ScratchFolder() {
    std::random_device random;
    path_ = std::filesystem::canonical(std::filesystem::temp_directory_path()) /
            ("lockstep-test-" + std::to_string(random()) + std::to_string(random()));
    std::filesystem::create_directory(path_);
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  [[nodiscard]] std::string at(const std::string& inner) const {
    return from_native(path_ / native_path(inner));
  }
  [[nodiscard]] std::string path() const { return from_native(path_); }
  void make_folder(const std::string& inner) const {
    std::filesystem::create_directories(path_ / native_path(inner));
  }
  void write(const std::string& inner, const std::string& content) const {
    std::ofstream(path_ / native_path(inner), std::ios::binary) << content;
  }
  // As text: Windows' line ends are made the usual ones.
  [[nodiscard]] std::string read(const std::string& inner) const {
    std::ifstream file(path_ / native_path(inner), std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (std::filesystem::path::preferred_separator == '\\') std::erase(text, '\r');
    return text;
  }
  // False, and said, where this system or user makes no links.
  [[nodiscard]] bool make_link(const std::string& target, const std::string& inner) const {
    std::error_code error;
    std::filesystem::create_directory_symlink(native_path(target), path_ / native_path(inner),
                                              error);
    if (error) say_lacking(Feature::links);
    return !error;
  }
  void remove(const std::string& inner) const {
    std::filesystem::remove_all(path_ / native_path(inner));
  }
  void rename(const std::string& from, const std::string& to) const {
    std::filesystem::rename(path_ / native_path(from), path_ / native_path(to));
  }
  // Returns the names in a folder.
  [[nodiscard]] std::vector<std::string> list(const std::string& inner) const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_ / native_path(inner)))
      names.push_back(from_native(entry.path().filename()));
    return names;
  }
  [[nodiscard]] bool exists(const std::string& inner) const {
    return std::filesystem::exists(path_ / native_path(inner));
  }

 private:
  std::filesystem::path path_;
};

}  // namespace lockstep
