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

// "ok", "held"… and back.
[[nodiscard]] const char* name_of(PassResult result);
[[nodiscard]] std::optional<PassResult> pass_result_of(std::string_view name);

// One line without its newline. Names are escaped as in the log, with a literal backslash doubled,
// so that no byte of them can break it. `job` empty: null. Where a pass could not begin there is
// one problem that says why.
[[nodiscard]] std::string summary_json(const PassSummary& summary, const std::string& job,
                                       const RootPaths& roots);

// The same with the operations of `plan`.
[[nodiscard]] std::string plan_json(const PlanOutcome& plan, const std::string& job,
                                    const RootPaths& roots);

// The same for what `verify` found: "different" as the result if all could be looked at and
// something differs, counts of what differs, and each difference.
[[nodiscard]] std::string verification_json(const PlanOutcome& found, const std::string& job,
                                            const RootPaths& roots);

}  // namespace lockstep
