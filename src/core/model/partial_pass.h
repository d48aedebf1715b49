// A pass over a part of the tree: where it looks, and what the last full pass left for it to know.
// The marks say where to look and nothing more: such a pass compares, asks and re-checks as a full
// one does, and moves none of the record's trust.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/entry.h"
#include "base/relative_path.h"
#include "core/model/scope.h"
#include "core/model/totals.h"

namespace lockstep {

// The names of the source's files that have several, as far as passes saw them before.
class KnownLinks {
 public:
  virtual ~KnownLinks() = default;
  [[nodiscard]] virtual std::vector<std::string> names_of(const Identity& file) const = 0;
  // Returns the names of the file that this path led to.
  [[nodiscard]] virtual std::vector<std::string> names_beside(const std::string& path) const = 0;
};

struct PartialPass {
  const Scope* scope = nullptr;  // borrowed; never null
  // Both trees, as the last full pass counted them, corrected by what was done since.
  Totals totals = {};
  // True if a full pass was held, and none was let through since: nothing is removed, and nothing
  // newer is replaced.
  bool is_held = false;
  // Says whether a leaf at this path counts as lost if it goes; one that was made a short while ago
  // does not. Empty: all do.
  std::function<bool(const RelativePath& leaf)> is_loss = {};
  // Says whether so many leaves may be lost at this moment. If not, all removals of this pass are
  // left over. Empty: they may.
  std::function<bool(std::uint64_t leaves)> may_remove = {};
  const KnownLinks* links = nullptr;  // borrowed; null if none are known
};

// A path that a partial pass did not come to an end with.
struct Leftover {
  enum class Why : std::uint8_t {
    changed,   // it changed, came or went meanwhile, or is in use; nobody was told
    problem,   // it failed, which was told
    waits,     // its removal may not be made yet
    linked,    // it is a name of a file whose other names have to be looked at together with it
    // A folder whose names changed after it was examined, and before the watch began to tell of
    // that. Of full passes this is the only one.
    outdated,
  };
  std::string path = {};  // below the roots
  Why why = Why::changed;
  friend bool operator==(const Leftover&, const Leftover&) = default;
};

}  // namespace lockstep
