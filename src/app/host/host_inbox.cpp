#include "app/host/host_inbox.h"

#include <utility>

namespace lockstep {
namespace {

Error stopping() { return Error(ErrorKind::cancelled, "the service is stopping"); }

}  // namespace

void HostInbox::put(bool Contents::* what) {
  const std::scoped_lock lock(mutex_);
  contents_.*what = true;
  filled_ = true;
  changed_.notify_one();
}

void HostInbox::put_pause(bool pause) {
  const std::scoped_lock lock(mutex_);
  contents_.pause = pause;
  filled_ = true;
  changed_.notify_one();
}

void HostInbox::pause() { put_pause(true); }
void HostInbox::resume() { put_pause(false); }

Result<std::string> HostInbox::reload_and_wait() {
  std::future<Result<std::string>> outcome;
  {
    const std::scoped_lock lock(mutex_);
    if (closed_) return failure(stopping());
    outcome = contents_.waiting.emplace_back().get_future();
    contents_.reload = true;
    filled_ = true;
    changed_.notify_one();
  }
  return outcome.get();
}

HostInbox::Contents HostInbox::take(std::optional<Time::duration> timeout) {
  std::unique_lock lock(mutex_);
  const auto filled = [&] { return filled_; };
  if (timeout) {
    changed_.wait_for(lock, *timeout, filled);
  } else {
    changed_.wait(lock, filled);
  }
  filled_ = false;
  return std::exchange(contents_, {});
}

void HostInbox::close() {
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  for (auto& waiting : contents_.waiting) waiting.set_value(failure(stopping()));
  contents_.waiting.clear();
}

}  // namespace lockstep
