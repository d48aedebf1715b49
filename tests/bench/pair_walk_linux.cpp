#include "bench/pair_walk_linux.h"

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

#include "bench/folder_writer_linux.h"

namespace lockstep::bench {

OpenFolder::~OpenFolder() { ::close(descriptor_); }

Folder open_folder(const OpenFolder* parent, const std::string& path) {
  const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (parent == nullptr ? 0 : O_NOFOLLOW);
  return std::make_shared<OpenFolder>(
      checked(::openat(parent == nullptr ? AT_FDCWD : parent->descriptor(), path.c_str(), flags),
              "open", path));
}

std::vector<NamedKind> names_in(const OpenFolder& folder) {
  // closedir(3) closes the descriptor, too. The copy shares the place in the folder: each is read
  // once.
  const int copy = checked(::fcntl(folder.descriptor(), F_DUPFD_CLOEXEC, 0), "copy a descriptor");
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(copy), ::closedir);
  std::vector<NamedKind> names;
  errno = 0;
  while (const dirent* entry = ::readdir(stream.get())) {
    std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back({std::move(name), entry->d_type});
  }
  if (errno != 0) throw std::system_error(errno, std::generic_category(), "read a folder");
  return names;
}

void Tasks::add(std::function<void()> task) {
  const std::scoped_lock lock(mutex_);
  waiting_.push_back(std::move(task));
  changed_.notify_one();
}

void Tasks::run(unsigned threads) {
  {
    std::vector<std::jthread> workers;
    workers.reserve(threads);
    for (unsigned i = 0; i < threads; ++i) workers.emplace_back([this] { work(); });
  }
  if (failure_) std::rethrow_exception(failure_);
}

void Tasks::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return !waiting_.empty() || running_ == 0; });
    if (waiting_.empty()) break;
    const std::function<void()> task = std::move(waiting_.back());
    waiting_.pop_back();
    ++running_;
    lock.unlock();
    std::exception_ptr failure;
    try {
      task();
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    --running_;
    if (failure) {
      if (!failure_) failure_ = failure;
      waiting_.clear();
    }
    if (running_ == 0) changed_.notify_all();
  }
}

}  // namespace lockstep::bench
