#include "core/look/replica_links.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace lockstep {
namespace {

// Knows the folders in which nobody else renames, by what they are; each is asked once.
class ClosedFolders {
 public:
  explicit ClosedFolders(const Context& context) : context_(context) {}

  struct Folder {
    std::shared_ptr<Directory> open;  // null if others may rename in it, or if that can't be told
    Identity identity;
  };
  // Returns the folder. Its rights are read before any name is looked up, and by the handle that
  // looks.
  const Folder& at(const PairPointer& pair) {
    const auto [place, is_new] = folders_.try_emplace(pair.get());
    if (is_new) place->second = look(*pair);
    return place->second;
  }

 private:
  // Examines a folder. One that the pass itself has closed by now counts as the open one that it
  // was when it was compared: a plan, which closes none, then decides the same.
  [[nodiscard]] Folder look(const Pair& pair) const {
    if (!is_closed_to_others(pair.replica_entry, context_.rights.user)) return {};
    const auto opened = pair.replica();
    if (!opened) return {};
    // On another computer others may have rights that a mode does not show.
    if (context_.volumes.of(pair.replica_device(), **opened).volume().remote) return {};
    const auto now = (*opened)->examine();
    if (!now || !is_closed_to_others(*now, context_.rights.user)) return {};
    return {*opened, now->identity};
  }

  const Context& context_;
  std::map<const Pair*, Folder> folders_;
};

}  // namespace

LinkLimits ReplicaLinks::limits_on(std::uint64_t device) const {
  if (!context_.policy.metadata.hard_links) return {.mirrored = false};
  // The replica does not exist yet, so nothing was refused there.
  if (context_.roots.replica == nullptr) return {};
  const Capabilities can =
      context_.volumes.of(device, *context_.roots.replica).capabilities();
  return {can.hard_links, can.most_links, can.links_across_folders};
}

void ReplicaLinks::saw_links(std::uint64_t device, std::uint32_t links) const {
  if (context_.roots.replica != nullptr)
    context_.volumes.of(device, *context_.roots.replica).saw_links(links);
}

void ReplicaLinks::splits_on(std::uint64_t device) const {
  if (context_.roots.replica != nullptr)
    context_.volumes.of(device, *context_.roots.replica).splits_hard_links();
}

std::optional<Entry> ReplicaLinks::find_all_names(const Identity& file,
                                                  const std::vector<ReplicaName>& names) const {
  ClosedFolders folders(context_);
  // The keys are the folder's volume and number. An overlay's folders and files may have different
  // volumes.
  std::set<std::tuple<std::uint64_t, std::uint64_t, std::string_view>> counted;
  std::optional<Entry> found;
  std::uint32_t most_links = 0;
  for (const ReplicaName& name : names) {
    const ClosedFolders::Folder& folder = folders.at(name.folder);
    // This holds even if the pass has removed the name by now: a plan, which removes none, decides
    // the same.
    if (!folder.open) return std::nullopt;
    auto now = folder.open->examine_child(name.name);
    // A mount point is a name of the file in another place (mount --bind).
    if (!now || now->identity != file || now->mount_point) continue;
    counted.emplace(folder.identity.volume, folder.identity.object, name.name);
    most_links = std::max(most_links, now->link_count);
    found = now->without_name();
  }
  if (!found || counted.size() < most_links) return std::nullopt;
  return found;
}

}  // namespace lockstep
