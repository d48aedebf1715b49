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
  // Names the job that is meant. Empty means all of them, or for approve the only one.
  std::string job = {};
  bool empty_source = false;  // used by approve
};

// The client's side writes a request as a line without its newline, and reads the replies. An error
// is the daemon's, with its sentence, or `invalid` for a text that is no reply.
[[nodiscard]] std::string request_text(const ControlRequest& request);
[[nodiscard]] Result<void> read_reply(const std::string& reply);
// Returns the sentence of a reply, printable; empty if it has none.
[[nodiscard]] Result<std::string> read_message(const std::string& reply);
[[nodiscard]] Result<DaemonStatus> read_status(const std::string& reply);

// The daemon's side refuses requests of more than 64 KiB, unknown commands, and members that it
// does not understand. `reload` reads the configuration again and returns when that is done, with a
// sentence that says what needs a restart, or an empty one. Replies have at most a mebibyte. Any
// thread may call these functions.
[[nodiscard]] Result<ControlRequest> read_request(const std::string& line);
[[nodiscard]] std::string answer(const std::string& request, Daemon& daemon,
                                 const std::function<Result<std::string>()>& reload);

}  // namespace lockstep
