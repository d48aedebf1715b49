#include "core/volume_state.h"

#include "core/pass_fixture.h"

namespace lockstep {
namespace {

constexpr Granularity kSecond = 1'000'000'000;

// A volume of this granularity, and what is made of it after these times were set.
struct Learning {
  Recorder told;
  Progress progress;
  Report report{&told, &progress, "/S", "/R"};
  VolumeState volume{Volume{.type = "test", .identity = "test"}, Capabilities{}, report};

  void set(Timestamp wanted, const Capabilities& really) {
    if (volume.is_time_uncertain(wanted)) volume.learn_time(wanted, really.stored(wanted));
  }
  [[nodiscard]] bool agrees(Timestamp wanted, const Capabilities& really) const {
    return volume.capabilities().same_time(wanted, really.stored(wanted));
  }
};

Capabilities in_steps_of(Granularity step) {
  Capabilities really;
  really.granularity = step;
  return really;
}

TEST_CASE("the granularity of a volume is learnt from any times that are set there") {
  for (const Granularity step : {1U, 100U, 1'000U, 1'000'000U, 10'000'000U, kSecond, 2 * kSecond}) {
    for (const Timestamp time :
         {Timestamp{1'000'001, 123'456'789}, Timestamp{1'000'000, 123'456'789},
          Timestamp{1'000'001, 0}, Timestamp{1'000'000, 0}, Timestamp{1'000'000, 50},
          Timestamp{1'000'001, 100}, Timestamp{-3, 999'999'999}}) {
      CAPTURE(step);
      CAPTURE(time.seconds);
      CAPTURE(time.nanoseconds);
      Learning learning;
      learning.set(time, in_steps_of(step));
      CHECK(learning.agrees(time, in_steps_of(step)));
      // Whatever this one left open, the next ones settle.
      learning.set({1'000'003, 123'456'789}, in_steps_of(step));
      CHECK(learning.volume.capabilities().granularity == step);
      CHECK(learning.volume.capabilities().granularity_known);
      CHECK(!learning.volume.is_time_uncertain({5, 5}));
    }
  }
}

TEST_CASE("a second may turn out to be two, and is said once") {
  Learning learning;
  learning.set({1'000'000, 7}, in_steps_of(2 * kSecond));
  CHECK(learning.volume.is_time_uncertain({1'000'001, 0}));
  learning.set({1'000'001, 0}, in_steps_of(2 * kSecond));
  CHECK(learning.volume.capabilities().granularity == 2 * kSecond);
  learning.set({1'000'003, 7}, in_steps_of(2 * kSecond));
  CHECK(learning.told.notices.size() <= 2);
}

TEST_CASE("times that every volume can hold are not looked at again") {
  const Learning learning;
  CHECK(!learning.volume.is_time_uncertain({1'000'000, 0}));
  CHECK(learning.volume.is_time_uncertain({1'000'001, 0}));
  CHECK(learning.volume.is_time_uncertain({-9'000'000'000, 0}));
}

TEST_CASE("the earliest and the latest time of a volume are learnt") {
  Capabilities really;
  really.latest_seconds = 2'147'483'647;
  really.earliest_seconds = -2'147'483'648;
  Learning learning;
  learning.set({8'835'000'000, 5}, really);
  learning.set({-9'000'000'000, 5}, really);
  CHECK(learning.volume.capabilities().latest_seconds == really.latest_seconds);
  CHECK(learning.volume.capabilities().earliest_seconds == really.earliest_seconds);
  CHECK(learning.agrees({8'900'000'000, 1}, really));
  CHECK(learning.told.notices.size() == 2);
}

TEST_CASE("what a volume lacks is said once") {
  Learning learning;
  learning.volume.lacks(&Capabilities::owners, "owners");
  learning.volume.lacks(&Capabilities::owners, "owners");
  CHECK(!learning.volume.capabilities().owners);
  CHECK(learning.told.notices.size() == 1);
}

}  // namespace
}  // namespace lockstep
