#include "core/change/apply.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/change/folder_finisher.h"
#include "core/look/parallel.h"

namespace lockstep {
namespace {

template <typename T>
std::uint64_t bytes_of(const T& operation) {
  return operation.source.kind == EntryKind::file ? operation.source.size : 0;
}

// Leaves in the list what the predicate is true for; returns the rest. Both keep their order.
template <typename T, typename Predicate>
std::vector<T> split_off_rest(std::vector<T>& list, Predicate stays) {
  const auto rest = std::stable_partition(list.begin(), list.end(), stays);
  std::vector<T> split(std::make_move_iterator(rest), std::make_move_iterator(list.end()));
  list.erase(rest, list.end());
  return split;
}

constexpr auto has_content_of_its_own = [](const auto& operation) { return !operation.link_to; };

}  // namespace

Apply::Apply(const Context& context, HardLinks& hard_links, Publisher::Limits limits)
    : context_(context),
      writer_(context),
      rights_(writer_),
      hard_links_(writer_, waiting_),
      renames_(writer_, rights_, waiting_),
      repairs_(writer_, waiting_),
      removals_(writer_),
      publisher_(writer_, limits),
      files_(writer_, waiting_, hard_links_, publisher_),
      entries_(writer_, {rights_, waiting_, hard_links_, files_}),
      folders_(writer_, {rights_, waiting_, entries_, hard_links}) {}

void Apply::create_folders(std::vector<Creation>& creations) {
  std::vector<Creation> folders = split_off_rest(creations, [](const Creation& creation) {
    return !(creation.contents && creation.expanded);
  });
  std::stable_sort(folders.begin(), folders.end(), [](const Creation& left, const Creation& right) {
    return left.contents->depth() < right.contents->depth();
  });
  for (const Creation& folder : folders) {
    if (context_.stopping()) return;
    folders_.create(folder);
  }
}

void Apply::create(const Creation& creation) {
  if (!creation.contents) return entries_.create(creation);
  if (!creation.expanded) return folders_.create_whole(creation);
  folders_.create(creation);
}

void Apply::create_and_update(std::vector<Creation> creations, std::vector<Update> updates) {
  WorkerPool& pool = context_.resources.pool;
  for_each_in_parallel(pool, creations, bytes_of<Creation>, [this](const Creation& creation) {
    if (!context_.stopping()) create(creation);
  });
  for_each_in_parallel(pool, updates, bytes_of<Update>, [this](const Update& changed) {
    if (!context_.stopping()) entries_.update(changed);
  });
  pool.wait_idle();
  publisher_.finish();
}

void Apply::link(LinkDecisions decisions) {
  // The files that get the content come first, then the names that join them.
  auto new_names = split_off_rest(decisions.creations, has_content_of_its_own);
  auto other_names = split_off_rest(decisions.updates, has_content_of_its_own);
  repair(std::move(decisions.repairs));
  create_and_update(std::move(decisions.creations), std::move(decisions.updates));
  create_and_update(std::move(new_names), std::move(other_names));
}

void Apply::carry_out_removals(std::vector<Removal> removals) {
  std::vector<Removal> folders =
      split_off_rest(removals, [](const Removal& removal) { return !removal.is_folder(); });
  waiting_.put_off(folders);
  removals_.carry_out(std::move(removals), std::move(folders));
}

void Apply::retry_without_space() {
  WaitingForSpace::Retry retry(waiting_);
  auto [creations, updates, renames, repairs, removals] = retry.take();
  create_folders(creations);
  renames_.retry(renames);
  // Names of files come after the files.
  std::vector<Creation> names = split_off_rest(creations, has_content_of_its_own);
  create_and_update(std::move(creations), std::move(updates));
  create_and_update(std::move(names), {});
  repair(std::move(repairs));
  carry_out_removals(std::move(removals));
}

void Apply::link_what_was_retried(LinkDecisions decisions) {
  const WaitingForSpace::Retry retry(waiting_);
  link(std::move(decisions));
}

void Apply::finish_folders(const std::vector<std::shared_ptr<const Pair>>& repairs) {
  FolderFinisher(writer_).finish(repairs);
}

}  // namespace lockstep
