#include "app/report/terminal_line.h"

#include <cstdio>
#include <memory>
#include <string>

#include <doctest/doctest.h>

#include "app/report/progress_line.h"

using namespace lockstep;

namespace {

struct TerminalFixture {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::tmpfile(), std::fclose};
  TerminalLine terminal{file.get()};

  std::string drawn() {
    std::string text(1000, '\0');
    std::rewind(file.get());
    text.resize(std::fread(text.data(), 1, text.size(), file.get()));
    return text;
  }
};

}  // namespace

TEST_CASE_FIXTURE(TerminalFixture, "a log line is printed where the progress line was erased") {
  terminal.show("Copying ä");
  terminal.print_above([&] { std::fputs("a log line\n", file.get()); });
  terminal.show("Copying b");
  terminal.show("Done");
  terminal.clear();
  terminal.clear();
  CHECK(drawn() ==
        "\rCopying ä"
        "\r         \r"
        "a log line\n"
        "\rCopying b"
        "\rDone     "
        "\r    \r");
}

TEST_CASE_FIXTURE(TerminalFixture, "nothing is drawn for a short pass, nor where nothing stands") {
  {
    ProgressLine line(&terminal, [] { return 80; });
    Progress progress;
    line.begin("job", &progress);
    line.end(&progress);
  }
  terminal.print_above([&] { std::fputs("a log line\n", file.get()); });
  CHECK(drawn() == "a log line\n");
}
