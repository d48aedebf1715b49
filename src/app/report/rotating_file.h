// A log file that begins anew when it is full, and keeps a few old ones: FILE, FILE.1 (the newest
// of the old), FILE.2 … One that somebody moved away or removed begins anew, too.
//
// Own code instead of spdlog's rotating sink, which writes to a null handle after a rotation that
// failed (a volume that became read-only) and sleeps 100 ms in each line. Here a line is one write;
// a line that can't be written is dropped and counted, the file is tried again a few seconds later,
// and the gap is told.
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
    std::uint64_t max_files = 5;  // old ones beside the one in use; with 0 that one is emptied
  };
  using Now = std::function<std::chrono::steady_clock::time_point()>;

  // Opens for appending; parents are created. Fails with the path and the reason in the message:
  // what is no regular file, or what another user's link leads to, is refused (append_file.h).
  [[nodiscard]] static Result<RotatingFile> open(std::string path, Limits limits,
                                                 Now now = std::chrono::steady_clock::now);

  // True if there was no such file before.
  [[nodiscard]] bool is_new() const { return is_new_; }

  // Says what became of a line.
  enum class Outcome {
    written,
    failed,  // the first one that could not be written since it last worked: worth telling
    dropped,  // and every later one
  };
  // `line` ends with a newline. One thread at a time.
  Outcome write(std::string_view line);

  // Opens the file anew when it was moved away or removed, and returns true if that made a new one.
  // Looks every two seconds at most, whoever asks: this may be called for every line. When it
  // fails, the next line is the one that can't be written. Same thread as `write`.
  [[nodiscard]] bool look_again();

  // Returns how many lines were dropped since this was last asked. Ask after a line that was
  // written.
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
  // Returns where the row of old files ends, be it with the oldest that there may be. Only those
  // before it move up: while the current file can't be moved (Windows: somebody reads it), each
  // attempt would push one of the old files out otherwise.
  [[nodiscard]] std::uint64_t find_free_number() const;
  // Old files beyond those that are kept are there after the limit was lowered.
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
