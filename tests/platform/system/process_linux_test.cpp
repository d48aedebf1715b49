#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <pthread.h>
#include <pwd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <doctest/doctest.h>

#include "platform/disk/small_file.h"
#include "platform/supervision/signals.h"
#include "platform/system/os_error.h"
#include "platform/system/process.h"
#include "platform/system/terminal.h"
#include "support/system/child_process_linux.h"

namespace lockstep {
namespace {

TEST_CASE("an error says what the system says") {
  const Error error = os_error(ENOENT);
  CHECK(error.kind() == ErrorKind::not_found);
  CHECK(error.message() == "No such file or directory");
  CHECK(error.system_code() == ENOENT);
  CHECK(os_error(EDQUOT).kind() == ErrorKind::no_space);
  CHECK(os_error(ESTALE).kind() == ErrorKind::input_output);
  CHECK(os_error(12345).kind() == ErrorKind::other);
  CHECK(os_error(EPERM, ErrorKind::not_supported).message() == "Operation not permitted");
}

TEST_CASE("this user is whose the new entries are") {
  CHECK(privileges().user == geteuid());
  if (is_root()) {
    CHECK(in_child([] {
            const bool changed = become_nobody();
            return std::to_string(changed) + std::to_string(privileges().user == geteuid()) +
                   std::to_string(privileges().user == 0U);
          }) == "110");
  }
}

TEST_CASE("of the state folders that systemd lists the first is ours") {
  const auto folder_for = [](const char* listed) {
    return in_child([listed] {
      setenv("STATE_DIRECTORY", listed, 1);
      return default_state_folder();
    });
  };
  CHECK(folder_for("/var/lib/one") == "/var/lib/one");
  CHECK(folder_for("/var/lib/one:/var/lib/two") == "/var/lib/one");
}

TEST_CASE("only who may has the privileges") {
  if (is_root()) {
    CHECK(in_child([] {
            const Privileges before = privileges();
            const bool changed = become_nobody();
            return std::to_string(before.change_owners) + std::to_string(changed) +
                   std::to_string(privileges().change_owners) +
                   std::to_string(privileges().create_devices);
          }) == "1100");
  }
}

TEST_CASE("the limit of open files is raised as far as it goes") {
  CHECK(in_child([] {
          rlimit limit{};
          getrlimit(RLIMIT_NOFILE, &limit);
          limit.rlim_cur = 64;
          setrlimit(RLIMIT_NOFILE, &limit);
          return std::to_string(raise_open_file_limit() == limit.rlim_max);
        }) == "1");
}

TEST_CASE("the kernel's table of open files has its size from the start") {
  CHECK(in_child([] {
          const std::size_t limit = raise_open_file_limit();
          const std::string status = read_small_file("/proc/self/status", 64 * 1024).value_or("");
          const auto line = status.find("\nFDSize:");  // proc_pid_status(5)
          if (line == std::string::npos) return std::string("no FDSize");
          const auto slots = std::strtoull(status.c_str() + line + 8, nullptr, 10);
          return std::to_string(slots >= std::min<std::size_t>(limit, 16 * 1024));
        }) == "1");
}

TEST_CASE("folders of our own follow the user and the XDG variables") {
  CHECK(in_child([] {
          setenv("HOME", "/home/a",
                 1);  // NOLINTBEGIN(concurrency-mt-unsafe): in a child of one thread
          unsetenv("XDG_STATE_HOME");
          unsetenv("XDG_CONFIG_HOME");
          std::string text = user_configuration_file() + " ";
          setenv("XDG_STATE_HOME", "/state", 1);
          setenv("XDG_CONFIG_HOME", "relative", 1);
          text += default_state_folder() + " " + user_configuration_file() + " ";
          setenv("XDG_CONFIG_HOME", "/config", 1);  // NOLINTEND(concurrency-mt-unsafe)
          return text + user_configuration_file() + " " + system_configuration_file();
        }) ==
        "/home/a/.config/lockstep/lockstep.toml /state/lockstep "
        "/home/a/.config/lockstep/lockstep.toml /config/lockstep/lockstep.toml "
        "/etc/lockstep/lockstep.toml");
}

TEST_CASE("who has no home folder has no folders of his own, instead of some below the root") {
  if (!is_root()) return;
  const auto folders_with = [](const char* home) {
    return in_child([home] {
      // NOLINTBEGIN(concurrency-mt-unsafe): in a child of one thread
      for (const char* name : {"HOME", "STATE_DIRECTORY", "XDG_STATE_HOME", "XDG_CONFIG_HOME"})
        unsetenv(name);
      if (home != nullptr) setenv("HOME", home, 1);
      // NOLINTEND(concurrency-mt-unsafe)
      constexpr uid_t kUnknown = 54'321;
      if (setuid(kUnknown) != 0) return std::string("still root");
      return default_state_folder() + "|" + user_configuration_file();
    });
  };
  for (const char* none : {static_cast<const char*>(nullptr), "", "/", "//", "relative"})
    CHECK(folders_with(none) == "|");
  CHECK(folders_with("/usr/") == "/usr/.local/state/lockstep|/usr/.config/lockstep/lockstep.toml");
  CHECK(folders_with("/no/such/home") == "|/no/such/home/.config/lockstep/lockstep.toml");
}

TEST_CASE("without HOME a user's folders lie where the list of users says") {
  if (!is_root()) return;
  CHECK(in_child([] {
          const passwd* const user = getpwnam("nobody");  // NOLINT(concurrency-mt-unsafe)
          if (user == nullptr || setuid(user->pw_uid) != 0) return std::string("as it should be");
          for (const char* name : {"HOME", "XDG_CONFIG_HOME"})
            unsetenv(name);  // NOLINT(concurrency-mt-unsafe): in a child of one thread
          const std::string expected =
              std::string(user->pw_dir) + "/.config/lockstep/lockstep.toml";
          return user_configuration_file() == expected ? std::string("as it should be")
                                                       : user_configuration_file();
        }) == "as it should be");
}

TEST_CASE("a pipe is no terminal and has eighty columns") {
  CHECK(in_child([] {
          std::array<int, 2> ends{};
          if (pipe(ends.data()) != 0) {
            return std::string("no pipe");
          }
          dup2(ends[1], STDERR_FILENO);
          return std::to_string(is_terminal(Stream::error)) + " " +
                 std::to_string(terminal_width(Stream::error));
        }) == "0 80");
}

// Waits for the handler's thread; returns false after ten seconds.
bool becomes(const std::atomic<int>& value, int wanted) {
  for (int i = 0; i < 10'000 && value != wanted; ++i) {
    usleep(1000);
  }
  return value == wanted;
}

TEST_CASE("stop signals come as values, on every thread of the process") {
  CHECK(in_child([]() -> std::string {
          std::atomic<int> interrupts{0};
          std::atomic<int> terminations{0};
          auto signals = watch_signals(SignalSet::stops, [&](Signal signal) {
            ++(signal == Signal::interrupt ? interrupts : terminations);
          });
          if (!signals) {
            return "no signals";
          }
          kill(getpid(), SIGTERM);
          const bool first = becomes(terminations, 1);
          std::thread([] {
            pthread_kill(pthread_self(), SIGCONT);
            kill(getpid(), SIGTERM);
          }).join();
          const bool second = becomes(terminations, 2);
          kill(getpid(), SIGINT);
          const bool third = becomes(interrupts, 1);
          signals->reset();
          sigset_t blocked;
          pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
          return std::to_string(first) + std::to_string(second) + std::to_string(third) +
                 std::to_string(sigismember(&blocked, SIGTERM));
        }) == "1110");
}

}  // namespace
}  // namespace lockstep
