// Reads from and writes to a pipe without waiting: a call is begun, its event tells that it is
// over, and it can be taken back.
#pragma once

#include <windows.h>

#include "platform/system/owned_handle_windows.h"

namespace lockstep {

// Makes one call at a time. Its address must not change while one is under way.
class PipeCall {
 public:
  PipeCall() : event_(CreateEventW(nullptr, TRUE, FALSE, nullptr)) {}
  PipeCall(const PipeCall&) = delete;
  PipeCall& operator=(const PipeCall&) = delete;

  // Returns the event, which is signalled when the call is over, and before the first call.
  [[nodiscard]] HANDLE event() const { return event_.get(); }
  [[nodiscard]] bool is_usable() const { return event_.is_open(); }

  // Waits for a client. Returns ERROR_IO_PENDING, or the error of the call. NO_ERROR means that it
  // is over already (its event says so, too).
  DWORD connect(HANDLE pipe) {
    prepare();
    // An overlapped call is only ever answered with FALSE; ERROR_PIPE_CONNECTED means that the
    // client was faster.
    if (ConnectNamedPipe(pipe, &overlapped_)) return NO_ERROR;
    const DWORD code = GetLastError();
    if (code != ERROR_PIPE_CONNECTED) return code;
    was_connected_ = true;
    SetEvent(event_.get());
    return NO_ERROR;
  }
  DWORD read(HANDLE pipe, void* buffer, DWORD size) {
    prepare();
    return ReadFile(pipe, buffer, size, nullptr, &overlapped_) ? NO_ERROR : GetLastError();
  }
  DWORD write(HANDLE pipe, const void* buffer, DWORD size) {
    prepare();
    return WriteFile(pipe, buffer, size, nullptr, &overlapped_) ? NO_ERROR : GetLastError();
  }

  // Returns NO_ERROR for a call that succeeded, else its error; `count` is how many bytes it moved.
  DWORD outcome(HANDLE pipe, DWORD& count) {
    if (was_connected_) return NO_ERROR;  // the system knows of no call: none was made
    return GetOverlappedResult(pipe, &overlapped_, &count, FALSE) ? NO_ERROR : GetLastError();
  }

  // Cancels the call, and returns when the system has let go of the buffer.
  void take_back(HANDLE pipe) {
    DWORD count = 0;
    if (CancelIoEx(pipe, &overlapped_) || GetLastError() != ERROR_NOT_FOUND)
      GetOverlappedResult(pipe, &overlapped_, &count, TRUE);
  }

 private:
  void prepare() {
    ResetEvent(event_.get());
    overlapped_ = {};
    overlapped_.hEvent = event_.get();
    was_connected_ = false;
  }

  OwnedHandle event_;
  OVERLAPPED overlapped_{};
  bool was_connected_ = false;
};

}  // namespace lockstep
