// Hears what a watcher tells, for tests.
#pragma once

#include <algorithm>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "platform/watch/watcher.h"
#include "support/eventually.h"

namespace lockstep {

// Writes an event as the tests do: "fresh a/b", "renamed a -> b", "tree d/" (a folder). An object
// is left out.
inline std::string in_words(const WatchEvent& event) {
  constexpr const char* kKinds[] = {"entry", "fresh",   "writing",   "folder",
                                    "tree",  "renamed", "everything"};
  std::string text = kKinds[static_cast<std::size_t>(event.kind)];
  if (event.kind == WatchEvent::Kind::everything) return text + ": " + event.reason;
  const auto path = [](const RelativePath& one) { return one.is_root() ? "." : one.text(); };
  text += " ";
  if (event.kind == WatchEvent::Kind::renamed) text += path(event.from) + " -> ";
  return text + path(event.path) + (event.is_folder ? "/" : "");
}

class HeardEvents final : public Watcher::Listener {
 public:
  void on_events(std::span<const WatchEvent> events) override {
    const std::lock_guard lock(mutex_);
    events_.insert(events_.end(), events.begin(), events.end());
    ++calls_;
  }
  void on_state(const WatchState& state) override {
    const std::lock_guard lock(mutex_);
    states_.push_back(state);
  }

  // Counts how often this event was told since `forget`.
  [[nodiscard]] std::ptrdiff_t count(const std::string& words) const {
    const auto all = words_so_far();
    return std::ranges::count(all, words);
  }
  // Waits until all of them were told.
  [[nodiscard]] bool hears(const std::vector<std::string>& all) const {
    return eventually([&] {
      return std::ranges::all_of(all, [&](const std::string& one) { return count(one) > 0; });
    });
  }
  [[nodiscard]] std::vector<std::string> words_so_far() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> words;
    for (const WatchEvent& event : events_) words.push_back(in_words(event));
    return words;
  }
  [[nodiscard]] std::string all_so_far() const {
    std::string text;
    for (const std::string& words : words_so_far()) text += words + "\n";
    return text;
  }
  [[nodiscard]] std::vector<WatchEvent> events() const {
    const std::lock_guard lock(mutex_);
    return events_;
  }
  [[nodiscard]] std::optional<WatchState> last_state() const {
    const std::lock_guard lock(mutex_);
    return states_.empty() ? std::nullopt : std::optional(states_.back());
  }
  [[nodiscard]] std::size_t calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }
  void forget() {
    const std::lock_guard lock(mutex_);
    events_.clear();
    states_.clear();
    calls_ = 0;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<WatchEvent> events_;
  std::vector<WatchState> states_;
  std::size_t calls_ = 0;
};

}  // namespace lockstep
