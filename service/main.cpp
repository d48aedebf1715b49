// lockstep: keeps a replica folder an identical copy of a source folder.

#include <string>
#include <vector>

#include "service/program.h"

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  return lockstep::run_program(words);
}
