#include "platform/system/this_system.h"

namespace lockstep {

System this_system() { return System::posix; }

}  // namespace lockstep
