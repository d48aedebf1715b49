// Tests whether somebody has a file open for writing, and leases of others, as Linux tells.
#include <csignal>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "platform/system/descriptor_posix.h"
#include "support/system/child_process_linux.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

struct File {
  File() { make_file(*root, "f", "hello"); }
  [[nodiscard]] Descriptor open_for(int flags) const {
    Descriptor file(open(path.c_str(), flags | O_CLOEXEC));
    REQUIRE(file.is_open());
    return file;
  }
  [[nodiscard]] Writers writers() const {
    const auto file = root->open_file("f");
    REQUIRE(file);
    return (*file)->writers();
  }
  TemporaryFolder folder;
  std::unique_ptr<Directory> root = folder.open();
  std::string path = folder.path() + "/f";
};

TEST_CASE_FIXTURE(File, "whoever has a file open for writing is a writer, until it is closed") {
  if (writers() == Writers::unknown) return;  // this volume has no leases
  CHECK(writers() == Writers::none);
  {
    const Descriptor reader = open_for(O_RDONLY);
    CHECK(writers() == Writers::none);
  }
  {
    const Descriptor writer = open_for(O_WRONLY);
    CHECK(writers() == Writers::some);
  }
  {
    const Descriptor both = open_for(O_RDWR);
    CHECK(writers() == Writers::some);
  }
  CHECK(writers() == Writers::none);
}

TEST_CASE_FIXTURE(File, "a mapping that can be written is a writer, when its file is closed, too") {
  if (writers() == Writers::unknown) return;
  void* mapped = MAP_FAILED;
  {
    const Descriptor file = open_for(O_RDWR);
    mapped = mmap(nullptr, 5, PROT_READ | PROT_WRITE, MAP_SHARED, file.number(), 0);
  }
  REQUIRE(mapped != MAP_FAILED);
  CHECK(writers() == Writers::some);
  munmap(mapped, 5);
  CHECK(writers() == Writers::none);
}

TEST_CASE_FIXTURE(File, "the question leaves nothing behind that others would notice") {
  static_cast<void>(writers());
  const Descriptor writer(open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
  CHECK(writer.is_open());
  // The signal that a lease is in somebody's way ends no program.
  struct sigaction now{};
  REQUIRE(sigaction(SIGIO, nullptr, &now) == 0);
  const bool ends_the_program = now.sa_handler == SIG_DFL;
  CHECK_FALSE(ends_the_program);
  raise(SIGIO);
}

TEST_CASE_FIXTURE(File, "of another user's file nobody is told who writes to it") {
  if (!is_root()) return;
  const std::string answer = in_child([this]() -> std::string {
    if (chmod(folder.path().c_str(), 0755) != 0 || !become_nobody()) return "can't";
    const auto file = root->open_file("f");
    return file && (*file)->writers() == Writers::unknown ? "unknown" : "wrong";
  });
  CHECK(answer == "unknown");
}

TEST_CASE_FIXTURE(File, "a file under a lease says so, and its holder is asked to give it up") {
  Descriptor holder = open_for(O_RDONLY);
  struct sigaction ignored{};
  ignored.sa_handler = SIG_IGN;
  sigaction(SIGIO, &ignored, nullptr);
  if (fcntl(holder.number(), F_SETLEASE, F_WRLCK) != 0) return;  // others have it open
  CHECK(kind_of(root->open_file("f")) == ErrorKind::leased);
  // F_GETLEASE tells what the lease is to become.
  CHECK(fcntl(holder.number(), F_GETLEASE) == F_RDLCK);
  REQUIRE(fcntl(holder.number(), F_SETLEASE, F_UNLCK) == 0);
  CHECK(root->open_file("f"));
}

}  // namespace
}  // namespace lockstep
