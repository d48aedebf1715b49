#include "app/host/early_refusal.h"

#include <utility>

#include "app/job/job_roots.h"
#include "app/job/own_paths.h"
#include "app/report/exit_code.h"
#include "platform/disk/file_by_path.h"

namespace lockstep {

std::optional<PassSummary> find_obstacle(const Settings& settings, const RecordStore& records) {
  auto roots =
      open_job_roots(settings.jobs.front(), records, own_paths(settings), MissingReplica::accept);
  if (roots || !roots.error().approvable.empty()) return std::nullopt;
  return summary_of(std::move(roots.error()));
}

Result<int> refuse_early(const Settings& settings, const PassSummary& obstacle, Console& console) {
  LogSettings log = settings.log;
  if (path_kind(log.file) == PathKind::nothing) log.file.clear();
  if (auto opened = console.open_log(log); !opened) return failure(opened.error());
  console.tell_refusal(settings.jobs.front(), obstacle);
  return exit_code(obstacle);
}

}  // namespace lockstep
