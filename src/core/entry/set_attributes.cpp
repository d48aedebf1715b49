#include "core/entry/set_attributes.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/attribute_space.h"

namespace lockstep {
namespace {

const Attribute* find(const Attributes& attributes, const std::string& name) {
  const auto place = std::ranges::find(attributes, name, &Attribute::name);
  return place == attributes.end() ? nullptr : &*place;
}

bool is_unsupported(const Result<void>& done) {
  return !done && done.error().kind() == ErrorKind::not_supported;
}

// Learns from not_supported, which is the volume's word about a kind of attribute and not this
// entry's failure; returns any other failure.
Result<void> unless_unsupported(Result<void> done, const Attribute& attribute,
                                const Lesson& lesson, VolumeState& volume) {
  if (done) return done;
  const std::string& name = attribute.name;
  const auto refuses = [&attribute](StagedFile& witness) {
    return is_unsupported(witness.set_attribute(attribute.name, attribute.value));
  };
  if (!is_unsupported(done) || !lesson.holds(refuses))
    return failure(done.error().within("set attribute", name));
  if (name == kCreationTime) {
    volume.lacks(&Capabilities::creation_times, "creation times");
  } else if (name == kOwnerAttribute) {
    volume.lacks(&Capabilities::owners, "owners");
  } else if (is_access_control_list(name)) {
    volume.lacks(&Capabilities::access_control_lists, "access control lists");
  } else if (is_privileged(name)) {
    volume.lacks(&Capabilities::privileged_attributes, "the system's extended attributes");
  } else {
    volume.lacks(&Capabilities::attributes, "extended attributes");
  }
  return {};
}

bool decides_access(const std::string& name) {
  return is_access_control_list(name) || name == kOwnerAttribute;
}

// Returns the turn in which the attribute is set. Attributes that decide who may do what come last,
// since they may take away the right to set the others. Those that must have their place come
// before those that may be left out.
int turn_of(const Attribute& attribute) {
  if (decides_access(attribute.name)) return 2;
  return keeps_its_place(attribute.name) ? 0 : 1;
}

std::vector<const Attribute*> in_order(const Attributes& wanted) {
  std::vector<const Attribute*> order;
  for (const Attribute& attribute : wanted) order.push_back(&attribute);
  std::ranges::stable_sort(
      order, {}, [](const Attribute* attribute) { return turn_of(*attribute); });
  return order;
}

class Setting {
 public:
  Setting(Handle& replica, const Attributes& wanted, const Attributes& present,
          const Lesson& lesson, VolumeState& volume)
      : replica_(replica), wanted_(wanted), present_(present), lesson_(lesson), volume_(volume) {}

  void keeps(const Attribute& attribute) { held_.push_back(attribute); }

  void set(const Attribute& attribute) {
    auto done = replica_.set_attribute(attribute.name, attribute.value);
    const auto has_no_room = [&done] {
      return !done && done.error().kind() == ErrorKind::too_large;
    };
    if (keeps_its_place(attribute.name)) {
      while (has_no_room() && remove_largest())
        done = replica_.set_attribute(attribute.name, attribute.value);
    } else if (has_no_room()) {
      if (!learn_no_room_for(attribute))
        note(failure(done.error().within("set attribute", attribute.name)));
      // An older, smaller value would look like the source's.
      if (find(present_, attribute.name) != nullptr) take_away(attribute.name);
      return;
    }
    if (done) held_.push_back(attribute);
    note(unless_unsupported(std::move(done), attribute, lesson_, volume_));
  }

  void take_away(const std::string& name) {
    if (auto done = replica_.remove_attribute(name); !done)
      note(failure(done.error().within("remove attribute", name)));
  }

  Result<void> finish() {
    // Smaller attributes may still fit; those that don't are too large beside the others.
    for (const Attribute* const attribute : std::exchange(removed_, {})) set(*attribute);
    // Somebody else may have taken an attribute away before the next one was set.
    if (!held_.empty() && lesson_.is_sure()) volume_.holds(held_);
    return std::move(all_);
  }

 private:
  void note(Result<void> done) {
    if (all_ && !done) all_ = std::move(done);
  }

  [[nodiscard]] std::uint64_t size() const {
    std::uint64_t size = 0;
    for (const Attribute& attribute : held_) size += size_on_volume(attribute);
    return size;
  }

  // Learns that the volume has no room for the attribute; returns false if it has. If nobody else
  // could ever write the entry's attributes, it has those that were set here. For any other entry a
  // witness is given all of them, and its answer is what is learnt.
  bool learn_no_room_for(const Attribute& attribute) {
    if (!lesson_.is_about_untouched()) {
      const auto has_room = [&] {
        return volume_.capabilities().attribute_space.has_room_for(attribute, size());
      };
      if (!has_room()) return true;
      if (const auto witness = lesson_.call_witness()) witness_to_all(*witness->file);
      return !has_room();
    }
    volume_.lacks_room_for(attribute, size());
    return true;
  }

  void witness_to_all(StagedFile& witness) {
    Attributes held;
    std::uint64_t already = 0;
    for (const Attribute* const attribute : in_order(wanted_)) {
      const auto done = witness.set_attribute(attribute->name, attribute->value);
      if (done) {
        held.push_back(*attribute);
        already += size_on_volume(*attribute);
      } else if (done.error().kind() == ErrorKind::too_large) {
        volume_.lacks_room_for(*attribute, already);
      }
    }
    volume_.holds(held);
  }

  // Removes the largest attribute that the entry has by now; returns false if nothing is left that
  // may go.
  bool remove_largest() {
    auto present = replica_.read_attributes();
    if (!present) return false;
    std::erase_if(*present,
                  [](const Attribute& attribute) { return keeps_its_place(attribute.name); });
    const auto largest = std::ranges::max_element(*present, {}, size_on_volume);
    if (largest == present->end() || !replica_.remove_attribute(largest->name)) return false;
    std::erase_if(held_, [&](const Attribute& held) { return held.name == largest->name; });
    if (const Attribute* const again = find(wanted_, largest->name)) removed_.push_back(again);
    return true;
  }

  Handle& replica_;
  const Attributes& wanted_;
  const Attributes& present_;
  const Lesson& lesson_;
  VolumeState& volume_;
  Attributes held_;  // those of `wanted_` that the entry has by now
  std::vector<const Attribute*> removed_;  // to make room; tried again at the end
  Result<void> all_;
};

}  // namespace

Result<void> set_attributes(Handle& replica, const Attributes& wanted, const Attributes& present,
                            const Lesson& lesson, VolumeState& volume) {
  Setting setting(replica, wanted, present, lesson, volume);
  for (const Attribute& attribute : present) {
    if (find(wanted, attribute.name) == nullptr) setting.take_away(attribute.name);
  }
  std::vector<const Attribute*> order = in_order(wanted);
  std::erase_if(order, [&](const Attribute* attribute) {
    const Attribute* const old = find(present, attribute->name);
    if (old == nullptr || old->value != attribute->value) return false;
    setting.keeps(*attribute);
    return true;
  });
  for (const Attribute* const attribute : order) setting.set(*attribute);
  return setting.finish();
}

}  // namespace lockstep
