#include "platform/watch/inotify_watcher_linux.h"
#include "platform/watch/watcher.h"

namespace lockstep {

Result<std::unique_ptr<Watcher>> watch_source(const Directory& root, const std::string& path,
                                              WatchWish wish, Watcher::Listener& listener) {
  if (wish == WatchWish::fanotify) {
    return failure(ErrorKind::not_supported,
                   "this version watches folders by inotify only, not by fanotify");
  }
  return watch_by_inotify(root, path, listener);
}

}  // namespace lockstep
