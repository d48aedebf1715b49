// A file of our own that grows at its end: the log. Others may write in the folder where it lies,
// so nothing of theirs is followed, waited for, or written to.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lockstep {

class AppendFile {
 public:
  virtual ~AppendFile() = default;

  // Adds all of `bytes`, in one write where the system takes them at once. After an error some of
  // them may be there.
  [[nodiscard]] virtual Result<void> write(std::string_view bytes) = 0;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  // False for the system's device that drops everything: it has no size, and is never moved away.
  [[nodiscard]] virtual bool keeps_what_is_written() const = 0;
  // False when the path that this file was opened by leads to nothing or to another file by now:
  // somebody moved it away or removed it. True, too, where that can't be told. Opens nothing that
  // lies there, and never waits for it.
  [[nodiscard]] virtual bool is_at_its_path() const = 0;
};

// Opens or creates the file; its folder must exist. Never waits. Links of root and of this user are
// followed. is_a_link: the path leads through a link of another user. is_a_directory. invalid, with
// a sentence: what is there is no regular file, or has other names in a folder that others may
// write to (one of them may be anybody's file).
[[nodiscard]] Result<std::unique_ptr<AppendFile>> open_append_file(const std::string& path);

}  // namespace lockstep
