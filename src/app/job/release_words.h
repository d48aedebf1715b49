// Says how a hold is released where it happened: by an option of a command that makes one pass, by
// `lockstep approve` for a job that goes on. Pure.
#pragma once

#include <string>

#include "app/config/settings.h"
#include "app/job/job_roots.h"
#include "core/decide/guard.h"

namespace lockstep {

[[nodiscard]] ReleaseWords words_for_one_pass(const JobSettings& job);
// Returns the same words for a plan, which shows everything itself.
[[nodiscard]] ReleaseWords words_for_a_preview();
[[nodiscard]] ReleaseWords words_for_a_job_that_goes_on(const JobSettings& job);

// Returns the command that lets through what a pass of this job held: "lockstep approve photos",
// "lockstep approve /mnt/backup". Names that a shell would take apart are quoted.
[[nodiscard]] std::string approve_command_for(const JobSettings& job);

// Says why a pair that is on record the other way round is not mirrored, what is safe to do
// instead, and what turns it round.
[[nodiscard]] std::string wrong_direction_text(const JobSettings& job);

// Says why a pass can't begin, and how to approve it if somebody may.
[[nodiscard]] std::string reason_with_release(const Obstacle& obstacle, const ReleaseWords& words);

}  // namespace lockstep
