// The requests that a running daemon takes and its replies, whatever carries them
// (platform/supervision/control_socket.h on this machine): one line of JSON asks, one line answers.
//
//   {"command":"status"|"sync-now"|"approve"|"pause"|"resume"|"reload","job":"…","empty":false}
//   {"ok":true}   with the state beside it for "status" (status_json.h), and with a sentence as
//                 "message" for "approve", and for a "reload" after which something needs a restart
//   {"ok":false,"kind":"not_found","error":"no job is called 'x'"}
#pragma once

#include <functional>
#include <string>

#include "app/daemon/daemon.h"
#include "base/result.h"

namespace lockstep {

enum class ControlCommand { status, sync_now, approve, pause, resume, reload };

struct ControlRequest {
  ControlCommand command = ControlCommand::status;
  // Names the job that is meant. Empty: all of them; for approve, the only one.
  std::string job = {};
  bool empty_source = false;  // of approve
};

// The client's side: a line without its newline; what it came to. An error is the daemon's, with
// its sentence, or `invalid` for what is no reply.
[[nodiscard]] std::string request_text(const ControlRequest& request);
[[nodiscard]] Result<void> read_reply(const std::string& reply);
// The sentence of a reply that has one, printable; else empty.
[[nodiscard]] Result<std::string> read_message(const std::string& reply);
[[nodiscard]] Result<DaemonStatus> read_status(const std::string& reply);

// The daemon's side. Requests of more than 64 KiB, unknown commands and members that are not
// understood are refused. `reload` reads the configuration again and returns when that is done,
// with a sentence that says what needs a restart, or an empty one. Replies have at most a mebibyte.
// Any thread.
[[nodiscard]] Result<ControlRequest> read_request(const std::string& line);
[[nodiscard]] std::string answer(const std::string& request, Daemon& daemon,
                                 const std::function<Result<std::string>()>& reload);

}  // namespace lockstep
