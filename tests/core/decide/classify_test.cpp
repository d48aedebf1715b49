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
  CreationClass usually;
  // The creation_class if volumes are entered, files fetched, and devices may be made.
  CreationClass when_allowed;
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
      {entry_of(file), CreationClass::by_itself, CreationClass::by_itself},
      {entry_of(symlink), CreationClass::by_itself, CreationClass::by_itself},
      {entry_of(fifo), CreationClass::by_itself, CreationClass::by_itself},
      {entry_of(socket), CreationClass::by_itself, CreationClass::by_itself},
      {entry_of(directory), CreationClass::folder, CreationClass::folder},
      {entry_of(directory, kMounted), CreationClass::mount, CreationClass::folder},
      // A folder's links are those of the folders in it.
      {entry_of(directory, kLinked), CreationClass::folder, CreationClass::folder},
      {entry_of(other), CreationClass::impossible, CreationClass::impossible},
      {entry_of(other, kLinked), CreationClass::impossible, CreationClass::impossible},
      {entry_of(other, kUnreadable), CreationClass::unknown, CreationClass::unknown},
      {entry_of(file, kUnreadable), CreationClass::unknown, CreationClass::unknown},
      {entry_of(character_device), CreationClass::device, CreationClass::by_itself},
      {entry_of(block_device), CreationClass::device, CreationClass::by_itself},
      {entry_of(block_device, kLinked), CreationClass::device, CreationClass::link_group},
      {entry_of(file, kLinked), CreationClass::link_group, CreationClass::link_group},
      {entry_of(symlink, kLinked), CreationClass::link_group, CreationClass::link_group},
      {entry_of(file, kOffline), CreationClass::offline, CreationClass::by_itself},
      {entry_of(file,
                [](Entry& entry) {
                  kOffline(entry);
                  kLinked(entry);
                }),
       CreationClass::offline, CreationClass::link_group},
      // A file on which something is mounted is the file that its name leads to.
      {entry_of(file, kMounted), CreationClass::by_itself, CreationClass::by_itself},
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
