// Writes the summary of a pass as the one JSON object that `--json` prints. Programs read its
// fields: none may go or change its meaning.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/report/event_lines.h"
#include "core/model/summary.h"
#include "core/pass/pass.h"

namespace lockstep {

// These two convert a result to "ok", "held"… and back.
[[nodiscard]] const char* name_of(PassResult result);
[[nodiscard]] std::optional<PassResult> pass_result_of(std::string_view name);

// Returns one line without its newline. Names are escaped as in the log, with a literal backslash
// doubled, so that no byte of them can break it. An empty `job` is written as null. If the pass
// could not begin, one problem says why.
[[nodiscard]] std::string summary_json(const PassSummary& summary, const std::string& job,
                                       const RootPaths& roots);

// Returns the same with "live":true, for what partial passes did together.
[[nodiscard]] std::string live_changes_json(const PassSummary& summary, const std::string& job,
                                            const RootPaths& roots);

// Returns the same with the operations of `plan`.
[[nodiscard]] std::string plan_json(const PlanOutcome& plan, const std::string& job,
                                    const RootPaths& roots);

// Returns the same for the findings of `verify`: the result is "different" if everything could be
// looked at and something differs. It also has counts of the differences, and each difference.
[[nodiscard]] std::string verification_json(const PlanOutcome& found, const std::string& job,
                                            const RootPaths& roots);

}  // namespace lockstep
