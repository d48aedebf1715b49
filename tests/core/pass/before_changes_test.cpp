// The caller is asked once before a pass changes anything, and may forbid it.
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

struct AskedMirror : Mirror {
  int asked = 0;
  Result<void> answer;

  AskedMirror() {
    build(*source.open(), "a/ b:one c:two");
    build(*replica.open(), "old:1");
  }
  PassOutcome pass_that_asks() {
    from = source.open();
    to = replica.open();
    replica.forget_calls();
    PassInput input = prepare(*from, *to);
    input.before_changes = [this] {
      ++asked;
      CHECK(replica.changes_text().empty());
      return answer;
    };
    return run_pass(input, {});
  }

  std::unique_ptr<Directory> from;
  std::unique_ptr<Directory> to;
};

TEST_CASE_FIXTURE(AskedMirror, "a pass asks once, before its first change") {
  SUBCASE("at the end of the walk") {}
  SUBCASE("in the middle of it") { window = 1; }
  CHECK(pass_that_asks().summary.result == PassResult::ok);
  CHECK(asked == 1);
  CHECK(difference().empty());
}

TEST_CASE_FIXTURE(AskedMirror, "a pass that may not change anything says why, and ends") {
  SUBCASE("at the end of the walk") {}
  SUBCASE("in the middle of it") { window = 1; }
  answer = failure(ErrorKind::no_space, "no room for the record");
  const PassOutcome outcome = pass_that_asks();
  CHECK(outcome.summary.result == PassResult::unavailable);
  CHECK(outcome.summary.unavailable.find("no room for the record") != std::string::npos);
  CHECK_FALSE(outcome.record);
  CHECK(asked == 1);
  CHECK(replica.changes_text().empty());
}

TEST_CASE_FIXTURE(AskedMirror, "a pass that can't begin does not ask") {
  from = source.open();
  to = replica.open();
  PairRecord other;
  other.source.volume = "another";
  record = other;
  CHECK(pass_that_asks().summary.result == PassResult::unavailable);
  CHECK(asked == 0);
}

}  // namespace
}  // namespace lockstep
