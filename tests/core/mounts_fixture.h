// Mirrors with other volumes below the source or the replica, for the tests of what becomes of
// them.
#pragma once

#include "core/pass_fixture.h"

namespace lockstep {

// A volume of photos mounted at "m/photos", and a pass over it.
struct Photos {
  Mirror mirror;
  Photos() {
    build(*mirror.source.open(), "a:1 m/photos/");
    mount();
    mirror.pass();
    REQUIRE(exists(*mirror.replica.open(), "m/photos/p1"));
  }
  void mount() {
    mirror.source.mount("m/photos", {.type = "memory", .identity = "photos"});
    build(*mirror.source.open("m/photos"), "p1:one p2:two sub/p3:three lost+found/");
  }
};

inline const char* const kAll =
    "a:1 m/ m/photos/ m/photos/p1:one m/photos/p2:two m/photos/sub/ m/photos/sub/p3:three";

// Does what `lockstep approve` does after a hold.
inline void approve(Mirror& mirror) {
  mirror.approval = Held{.removals = mirror.record->held.removals,
                             .lost_mounts = mirror.record->held.lost_mounts,
                             .changed_mounts = mirror.record->held.changed_mounts};
}

// A volume mounted in the replica where the source has an ordinary folder.
struct Parted {
  Mirror mirror;
  Parted() {
    mirror.let_everything_through();
    build(*mirror.source.open(), "a:1 m/b:2");
    build(*mirror.replica.open(), "m/");
  }
  void mount() {
    mirror.replica.mount("m", {.type = "memory", .identity = "disk"});
    build(*mirror.replica.open("m"), "theirs/x:1");
  }
};

}  // namespace lockstep
