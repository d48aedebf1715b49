#include "app/host/program_start.h"

#include "app/report/refusal.h"
#include "platform/system/process.h"
#include "platform/system/terminal.h"

namespace lockstep {

std::vector<std::string> start_program(int count, char** words) {
  end_without_a_signal();
  prepare_output();
  return program_arguments(count, words);
}

}  // namespace lockstep
