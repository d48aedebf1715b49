#include "app/report/rotating_file.h"

#include <algorithm>
#include <utility>

#include "app/config/native_path.h"
#include "platform/disk/file_by_path.h"
#include "platform/disk/roots.h"
#include "platform/disk/small_file.h"

namespace lockstep {
namespace {

constexpr std::chrono::seconds kPause{5};  // between two attempts at a file that can't be written
constexpr std::chrono::seconds kBetweenLooks{2};  // between two looks at the file's place

std::string numbered(const std::string& path, std::uint64_t number) {
  return number == 0 ? path : path + "." + std::to_string(number);
}

}  // namespace

Result<RotatingFile> RotatingFile::open(std::string path, Limits limits, Now now) {
  RotatingFile file;
  file.path_ = std::move(path);
  file.limits_ = limits;
  file.now_ = std::move(now);
  file.look_again_ = file.now_() + kBetweenLooks;

  const auto refused = [&file](const std::string& reason) {
    return failure(Error(ErrorKind::invalid, reason).within("open the log file", file.path_));
  };
  if (const auto made = file.make_folder(); !made) return refused(made.error().reason());
  const PathKind kind = path_kind(file.path_);
  if (kind == PathKind::folder) return refused("Is a folder");
  file.is_new_ = kind == PathKind::nothing;
  if (const auto opened = file.reopen(); !opened) {
    const bool not_a_file = opened.error().kind() == ErrorKind::invalid;
    return refused(opened.error().reason() +
                   (not_a_file ? "; name a file, or /dev/null for the console alone" : ""));
  }
  return file;
}

Result<void> RotatingFile::make_folder() const {
  const std::filesystem::path native = native_path(path_);
  if (!native.has_parent_path()) return {};
  const auto made = create_folders(from_native(native.parent_path()));
  return made ? Result<void>() : failure(made.error());
}

Result<void> RotatingFile::reopen() {
  open_.reset();
  auto opened = open_append_file(path_);
  if (!opened) return failure(opened.error());
  open_ = std::move(*opened);
  size_ = open_->size();
  return {};
}

std::uint64_t RotatingFile::find_free_number() const {
  std::uint64_t number = 1;
  while (number <= limits_.max_files && path_kind(numbered(path_, number)) != PathKind::nothing)
    ++number;
  return std::min(number, limits_.max_files);
}

void RotatingFile::remove_surplus() const {
  for (std::uint64_t number = limits_.max_files + 1;; ++number) {
    const std::string old = numbered(path_, number);
    if (path_kind(old) != PathKind::file || !remove_small_file(old)) return;
  }
}

bool RotatingFile::look_again() {
  if (failing_ || now_() < look_again_) return false;
  look_again_ = now_() + kBetweenLooks;
  if (open_ != nullptr && open_->is_at_its_path()) return false;
  // The file is closed first, since on Windows a removed file keeps its name for as long as it is
  // open.
  open_.reset();
  const bool is_missing = path_kind(path_) == PathKind::nothing;
  return open_anew() && is_missing;
}

bool RotatingFile::rotate() {
  open_.reset();
  for (std::uint64_t number = find_free_number(); number > 0; --number) {
    if (!rename_file(numbered(path_, number - 1), numbered(path_, number))) return false;
  }
  if (limits_.max_files == 0 && !remove_small_file(path_)) return false;
  remove_surplus();
  torn_ = false;
  return reopen().has_value();
}

RotatingFile::Outcome RotatingFile::write(std::string_view line) {
  if (failing_ && now_() < try_again_) {
    ++dropped_;
    return Outcome::dropped;
  }
  const bool full = size_ > 0 && size_ + line.size() > limits_.max_size && open_ != nullptr &&
                    open_->keeps_what_is_written();
  if (!failing_ && full) {
    // A file that can't be moved away grows beyond its limit rather than losing lines.
    if (!rotate() && !reopen()) return fail();
  } else if ((failing_ || open_ == nullptr) && !open_anew()) {
    return fail();
  }
  const std::string text = (torn_ ? "\n" : "") + std::string(line);
  if (!open_->write(text)) {
    torn_ = true;
    return fail();
  }
  torn_ = false;
  failing_ = false;
  size_ += text.size();
  return Outcome::written;
}

RotatingFile::Outcome RotatingFile::fail() {
  ++dropped_;
  try_again_ = now_() + kPause;
  return std::exchange(failing_, true) ? Outcome::dropped : Outcome::failed;
}

std::uint64_t RotatingFile::take_dropped() { return std::exchange(dropped_, 0); }

std::vector<std::string> RotatingFile::names(const std::string& path, std::uint64_t max_files) {
  std::vector<std::string> names;
  for (std::uint64_t number = 0; number <= max_files; ++number) {
    names.push_back(numbered(path, number));
  }
  return names;
}

}  // namespace lockstep
