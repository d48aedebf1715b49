#include "support/system/answered_calls_linux.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <exception>
#include <future>
#include <iterator>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "platform/system/descriptor_posix.h"
#include "support/trees/feature.h"

namespace lockstep {
namespace {

// Installs the filter for the calling thread and those that it starts. Returns the descriptor that
// tells of the calls, or -1.
int listen_to(std::initializer_list<int> numbers) {
  std::vector<sock_filter> program = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
  for (const int number : numbers) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(number), 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  return static_cast<int>(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                                  SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter));
}

void answer_one(int listener, const SystemCallAnswer& answer) {
  seccomp_notif asked{};
  if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) != 0) return;
  SystemCall call{asked.data.nr, {}};
  std::copy(std::begin(asked.data.args), std::end(asked.data.args), call.arguments.begin());
  seccomp_notif_resp response{};
  response.id = asked.id;
  if (const auto result = answer(call); !result) {
    response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
  } else if (*result < 0) {
    response.error = static_cast<int>(*result);
  } else {
    response.val = *result;
  }
  static_cast<void>(ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response));
}

void answer_until(const std::atomic<bool>& done, int listener, const SystemCallAnswer& answer) {
  constexpr int kMilliseconds = 5;
  while (!done) {
    pollfd waiting{listener, POLLIN, 0};
    if (poll(&waiting, 1, kMilliseconds) == 1 && (waiting.revents & POLLIN) != 0)
      answer_one(listener, answer);
  }
}

}  // namespace

bool with_answered_calls(std::initializer_list<int> numbers, const SystemCallAnswer& answer,
                         const std::function<void()>& body) {
  std::promise<int> listening;
  std::atomic<bool> done{false};
  std::exception_ptr thrown;
  std::jthread thread([&] {
    const int listener = listen_to(numbers);
    listening.set_value(listener);
    if (listener >= 0) {
      try {
        body();
      } catch (...) {
        thrown = std::current_exception();
      }
    }
    done = true;
  });
  {
    // The listener is closed before the thread is waited for: later calls are answered with ENOSYS.
    const Descriptor listener(listening.get_future().get());
    if (!listener.is_open()) {
      say_lacking(Feature::answered_system_calls);
      return false;
    }
    answer_until(done, listener.number(), answer);
  }
  thread.join();
  if (thrown) std::rethrow_exception(thrown);
  return true;
}

SystemCallAnswer failing_once(int code, int nth) {
  return [code, left = nth](const SystemCall&) mutable -> std::optional<long> {
    return --left == 0 ? std::optional<long>(-code) : std::nullopt;
  };
}

long make_call(const SystemCall& call) {
  const auto& [a, b, c, d, e, f] = call.arguments;
  const long result = syscall(call.number, a, b, c, d, e, f);
  return result == -1 ? -errno : result;
}

void read_at(std::uint64_t address, void* into, std::size_t size) {
  const iovec here{into, size};
  const iovec there{reinterpret_cast<void*>(address), size};
  static_cast<void>(process_vm_readv(getpid(), &here, 1, &there, 1, 0));
}

void write_at(std::uint64_t address, const void* from, std::size_t size) {
  const iovec here{const_cast<void*>(from), size};
  const iovec there{reinterpret_cast<void*>(address), size};
  static_cast<void>(process_vm_writev(getpid(), &here, 1, &there, 1, 0));
}

std::string text_at(std::uint64_t address) {
  std::string text;
  for (;; ++address) {
    char byte = '\0';
    read_at(address, &byte, 1);
    if (byte == '\0') return text;
    text.push_back(byte);
  }
}

}  // namespace lockstep
