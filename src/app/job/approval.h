// The work of `lockstep approve`: it lets the next pass do what the last one held back, and no
// more. It leaves a request in the state folder for whoever works on the replica.
#pragma once

#include <string>

#include "app/config/settings.h"
#include "app/record/record_store.h"
#include "base/result.h"

namespace lockstep {

enum class EmptySource { stays_held, may_empty_the_replica };

// Leaves the request and returns a sentence that says what it lets through, or that nothing is
// held; then none was left.
//
// Fails with `invalid` if the source was emptied, which takes EmptySource::may_empty_the_replica;
// then no request was left. If this user may not read what the last pass held, the request is left
// all the same.
[[nodiscard]] Result<std::string> approve_held(RecordStore& records, const JobSettings& job,
                                               EmptySource empty_source);

// Does the same for `target`, which is the name of a job of `settings`, else the path of a replica.
// Fails with not_found if neither a job nor a folder has that name, or if nothing was ever mirrored
// there.
[[nodiscard]] Result<std::string> approve_held(const Settings& settings, const std::string& target,
                                               EmptySource empty_source);

}  // namespace lockstep
