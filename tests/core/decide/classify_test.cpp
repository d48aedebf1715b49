// Tests what becomes of an entry that the replica lacks.
#include "core/decide/classify.h"

#include <functional>

#include <doctest/doctest.h>

namespace lockstep {
namespace {

Entry entry_of(
    EntryKind kind, const std::function<void(Entry&)>& differ = [](Entry&) {}) {
  Entry entry;
  entry.kind = kind;
  differ(entry);
  return entry;
}

const auto kLinked = [](Entry& entry) { entry.link_count = 2; };
const auto kOffline = [](Entry& entry) { entry.offline = true; };
const auto kMounted = [](Entry& entry) { entry.mount_point = true; };
const auto kUnreadable = [](Entry& entry) { entry.unreadable = true; };

struct Case {
  Entry entry;
  Treatment usually;
  // The treatment if volumes are entered, files fetched, and devices may be made.
  Treatment when_allowed;
};

TEST_CASE("an entry that the replica lacks is treated by its kind, its links and what is allowed") {
  const MirrorPolicy policy;
  REQUIRE(policy.offline_files == OfflineFiles::leave);
  MirrorPolicy staying = policy;
  staying.volumes = Volumes::stay_on_source_volume;
  MirrorPolicy all = policy;
  all.volumes = Volumes::enter_all;
  all.offline_files = OfflineFiles::fetch;

  using enum EntryKind;
  const Case cases[] = {
      {entry_of(file), Treatment::whole, Treatment::whole},
      {entry_of(symlink), Treatment::whole, Treatment::whole},
      {entry_of(fifo), Treatment::whole, Treatment::whole},
      {entry_of(socket), Treatment::whole, Treatment::whole},
      {entry_of(directory), Treatment::folder, Treatment::folder},
      {entry_of(directory, kMounted), Treatment::mount, Treatment::folder},
      // A folder's links are those of the folders in it.
      {entry_of(directory, kLinked), Treatment::folder, Treatment::folder},
      {entry_of(other), Treatment::impossible, Treatment::impossible},
      {entry_of(other, kLinked), Treatment::impossible, Treatment::impossible},
      {entry_of(other, kUnreadable), Treatment::unknown, Treatment::unknown},
      {entry_of(file, kUnreadable), Treatment::unknown, Treatment::unknown},
      {entry_of(character_device), Treatment::device, Treatment::whole},
      {entry_of(block_device), Treatment::device, Treatment::whole},
      {entry_of(block_device, kLinked), Treatment::device, Treatment::link_group},
      {entry_of(file, kLinked), Treatment::link_group, Treatment::link_group},
      {entry_of(symlink, kLinked), Treatment::link_group, Treatment::link_group},
      {entry_of(file, kOffline), Treatment::offline, Treatment::whole},
      {entry_of(file,
                [](Entry& entry) {
                  kOffline(entry);
                  kLinked(entry);
                }),
       Treatment::offline, Treatment::link_group},
      // A file on which something is mounted is the file that its name leads to.
      {entry_of(file, kMounted), Treatment::whole, Treatment::whole},
  };
  for (const Case& each : cases) {
    CAPTURE(static_cast<int>(each.entry.kind));
    CHECK(classify(each.entry, {staying, false}) == each.usually);
    CHECK(classify(each.entry, {all, true}) == each.when_allowed);
  }
}

TEST_CASE("a volume's root is left alone only where volumes are not entered") {
  MirrorPolicy policy;
  const Entry mount = entry_of(EntryKind::directory, kMounted);
  for (const auto volumes : {Volumes::enter_all, Volumes::stay_on_source_volume}) {
    policy.volumes = volumes;
    CHECK(is_left_alone(mount, policy) == (volumes == Volumes::stay_on_source_volume));
    CHECK_FALSE(is_left_alone(entry_of(EntryKind::directory), policy));
  }
}

}  // namespace
}  // namespace lockstep
