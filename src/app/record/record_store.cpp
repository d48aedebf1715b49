#include "app/record/record_store.h"

#include <sstream>

#include <fmt/format.h>
#include <xxhash.h>

#include "app/record/record_json.h"
#include "platform/disk/roots.h"

namespace lockstep {
namespace {

constexpr const char* kPaused = "/paused";
constexpr std::int64_t kSaveAtLeastEvery = 60;  // seconds
constexpr std::uint16_t kPrivate = 0700;
constexpr std::uint16_t kWritableByOthers = 0022;

std::string hash_name(const std::string& text, const char* extension) {
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return fmt::format("{:016x}{:016x}.{}", hash.high64, hash.low64, extension);
}

// Returns the request's file name, which says everything, since whoever takes the request may not
// be allowed to read what root has written.
std::string request_name(const std::string& replica, bool empty_source) {
  return hash_name(replica, empty_source ? "approve-empty" : "approve");
}

// Returns why a request does not count; none if it does.
std::optional<Error> reason_to_distrust(const Directory& folder, const Entry& request) {
  const auto itself = folder.examine();
  if (!itself) return itself.error();
  if ((itself->mode & kWritableByOthers) != 0) {
    return Error(ErrorKind::permission_denied,
                 "other users may write to the state folder: ignored");
  }
  if (request.kind != EntryKind::file || (request.owner != 0 && request.owner != itself->owner))
    return Error(ErrorKind::permission_denied, "it belongs to another user: ignored");
  return std::nullopt;
}

// Returns whether `next` is so close to what is stored that writing it can wait.
bool can_wait(const PairRecord& stored, const PairRecord& next) {
  if (!stored.complete_pass.start || !next.complete_pass.start || !stored.complete_pass.end ||
      !next.complete_pass.end || !stored.complete_pass.was_idle) {
    // A pass that follows one that wrote is the first to know that the written files are equal.
    return false;
  }
  // The clock was set back, so the stored record would be too new.
  if (*next.complete_pass.start < *stored.complete_pass.start) return false;
  const std::int64_t age = next.complete_pass.end->seconds - stored.complete_pass.end->seconds;
  if (age < 0 || age >= kSaveAtLeastEvery) return false;
  PairRecord same_times = next;
  same_times.complete_pass.start = stored.complete_pass.start;
  same_times.complete_pass.end = stored.complete_pass.end;
  same_times.source.compared.changed = stored.source.compared.changed;
  same_times.replica.compared.changed = stored.replica.compared.changed;
  return same_times == stored;
}

}  // namespace

RecordStore::RecordStore(std::string state_folder) : folder_(std::move(state_folder)) {}

std::string RecordStore::file_of(const std::string& source, const std::string& replica) const {
  return folder_ + "/" + hash_name(source + '\0' + replica, "json");
}

std::string RecordStore::file_of(const Roots& roots, const std::string& volume) const {
  return folder_ + "/" + hash_name(roots.source + '\0' + roots.replica + '\0' + volume, "json");
}

Result<std::optional<PairRecord>> RecordStore::load_file(const Roots& roots,
                                                         const std::string& file) const {
  const auto text = read_state_file(file, kLargestRecord);
  if (!text) {
    if (text.error().kind() == ErrorKind::not_found) return std::optional<PairRecord>();
    return failure(text.error().within("read the record", file));
  }
  auto stored = record_from_json(*text);
  if (stored && (stored->source != roots.source || stored->replica != roots.replica)) {
    stored = failure(ErrorKind::invalid, "it belongs to other folders");
  }
  if (!stored) {
    return failure(ErrorKind::invalid, fmt::format("the record '{}' is damaged ({})", file,
                                                   stored.error().message()));
  }
  const std::scoped_lock lock(mutex_);
  stored_.insert_or_assign(file, stored->record);
  return std::optional(std::move(stored->record));
}

Result<std::vector<std::string>> RecordStore::record_files() const {
  std::vector<std::string> files;
  const auto folder = open_root(folder_);
  if (!folder && folder.error().kind() == ErrorKind::not_found) return files;
  if (!folder) return failure(folder.error().within("open the state folder", folder_));
  const auto listing = (*folder)->list();
  if (!listing) return failure(listing.error().within("list the state folder", folder_));
  for (const Entry& entry : listing->entries) {
    if (entry.kind == EntryKind::file && entry.name.ends_with(".json"))
      files.push_back(folder_ + "/" + std::string(entry.name));
  }
  return files;
}

std::optional<StoredRecord> RecordStore::readable_record(const std::string& file) {
  const auto text = read_state_file(file, kLargestRecord);
  if (!text) return std::nullopt;
  auto stored = record_from_json(*text);
  return stored ? std::optional(*std::move(stored)) : std::nullopt;
}

Result<std::vector<PairRecord>> RecordStore::records_of_replica(const std::string& replica) const {
  std::vector<PairRecord> records;
  const auto files = record_files();
  if (!files) return failure(files.error());
  for (const std::string& file : *files) {
    const auto text = read_state_file(file, kLargestRecord);
    if (!text && text.error().kind() == ErrorKind::not_found) continue;
    if (!text) return failure(text.error().within("read the record", file));
    auto stored = record_from_json(*text);
    // A damaged record may be another replica's; the pass that needs it says what is wrong with it.
    if (stored && stored->replica == replica) records.push_back(std::move(stored->record));
  }
  return records;
}

Result<std::optional<PairRecord>> RecordStore::load(const std::string& source,
                                                    const std::string& replica,
                                                    const std::string& volume) const {
  const Roots roots{source, replica};
  auto first = load_file(roots, file_of(source, replica));
  const bool is_of_another =
      first && *first && !volume.empty() && (*first)->replica.volume != volume;
  if (!is_of_another) return first;
  auto own = load_file(roots, file_of(roots, volume));
  return !own || *own ? own : first;
}

// Returns the file of this record. The pair's first volume has the file that older versions knew.
Result<std::string> RecordStore::file_for(const Roots& roots, const PairRecord& record) const {
  std::string first = file_of(roots.source, roots.replica);
  std::optional<std::string> first_volume;
  {
    const std::scoped_lock lock(mutex_);
    if (const auto known = stored_.find(first); known != stored_.end())
      first_volume = known->second.replica.volume;
  }
  if (!first_volume) {
    const auto loaded = load_file(roots, first);
    if (!loaded) return failure(loaded.error());
    if (*loaded) first_volume = (*loaded)->replica.volume;
  }
  const bool is_first = !first_volume || first_volume->empty() || record.replica.volume.empty() ||
                        *first_volume == record.replica.volume;
  return is_first ? first : file_of(roots, record.replica.volume);
}

Result<void> RecordStore::save(const std::string& source, const std::string& replica,
                               const PairRecord& record, Replacement replacement) {
  const auto file = file_for({source, replica}, record);
  if (!file) return failure(file.error());
  const std::scoped_lock lock(mutex_);
  const auto stored = stored_.find(*file);
  if (stored != stored_.end() && can_wait(stored->second, record)) return {};
  if (const auto made = make_folder(); !made) return made;
  const auto written = write_small_file(*file, to_json({source, replica, record}), replacement);
  if (!written) {
    return failure(written.error().within("write the record", *file));
  }
  stored_.insert_or_assign(*file, record);
  return {};
}

std::vector<std::string> RecordStore::other_sources(const std::string& named_source,
                                                    const std::string& source,
                                                    const std::string& replica) const {
  std::vector<std::string> sources;
  for (const std::string& file : record_files().value_or(std::vector<std::string>())) {
    const auto stored = readable_record(file);
    if (stored && stored->replica == replica && stored->source != source &&
        stored->record.named_source == named_source)
      sources.push_back(stored->source);
  }
  return sources;
}

Result<void> RecordStore::make_folder() const {
  const auto created = create_folders(folder_);
  if (!created) return failure(created.error().within("create the state folder", folder_));
  if (*created == 0) return {};
  auto folder = open_root(folder_);
  if (!folder) return failure(folder.error().within("open the state folder", folder_));
  if (const auto set = (*folder)->set_mode(kPrivate); !set) {
    return failure(set.error().within("protect the state folder", folder_));
  }
  return {};
}

std::string RecordStore::pause_file(const std::string& job) const {
  return job.empty() ? folder_ + kPaused : folder_ + "/" + hash_name(job, "paused");
}

Result<bool> RecordStore::is_paused(const std::string& job) const {
  const std::string file = pause_file(job);
  const auto text = read_state_file(file, kLargestRecord);
  if (text) return true;
  if (text.error().kind() == ErrorKind::not_found) return false;
  return failure(text.error().within("read", file));
}

Result<void> RecordStore::keep_paused(bool paused, const std::string& job) {
  const std::string file = pause_file(job);
  if (paused) {
    if (const auto made = make_folder(); !made) return made;
    const auto written = write_small_file(file, job);
    return written ? written : failure(written.error().within("write", file));
  }
  const auto removed = remove_small_file(file);
  if (removed || removed.error().kind() == ErrorKind::not_found) return {};
  return failure(removed.error().within("remove", file));
}

Result<void> RecordStore::request_approval(const std::string& replica, bool empty_source) {
  const std::string file = folder_ + "/" + request_name(replica, empty_source);
  const auto written = write_small_file(file, "");
  if (!written && written.error().kind() == ErrorKind::not_found) {
    return failure(
        Error(ErrorKind::not_found, "it does not exist: nothing was mirrored with it yet")
            .within("state folder", folder_));
  }
  if (!written) return failure(written.error().within("write the request", file));
  return {};
}

Result<void> RecordStore::note_obstacles(const std::string& replica,
                                         const std::vector<std::string>& obstacles) {
  const std::string file = folder_ + "/" + hash_name(replica, "obstacles");
  if (obstacles.empty()) {
    const auto removed = remove_small_file(file);
    if (removed || removed.error().kind() == ErrorKind::not_found) return {};
    return failure(removed.error().within("remove", file));
  }
  std::string text;
  for (const std::string& obstacle : obstacles) text += percent_encode(obstacle) + "\n";
  if (const auto made = make_folder(); !made) return made;
  const auto written = write_small_file(file, text);
  return written ? written : failure(written.error().within("write", file));
}

Result<std::vector<std::string>> RecordStore::noted_obstacles(const std::string& replica) const {
  const std::string file = folder_ + "/" + hash_name(replica, "obstacles");
  std::vector<std::string> obstacles;
  const auto text = read_state_file(file, kLargestRecord);
  if (!text && text.error().kind() == ErrorKind::not_found) return obstacles;
  if (!text) return failure(text.error().within("read", file));
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) obstacles.push_back(percent_decode(line));
  return obstacles;
}

