// Lists the two folders of a step of the walk, or looks up the names in them that a partial pass
// looks at.
#include "core/look/look_at_names.h"
#include "core/look/walk.h"

namespace lockstep {

std::optional<Walk::Descent> Walk::Descent::to(Name child) const {
  if (scope == nullptr) return *this;
  const Scope* const marks = scope->below(child);
  if (marks == nullptr || marks->is_look_alone()) return std::nullopt;
  Descent below = *this;
  below.scope = marks->deep ? nullptr : marks;
  return below;
}

std::optional<Walk::Listings> Walk::list_both(const Pair& pair, const Scope* scope,
                                              Directory& source, Directory& replica) {
  if (scope != nullptr && !scope->list)
    return Listings{look_at_names(source, *scope), look_at_names(replica, *scope)};
  context_.cover_folder(pair, source);
  // From a listing that is not complete nothing may be concluded: neither that an entry is new nor
  // that it is gone.
  auto in_source = source.list();
  if (!in_source) {
    unlisted(pair, Side::source, in_source.error());
    return std::nullopt;
  }
  auto in_replica = replica.list();
  if (!in_replica) {
    unlisted(pair, Side::replica, in_replica.error());
    return std::nullopt;
  }
  return Listings{std::move(*in_source), std::move(*in_replica)};
}

void Walk::unlisted(const Pair& pair, Side side, const Error& error) {
  if (pair.parent()) return context_.report.could_not_look("list", side, pair.path().text(), error);
  builder_.root_failed(error.within("list", context_.report.root_path(side)));
}

}  // namespace lockstep
