#include "base/is_still.h"

namespace lockstep {

bool is_same_object(const Entry& now, const Entry& expected) {
  return now.kind == expected.kind && now.identity == expected.identity;
}

bool is_still(const Entry& now, const Entry& expected) {
  if (!is_same_object(now, expected)) return false;
  const bool may_differ = expected.kind == EntryKind::directory || now.link_count > 1;
  return may_differ || (now.size == expected.size && now.modified() == expected.modified());
}

}  // namespace lockstep
