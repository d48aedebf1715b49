#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

#include "service/registration/run_program.h"

// NOLINTNEXTLINE(readability-redundant-declaration): POSIX leaves it to the program, glibc does not
extern char** environ;

namespace lockstep {
namespace {

Error system_error(int code, const std::string& program) {
  const ErrorKind kind = code == ENOENT ? ErrorKind::not_found : ErrorKind::other;
  return Error(kind, std::generic_category().message(code), code).within("run", program);
}

std::string read_all(int pipe) {
  std::string text;
  char buffer[4096];
  while (true) {
    const ssize_t count = read(pipe, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(count));
  }
}

int exit_code_of(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Result<ProgramOutcome> run_other_program(const std::vector<std::string>& words) {
  int ends[2] = {};
  if (pipe2(ends, O_CLOEXEC) != 0) return failure(system_error(errno, words.front()));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  // This process ignores some signals (prepare_output), which the other one should not.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t usual;
  sigemptyset(&usual);
  sigaddset(&usual, SIGPIPE);
  sigaddset(&usual, SIGXFSZ);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  // The arguments are not const for historical reasons; nobody writes to them.
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int code =
      posix_spawnp(&child, arguments.front(), &actions, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(ends[1]);
  ProgramOutcome outcome;
  if (code == 0) {
    outcome.output = read_all(ends[0]);
    outcome.code = exit_code_of(child);
  }
  close(ends[0]);
  if (code != 0) return failure(system_error(code, words.front()));
  return outcome;
}

}  // namespace lockstep
