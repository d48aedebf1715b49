// A replica on a volume that it never lay on before: one more disk of a rotation, or a mistake.
#pragma once

#include "app/job/job_roots.h"
#include "core/model/held.h"

namespace lockstep {

// True if the record is another volume's, and somebody said that the replica may begin anew on this
// one: by an option, or by a request (null: there is none).
[[nodiscard]] bool is_approved_volume(const JobRoots& roots, const Held* approval);

// The record with which the replica begins anew there. Nothing is known of it, and of the source
// all that was known.
[[nodiscard]] PairRecord record_of_new_volume(const PairRecord& known, const std::string& volume);

}  // namespace lockstep
