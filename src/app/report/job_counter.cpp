#include "app/report/job_counter.h"

#include <cstddef>

namespace lockstep {
namespace {

// Other threads read the numbers at any time, each by itself, so no order between them is needed.
constexpr auto kOrder = std::memory_order_relaxed;

void add(std::atomic<std::uint64_t>& count, std::uint64_t more = 1) {
  count.fetch_add(more, kOrder);
}

}  // namespace

JobCounter::Count& JobCounter::Kinds::of(EntryKind kind) {
  switch (kind) {
    case EntryKind::file:
      return files;
    case EntryKind::directory:
      return directories;
    case EntryKind::symlink:
      return links;
    default:
      return specials;
  }
}

KindCounts JobCounter::Kinds::now() const {
  return {files.load(kOrder), directories.load(kOrder), links.load(kOrder), specials.load(kOrder)};
}

// The counting follows the rules of Report::done, so that the totals are the sum of the summaries.
void JobCounter::on_event(const Event& event) {
  switch (event.kind) {
    case EventKind::created_replica_root:
    case EventKind::created_folder:
      add(created_.directories);
      break;
    case EventKind::copied_file:
      add(created_.files);
      break;
    case EventKind::created_link:
      add(event.entry == EntryKind::file ? created_.links : created_.of(event.entry));
      break;
    case EventKind::updated_file:
      add(updated_files_);
      break;
    case EventKind::updated_metadata:
      add(updated_metadata_);
      break;
    case EventKind::renamed:
      add(renamed_);
      break;
    case EventKind::removed_file:
      add(removed_.of(event.entry));
      break;
    case EventKind::removed_folder:
      add(removed_.directories);
      break;
    case EventKind::problem:
      add(problems_);
      break;
    case EventKind::skipped:
    case EventKind::notice:
      break;
  }
  if (event.bytes > 0) add(copied_bytes_, event.bytes);
}

void JobCounter::on_pass_end(const JobSettings& /*job*/, const PassSummary& summary) {
  add_looks(summary);
  add(passes_.at(static_cast<std::size_t>(summary.result)));
}

void JobCounter::on_live_changes(const JobSettings& /*job*/, const PassSummary& summary) {
  add_looks(summary);
}

void JobCounter::add_looks(const PassSummary& summary) {
  add(scanned_entries_, summary.scanned_entries);
  add(scanned_directories_, summary.scanned_directories);
  add(hashed_files_, summary.hashed_files);
  add(hashed_bytes_, summary.hashed_bytes);
}

JobTotals JobCounter::totals() const {
  JobTotals totals;
  totals.created = created_.now();
  totals.removed = removed_.now();
  totals.updated_files = updated_files_.load(kOrder);
  totals.updated_metadata = updated_metadata_.load(kOrder);
  totals.renamed = renamed_.load(kOrder);
  totals.copied_bytes = copied_bytes_.load(kOrder);
  totals.problems = problems_.load(kOrder);
  totals.scanned_entries = scanned_entries_.load(kOrder);
  totals.scanned_directories = scanned_directories_.load(kOrder);
  totals.hashed_files = hashed_files_.load(kOrder);
  totals.hashed_bytes = hashed_bytes_.load(kOrder);
  for (std::size_t result = 0; result < passes_.size(); ++result)
    totals.passes[result] = passes_[result].load(kOrder);
  return totals;
}

}  // namespace lockstep
