// The trees that are measured, by name. README.md says what each is for.
#pragma once

#include <span>
#include <string_view>

#include "bench/folder_writer_linux.h"

namespace lockstep::bench {

struct Profile {
  std::string_view name;
  std::string_view what;
  // `scale` multiplies the number of files (for `large` their size); at least one of each is made.
  void (*make)(FolderWriter& root, double scale);
};

[[nodiscard]] std::span<const Profile> profiles();

// Makes one of everything that is no content: links, attributes, ACLs, names, special files, modes,
// holes.
void make_meta(FolderWriter& root, double scale);

}  // namespace lockstep::bench
