#include "app/report/rotating_file.h"

#include <chrono>
#include <filesystem>
#include <mutex>
#include <set>
#include <sstream>
#include <thread>

#include <doctest/doctest.h>

#include "app/report/log.h"
#include "platform/disk/small_file.h"
#include "app/scratch_folder.h"
#include "support/fake_clock.h"

using namespace lockstep;

namespace {

RotatingFile open(const ScratchFolder& scratch, RotatingFile::Limits limits) {
  auto file = RotatingFile::open(scratch.at("log"), limits);
  REQUIRE(file);
  return std::move(*file);
}

}  // namespace

TEST_CASE("a full file moves to .1, the older ones up, the oldest goes") {
  const ScratchFolder scratch;
  RotatingFile file = open(scratch, {.max_size = 10, .max_files = 2});
  CHECK(file.is_new());
  for (const char* line : {"one 56789\n", "two\n", "three\n", "four 6789\n", "five\n"}) {
    CHECK(file.write(line) == RotatingFile::Outcome::written);
  }
  CHECK(scratch.read("log") == "five\n");
  CHECK(scratch.read("log.1") == "four 6789\n");
  CHECK(scratch.read("log.2") == "two\nthree\n");
  CHECK_FALSE(scratch.exists("log.3"));
  CHECK(RotatingFile::names("log", 2) == std::vector<std::string>{"log", "log.1", "log.2"});
}

TEST_CASE("one file alone begins anew") {
  const ScratchFolder scratch;
  RotatingFile file = open(scratch, {.max_size = 5, .max_files = 0});
  for (const char* line : {"one\n", "two\n"})
    CHECK(file.write(line) == RotatingFile::Outcome::written);
  CHECK(scratch.read("log") == "two\n");
  CHECK_FALSE(scratch.exists("log.1"));
}

TEST_CASE("old files that a lowered limit no longer keeps go when the file moves") {
  const ScratchFolder scratch;
  for (const char* name : {"log", "log.1", "log.2", "log.3", "log.4", "log.6"})
    scratch.write(name, std::string(name) + "\n");
  std::uint64_t kept = 0;
  SUBCASE("two") { kept = 2; }
  SUBCASE("none") { kept = 0; }
  RotatingFile file = open(scratch, {.max_size = 5, .max_files = kept});
  CHECK(file.write("new\n") == RotatingFile::Outcome::written);
  CHECK(scratch.read("log") == "new\n");
  CHECK(scratch.exists("log.1") == (kept > 0));
  CHECK(scratch.exists("log.2") == (kept > 1));
  CHECK_FALSE(scratch.exists("log.3"));
  CHECK_FALSE(scratch.exists("log.4"));
  CHECK(scratch.exists("log.6"));  // it does not belong to the row
  if (kept > 0) CHECK(scratch.read("log.1") == "log\n");
}

TEST_CASE("what is there already is appended to and counts towards the size") {
  const ScratchFolder scratch;
  scratch.write("log", "old\n");
  RotatingFile file = open(scratch, {.max_size = 12, .max_files = 1});
  CHECK_FALSE(file.is_new());
  CHECK(file.write("new\n") == RotatingFile::Outcome::written);
  CHECK(scratch.read("log") == "old\nnew\n");
  CHECK(file.write("third\n") == RotatingFile::Outcome::written);
  CHECK(scratch.read("log.1") == "old\nnew\n");
}

TEST_CASE("a line longer than a whole file is kept in one piece") {
  const ScratchFolder scratch;
  RotatingFile file = open(scratch, {.max_size = 4, .max_files = 1});
  CHECK(file.write("longer than that\n") == RotatingFile::Outcome::written);
  CHECK(scratch.read("log") == "longer than that\n");
}

TEST_CASE("a file that can't be moved away grows, and no line is lost") {
  const ScratchFolder scratch;
  scratch.make_folder("log.1/not empty");
  RotatingFile file = open(scratch, {.max_size = 4, .max_files = 1});
  for (const char* line : {"one\n", "two\n", "three\n"}) {
    CHECK(file.write(line) == RotatingFile::Outcome::written);
  }
  CHECK(scratch.read("log") == "one\ntwo\nthree\n");
}

