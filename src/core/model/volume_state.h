// The knowledge of this pass about one of the replica's volumes, which it extends while it writes
// there. Thread-safe.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/capabilities.h"
#include "base/entry.h"
#include "base/volume.h"
#include "core/model/report.h"

namespace lockstep {

// Ways of copying to a volume, each false once it turned out not to work there. Thread-safe.
struct CopyingMeans {
  std::atomic<bool> clones{true};
  std::atomic<bool> copies_ranges{true};
  std::atomic<bool> writes_past_the_cache{true};
};

class VolumeState {
 public:
  VolumeState(Volume volume, Capabilities known, Report& report)
      : volume_(std::move(volume)),
        report_(report),
        granularity_known_(known.granularity_known),
        times_are_limited_(limits_times(known)),
        capabilities_(known) {}

  [[nodiscard]] const Volume& volume() const { return volume_; }
  [[nodiscard]] Capabilities capabilities() const;

  // True if the time that came back must be looked at after `wanted` was set. It must only while
  // something can be learnt from it.
  [[nodiscard]] bool is_time_uncertain(Timestamp wanted) const;
  // Learns from `came_back`, which is what the volume made of `wanted`.
  void learn_time(Timestamp wanted, Timestamp came_back);
  // Takes back what this pass or one on record learnt of times, if one of these entries of the
  // volume shows that it was wrong. Costs nothing while there is nothing to take back.
  void saw_times_of(const std::vector<Entry>& entries, std::uint64_t device);
  // Notes that the volume can't hold this (`&Capabilities::owners`…): it is reported once, and no
  // longer compared.
  void lacks(bool Capabilities::* what, const char* name);

  // Learns, and reports once, that the volume refused the attribute for its size, beside `already`
  // bytes of others.
  void lacks_room_for(const Attribute& attribute, std::uint64_t already);
  // Notes that the volume took all these attributes of one entry. A limit that they disprove is
  // forgotten.
  void holds(const Attributes& attributes);
  // Notes that attributes were left out of a comparison for their size: that is no news, but
  // `verify` reports it.
  void left_out_attributes() { left_out_attributes_ = true; }
  void tell_left_out_attributes() const;

  // Reports, once, that some file can't have all its names here: they are copies of their own.
  void splits_hard_links();
  // Notes that one more name was refused to a file that has `links` of them. A file with more takes
  // that back.
  void refused_link(std::uint32_t links);
  void saw_links(std::uint32_t links);
  // Notes that a name was refused because it lies in another folder.
  void keeps_folders_apart();

  // Learns from looking up a name in other letters.
  void learn_case(bool ignored);
  // True if a name can be given other letters (`case_alone`), or another form; false if it would
  // come back as it was. `lacks_spelling` learns that, and reports it once.
  [[nodiscard]] bool keeps_spelling(bool case_alone) const;
  void lacks_spelling(bool case_alone);
  // True once a spelling that was given came back.
  std::atomic<bool> kept_spelling{false};

  // Notes that there are none. It is no loss, so nothing is reported: temporaries serve as well.
  void has_no_unnamed_files();

  // True once an owner that was set came back: this volume does not drop them silently.
  std::atomic<bool> keeps_owners{false};

  CopyingMeans means;

  // Returns the owner of a new entry in a folder without setgid: owner in the upper half, group in
  // the lower.
  [[nodiscard]] std::optional<std::uint64_t> fresh_owner() const;
  void learn_fresh_owner(std::uint32_t owner, std::uint32_t group);

 private:
  // These are called while mutex_ is held. Those that learn return a notice, or nothing.
  void take_back_what_contradicts(Timestamp time);
  [[nodiscard]] std::string learn_granularity(Timestamp wanted, Timestamp came_back);
  [[nodiscard]] std::string learn_limit(Timestamp wanted, Timestamp came_back);
  void publish_what_is_known();
  void tell_attribute_space() const;

  const Volume volume_;
  Report& report_;
  std::atomic<bool> granularity_known_;
  std::atomic<bool> times_are_limited_;  // in any way, so that some time could contradict
  std::atomic<bool> splits_hard_links_{false};
  std::atomic<bool> left_out_attributes_{false};
  std::atomic<std::uint64_t> fresh_owner_{0};
  std::atomic<bool> fresh_owner_known_{false};
  mutable std::mutex mutex_;
  Capabilities capabilities_;  // guarded by mutex_

  [[nodiscard]] static bool limits_times(const Capabilities& known);
};

}  // namespace lockstep
