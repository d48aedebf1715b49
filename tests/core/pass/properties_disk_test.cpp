// The properties that hold in memory (properties_test.cpp) hold on this system's disk: whatever
// happened to two trees, a pass makes them equal, and the next one finds nothing to do.
#include "core/pass_fixture.h"
#include "support/system/real_disk.h"
#include "support/system/temporary_folder.h"
#include "support/trees/check_histories.h"

namespace lockstep {
namespace {

class DiskMirror {
 public:
  DiskMirror() : source_root_(source_.open()), replica_root_(replica_.open()) {
    mirror_.let_everything_through();
    mirror_.policy.durability = Durability::none;  // power losses are not tested here
    // A user other than the superuser gives nothing away, and does not read what is closed to them.
    privileged_ = source_root_->set_owner(0, 0).has_value();
    mirror_.change_owners = privileged_;
    any_names_ = !lacking_on_disk(*source_root_).contains(Feature::names_of_any_bytes);
  }

  void edit(const Edit& edit, bool in_replica) {
    EditLimits limits;
    limits.telling_times = true;
    // The disk makes two times beyond its range one and the same.
    limits.odd_times = false;
    limits.owners = limits.unreadable_files = privileged_;
    limits.odd_names = any_names_;
    const TemporaryFolder& folder = in_replica ? replica_ : source_;
    apply(edit, in_replica ? *replica_root_ : *source_root_, overwriting_below(folder.path()),
          limits);
  }

  void pass() {
    const std::string before = describe(*source_root_);
    require_same("", what_a_pass_tells(&Recorder::problems));
    View view;
    view.owners = privileged_;
    view.sparse = false;  // depends on the disk's blocks
    require_same(describe(*source_root_, view), describe(*replica_root_, view));
    require_same(before, describe(*source_root_));
    require_same("", what_a_pass_tells(&Recorder::done));
    require_same("", Recorder::joined(mirror_.told.problems));
  }

 private:
  std::string what_a_pass_tells(std::vector<std::string> Recorder::* about) {
    // The disk's times are those of today; passes in memory begin ten seconds after (prepare).
    const auto ahead = std::chrono::seconds(10);
    mirror_.clock.jump(std::chrono::system_clock::now() - ahead - mirror_.clock.now());
    (void)mirror_.pass(*source_root_, *replica_root_);
    return Recorder::joined(mirror_.told.*about);
  }

  TemporaryFolder source_;
  TemporaryFolder replica_;
  std::unique_ptr<Directory> source_root_;
  std::unique_ptr<Directory> replica_root_;
  Mirror mirror_;
  bool privileged_ = false;
  bool any_names_ = false;
};

TEST_CASE("on the disk a pass makes any two trees equal, and the next one is idle") {
  check_histories("on the disk", 50, [](const History& history) {
    DiskMirror mirror;
    for (const Edit& edit : history) {
      if (edit.second >> 28 == 0) mirror.pass();
      mirror.edit(edit, edit.first >> 30 == 0);
    }
    mirror.pass();
  });
}

}  // namespace
}  // namespace lockstep
