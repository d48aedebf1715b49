#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <signal.h>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "support/system/program.h"

namespace lockstep {
namespace {

constexpr int kCouldNotStart = 127;

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (std::string& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

void send_to_file(const std::string& path, int descriptor) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0 || ::dup2(file, descriptor) < 0) ::_exit(kCouldNotStart);
}

}  // namespace

struct Program::Process {
  pid_t id = -1;
  std::string output_file;
  std::string error_file;
};

Program::Program(const std::string& file, const std::vector<std::string>& arguments,
                 const std::string& folder, const std::map<std::string, std::string>& environment)
    : process_(std::make_unique<Process>()) {
  process_->output_file = folder + "/.output";
  process_->error_file = folder + "/.error";
  std::vector<std::string> words = {file};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables;
  if (const char* path = std::getenv("PATH")) variables.push_back(std::string("PATH=") + path);
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  const std::vector<char*> argument_pointers = pointers(words);
  const std::vector<char*> variable_pointers = pointers(variables);

  process_->id = ::fork();
  if (process_->id < 0) throw std::runtime_error("fork failed");
  if (process_->id == 0) {
    send_to_file(process_->output_file, STDOUT_FILENO);
    send_to_file(process_->error_file, STDERR_FILENO);
    if (::chdir(folder.c_str()) != 0) ::_exit(kCouldNotStart);
    ::execve(file.c_str(), argument_pointers.data(), variable_pointers.data());
    ::_exit(kCouldNotStart);
  }
}

Program::~Program() {
  if (process_->id <= 0) return;
  ::kill(process_->id, SIGKILL);
  ::waitpid(process_->id, nullptr, 0);
}

void Program::interrupt() { ::kill(process_->id, SIGINT); }
void Program::terminate() { ::kill(process_->id, SIGTERM); }

int Program::id() const { return process_->id; }

const int Program::kTerminatedCode = 128 + SIGTERM;

std::string Program::said_so_far() const {
  return content(process_->output_file) + content(process_->error_file);
}

Finished Program::wait() {
  int status = 0;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (::waitpid(process_->id, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > deadline) ::kill(process_->id, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  process_->id = -1;
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return {code, content(process_->output_file), content(process_->error_file)};
}

}  // namespace lockstep
