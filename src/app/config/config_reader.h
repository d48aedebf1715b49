// The reader that turns TOML into settings, key by key. Whether the jobs go together is a question
// for config_check.h.
#pragma once

#include <string_view>
#include <vector>

#include "app/config/config_findings.h"
#include "app/config/settings.h"

namespace lockstep {

// The places at which a job and its identifying keys were written.
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

// Reads `text` on top of `defaults`. A value that can't be understood becomes a finding and keeps
// its default. `home` is the folder that "~" means in a path; empty if it means none.
[[nodiscard]] ConfigDraft read_toml(std::string_view text, Settings defaults,
                                    const std::string& home, Findings& findings);

}  // namespace lockstep
