#include "app/job/release_words.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace lockstep {
namespace {

// Returns the name as one word of a command. Quotation marks serve the shells of all systems;
// whoever has them in the name of a job knows how to write it.
std::string as_word(const std::string& text) {
  constexpr std::string_view kHarmless =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:@%+=,\\";
  const bool harmless = !text.empty() && text.find_first_not_of(kHarmless) == std::string::npos;
  return harmless ? text : "\"" + text + "\"";
}

std::string plan_command_for(const JobSettings& job) {
  if (job.name.empty()) return "'lockstep plan'";
  // Only --config tells `plan` where a job stands; the other addresses are those of services.
  const bool has_file = job.address.starts_with(" --config ");
  return fmt::format("'lockstep plan --job {}{}'", as_word(job.name),
                     has_file ? job.address : std::string());
}

// Returns the command that turns a pair round. A job takes its patterns and its state folder from
// its configuration, so the command names that and not the folders.
std::string what_turns_round(const JobSettings& job) {
  if (job.name.empty()) return "--reverse";
  const bool has_file = job.address.starts_with(" --config ");
  const std::string other_place = job.address.empty() ? "" : " --config FILE";
  return fmt::format("'lockstep sync --reverse --job {}{}', once,", as_word(job.name),
                     has_file ? job.address : other_place);
}

}  // namespace

std::string wrong_direction_text(const JobSettings& job) {
  return fmt::format(
      "the {} look swapped: '{}' is on record as the replica of '{}', so that nothing was written; "
      "to get files back, mirror into a new folder ('lockstep sync {} NEWFOLDER') or copy single "
      "files by hand; if '{}' is to be the source from now on, {} forgets the old direction",
      job.name.empty() ? "arguments" : "source and the replica of this job", job.source,
      job.replica, as_word(job.source), job.source, what_turns_round(job));
}

std::string approve_command_for(const JobSettings& job) {
  return fmt::format("lockstep approve {}{}", as_word(job.name.empty() ? job.replica : job.name),
                     job.address);
}

std::string reason_with_release(const Obstacle& obstacle, const ReleaseWords& words) {
  if (obstacle.approvable.empty()) return obstacle.reason;
  if (!obstacle.what_approval_does.empty()) {
    return fmt::format("{}; when both folders are as they should be, {} {}", obstacle.reason,
                       words.approve, obstacle.what_approval_does);
  }
  return fmt::format("{}; or, if this is meant, {} accepts it", obstacle.reason, words.approve);
}

ReleaseWords words_for_one_pass(const JobSettings& job) {
  return {.show_all = plan_command_for(job)};
}

ReleaseWords words_for_a_preview() { return {.show_all = "this plan"}; }

ReleaseWords words_for_a_job_that_goes_on(const JobSettings& job) {
  const std::string approve = approve_command_for(job);
  return {.approve = "'" + approve + "'",
          .empty_source = "'" + approve + " --empty'",
          .show_all = plan_command_for(job)};
}

}  // namespace lockstep
