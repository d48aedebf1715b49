#include "app/program_start.h"

#include "app/refusal.h"
#include "platform/process.h"
#include "platform/terminal.h"

namespace lockstep {

std::vector<std::string> start_program(int count, char** words) {
  end_without_a_signal();
  prepare_output();
  return program_arguments(count, words);
}

}  // namespace lockstep
