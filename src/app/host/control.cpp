#include "app/host/control.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/config/option_values.h"
#include "app/daemon/status_json.h"
#include "base/nearest.h"
#include "base/printable.h"

namespace lockstep {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLargestRequest = 64 * 1024;
constexpr std::size_t kLargestReply = 1024 * 1024;
constexpr std::size_t kProblemsShown = 10;  // for each job

constexpr Choice<ControlCommand> kCommands[] = {
    {"status", ControlCommand::status},   {"sync-now", ControlCommand::sync_now},
    {"approve", ControlCommand::approve}, {"pause", ControlCommand::pause},
    {"resume", ControlCommand::resume},   {"reload", ControlCommand::reload}};

// The kinds of errors that a client may want to tell apart.
constexpr Choice<ErrorKind> kKinds[] = {{"not_found", ErrorKind::not_found},
                                        {"busy", ErrorKind::busy},
                                        {"invalid", ErrorKind::invalid},
                                        {"locked", ErrorKind::locked},
                                        {"permission_denied", ErrorKind::permission_denied},
                                        {"other", ErrorKind::other}};

std::string line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string refuse(const Error& error) {
  const Values kind = choice_text(error.kind(), kKinds);
  return line({{"ok", false},
               {"kind", kind.empty() ? "other" : kind.front()},
               {"error", printable(error.message())}});
}

std::string reply_to(const Result<void>& done) {
  return done ? line({{"ok", true}}) : refuse(done.error());
}

std::string reply_to(const Result<std::string>& done) {
  if (!done) return refuse(done.error());
  Json json = {{"ok", true}};
  if (!done->empty()) json["message"] = printable(*done);
  return line(json);
}

std::string status_reply(const DaemonStatus& status) {
  for (const std::size_t problems : {kProblemsShown, std::size_t{0}}) {
    std::string reply = status_json(status, problems);
    if (reply.size() <= kLargestReply) return reply;
  }
  return refuse(Error(ErrorKind::too_large, "too many jobs for one reply"));
}

Result<Json> parse_object(const std::string& text) {
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return failure(ErrorKind::invalid, "this is no JSON object");
  return json;
}

Result<void> read_member(const std::string& key, const Json& value, ControlRequest& request) {
  const auto wants = [&key](const char* type) {
    return failure(ErrorKind::invalid, fmt::format("'{}' wants {}", key, type));
  };
  if (key == "command") {
    if (!value.is_string()) return wants("a text");
    return store(request.command, read_choice(value.get<std::string>(), kCommands));
  }
  if (key == "job") {
    if (!value.is_string()) return wants("a text");
    request.job = value.get<std::string>();
    return {};
  }
  if (key == "empty") {
    if (!value.is_boolean()) return wants("true or false");
    request.empty_source = value.get<bool>();
    return {};
  }
  return failure(ErrorKind::invalid, fmt::format("'{}' is not understood", printable(key)));
}

Result<Json> read_good_reply(const std::string& reply) {
  auto json = parse_object(reply);
  if (!json) return failure(json.error().within("reply"));
  const auto good = json->find("ok");
  if (good == json->end() || !good->is_boolean()) {
    return failure(
        Error(ErrorKind::invalid, "it does not say whether all is well").within("reply"));
  }
  if (good->get<bool>()) return json;
  const auto text = [&json](const char* key) {
    const auto found = json->find(key);
    return found != json->end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const ErrorKind kind = read_choice(text("kind"), kKinds).value_or(ErrorKind::other);
  return failure(kind, text("error"));
}

}  // namespace

std::string request_text(const ControlRequest& request) {
  Json json;
  json["command"] = choice_text(request.command, kCommands).front();
  if (!request.job.empty()) json["job"] = request.job;
  if (request.empty_source) json["empty"] = true;
  return line(json);
}

Result<void> read_reply(const std::string& reply) {
  const auto json = read_good_reply(reply);
  if (!json) return failure(json.error());
  return {};
}

Result<std::string> read_message(const std::string& reply) {
  const auto json = read_good_reply(reply);
  if (!json) return failure(json.error());
  const auto message = json->find("message");
  const bool says_something = message != json->end() && message->is_string();
  return says_something ? message->get<std::string>() : std::string();
}

Result<DaemonStatus> read_status(const std::string& reply) {
  const auto json = read_good_reply(reply);
  if (!json) return failure(json.error());
  return status_from_json(reply);
}

Result<ControlRequest> read_request(const std::string& line) {
  if (line.size() > kLargestRequest) return failure(ErrorKind::invalid, "the request is too long");
  const auto json = parse_object(line);
  if (!json) return failure(json.error().within("request"));
  if (!json->contains("command")) {
    return failure(Error(ErrorKind::invalid, "'command' is missing").within("request"));
  }
  ControlRequest request;
  for (const auto& [key, value] : json->items()) {
    if (auto read = read_member(key, value, request); !read) {
      return failure(read.error().within("request"));
    }
  }
  return request;
}

std::string answer(const std::string& request, Daemon& daemon,
                   const std::function<Result<std::string>()>& reload) {
  const auto asked = read_request(request);
  if (!asked) return refuse(asked.error());
  switch (asked->command) {
    case ControlCommand::status:
      return status_reply(daemon.status());
    case ControlCommand::sync_now:
      return reply_to(daemon.sync_now(asked->job));
    case ControlCommand::approve:
      return reply_to(daemon.approve(asked->job, asked->empty_source
                                                     ? EmptySource::may_empty_the_replica
                                                     : EmptySource::stays_held));
    case ControlCommand::pause:
      return reply_to(daemon.pause(asked->job));
    case ControlCommand::resume:
      return reply_to(daemon.resume(asked->job));
    case ControlCommand::reload:
      return reply_to(reload());
  }
  return refuse(Error(ErrorKind::invalid, "unknown command"));
}

}  // namespace lockstep
