// Waits in tests for what another thread or process does.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace lockstep {

// Polls until `holds` returns true, and returns true then; returns false if that has not happened
// within `patience`, which is far longer than it takes.
[[nodiscard]] inline bool eventually(const std::function<bool()>& holds,
                                     std::chrono::seconds patience = std::chrono::seconds(20)) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace lockstep
