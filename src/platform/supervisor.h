// Whoever started this process and watches over it: systemd (a unit of Type=notify), later the SCM.
// It is told what is true, and nothing else. Without one every call does nothing.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace lockstep {

// Any thread.
class Supervisor {
 public:
  virtual ~Supervisor() = default;

  // The service does its work. Also ends a reload.
  virtual void ready() = 0;
  virtual void reloading() = 0;
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

}  // namespace lockstep
