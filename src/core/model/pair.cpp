#include "core/model/pair.h"

#include <xxhash.h>

namespace lockstep {

// Frees the pairs above one after the other, without recursion: the last pair of a deep tree may be
// the last owner of all of them.
Pair::~Pair() {
  std::shared_ptr<const Pair> above = std::move(parent_);
  while (above && above.use_count() == 1) {
    std::shared_ptr<const Pair> next = above->parent_;
    above = std::move(next);
  }
}

std::shared_ptr<Pair> Pair::child(Name name) const {
  auto pair = std::make_shared<Pair>();
  pair->parent_ = shared_from_this();
  pair->name_ = name;
  pair->depth_ = depth_ + 1;
  pair->path_hash_ = XXH3_64bits_withSeed(name.data(), name.size(), path_hash_);
  if (handles_) pair->handles_ = handles_->of_child(*pair);
  return pair;
}

RelativePath Pair::path() const {
  std::size_t length = 0;
  for (const Pair* pair = this; pair->parent_; pair = pair->parent_.get())
    length += pair->name_.size() + 1;
  if (length == 0) return RelativePath();
  std::string text(length - 1, '/');
  std::size_t end = text.size();
  for (const Pair* pair = this; pair->parent_; pair = pair->parent_.get()) {
    end -= pair->name_.size();
    text.replace(end, pair->name_.size(), pair->name_);
    if (end > 0) --end;
  }
  return RelativePath(std::move(text));
}

void Pair::retain() const {
  for (const Pair* pair = this; pair != nullptr && !pair->in_source(); pair = pair->parent_.get())
    pair->marks.retains = true;
}

}  // namespace lockstep
