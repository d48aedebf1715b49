#include <csignal>
#include <sys/ioctl.h>
#include <unistd.h>

#include "platform/system/terminal.h"

namespace lockstep {
namespace {

int descriptor_of(Stream stream) {
  return stream == Stream::output ? STDOUT_FILENO : STDERR_FILENO;
}

}  // namespace

bool is_terminal(Stream stream) { return isatty(descriptor_of(stream)) == 1; }

int terminal_width(Stream stream) {
  constexpr int kUsual = 80;
  winsize size{};
  return ioctl(descriptor_of(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col
                                                                                 : kUsual;
}

void prepare_output() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

}  // namespace lockstep
