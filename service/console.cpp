#include "service/console.h"

#include <cstdio>

#include <fmt/format.h>

namespace lockstep {

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void print_error(std::string_view command, std::string_view sentence) {
  const std::string line = command.empty() ? fmt::format("lockstep: {}\n", sentence)
                                           : fmt::format("lockstep {}: {}\n", command, sentence);
  std::fflush(stdout);
  std::fwrite(line.data(), 1, line.size(), stderr);
}

int usage_error(std::string_view command, std::string_view sentence) {
  print_error(command, sentence);
  return kExitUsage;
}

}  // namespace lockstep
