// Tests metadata that is repaired in place: that of the very file that was compared, and of no
// other name.
#include "core/faulty_mirror.h"

namespace lockstep {
namespace {

// A pair whose source has given "f" another mode and time.
struct Repaired : FaultyMirror {
  Repaired() {
    build(*source.open(), "f:text{0640,@5.5} k:");
    pass();
    set_mode(*source.open(), "f", 0604);
  }
  // Runs `what` just before the first look by handle at the file that is to be repaired.
  std::shared_ptr<bool> meanwhile(std::function<void()> what) {
    return before_first(
        to,
        [](const Call& call) {
          return call.path == "f" && call.operation == Operation::open_entry;
        },
        std::move(what));
  }
};

TEST_CASE_FIXTURE(Repaired, "a file that got another name meanwhile is not repaired in place") {
  const auto done = meanwhile([&] {
    const auto root = replica.open();
    REQUIRE(root->create_hard_link(*root, "f", "outside"));
  });
  faulty_pass();
  CHECK(*done);
  CHECK(examine(*replica.open(), "outside").mode == 0640);
  check_recovery();
}

TEST_CASE_FIXTURE(Repaired, "another file in its place does not get its metadata") {
  const char* planted = "f:theirs{0600}";
  SUBCASE("a file") {}
  SUBCASE("a fifo") { planted = "f|fifo{0600}"; }
  SUBCASE("a folder") { planted = "f/{0600}"; }
  const auto done = meanwhile([&] {
    remove_all(*replica.open(), "f");
    build(*replica.open(), planted);
  });
  faulty_pass();
  CHECK(*done);
  CHECK(told.problems.size() == 1);
  CHECK(examine(*replica.open(), "f").mode == 0600);
  check_recovery();
}

TEST_CASE("a time does not vouch for a content that could not be flushed") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "f:text{@5.5} d/g:text{@5.5} h:text{@5.5} i=h");
  build(*mirror.replica.open(), "f:text{@6.5} d/g:text{@6.5} h:text{@6.5} i=h");
  mirror.to.fail_operation(Operation::flush_volume, 1, ErrorKind::input_output, Lasting::for_ever);
  CHECK(mirror.faulty_pass().summary.result == PassResult::problems);
  for (const char* const path : {"f", "d/g", "h"}) {
    CAPTURE(path);
    CHECK(examine(*mirror.replica.open(), path).modified() == Timestamp{6, 500'000'000});
  }
  mirror.check_recovery();
}

std::string changed_by(FaultyMirror& mirror) {
  mirror.faulty_pass();
  CHECK(mirror.problems() == "");
  CHECK(mirror.difference() == "");
  return mirror.told.text();
}

TEST_CASE("a file whose names were all seen is repaired in place, whatever becomes of them") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "a:one b=a k:");
  mirror.pass();
  const Identity before = examine(*mirror.replica.open(), "a").identity;
  set_mode(*mirror.source.open(), "a", 0640);
  SUBCASE("they stay") {}
  SUBCASE("one is gone") { remove_all(*mirror.source.open(), "b"); }
  SUBCASE("one is a folder by now") {
    remove_all(*mirror.source.open(), "b");
    build(*mirror.source.open(), "b/in:1");
  }
  CHECK(changed_by(mirror).find("update_metadata a (mode)\n") != std::string::npos);
  CHECK(examine(*mirror.replica.open(), "a").identity == before);
}

}  // namespace
}  // namespace lockstep
