// Tests the calls that a nice value makes, and the result of a refusal.
#include <cerrno>
#include <sys/syscall.h>
#include <vector>

#include <doctest/doctest.h>

#include "platform/system/thread_priority.h"
#include "support/system/answered_calls_linux.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

// Returns the nice values that were asked for; `kind` gets the result.
std::vector<int> asked_for(const ThreadPriority& priority, long answer,
                           std::optional<ErrorKind>& kind) {
  std::vector<int> asked;
  const auto note = [&](const SystemCall& call) -> std::optional<long> {
    asked.push_back(static_cast<int>(call.arguments[2]));
    return answer;
  };
  kind = ErrorKind::cancelled;
  with_answered_calls({SYS_setpriority}, note,
                      [&] { kind = kind_of(set_thread_priority(priority)); });
  return asked;
}

TEST_CASE("a nicer thread is asked for, never a less nice one, and a refusal is told") {
  std::optional<ErrorKind> kind;
  const auto usual = asked_for({IoPriority::normal, 0}, 0, kind);
  if (kind == ErrorKind::cancelled) return;  // calls can't be answered here
  CHECK(usual.empty());
  CHECK(asked_for({IoPriority::normal, -5}, 0, kind).empty());
  CHECK(kind == std::nullopt);
  CHECK(asked_for({IoPriority::normal, 5}, 0, kind) == std::vector{5});
  CHECK(kind == std::nullopt);
  CHECK(asked_for({IoPriority::normal, 5}, -EACCES, kind) == std::vector{5});
  CHECK(kind == ErrorKind::permission_denied);
}

}  // namespace
}  // namespace lockstep
