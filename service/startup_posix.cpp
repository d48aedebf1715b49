#include "service/startup.h"

namespace lockstep {

std::vector<std::string> given_words(int argc, char** argv) {
  return {argv + (argc > 0 ? 1 : 0), argv + argc};
}

PlainOutput::PlainOutput() = default;
PlainOutput::~PlainOutput() = default;

}  // namespace lockstep
