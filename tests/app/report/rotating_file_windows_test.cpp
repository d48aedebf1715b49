#include <windows.h>

#include <doctest/doctest.h>

#include "app/report/rotating_file.h"
#include "platform/system/owned_handle_windows.h"
#include "app/scratch_folder.h"

using namespace lockstep;

namespace {

// As most programs that show a log have it open: nobody may move it meanwhile.
OwnedHandle open_to_read(const ScratchFolder& scratch) {
  return OwnedHandle(CreateFileW(native_path(scratch.at("log")).c_str(), GENERIC_READ,
                                 FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING, 0,
                                 nullptr));
}

}  // namespace

TEST_CASE("a log that somebody reads grows, the older ones stay, and it moves when it is let go") {
  const ScratchFolder scratch;
  auto file = RotatingFile::open(scratch.at("log"), {.max_size = 6, .max_files = 3});
  REQUIRE(file);
  for (const char* line : {"one\n", "two\n", "three\n"})
    CHECK(file->write(line) == RotatingFile::Outcome::written);
  {
    const OwnedHandle reader = open_to_read(scratch);
    REQUIRE(reader.is_open());
    for (const char* line : {"four\n", "five\n", "six\n", "seven\n"})
      CHECK(file->write(line) == RotatingFile::Outcome::written);
  }
  CHECK(scratch.read("log") == "three\nfour\nfive\nsix\nseven\n");
  CHECK_FALSE(scratch.exists("log.1"));  // made free for it
  CHECK(scratch.read("log.2") == "two\n");
  CHECK(scratch.read("log.3") == "one\n");

  CHECK(file->write("eight\n") == RotatingFile::Outcome::written);
  CHECK(scratch.read("log") == "eight\n");
  CHECK(scratch.read("log.1") == "three\nfour\nfive\nsix\nseven\n");
  CHECK(scratch.read("log.2") == "two\n");
  CHECK(scratch.read("log.3") == "one\n");
}
