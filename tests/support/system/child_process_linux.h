// Runs tests in a child process: they change its user, its mounts or the system calls it has, and
// must not touch this process.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>

namespace lockstep {

// Runs `body` in a forked child and returns its text; "died" if it did not come to an end. Doctest
// can't be used in the child.
[[nodiscard]] std::string in_child(const std::function<std::string()>& body);

// Starts this test program once more for the test cases whose names match, after `prepare`, which
// returns whether it could. Its output goes to ours if a test fails there.
enum class ChildTests { passed, failed, not_prepared };
[[nodiscard]] ChildTests run_again(const std::string& test_cases,
                                   const std::function<bool()>& prepare);

// These prepare a child; each returns whether it could. The first lets only this process see the
// mounts that are made from now on; it needs root.
bool enter_private_mounts();
// Makes this process one of a user without privilege.
bool become_nobody();
// Makes these system calls unknown (ENOSYS), as on an older kernel.
bool forget_system_calls(std::initializer_list<int> numbers);
// Makes this system call fail with `code` if its argument (0 is the first) has any of these bits.
bool refuse_system_call(int number, int argument, unsigned bits, int code);

[[nodiscard]] bool is_root();

}  // namespace lockstep
