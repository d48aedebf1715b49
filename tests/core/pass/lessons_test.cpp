// Tests what a pass learns of a volume, and that it learns nothing from what other users did to an
// entry just then.
#include "core/faulty_mirror.h"

namespace lockstep {
namespace {

constexpr std::uint32_t kAlice = 1000;

struct Taught : FaultyMirror {
  using FaultyMirror::FaultyMirror;

  // Puts all of it in a folder of hers.
  void begin(const std::string& drawn) {
    build(*source.open(), "h/{0755,1000:1000} " + drawn);
    pass();
    REQUIRE(problems() == "");
  }
  [[nodiscard]] Capabilities learnt() const {
    REQUIRE(record->capabilities.size() == 1);
    return record->capabilities.begin()->second;
  }
  void set_owner_of(MemoryTree& tree, const std::string& path, std::uint32_t owner,
                    std::uint32_t group) {
    const auto root = tree.open();
    const Place place(*root, path);
    REQUIRE((*place.folder->open_entry(place.name))->set_owner(owner, group));
  }
  // Does it again and again, before each look at the entry since this was set there.
  std::shared_ptr<bool> she_does(const std::string& path, Operation since,
                                 std::function<void()> what) {
    auto done = std::make_shared<bool>(false);
    to.before_each([done, path, since, what = std::move(what)](const Call& call) {
      if (call.path != path) return;
      if (call.operation == since) *done = true;
      if (call.operation == Operation::examine && *done) what();
    });
    return done;
  }
};

MemoryOptions block_of(std::uint64_t size) {
  MemoryOptions options;
  options.attribute_bytes = size;
  return options;
}

std::string bytes(std::size_t count) { return std::string(count, 'x'); }

TEST_CASE_FIXTURE(Taught, "a mode that its owner gives a folder meanwhile is no lesson") {
  begin("h/d/{0755,1000:1000} h/d/f:x");
  set_mode(*source.open(), "h/d", 0700);
  const auto done = she_does("h/d", Operation::set_mode,
                             [&] { set_mode(*replica.open(), "h/d", 0755); });
  faulty_pass();
  CHECK(*done);
  CHECK(learnt().modes);
  CHECK(told.notices.empty());
  CHECK(told.problems.size() == 1);
  check_recovery();
}

TEST_CASE_FIXTURE(Taught, "nor is a group") {
  begin("h/d/{0755,1000:1000}");
  set_owner_of(source, "h/d", kAlice, 1001);
  const auto done = she_does("h/d", Operation::set_owner,
                             [&] { set_owner_of(replica, "h/d", kAlice, 55); });
  faulty_pass();
  CHECK(*done);
  CHECK(learnt().owners);
  CHECK(told.notices.empty());
  CHECK(told.problems.size() == 1);
  check_recovery();
}

TEST_CASE("what a volume really drops is learnt from another's folder, too, and told once") {
  // A witness with a name leaves no trace in its folder, either.
  for (const bool unnamed_files : {true, false}) {
    for (const bool modes : {true, false}) {
      CAPTURE(unnamed_files);
      CAPTURE(modes);
      MemoryOptions options;
      options.can.unnamed_files = unnamed_files;
      Taught mirror(1, options);
      mirror.begin("h/d/{0755,1000:1000}");
      set_mode(*mirror.source.open(), "h/d", modes ? 0755 : 0700);
      if (modes) mirror.set_owner_of(mirror.source, "h/d", 1001, 1001);
      mirror.replica.change_options([modes](MemoryOptions& now) {
        now.can.modes = modes;
        now.can.owners = !modes;
        now.ignores_owners = true;
      });
      mirror.pass();
      CHECK(mirror.learnt().modes == modes);
      CHECK(mirror.learnt().owners == !modes);
      CHECK(mirror.problems() == "");
      CHECK(mirror.told.notices.size() == 1);
      mirror.check_idle();
    }
  }
}

TEST_CASE("a second name that is refused in another's folder is asked of a witness") {
  Taught mirror;
  build(*mirror.source.open(), "h/{0755,1000:1000} k:");
  mirror.pass();
  build(*mirror.source.open(), "h/a:one{1000:1000} h/b=h/a");
  SUBCASE("somebody had put a folder in the place of the first name") {
    mirror.to.fail_operation(Operation::create_hard_link, 1, ErrorKind::not_supported);
    mirror.faulty_pass();
    CHECK(mirror.learnt().hard_links);
    CHECK(mirror.told.notices.empty());
    CHECK(mirror.told.problems.size() == 1);
    mirror.check_recovery();
  }
  SUBCASE("the volume has none") {
    mirror.to.fail_operation(Operation::create_hard_link, 1, ErrorKind::not_supported,
                             Lasting::for_ever);
    mirror.faulty_pass();
    CHECK_FALSE(mirror.learnt().hard_links);
    CHECK(mirror.told.notices.size() == 1);
    CHECK(mirror.problems() == "");
    CHECK(draw(*mirror.replica.open()) == "h/ h/a:one h/b:one k:");
    mirror.check_idle();
  }
}

TEST_CASE("what one user's folder refuses a file of several names is no limit of the volume") {
  ErrorKind refusal = ErrorKind::too_many_links;
  SUBCASE("too many") {}
  SUBCASE("a project of its own") { refusal = ErrorKind::cross_volume; }
  Taught mirror;
  mirror.begin("h/a:one{1000:1000} g/{0755,1000:1000} g/b=h/a");
  build(*mirror.source.open(), "h/c=h/a");
  mirror.to.fail_operation(Operation::create_hard_link, 1, refusal);
  mirror.faulty_pass();
  CHECK(mirror.to.faults() == 1);
  CHECK(mirror.learnt().most_links == Capabilities().most_links);
  CHECK(mirror.learnt().links_across_folders);
  mirror.check_recovery();
}

TEST_CASE("attributes with which somebody fills an entry are no limit of the volume") {
  Taught mirror(1, block_of(4'000));
  mirror.begin("h/f:x{1000:1000} h/d/{1000:1000}");
  for (const char* const path : {"h/f", "h/d"}) {
    CAPTURE(std::string(path));
    set_attribute(*mirror.source.open(), path, "user.a", bytes(1'000));
    const auto done = before_first(mirror.to, Operation::set_attribute, path, [&] {
      set_attribute(*mirror.replica.open(), path, "user.fills", bytes(3'500));
    });
    mirror.faulty_pass();
    CHECK(*done);
    CHECK_FALSE(mirror.learnt().attribute_space.is_limited());
    CHECK(mirror.told.problems.size() == 1);
    mirror.check_recovery();
  }
}

TEST_CASE("a limit of the volume is learnt when an entry of another user meets it") {
  Taught mirror(1, block_of(4'000));
  mirror.begin("h/f:x{1000:1000}");
  set_attribute(*mirror.source.open(), "h/f", "user.large", bytes(5'000));
  set_attribute(*mirror.source.open(), "h/f", "user.small", "1");
  mirror.pass();
  CHECK(mirror.problems() == "");
  CHECK(mirror.told.notices.size() == 1);
  CHECK(mirror.learnt().attribute_space.is_limited());
  mirror.check_idle();
}

TEST_CASE("when a limit is taken back what was left out for it is set") {
  Taught mirror(1, block_of(4'000));
  build(*mirror.source.open(), "a:one");
  set_attribute(*mirror.source.open(), "a", "user.large", bytes(5'000));
  mirror.pass();
  REQUIRE(mirror.told.notices.size() == 1);
  mirror.check_idle();
  mirror.replica.change_options([](MemoryOptions& now) { now.attribute_bytes = 60'000; });
  build(*mirror.source.open(), "b:two");
  set_attribute(*mirror.source.open(), "b", "user.large", bytes(6'000));
  mirror.pass();
  mirror.pass();
  CHECK(mirror.difference() == "");
  mirror.check_idle();
}

}  // namespace
}  // namespace lockstep
