#include "core/change/respelling_writer.h"

#include <algorithm>
#include <map>

#include "core/decide/spelling.h"

namespace lockstep {
namespace {

bool is_case_alone(const Rename& rename) {
  return in_small_letters(rename.from_name) == in_small_letters(rename.to_name);
}

}  // namespace

bool RespellingWriter::respell_one(const Rename& rename) {
  if (rename.source.kind == EntryKind::directory) rename.from_folder->close_all_folders();
  const auto done = writer_.change(
      rename.from_folder, Change{rename.from_name, Respell{rename.to_name}, rename.replica});
  if (done) {
    writer_.touch(rename.from_folder);
    return true;
  }
  // The entry was replaced, by this very pass or by somebody else; the next pass sees how it is
  // spelt.
  if (done.error().kind() == ErrorKind::changed || done.error().kind() == ErrorKind::not_found) {
    context_.report.skipped(rename.from_folder->path().child(rename.from_name).text(),
                            "was replaced meanwhile; the next pass looks again");
  } else {
    writer_.problem("rename", *rename.from_folder, rename.from_name, done.error());
  }
  return false;
}

void RespellingWriter::carry_out(std::vector<Rename> respellings) {
  // The deepest come first, since under Wine a folder's open handle keeps the path that it was
  // opened by.
  std::ranges::stable_sort(respellings, std::ranges::greater{},
                           [](const Rename& rename) { return rename.from_folder->depth(); });
  std::map<PairPointer, std::vector<const Rename*>> by_folder;
  for (const Rename& rename : respellings) {
    if (context_.stopping()) return;
    if (respell_one(rename)) by_folder[rename.from_folder].push_back(&rename);
  }
  for (const auto& [folder, respelt] : by_folder) look_again(folder, respelt);
}

// Looks at the names that were changed. Some volumes have their own idea of a name and report
// success; without this look every pass would try again.
void RespellingWriter::look_again(const PairPointer& folder,
                                  const std::vector<const Rename*>& respelt) {
  const auto replica = folder->replica();
  if (!replica) return;
  VolumeState& volume = writer_.volume_of(*folder, **replica);
  Listing listing;
  if (!volume.kept_spelling) {
    if (auto listed = (*replica)->list()) listing = std::move(*listed);
  }
  for (const Rename* rename : respelt) {
    if (std::ranges::binary_search(listing.entries, Name(rename->from_name), {}, &Entry::name)) {
      volume.lacks_spelling(is_case_alone(*rename));
      continue;
    }
    if (is_case_alone(*rename)) volume.kept_spelling = true;
    Event event =
        ReplicaWriter::event_on(*folder, rename->to_name, EventKind::renamed, rename->source.kind);
    event.from = folder->path().child(rename->from_name).text();
    writer_.done(event);
  }
}

}  // namespace lockstep
