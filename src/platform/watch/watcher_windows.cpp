#include "platform/watch/watcher.h"

namespace lockstep {

Result<std::unique_ptr<Watcher>> watch_source(const Directory& /*root*/,
                                              const std::string& /*path*/, WatchWish /*wish*/,
                                              Watcher::Listener& /*listener*/) {
  return failure(ErrorKind::not_supported, "this version does not watch folders on Windows");
}

}  // namespace lockstep