Result<std::optional<RecordStore::Request>> RecordStore::find_approval(
    const std::string& replica) const {
  const auto folder = open_root(folder_);
  if (!folder && folder.error().kind() == ErrorKind::not_found) return std::optional<Request>();
  if (!folder) return failure(folder.error().within("open the state folder", folder_));
  std::optional<Request> request;
  for (const bool empty_source : {false, true}) {
    const std::string name = request_name(replica, empty_source);
    const auto found = (*folder)->examine_child(name);
    if (!found && found.error().kind() == ErrorKind::not_found) continue;
    const std::string file = folder_ + "/" + name;
    if (!found) return failure(found.error().within("examine the request", file));
    if (const auto distrust = reason_to_distrust(**folder, *found)) {
      return failure(distrust->within("request", file));
    }
    if (!request) request.emplace();
    request->empty_source = request->empty_source || empty_source;
  }
  return request;
}

Result<void> RecordStore::drop_approval(const std::string& replica) {
  for (const bool empty_source : {false, true}) {
    const std::string file = folder_ + "/" + request_name(replica, empty_source);
    const auto removed = remove_small_file(file);
    if (!removed && removed.error().kind() != ErrorKind::not_found) {
      return failure(removed.error().within("remove the request", file));
    }
  }
  return {};
}

}  // namespace lockstep
