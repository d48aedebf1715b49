#include "app/daemon/job_changes.h"

#include <algorithm>
#include <map>

#include "app/config/canonical_path.h"
#include "app/config/options.h"
#include "app/job/job_workers.h"

namespace lockstep {
namespace {

bool is_same(const JobSettings& one, const JobSettings& other) {
  return same_choices(job_keys(), one, other) && same_choices(job_options(), one, other);
}

// Returns the newest job of this replica, which has its lock or is about to take it over.
JobPointer find_holder(const Jobs& jobs, const std::string& replica) {
  const auto found = std::find_if(jobs.rbegin(), jobs.rend(), [&](const JobPointer& job) {
    return job->keeps_replica() && canonical_replica(job->settings()) == replica;
  });
  return found == jobs.rend() ? nullptr : *found;
}

std::vector<FormerJob> formers_of(const JobSettings& job, const Jobs& leaving,
                                  const Jobs& winding_down) {
  const std::string replica = canonical_replica(job);
  JobPointer holder = find_holder(leaving, replica);
  if (!holder) holder = find_holder(winding_down, replica);
  const JobPointer namesake = find_job(leaving, job.name);
  std::vector<FormerJob> formers;
  // The job whose replica no job may have from now on comes first, so that its lock is not held for
  // the other's sake.
  if (namesake && namesake != holder) formers.push_back({namesake, FormerJob::Legacy::none});
  if (holder) formers.push_back({holder, FormerJob::Legacy::replica});
  return formers;
}

using HandedOver = std::map<DaemonJob*, std::vector<FormerJob>>;

void add(std::vector<FormerJob>& formers, const FormerJob& one) {
  const auto known = std::ranges::find(formers, one.job, &FormerJob::job);
  if (known == formers.end()) {
    formers.push_back(one);
  } else if (one.is_of_replica()) {
    known->legacy = FormerJob::Legacy::replica;
  }
}

// Returns the turn in which a former is taken over. Those that end at once come first, so that they
// are gone at once, too; their legacy is then replaced by that of their own formers. For the
// others' order see `formers_of`.
int order_of(const FormerJob& former) {
  if (former.job->is_replaced()) return 0;
  return former.is_of_replica() ? 2 : 1;
}

std::vector<FormerJob> with_theirs(const std::vector<FormerJob>& own, const HandedOver& handed) {
  std::vector<FormerJob> all = own;
  for (const FormerJob& former : own) {
    for (FormerJob theirs : handed.at(former.job.get())) {
      if (!former.is_of_replica()) theirs.legacy = FormerJob::Legacy::none;
      add(all, theirs);
    }
  }
  std::ranges::stable_sort(all, {}, order_of);
  return all;
}

}  // namespace

std::vector<FreshJob> hand_over_formers(std::vector<FreshJob> fresh) {
  HandedOver handed;
  for (const FreshJob& one : fresh) {
    for (const FormerJob& former : one.formers) {
      if (handed.contains(former.job.get())) continue;
      handed[former.job.get()] = former.job->hand_over().value_or(std::vector<FormerJob>());
    }
  }
  for (FreshJob& one : fresh) one.formers = with_theirs(one.formers, handed);
  return fresh;
}

void hold_new_limits(const std::vector<FreshJob>& fresh) {
  for (const FreshJob& one : fresh) {
    const JobSettings& wanted = one.job->settings();
    for (const FormerJob& former : one.formers) {
      if (former.job->settings().name == wanted.name)
        former.job->set_bytes_per_second(wanted.policy.bytes_per_second);
    }
  }
}

std::string canonical_replica(const JobSettings& job) {
  return canonical_path(job.replica).value_or(job.replica);
}

JobPointer find_job(const Jobs& jobs, const std::string& name) {
  const auto found = std::ranges::find_if(
      jobs, [&](const JobPointer& job) { return job->settings().name == name; });
  return found == jobs.end() ? nullptr : *found;
}

bool FreshJob::inherits_replica() const {
  return std::ranges::any_of(formers, &FormerJob::is_of_replica);
}

bool JobChanges::is_followed(const DaemonJob& job) const {
  return std::ranges::any_of(fresh, [&](const FreshJob& one) {
    return std::ranges::any_of(one.formers,
                               [&](const FormerJob& former) { return former.job.get() == &job; });
  });
}

JobChanges compare_jobs(const Jobs& present, const Jobs& winding_down, const Settings& next,
                        const JobMaker& make) {
  JobChanges changes;
  ReloadReport& report = changes.report;
  for (const JobSettings& job : next.jobs) {
    const Workers workers = workers_of(job, next.service);
    const JobPointer known = find_job(present, job.name);
    if (known && is_same(known->settings(), job) && known->workers() == workers) {
      report.kept.push_back(job.name);
      changes.wanted.push_back(known);
      continue;
    }
    (known ? report.restarted : report.added).push_back(job.name);
    changes.fresh.push_back({make(job, workers)});
    changes.wanted.push_back(changes.fresh.back().job);
  }
  for (const JobPointer& job : present) {
    if (std::ranges::find(changes.wanted, job) != changes.wanted.end()) continue;
    changes.leaving.push_back(job);
    const std::string& name = job->settings().name;
    if (!find_job(changes.wanted, name)) report.removed.push_back(name);
  }
  for (FreshJob& one : changes.fresh)
    one.formers = formers_of(one.job->settings(), changes.leaving, winding_down);
  return changes;
}

}  // namespace lockstep
