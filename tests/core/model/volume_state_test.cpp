#include "core/look/volume_states.h"
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

constexpr Granularity kSecond = 1'000'000'000;

// The state of a volume that learns from the times that are set.
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
      // Whatever this time left open, the next ones settle.
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

// On ext4 the first second has no fractions, which says nothing about the others.
Capabilities as_on_ext4() {
  Capabilities really;
  really.earliest_seconds = -2'147'483'648;
  really.latest_seconds = 15'032'385'535;
  return really;
}

TEST_CASE("times at a volume's limits teach nothing about its granularity") {
  const Capabilities really = as_on_ext4();
  for (const std::int64_t limit : {really.earliest_seconds, really.latest_seconds}) {
    for (const bool knows_granularity : {false, true}) {
      CAPTURE(limit);
      Learning learning;
      if (knows_granularity) learning.set({1'000'001, 123'456'789}, really);
      learning.set({limit, 123'456'789}, really);
      CHECK(learning.volume.capabilities().granularity == 1);
      CHECK(learning.volume.capabilities().granularity_known == knows_granularity);
      Capabilities coarse;
      coarse.granularity = kSecond;
      CHECK(!learning.agrees({1'000'001, 5}, coarse));
      CHECK(learning.agrees({limit, 123'456'789}, really));  // an idle pass
    }
  }
}

TEST_CASE("a second at which no volume ends is a limit where fractions are known to be kept") {
  Capabilities really;
  really.latest_seconds = 5'000'000'000;
  Learning unsure;
  unsure.set({really.latest_seconds, 5}, really);
  // Until ordinary times tell it may be the granularity.
  CHECK(unsure.agrees({really.latest_seconds, 5}, really));
  CHECK(!unsure.volume.capabilities().granularity_known);
  unsure.set({1'000'001, 123'456'789}, really);
  CHECK(unsure.volume.capabilities().granularity == 1);
  CHECK(unsure.volume.capabilities().granularity_known);
  Learning sure;
  sure.set({1'000'001, 123'456'789}, really);
  sure.set({really.latest_seconds, 5}, really);
  CHECK(sure.volume.capabilities().latest_seconds == really.latest_seconds);
}

TEST_CASE("a volume of whole seconds has no limit at a time that lost its fraction") {
  const Capabilities really = in_steps_of(2 * kSecond);
  Learning learning;
  learning.set({1'000'001, 5}, really);
  learning.set({5'000'000'001, 5}, really);
  CHECK(learning.volume.capabilities().latest_seconds == Capabilities().latest_seconds);
  CHECK(learning.agrees({6'000'000'001, 5}, really));
}

TEST_CASE("an odd answer is no limit") {
  Learning learning;
  learning.volume.learn_time({8'835'000'000, 5}, {8'835'000'000 - (2LL << 32), 5});  // wrapped
  learning.volume.learn_time({-9'000'000'000, 5}, {1'700'000'000, 5});  // set by somebody else
  CHECK(learning.volume.capabilities() == Capabilities());
  CHECK(learning.told.notices.empty());
}

struct Entries {
  std::vector<Entry> list;
  explicit Entries(std::initializer_list<Timestamp> times) {
    for (const Timestamp time : times) {
      Entry entry;
      entry.identity.volume = 1;
      entry.modified_seconds = time.seconds;
      entry.modified_nanoseconds = time.nanoseconds;
      list.push_back(entry);
    }
  }
};

TEST_CASE("what was learnt of times is taken back when the volume shows others") {
  Recorder told;
  Progress progress;
  Report report{&told, &progress, "/S", "/R"};
  Capabilities wrong;
  wrong.granularity = kSecond;
  wrong.granularity_known = true;
  wrong.earliest_seconds = -100;
  wrong.latest_seconds = 2'147'483'647;
  VolumeState volume{Volume{.type = "test", .identity = "test"}, wrong, report};
  const auto see = [&volume](const Entries& entries, std::uint64_t device = 1) {
    volume.saw_times_of(entries.list, device);
    return volume.capabilities();
  };
  CHECK(see(Entries{{1'000, 0}, {2'147'483'647, 0}, {-100, 0}}) == wrong);
  CHECK(see(Entries{{1'000, 5}}, 2) == wrong);  // of another volume, mounted there
  Entries unreadable{{1'000, 5}};
  unreadable.list[0].unreadable = true;
  CHECK(see(unreadable) == wrong);

  CHECK(see(Entries{{1'000, 0}, {1'001, 123'400}}).granularity == 100);
  CHECK(!volume.capabilities().granularity_known);
  CHECK(volume.is_time_uncertain({1'000, 5}));
  CHECK(see(Entries{{1'001, 123'456}}).granularity == 1);
  CHECK(volume.capabilities().latest_seconds == wrong.latest_seconds);
  CHECK(see(Entries{{2'147'483'648, 0}}).latest_seconds == Capabilities().latest_seconds);
  CHECK(volume.capabilities().earliest_seconds == -100);
  CHECK(see(Entries{{-101, 0}}).earliest_seconds == Capabilities().earliest_seconds);
  CHECK(volume.capabilities() == Capabilities());
}

TEST_CASE("a limit is taken back by a later time that comes back as it was set") {
  Learning learning;
  learning.volume.learn_time({8'835'000'000, 5}, {4'294'967'295, 0});
  CHECK(learning.volume.capabilities().latest_seconds == 4'294'967'295);
  learning.volume.learn_time({8'835'000'000, 5}, {8'835'000'000, 5});
  CHECK(learning.volume.capabilities() == Capabilities());
}

TEST_CASE("a wrong granularity on record is not believed, and is forgotten by the next pass") {
  Mirror mirror;
  build(*mirror.source.open(), "a:content{@1000.5} d/b:content{@1000.6}");
  mirror.pass();
  Capabilities& known = mirror.record->capabilities[mirror.replica.open()->volume()->identity];
  known.granularity = kSecond;
  known.granularity_known = true;
  set_modified(*mirror.source.open(), "a", {1000, 7});
  mirror.pass();
  CHECK(mirror.difference() == "");
  CHECK(examine(*mirror.replica.open(), "a").modified() == Timestamp{1000, 7});
  CHECK(mirror.record->capabilities.begin()->second.granularity == 1);
}

TEST_CASE("a volume that can't be asked what it is counts as one behind a network") {
  MemoryTree tree;
  FaultyTree faulty(tree.open());
  faulty.fail_operation(Operation::volume, 1, ErrorKind::input_output);
  Learning learning;
  const std::map<std::string, Capabilities> none;
  VolumeStates volumes(none, learning.report);
  const auto folder = faulty.open();
  CHECK(volumes.of(1, *folder).volume().remote);
  CHECK(volumes.of(1, *folder).volume().identity.empty());
  CHECK_FALSE(volumes.of(2, *folder).volume().remote);
  CHECK(volumes.learnt().size() == 1);
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
