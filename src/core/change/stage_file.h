// The staging of one file: a complete copy of a file of the source, with its metadata, that has no
// name yet.
//
// If the process dies while a file is staged, an unnamed one vanishes and a named temporary is
// removed by the next pass; a full disk fails the staging and throws the file away; the old version
// stands until the copy is published.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/change/hard_link_writer.h"
#include "core/change/replica_writer.h"

namespace lockstep {

// An error, and the side that it comes from.
struct SidedError {
  Side side;
  Error error;
};
template <typename T>
using Sided = tl::expected<T, SidedError>;

// Says whether the copy will get a name that nothing has, or take another entry's place.
enum class Placing { new_name, in_place };

struct FileToStage {
  const PairPointer& folder;
  const std::string& name;
  Entry source;
  Placing placing;
};

struct StagedCopy {
  std::unique_ptr<StagedFile> file;
  Entry source;  // the version that was copied
  std::uint64_t bytes = 0;  // the number of bytes that were copied
  // The ctime of the version that was copied, if somebody may have written to the file meanwhile.
  std::optional<Timestamp> in_doubt = {};
};

// Copies the version that the walk saw, or the file as it is by now; content, attributes and
// metadata come from one version. Fails with `changed` if the file does not hold still. Notes the
// first of several names in `hard_links`. May be called by several threads.
[[nodiscard]] Sided<StagedCopy> stage_file(FileToStage file, ReplicaWriter& writer,
                                           HardLinkWriter& hard_links);

}  // namespace lockstep
