// Preserves the attributes of an entry that is renamed, or linked once more. The system changes
// some although nobody asked: it marks a file as changed since the last backup
// (FILE_ATTRIBUTE_ARCHIVE), and gives one that takes a name which left its folder seconds ago the
// creation time that went with it ("file system tunneling"); [MS-FSA] 2.1.5.15.7, 2.1.5.15.12. Both
// are noted before and set back afterwards, or the next pass would find every such file changed.
#pragma once

#include <functional>
#include <optional>

#include "platform/disk/handle_windows.h"

namespace lockstep {

[[nodiscard]] inline bool is_marked(const FILE_BASIC_INFO& basics) {
  return (basics.FileAttributes & FILE_ATTRIBUTE_ARCHIVE) != 0;
}

// True for files: only they are marked.
[[nodiscard]] inline bool may_be_marked(const FILE_BASIC_INFO& basics) {
  return !is_marked(basics) && (basics.FileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
}

// Returns the information that sets attributes and creation time back to `before`, and leaves all
// else.
[[nodiscard]] FILE_BASIC_INFO setting_back(const FILE_BASIC_INFO& before);

// Makes `change`, which renames or links the open `file`, and sets back what it changes by itself;
// the file is closed if it succeeded. If something can't be set back the next pass does it.
//
// One request by the same handle is enough on NTFS since Windows 10 1809. Older systems and other
// volumes mark a file that was written to when that handle is closed ([MS-FSA], note 43), FAT one
// that was renamed as well ("fastfat", Microsoft's samples of drivers). So if the mark is not
// wanted, a second handle looks again, and sets it back by itself.
//
// A File has: basics(), set(basics), second() (one more handle on it; none if refused), close().
template <typename File, typename Change>
auto keeping_basics(File& file, Change change) {
  const std::optional<FILE_BASIC_INFO> before = file.basics();
  auto changed = change();
  if (!changed) return changed;
  if (before) file.set(setting_back(*before));
  auto second = before && may_be_marked(*before) ? file.second() : decltype(file.second())();
  file.close();
  if (!second) return changed;
  const std::optional<FILE_BASIC_INFO> after = second->basics();
  if (after && is_marked(*after)) second->set(setting_back(*before));
  second->close();
  return changed;
}

// An open file of the system's.
class BasicsFile {
 public:
  // `close` closes `file`.
  BasicsFile(HANDLE file, std::function<void()> close) : file_(file), close_(std::move(close)) {}
  explicit BasicsFile(OwnedHandle& file)
      : BasicsFile(file.get(), [&file] { OwnedHandle closed(std::move(file)); }) {}

  [[nodiscard]] std::optional<FILE_BASIC_INFO> basics() const;
  void set(const FILE_BASIC_INFO& basics) const;
  [[nodiscard]] std::optional<BasicsFile> second() const;
  void close() { close_(); }

 private:
  HANDLE file_;
  std::function<void()> close_;
};

}  // namespace lockstep
