// A log file that begins anew when it is full, and keeps a few old ones: FILE, FILE.1 (the newest
// of the old), FILE.2 … It also begins anew if somebody moved it away or removed it.
//
// This is used instead of spdlog's rotating sink, which writes to a null handle after a rotation
// that failed (on a volume that became read-only) and sleeps 100 ms in each line. Here a line is
// one write; a line that can't be written is dropped and counted, the file is tried again a few
// seconds later, and the gap is told.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "platform/disk/append_file.h"

namespace lockstep {

class RotatingFile {
 public:
  struct Limits {
    std::uint64_t max_size = 10 * 1024 * 1024;  // bytes of one file
    std::uint64_t max_files = 5;  // the old files; with 0 the one in use is emptied
  };
  using Now = std::function<std::chrono::steady_clock::time_point()>;

  // Opens the file for appending and creates its parents. An error has the path and the reason in
  // its message. Something other than a regular file, or the target of another user's link, is
  // refused (append_file.h).
  [[nodiscard]] static Result<RotatingFile> open(std::string path, Limits limits,
                                                 Now now = std::chrono::steady_clock::now);

  // Returns whether there was no such file before.
  [[nodiscard]] bool is_new() const { return is_new_; }

  // The outcome of writing a line.
  enum class Outcome {
    written,
    failed,  // the first line that could not be written since writing last worked: worth telling
    dropped,  // every later line that could not be written
  };
  // Writes a line, which ends with a newline. Only one thread may call it at a time.
  Outcome write(std::string_view line);

  // Opens the file anew if it was moved away or removed, and returns whether that made a new one.
  // It looks every two seconds at most, so it may be called for every line. If it fails, the next
  // line is the one that can't be written. Only the thread of `write` may call it.
  [[nodiscard]] bool look_again();

  // Returns how many lines were dropped since the last call. Call it after a line that was written.
  [[nodiscard]] std::uint64_t take_dropped();

  // Returns all names that a log of this path may have.
  [[nodiscard]] static std::vector<std::string> names(const std::string& path,
                                                      std::uint64_t max_files);

 private:
  RotatingFile() = default;
  [[nodiscard]] Result<void> reopen();
  [[nodiscard]] Result<void> make_folder() const;
  [[nodiscard]] bool open_anew() { return make_folder().has_value() && reopen().has_value(); }
  [[nodiscard]] bool rotate();
  // Returns the first number that no old file has, at most that of the oldest that is kept. Only
  // the files before it move up. Otherwise, while the current file can't be moved (on Windows,
  // because somebody reads it), each attempt would push one of the old files out.
  [[nodiscard]] std::uint64_t find_free_number() const;
  // Removes old files beyond those that are kept, which are there after the limit was lowered.
  void remove_surplus() const;
  Outcome fail();

  std::string path_;
  Limits limits_;
  Now now_;
  std::unique_ptr<AppendFile> open_;  // null after a failure
  std::uint64_t size_ = 0;
  bool is_new_ = false;
  bool torn_ = false;  // the last line may have been written in part
  bool failing_ = false;
  std::chrono::steady_clock::time_point try_again_;
  std::chrono::steady_clock::time_point look_again_;
  std::uint64_t dropped_ = 0;
};

}  // namespace lockstep
