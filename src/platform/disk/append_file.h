// A file of our own that grows at its end: the log. Other users may write in the folder where it
// lies, so no link of theirs is followed, and no pipe or file of theirs waited for or written to.
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

  // Adds all of `bytes`, in one write if the system takes them at once. After an error some of them
  // may be there.
  [[nodiscard]] virtual Result<void> write(std::string_view bytes) = 0;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  // Returns false for the system's device that drops everything: it has no size, and is never moved
  // away.
  [[nodiscard]] virtual bool keeps_what_is_written() const = 0;
  // Returns false if the path by which this file was opened now leads to nothing or to another
  // file, because somebody moved it away or removed it; true also if that can't be told. It opens
  // no file that lies there, and never waits for one.
  [[nodiscard]] virtual bool is_at_its_path() const = 0;
};

// Opens or creates the file; its folder must exist. Never waits. Links of root and of this user are
// followed. Fails with is_a_link if the path leads through a link of another user; with
// is_a_directory; with `invalid` and a sentence if the file there is not a regular one, or has
// other names in a folder that others may write to (one of them may be anybody's file).
[[nodiscard]] Result<std::unique_ptr<AppendFile>> open_append_file(const std::string& path);

}  // namespace lockstep
