// The renames that were told and not yet taken, in order. A folder that was renamed twice is one
// rename; a rename of something that is not what the replica has under the old name is none. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/live/moment.h"
#include "core/live/rename_hint.h"

namespace lockstep {

// Renames what is below `from` in a hint that was told before `from` became `to`. So all hints name
// what they mean as it is called now, and one may need another that comes after it to be carried
// out first.
void follow(RenameHint& hint, const RelativePath& from, const RelativePath& to);

class HintQueue {
 public:
  static constexpr std::size_t kMostBytes = 500'000;  // of paths

  explicit HintQueue(std::size_t most = 1'000) : most_(most) {}

  // Each of these returns the hints that it dropped: nobody will carry them out, so that a folder
  // has to be looked at in full under its new name.
  [[nodiscard]] std::vector<RenameHint> add(RenameHint hint, Moment ready);
  // Says that a folder was renamed, before its own hint is added.
  [[nodiscard]] std::vector<RenameHint> moved(const RelativePath& from, const RelativePath& to);
  // Says that something was made as `path`: what was renamed from there is something else.
  [[nodiscard]] std::vector<RenameHint> made(const RelativePath& path);
  // Puts hints that were taken before those that are here.
  [[nodiscard]] std::vector<RenameHint> give_back(std::vector<RenameHint> hints, Moment now);

  // Takes those from the front that are ready.
  [[nodiscard]] std::vector<RenameHint> take(Moment now);
  // Returns when the first is ready.
  [[nodiscard]] std::optional<Moment> ready_at() const;

  [[nodiscard]] bool empty() const { return waiting_.empty(); }
  [[nodiscard]] std::size_t size() const { return waiting_.size(); }
  void clear();

 private:
  using Number = std::uint64_t;
  struct Waiting {
    RenameHint hint;
    Moment ready;
  };
  [[nodiscard]] Waiting erase(Number number);
  [[nodiscard]] std::map<Number, Waiting> take_all();

  std::size_t most_;
  std::size_t bytes_ = 0;
  Number next_ = 0;
  std::map<Number, Waiting> waiting_;
  std::map<RelativePath, Number> by_from_;
  std::map<RelativePath, Number> by_to_;
};

}  // namespace lockstep
