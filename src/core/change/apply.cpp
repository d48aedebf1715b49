#include "core/change/apply.h"

#include <algorithm>

#include "core/look/parallel.h"

namespace lockstep {
namespace {

constexpr std::uint16_t kOwnersAccess = 0700;

template <typename T>
std::uint64_t bytes_of(const T& operation) {
  return operation.source.kind == EntryKind::file ? operation.source.size : 0;
}

bool hands_down(const Entry& folder) {
  constexpr std::uint16_t kSetGid = 02000;
  return (folder.mode & kSetGid) != 0;
}

// The owner of a folder may give it setgid or a default access list between any two files that are
// made in it, so what it was like once says nothing of the next one: each is asked what it got.
bool is_shaped_by_others(const Entry& folder, std::optional<std::uint32_t> user) {
  constexpr std::uint16_t kWritableByOthers = 022;
  if (!user) return false;  // there are neither owners nor modes
  return (folder.owner != 0 && folder.owner != *user) || (folder.mode & kWritableByOthers) != 0;
}

bool has_default_access_list(const Directory& folder) {
  const auto attributes = folder.read_attributes();
  return attributes && std::ranges::any_of(*attributes, [](const Attribute& attribute) {
           return attribute.name == "system.posix_acl_default";
         });
}

}  // namespace

Apply::Apply(const Context& context, HardLinks& hard_links, Publisher::Limits limits)
    : context_(context),
      hard_links_(hard_links),
      publisher_(context, limits, [this](const PairPointer& folder) { touch(folder); }) {}

Apply::~Apply() = default;

void Apply::create_folders(std::vector<Creation>& creations) {
  const auto is_expanded = [](const Creation& creation) {
    return creation.contents && creation.expanded;
  };
  const auto rest = std::stable_partition(creations.begin(), creations.end(), is_expanded);
  std::vector<Creation> folders(std::make_move_iterator(creations.begin()),
                                std::make_move_iterator(rest));
  creations.erase(creations.begin(), rest);
  std::stable_sort(folders.begin(), folders.end(), [](const Creation& left, const Creation& right) {
    return left.contents->depth() < right.contents->depth();
  });
  for (const Creation& folder : folders) {
    if (context_.stopping()) return;
    create_folder(folder);
  }
}

void Apply::create_and_update(std::vector<Creation> creations, std::vector<Update> updates) {
  WorkerPool& pool = *context_.input.pool;
  for_each_in_parallel(pool, creations, bytes_of<Creation>, [this](const Creation& creation) {
    if (!context_.stopping()) create(creation);
  });
  for_each_in_parallel(pool, updates, bytes_of<Update>, [this](const Update& changed) {
    if (!context_.stopping()) update(changed);
  });
  pool.wait_idle();
  publisher_.finish();
}

void Apply::link(LinkDecisions decisions) {
  // First the files that get the content, then the names that join them.
  const auto is_first = [](const auto& operation) { return !operation.link_to; };
  const auto split = [&is_first](auto& operations) {
    const auto rest = std::stable_partition(operations.begin(), operations.end(), is_first);
    std::remove_reference_t<decltype(operations)> names(std::make_move_iterator(rest),
                                                        std::make_move_iterator(operations.end()));
    operations.erase(rest, operations.end());
    return names;
  };
  auto new_names = split(decisions.creations);
  auto other_names = split(decisions.updates);
  repair(std::move(decisions.repairs));
  create_and_update(std::move(decisions.creations), std::move(decisions.updates));
  create_and_update(std::move(new_names), std::move(other_names));
}

Result<void> Apply::in_replica(const PairPointer& folder, const Operation& operation) {
  const auto replica = folder->replica();
  if (!replica) return failure(replica.error());
  auto done = operation(**replica);
  if (done || done.error().kind() != ErrorKind::permission_denied) return done;
  // A folder without write permission, mirrored as it is: its owner may change that, and
  // `finish_folders` restores it. If the process dies before, the next pass finds the mode
  // different and repairs it.
  const auto now = (*replica)->examine();
  if (!now || (now->mode & kOwnersAccess) == kOwnersAccess) return done;
  if (!(*replica)->set_mode(static_cast<std::uint16_t>(now->mode | kOwnersAccess))) return done;
  touch(folder);
  return operation(**replica);
}

void Apply::touch(const PairPointer& folder) {
  if (folder->touched.exchange(true)) return;
  changed(folder);
  const std::scoped_lock lock(mutex_);
  touched_.push_back(folder);
}

void Apply::changed(const PairPointer& folder) {
  changed_anything_.store(true, std::memory_order_relaxed);
  // The topmost folder there: one below may be gone by the time of the flush, or not be entered any
  // more.
  const std::uint64_t device = folder->replica_device();
  const std::scoped_lock lock(mutex_);
  const auto [place, is_new] = changed_volumes_.try_emplace(device);
  if (!is_new) return;
  const Pair* top = folder.get();
  while (top->parent() && top->parent()->replica_device() == device) top = top->parent().get();
  place->second = top->shared_from_this();
}

void Apply::flush() {
  if (context_.policy.durability == Durability::none || context_.stopping()) return;
  for (const auto& [device, folder] : changed_volumes_) static_cast<void>(flush_volume_of(folder));
}

bool Apply::flush_volume_of(const PairPointer& folder) {
  const auto tell = [&](const Error& error) {
    context_.report.problem("flush", Report::Side::replica, folder->path().text(), error);
    return false;
  };
  const auto replica = folder->replica();
  if (!replica) return tell(replica.error());
  const Counted flushing(context_.report.progress().flushing);
  const auto flushed = (*replica)->flush_volume();
  // Over a network there is nothing better; there files and folders are flushed one by one.
  if (flushed || context_.volumes.of(folder->replica_device(), **replica).volume().remote)
    return true;
  if (flushed.error().kind() != ErrorKind::not_supported) return tell(flushed.error());
  // Without the right to flush all of a volume (Windows): its journal holds what was done to names
  // and metadata in order, and one folder's flush writes all that down.
  const auto journal = (*replica)->flush();
  if (journal || journal.error().kind() == ErrorKind::not_supported ||
      journal.error().kind() == ErrorKind::permission_denied)  // nothing may be made in it
    return true;
  return tell(journal.error());
}

void Apply::nested_mount(std::string path, std::string volume) {
  const std::scoped_lock lock(mutex_);
  nested_mounts_.insert_or_assign(std::move(path), std::move(volume));
}

bool Apply::may_inherit(const Pair& folder, const Directory& replica) {
  auto known = folder.inheritance.load(std::memory_order_relaxed);
  if (known == Pair::Inheritance::unknown) {
    const auto now = replica.examine();
    const bool may = !now || hands_down(*now) || is_shaped_by_others(*now, context_.input.user) ||
                     has_default_access_list(replica);
    known = may ? Pair::Inheritance::some : Pair::Inheritance::none;
    folder.inheritance = known;
  }
  return known == Pair::Inheritance::some;
}

void Apply::problem(const char* what, const PairPointer& folder, const std::string& name,
                    const Error& error, Report::Side side) {
  context_.report.problem(what, side, folder->path().child(name).text(), error);
}

void Apply::vanished(const PairPointer& folder, const std::string& name) {
  context_.report.skipped(folder->path().child(name).text(), "vanished meanwhile");
}

}  // namespace lockstep
