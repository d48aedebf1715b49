#include "support/trees/feature.h"

#include <iostream>

namespace lockstep {
namespace {

const char* text(Feature feature) {
  switch (feature) {
    case Feature::permission_bits:
      return "permission bits";
    case Feature::owners:
      return "owners";
    case Feature::special_files:
      return "special files";
    case Feature::links:
      return "symbolic links";
    case Feature::attributes:
      return "attributes of any name";
    case Feature::names_of_any_bytes:
      return "names of any bytes";
    case Feature::nanoseconds:
      return "times in nanoseconds";
    case Feature::removal_of_open_entries:
      return "removal of what is still open";
    case Feature::lone_surrogates:
      return "names that are no Unicode";
    case Feature::case_renames:
      return "renames that change case alone";
    case Feature::read_only_folders:
      return "read-only folders";
    case Feature::private_mounts:
      return "mounts of one process alone";
    case Feature::security_descriptors:
      return "owners and access lists";
    case Feature::shared_blocks:
      return "files that share blocks";
    case Feature::ctimes_of_renames:
      return "a volume that is known for the ctimes of what is renamed";
    case Feature::uncached_files:
      return "files past the system's cache";
    case Feature::flushes_but_the_disk:
      return "flushes that leave the disk's own cache alone";
    case Feature::streams:
      return "alternate streams";
    case Feature::files_without_archive:
      return "files without the archive attribute";
    case Feature::creation_times:
      return "creation times that can be set";
    case Feature::junctions:
      return "junctions";
    case Feature::offline_files:
      return "files that are marked as offline";
    case Feature::sparse_files:
      return "sparse files";
    case Feature::compressed_files:
      return "compressed files";
    case Feature::answered_system_calls:
      return "system calls that a test answers";
  }
  return "";
}

}  // namespace

void say_lacking(Feature feature) { std::cout << "not on this system: " << text(feature) << "\n"; }

}  // namespace lockstep
