// Entries that the replica spells otherwise than the source ("Readme" for "README") on a volume
// that takes both names for one.
//
// Where the system has no such rename the entry steps aside for a moment, under one of our
// temporary names, and comes back when the new spelling can't be given. If the process dies just
// then, the next pass copies the entry anew; a folder, which is as extra under that name as under
// any other, is given its name again when its contents tell which one it is.
#include <algorithm>
#include <map>

#include "core/change/apply.h"
#include "core/decide/spelling.h"
#include "core/model/temporaries.h"
#include "platform/disk/perform.h"

namespace lockstep {
namespace {

bool is_case_alone(const Rename& rename) {
  return in_small_letters(rename.from_name) == in_small_letters(rename.to_name);
}

}  // namespace

bool Apply::respell_one(const Rename& rename) {
  if (rename.source.kind == EntryKind::directory) rename.from_folder->close_all_folders();
  const auto done = in_replica(rename.from_folder, [&rename](Directory& replica) -> Result<void> {
    const auto respelt = perform(
        replica, Change{rename.from_name, Respell{rename.to_name}, rename.replica},
        new_temporary_name);
    if (!respelt) return failure(respelt.error());
    return {};
  });
  if (done) {
    touch(rename.from_folder);
    return true;
  }
  // Replaced by this very pass, or by somebody else: the next one sees how it is spelt.
  if (done.error().kind() == ErrorKind::changed || done.error().kind() == ErrorKind::not_found) {
    context_.report.skipped(rename.from_folder->path().child(rename.from_name).text(),
                            "was replaced meanwhile; the next pass looks again");
  } else {
    problem("rename", rename.from_folder, rename.from_name, done.error());
  }
  return false;
}

void Apply::respell(std::vector<Rename> respellings) {
  // The deepest first: under Wine a folder's open handle keeps the path that it was opened by.
  std::ranges::stable_sort(respellings, std::ranges::greater{},
                           [](const Rename& rename) { return rename.from_folder->depth(); });
  std::map<PairPointer, std::vector<const Rename*>> by_folder;
  for (const Rename& rename : respellings) {
    if (context_.stopping()) return;
    if (respell_one(rename)) by_folder[rename.from_folder].push_back(&rename);
  }
  for (const auto& [folder, renames] : by_folder) {
    const auto replica = folder->replica();
    if (!replica) continue;
    VolumeState& volume = context_.volumes.of(folder->replica_device(), **replica);
    // Some volumes have their own idea of a name and report success: without a look every pass
    // would try again.
    Listing listing;
    if (!volume.kept_spelling) {
      if (auto listed = (*replica)->list()) listing = std::move(*listed);
    }
    for (const Rename* rename : renames) {
      if (std::ranges::binary_search(listing.entries, Name(rename->from_name), {}, &Entry::name)) {
        volume.lacks_spelling(is_case_alone(*rename));
        continue;
      }
      if (is_case_alone(*rename)) volume.kept_spelling = true;
      Event event{.kind = EventKind::renamed};
      event.entry = rename->source.kind;
      event.path = folder->path().child(rename->to_name).text();
      event.from = folder->path().child(rename->from_name).text();
      context_.report.done(event);
    }
  }
}

}  // namespace lockstep
