// The context of one pass, which all its stages share. Everything in it is borrowed and outlives
// the stages.
#pragma once

#include <optional>
#include <stop_token>

#include "base/rate_limit.h"
#include "core/decide/compare.h"
#include "core/decide/known_mounts.h"
#include "core/decide/left_out_then.h"
#include "core/decide/trust.h"
#include "core/look/doubts.h"
#include "core/look/seen_folders.h"
#include "core/look/source_files.h"
#include "core/look/source_watch.h"
#include "core/look/volume_states.h"
#include "core/model/pair.h"
#include "core/model/pass_input.h"
#include "core/model/report.h"

namespace lockstep {

// The roots as far as the stages ask for them. Folders are borrowed; null means that there is none.
struct ContextRoots {
  Directory* replica = nullptr;
  Directory* above_replica = nullptr;  // see PassRoots
  std::optional<std::uint64_t> local_source_device = {};  // none on a remote volume
  std::optional<std::uint64_t> replica_device = {};
  bool source_renames_change_ctime = false;  // see Volume
  bool source_ignores_case = false;          // see Volume
};

// The memory of the passes before, and what this one adds to it.
struct ContextMemory {
  const PairRecord* record = nullptr;  // null if there is none
  Trust trust = {};
  KnownMounts known_mounts = {};  // none with --approve
  Doubts& doubts;
  SeenFolders& seen_folders;
  EqualFiles* known_equal = nullptr;  // may be null
};

// The means of this process, see PassResources.
struct ContextResources {
  WorkerPool& pool;
  const Clock& clock;
  RateLimit* rate_limit = nullptr;  // null if unlimited
};

struct Context {
  const MirrorPolicy& policy;
  Privileges rights = {};
  ContextRoots roots = {};
  ContextMemory memory;
  ContextResources resources;
  Report& report;
  VolumeStates& volumes;
  SourceFiles& source_files;
  std::stop_token stop;  // nothing more is begun
  std::stop_token drop;  // nothing is finished either, see PassInput
  SourceWatch* watch = nullptr;          // null if nobody watches
  const PartialPass* partial = nullptr;  // null in a full pass

  // True if owners are to be compared and this user may set them.
  [[nodiscard]] bool owners() const { return policy.metadata.owners && rights.change_owners; }

  [[nodiscard]] VolumeState& volume_of(const Entry& replica_folder, const Directory& handle) const {
    return volumes.of(replica_folder.identity.volume, handle);
  }
  [[nodiscard]] CompareRules rules(const VolumeState& volume) const {
    return {.policy = &policy,
            .capabilities = volume.capabilities(),
            .owners = owners(),
            .fixed_roots = volume.volume().fixed_roots,
            .trusted_before = volume.volume().remote ? std::nullopt : memory.trust.trusted_before,
            .doubted_from = memory.trust.doubted_from,
            .user = rights.user};
  }
  // Returns the rules for entries in a folder. Another computer's clock, or another volume than the
  // source's own, vouches for nothing.
  [[nodiscard]] CompareRules rules_below(const Pair& folder, const VolumeState& volume) const {
    CompareRules below = rules(volume);
    below.trusted_folder = folder.trusted;
    below.closed_folder = can_only_we_bring_files_into(folder, volume);
    if (folder.source_entry.identity.volume != roots.local_source_device)
      below.trusted_before.reset();
    return below;
  }
  // True if neither a file nor a folder above it can have been brought here by anybody but root and
  // this user. The folders count as they were found, so that a plan, which closes none, decides as
  // a pass does. On another computer others may have rights that a mode does not show.
  [[nodiscard]] bool can_only_we_bring_files_into(const Pair& folder,
                                                  const VolumeState& volume) const {
    if (volume.volume().remote) return false;
    for (const Pair* pair = &folder; pair != nullptr; pair = pair->parent().get()) {
      if (!is_closed_to_others(pair->replica_entry, rights.user)) return false;
    }
    return true;
  }
  // Returns whether a pass leaves this entry out, and tells that. Devices can only be made with
  // privilege; without it the names of the source's devices are left alone in the replica.
  [[nodiscard]] bool leaves_out(const Entry& source) const {
    const bool device =
        source.kind == EntryKind::character_device || source.kind == EntryKind::block_device;
    if (!device || rights.create_devices) return false;
    report.devices_left_out();
    return true;
  }
  // These two tell the watch of a folder that is about to be listed, and of an entry of one.
  void cover_folder(const Pair& folder, const Directory& source) const {
    if (watch == nullptr) return;
    watch->cover(folder.path(), folder.source_entry.identity, source);
    // A name that came or went since the folder was examined gave it another time, of which nobody
    // tells if that was before it was covered.
    const auto now = source.examine();
    if (now && now->modified() != folder.source_entry.modified())
      report.leave_over(folder.path().text(), Leftover::Why::outdated);
  }
  void watch_entry(const Pair& folder, Name name, const Entry& source) const {
    if (watch != nullptr && source.link_count > 1 && source.kind != EntryKind::directory)
      watch->saw_link(source.identity, folder.path().child(name).text());
  }
  // A pass that is dropped counts as stopped, too, since it is not complete.
  [[nodiscard]] bool stopping() const { return stop.stop_requested() || dropping(); }
  [[nodiscard]] bool dropping() const { return drop.stop_requested(); }
};

}  // namespace lockstep
