// Keeps what signals, the control socket and the jobs tell a host, until its main thread takes it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace lockstep {

class HostInbox {
 public:
  using Time = std::chrono::steady_clock;

  // Holds everything that came since the last time; the same thing twice is one thing.
  struct Contents {
    bool stop = false;
    bool reload = false;
    bool sync_now = false;
    std::optional<bool> pause = {};  // to pause or to resume: the last word counts
    bool status_changed = false;  // a pass has ended, or a request was answered
    std::vector<std::promise<Result<std::string>>> waiting;  // for the reload's outcome
  };

  void stop() { put(&Contents::stop); }
  void reload() { put(&Contents::reload); }
  void sync_now() { put(&Contents::sync_now); }
  void pause();
  void resume();
  void status_changed() { put(&Contents::status_changed); }
  // Asks for a reload and waits for its outcome: a sentence about what needs a restart, or an empty
  // one.
  [[nodiscard]] Result<std::string> reload_and_wait();

  // Waits for something, and returns nothing after `timeout`, if there is one.
  [[nodiscard]] Contents take(std::optional<Time::duration> timeout);
  // Says that nobody takes anything any more. Whoever waits, or asks later, gets an error.
  void close();

 private:
  void put(bool Contents::* what);
  void put_pause(bool pause);

  std::mutex mutex_;
  std::condition_variable changed_;
  Contents contents_;    // guarded by mutex_
  bool filled_ = false;  // guarded by mutex_
  bool closed_ = false;  // guarded by mutex_
};

}  // namespace lockstep
