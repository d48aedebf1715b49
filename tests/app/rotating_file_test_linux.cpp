#include <filesystem>

#include <doctest/doctest.h>

#include "app/rotating_file.h"
#include "scratch_folder.h"

using namespace lockstep;

TEST_CASE("a full log disk drops lines, says so once, and goes on when there is room again") {
  const ScratchFolder scratch;
  // A file whose disk is full.
  std::filesystem::create_symlink("/dev/full", scratch.at("log"));
  std::chrono::steady_clock::time_point now;
  auto file = RotatingFile::open(scratch.at("log"), {}, [&] { return now; });
  REQUIRE(file);
  CHECK(file->write("one\n") == RotatingFile::Outcome::failed);
  CHECK(file->write("two\n") == RotatingFile::Outcome::dropped);
  now += std::chrono::seconds(6);
  CHECK(file->write("three\n") == RotatingFile::Outcome::dropped);  // tried, and not told again

  std::filesystem::remove(scratch.at("log"));
  CHECK(file->write("four\n") == RotatingFile::Outcome::dropped);  // not tried yet
  now += std::chrono::seconds(6);
  CHECK(file->write("five\n") == RotatingFile::Outcome::written);
  CHECK(file->take_dropped() == 4);
  CHECK(file->take_dropped() == 0);
  // What was torn ends its line first.
  CHECK(file->write("six\n") == RotatingFile::Outcome::written);
  CHECK(scratch.read("log") == "\nfive\nsix\n");
}
