// Features that not every system has; tests of one are passed over where it is lacking.
#pragma once

namespace lockstep {

enum class Feature {
  permission_bits,  // modes of Linux, setuid and sticky among them
  owners,
  special_files,  // fifos, sockets, devices
  links,          // symbolic ones
  attributes,     // of any name and value
  names_of_any_bytes,       // but a slash and a zero
  nanoseconds,              // in times
  removal_of_open_entries,  // at once, not when their last handle is closed
  lone_surrogates,          // names that are not Unicode
  case_renames,             // from "a" to "A"
  read_only_folders,
  private_mounts,  // made by a test for itself alone; only root has them, and not in every chroot
  security_descriptors,     // owners and access lists that are kept as they were given
  shared_blocks,            // of two files
  ctimes_of_renames,        // new ones, of the entry itself, by what is known of the volume
  uncached_files,           // that take whole sectors alone
  flushes_but_the_disk,     // of a file to a disk that may keep it in a cache of its own
  streams,                  // alternate ones, of files and folders
  files_without_archive,    // that are not marked as changed since the last backup
  creation_times,           // that can be set
  junctions,                // and other reparse points that need no privilege
  offline_files,            // that are marked as such
  sparse_files,             // with holes, and marked as such
  compressed_files,         // by the volume
  answered_system_calls,    // by a test in the kernel's place
};

// Reports it in the output: "not on this system: symbolic links".
void say_lacking(Feature feature);

}  // namespace lockstep
