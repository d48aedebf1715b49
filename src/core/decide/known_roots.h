// Tells whether a root is the folder that the record knows. A root that is another folder, or lies
// on another volume, may be somebody else's, put there to be overwritten or to be mirrored. Pure.
#pragma once

#include <optional>
#include <string>

namespace lockstep {

struct RootLook {
  std::string volume;  // empty if not known
  std::string folder;  // as RootRecord::folder
  std::string volume_name = {};  // as people know it; may be empty
};

// An objection to a root, which holds the whole pass.
struct RootFinding {
  // Names what the root is now. An approval is for that one alone.
  std::string id;
  std::string sentence;
};

// Says which difference between two folders counts.
enum class RootComparison {
  volume_and_folder,
  volume,  // whoever could have exchanged the folder may as well release the pass
};

// True only if both folders are known and differ (RootRecord::folder).
[[nodiscard]] bool is_another_folder(const std::string& folder, const std::string& known);

// Returns RootFinding::id of a root that lies on another volume.
[[nodiscard]] std::string volume_finding(const std::string& what, const std::string& volume);

// Compares a root with the record. `what` is "source" or "replica", `path` the user's own for it.
[[nodiscard]] std::optional<RootFinding> compare_root(const std::string& what,
                                                      const std::string& path, const RootLook& now,
                                                      const RootLook& known,
                                                      RootComparison comparison);

}  // namespace lockstep
