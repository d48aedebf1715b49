// Whatever the source keeps from others is kept from them in the replica, at every moment of a
// pass: so a pass that dies leaves nothing open, however it was interrupted.
#include <array>
#include <functional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/decide/interim_rights.h"
#include "core/pass_fixture.h"
#include "support/trees/check_histories.h"

namespace lockstep {
namespace {

struct User {
  std::uint32_t id = 0;
  std::uint32_t group = 0;
};
constexpr std::array kUsers = {User{5555, 5555}, User{1000, 1000}, User{1001, 1001},
                               User{1002, 1002}, User{5555, 1001}};

bool grants(const Entry& entry, User user, int bits) {
  const int shift = entry.owner == user.id ? 6 : entry.group == user.group ? 3 : 0;
  return (entry.mode >> shift & bits) == bits;
}

// Gathers every content that the user can read by some path.
void gather(Directory& folder, User user, std::set<std::string>& contents) {
  constexpr int kRead = 4;
  constexpr int kEnter = 1;
  if (!grants(expect(folder.examine(), "examine", ""), user, kEnter)) return;
  const Listing listing = expect(folder.list(), "list", "");
  for (const Entry& entry : listing.entries) {
    const std::string name(entry.name);
    if (entry.kind == EntryKind::directory) {
      gather(*expect(folder.open_directory(name), "open", name), user, contents);
    } else if (entry.kind == EntryKind::file && entry.size > 0 && grants(entry, user, kRead)) {
      contents.insert(read_all(*expect(folder.open_file(name), "open", name), name));
    }
  }
}

using Sight = std::vector<std::set<std::string>>;  // for each user
Sight sight_of(Directory& root) {
  Sight all;
  for (const User user : kUsers) gather(root, user, all.emplace_back());
  return all;
}

// A replica that looks, before every change, for a content that somebody can read there, could not
// read there when the pass began, and can't read in the source. A pass that died at this moment
// would leave it so.
class Watched {
 public:
  explicit Watched(Mirror& mirror) : mirror_(mirror), faulty(mirror.replica.open()) {
    may_see_ = sight_of(*mirror.source.open());
    const Sight before = sight_of(*mirror.replica.open());
    for (std::size_t i = 0; i < kUsers.size(); ++i)
      may_see_[i].insert(before[i].begin(), before[i].end());
    faulty.before_each([this](const Call& call) {
      if (is_change(call.operation) && !is_flush(call.operation)) look(call.text());
      if (is_change(call.operation)) last_ = call.text();
    });
  }

  PassOutcome pass() {
    PassOutcome outcome = mirror_.pass(*mirror_.source.open(), *faulty.open());
    look("the end");
    return outcome;
  }

  std::string leaks;

 private:
  void look(const std::string& moment) {
    if (!leaks.empty()) return;
    const Sight now = sight_of(*mirror_.replica.open());
    for (std::size_t i = 0; i < kUsers.size(); ++i) {
      for (const std::string& content : now[i]) {
        if (may_see_[i].contains(content)) continue;
        leaks += fmt::format("{}:{} reads '{}' after {}, before {}\n{}", kUsers[i].id,
                             kUsers[i].group, content.substr(0, 20), last_, moment,
                             describe(*mirror_.replica.open()));
        return;
      }
    }
  }

  Mirror& mirror_;
  Sight may_see_;
  std::string last_ = "the beginning";

 public:
  FaultyTree faulty;
};

struct Rights : Mirror {
  Rights() { let_everything_through(); }

