// Finds out who but root and this user may change a file, or exchange it: a configuration says what
// is copied and removed with this process's rights.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"

namespace lockstep {

// Something on the way to the file, or the file itself, with the facts that decide who may write to
// it.
struct ProtectedObject {
  enum class Kind { file, folder, link } kind = Kind::file;
  std::uint32_t owner = 0;
  std::uint32_t group = 0;
  std::uint16_t mode = 0;  // permission bits, the sticky bit among them
  bool has_access_list = false;
};

struct OtherWriter {
  std::string path;
  std::string who;  // "user 1000", "everybody"
  enum class How { owner, mode, access_list, link } how = How::owner;
};

// The users who are trusted: root and this user, with this user's own group.
struct TrustedUsers {
  std::uint32_t user = 0;
  // The number that root's files seem to have in a user namespace that does not know root.
  std::optional<std::uint32_t> unknown_root;
};

// Returns who else may write; none if only trusted users may. A folder with the sticky bit may be
// written by all, since nobody can take away another's entries; the owners of the entries are
// judged one by one. Pure; leaves `path` empty.
[[nodiscard]] std::optional<OtherWriter> other_writer(const ProtectedObject& what,
                                                      const TrustedUsers& trusted);

// Looks at each folder on the way to `path`, at each link in it, and at the file. A path that leads
// nowhere, or to something that is no file (a pipe), has no other writer.
[[nodiscard]] Result<std::optional<OtherWriter>> find_other_writer(const std::string& path);

}  // namespace lockstep
