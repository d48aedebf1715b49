// The folders of the source that a pass sees, beside those on record: tells which ones are not the
// ones that were compared last, and what is to be on record after the pass. Its memory follows what
// changed, beside a bit for each folder on record. Thread-safe.
//
// A folder's number alone tells which one it is, as far as it matters. The system gives a number
// out again only when its folder is gone, and whatever is then in the new folder was made there or
// moved there. A file that was moved there has a new ctime, and is read for that. A folder that was
// moved there has another number than the one on record at its path, or no folder is on record
// there: then what is in it is read.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "base/volume.h"
#include "core/model/folder_identities.h"
#include "core/model/pair.h"

namespace lockstep {

class SeenFolders {
 public:
  // `known` is what the last complete pass left, or, if there was none, those before. If it is null
  // nothing is on record, and then no folder is another.
  explicit SeenFolders(const FolderIdentities* known);

  // Takes the volume of the source's root, before any folder is seen.
  void begin(std::uint64_t device, const Volume& volume);

  enum class Was {
    the_same,
    another,  // is another, or there was none at that path: nothing in it was compared
    not_on_record,  // nothing is on record, or this volume's numbers do not last
  };
  // Notes a folder that both sides have. The handle is of its source.
  Was saw(const Pair& folder, const Directory& source);
  // Notes a folder that this pass made in the replica, and filled.
  void made(const Pair& folder);

  // Returns what is to be on record after a complete pass; none if it is what is there already.
  [[nodiscard]] std::optional<FolderIdentities> next();
  // Returns the same after a pass that was not complete, but saw all that it could, as long as no
  // pass was ever complete:
  // - the folders that the first such pass saw stay on record;
  // - the folders that any of them made in the replica join these;
  // - a folder that is another one than the first pass saw, that came later by a rename, or that
  //   could not be looked into at first is read in every pass until one is complete, since it is
  //   not known here which of its files could not be compared.
  [[nodiscard]] std::optional<FolderIdentities> next_without_complete_pass();

 private:
  struct Numbers {
    bool last = false;  // Volume::lasting_numbers
    std::uint64_t volume = 0;  // a hash of the volume's identity
  };
  [[nodiscard]] static Numbers numbers_of(const Volume& volume);
  [[nodiscard]] std::optional<Numbers> known_numbers(std::uint64_t device);
  [[nodiscard]] Numbers ask_for_numbers(std::uint64_t device, const Directory& source);
  Was note(const Pair& folder, const Numbers& numbers);
  [[nodiscard]] static FolderIdentity identity_of(const Pair& folder, const Numbers& numbers);
  using Stays = std::function<bool(std::size_t)>;  // takes an index in `known_`
  [[nodiscard]] FolderIdentities merged(std::vector<FolderIdentity> others,
                                        const Stays& stays) const;

  const FolderIdentities* const known_;
  std::uint64_t root_device_ = 0;
  Numbers root_numbers_;
  std::vector<std::atomic<std::uint64_t>> seen_;  // a bit for each on record, seen unchanged
  std::mutex mutex_;
  // The numbers of other volumes, by device. Guarded by mutex_.
  std::map<std::uint64_t, Numbers> numbers_;
  // Folders that are others than on record, or new. Guarded by mutex_.
  std::vector<FolderIdentity> changed_;
  // Those of them that this pass made; none if nothing is on record. Guarded by mutex_.
  std::vector<FolderIdentity> made_;
};

}  // namespace lockstep
