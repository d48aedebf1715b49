#include <algorithm>
#include <windows.h>

#include "platform/supervision/control_socket.h"
#include "platform/supervision/pipe_call_windows.h"
#include "platform/supervision/pipe_security_windows.h"
#include "platform/system/os_error.h"
#include "platform/system/text_windows.h"

namespace lockstep {
namespace {

using Time = std::chrono::steady_clock;

constexpr std::size_t kLongestAnswer = 64 * 1024 * 1024;

DWORD left_of(Time::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Time::now());
  // 0 means "the pipe's own default" to WaitNamedPipe.
  return static_cast<DWORD>(std::max<std::chrono::milliseconds::rep>(left.count(), 1));
}

Error no_answer() { return Error(ErrorKind::busy, "it does not answer"); }

Error meaning_of(DWORD code) {
  switch (code) {
    case ERROR_FILE_NOT_FOUND:
      return Error(ErrorKind::not_found, "nobody answers there");
    case ERROR_ACCESS_DENIED:
      return Error(ErrorKind::permission_denied,
                   "it listens to administrators and to the user who installed it; run this as "
                   "administrator");
    case ERROR_BROKEN_PIPE:
    case ERROR_PIPE_NOT_CONNECTED:
    case ERROR_NO_DATA:
      return Error(ErrorKind::other, "it hung up");
    default:
      return os_error(static_cast<int>(code));
  }
}

// Opens the pipe, and waits while all its instances have a client. The process that answers may
// learn who we are, and not act as us (SECURITY_IDENTIFICATION).
Result<OwnedHandle> open_pipe(const std::wstring& name, Time::time_point until) {
  while (true) {
    constexpr DWORD kFlags = FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION;
    OwnedHandle pipe(CreateFileW(name.c_str(), kTalk, 0, nullptr, OPEN_EXISTING, kFlags, nullptr));
    if (pipe.is_open()) return pipe;
    const DWORD code = GetLastError();
    if (code != ERROR_PIPE_BUSY) return failure(meaning_of(code));
    if (Time::now() >= until) return failure(no_answer());
    // The next round tells whether an instance is free.
    (void)WaitNamedPipeW(name.c_str(), left_of(until));
  }
}

class Conversation {
 public:
  Conversation(OwnedHandle pipe, Time::time_point until) : pipe_(std::move(pipe)), until_(until) {}

  Result<void> say(std::string_view text) {
    while (!text.empty()) {
      const auto count =
          finish(call_.write(pipe_.get(), text.data(), static_cast<DWORD>(text.size())));
      if (!count) return failure(count.error());
      text.remove_prefix(*count);
    }
    return {};
  }

  Result<std::string> hear() {
    std::string text;
    char buffer[16 * 1024];
    while (!text.ends_with('\n')) {
      const auto count = finish(call_.read(pipe_.get(), buffer, sizeof buffer));
      if (!count) return failure(count.error());
      text.append(buffer, *count);
      if (text.size() > kLongestAnswer) return failure(ErrorKind::other, "the answer is too long");
    }
    text.pop_back();
    return text;
  }

 private:
  // Returns how many bytes the call moved, once it is over.
  Result<DWORD> finish(DWORD begun) {
    if (begun != NO_ERROR && begun != ERROR_IO_PENDING) return failure(meaning_of(begun));
    if (WaitForSingleObject(call_.event(), left_of(until_)) != WAIT_OBJECT_0) {
      call_.take_back(pipe_.get());
      return failure(no_answer());
    }
    DWORD count = 0;
    if (const DWORD code = call_.outcome(pipe_.get(), count); code != NO_ERROR)
      return failure(meaning_of(code));
    return count;
  }

  OwnedHandle pipe_;
  PipeCall call_;
  Time::time_point until_;
};

Result<std::string> ask(const std::string& path, const std::string& request,
                        std::chrono::milliseconds timeout) {
  const auto name = to_utf16(path);
  if (!name) return failure(ErrorKind::name_not_possible, "Not possible as the name of a pipe");
  const auto until = Time::now() + timeout;
  auto pipe = open_pipe(*name, until);
  if (!pipe) return failure(pipe.error());
  Conversation conversation(*std::move(pipe), until);
  if (auto said = conversation.say(request + '\n'); !said) return failure(said.error());
  return conversation.hear();
}

}  // namespace

Result<std::string> ask_control(const std::string& path, const std::string& request,
                                std::chrono::milliseconds timeout) {
  auto answer = ask(path, request, timeout);
  if (!answer) return failure(answer.error().within("ask", path));
  return answer;
}

// Windows has no instances, and no services of single users.
std::string control_socket_path(ServiceScope scope, const std::string& instance) {
  if (scope == ServiceScope::user || !instance.empty()) return {};
  return R"(\\.\pipe\lockstep-control)";
}

std::string own_control_socket_path() { return control_socket_path(ServiceScope::system); }

}  // namespace lockstep
