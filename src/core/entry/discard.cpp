#include "core/entry/discard.h"

#include "core/model/temporaries.h"

namespace lockstep {

const char* text(LossReason reason) {
  switch (reason) {
    case LossReason::not_in_source:
      return "not in the source";
    case LossReason::excluded:
      return "excluded";
    case LossReason::replaced:
      return "replaced";
    case LossReason::litter:
      return "left by a pass that was cut short";
  }
  return "";
}

Result<Performed> discard(Directory& replica, const Lost& lost, const Ending& ending) {
  return perform(replica, Destruction{lost.name, ending, lost.entry}, new_temporary_name);
}

void discard_temporary(Directory& replica, Name temporary) {
  static_cast<void>(perform(replica, Destruction{temporary, Remove{}}, new_temporary_name));
}

}  // namespace lockstep
