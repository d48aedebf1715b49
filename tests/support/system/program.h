// Starts another process: the program as its users start it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lockstep {

struct Finished {
  int exit_code = 0;  // 128 and the signal's number if one ended it
  std::string output;
  std::string error;
};

class Program {
 public:
  // Starts the program; `folder` (which exists) is its working folder and gets its output, as
  // files. It sees only these variables and PATH.
  Program(const std::string& file, const std::vector<std::string>& arguments,
          const std::string& folder, const std::map<std::string, std::string>& environment);
  ~Program();  // ends it
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void interrupt();  // as Ctrl-C does
  void terminate();  // does the same if the system knows no such request
  static const int kTerminatedCode;  // the exit code of a command that terminate() stopped
  [[nodiscard]] int id() const;  // of the process
  [[nodiscard]] std::string said_so_far() const;  // its output, then its errors
  // Waits until it has ended; after 60 seconds it is ended.
  [[nodiscard]] Finished wait();

 private:
  struct Process;
  std::unique_ptr<Process> process_;
};

}  // namespace lockstep
