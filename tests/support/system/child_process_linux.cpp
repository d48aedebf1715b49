#include "support/system/child_process_linux.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <fcntl.h>
#include <grp.h>
#include <iostream>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace lockstep {
namespace {

struct Outcome {
  int status = -1;
  std::string output;
};

// `body` writes to the descriptor that it is given, and does not return to the caller.
Outcome fork_and_wait(const std::function<void(int)>& body) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return {};
  }
  std::cout.flush();
  const pid_t child = fork();
  if (child == 0) {
    body(ends[1]);
    _exit(1);
  }
  close(ends[1]);
  Outcome outcome;
  std::array<char, 4096> buffer{};
  for (ssize_t count = 0; (count = read(ends[0], buffer.data(), buffer.size())) > 0;) {
    outcome.output.append(buffer.data(), static_cast<std::size_t>(count));
  }
  close(ends[0]);
  waitpid(child, &outcome.status, 0);
  return outcome;
}

constexpr int kNotPrepared = 77;

sock_filter load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<unsigned>(offset));
}

sock_filter answer(unsigned value) { return BPF_STMT(BPF_RET | BPF_K, value); }

// Adds a filter (seccomp(2)): filters add up, and are kept across exec.
bool filter_system_calls(std::vector<sock_filter> program) {
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

}  // namespace

namespace {

// Catches everything: nothing may be thrown out of a child into the tests of its parent.
std::string text_of(const std::function<std::string()>& body) {
  try {
    return body();
  } catch (const std::exception& exception) {
    return std::string("threw ") + exception.what();
  } catch (...) {
    return "threw";
  }
}

}  // namespace

std::string in_child(const std::function<std::string()>& body) {
  const Outcome outcome = fork_and_wait([&](int output) {
    const std::string text = text_of(body);
    const bool written =
        write(output, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    _exit(written ? 0 : 1);
  });
  return outcome.status == 0 ? outcome.output : "died";
}

ChildTests run_again(const std::string& test_cases, const std::function<bool()>& prepare) {
  const Outcome outcome = fork_and_wait([&](int output) {
    if (!prepare()) {
      _exit(kNotPrepared);
    }
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    const std::string filter = "--test-case=" + test_cases;
    execl("/proc/self/exe", "tests", filter.c_str(), static_cast<char*>(nullptr));
  });
  if (WIFEXITED(outcome.status) && WEXITSTATUS(outcome.status) == kNotPrepared) {
    return ChildTests::not_prepared;
  }
  if (outcome.status != 0) {
    std::cout << outcome.output;
    return ChildTests::failed;
  }
  return ChildTests::passed;
}

bool enter_private_mounts() {
  return unshare(CLONE_NEWNS) == 0 &&
         mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

bool become_nobody() {
  constexpr gid_t kNobody = 65534;
  return setgroups(0, nullptr) == 0 && setgid(kNobody) == 0 && setuid(kNobody) == 0;
}

bool forget_system_calls(std::initializer_list<int> numbers) {
  std::vector<sock_filter> program = {load(offsetof(seccomp_data, nr))};
  for (const int number : numbers) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(number), 0, 1));
    program.push_back(answer(SECCOMP_RET_ERRNO | ENOSYS));
  }
  program.push_back(answer(SECCOMP_RET_ALLOW));
  return filter_system_calls(program);
}

bool refuse_system_call(int number, int argument, unsigned bits, int code) {
  const auto lower_half = offsetof(seccomp_data, args) + static_cast<std::size_t>(argument) * 8;
  return filter_system_calls(
      {load(offsetof(seccomp_data, nr)),
       BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(number), 0, 3), load(lower_half),
       BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1),
       answer(SECCOMP_RET_ERRNO | static_cast<unsigned>(code)), answer(SECCOMP_RET_ALLOW)});
}

bool is_root() { return geteuid() == 0; }

}  // namespace lockstep
