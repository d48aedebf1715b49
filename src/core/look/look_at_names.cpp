#include "core/look/look_at_names.h"

namespace lockstep {
namespace {

// Asks the source's volume. One that can't tell counts as one whose names say nothing.
bool source_has_plain_names(const Pair& folder, const Directory& source, const Context& context) {
  const bool on_root_volume =
      folder.source_entry.identity.volume == context.roots.local_source_device;
  if (on_root_volume) return !context.roots.source_ignores_case;
  const auto volume = source.volume();
  return volume && !volume->remote && !volume->ignores_case;
}

}  // namespace

bool needs_all_names(const Pair& folder, const Directory& source,
                     const VolumeState& replica_volume, const Context& context) {
  const Volume& volume = replica_volume.volume();
  const Capabilities known = replica_volume.capabilities();
  return volume.remote || volume.ignores_case || !known.case_sensitive ||
         !known.keeps_form || !source_has_plain_names(folder, source, context);
}

Listing look_at_names(const Directory& folder, const Scope& scope) {
  Listing listing;
  listing.entries.reserve(scope.names.size());
  for (const auto& [name, below] : scope.names) {
    auto entry = folder.examine_child(name);
    if (entry) {
      entry->name = name;
      listing.entries.push_back(*entry);
    } else if (entry.error().kind() != ErrorKind::not_found) {
      Entry unreadable;
      unreadable.name = name;
      unreadable.unreadable = true;
      listing.entries.push_back(unreadable);
      listing.failures.push_back({name, entry.error()});
    }
  }
  return listing;
}

}  // namespace lockstep
