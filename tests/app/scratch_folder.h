// A folder of its own for a test, gone with everything in it when the test ends.
#pragma once

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "app/native_path.h"

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
    std::filesystem::create_directories(path_ / inner);
  }
  void write(const std::string& inner, const std::string& content) const {
    std::ofstream(path_ / inner, std::ios::binary) << content;
  }
  [[nodiscard]] std::string read(const std::string& inner) const {
    std::ifstream file(path_ / inner, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  [[nodiscard]] bool exists(const std::string& inner) const {
    return std::filesystem::exists(path_ / inner);
  }

 private:
  std::filesystem::path path_;
};

}  // namespace lockstep
