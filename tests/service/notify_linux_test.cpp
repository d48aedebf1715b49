// Tests what `service run` tells systemd, and in which order (sd_notify(3)): the test listens in
// systemd's place.

#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "service/sandbox.h"

using namespace lockstep;

namespace {

class NotifySocket {
 public:
  explicit NotifySocket(const std::string& path)
      : socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    REQUIRE(path.size() < sizeof address.sun_path);
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    REQUIRE(bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }
  ~NotifySocket() { close(socket_); }
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;

  // Returns the first line of each message that has come by now.
  const std::string& heard() {
    pollfd waited{socket_, POLLIN, 0};
    while (poll(&waited, 1, 0) == 1) {
      char message[4096];
      const ssize_t count = recv(socket_, message, sizeof message, 0);
      if (count <= 0) break;
      const std::string text(message, static_cast<std::size_t>(count));
      heard_ += text.substr(0, text.find('\n')) + '\n';
    }
    return heard_;
  }
  bool hears(const std::string& text, std::size_t after = 0) {
    return eventually([&] { return heard().find(text, after) != std::string::npos; });
  }
  std::size_t place_of(const std::string& text, std::size_t after = 0) {
    return heard().find(text, after);
  }

 private:
  int socket_;
  std::string heard_;
};

class Service {
 public:
  Service() : systemd(box.path("notify")) {
    box.write("s/file", "content");
    for (const char* const folder : {"service", "reload"})
      std::filesystem::create_directories(box.path(folder));
  }

  void configure(const std::string& more = "") const {
    box.write("c.toml", "[[job]]\nname = \"docs\"\nsource = \"" + box.path("s") +
                            "\"\nreplica = \"" + box.path("r") + "\"\ninterval = \"100ms\"\n" +
                            more);
  }
  [[nodiscard]] Program start(const std::string& watchdog_microseconds = "60000000") const {
    return Program(LOCKSTEP_PROGRAM, {"service", "run", "--config", box.path("c.toml")},
                   box.path("service"),
                   {{"HOME", box.path("home")},
                    {"STATE_DIRECTORY", box.path("state")},
                    {"RUNTIME_DIRECTORY", box.path("runtime")},
                    {"NOTIFY_SOCKET", box.path("notify")},
                    {"WATCHDOG_USEC", watchdog_microseconds}});
  }
  [[nodiscard]] Finished reload() const {
    return Program(LOCKSTEP_PROGRAM, {"service", "reload", "--direct"}, box.path("reload"),
                   {{"HOME", box.path("home")}, {"RUNTIME_DIRECTORY", box.path("runtime")}})
        .wait();
  }

  Sandbox box;
  NotifySocket systemd;
};

}  // namespace

TEST_CASE("systemd hears that a service is ready, reloads and stops, in this order") {
  Service service;
  service.configure();
  Program program = service.start();
  REQUIRE(service.systemd.hears("READY=1\n"));
  REQUIRE(service.systemd.hears("STATUS=1 job, live"));
  CHECK(service.systemd.heard().starts_with("READY=1\n"));

  const std::size_t before = service.systemd.heard().size();
  CHECK(service.reload().exit_code == 0);
  REQUIRE(service.systemd.hears("RELOADING=1\n", before));
  const std::size_t reloading = service.systemd.place_of("RELOADING=1\n", before);
  REQUIRE(service.systemd.hears("READY=1\n", reloading));

  // A wrong configuration ends the reload, too: the running one is in force.
  service.configure("nonsense = 1\n");
  const std::size_t good = service.systemd.heard().size();
  CHECK(service.reload().exit_code == 2);
  REQUIRE(service.systemd.hears("RELOADING=1\n", good));
  REQUIRE(service.systemd.hears("READY=1\n", service.systemd.place_of("RELOADING=1\n", good)));
  REQUIRE(service.systemd.hears("the last reload failed", good));

  const std::size_t running = service.systemd.heard().size();
  program.terminate();
  CHECK(program.wait().exit_code == 0);
  const std::size_t stopping = service.systemd.place_of("STOPPING=1\n", running);
  REQUIRE(stopping != std::string::npos);
  CHECK(service.systemd.place_of("READY=1", stopping) == std::string::npos);
}

TEST_CASE("a service that does not start never says that it is ready") {
  Service service;
  service.configure("nonsense = 1\n");
  CHECK(service.start().wait().exit_code == 2);
  CHECK(contains(service.systemd.heard(), "STATUS=Not started: "));
  CHECK(contains(service.systemd.heard(), "nonsense"));
  CHECK_FALSE(contains(service.systemd.heard(), "READY"));

  service.configure();
  Program holder =
      service.box.start({"run", service.box.path("s"), service.box.path("r"), "1h", "log"});
  REQUIRE(eventually([&] { return service.box.exists("r/file"); }));
  CHECK(service.start().wait().exit_code == 6);
  CHECK(contains(service.systemd.heard(), "in use by process"));
  CHECK_FALSE(contains(service.systemd.heard(), "READY"));
}

TEST_CASE("the watchdog is fed while all is well, as often as it asks") {
  Service service;
  service.configure();
  Program program = service.start("400000");
  REQUIRE(service.systemd.hears("WATCHDOG=1\n"));
  const std::size_t first = service.systemd.heard().size();
  REQUIRE(service.systemd.hears("WATCHDOG=1\n", first));
  program.terminate();
  CHECK(program.wait().exit_code == 0);
}
