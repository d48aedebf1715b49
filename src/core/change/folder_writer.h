// The writer of folders: it makes them empty and private, and fills them from the source. They get
// their own metadata at the end of the pass (folder_finisher.h). If the process dies before, a
// folder is left with mode 0700 and the wrong times, which the next pass finds and repairs.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "core/change/entry_writer.h"
#include "core/change/replica_writer.h"
#include "core/decide/hard_links.h"

namespace lockstep {

class FolderWriter {
 public:
  // The writers that this one hands entries to, and asks. `found_links` gets the names with several
  // links that are found in folders which are created whole.
  struct Uses {
    RightsWriter& rights;
    WaitingForSpace& waiting;
    EntryWriter& entries;
    HardLinks& found_links;
  };
  FolderWriter(ReplicaWriter& writer, Uses uses)
      : writer_(writer), context_(writer.context()), use_(uses) {}

  // Makes the folder, with nothing in it. Returns false if it could not be made, which was told, or
  // if it waits for space. May be called by several threads.
  bool create(const Creation& creation);
  // Makes the folder with all that the source has below it. The pool's workers fill it, and may not
  // be done when this returns.
  void create_whole(const Creation& creation);

  // Returns the folders of the source that turned out to be other volumes' roots while they were
  // copied, with the volumes' identities. Must not be called while anything else is going on.
  [[nodiscard]] std::map<std::string, std::string>& nested_mounts() { return nested_mounts_; }

 private:
  [[nodiscard]] Result<Performed> make(const Creation& creation, Directory& replica);
  void fill(const std::shared_ptr<Pair>& folder);
  // Lists the source's folder. Returns null if that failed, which was told.
  [[nodiscard]] std::shared_ptr<Listing> list(const Pair& folder);
  struct Piece {
    std::size_t first = 0;
    std::size_t last = 0;
  };
  void fill_piece(const std::shared_ptr<Pair>& folder, const Listing& listing, Piece piece);
  void create_child(const std::shared_ptr<Pair>& folder, const Entry& entry);
  void create_child_folder(Creation creation, const Entry& entry);

  ReplicaWriter& writer_;
  const Context& context_;
  const Uses use_;
  std::mutex mutex_;
  std::map<std::string, std::string> nested_mounts_;  // guarded by mutex_
};

}  // namespace lockstep
