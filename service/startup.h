// What lies between the system that starts the program and the program.
#pragma once

#include <string>
#include <vector>

namespace lockstep {

// The words of the command line behind the program's name, in our encoding (Linux: the bytes given;
// Windows: UTF-8).
[[nodiscard]] std::vector<std::string> given_words(int argc, char** argv);

// While it lives, what we print arrives as it is: as UTF-8, with our line ends.
class PlainOutput {
 public:
  PlainOutput();
  ~PlainOutput();
  PlainOutput(const PlainOutput&) = delete;
  PlainOutput& operator=(const PlainOutput&) = delete;

 private:
  unsigned page_before_ = 0;  // the console's code page; 0: there is none
};

}  // namespace lockstep
