// The copying of a file's content, by the best means that the two volumes offer.
#pragma once

#include <cstdint>

#include "base/rate_limit.h"
#include "core/look/context.h"

namespace lockstep {

// The two open files of a copy. `caching` is the mode in which `staged` was opened; `volume` is its
// volume.
struct FilesOfCopy {
  ReadableFile& source;
  StagedFile& staged;
  VolumeState& volume;
  Caching caching = Caching::usual;
};

struct CopiedContent {
  std::uint64_t bytes = 0;  // bytes that were read or shared
  // False if the source ended before all that `entry` promised was read: it has changed, or its
  // volume reported a false end. Such a copy must not be published.
  bool is_whole = true;
};

// Copies the content of the source's file, which is `entry`, into the empty staged one and keeps
// holes. It shares blocks if the volumes can, else lets the system copy, else reads and writes; a
// small file takes one read and one write. The caller examines the source afterwards, since this
// function can't know whether the file held still.
[[nodiscard]] Result<CopiedContent> copy_content(const FilesOfCopy& files, const Entry& entry,
                                                 const Context& context);

}  // namespace lockstep
