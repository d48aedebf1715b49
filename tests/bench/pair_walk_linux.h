// Walks two trees side by side on some threads: the frame of the programs that look at both. Every
// failure throws std::system_error out of `run`.
#pragma once

#include <condition_variable>
#include <dirent.h>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace lockstep::bench {

// An open folder, which is closed with its last user.
class OpenFolder {
 public:
  explicit OpenFolder(int descriptor) : descriptor_(descriptor) {}
  ~OpenFolder();
  OpenFolder(const OpenFolder&) = delete;
  OpenFolder& operator=(const OpenFolder&) = delete;
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};
using Folder = std::shared_ptr<OpenFolder>;

// Opens a folder; follows a link in `path` only if `parent` is null.
[[nodiscard]] Folder open_folder(const OpenFolder* parent, const std::string& path);

struct NamedKind {
  std::string name;
  unsigned char kind = DT_UNKNOWN;  // as readdir(3) tells it
};
[[nodiscard]] std::vector<NamedKind> names_in(const OpenFolder& folder);

// Runs tasks on some threads until none is left; each may add more. The newest goes first.
class Tasks {
 public:
  void add(std::function<void()> task);
  // Throws on the first exception of a task; the tasks not begun then are dropped.
  void run(unsigned threads);

 private:
  void work();

  std::mutex mutex_;  // guards everything below
  std::condition_variable changed_;
  std::vector<std::function<void()>> waiting_;
  std::size_t running_ = 0;
  std::exception_ptr failure_;
};

}  // namespace lockstep::bench
