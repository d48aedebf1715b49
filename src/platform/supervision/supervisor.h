// Whoever started this process and watches over it: systemd (a unit of Type=notify), the SCM.
// It is told what is true, and nothing else. Without one every call does nothing.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"

namespace lockstep {

// Any thread.
class Supervisor {
 public:
  virtual ~Supervisor() = default;

  // The service does its work. Also ends a reload.
  virtual void ready() = 0;
  virtual void reloading() = 0;
  // Passes are paused, or not any more; told again and again.
  virtual void paused(bool is_paused) = 0;
  virtual void stopping() = 0;
  // One sentence for people; `systemctl status` shows it.
  virtual void status(const std::string& sentence) = 0;
  // What is being started or stopped needs so much more time from now on.
  virtual void extend_timeout(std::chrono::seconds more) = 0;

  // How long after the last `alive` this process is taken for dead and started anew; none when
  // nobody asks.
  [[nodiscard]] virtual std::optional<std::chrono::microseconds> watchdog_timeout() const = 0;
  virtual void alive() = 0;
};

// Never null.
[[nodiscard]] std::unique_ptr<Supervisor> find_supervisor();

// Runs `work` the way a service manager wants it and returns what it returned. Windows: on a thread
// that the SCM starts, which is told the exit code, too; not_supported when it was not the SCM that
// started this process. Elsewhere `work` is simply called.
[[nodiscard]] Result<int> work_below_supervisor(std::function<int()> work);

}  // namespace lockstep