  void check_pass() {
    Watched watched(*this);
    watched.pass();
    CHECK(watched.leaks == "");
    CHECK(Recorder::joined(told.problems) == "");
    CHECK(difference() == "");
    check_idle();
  }
  void begin(std::string_view tree) {
    build(*source.open(), tree);
    pass();
    REQUIRE(difference() == "");
  }
};

TEST_CASE_FIXTURE(Rights, "a folder that was made private gets its secrets after that") {
  begin("d/{0755} d/sub/{0755} d/old:known{0644} e/{0750,1000:1000} f/{0755,1000:1000}");
  set_mode(*source.open(), "d", 0700);
  set_mode(*source.open(), "e", 0710);
  build(*source.open(),
        "d/new:secret d/sub/new:hidden d/n/n/n:deep e/x/y:group ./{0711} d/link->old "
        "f/{0755,1001:1002} f/new:mine{0600,1001:1002}");
  check_pass();
}

TEST_CASE_FIXTURE(Rights, "the root that was made private gets its secrets after that") {
  begin("./{0755} old:known");
  set_mode(*source.open(), "", 0700);
  build(*source.open(), "new:secret{0644}");
  check_pass();
}

TEST_CASE_FIXTURE(Rights, "another owner or group gets in when everything is in its place") {
  begin("d/{0750,1000:1001} d/old:known{0640,1000:1001} e/{0700,1000:1000} "
      "e/old:1000{0600,1000:1000}");
  const auto root = source.open();
  build(*root, "d/{0750,1000:1002} d/old:known{0600,1000:1001} d/new:secret{0640,1000:1001}");
  build(*root, "e/{0700,1001:1000} e/new:secret2{0644} e/old:1000{0600,1000:1000}");
  check_pass();
}

TEST_CASE_FIXTURE(Rights, "a new group of a file gets no right that its new mode lacks") {
  begin("a:known{0640,1000:1001} b:seen{0640,1000:1001}");
  build(*source.open(), "a:known{0600,1000:1002} b:seen{0640,1000:1002}");
  check_pass();
}

TEST_CASE_FIXTURE(Rights, "what comes to where others may look loses its rights before") {
  begin(
      "private/{0700} private/a:secret1{0644,@5.5} private/sub/{0755} private/sub/b:secret2{0644} "
      "private/sub/inner/{0755} private/sub/inner/c:secret3{0644} public/{0755} "
      "private/o:secret4{0640,1000:1001,@6.5}");
  const auto root = source.open();
  move(*root, "private/a", "public/a");
  set_mode(*root, "public/a", 0600);
  move(*root, "private/o", "public/o");
  build(*root, "public/o:secret4{0640,1000:1002,@6.5}");
  move(*root, "private/sub", "public/sub");
  set_mode(*root, "public/sub/inner", 0711);
  set_mode(*root, "public/sub/inner/c", 0640);
  set_mode(*root, "public/sub/b", 0400);
  Watched watched(*this);
  watched.pass();
  CHECK(watched.leaks == "");
  CHECK(difference() == "");
  CHECK(std::ranges::count_if(told.done, [](const std::string& line) {
          return line.starts_with("rename_");
        }) == 3);
  check_idle();
}

TEST_CASE_FIXTURE(Rights, "a folder that is moved and closed at once is closed first") {
  begin("private/{0700} private/sub/{0755} private/sub/b:secret{0644} public/{0755}");
  move(*source.open(), "private/sub", "public/sub");
  set_mode(*source.open(), "public/sub", 0700);
  check_pass();
}

TEST_CASE_FIXTURE(Rights, "an access list that differs closes a folder while it is filled") {
  begin("d/{0750} d/old:known");
  set_attribute(*replica.open(), "d", "system.posix_acl_access", "bob may");
  build(*source.open(), "d/new:secret");
  std::set<std::uint16_t> modes;
  FaultyTree faulty(replica.open());
  faulty.before_each([&](const Call& call) {
    if (call.operation == Operation::publish) modes.insert(examine(*replica.open(), "d").mode);
  });
  pass(*source.open(), *faulty.open());
  CHECK(modes == std::set<std::uint16_t>{0700});
  CHECK(difference() == "");
  check_idle();
}

TEST_CASE_FIXTURE(Rights, "folders whose rights stay or grow cost no call before the end") {
  begin("d/{0700} e/{0755}");
  set_mode(*source.open(), "d", 0755);
  build(*source.open(), "d/new:x e/new:y");
  replica.forget_calls();
  pass();
  CHECK(replica.count(Operation::set_mode) == 1);
  CHECK(replica.count(Operation::set_owner) == 0);
  CHECK(difference() == "");
}

TEST_CASE_FIXTURE(Rights, "nothing new is put where rights could not be taken away") {
  begin("d/{0755} d/sub/{0755} d/sub/old:known e/{0755}");
  set_mode(*source.open(), "d", 0700);
  build(*source.open(), "d/new:secret d/sub/new:hidden d/sub/n/n:deep e/new:seen");
  source.overwrite("d/sub/old", "changed");
  FaultyTree faulty(replica.open());
  faulty.fail_operation(Operation::set_mode, 1, ErrorKind::input_output);
  CHECK(pass(*source.open(), *faulty.open()).summary.result == PassResult::problems);
  CHECK(draw(*replica.open()) == "d/ d/sub/ d/sub/old:known e/ e/new:seen");
  check_pass();
}

TEST_CASE_FIXTURE(Rights, "where rights are not this user's to change the content still comes") {
  begin("d/{0755}");
  set_mode(*source.open(), "d", 0700);
  build(*source.open(), "d/new:secret");
  FaultyTree faulty(replica.open());
  faulty.fail_when(
      [](const Call& call) { return call.operation == Operation::set_mode && call.path == "d"; },
      ErrorKind::permission_denied);
  CHECK(pass(*source.open(), *faulty.open()).summary.result == PassResult::problems);
  CHECK(draw(*replica.open()) == "d/ d/new:secret");
}

TEST_CASE("a pass that dies at any change shows nobody what the source keeps from them") {
  for (std::size_t n = 1; n < 300; ++n) {
    Rights rights;
    rights.begin(
        "d/{0755} d/old:known{0644} d/sub/{0755} private/{0700} private/m:moved{0644,@5.5} "
        "private/s/{0755} private/s/x:below");
    const auto root = rights.source.open();
    set_mode(*root, "d", 0700);
    build(*root, "d/new:secret d/sub/new:hidden d/n/n:deep");
    rights.source.overwrite("d/old", "news!");
    move(*root, "private/m", "m");
    set_mode(*root, "m", 0600);
    move(*root, "private/s", "s");
    set_mode(*root, "s", 0700);
    const Sight allowed = sight_of(*root);
    const Sight before = sight_of(*rights.replica.open());
    FaultyTree faulty(rights.replica.open());
    faulty.kill_at_change(n);
    const auto record = rights.record;
    rights.pass(*root, *faulty.open());
    rights.record = record;
    const Sight after = sight_of(*rights.replica.open());
    for (std::size_t i = 0; i < kUsers.size(); ++i) {
      for (const std::string& content : after[i])
        CHECK_MESSAGE((allowed[i].contains(content) || before[i].contains(content)),
                      content << " after " << n);
    }
    rights.check_pass();
    if (!faulty.killed()) {
      CHECK(n > 20);
      break;
    }
  }
}

void check_rights(const History& history) {
  Rights rights;
  EditLimits limits;
  limits.telling_times = true;
  limits.largest_file = 300;
  for (const Edit& edit : history) {
    if (edit.second >> 28 == 0) {
      Watched watched(rights);
      watched.pass();
      require_same("", watched.leaks);
      require_same("", Recorder::joined(rights.told.problems));
      require_same("", rights.difference());
    }
    apply(edit, *rights.source.open(), overwriting(rights.source), limits);
  }
  Watched watched(rights);
  watched.pass();
  require_same("", watched.leaks);
  require_same("", rights.difference());
}

TEST_CASE("whatever is done to a tree, a pass shows nobody what the source keeps from them") {
  check_histories("nothing is shown", 60,
                  [](const History& history) { check_rights(history); });
}

TEST_CASE("interim rights are within those of both sides") {
  const MirrorPolicy policy;
  CompareRules rules;
  rules.policy = &policy;
  const auto folder = [](std::uint16_t mode, std::uint32_t owner, std::uint32_t group) {
    Entry entry;
    entry.kind = EntryKind::directory;
    entry.mode = mode;
    entry.owner = owner;
    entry.group = group;
    return entry;
  };
  const auto mode = [&](std::uint16_t source, std::uint16_t replica,
                        AccessLists lists = AccessLists::equal) {
    return interim_rights(folder(source, 1, 1), folder(replica, 1, 1), lists, rules).mode;
  };
  CHECK(mode(0750, 0775) == 0750);
  CHECK(mode(0775, 0750) == 0750);
  CHECK(mode(0755, 0772) == 0750);
  CHECK(mode(01777, 0777) == 01777);
  CHECK(mode(0777, 01777) == 01777);
  CHECK(mode(0755, 0755, AccessLists::differ) == 0700);
  const InterimRights group = interim_rights(folder(0750, 1, 2), folder(0750, 1, 1),
                                             AccessLists::equal, rules);
  CHECK(group.mode == 0700);
  CHECK(group.owner == 1);
  const InterimRights owner = interim_rights(folder(0750, 2, 1), folder(0750, 1, 1),
                                             AccessLists::equal, rules);
  CHECK(owner.mode == 0700);
  CHECK(owner.owner == 0);
  rules.owners = false;
  CHECK(interim_rights(folder(0050, 2, 1), folder(0755, 1, 1), AccessLists::equal, rules).mode ==
        0750);
}

}  // namespace
}  // namespace lockstep
