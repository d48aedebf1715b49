// The things that every stage of a pass works with: made when the pass begins, shared by all its
// workers, and gone with it.
#pragma once

#include <stop_token>

#include "core/look/context.h"
#include "core/look/open_folders.h"
#include "core/model/pass_kind.h"

namespace lockstep {

struct PassServices {
  PassServices(const PassInput& input, const MirrorPolicy& policy, const std::stop_token& stop);
  PassServices(const PassServices&) = delete;
  PassServices& operator=(const PassServices&) = delete;

  Report report;
  OpenFolders open_folders;
  VolumeStates volumes;
  Doubts doubts;
  SourceFiles source_files;
  SeenFolders seen_folders;
  RateLimit rate_limit;
};

// Returns the policy that a pass of this kind follows for this user.
[[nodiscard]] MirrorPolicy effective_policy(const PassInput& input, PassKind kind);

// Makes the context, which borrows the arguments: they outlive it. `start` is when the pass began.
[[nodiscard]] Context make_context(const PassInput& input, const MirrorPolicy& policy,
                                   PassServices& services, const std::stop_token& stop,
                                   Timestamp start);

}  // namespace lockstep
