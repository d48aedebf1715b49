// The program that started this process and watches over it: systemd (a unit of Type=notify), the
// SCM. It is told what is true, and nothing else. Without a supervisor every call does nothing.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"

namespace lockstep {

// All calls may be made by any thread.
class Supervisor {
 public:
  virtual ~Supervisor() = default;

  // Tells that the service does its work. Also ends a reload.
  virtual void ready() = 0;
  virtual void reloading() = 0;
  // Tells whether passes are paused; it is told again and again.
  virtual void paused(bool is_paused) = 0;
  virtual void stopping() = 0;
  // Shows one sentence for people, as `systemctl status` does.
  virtual void status(const std::string& sentence) = 0;
  // Asks for so much more time, from now on, for the start or the stop that is under way.
  virtual void extend_timeout(std::chrono::seconds more) = 0;

  // Returns how long after the last `alive` this process is taken for dead and restarted; none if
  // nobody asks for `alive`.
  [[nodiscard]] virtual std::optional<std::chrono::microseconds> watchdog_timeout() const = 0;
  virtual void alive() = 0;
};

// Returns the supervisor, which is never null.
[[nodiscard]] std::unique_ptr<Supervisor> find_supervisor();

// Runs `work` the way a service manager wants it and returns its result. On Windows it runs on a
// thread that the SCM starts, which is told the exit code, too; fails with not_supported if the SCM
// did not start this process. Elsewhere `work` is simply called.
[[nodiscard]] Result<int> work_below_supervisor(std::function<int()> work);

}  // namespace lockstep
