#include "core/model/report.h"

#include "base/relative_path.h"

namespace lockstep {
namespace {

void count(KindCounts& counts, EntryKind kind) {
  switch (kind) {
    case EntryKind::file:
      ++counts.files;
      break;
    case EntryKind::directory:
      ++counts.directories;
      break;
    case EntryKind::symlink:
      ++counts.links;
      break;
    default:
      ++counts.specials;
      break;
  }
}

// True if this is what somebody who works in the tree does to a pass: it is over in a moment.
bool passes_by(ErrorKind kind) {
  return kind == ErrorKind::changed || kind == ErrorKind::busy || kind == ErrorKind::not_found;
}

}  // namespace

void Report::done(const Event& event) {
  {
    const std::scoped_lock lock(mutex_);
    switch (event.kind) {
      case EventKind::created_replica_root:
      case EventKind::created_folder:
        ++counted_.created.directories;
        break;
      case EventKind::copied_file:
        ++counted_.created.files;
        break;
      case EventKind::created_link:
        // A hard link is one more name of a file: a link, whatever it names.
        count(counted_.created, event.entry == EntryKind::file ? EntryKind::symlink : event.entry);
        break;
      case EventKind::updated_file:
        ++counted_.updated_files;
        break;
      case EventKind::updated_metadata:
        ++counted_.updated_metadata;
        break;
      case EventKind::renamed:
        ++counted_.renamed;
        break;
      case EventKind::removed_file:
        count(counted_.removed, event.entry);
        break;
      case EventKind::removed_folder:
        ++counted_.removed.directories;
        break;
      case EventKind::skipped:
      case EventKind::notice:
      case EventKind::problem:
        break;
    }
    counted_.copied_bytes += event.bytes;
  }
  tell(event);
}

void Report::problem(const char* operation, Side side, const std::string& path,
                     const Error& error) {
  if (error.kind() == ErrorKind::cancelled) return;
  if (passes_by(error.kind())) {
    if (is_left_over(path, Leftover::Why::changed)) return;
  } else {
    is_left_over(path, Leftover::Why::problem);
  }
  {
    const std::scoped_lock lock(mutex_);
    ++counted_.problem_count;
    if (counted_.problems.size() < kProblemsKept) {
      const auto& root = root_path(side);
      counted_.problems.push_back(
          {RelativePath(path).below(root), operation, error.message(), error.kind()});
    }
  }
  Event event{.kind = EventKind::problem};
  event.path = path;
  event.operation = operation;
  event.error = &error;
  event.on_source = side == Side::source;
  tell(event);
}

void Report::could_not_look(const char* operation, Side side, const std::string& path,
                            const Error& error) {
  problem(operation, side, path, error);
  const std::scoped_lock lock(mutex_);
  unread_folders_.push_back(path);
}

std::vector<std::string> Report::unread_folders() const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> paths = unread_folders_;
  std::ranges::sort(paths);
  return paths;
}

void Report::skipped(const std::string& path, std::string reason) {
  Event event{.kind = EventKind::skipped};
  event.path = path;
  event.reason = std::move(reason);
  tell(event);
}

void Report::named_like_temporary(const std::string& path, EntryKind kind) {
  {
    const std::scoped_lock lock(mutex_);
    left_out_.push_back({path, kind});
  }
  skipped(path,
          "is left out, since it is named like a temporary file of Lockstep's own; rename it to "
          "have it mirrored");
}

std::vector<Report::LeftOut> Report::left_out() const {
  const std::scoped_lock lock(mutex_);
  return left_out_;
}

void Report::folder_vanished(const std::string& path) {
  saw_everything_ = false;
  {
    const std::scoped_lock lock(mutex_);
    unread_folders_.push_back(path);
  }
  vanished(path);
}

void Report::vanished(const std::string& path) {
  if (is_left_over(path, Leftover::Why::changed)) return;
  skipped(path, "vanished meanwhile");
}

void Report::changed_meanwhile(const std::string& path) {
  saw_everything_ = false;
  if (is_left_over(path, Leftover::Why::changed)) return;
  skipped(path, "changed meanwhile; the next pass looks again");
}

bool Report::is_left_over(const std::string& path, Leftover::Why why) {
  if (again_ == Again::next_pass) return false;
  leave_over(path, why);
  return true;
}

void Report::leave_over(std::string path, Leftover::Why why) {
  const std::scoped_lock lock(mutex_);
  leftovers_.push_back({std::move(path), why});
}

std::vector<Leftover> Report::leftovers() const {
  const std::scoped_lock lock(mutex_);
  return leftovers_;
}

void Report::notice(std::string sentence) {
  Event event{.kind = EventKind::notice};
  event.reason = std::move(sentence);
  tell(event);
}

void Report::devices_left_out() {
  if (!devices_left_out_.exchange(true))
    notice("Devices are left out: creating them needs privilege");
}

void Report::owners_left_out() {
  if (!owners_left_out_.exchange(true)) notice("Owners are left out: setting them needs privilege");
}

void Report::tell(const Event& event) {
  step();
  observer_->on_event(event);
}

void Report::step() { progress_->steps.fetch_add(1, std::memory_order_relaxed); }

void Report::scanned(std::uint64_t entries, std::uint64_t directories) {
  looked_at_.scanned_entries.fetch_add(entries, std::memory_order_relaxed);
  looked_at_.scanned_directories.fetch_add(directories, std::memory_order_relaxed);
  progress_->entries_scanned.fetch_add(entries, std::memory_order_relaxed);
}

void Report::hashed(std::uint64_t bytes) {
  looked_at_.hashed_files.fetch_add(1, std::memory_order_relaxed);
  looked_at_.hashed_bytes.fetch_add(bytes, std::memory_order_relaxed);
}

PassSummary Report::summary() const {
  const std::scoped_lock lock(mutex_);
  PassSummary summary = counted_;
  summary.scanned_entries = looked_at_.scanned_entries.load();
  summary.scanned_directories = looked_at_.scanned_directories.load();
  summary.hashed_files = looked_at_.hashed_files.load();
  summary.hashed_bytes = looked_at_.hashed_bytes.load();
  if (summary.problem_count > 0) summary.result = PassResult::problems;
  return summary;
}

}  // namespace lockstep
