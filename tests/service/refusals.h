// Tries bad input: checks what the program says of it, and that it changed nothing.
#pragma once

#include "service/sandbox.h"

namespace lockstep {

// Runs the program in a world with a source and a replica; returns the one line it printed.
class Refusals {
 public:
  Refusals() {
    box.write("s/file", "content");
    box.write("s/folder/inner", "more");
    box.write("r/old", "was here");
  }

  std::string line(int exit_code, const std::vector<std::string>& arguments) {
    const std::string before = box.snapshot();
    const Finished finished = box.run(arguments);
    const std::string printed = finished.output + finished.error;
    INFO(printed);
    CHECK(finished.exit_code == exit_code);
    CHECK(lines_in(printed) == 1);
    CHECK(box.snapshot() == before);
    return printed;
  }

  std::string path(const std::string& name) const { return box.path(name); }

  Sandbox box;
};

}  // namespace lockstep
