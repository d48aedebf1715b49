// From TOML to settings, key by key. Whether the jobs go together is config_check.h's question.
#pragma once

#include <string_view>
#include <vector>

#include "app/config/config_findings.h"
#include "app/config/settings.h"

namespace lockstep {

// Where a job and what identifies it were written.
struct JobPlace {
  Position job;
  Position name;
  Position source;
  Position replica;
};

struct ConfigDraft {
  Settings settings;
  std::vector<JobPlace> places;  // one for each of settings.jobs
};

// Reads `text` on top of `defaults`; what can't be understood becomes a finding and keeps its
// default. `home` is what "~" means in a path; empty: nothing.
[[nodiscard]] ConfigDraft read_toml(std::string_view text, Settings defaults,
                                    const std::string& home, Findings& findings);

}  // namespace lockstep
