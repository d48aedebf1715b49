// Another process: the program as its users start it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lockstep {

struct Finished {
  int exit_code = 0;  // 128 and the signal's number when one ended it
  std::string output;
  std::string error;
};

class Program {
 public:
  // Starts it; `folder` (which exists) is its working folder and gets what it prints, as files. It
  // sees these variables and PATH alone.
  Program(const std::string& file, const std::vector<std::string>& arguments,
          const std::string& folder, const std::map<std::string, std::string>& environment);
  ~Program();  // ends it
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void interrupt();  // as Ctrl-C does
  void terminate();  // the same where the system knows no such request
  static const int kTerminatedCode;  // what a command that terminate() stopped exits with
  [[nodiscard]] int id() const;  // of the process
  [[nodiscard]] std::string said_so_far() const;  // its output, then its errors
  // Waits until it has ended; after 60 seconds it is ended.
  [[nodiscard]] Finished wait();

 private:
  struct Process;
  std::unique_ptr<Process> process_;
};

}  // namespace lockstep
