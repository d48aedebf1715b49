// The trees change behind the pass's back, at every moment of it: nothing outside is touched,
// nothing of the user's is lost, and the next pass makes it right.
#include "core/faulted_pass.h"

namespace lockstep {
namespace {

// Does `what` just before the n-th look at or change of the replica or the source, for every n; the
// next pass must recover. At some of these moments there is nothing left that `what` could be done
// to: then it does nothing.
void at_every_moment(const std::function<void(Mirror&)>& what,
                     const std::function<void(Mirror&)>& check) {
  enum class Moment { change, read_source, read_replica };
  for (const Moment moment : {Moment::change, Moment::read_source, Moment::read_replica}) {
    for (std::size_t n = 1; n < 2'000; n += moment == Moment::change ? 1 : 3) {
      CAPTURE(static_cast<int>(moment));
      CAPTURE(n);
      FaultedPass faulted;
      Mirror& mirror = faulted.mirror;
      FaultyTree source(mirror.source.open());
      FaultyTree replica(mirror.replica.open());
      bool done = false;
      const auto once = [&] {
        done = true;
        try {
          what(mirror);
        } catch (const TreeError&) {  // it is not there any more, or not yet
        } catch (const std::invalid_argument&) {
        }
      };
      if (moment == Moment::change) replica.before_change(n, once);
      if (moment == Moment::read_source) source.before_read(n, once);
      if (moment == Moment::read_replica) replica.before_read(n, once);
      mirror.pass(*source.open(), *replica.open());
      if (!done) break;
      CAPTURE(Recorder::joined(mirror.told.problems));
      check(mirror);
      mirror.source.forget_calls();
      faulted.check_recovery();
    }
  }
}

void nothing(Mirror& /*mirror*/) {}

TEST_CASE("a file of the source that is replaced meanwhile is copied in one version or the other") {
  at_every_moment(
      [](Mirror& mirror) {
        mirror.source.overwrite("d/x", "dos");
        mirror.source.overwrite("grow", std::string(300'000, 'h'));
      },
      [](Mirror& mirror) {
        const auto replica = mirror.replica.open();
        const std::string grown = read_file(*replica, "grow");
        CHECK((grown.empty() || grown == std::string(300'000, 'g') ||
               grown == std::string(300'000, 'h')));
        const std::string x = read_file(*replica, "d/x");
        CHECK((x == "one" || x == "uno!" || x == "dos"));
      });
}

TEST_CASE("a file of the source that vanishes meanwhile is no problem") {
  at_every_moment([](Mirror& mirror) { remove_all(*mirror.source.open(), "n1/big"); },
                  [](Mirror& mirror) { CHECK(Recorder::joined(mirror.told.problems) == ""); });
}

TEST_CASE("a folder of the source that vanishes meanwhile takes nothing else with it") {
  at_every_moment([](Mirror& mirror) { remove_all(*mirror.source.open(), "d"); },
                  [](Mirror& mirror) { CHECK(exists(*mirror.replica.open(), "keep")); });
}

TEST_CASE("a folder of the source that becomes a link meanwhile is not followed") {
  at_every_moment(
      [](Mirror& mirror) {
        const auto source = mirror.source.open();
        remove_all(*source, "d");
        build(*source, "d->newdir");
      },
      [](Mirror& mirror) {
        const auto replica = mirror.replica.open();
        const Entry d = examine(*replica, "d");
        if (d.kind == EntryKind::directory) CHECK(!exists(*replica, "d/m"));
      });
}

TEST_CASE("a folder of the replica that becomes a link meanwhile is not written through") {
  at_every_moment(
      [](Mirror& mirror) {
        const auto replica = mirror.replica.open();
        build(*replica, "outside/x:mine{0640,@1600000000.5} outside/deep/g3:mine");
        remove_all(*replica, "d");
        remove_all(*replica, "gone");
        build(*replica, "d->outside gone->outside");
      },
      [](Mirror& mirror) {
        const auto replica = mirror.replica.open();
        if (!exists(*replica, "outside")) return;  // an extra folder, seen by the walk
        // Either all of it is there, or the part that the walk had seen was removed; nothing was
        // changed.
        View view;
        view.leave_out = [](const std::string& path) { return !path.starts_with("outside"); };
        view.folder_times = view.root = false;
        const std::string left = describe(*replica, view);
        CHECK((left.find("mine") == std::string::npos ||
               left.find("0640,0:0,@1600000000.5") != std::string::npos));
        CHECK(left.find("uno") == std::string::npos);
      });
}

TEST_CASE("a file that appears in a folder about to be removed stays, and so does the folder") {
  at_every_moment(
      [](Mirror& mirror) {
        const auto replica = mirror.replica.open();
        if (exists(*replica, "gone") && exists(*replica, "gone/deep"))
          build(*replica, "gone/deep/mine:precious");
      },
      nothing);
  // The pass has only removals, so that the moment is the right one.
  FaultedPass faulted;
  FaultyTree replica(faulted.mirror.replica.open());
  replica.before_operation(Operation::remove, 1, [&] {
    build(*faulted.mirror.replica.open(), "gone/deep/mine:precious");
  });
  faulted.run(*faulted.mirror.source.open(), *replica.open());
  CHECK(read_file(*faulted.mirror.replica.open(), "gone/deep/mine") == "precious");
  CHECK(faulted.mirror.told.problems.size() == 1);
}

TEST_CASE("what the source has again when it comes to the removal is not removed") {
  FaultedPass faulted;
  FaultyTree replica(faulted.mirror.replica.open());
  replica.before_change(1, [&] { build(*faulted.mirror.source.open(), "gone/g1:1 d/sub/z:zzz"); });
  faulted.run(*faulted.mirror.source.open(), *replica.open());
  CHECK(exists(*faulted.mirror.replica.open(), "gone/g1"));
  CHECK(exists(*faulted.mirror.replica.open(), "gone/deep/g3"));
  CHECK(exists(*faulted.mirror.replica.open(), "d/sub/z"));
  faulted.mirror.source.forget_calls();
  faulted.check_recovery();
}

TEST_CASE("what is changed in the replica meanwhile is not replaced unseen") {
  FaultedPass faulted;
  FaultyTree replica(faulted.mirror.replica.open());
  replica.before_change(1, [&] {
    faulted.mirror.replica.overwrite("d/x", "somebody's");
    write_file(*faulted.mirror.replica.open(), "n9", "planted");
    build(*faulted.mirror.source.open(), "n9:mine");
  });
  faulted.run(*faulted.mirror.source.open(), *replica.open());
  CHECK(read_file(*faulted.mirror.replica.open(), "d/x") == "somebody's");
  CHECK(read_file(*faulted.mirror.replica.open(), "n9") == "planted");
  faulted.mirror.source.forget_calls();
  faulted.check_recovery();
}

TEST_CASE("what is edited in the replica just before its removal or repair is left alone") {
  FaultedPass faulted;
  FaultyTree replica(faulted.mirror.replica.open());
  replica.before_change(1, [&] {
    faulted.mirror.replica.overwrite("gone/g1", "edited");
    write_file(*faulted.mirror.replica.open(), "meta", "another file", 0604);
  });
  faulted.run(*faulted.mirror.source.open(), *replica.open());
  CHECK(read_file(*faulted.mirror.replica.open(), "gone/g1") == "edited");
  CHECK(examine(*faulted.mirror.replica.open(), "meta").mode == 0604);
  CHECK(faulted.mirror.told.problems.size() == 2);
  faulted.check_recovery();
}

}  // namespace
}  // namespace lockstep
