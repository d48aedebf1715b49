// Answers the questions of the hard-link groups about the replica: what its volumes allow, and
// whether a pass has seen all names of a file. Looks, never writes.
#pragma once

#include "core/decide/hard_links.h"
#include "core/look/context.h"

namespace lockstep {

class ReplicaLinks final : public LinkQuestions {
 public:
  explicit ReplicaLinks(const Context& context) : context_(context) {}

  [[nodiscard]] LinkLimits limits_on(std::uint64_t device) const override;
  void saw_links(std::uint64_t device, std::uint32_t links) const override;
  void splits_on(std::uint64_t device) const override;

  // A name counts if nobody but root and this user can rename it, and only once however often it
  // was met: a folder may be mounted twice. It is looked up here anew, because a name that is moved
  // while a pass looks is met in two folders. All names were found if as many were counted as the
  // inode has links. The answer holds as long as those folders keep their rights, and others can't
  // give them away: a name that is made later raises the number of links.
  [[nodiscard]] std::optional<Entry> find_all_names(
      const Identity& file, const std::vector<ReplicaName>& names) const override;

 private:
  const Context& context_;
};

}  // namespace lockstep
