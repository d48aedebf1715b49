#include "app/live/live_marks.h"

#include <algorithm>

namespace lockstep {
namespace {

bool is_protected(const RelativePath& path, const MirrorPolicy& policy) {
  const auto is_path = [&path](const RelativePath& one) { return one == path; };
  const ProtectedPaths& paths = policy.protected_paths;
  return std::ranges::any_of(paths.in_source, is_path) ||
         std::ranges::any_of(paths.in_replica, is_path);
}

bool is_left_out(const RelativePath& path, bool is_folder, const MirrorPolicy& policy) {
  if (path.is_root()) return false;
  const EntryKind kind = is_folder ? EntryKind::directory : EntryKind::file;
  return is_protected(path, policy) ||
         (!policy.filter.empty() && policy.filter.excludes(path.parent(), path.name(), kind));
}

// The folder of a name that is left out gets a new time when the name comes or goes.
void mark_folder_of(const WatchEvent& event, Moment now, DirtySet& set) {
  if (event.kind == WatchEvent::Kind::writing) return;
  set.mark({.path = event.path.parent(), .settling = Settling::fresh}, now);
}

void mark_event(const WatchEvent& event, Moment now, DirtySet& set) {
  switch (event.kind) {
    case WatchEvent::Kind::entry:
      return set.mark({.path = event.path}, now);
    case WatchEvent::Kind::fresh:
      return set.mark({.path = event.path, .settling = Settling::fresh}, now);
    case WatchEvent::Kind::writing:
      return set.mark({.path = event.path, .settling = Settling::writing}, now);
    case WatchEvent::Kind::folder:
      return set.mark({.path = event.path, .extent = MarkExtent::list}, now);
    case WatchEvent::Kind::tree:
      return set.mark(
          {.path = event.path, .extent = MarkExtent::deep, .settling = Settling::fresh}, now);
    case WatchEvent::Kind::renamed:
      return set.renamed({.from = event.from,
                          .to = event.path,
                          .is_folder = event.is_folder,
                          .object = event.object},
                         now);
    case WatchEvent::Kind::everything:
      return;
  }
}

}  // namespace

void mark_events(std::span<const WatchEvent> events, const MirrorPolicy& policy, Moment now,
                 DirtySet& set) {
  for (const WatchEvent& event : events) {
    // A rename tells of both names beside this, and from one that is left out it is a new entry.
    const bool from_outside = event.kind == WatchEvent::Kind::renamed &&
                              is_left_out(event.from, event.is_folder, policy);
    if (is_left_out(event.path, event.is_folder, policy)) {
      mark_folder_of(event, now, set);
    } else if (from_outside) {
      set.mark({.path = event.path, .extent = MarkExtent::deep}, now);
    } else {
      mark_event(event, now, set);
    }
  }
}

}  // namespace lockstep
