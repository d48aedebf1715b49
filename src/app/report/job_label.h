// The name of a job as its lines and its progress show it.
#pragma once

#include <atomic>
#include <string>
#include <utility>

namespace lockstep {

class JobLabel {
 public:
  explicit JobLabel(std::string name) : name_(std::move(name)) {}

  // Shows the name or hides it: a job need not be named while it is the only one. Any thread may
  // call it.
  void show(bool shown) { shown_ = shown; }
  // Returns the name; empty while it is not shown. Any thread may call it.
  [[nodiscard]] std::string text() const { return shown_ ? name_ : std::string(); }

 private:
  const std::string name_;
  std::atomic<bool> shown_ = true;
};

}  // namespace lockstep
