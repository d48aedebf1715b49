#include "core/entry/witness.h"

#include <utility>

#include "core/entry/discard.h"
#include "core/model/temporaries.h"

namespace lockstep {
namespace {

constexpr std::uint16_t kPrivate = 0600;

Result<std::unique_ptr<StagedFile>> make_witness(Directory& folder) {
  auto unnamed = folder.stage_unnamed(kPrivate);
  if (unnamed || unnamed.error().kind() != ErrorKind::not_supported) return unnamed;
  return folder.stage_named(new_temporary_name());
}

}  // namespace

KeptTime::KeptTime(Directory& folder) : folder_(folder), before_(folder.examine()) {}

KeptTime::~KeptTime() {
  const auto now = folder_.examine();
  if (before_ && now && now->modified() != before_->modified())
    static_cast<void>(folder_.set_modified(before_->modified()));
}

Witness::Witness(std::shared_ptr<Directory> place)
    : folder(std::move(place)), time(*folder) {
  if (auto made = make_witness(*folder)) file = std::move(*made);
}

bool is_nobody_elses(const Directory& folder, const Context& context) {
  if (!context.rights.user) return true;
  const auto now = folder.examine();
  return now && is_closed_to_others(*now, context.rights.user);
}

std::shared_ptr<Directory> folder_for_witness(const Pair& folder, const Context& context) {
  const std::uint64_t device = folder.replica_device();
  std::shared_ptr<Directory> topmost;
  for (const Pair* pair = &folder; pair != nullptr && pair->replica_device() == device;
       pair = pair->parent().get()) {
    auto opened = pair->replica();
    if (!opened) continue;
    if (is_nobody_elses(**opened, context)) return std::move(*opened);
    topmost = std::move(*opened);
  }
  return topmost;
}

bool refuses_hard_links(const Pair& folder, const Context& context) {
  const auto place = folder_for_witness(folder, context);
  if (!place) return false;
  const KeptTime time(*place);
  const std::string first = new_temporary_name();
  const std::string second = new_temporary_name();
  const auto witness = place->stage_named(first);
  if (!witness) return false;
  const auto linked = perform(*place, Change{second, AddName{*place, first}}, new_temporary_name);
  if (linked) discard_temporary(*place, second);
  return !linked && linked.error().kind() == ErrorKind::not_supported;
}

bool Lesson::is_sure(const Entry& now) const {
  if (is_about_untouched()) return true;
  const bool is_of_its_volume = now.kind == EntryKind::directory || !now.mount_point;
  return is_of_its_volume && is_closed_to_others(now, context_.rights.user);
}

bool Lesson::is_sure() const {
  if (is_about_untouched()) return true;
  const auto now = entry_.examine();
  return now && is_sure(*now);
}

std::unique_ptr<Witness> Lesson::call_witness() const {
  if (folder_ == nullptr) return nullptr;
  auto place = folder_for_witness(*folder_, context_);
  if (!place) return nullptr;
  auto witness = std::make_unique<Witness>(std::move(place));
  return witness->file ? std::move(witness) : nullptr;
}

bool Lesson::holds(const Question& refuses) const {
  if (is_sure()) return true;
  const auto witness = call_witness();
  return witness && refuses(*witness->file);
}

}  // namespace lockstep
