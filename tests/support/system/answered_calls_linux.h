// System calls that a test answers in the kernel's place: one that fails once, one that does half
// of what it was asked for, one that tells of a volume nobody has at hand. It uses the kernel's own
// means for this (user notification, seccomp_unotify(2), Linux 5.5): it needs no privilege, works
// whichever function of the C library makes the call, and touches no other thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>

namespace lockstep {

struct SystemCall {
  int number = 0;  // SYS_fsync
  std::array<std::uint64_t, 6> arguments{};
};

// Returns the call's result, or an error's number with a minus in front; nothing leaves the call to
// the kernel.
using SystemCallAnswer = std::function<std::optional<long>(const SystemCall&)>;

// Runs `body` on a thread of its own, and asks `answer`, on the calling thread, about each call of
// these numbers that the new thread makes, or one that it starts. Returns false if the system
// allows no such thing, which is said in the output: then `body` was not run. An exception of
// `body` is thrown to the caller.
bool with_answered_calls(std::initializer_list<int> numbers,
                         const SystemCallAnswer& answer, const std::function<void()>& body);

// Fails the n-th call with this error (the first is 1) and leaves all others to the kernel.
[[nodiscard]] SystemCallAnswer failing_once(int code, int nth = 1);

// Makes the call on the calling thread, which shares memory and descriptors with the one that
// asked. Returns what a SystemCallAnswer does.
[[nodiscard]] long make_call(const SystemCall& call);

// Both access what an argument of a waiting call points to. The thread's memory is reached through
// the kernel: sanitizers do not know that it waits.
void read_at(std::uint64_t address, void* into, std::size_t size);
void write_at(std::uint64_t address, const void* from, std::size_t size);
[[nodiscard]] std::string text_at(std::uint64_t address);  // reads up to a zero

}  // namespace lockstep
