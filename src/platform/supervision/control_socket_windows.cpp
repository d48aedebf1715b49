// A named pipe with several instances, each of which serves one client after another.

#include <algorithm>
#include <string>
#include <thread>
#include <utility>
#include <vector>
#include <windows.h>

#include "platform/supervision/control_socket.h"
#include "platform/supervision/pipe_call_windows.h"
#include "platform/supervision/pipe_security_windows.h"
#include "platform/system/os_error.h"
#include "platform/system/text_windows.h"

namespace lockstep {
namespace {

using Time = std::chrono::steady_clock;

constexpr std::size_t kMostClients = 16;
static_assert(kMostClients < MAXIMUM_WAIT_OBJECTS);
constexpr std::size_t kLongestRequest = 64 * 1024;
constexpr std::size_t kLargestPart = 64 * 1024;  // of an answer, in one call
constexpr DWORD kBuffer = 4096;
// The time after which a client that neither asks nor reads is cut off.
constexpr std::chrono::seconds kPatience{2};

class Conversation {
 public:
  explicit Conversation(OwnedHandle pipe) : pipe_(std::move(pipe)) {}
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;
  ~Conversation() { call_.take_back(pipe_.get()); }

  [[nodiscard]] bool is_usable() const { return call_.is_usable(); }
  // Returns the event, which is signalled when `advance` has something to do.
  [[nodiscard]] HANDLE event() const { return call_.event(); }
  [[nodiscard]] Time::time_point give_up() const { return give_up_; }

  // Waits for a client, who may be there already.
  void listen() {
    stage_ = Stage::listening;
    request_.clear();
    const DWORD code = call_.connect(pipe_.get());
    // A client that has come and gone already (ERROR_NO_DATA) is dropped when the patience ends.
    give_up_ = begun(code) ? Time::time_point::max() : Time::now() + kPatience;
  }
  // Drops the client and waits for the next.
  void hang_up() {
    call_.take_back(pipe_.get());
    DisconnectNamedPipe(pipe_.get());
    listen();
  }

  void advance(const ControlAnswer& answer) {
    DWORD count = 0;
    if (call_.outcome(pipe_.get(), count) != NO_ERROR || !go_on(count, answer)) hang_up();
  }

 private:
  enum class Stage { listening, hearing, answering, leaving };

  static bool begun(DWORD code) { return code == NO_ERROR || code == ERROR_IO_PENDING; }

  // Does the next step after a call that moved `count` bytes. Returns false when the client is to
  // be dropped.
  bool go_on(DWORD count, const ControlAnswer& answer) {
    switch (stage_) {
      case Stage::listening:
        give_up_ = Time::now() + kPatience;
        return hear();
      case Stage::hearing:
        return heard(count, answer);
      case Stage::answering:
        answer_.erase(0, count);
        return say();
      case Stage::leaving:
        break;
    }
    return false;
  }

  bool hear() {
    stage_ = Stage::hearing;
    return begun(call_.read(pipe_.get(), buffer_, kBuffer));
  }

  bool heard(DWORD count, const ControlAnswer& answer) {
    request_.append(buffer_, count);
    if (request_.size() > kLongestRequest) return false;
    const auto end = request_.find('\n');
    if (end == std::string::npos) return hear();
    answer_ = answer(request_.substr(0, end)) + '\n';
    return say();
  }

  bool say() {
    give_up_ = Time::now() + kPatience;
    if (answer_.empty()) return leave();
    stage_ = Stage::answering;
    const auto size = static_cast<DWORD>(std::min(answer_.size(), kLargestPart));
    return begun(call_.write(pipe_.get(), answer_.data(), size));
  }

  // Waits for the client to go first: what it has not read is lost when the server hangs up
  // (DisconnectNamedPipe).
  bool leave() {
    stage_ = Stage::leaving;
    return begun(call_.read(pipe_.get(), buffer_, kBuffer));
  }

