#include "app/report/job_counter.h"

#include <doctest/doctest.h>

#include "app/job_fixture.h"

using namespace lockstep;

namespace {

std::string text_of(const KindCounts& counts) {
  return std::to_string(counts.files) + " " + std::to_string(counts.directories) + " " +
         std::to_string(counts.links) + " " + std::to_string(counts.specials);
}

void add(KindCounts& sum, const KindCounts& more) {
  sum.files += more.files;
  sum.directories += more.directories;
  sum.links += more.links;
  sum.specials += more.specials;
}

// Real passes over real folders, whose summaries are added up beside the counter.
struct CounterFixture : JobFixture {
  JobCounter counter;
  JobTotals sum;
  JobObservers observers;
  std::unique_ptr<Job> mirror;

  CounterFixture() {
    settings.interval = std::chrono::milliseconds(0);
    observers.add(counter);
    observers.add(*this);
    Job::Dependencies deps = dependencies();
    deps.observer = &observers;
    deps.pass = run_pass;
    mirror = std::make_unique<Job>(settings, std::move(deps), MissingRoots::wait);
  }
  void on_pass_end(const JobSettings&, const PassSummary& summary) override {
    add(sum.created, summary.created);
    add(sum.removed, summary.removed);
    sum.updated_files += summary.updated_files;
    sum.updated_metadata += summary.updated_metadata;
    sum.renamed += summary.renamed;
    sum.copied_bytes += summary.copied_bytes;
    sum.problems += summary.problem_count;
    sum.scanned_entries += summary.scanned_entries;
    sum.scanned_directories += summary.scanned_directories;
    sum.hashed_files += summary.hashed_files;
    sum.hashed_bytes += summary.hashed_bytes;
    ++sum.passes.at(static_cast<std::size_t>(summary.result));
  }
  PassResult pass() {
    mirror->make_due();
    const PassResult result = run(*mirror);
    clock.advance(std::chrono::hours(2));
    return result;
  }
  void check_sum() const {
    const JobTotals totals = counter.totals();
    CHECK(text_of(totals.created) == text_of(sum.created));
    CHECK(text_of(totals.removed) == text_of(sum.removed));
    CHECK(totals.updated_files == sum.updated_files);
    CHECK(totals.updated_metadata == sum.updated_metadata);
    CHECK(totals.renamed == sum.renamed);
    CHECK(totals.copied_bytes == sum.copied_bytes);
    CHECK(totals.problems == sum.problems);
    CHECK(totals.scanned_entries == sum.scanned_entries);
    CHECK(totals.scanned_directories == sum.scanned_directories);
    CHECK(totals.hashed_files == sum.hashed_files);
    CHECK(totals.hashed_bytes == sum.hashed_bytes);
    CHECK(totals.passes == sum.passes);
  }
};

}  // namespace

TEST_CASE_FIXTURE(CounterFixture, "the totals of a job are the sum of its passes' summaries") {
  CHECK(counter.totals().passes_with(PassResult::ok) == 0);
  scratch.write("s/file", "content");
  scratch.write("s/other", "content, too");
  scratch.make_folder("s/folder");
  scratch.write("s/folder/inner", "more");
  REQUIRE(pass() == PassResult::ok);
  CHECK(counter.totals().created.files == 3);
  CHECK(counter.totals().created.directories == 2);
  CHECK(counter.totals().copied_bytes == 23);
  check_sum();

  scratch.write("s/file", "other content");
  std::filesystem::rename(scratch.at("s/other"), scratch.at("s/moved"));
  std::filesystem::remove_all(scratch.at("s/folder"));
  std::filesystem::create_hard_link(scratch.at("s/file"), scratch.at("s/second name"));
  REQUIRE(pass() == PassResult::ok);
  CHECK(counter.totals().updated_files == 1);
  CHECK(counter.totals().renamed == 1);
  CHECK(counter.totals().removed.files == 1);
  CHECK(counter.totals().removed.directories == 1);
  CHECK(counter.totals().created.links == 1);
  check_sum();

  const JobTotals before = counter.totals();
  REQUIRE(pass() == PassResult::ok);
  const JobTotals after = counter.totals();
  CHECK(after.passes_with(PassResult::ok) == 3);
  CHECK(after.copied_bytes == before.copied_bytes);
  CHECK(after.scanned_entries > before.scanned_entries);
  check_sum();

  std::filesystem::remove_all(scratch.at("s"));
  CHECK(pass() == PassResult::unavailable);
  CHECK(counter.totals().passes_with(PassResult::unavailable) == 1);
  check_sum();
}

TEST_CASE("what is done counts at once, also before its pass has ended") {
  JobCounter counter;
  Event event{.kind = EventKind::copied_file};
  event.bytes = 10;
  counter.on_event(event);
  CHECK(counter.totals().created.files == 1);
  CHECK(counter.totals().copied_bytes == 10);
  event = {.kind = EventKind::problem};
  counter.on_event(event);
  CHECK(counter.totals().problems == 1);
  event = {.kind = EventKind::notice};
  counter.on_event(event);
  CHECK(counter.totals().problems == 1);
}

TEST_CASE("what partial passes looked at counts, but they are no passes") {
  JobCounter counter;
  PassSummary summary;
  summary.scanned_entries = 3;
  summary.scanned_directories = 2;
  summary.hashed_files = 1;
  summary.hashed_bytes = 10;
  counter.on_live_changes({}, summary);
  counter.on_live_changes({}, summary);
  const JobTotals totals = counter.totals();
  CHECK(totals.scanned_entries == 6);
  CHECK(totals.scanned_directories == 4);
  CHECK(totals.hashed_files == 2);
  CHECK(totals.hashed_bytes == 20);
  CHECK(totals.passes_with(PassResult::ok) == 0);
}