TEST_CASE("rotation under load loses and doubles no line") {
  const ScratchFolder scratch;
  const FakeClock clock;
  const auto log =
      Log::open({.file = scratch.at("log"), .max_size = 2000, .max_files = 999, .console = false},
                {}, {&clock, nullptr});
  REQUIRE(log);
  constexpr int kThreads = 8;
  constexpr int kLines = 500;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        for (int line = 0; line < kLines; ++line) {
          LogLine said;
          said.message = "thread " + std::to_string(thread) + " line " + std::to_string(line);
          (*log)->write(said);
        }
      });
    }
  }
  std::multiset<std::string> found;
  int files = 0;
  for (const std::string& name : RotatingFile::names("log", 999)) {
    if (!scratch.exists(name)) continue;
    ++files;
    std::istringstream stream(scratch.read(name));
    for (std::string line; std::getline(stream, line);)
      found.insert(line.substr(line.find("info ") + 5));
  }
  CHECK(files > 50);
  CHECK(found.size() == kThreads * kLines + 1);  // and "Log file created"
  for (int thread = 0; thread < kThreads; ++thread) {
    for (int line = 0; line < kLines; ++line) {
      const std::string said = "thread " + std::to_string(thread) + " line " + std::to_string(line);
      if (found.count(said) != 1) FAIL(said);
    }
  }
}

TEST_CASE("a log may have a long path, and moves there") {
  const ScratchFolder scratch;
  std::string path = scratch.path();
  for (int i = 0; i < 5; ++i) path += "/" + std::string(60, 'd');
  auto file = RotatingFile::open(path + "/log", {.max_size = 5, .max_files = 1});
  REQUIRE(file);
  for (const char* line : {"one\n", "two\n"})
    CHECK(file->write(line) == RotatingFile::Outcome::written);
  CHECK(read_small_file(path + "/log", 100) == std::string("two\n"));
  CHECK(read_small_file(path + "/log.1", 100) == std::string("one\n"));
}

TEST_CASE("a log that was moved away or removed begins anew within seconds") {
  const ScratchFolder scratch;
  std::chrono::steady_clock::time_point now;
  const std::string path = scratch.at("deep/log");
  auto file = RotatingFile::open(path, {}, [&] { return now; });
  REQUIRE(file);
  CHECK(file->write("one\n") == RotatingFile::Outcome::written);
  bool is_missing = true;
  std::string moved = "deep/old";
  SUBCASE("moved") { std::filesystem::rename(scratch.at("deep/log"), scratch.at("deep/old")); }
  SUBCASE("moved, and another one is there") {
    std::filesystem::rename(scratch.at("deep/log"), scratch.at("deep/old"));
    scratch.write("deep/log", "");
    is_missing = false;
  }
  SUBCASE("removed") {
    std::filesystem::remove(scratch.at("deep/log"));
    moved.clear();
    if (scratch.exists("deep/log")) {
      // Under Wine an open file stays until it is closed: then the log goes on in it.
      now += std::chrono::seconds(2);
      CHECK_FALSE(file->look_again());
      CHECK(file->write("two\n") == RotatingFile::Outcome::written);
      CHECK(scratch.read("deep/log") == "one\ntwo\n");
      return;
    }
  }
  CHECK_FALSE(file->look_again());  // it is too early to look
  now += std::chrono::seconds(2);
  CHECK(file->look_again() == is_missing);
  CHECK(scratch.exists("deep/log"));
  CHECK_FALSE(file->look_again());
  CHECK(file->write("two\n") == RotatingFile::Outcome::written);
  CHECK(scratch.read("deep/log") == "two\n");
  if (!moved.empty()) CHECK(scratch.read(moved) == "one\n");
  now += std::chrono::seconds(2);
  CHECK_FALSE(file->look_again());  // all is as it should be
  CHECK(file->write("three\n") == RotatingFile::Outcome::written);
  CHECK(scratch.read("deep/log") == "two\nthree\n");
}
