// A user without a home folder, who says nowhere what may be kept for them.

#include <doctest/doctest.h>

#include "app/host/foreground.h"
#include "app/host/host.h"
#include "app/job/approval.h"
#include "app/scratch_folder.h"

using namespace lockstep;

TEST_CASE("without a folder of state nothing begins, and what to set is told") {
  const ScratchFolder scratch;
  scratch.make_folder("s");
  Settings settings;
  settings.console.quiet = true;
  JobSettings& job = settings.jobs.emplace_back();
  job.source = scratch.at("s");
  job.replica = scratch.at("r");
  const auto mirrored = sync_in_foreground(settings);
  const auto hosted = host_jobs({[&] { return settings; }, HostKind::configuration});
  const auto approved = approve_held(settings, scratch.at("s"), EmptySource::stays_held);
  REQUIRE_FALSE(mirrored);
  REQUIRE_FALSE(hosted);
  REQUIRE_FALSE(approved);
  for (const Error& error : {mirrored.error(), hosted.error(), approved.error()}) {
    CHECK(error.message().find("no home folder: set STATE_DIRECTORY or HOME, or state_dir") !=
          std::string::npos);
  }
  CHECK_FALSE(scratch.exists("r"));
}
