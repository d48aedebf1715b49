#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "app/report/rotating_file.h"
#include "app/scratch_folder.h"
#include "support/system/child_process_linux.h"

using namespace lockstep;

namespace {

std::string refusal(const ScratchFolder& scratch) {
  const auto file = RotatingFile::open(scratch.at("log"), {});
  return file ? "not refused" : file.error().message();
}

void give_away(const std::string& path) { REQUIRE(lchown(path.c_str(), 54'321, 54'321) == 0); }

}  // namespace

TEST_CASE("what is no regular file is refused as a log, and not waited for") {
  const ScratchFolder scratch;
  REQUIRE(mkfifo(scratch.at("log").c_str(), 0600) == 0);
  CHECK(refusal(scratch).find("it is a fifo, and no regular file") != std::string::npos);
  CHECK(refusal(scratch).find("/dev/null") != std::string::npos);
}

TEST_CASE("what a process has open is refused as a log, a file of a shell's, too") {
  const ScratchFolder scratch;
  scratch.write("captured", "");
  const int open_file = open(scratch.at("captured").c_str(), O_WRONLY | O_CLOEXEC);
  REQUIRE(open_file >= 0);
  const std::string number = std::to_string(open_file);
  for (const std::string& path : {std::string("/dev/stdout"), std::string("/dev/stderr"),
                                  "/dev/fd/" + number, "/proc/self/fd/" + number}) {
    const auto file = RotatingFile::open(path, {});
    REQUIRE_FALSE(file);
    CHECK_MESSAGE(file.error().message() ==
                      "open the log file '" + path +
                          "': it stands for what a process has open, and is no regular file; name "
                          "a file, or /dev/null for the console alone",
                  file.error().message());
  }
  close(open_file);
}

TEST_CASE("what took the place of a log that was moved away is neither followed nor waited for") {
  const ScratchFolder scratch;
  std::chrono::steady_clock::time_point now;
  auto file = RotatingFile::open(scratch.at("log"), {}, [&] { return now; });
  REQUIRE(file);
  std::filesystem::rename(scratch.at("log"), scratch.at("old"));
  scratch.write("victim", "");
  SUBCASE("a fifo") { REQUIRE(mkfifo(scratch.at("log").c_str(), 0600) == 0); }
  SUBCASE("another user's link") {
    if (!is_root()) return;
    std::filesystem::create_symlink(scratch.at("victim"), scratch.at("log"));
    give_away(scratch.at("log"));
  }
  now += std::chrono::seconds(2);
  CHECK_FALSE(file->look_again());
  CHECK(file->write("one\n") == RotatingFile::Outcome::failed);
  CHECK(scratch.read("victim") == "");
  std::filesystem::remove(scratch.at("log"));
  now += std::chrono::seconds(6);
  CHECK(file->write("two\n") == RotatingFile::Outcome::written);
  CHECK(scratch.read("log") == "two\n");
  CHECK(file->take_dropped() == 1);
}

TEST_CASE("a log begins anew in a new folder when its own was removed") {
  const ScratchFolder scratch;
  std::chrono::steady_clock::time_point now;
  auto file = RotatingFile::open(scratch.at("deep/er/log"), {}, [&] { return now; });
  REQUIRE(file);
  std::filesystem::remove_all(scratch.at("deep"));
  now += std::chrono::seconds(2);
  CHECK(file->look_again());
  CHECK(file->write("one\n") == RotatingFile::Outcome::written);
  CHECK(scratch.read("deep/er/log") == "one\n");
}

TEST_CASE("a fifo that takes a log's place is not written to, and lines are dropped meanwhile") {
  const ScratchFolder scratch;
  std::chrono::steady_clock::time_point now;
  auto file =
      RotatingFile::open(scratch.at("log"), {.max_size = 5, .max_files = 1}, [&] { return now; });
  REQUIRE(file);
  CHECK(file->write("one\n") == RotatingFile::Outcome::written);
  std::filesystem::remove(scratch.at("log"));
  std::filesystem::remove(scratch.at("log.1"));
  REQUIRE(mkfifo(scratch.at("log").c_str(), 0600) == 0);
  std::filesystem::create_directories(scratch.at("log.1/not empty"));  // it can't be moved away
  CHECK(file->write("two\n") == RotatingFile::Outcome::failed);
  now += std::chrono::seconds(6);
  CHECK(file->write("three\n") == RotatingFile::Outcome::dropped);
}

TEST_CASE("a log is not written where another user's link leads, and is where root's does") {
  if (!is_root()) return;
  const ScratchFolder scratch;
  scratch.write("victim", "");
  std::filesystem::create_symlink(scratch.at("victim"), scratch.at("log"));
  SUBCASE("the log itself") {
    give_away(scratch.at("log"));
    CHECK(refusal(scratch).find("it leads through the link '" + scratch.at("log") +
                                "', which belongs to user 54321") != std::string::npos);
  }
  SUBCASE("a folder above it") {
    std::filesystem::create_directory_symlink(scratch.path(), scratch.at("around"));
    give_away(scratch.at("around"));
    CHECK_FALSE(RotatingFile::open(scratch.at("around/new"), {}));
    CHECK_FALSE(RotatingFile::open(scratch.at("around/deep/new"), {}));
    CHECK_FALSE(scratch.exists("deep"));
  }
  SUBCASE("root's own") {
    auto file = RotatingFile::open(scratch.at("log"), {});
    REQUIRE(file);
    CHECK(file->write("one\n") == RotatingFile::Outcome::written);
    CHECK(scratch.read("victim") == "one\n");
    return;
  }
  CHECK(scratch.read("victim") == "");
}

TEST_CASE("a log with a second name is refused only where others may have made that") {
  if (!is_root()) return;
  const ScratchFolder scratch;
  scratch.write("victim", "");
  scratch.make_folder("shared");
  std::filesystem::create_hard_link(scratch.at("victim"), scratch.at("shared/log"));
  CHECK(RotatingFile::open(scratch.at("shared/log"), {}).has_value());
  REQUIRE(chmod(scratch.at("shared").c_str(), 01777) == 0);
  CHECK_FALSE(RotatingFile::open(scratch.at("shared/log"), {}));
}

TEST_CASE("the null device is a log that keeps nothing, and is never moved away") {
  if (!is_root()) return;
  const ScratchFolder scratch;  // one of our own: this machine's is not to be played with
  if (mknod(scratch.at("null").c_str(), S_IFCHR | 0666, makedev(1, 3)) != 0) return;
  auto file = RotatingFile::open(scratch.at("null"), {.max_size = 5, .max_files = 1});
  REQUIRE(file);
  for (const char* line : {"one\n", "two\n", "three\n"})
    CHECK(file->write(line) == RotatingFile::Outcome::written);
  CHECK(std::filesystem::is_character_file(scratch.at("null")));
  CHECK_FALSE(scratch.exists("null.1"));
}

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
  // A line that may be torn is ended before the next one.
  CHECK(file->write("six\n") == RotatingFile::Outcome::written);
  CHECK(scratch.read("log") == "\nfive\nsix\n");
}
