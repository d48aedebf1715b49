#include "app/job/job_workers.h"

#include <doctest/doctest.h>

using namespace lockstep;

TEST_CASE("a job has the workers that it asks for, if the service has them") {
  const auto workers = [](unsigned of_job, unsigned of_service) {
    JobSettings job;
    job.policy.threads = of_job;
    return workers_of(job, {.state_folder = {}, .threads = of_service});
  };
  CHECK(workers(8, 4) == Workers{4, 4});
  CHECK(workers(3, 4) == Workers{3, 3});
  CHECK(workers(0, 4) == Workers{4, 4});
  CHECK(workers(8, 0) == Workers{8, 8});
  // Nobody asked: as many as the machine has, and more while they wait.
  CHECK(workers(0, 0).usual >= 2);
  CHECK(workers(0, 0).usual <= 16);
  CHECK(workers(0, 0).most >= 32);
}

TEST_CASE("the jobs share what the service was given, or what the busiest of them asks for") {
  Settings settings;
  settings.jobs.resize(2);
  settings.jobs[0].policy.threads = 100;
  settings.jobs[1].policy.threads = 7;
  CHECK(shared_workers(settings) == 100);
  settings.service.threads = 5;
  CHECK(shared_workers(settings) == 5);
}
