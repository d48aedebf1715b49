#include <algorithm>
#include <array>
#include <climits>
#include <fcntl.h>
#include <optional>
#include <unistd.h>

#include "platform/disk/entry_linux.h"
#include "platform/disk/handle_linux.h"
#include "platform/disk/mounts_linux.h"
#include "platform/disk/roots.h"
#include "platform/system/descriptor_posix.h"
#include "platform/system/os_error.h"
#include "platform/system/system_calls_linux.h"

namespace lockstep {
namespace {

// Makes "/a/b/c/d" of "/a/b" and "c/d". Either may be empty.
std::string joined(std::string front, std::string_view back) {
  if (!front.empty() && !back.empty() && !front.ends_with('/')) {
    front.append(1, '/');
  }
  return front.append(back);
}

// Returns the rest of `path` after `folder`, without a slash in front; none if `path` is not within
// `folder`.
std::optional<std::string> below(std::string_view folder, std::string_view path) {
  if (folder.ends_with('/')) {
    folder.remove_suffix(1);
  }
  if (!path.starts_with(folder) || (path.size() > folder.size() && path[folder.size()] != '/')) {
    return std::nullopt;
  }
  path.remove_prefix(std::min(folder.size() + 1, path.size()));
  return std::string(path);
}

// A folder of one volume that can be reached below a root.
struct Part {
  std::uint64_t device = 0;
  std::string on_volume;   // its path inside the volume
  std::string below_root;  // its path below the root; empty for the root itself
};

// One of the two roots. `missing` are the names at the end of its path that do not exist yet.
struct Root {
  int folder = -1;  // borrowed
  std::string real;
  std::string missing;
};

Result<std::string> path_of(int descriptor) {
  std::array<char, PATH_MAX> path{};
  const ssize_t length = readlink(ProcPath(descriptor).text(), path.data(), path.size());
  if (length < 0) {
    return failure(os_error(errno));
  }
  return std::string(path.data(), static_cast<std::size_t>(length));
}

Result<Root> root_of(const RootPlace& place) {
  Root root;
  root.folder = descriptor_behind(place);
  for (const std::string& name : place.missing()) {
    root.missing = joined(root.missing, name);
  }
  auto real = path_of(root.folder);
  if (!real) {
    return failure(real.error());
  }
  root.real = std::move(*real);
  return root;
}

struct Ancestor {
  Identity identity;
  std::string real;
};

// Returns the folder itself and all its parents, up to the system's root.
Result<std::vector<Ancestor>> ancestors(const Root& root) {
  std::vector<Ancestor> found;
  Descriptor parent;
  int current = root.folder;
  for (;;) {
    const auto entry = examine_descriptor(current);
    if (!entry) {
      return failure(entry.error());
    }
    if (!found.empty() && found.back().identity == entry->identity) {
      return found;  // the parent of the system's root is itself
    }
    const auto real = path_of(current);
    if (!real) {
      return failure(real.error());
    }
    found.push_back({entry->identity, *real});
    parent = Descriptor(openat(current, "..", O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!parent.is_open()) {
      return failure(os_error(errno));
    }
    current = parent.number();
  }
}

// Returns the path of `path` below the ancestor that is `folder`; none if no ancestor is.
std::optional<std::string> below_ancestor(const std::vector<Ancestor>& parents,
                                          const Identity& folder) {
  const auto found = std::ranges::find(parents, folder, &Ancestor::identity);
  if (found == parents.end()) {
    return std::nullopt;
  }
  return below(found->real, parents.front().real).value_or("");
}

// Returns where the root's own folder and everything mounted below it lie inside their volumes.
// This sees what parents can't: a bind mount's parent is the folder that it is mounted in, not the
// one that it comes from.
std::vector<Part> parts_of(const Root& root, const std::vector<Mount>& mounts) {
  std::vector<Part> parts;
  const Mount* own = find_mount(mounts, root.folder);
  if (own == nullptr) {
    return parts;
  }
  const auto inside = below(own->point, root.real);
  if (!inside) {
    return parts;
  }
  parts.push_back({own->device, joined(joined(own->root, *inside), root.missing), {}});
  if (!root.missing.empty()) {
    return parts;
  }
  for (const Mount& mount : mounts) {
    const auto place = below(root.real, mount.point);
    if (place && !place->empty()) {
      parts.push_back({mount.device, mount.root, *place});
    }
  }
  return parts;
}

std::optional<std::string> below_part(const Part& outer, const Part& inner) {
  if (outer.device != inner.device) {
    return std::nullopt;
  }
  return below(outer.on_volume, inner.on_volume);
}

OverlapFinding compare_parts(const std::vector<Part>& source, const std::vector<Part>& replica) {
  for (const Part& inner : replica) {
    for (const Part& outer : source) {
      if (const auto path = below_part(outer, inner)) {
        std::string place = joined(outer.below_root, *path);
        return place.empty() && inner.below_root.empty()
                   ? OverlapFinding{Overlap::same, {}}
                   : OverlapFinding{
                         place.empty() ? Overlap::source_in_replica : Overlap::replica_in_source,
                         place};
      }
    }
  }
  for (const Part& inner : source) {
    for (const Part& outer : replica) {
      if (below_part(outer, inner)) {
        return {Overlap::source_in_replica, {}};
      }
    }
  }
  return {};
}

}  // namespace

Result<OverlapFinding> find_overlap(const RootPlace& source, const RootPlace& replica) {
  const auto from = root_of(source);
  const auto to = from ? root_of(replica) : tl::unexpected(from.error());
  if (!to) {
    return failure(to.error());
  }
  const auto from_parents = ancestors(*from);
  const auto to_parents = ancestors(*to);
  if (!from_parents || !to_parents) {
    return failure(from_parents ? to_parents.error() : from_parents.error());
  }
  if (const auto place = below_ancestor(*to_parents, from_parents->front().identity)) {
    std::string inner = joined(*place, to->missing);
    return OverlapFinding{inner.empty() ? Overlap::same : Overlap::replica_in_source, inner};
  }
  if (to->missing.empty() && below_ancestor(*from_parents, to_parents->front().identity)) {
    return OverlapFinding{Overlap::source_in_replica, {}};
  }
  const auto mounts = read_mounts();
  if (!mounts) {  // without /proc there are only the parents to go by
    return OverlapFinding{};
  }
  return compare_parts(parts_of(*from, *mounts), parts_of(*to, *mounts));
}

}  // namespace lockstep
