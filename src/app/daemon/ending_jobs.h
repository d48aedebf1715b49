// Holds the jobs that a reload removed. They were asked to end, and most do so within a moment; one
// that is flushing a slow disk goes on in the background, with the lock of its replica.
//
// Any thread may ask who is `present`; the rest is for one thread at a time.
#pragma once

#include <future>
#include <memory>
#include <mutex>
#include <vector>

#include "app/daemon/job_changes.h"

namespace lockstep {

class EndingJobs {
 public:
  // Asks them to end. They are present from now on.
  void add(const Jobs& jobs);
  // Waits a moment for these, and leaves the rest to a thread of its own. A job that has ended
  // gives its lock back, unless somebody still has a pointer to it.
  void await(Jobs jobs);
  // Waits until none is left.
  void await_all();

  [[nodiscard]] Jobs present() const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::weak_ptr<DaemonJob>> jobs_;  // guarded by mutex_
  std::vector<std::future<void>> waiting_;
};

}  // namespace lockstep
