// PID 1 of the power-loss guest: changes a source on one disk for ever, mirrors it to another with
// the real program, and says on the serial line when a pass is done. The host kills the machine.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

FILE* serial = nullptr;

[[noreturn]] void stay(const char* why) {
  std::fprintf(serial, "FAILED %s\n", why);
  for (;;) pause();
}

// The kernel hands what it does not know on its command line to PID 1 as environment
// (Documentation/admin-guide/kernel-parameters.rst).
const char* told(const char* name, const char* otherwise) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : otherwise;
}

int mirror() {
  const pid_t child = fork();
  if (child == 0) {
    setenv("XDG_STATE_HOME", "/disk/state", 1);
    setenv("LD_LIBRARY_PATH", "/lib", 1);
    if (std::freopen("/pass.log", "w", stdout) == nullptr) _exit(97);
    dup2(1, 2);
    execl("/lockstep", "lockstep", "sync", "/source", "/disk/replica", "--durability",
          told("durability", "pass"), nullptr);
    _exit(99);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 98;
}

void write_file(const std::string& name, std::mt19937& random) {
  std::string content(random() % 20 == 0 ? 3'000'000 : 100 + random() % 50'000, '\0');
  for (char& byte : content) byte = static_cast<char>(random());
  std::ofstream(name, std::ios::binary) << content;
}

// The source lies on a disk of its own, which is flushed before each pass.
void change(std::mt19937& random) {
  for (int i = 0; i < 40; ++i) {
    const std::string folder = "/source/d" + std::to_string(random() % 5);
    mkdir(folder.c_str(), 0755);
    const std::string name = folder + "/f" + std::to_string(random() % 60);
    switch (random() % 6) {
      case 0:
        unlink(name.c_str());
        break;
      case 1:
        std::rename(name.c_str(), (folder + "/f" + std::to_string(random() % 60)).c_str());
        break;
      default:
        write_file(name, random);
    }
  }
}

}  // namespace

int main() {
  for (const char* folder : {"/dev", "/proc", "/sys", "/disk", "/source", "/tmp"})
    mkdir(folder, 0755);
  mount("dev", "/dev", "devtmpfs", 0, "");
  mount("proc", "/proc", "proc", 0, "");
  serial = std::fopen("/dev/ttyS0", "w");
  std::setvbuf(serial, nullptr, _IONBF, 0);
  for (int i = 0; i < 200 && access("/dev/nvme1n1", F_OK) != 0; ++i) usleep(50'000);
  if (mount("/dev/nvme0n1", "/disk", "ext4", 0, told("disk_options", "")) != 0)
    stay("mount of the replica's disk");
  if (mount("/dev/nvme1n1", "/source", "ext4", 0, "") != 0) stay("mount of the source's disk");
  std::mt19937 random(std::random_device{}());
  for (int pass = 1;; ++pass) {
    change(random);
    sync();  // the source survives; what is lost is the replica's
    std::fprintf(serial, "BEGIN %d\n", pass);
    const int code = mirror();
    if (code != 0) {
      std::ifstream log("/pass.log");
      for (std::string line; std::getline(log, line);) std::fprintf(serial, "%s\n", line.c_str());
      stay("pass");
    }
    std::fprintf(serial, "DONE %d\n", pass);
  }
}
