#include "app/config/protected_text.h"

#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lockstep {
namespace {

constexpr std::string_view kRotations = " with its rotations";

}  // namespace

std::string protected_text(const JobSettings& job, const MirrorPolicy& policy) {
  std::vector<std::string> listed;
  std::string last;
  const auto add = [&](const std::string& path) {
    if (last.empty() || !path.starts_with(last + ".")) {
      listed.push_back(last = path);
    } else if (!listed.back().ends_with(kRotations)) {
      listed.back() += kRotations;
    }
  };
  for (const auto& path : policy.protected_paths.in_source) add(path.below(job.source));
  for (const auto& path : policy.protected_paths.in_replica) add(path.below(job.replica));
  return fmt::format("{}", fmt::join(listed, ", "));
}

}  // namespace lockstep
