// This part of RecordStore ends records: the pair is forgotten, or a damaged record makes room for
// a new one.
#include "app/record/record_store.h"

#include "app/record/record_json.h"
#include "platform/disk/roots.h"

namespace lockstep {
namespace {

constexpr const char* kSetAside = ".damaged";

}  // namespace

bool is_damaged_record(const Error& error) {
  return error.kind() == ErrorKind::invalid || error.kind() == ErrorKind::too_large ||
         error.kind() == ErrorKind::is_a_directory;
}

// Returns the files of all volumes' records that can be read, except for the first volume's.
Result<std::vector<std::string>> RecordStore::files_of(const Roots& roots) const {
  auto all = record_files();
  if (!all) return all;
  const std::string first = file_of(roots.source, roots.replica);
  std::vector<std::string> files;
  for (std::string& file : *all) {
    if (file == first) continue;
    const auto stored = readable_record(file);
    if (stored && stored->source == roots.source && stored->replica == roots.replica)
      files.push_back(std::move(file));
  }
  return files;
}

Result<void> RecordStore::forget(const std::string& source, const std::string& replica,
                                 const std::string& volume) {
  const Roots roots{source, replica};
  auto files = files_of(roots);
  if (!files) return failure(files.error());
  files->push_back(file_of(roots, volume));
  if (auto dropped = drop_approval(replica); !dropped) return dropped;
  if (auto dropped = note_obstacles(replica, {}); !dropped) return dropped;
  files->push_back(file_of(source, replica));
  for (const std::string& file : *files) {
    if (auto removed = remove_with_folders(file); !removed) return removed;
    const std::scoped_lock lock(mutex_);
    stored_.erase(file);
  }
  return {};
}

Result<void> RecordStore::rename_aside(const std::string& file) const {
  const auto folder = open_root(folder_);
  if (!folder) return failure(folder.error().within("open the state folder", folder_));
  const std::string name = file.substr(folder_.size() + 1);
  const auto renamed = (*folder)->rename(name, **folder, name + kSetAside, Overwrite::allowed);
  if (renamed || renamed.error().kind() == ErrorKind::not_found) return {};
  return failure(renamed.error().within("set the damaged record aside", file));
}

// Keeps the damaged record as a copy if that is possible, so that there is no moment without a
// record, in which the reverse of the pair could be mirrored without a word.
Result<void> RecordStore::set_aside(const std::string& file) const {
  const auto text = read_state_file(file, kLargestRecord);
  if (!text) return rename_aside(file);
  const auto written = write_small_file(file + kSetAside, *text);
  return written ? written : failure(written.error().within("keep the damaged record", file));
}

Result<void> RecordStore::replace_damaged(const std::string& source, const std::string& replica,
                                          const PairRecord& record) {
  const Roots roots{source, replica};
  const std::string first = file_of(source, replica);
  const std::string own = file_of(roots, record.replica.volume);
  const auto loaded = load_file(roots, first);
  const bool first_is_damaged = !loaded && is_damaged_record(loaded.error());
  // Without the first volume's record nothing would tell any more which volume's record this is.
  if (first_is_damaged) {
    if (auto aside = rename_aside(own); !aside) return aside;
  }
  const std::string& file = first_is_damaged ? first : own;
  if (auto aside = set_aside(file); !aside) return aside;
  const auto written = write_small_file(file, to_json({source, replica, record}));
  if (!written) return failure(written.error().within("write the record", file));
  const std::scoped_lock lock(mutex_);
  stored_.erase(own);
  stored_.insert_or_assign(file, record);
  return {};
}

}  // namespace lockstep
