// Tests properties of every pair of trees, whatever happened to both: a pass makes them equal, the
// next one finds nothing to do, and `plan` knew.
#include <fmt/format.h>

#include "core/pass_fixture.h"
#include "support/trees/check_histories.h"

namespace lockstep {
namespace {

constexpr std::size_t kLongest = 90;

// An edit's own numbers say what it is done to and whether a pass comes before it, not its place:
// so it stays the same when a history that fails is cut down. The upper bits of them: the lower
// ones choose what is edited.
bool is_replicas(const Edit& edit) { return edit.first >> 30 == 0; }
bool follows_a_pass(const Edit& edit) { return edit.second >> 28 == 0; }
bool follows_loss_of_record(const Edit& edit) { return edit.second >> 27 == 0; }

void edit_tree(MemoryTree& tree, const Edit& edit) {
  EditLimits limits;
  // Changes that size and mtime can't tell are not tested here.
  limits.telling_times = true;
  limits.largest_file = 200'000;
  apply(edit, *tree.open(), overwriting(tree), limits);
}

void edit_both(Mirror& mirror, const History& history) {
  for (const Edit& edit : history) {
    edit_tree(is_replicas(edit) ? mirror.replica : mirror.source, edit);
  }
}

// Makes a pass and checks that it makes both equal, as plan said, leaves the source alone, and the
// next one is idle.
void pass_as_planned(Mirror& mirror) {
  const std::string before = describe(*mirror.source.open());
  mirror.source.forget_calls();
  const std::string planned = text_of(mirror.plan());
  (void)mirror.pass();
  require_same("", Recorder::joined(mirror.told.problems));
  require_same("", mirror.difference());
  require_same(planned, mirror.told.text());
  require_same("", mirror.source.changes_text());
  require_same(before, describe(*mirror.source.open()));
  require_same("", mirror.what_a_pass_does());
}

void check_follows(const History& history, std::size_t threads) {
  Mirror mirror(threads);
  mirror.let_everything_through();
  for (const Edit& edit : history) {
    if (follows_a_pass(edit)) {
      pass_as_planned(mirror);
      if (follows_loss_of_record(edit)) mirror.record.reset();
    }
    edit_tree(is_replicas(edit) ? mirror.replica : mirror.source, edit);
  }
  pass_as_planned(mirror);
}

TEST_CASE("a pass makes any two trees equal, does what plan said, and the next one is idle") {
  check_histories("one thread", kLongest,
                  [](const History& history) { check_follows(history, 1); });
  check_histories("several threads", kLongest,
                  [](const History& history) { check_follows(history, 4); });
}

TEST_CASE("plan and verify change nothing, and verify finds what a pass would repair") {
  View inodes;
  inodes.inodes = true;
  check_histories("both look only", kLongest, [&](const History& history) {
    Mirror mirror;
    mirror.let_everything_through();
    edit_both(mirror, history);
    const std::string source = describe(*mirror.source.open(), inodes);
    const std::string replica = describe(*mirror.replica.open(), inodes);
    mirror.replica.forget_calls();
    mirror.source.forget_calls();
    const std::string planned = text_of(mirror.plan());
    const std::string found = text_of(mirror.verify());
    require_same("", mirror.source.changes_text() + mirror.replica.changes_text());
    require_same(source, describe(*mirror.source.open(), inodes));
    require_same(replica, describe(*mirror.replica.open(), inodes));
    if (planned.empty() != found.empty()) require_same(planned, found);
    (void)mirror.pass();
    require_same("", text_of(mirror.verify()));
  });
}

std::string missing_of(const std::vector<std::string>& wanted, Directory& tree) {
  std::string missing;
  for (const std::string& path : wanted) {
    if (!exists(tree, path)) missing += path + "\n";
  }
  return missing;
}

TEST_CASE("--no-delete removes nothing, and what the source has arrives") {
  check_histories("nothing is removed", kLongest, [](const History& history) {
    Mirror mirror;
    mirror.policy.removals = Removals::never;
    edit_both(mirror, history);
    const std::vector<std::string> before = paths_in(*mirror.replica.open());
    const PassOutcome outcome = mirror.pass();
    require_same("", missing_of(before, *mirror.replica.open()));
    require_same("0 0 0", fmt::format("{} {} {}", outcome.summary.removed.total(),
                                      outcome.summary.renamed, outcome.removed_leaves));
    if (!mirror.told.problems.empty()) return;
    require_same("", missing_of(paths_in(*mirror.source.open()), *mirror.replica.open()));
  });
}

}  // namespace
}  // namespace lockstep
