// Tests how a job follows its source between full passes.
#include <doctest/doctest.h>

#include "app/live_fixture.h"

namespace lockstep {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("what the watcher tells is in the replica after one step, by a partial pass") {
  LiveFixture f;
  f.write("a", "1");
  f.begin();
  CHECK(f.state() == LiveState::live);
  f.write("a", "changed");
  f.tell("a");
  CHECK(f.woken == 1);
  CHECK(f.live->status().waiting == 1);
  (void)f.step();
  CHECK(f.partial == std::vector<bool>{true});
  CHECK(f.scratch.read("r/a") == "changed");
  CHECK(f.live->status().waiting == 0);
  CHECK(f.live->status().lag.has_value());
}

TEST_CASE("nothing is done, and nobody is woken, as long as nothing is told") {
  LiveFixture f;
  f.write("a", "1");
  f.begin();
  f.write("a", "changed");
  CHECK(f.step(seconds(1)) > seconds(1));
  CHECK(f.partial.empty());
  CHECK(f.woken == 0);
}

TEST_CASE("a new file is left alone for a moment, since it may be a temporary") {
  LiveFixture f;
  f.begin();
  f.write("t", "1");
  f.tell("t", WatchEvent::Kind::fresh);
  CHECK(f.step() <= milliseconds(1));
  CHECK(f.partial.empty());
  (void)f.step(milliseconds(1));
  CHECK(f.scratch.read("r/t") == "1");
}

TEST_CASE("with settle a changed name has been quiet for that long") {
  LiveFixture f;
  f.settings.live.settle = seconds(2);
  f.write("a", "1");
  f.begin();
  f.write("a", "two");
  f.tell("a");
  (void)f.step(milliseconds(1'900));
  CHECK(f.partial.empty());
  (void)f.step(milliseconds(100));
  CHECK(f.scratch.read("r/a") == "two");
}

TEST_CASE("every folder is covered before it is live, and a new one as soon as it is looked at") {
  LiveFixture f;
  f.scratch.make_folder("s/d");
  f.begin();
  CHECK(f.watcher->take_covered() == ". d");
  CHECK(f.watcher->walks_begun() == 1);
  CHECK(f.watcher->walks_ended() == 1);
  f.scratch.make_folder("s/d/new");
  f.tell("d/new", WatchEvent::Kind::tree);
  (void)f.step(milliseconds(1));
  // Where names may be spelt in two ways the folders above are listed, and covered, too.
  CHECK(f.watcher->take_covered().ends_with("d/new"));
}

TEST_CASE("a loss makes it catch up by a full pass, once events are rare, and is told once") {
  LiveFixture f;
  f.write("a", "1");
  f.begin();
  f.news.clear();
  f.write("a", "changed");
  f.watcher->lose("the queue of 16,384 events was full");
  f.watcher->lose("the queue of 16,384 events was full");
  CHECK(f.state() == LiveState::catching_up);
  (void)f.step();
  CHECK(f.partial.empty());
  (void)f.step(milliseconds(200));
  CHECK(f.partial == std::vector<bool>{false});
  CHECK(f.scratch.read("r/a") == "changed");
  CHECK(f.state() == LiveState::live);
  CHECK(f.news_text() == "changes_missed\nlive\n");
  CHECK(f.live->status().losses == 2);
}

TEST_CASE("a loss while the full pass runs is not forgotten at its end") {
  LiveFixture f;
  f.begin();
  f.during_pass = [&f] {
    f.watcher->lose("full");
    f.during_pass = {};
  };
  f.job->make_due();
  (void)f.step();
  CHECK(f.state() == LiveState::catching_up);
  (void)f.step(seconds(10));
  CHECK(f.partial == std::vector<bool>{false, false});
  CHECK(f.state() == LiveState::live);
}

TEST_CASE("a periodic full pass leaves it live, and covers every folder again") {
  LiveFixture f;
  f.scratch.make_folder("s/d");
  f.begin();
  (void)f.watcher->take_covered();
  f.during_pass = [&f] { CHECK(f.state() == LiveState::live); };
  (void)f.step(seconds(61));
  CHECK(f.partial == std::vector<bool>{false});
  CHECK(f.watcher->take_covered() == ". d");
  CHECK(f.watchers == 1);
}

TEST_CASE("a root that is gone is watched anew by the next full pass") {
  LiveFixture f;
  f.write("a", "1");
  f.begin();
  f.watcher->lose_root();
  CHECK(f.state() == LiveState::catching_up);
  CHECK(f.woken > 0);
  (void)f.step(seconds(1));
  CHECK(f.watchers == 2);
  CHECK(f.state() == LiveState::live);
}

TEST_CASE("another folder in the source's place gets a full pass and a watcher of its own") {
  LiveFixture f;
  f.write("a", "1");
  f.begin();
  f.scratch.rename("s", "old");
  f.scratch.make_folder("s");
  f.write("a", "1");
  f.write("b", "2");
  f.tell("b");
  (void)f.step();  // finds another root
  (void)f.step(milliseconds(200));
  CHECK(f.watchers == 2);
  CHECK(std::ranges::count(f.partial, true) == 0);
}

TEST_CASE("a source that can't be watched is polled, with the reason, and told once") {
  LiveFixture f;
  f.why_not = "it is on a network volume (nfs4)";
  f.begin();
  CHECK(f.state() == LiveState::polling);
  CHECK(f.live->status().reason == f.why_not);
  REQUIRE(f.news.size() == 1);
  CHECK(f.news[0].event == "not_watching");
  CHECK(f.news[0].sentence == "Not watching " + f.settings.source +
                                  ": it is on a network volume (nfs4); everything is compared "
                                  "every 60s");
  (void)f.step(seconds(61));
  CHECK(f.news.size() == 1);
}

TEST_CASE("a source that is watched in part says so, and keeps its interval") {
  LiveFixture f;
  f.scratch.make_folder("s/d");
  f.begin();
  f.watcher->set_state({.how = "fake", .watched = 1, .refused = 1, .reason = "the limit is 1"});
  CHECK(f.state() == LiveState::partial);
  CHECK(f.live->full_interval(hours(1)) == f.settings.interval);
}

TEST_CASE("while live, full passes take a twentieth of the time, or come as they were asked for") {
  LiveFixture f;
  f.begin();
  CHECK(f.live->full_interval(seconds(1)) == f.settings.interval);
  CHECK(f.live->full_interval(seconds(10)) == seconds(200));
  CHECK(f.live->full_interval(hours(10)) == hours(24));
  LiveFixture g;
  g.settings.live.full_interval = hours(3);
  g.begin();
  CHECK(g.live->full_interval(seconds(1)) == hours(3));
}

TEST_CASE("names that are left out cause no pass, but for their folder's time") {
  LiveFixture f;
  f.settings.patterns = {"*.log"};
  f.begin();
  f.tell("x.log", WatchEvent::Kind::writing);
  (void)f.step(seconds(5));
  CHECK(f.partial.empty());
  f.tell("x.log", WatchEvent::Kind::fresh);
  (void)f.step(milliseconds(20));
  CHECK(f.partial == std::vector<bool>{true});
}

TEST_CASE("what partial passes did is told together, a second apart") {
  LiveFixture f;
  f.begin();
  for (const char* const name : {"a", "b", "c"}) {
    f.write(name, "1");
    f.tell(name);
    (void)f.step(milliseconds(10));
  }
  (void)f.step(seconds(1));
  REQUIRE(f.changes.size() == 2);
  CHECK(f.changes[0].created.files + f.changes[1].created.files == 3);
}

TEST_CASE("slow removals of everything are held after ten, and stay held until a full pass") {
  LiveFixture f;
  for (int i = 0; i < 30; ++i) f.write(std::to_string(i), "content");
  f.begin();
  for (int i = 0; i < 30; ++i) {
    f.scratch.remove("s/" + std::to_string(i));
    f.tell(std::to_string(i));
    (void)f.step(seconds(3));
  }
  (void)f.step(seconds(60));
  const auto left = f.scratch.list("r").size();
  CHECK(left >= 15);
  CHECK(f.job->last()->result == PassResult::held);
}

TEST_CASE("what was made a short while ago may go again, over and over") {
  LiveFixture f;
  for (int i = 0; i < 30; ++i) f.write("kept" + std::to_string(i), "content");
  f.begin();
  for (int round = 0; round < 4; ++round) {
    for (int i = 0; i < 40; ++i) {
      f.write("o" + std::to_string(i), "object");
      f.tell("o" + std::to_string(i));
    }
    (void)f.step(milliseconds(50));
    for (int i = 0; i < 40; ++i) {
      f.scratch.remove("s/o" + std::to_string(i));
      f.tell("o" + std::to_string(i));
    }
    for (int second = 0; second < 40; ++second) (void)f.step(seconds(1));
  }
  CHECK(f.scratch.list("r").size() == 30);
  CHECK(f.job->last()->result == PassResult::ok);
}

TEST_CASE("a job that can't follow sleeps, whatever was not told yet") {
  LiveFixture f;
  f.write("a", "1");
  f.begin();
  for (const char* const name : {"b", "c"}) {
    f.write(name, "1");
    f.tell(name);
    (void)f.step(milliseconds(10));
  }
  f.scratch.rename("r", "away");
  f.write("d", "1");
  f.tell("d");
  f.watcher->lose("full");
  CHECK(f.step(milliseconds(1)) > milliseconds(1));
}

TEST_CASE("a failure of a partial pass is a loss, which a full pass repairs") {
  LiveFixture f;
  f.write("a", "1");
  f.begin();
  f.write("a", "changed");
  f.tell("a");
  f.during_pass = [&f] {
    f.during_pass = {};
    throw std::bad_alloc();
  };
  (void)f.step();
  CHECK(f.state() == LiveState::catching_up);
  (void)f.step(seconds(1));
  CHECK(f.scratch.read("r/a") == "changed");
  CHECK(f.state() == LiveState::live);
}

TEST_CASE("a source that comes back unreadable is told by a full pass at once") {
  LiveFixture f;
  f.write("a", "1");
  f.begin();
  f.scratch.rename("s", "away");
  f.tell("a");
  (void)f.step();
  (void)f.step();
  CHECK(f.job->last()->result == PassResult::unavailable);
  CHECK(f.state() == LiveState::catching_up);
  CHECK(f.scratch.read("r/a") == "1");
}

}  // namespace
}  // namespace lockstep
