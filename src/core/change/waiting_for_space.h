// The operations that found no room. They wait for the removals, which may make some, and are tried
// once more afterwards: files, folders with all that goes into them, and the names and renames that
// depend on those. A function that takes an operation returns true; then nothing more is to be done
// about it now.
//
// Threads: all functions may be called by several at once, except where it is said.
#pragma once

#include <mutex>
#include <utility>
#include <vector>

#include "core/model/plan.h"

namespace lockstep {

class WaitingForSpace {
 public:
  // Takes an operation that failed with this error, if that was for lack of space.
  [[nodiscard]] bool takes(const Error& error, const Creation& creation);
  [[nodiscard]] bool takes(const Error& error, const Update& update);
  // Takes an operation if its folder waits.
  [[nodiscard]] bool takes_with_folder(const Creation& creation);
  [[nodiscard]] bool takes_with_folder(const Repair& repair);
  // Does the same, and moves the rename out of the plan. Must not be called while anything else is
  // going on.
  [[nodiscard]] bool takes_with_folder(Rename& rename);
  // Takes a name that was to join a file, if that file may still come.
  [[nodiscard]] bool takes_with_target(const Error& error, const Creation& creation);
  // Takes out the folders that waiting renames move entries out of: such a folder is not empty
  // before those are done. Must not be called while anything else is going on.
  void put_off(std::vector<Removal>& folders);

  struct Waiting {
    std::vector<Creation> creations;
    std::vector<Update> updates;
    std::vector<Rename> renames;
    std::vector<Repair> repairs;
    std::vector<Removal> removals;
  };
  // The second try. As long as it lasts nothing is taken: an operation that finds no space now is a
  // problem. There is one at a time, begun and ended while nothing else is going on.
  class Retry {
   public:
    explicit Retry(WaitingForSpace& waiting) : waiting_(waiting) { waiting_.retrying_ = true; }
    ~Retry() { waiting_.retrying_ = false; }
    Retry(const Retry&) = delete;
    Retry& operator=(const Retry&) = delete;

    // Returns all that has waited.
    [[nodiscard]] Waiting take() { return std::exchange(waiting_.waiting_, {}); }

   private:
    WaitingForSpace& waiting_;
  };

 private:
  std::mutex mutex_;
  Waiting waiting_;  // creations, updates and repairs guarded by mutex_
  bool retrying_ = false;  // changed only while nothing else is going on
};

}  // namespace lockstep
