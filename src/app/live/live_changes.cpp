#include "app/live/live_changes.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace lockstep {
namespace {

constexpr std::chrono::seconds kApart{1};
constexpr std::size_t kProblemsKept = 1'000;

void add_counts(KindCounts& sum, const KindCounts& more) {
  sum.files += more.files;
  sum.directories += more.directories;
  sum.links += more.links;
  sum.specials += more.specials;
}

}  // namespace

void LiveChanges::add(const PassSummary& pass) {
  if (!sum_) {
    sum_ = pass;
  } else {
    PassSummary& sum = *sum_;
    sum.seconds += pass.seconds;
    sum.scanned_entries += pass.scanned_entries;
    sum.scanned_directories += pass.scanned_directories;
    add_counts(sum.created, pass.created);
    sum.updated_files += pass.updated_files;
    sum.updated_metadata += pass.updated_metadata;
    sum.renamed += pass.renamed;
    add_counts(sum.removed, pass.removed);
    sum.hashed_files += pass.hashed_files;
    sum.hashed_bytes += pass.hashed_bytes;
    sum.copied_bytes += pass.copied_bytes;
    sum.problem_count += pass.problem_count;
    const std::size_t room = kProblemsKept - std::min(kProblemsKept, sum.problems.size());
    std::copy_n(pass.problems.begin(), std::min(room, pass.problems.size()),
                std::back_inserter(sum.problems));
  }
  // What a partial pass holds is told by the full pass that follows it.
  sum_->held = {};
  sum_->result = sum_->problem_count > 0 ? PassResult::problems : PassResult::ok;
}

std::optional<Moment> LiveChanges::due() const {
  if (!sum_) return std::nullopt;
  return told_ + kApart;
}

std::optional<PassSummary> LiveChanges::take(Moment now) {
  const auto when = due();
  if (!when || now < *when) return std::nullopt;
  told_ = now;
  return std::exchange(sum_, std::nullopt);
}

}  // namespace lockstep
