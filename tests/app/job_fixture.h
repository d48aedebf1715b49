// A job over real folders with a pass that only remembers what it was given.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/job/job.h"
#include "app/report/event_lines.h"
#include "scratch_folder.h"
#include "support/fake_clock.h"

namespace lockstep {

struct JobFixture : JobObserver {
  ScratchFolder scratch;
  FakeClock clock;
  RecordStore records{scratch.at("state")};
  WorkerPool pool{1};
  JobSettings settings;
  std::vector<std::string> own_paths;

  int passes = 0;
  std::optional<PairRecord> seen_record;
  std::optional<Held> seen_approval;
  std::function<void()> before_removals;  // of the pass
  std::uint64_t seen_recent = 0;
  bool seen_other_source = false;
  MirrorPolicy seen_policy;
  EqualFiles* seen_equal = nullptr;
  std::string seen_folders;            // FolderIdentities::bytes; empty: none were on record
  PassInput seen;  // all of it; what it points to may be gone
  PassOutcome outcome;                 // what the next passes return
  std::function<void()> during_pass;   // may be empty
  std::vector<std::string> said;

  JobFixture() {
    settings.source = scratch.at("s");
    settings.replica = scratch.at("r");
    settings.interval = std::chrono::seconds(60);
    scratch.make_folder("s");
    outcome.record = PairRecord();
  }

  Job job(MissingRoots missing = MissingRoots::wait) {
    return Job(settings, dependencies(), missing);
  }
  Job::Dependencies dependencies() {
    return {&records,
            &pool,
            &clock,
            this,
            own_paths,
            1024,
            [this](const PassInput& input, std::stop_token) {
              ++passes;
              seen = input;
              seen_record = input.memory.record != nullptr ? std::optional(*input.memory.record)
                                                           : std::nullopt;
              seen_approval = input.approval;
              before_removals = input.before_removals;
              seen_recent = input.memory.recent_removals;
              seen_other_source = input.memory.after_other_source;
              seen_policy = *input.policy;
              seen_equal = input.memory.known_equal;
              seen_folders = input.memory.folders != nullptr ? input.memory.folders->bytes() : "";
              if (during_pass) during_pass();
              return outcome;
            }};
  }

  // Steps until a pass or an attempt at one was made; returns its result.
  static PassResult run(Job& job) {
    (void)job.step({});
    return job.last().value().result;
  }
  [[nodiscard]] static std::string why(const Job& job) { return job.last().value().unavailable; }
  // Records that this pair was mirrored, with this volume of the replica.
  void remember(const std::string& source, const std::string& replica,
                const std::string& replica_volume) {
    PairRecord record;
    record.replica.volume = replica_volume;
    REQUIRE(records.save(scratch.at(source), scratch.at(replica), record));
  }

  void on_event(const Event& event) override {
    said.push_back(line_for(event, {settings.source, settings.replica}).message);
  }
};

}  // namespace lockstep
