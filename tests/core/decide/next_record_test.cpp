#include "core/decide/next_record.h"

#include <doctest/doctest.h>

namespace lockstep {
namespace {

RootFacts root(const std::string& volume, const std::string& folder) {
  RootFacts facts;
  facts.volume.identity = volume;
  facts.volume_name = "'" + volume + "'";
  facts.record = {volume + "/" + folder, {10, 0}};
  return facts;
}

// A pass that was let through and came to its end without a problem, over an empty record.
struct EndOfPass {
  std::optional<PairRecord> record;
  MirrorPolicy policy;
  std::optional<Held> approval;
  bool after_other_source = false;
  PassSummary summary;
  RootsFacts roots{root("ext4:s", "1@1.0"), root("xfs:r", "2@2.0")};
  Findings findings;
  Paths unread_folders;
  DoubtRecord in_doubt;
  GuardVerdict verdict{.asked = true};
  bool complete = true;
  bool stopped = false;

  PairRecord next() const {
    return next_record({.record = record ? &*record : nullptr,
                        .policy = policy,
                        .approval = approval,
                        .after_other_source = after_other_source},
                       {.start = {100, 0},
                        .end = {101, 0},
                        .complete = complete,
                        .stopped = stopped,
                        .verdict = verdict,
                        .summary = summary},
                       {.roots = roots,
                        .findings = findings,
                        .unread_folders = unread_folders,
                        .in_doubt = in_doubt});
  }
  void hold() {
    verdict.hold_removals = true;
    verdict.reasons = {"too many"};
    complete = false;
  }
};

TEST_CASE("a complete pass says when it was, and which roots it compared") {
  EndOfPass pass;
  pass.policy.fingerprint = "all";
  const PairRecord next = pass.next();
  CHECK(next.complete_pass.start == Timestamp{100, 0});
  CHECK(next.complete_pass.end == Timestamp{101, 0});
  CHECK(next.complete_pass.policy_fingerprint == "all");
  CHECK(next.complete_pass.was_idle);
  CHECK(next.source.compared == pass.roots.source.record);
  CHECK(next.replica.volume_name == "'xfs:r'");
  CHECK_FALSE(next.first_pass.pending);
  CHECK(next.first_pass.accepted_replica == "xfs:r/2@2.0");
  CHECK_FALSE(next.first_pass.start);
  pass.summary.renamed = 1;
  CHECK_FALSE(pass.next().complete_pass.was_idle);
}

TEST_CASE("while no pass is complete the first one that wrote stays on record") {
  EndOfPass pass;
  pass.complete = false;
  PairRecord next = pass.next();
  CHECK(next.first_pass.start == Timestamp{100, 0});
  CHECK(next.source.compared == pass.roots.source.record);
  next.first_pass.start = Timestamp{50, 0};
  pass.record = next;
  pass.roots.source = root("ext4:s", "9@9.0");
  next = pass.next();
  CHECK(next.first_pass.start == Timestamp{50, 0});
  CHECK(next.source.compared.folder == "ext4:s/1@1.0");
  // The start is by a clock that was ahead.
  pass.record->first_pass.start = Timestamp{5'000'000, 0};
  CHECK(pass.next().first_pass.start < Timestamp{100, 0});
}

TEST_CASE("a pass that the guard held, that was stopped, or that asked nobody accepts no replica") {
  EndOfPass pass;
  SUBCASE("held") { pass.hold(); }
  SUBCASE("stopped") {
    pass.stopped = true;
    pass.complete = false;
  }
  SUBCASE("not asked") {
    pass.verdict = {};
    pass.complete = false;
  }
  CHECK(pass.next().first_pass.pending);
  CHECK(pass.next().first_pass.accepted_replica.empty());
}

TEST_CASE("what is held is on record until a pass tells anew") {
  EndOfPass pass;
  pass.hold();
  pass.summary.held.removals = 7;
  pass.verdict.newer_replaced = 2;
  pass.findings.lost_mounts = {"b", "a"};
  PairRecord next = pass.next();
  CHECK(next.held == Held{.removals = 7, .newer = 2, .lost_mounts = {"a", "b"}});

  pass.record = next;
  pass.approval = next.held;
  pass.stopped = true;
  SUBCASE("an approved pass that is stopped leaves it") { CHECK(pass.next().held == next.held); }
  SUBCASE("one that is held again keeps the mounts that were approved") {
    pass.stopped = false;
    pass.findings.lost_mounts = {"c"};
    CHECK(pass.next().held.lost_mounts == std::vector<std::string>{"a", "b", "c"});
  }
  SUBCASE("one that is let through leaves nothing") {
    EndOfPass through;
    through.record = next;
    through.approval = next.held;
    CHECK_FALSE(through.next().held.anything());
  }
}

TEST_CASE("another volume at a mount is only on record once it was let through") {
  EndOfPass pass;
  pass.complete = false;
  pass.record = PairRecord();
  pass.record->source.mounts = {{"m", "ext4:a"}, {"gone", ""}};
  pass.findings.source_mounts = {{"m", "ext4:b"}, {"gone", "xfs:c"}, {"new", ""}};
  SUBCASE("let through") {
    CHECK(pass.next().source.mounts ==
          Mounts{{"m", "ext4:b"}, {"gone", "xfs:c"}, {"new", ""}});
  }
  SUBCASE("held") {
    pass.hold();
    CHECK(pass.next().source.mounts ==
          Mounts{{"m", "ext4:a"}, {"gone", "xfs:c"}, {"new", ""}});
  }
}

TEST_CASE("a complete pass forgets mounts that it did not meet, unless it stays on one volume") {
  EndOfPass pass;
  pass.record = PairRecord();
  pass.record->source.mounts = {{"m", "ext4:a"}, {"m/inner", "xfs:b"}, {"other", "xfs:c"}};
  pass.findings.source_mounts = {{"m", ""}};
  CHECK(pass.next().source.mounts == Mounts{{"m", "ext4:a"}});
  pass.policy.volumes = Volumes::stay_on_source_volume;
  CHECK(pass.next().source.mounts == Mounts{{"m", "ext4:a"}, {"m/inner", "xfs:b"}});
}

TEST_CASE("a volume that a pass could not tell is not forgotten, though everything was approved") {
  EndOfPass pass;
  pass.complete = false;
  pass.policy.approve = true;
  pass.record = PairRecord();
  const Mounts known = {{"m", "ext4:a"}, {"m/inner", "xfs:b"}};
  pass.record->source.mounts = pass.record->replica.mounts = known;
  pass.findings.source_mounts = pass.findings.replica_mounts = {{"m", ""}};
  CHECK(pass.next().source.mounts == Mounts{{"m", "ext4:a"}});
  CHECK(pass.next().replica.mounts == Mounts{{"m", "ext4:a"}});
  // The pass did not enter it, so that what is mounted below is not known to be gone.
  pass.policy.volumes = Volumes::stay_on_source_volume;
  CHECK(pass.next().source.mounts == known);
  CHECK(pass.next().replica.mounts == known);
}

TEST_CASE("a mount whose going was approved is expected until a pass comes to its end") {
  EndOfPass pass;
  pass.complete = false;
  pass.record = PairRecord();
  pass.record->source.mounts = {{"m", "ext4:a"}};
  pass.approval = Held{.lost_mounts = {"m"}};
  CHECK(pass.next().source.mounts.empty());
  pass.stopped = true;
  CHECK(pass.next().source.mounts == Mounts{{"m", "ext4:a"}});
}

TEST_CASE("folders that no pass could look into stay foreign until one can") {
  EndOfPass pass;
  pass.unread_folders = {"a", "b"};
  pass.complete = false;
  PairRecord next = pass.next();
  CHECK(next.first_pass.unread_folders == Paths{"a", "b"});
  CHECK_FALSE(next.first_pass.pending);
  pass.record = next;
  pass.unread_folders = {"b/c", "d"};
  // A part of "b" was seen, and "d" was seen before: its entries are the source's.
  CHECK(pass.next().first_pass.unread_folders == Paths{"b/c"});
  pass.hold();
  CHECK(pass.next().first_pass.unread_folders == Paths{"a", "b"});
}

TEST_CASE("a limit of attributes that was taken back makes the next pass compare all of them") {
  EndOfPass pass;
  pass.policy.fingerprint = "all";
  pass.record = PairRecord();
  pass.record->capabilities["xfs:r"].attribute_space.refused_one = 100;
  CHECK(pass.next().complete_pass.policy_fingerprint == "all");
}

TEST_CASE("another volume that was accepted for the source is known beside the first") {
  EndOfPass pass;
  pass.record = PairRecord();
  pass.record->source.volume = "ext4:before";
  CHECK(pass.next().known_source_volumes == std::vector<std::string>{"ext4:before", "ext4:s"});
  CHECK(pass.next().source.volume == "ext4:s");
}

TEST_CASE("contents of another source stay in doubt until a pass is complete") {
  EndOfPass pass;
  pass.after_other_source = true;
  pass.complete = false;
  pass.record = pass.next();
  CHECK(pass.record->other_source_since);
  pass.after_other_source = false;
  CHECK(pass.next().other_source_since);
  pass.complete = true;
  CHECK_FALSE(pass.next().other_source_since);
}

}  // namespace
}  // namespace lockstep
