// A piece of work to be called once: like std::function<void()>, but it may own what can't be
// copied, and a lambda with a few captures needs no allocation.
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace lockstep {

class Task {
 public:
  Task() = default;

  template <typename Work>
    requires(!std::same_as<std::decay_t<Work>, Task> && std::invocable<std::decay_t<Work>&>)
  // NOLINTNEXTLINE(google-explicit-constructor): a lambda may stand where a task is wanted
  Task(Work&& work) {
    using Kept = std::decay_t<Work>;
    if constexpr (fits<Kept>) {
      ::new (static_cast<void*>(place_)) Kept(std::forward<Work>(work));
      operations_ = &kOperations<Kept>;
    } else {
      auto boxed = [held = std::make_unique<Kept>(std::forward<Work>(work))] { (*held)(); };
      ::new (static_cast<void*>(place_)) decltype(boxed)(std::move(boxed));
      operations_ = &kOperations<decltype(boxed)>;
    }
  }

  Task(Task&& other) noexcept { take(other); }
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      reset();
      take(other);
    }
    return *this;
  }
  ~Task() { reset(); }

  [[nodiscard]] explicit operator bool() const { return operations_ != nullptr; }
  void operator()() { operations_->call(place_); }

  // Destroys the work and what it owns.
  void reset() noexcept {
    if (operations_ != nullptr) {
      std::exchange(operations_, nullptr)->destroy(place_);
    }
  }

 private:
  struct Operations {
    void (*call)(void* work);
    void (*move)(void* from, void* to) noexcept;  // leaves nothing at `from`
    void (*destroy)(void* work) noexcept;
  };

  void take(Task& other) noexcept {
    if (other.operations_ == nullptr) {
      return;
    }
    other.operations_->move(other.place_, place_);
    operations_ = std::exchange(other.operations_, nullptr);
  }

  static constexpr std::size_t kRoom = 56;  // one cache line, together with the pointer

  template <typename Kept>
  static constexpr bool fits = sizeof(Kept) <= kRoom && alignof(Kept) <= alignof(void*) &&
                               std::is_nothrow_move_constructible_v<Kept>;

  template <typename Kept>
  static constexpr Operations kOperations = {
      [](void* work) { (*static_cast<Kept*>(work))(); },
      [](void* from, void* to) noexcept {
        Kept* const kept = static_cast<Kept*>(from);
        ::new (to) Kept(std::move(*kept));
        kept->~Kept();
      },
      [](void* work) noexcept { static_cast<Kept*>(work)->~Kept(); },
  };

  const Operations* operations_ = nullptr;
  alignas(void*) std::byte place_[kRoom];
};

}  // namespace lockstep
