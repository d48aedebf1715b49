// Fills a folder with entries that are the same for the same seed: bytes, modes and times. Every
// failure throws std::system_error: a tree that is not complete is no tree to measure with.
#pragma once

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

#include "bench/random.h"

namespace lockstep::bench {

class FolderWriter {
 public:
  // Makes the folder, or takes an empty one; throws if something is in it.
  FolderWriter(const std::string& path, Random& random);
  FolderWriter(FolderWriter&& other) noexcept;
  FolderWriter(const FolderWriter&) = delete;
  FolderWriter& operator=(const FolderWriter&) = delete;
  FolderWriter& operator=(FolderWriter&&) = delete;
  // Gives the folder a time of its own: no entry may be made in it afterwards.
  ~FolderWriter();

  [[nodiscard]] FolderWriter folder(const std::string& name);
  void file(const std::string& name, std::uint64_t size);
  // Makes a file with so many bytes at the start of each `every` bytes; the rest is holes, with a
  // hole at the end.
  void sparse_file(const std::string& name, std::uint64_t size, std::uint64_t every,
                   std::uint64_t bytes);
  void link(const std::string& name, const std::string& target);

  [[nodiscard]] Random& random() const { return *random_; }
  // Returns the folder's descriptor, for calls that only one profile makes.
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  FolderWriter(int descriptor, Random& random) : random_(&random), descriptor_(descriptor) {}

  Random* random_;
  int descriptor_;
};

// Returns a moment between 2001 and 2023, to the nanosecond.
[[nodiscard]] timespec some_time(Random& random);

// Returns `result`, or throws what errno says if it is negative. The message is only put together
// then: these programs count microseconds.
int checked(int result, std::string_view what, std::string_view name = {});

}  // namespace lockstep::bench
