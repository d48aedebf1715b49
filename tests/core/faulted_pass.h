// One pass that has something of everything to do, with faults in it, and checks of what must be
// true of the replica afterwards, whatever went wrong, and of the pass after that.
#pragma once

#include <functional>
#include <set>
#include <sstream>

#include "core/model/temporaries.h"
#include "core/pass_fixture.h"

namespace lockstep {

class FaultedPass {
 public:
  explicit FaultedPass(std::size_t threads = 1, const MemoryOptions& options = {})
      : mirror(threads, options) {
    mirror.let_everything_through();
    const auto source = mirror.source.open();
    build(
        *source,
        "keep:same d/ d/x:one d/y:two{0444} d/sub/ d/sub/z:zzz l->here ft:file fd/ fd/in:inner "
        "fd/in2:inner2 "
        "old:moveme olddir/ olddir/m:big1 olddir/n:big2 olddir/o/p:big3 h1:hard h2=h1 h4:other "
        "h5=h4 pipe|fifo "
        "gone/ gone/g1:1 gone/g2:2 gone/deep/ gone/deep/g3:3 meta:m{0640} lt:text tl->text grow:");
    mirror.pass();
    REQUIRE(mirror.difference() == "");
    mirror.clock.advance(std::chrono::seconds(10));
    before_ = lines();
    change_source(*source);
    mirror.source.settle();
    mirror.replica.settle();
    mirror.source.forget_calls();
    mirror.replica.forget_calls();
    std::istringstream wanted(describe(*mirror.source.open(), view()));
    for (std::string line; std::getline(wanted, line);) wanted_.insert(line);
  }

  // Runs the pass; its record is kept unless it was killed.
  PassOutcome run(Directory& source, Directory& replica, bool killed = false) {
    const auto record = mirror.record;
    PassOutcome outcome = mirror.pass(source, replica);
    if (killed) mirror.record = record;
    return outcome;
  }

  // Checks that every name holds a complete old or new version, and none is gone that both had. An
  // exception: a folder can't take the place of a file at once, nor the other way round, so if
  // nothing works any more in between, that name is gone.
  void check_promises(bool cut_short = false) {
    const auto now = lines();
    for (const auto& line : now) {
      CHECK_MESSAGE((before_.contains(line) || wanted_.contains(line)),
                    line << " is neither old nor new");
    }
    std::set<std::string> names;
    for (const auto& path : paths_in(*mirror.replica.open())) names.insert(path);
    for (const char* const path : {"keep", "d", "d/x", "d/y", "d/sub", "l", "h1", "h2", "h4", "h5",
                                   "pipe", "meta", "lt", "tl", "grow"}) {
      CHECK_MESSAGE(names.contains(path), path << " is gone");
    }
    CHECK((cut_short || names.contains("ft")));
    CHECK(mirror.source.changes().empty());
  }

  // Checks that without faults all is repaired, and then there is nothing left to do.
  void check_recovery() {
    mirror.pass();
    CHECK(Recorder::joined(mirror.told.problems) == "");
    CHECK(mirror.difference() == "");
    const auto paths = paths_in(*mirror.replica.open());
    CHECK(std::none_of(paths.begin(), paths.end(), [](const std::string& path) {
      return is_own_temporary(RelativePath(path).name());
    }));
    mirror.check_idle();
  }

  Mirror mirror;

 private:
  void change_source(Directory& source) {
    mirror.source.overwrite("d/x", "uno!");
    mirror.source.overwrite("d/y", "TWO");
    mirror.source.overwrite("grow", std::string(300'000, 'g'));
    for (const char* const path : {"d/sub/z", "l", "ft", "fd", "gone", "h2", "lt", "tl"})
      remove_all(source, path);
    move(source, "old", "d/new");
    move(source, "olddir", "newdir");
    build(source,
          "l->there ft/ ft/in:within fd:flat h2:alone h3=h1 n1/n2/f:fresh n1/big#150000 n1/n->f "
          "n1/p|fifo lt->text "
          "tl:text keep2=keep late:x{@8835000000.5,user.a=b}");
    set_mode(source, "meta", 0600);
    set_attribute(source, "meta", "user.color", "red");
    set_modified(source, "h4", {1'600'000'001, 7});
  }

  static View view() {
    View view = shape();
    view.hard_links = false;
    view.leave_out = [](const std::string& path) {
      return is_own_temporary(RelativePath(path).name());
    };
    return view;
  }
  std::set<std::string> lines() {
    std::set<std::string> lines;
    std::istringstream text(describe(*mirror.replica.open(), view()));
    for (std::string line; std::getline(text, line);) lines.insert(line);
    return lines;
  }

  std::set<std::string> before_;
  std::set<std::string> wanted_;
};

}  // namespace lockstep
