// The names of files of the source that have several below it, by the file's identity. A write
// through one name tells nothing of the others, so that a look at one of them has to look at all.
// A full pass gathers them; partial passes correct them. It is bounded, and then says so.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/entry.h"
#include "base/relative_path.h"

namespace lockstep {

class LinkNames {
 public:
  explicit LinkNames(std::size_t most = 64'000) : most_(most) {}

  // Says that a file with a link count above one is here. Another file that was here is not any
  // more.
  void add(const Identity& identity, const RelativePath& path);
  // Says that nothing, or a file with one link, is here.
  void erase(const RelativePath& path);
  // Says that a file or a folder was renamed; names at and below it follow.
  void renamed(const RelativePath& from, const RelativePath& to);
  // Forgets files of which only one name is below the source. Call it when a full pass has ended.
  void erase_single();

  // Returns the file's other names. An empty answer for a file with several links means that they
  // are not known: they are outside, new, or past the bound.
  [[nodiscard]] std::vector<RelativePath> others(const Identity& identity,
                                                 const RelativePath& path) const;
  // Returns all names of a file, or of the one that is known at a path.
  [[nodiscard]] std::vector<std::string> names_of(const Identity& identity) const;
  [[nodiscard]] std::vector<std::string> names_beside(const RelativePath& path) const;
  // False once a name had to be left out.
  [[nodiscard]] bool is_complete() const { return complete_; }
  [[nodiscard]] std::size_t size() const { return by_path_.size(); }

 private:
  std::size_t most_;
  bool complete_ = true;
  std::map<RelativePath, Identity> by_path_;
  // The paths are the keys above, which stay where they are.
  std::unordered_map<Identity, std::set<const RelativePath*>, IdentityHash> groups_;
};

}  // namespace lockstep
