// A source on the real disk that is watched, for tests: what a walk does is done by `walk`. What
// can't be done throws.
#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

#include "heard_events.h"
#include "platform/watch/inotify_watcher_linux.h"
#include "support/system/temporary_folder.h"

namespace lockstep {

// Throws, which fails a test, and can be done in a child process, too.
inline void must(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error("not so: " + what);
}

class WatchedSource {
 public:
  // The source is a folder "s" of a folder of its own, beside which there is room for others.
  explicit WatchedSource(InotifyOptions options = {}, const std::string& parent = {})
      : folder_(parent), options_(std::move(options)) {
    std::filesystem::create_directory(path());
  }

  [[nodiscard]] std::string path() const { return folder_ / "s"; }
  [[nodiscard]] std::string operator/(const std::string& name) const { return path() + "/" + name; }
  [[nodiscard]] std::string outside(const std::string& name) const { return folder_ / name; }

  // Begins to watch, and covers all there is.
  void watch() {
    root_ = open();
    auto watcher = watch_by_inotify(*root_, path(), heard, options_);
    must(watcher.has_value(), "it can be watched");
    watcher_ = std::move(*watcher);
    walk();
  }
  void walk() {
    watcher_->full_walk_begins();
    refused_ = 0;
    cover_below({}, *root_);
    watcher_->full_walk_ended();
  }
  // Covers a folder and all below it, as the walk of a part does.
  void cover(const std::string& name) { cover_below(RelativePath(name), *open_at(name)); }
  [[nodiscard]] std::unique_ptr<Directory> open_at(const std::string& name) const {
    std::unique_ptr<Directory> folder = open();
    for (const auto& part : std::filesystem::path(name)) {
      auto next = folder->open_directory(part.string());
      must(next.has_value(), "there is " + name);
      folder = std::move(*next);
    }
    return folder;
  }

  void make(const std::string& name) const { std::filesystem::create_directories(*this / name); }
  void write(const std::string& name, const std::string& text = "text") const {
    std::ofstream(*this / name) << text;
  }
  void rename(const std::string& from, const std::string& to) const {
    std::filesystem::rename(*this / from, *this / to);
  }
  void remove(const std::string& name) const { std::filesystem::remove_all(*this / name); }

  // Waits until all that was done so far is told, and forgets it.
  void settle() {
    write("settled");
    remove("settled");
    must(eventually([&] { return heard.count("entry settled") >= 2; }), "events come");
    heard.forget();
  }

  [[nodiscard]] Watcher& watcher() { return *watcher_; }
  void stop() { watcher_.reset(); }
  void close_root() { root_.reset(); }
  [[nodiscard]] int refused() const { return refused_; }

  HeardEvents heard;

 private:
  [[nodiscard]] std::unique_ptr<Directory> open() const {
    auto folder = folder_.open()->open_directory("s");
    must(folder.has_value(), "the source is there");
    return std::move(*folder);
  }
  void cover_below(const RelativePath& path, Directory& folder) {
    const auto entry = folder.examine();
    must(entry.has_value(), "it can be examined");
    if (watcher_->cover(path, entry->identity, folder) == Watcher::Covered::no) ++refused_;
    const auto listing = folder.list();
    must(listing.has_value(), "it can be listed");
    for (const Entry& one : listing->entries) {
      if (one.kind != EntryKind::directory) continue;
      if (auto inner = folder.open_directory(one.name)) cover_below(path.child(one.name), **inner);
    }
  }

  TemporaryFolder folder_;
  InotifyOptions options_;
  std::unique_ptr<Directory> root_;
  int refused_ = 0;
  std::unique_ptr<Watcher> watcher_;
};

}  // namespace lockstep
