// Deals with a replica on a volume that it never lay on before: one more disk of a rotation, or a
// mistake.
#pragma once

#include "app/job/job_roots.h"
#include "core/model/held.h"

namespace lockstep {

// Returns whether the record is another volume's and somebody said that the replica may begin anew
// on this one, by an option or by a request (null if there is none).
[[nodiscard]] bool is_approved_volume(const JobRoots& roots, const Held* approval);

// Returns the record with which the replica begins anew there. It knows nothing about the replica,
// and about the source all that was known.
[[nodiscard]] PairRecord record_of_new_volume(const PairRecord& known, const std::string& volume);

}  // namespace lockstep
