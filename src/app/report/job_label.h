// A job's name as its lines and its progress show it.
#pragma once

#include <atomic>
#include <string>
#include <utility>

namespace lockstep {

class JobLabel {
 public:
  explicit JobLabel(std::string name) : name_(std::move(name)) {}

  // A job need not be named while it is the only one. Any thread.
  void show(bool shown) { shown_ = shown; }
  // Empty while the name is not shown. Any thread.
  [[nodiscard]] std::string text() const { return shown_ ? name_ : std::string(); }

 private:
  const std::string name_;
  std::atomic<bool> shown_ = true;
};

}  // namespace lockstep
