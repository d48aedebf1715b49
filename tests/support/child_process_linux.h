// Tests that must not touch this process: they change its user, its mounts or the system calls it
// has.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>

namespace lockstep {

// Runs `body` in a forked child and returns its text; "died" when it did not come to an end. No
// doctest in there.
[[nodiscard]] std::string in_child(const std::function<std::string()>& body);

// Starts this test program once more for the test cases whose names match, after `prepare`, which
// says whether it could. Its output goes to ours when a test fails there.
enum class ChildTests { passed, failed, not_prepared };
[[nodiscard]] ChildTests run_again(const std::string& test_cases,
                                   const std::function<bool()>& prepare);

// Preparations. Each says whether it could.
// Mounts made from now on are seen by this process alone. Needs root.
bool enter_private_mounts();
// From now on a user without privilege.
bool become_nobody();
// From now on these system calls are unknown (ENOSYS), as on an older kernel.
bool forget_system_calls(std::initializer_list<int> numbers);
// From now on this system call fails with `code` when its argument (0 is the first) has any of
// these bits.
bool refuse_system_call(int number, int argument, unsigned bits, int code);

[[nodiscard]] bool is_root();

}  // namespace lockstep
