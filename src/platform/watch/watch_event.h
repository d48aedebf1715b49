// The events of a watched tree: each says where to look again, and none says what is there. An
// event may be lost, doubled, late, or about something that has changed again since; whoever
// listens looks at the disk.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/relative_path.h"

namespace lockstep {

struct WatchEvent {
  enum class Kind : std::uint8_t {
    entry,       // the name came or went, or its content (closed) or its metadata changed
    fresh,       // the same, and the name was made just now: more may follow (an editor's temporary)
    writing,     // the content is being written by somebody who has not closed the file
    folder,      // something about the names in this folder changed; which one is not known
    tree,        // a folder came, of which nothing below was covered
    renamed,     // `from` is called `path` now; told beside an `entry` of both; a guess
    everything,  // something was lost; `reason` says in a sentence why
  };
  Kind kind = Kind::entry;
  RelativePath path = {};
  RelativePath from = {};  // of `renamed` alone
  bool is_folder = false;  // as far as the system says
  // Identity::object of the folder that was covered as `from`; of a renamed folder alone, and only
  // if it is known.
  std::optional<std::uint64_t> object = {};
  std::string reason = {};  // of `everything` alone
};

}  // namespace lockstep
