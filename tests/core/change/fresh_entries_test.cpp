// In a folder of the replica that is somebody else's, another entry takes the place of what the
// pass has just made, linked or moved: it is neither filled nor given the source's owner and mode.
#include "core/faulty_mirror.h"

namespace lockstep {
namespace {

// "alice" is hers on both sides; beside it lies a folder that is not.
struct Hers : FaultyMirror {
  Hers() {
    build(*source.open(), "alice/{0755,7:7} bin/ opt/{0700}");
    pass();
  }
  std::shared_ptr<bool> before(Operation operation, const std::string& path,
                               std::function<void()> what) {
    return before_first(to, operation, path, std::move(what));
  }
};

struct Planted {
  const char* drawn;
  const char* why;
};

TEST_CASE("a folder in the place of the one that was just made is neither filled nor given away") {
  for (const Planted& planted : {Planted{"alice/other/key:secret{0644} alice/other/{0700}",
                                         "root's own, with something in it"},
                                 Planted{"alice/other/{0700,7:7}", "hers, and empty"},
                                 Planted{"alice/other/{0755}", "open to everybody"}}) {
    CAPTURE(planted.why);
    Hers mirror;
    build(*mirror.source.open(), "alice/new/f:text alice/new/{0755,7:7}");
    const auto done = mirror.before(Operation::open_directory, "alice/new", [&] {
      build(*mirror.replica.open(), planted.drawn);
      move(*mirror.replica.open(), "alice/new", "alice/aside");
      move(*mirror.replica.open(), "alice/other", "alice/new");
    });
    const Entry before = [&] {
      MemoryTree tree;
      build(*tree.open(), "alice/");
      build(*tree.open(), planted.drawn);
      return examine(*tree.open(), "alice/other");
    }();
    mirror.faulty_pass();
    REQUIRE(*done);
    const Entry after = examine(*mirror.replica.open(), "alice/new");
    CHECK(after.owner == before.owner);
    CHECK(after.mode == before.mode);
    CHECK_FALSE(exists(*mirror.replica.open(), "alice/new/f"));
    CHECK(mirror.told.problems.size() == 1);
    mirror.check_recovery();
  }
}

TEST_CASE_FIXTURE(Hers, "a folder in the place of one that was moved does not get its metadata") {
  build(*source.open(), "alice/d/f:some_content alice/d/{0755,7:7}");
  pass();
  move(*source.open(), "alice/d", "alice/e");
  set_mode(*source.open(), "alice/e", 0711);
  const auto done = before(Operation::open_directory, "alice/e", [&] {
    move(*replica.open(), "alice/e", "alice/aside");
    build(*replica.open(), "alice/e/key:secret alice/e/{0700}");
  });
  faulty_pass();
  REQUIRE(*done);
  CHECK(examine(*replica.open(), "alice/e").owner == 0);
  CHECK(examine(*replica.open(), "alice/e").mode == 0700);
  CHECK(told.problems.size() == 1);
  check_recovery();
}

TEST_CASE("a name does not join what took the place of its first name, even in between") {
  for (const Operation when : {Operation::examine_child, Operation::create_hard_link}) {
    CAPTURE(name_of(when));
    Hers mirror;
    build(*mirror.source.open(), "alice/tool:good bin/tool=alice/tool");
    const auto done = before_first(
        mirror.to,
        [when](const Call& call) {
          return call.operation == when &&
                 (when == Operation::create_hard_link || call.path == "alice/tool");
        },
        [&] {
          remove_all(*mirror.replica.open(), "alice/tool");
          build(*mirror.replica.open(), "alice/tool:evil{0644,7:7}");
        });
    mirror.faulty_pass();
    REQUIRE(*done);
    CHECK_FALSE(exists(*mirror.replica.open(), "bin/tool"));
    CHECK(mirror.problems().find("bin/tool") != std::string::npos);
    mirror.check_recovery();
  }
}

TEST_CASE_FIXTURE(Hers, "what took the place of a file when it was moved is moved back") {
  build(*source.open(), "alice/a:some_content{@5.5}");
  pass();
  move(*source.open(), "alice/a", "opt/a");
  const auto done = before_first(
      to, [](const Call& call) { return call.operation == Operation::rename; },
      [&] {
        remove_all(*replica.open(), "alice/a");
        build(*replica.open(), "alice/a:evil_content{@5.5}");
      });
  faulty_pass();
  REQUIRE(*done);
  CHECK_FALSE(exists(*replica.open(), "opt/a"));
  CHECK(read_file(*replica.open(), "alice/a") == "evil_content");
  check_recovery();
}

TEST_CASE("a link or special file in the place of the one that was just made is left alone") {
  for (const auto& [wanted, planted] :
       {std::pair{"alice/x|fifo{0666,7:7}", "alice/other|fifo{0600,9:9}"},
        std::pair{"alice/x->good", "alice/other->evil"}}) {
    CAPTURE(planted);
    Hers mirror;
    build(*mirror.source.open(), wanted);
    const bool is_link = std::string(wanted).find("->") != std::string::npos;
    if (is_link)
      REQUIRE((*FolderAt(*mirror.source.open(), "alice")->open_entry("x"))->set_owner(7, 7));
    build(*mirror.replica.open(), planted);
    const Entry before = examine(*mirror.replica.open(), "alice/other");
    const auto done = mirror.before(Operation::open_entry, "alice/x", [&] {
      move(*mirror.replica.open(), "alice/x", "alice/aside");
      move(*mirror.replica.open(), "alice/other", "alice/x");
    });
    mirror.faulty_pass();
    REQUIRE(*done);
    CHECK(examine(*mirror.replica.open(), "alice/x").owner == before.owner);
    CHECK(examine(*mirror.replica.open(), "alice/x").mode == before.mode);
    CHECK(mirror.told.problems.size() == 1);
    mirror.check_recovery();
  }
}

TEST_CASE_FIXTURE(Hers, "in her folder everything arrives all the same") {
  build(*source.open(),
        "alice/new/f:text alice/new/{0755,7:7} alice/x|fifo{0666,7:7} alice/l->x alice/a:one "
        "bin/b=alice/a");
  faulty_pass();
  CHECK(problems() == "");
  check_recovery();
}

}  // namespace
}  // namespace lockstep
