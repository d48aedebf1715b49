// Files of our own by path, where others may have put links, fifos and devices in their way.
#pragma once

#include <string>
#include <sys/types.h>

#include "platform/disk/roots.h"
#include "platform/system/descriptor_posix.h"

namespace lockstep {

// The place where a file lies, or would: its folder, held open, and its name there, which is no
// link.
struct OwnPlace {
  std::unique_ptr<RootPlace> folder;
  std::string name;
  [[nodiscard]] int descriptor() const;
};

// Finds the place of a path. Links that root or this user made, in a folder where nobody else may
// put any (as_foreign), are followed, a link at the end of the path, too. Fails with is_a_link,
// with the link in words, for others; with not_found if the folder does not exist.
[[nodiscard]] Result<OwnPlace> find_own_place(const std::string& path);
// Finds the place in the same way, but does not look at the end of the path, which may be a link.
[[nodiscard]] Result<OwnPlace> find_own_folder_of(const std::string& path);

// Opens a regular file without ever waiting; `flags` as for open(2), with O_CREAT or without. Fails
// with is_a_directory, or with `invalid` and a sentence for anything else that is there.
[[nodiscard]] Result<Descriptor> open_own_file(const OwnPlace& place, int flags, mode_t mode = 0);

// Writes all of `content`.
[[nodiscard]] Result<void> write_all(int file, std::string_view content);

}  // namespace lockstep
