// Watches a source by inotify: one watch a folder, which a walk asks for.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "platform/watch/watcher.h"

namespace lockstep {

// Tests hold the thread that reads, and give away fewer watches than the system has.
struct InotifyOptions {
  std::function<void()> before_read = {};  // is called on the watcher's thread before each read
  std::optional<std::uint64_t> watches = {};
};

// See watch_source.
[[nodiscard]] Result<std::unique_ptr<Watcher>> watch_by_inotify(const Directory& root,
                                                                const std::string& path,
                                                                Watcher::Listener& listener,
                                                                InotifyOptions options = {});

}  // namespace lockstep
