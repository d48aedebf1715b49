#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "platform/disk/directory.h"
#include "platform/disk/roots.h"
#include "platform/system/owned_handle_windows.h"
#include "platform/system/path_windows.h"

namespace lockstep {
namespace {

struct Place {
  Identity identity;
  std::string path;  // without links in it
};

// One of the two roots, or its nearest parent that exists, and all parents of that one up to the
// volume's root.
struct Root {
  std::vector<Place> places;  // the folder itself comes first
  std::string missing;        // the names at the end of its path that do not exist yet
};

std::string joined(std::string front, std::string_view back) {
  if (!front.empty() && !back.empty()) front.append(1, '/');
  return front.append(back);
}

Result<Identity> identity_of(const std::string& path) {
  const auto folder = open_root(path);
  if (!folder) return failure(folder.error());
  const auto entry = (*folder)->examine();
  if (!entry) return failure(entry.error());
  return entry->identity;
}

// A parent that this user may not open is no reason to refuse: only known parents are compared.
void add_parents(std::vector<Place>& places) {
  for (std::string path = places.front().path; path.size() > root_length(path);) {
    path.resize(std::max(path.rfind('/'), root_length(path)));
    if (const auto identity = identity_of(path)) places.push_back({*identity, path});
  }
}

Result<Root> root_of(const RootPlace& place) {
  Root root;
  for (const std::string& name : place.missing()) root.missing = joined(root.missing, name);
  const auto folder = place.open(SecurityDescriptors::left_out);
  if (!folder) return failure(folder.error());
  const auto entry = (*folder)->examine();
  if (!entry) return failure(entry.error());
  std::string real = place.real();
  if (!root.missing.empty()) {
    real.resize(std::max(real.size() - root.missing.size(), root_length(real)));
    if (real.size() > root_length(real) && real.ends_with('/')) real.pop_back();
  }
  root.places.push_back({entry->identity, real});
  add_parents(root.places);
  return root;
}

// Returns where `inner` lies below `outer`'s own folder: empty for the same folder; none if it does
// not lie there.
std::optional<std::string> below(const Root& outer, const Root& inner) {
  for (const Place& place : inner.places) {
    if (!(place.identity == outer.places.front().identity)) continue;
    std::string_view rest = inner.places.front().path;
    rest.remove_prefix(std::min(place.path.size(), rest.size()));
    if (rest.starts_with('/')) rest.remove_prefix(1);
    return joined(std::string(rest), inner.missing);
  }
  return std::nullopt;
}

}  // namespace

Result<OverlapFinding> find_overlap(const RootPlace& source, const RootPlace& replica) {
  const auto from = root_of(source);
  if (!from) return failure(from.error());
  const auto to = root_of(replica);
  if (!to) return failure(to.error());
  if (auto inner = below(*from, *to)) {
    return OverlapFinding{inner->empty() ? Overlap::same : Overlap::replica_in_source, *inner};
  }
  if (to->missing.empty() && below(*to, *from)) {
    return OverlapFinding{Overlap::source_in_replica, {}};
  }
  return OverlapFinding{};
}

}  // namespace lockstep