  OwnedHandle pipe_;
  PipeCall call_;
  Stage stage_ = Stage::listening;
  Time::time_point give_up_ = Time::time_point::max();
  char buffer_[kBuffer] = {};
  std::string request_;
  std::string answer_;  // the part that is still to be sent
};

using Conversations = std::vector<std::unique_ptr<Conversation>>;

class WindowsControlSocket final : public ControlSocket {
 public:
  WindowsControlSocket(Conversations conversations, OwnedHandle over, ControlAnswer answer)
      : conversations_(std::move(conversations)),
        over_(std::move(over)),
        answer_(std::move(answer)),
        thread_([this] { serve(); }) {}
  WindowsControlSocket(const WindowsControlSocket&) = delete;
  WindowsControlSocket& operator=(const WindowsControlSocket&) = delete;

  ~WindowsControlSocket() override {
    SetEvent(over_.get());
    thread_.join();
  }

 private:
  void serve() {
    for (const auto& conversation : conversations_) conversation->listen();
    while (wait()) {
      for (const auto& conversation : conversations_) {
        if (WaitForSingleObject(conversation->event(), 0) == WAIT_OBJECT_0) {
          conversation->advance(answer_);
        } else if (Time::now() >= conversation->give_up()) {
          conversation->hang_up();
        }
      }
    }
  }

  // Returns false when it is time to end.
  [[nodiscard]] bool wait() const {
    std::vector<HANDLE> waited = {over_.get()};
    auto until = Time::time_point::max();
    for (const auto& conversation : conversations_) {
      waited.push_back(conversation->event());
      until = std::min(until, conversation->give_up());
    }
    DWORD timeout = INFINITE;
    if (until != Time::time_point::max()) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Time::now());
      timeout = static_cast<DWORD>(std::max<std::chrono::milliseconds::rep>(left.count(), 0));
    }
    const auto count = static_cast<DWORD>(waited.size());
    return WaitForMultipleObjects(count, waited.data(), FALSE, timeout) != WAIT_OBJECT_0;
  }

  Conversations conversations_;
  OwnedHandle over_;
  ControlAnswer answer_;
  std::thread thread_;  // the last member: it uses all the others
};

// Makes an instance of the pipe. The process that made the first one keeps others from answering by
// its name.
Result<OwnedHandle> make_instance(const std::wstring& name, const PipeSecurity& security,
                                  bool is_first) {
  SECURITY_ATTRIBUTES attributes = security.attributes();
  constexpr DWORD kMode =
      PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS;
  const DWORD first = is_first ? FILE_FLAG_FIRST_PIPE_INSTANCE : 0;
  OwnedHandle pipe(CreateNamedPipeW(name.c_str(), PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | first,
                                    kMode, kMostClients, kBuffer, kBuffer, 0, &attributes));
  if (pipe.is_open()) return pipe;
  const DWORD code = GetLastError();
  const bool is_taken = code == ERROR_ACCESS_DENIED || code == ERROR_PIPE_BUSY;
  if (is_first && is_taken) return failure(ErrorKind::locked, "another instance answers there");
  return failure(os_error(static_cast<int>(code)));
}

Result<Conversations> make_conversations(const std::wstring& name) {
  const auto security = PipeSecurity::make();
  if (!security) return failure(security.error());
  Conversations conversations;
  while (conversations.size() < kMostClients) {
    auto pipe = make_instance(name, *security, conversations.empty());
    if (!pipe) return failure(pipe.error());
    conversations.push_back(std::make_unique<Conversation>(*std::move(pipe)));
    if (!conversations.back()->is_usable()) return failure(last_error());
  }
  return conversations;
}

}  // namespace

Result<std::unique_ptr<ControlSocket>> listen_for_control(const std::string& path,
                                                          ControlAnswer answer) {
  const auto name = to_utf16(path);
  if (!name) return failure(ErrorKind::name_not_possible, "Not possible as the name of a pipe");
  auto conversations = make_conversations(*name);
  if (!conversations) return failure(conversations.error().within("listen at", path));
  OwnedHandle over(CreateEventW(nullptr, TRUE, FALSE, nullptr));
  if (!over.is_open()) return failure(last_error());
  return std::make_unique<WindowsControlSocket>(*std::move(conversations), std::move(over),
                                                std::move(answer));
}

}  // namespace lockstep
