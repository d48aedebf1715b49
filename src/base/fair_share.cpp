#include "base/fair_share.h"

#include <algorithm>

namespace lockstep {

FairShare::FairShare(std::size_t workers) : limit_(std::max<std::size_t>(workers, 1)) {}

void FairShare::set_limit(std::size_t workers) {
  const std::scoped_lock lock(mutex_);
  limit_ = std::max<std::size_t>(workers, 1);
  crowded_ = working_ > limit_;
  fill_places();
}

// Returns the member to be served next, or null if nobody waits.
FairShare::Member* FairShare::next_member() const {
  Member* next = nullptr;
  for (Member* member : members_) {
    if (member->waiting_ == 0) continue;
    if (next == nullptr || member->working_ < next->working_ ||
        (member->working_ == next->working_ && member->served_ < next->served_)) {
      next = member;
    }
  }
  return next;
}

void FairShare::fill_places() {
  while (working_ < limit_) {
    Member* const member = next_member();
    if (member == nullptr) break;
    ++working_;
    --waiting_;
    --member->waiting_;
    ++member->working_;
    ++member->admitted_;
    member->served_ = ++served_;
    member->turn_.notify_one();
  }
}

void FairShare::wait_for_place(Member& member, std::unique_lock<std::mutex>& lock) {
  ++waiting_;
  ++member.waiting_;
  fill_places();
  member.turn_.wait(lock, [&] { return member.admitted_ > 0; });
  --member.admitted_;
}

FairShare::Member::Member(FairShare* share) : share_(share) {
  if (share_ == nullptr) return;
  const std::scoped_lock lock(share_->mutex_);
  share_->members_.push_back(this);
}

FairShare::Member::~Member() {
  if (share_ == nullptr) return;
  const std::scoped_lock lock(share_->mutex_);
  std::erase(share_->members_, this);
}

void FairShare::Member::enter() {
  if (share_ == nullptr) return;
  std::unique_lock lock(share_->mutex_);
  share_->wait_for_place(*this, lock);
}

void FairShare::Member::leave() {
  if (share_ == nullptr) return;
  const std::scoped_lock lock(share_->mutex_);
  --working_;
  --share_->working_;
  share_->crowded_ = share_->working_ > share_->limit_;
  share_->fill_places();
}

void FairShare::Member::give_way() {
  if (share_ == nullptr) return;
  if (share_->waiting_.load(std::memory_order_relaxed) == 0 &&
      !share_->crowded_.load(std::memory_order_relaxed)) {
    return;
  }
  std::unique_lock lock(share_->mutex_);
  const Member* const next = share_->next_member();
  const bool worse_off = next != nullptr && next->working_ < working_;
  if (!worse_off && share_->working_ <= share_->limit_) return;
  --working_;
  --share_->working_;
  share_->crowded_ = share_->working_ > share_->limit_;
  share_->fill_places();
  share_->wait_for_place(*this, lock);
}

}  // namespace lockstep
