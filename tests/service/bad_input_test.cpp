// Whatever is wrong with the user's input, there is one clear line, the right exit code, and
// nothing changes.

#include "service/refusals.h"

using namespace lockstep;

TEST_CASE("a missing source is told with its path") {
  Refusals refusals;
  const std::string sentence = "Source folder path '" + refusals.path("gone") + "' does not exist.";
  CHECK(contains(refusals.line(5, {"sync", refusals.path("gone"), refusals.path("r")}), sentence));
  CHECK(contains(refusals.line(5, {"plan", refusals.path("gone"), refusals.path("r")}), sentence));
  CHECK(
      contains(refusals.line(5, {"verify", refusals.path("gone"), refusals.path("r")}), sentence));
  CHECK(contains(refusals.line(5, {"run", refusals.path("gone"), refusals.path("r"), "60",
                                   refusals.path("new/log")}),
                 sentence));
}

TEST_CASE("roots that are no folders are refused") {
  Refusals refusals;
  CHECK(contains(refusals.line(5, {"sync", refusals.path("s/file"), refusals.path("r")}),
                 "not a folder"));
  CHECK(contains(refusals.line(5, {"sync", refusals.path("s"), refusals.path("r/old")}),
                 "not a folder"));
  CHECK(contains(refusals.line(5, {"run", refusals.path("s"), refusals.path("r/old"), "1",
                                   refusals.path("log")}),
                 "not a folder"));
  CHECK(contains(refusals.line(5, {"sync", refusals.path("s"), refusals.path("r/old/below")}),
                 "old"));
}

TEST_CASE("roots that overlap are refused") {
  Refusals refusals;
  (void)refusals.line(5, {"sync", refusals.path("s"), refusals.path("s")});
  (void)refusals.line(5, {"sync", refusals.path("s"), refusals.path("s/folder")});
  (void)refusals.line(5, {"sync", refusals.path("s"), refusals.path("s/new/deep")});
  (void)refusals.line(5, {"sync", refusals.path("s/folder"), refusals.path("s")});
  (void)refusals.line(5, {"plan", refusals.path("s"), refusals.path("s")});
}

TEST_CASE("an interval that is none is refused") {
  Refusals refusals;
  for (const char* interval : {"-5", "-1.5", "x", "", "5x", "1e3", "99999999999999999999"}) {
    CAPTURE(interval);
    (void)refusals.line(
        2, {"run", refusals.path("s"), refusals.path("r"), interval, refusals.path("log")});
  }
}

TEST_CASE("a log file that can't be written is refused before anything is mirrored") {
  Refusals refusals;
  CHECK(contains(
      refusals.line(2, {"run", refusals.path("s"), refusals.path("r"), "1", refusals.path("s")}),
      "log"));
  CHECK(contains(refusals.line(2, {"run", refusals.path("s"), refusals.path("r"), "1",
                                   refusals.path("r/old/log")}),
                 "log"));
  CHECK(contains(refusals.line(2, {"sync", refusals.path("s"), refusals.path("r"), "--log-file",
                                   "/proc/none/log"}),
                 "log"));
  (void)refusals.line(2, {"run", refusals.path("s"), refusals.path("r"), "1", ""});
}

TEST_CASE(
    "the console is refused as a log file, with what to give instead, and nothing is mirrored") {
  if (Sandbox::is_windows()) return;
  const Sandbox box;
  box.write("s/file", "");
  for (const char* console : {"/dev/stdout", "/dev/stderr"}) {
    const Finished finished =
        box.run({"sync", box.path("s"), box.path("r"), "--log-file", console});
    CHECK(finished.exit_code == 2);
    CHECK(contains(finished.error, "name a file, or /dev/null for the console alone"));
    CHECK_FALSE(box.exists("r"));
  }
  CHECK(box.run({"sync", box.path("s"), box.path("r"), "--log-file", "/dev/null"}).exit_code == 0);
}

TEST_CASE("unknown commands and options are told with the nearest right one") {
  Refusals refusals;
  CHECK(contains(refusals.line(2, {"snyc", "a", "b"}), "did you mean 'sync'?"));
  CHECK(contains(refusals.line(2, {"status"}), "did you mean 'service status'?"));
  CHECK(contains(refusals.line(2, {"frobnicate"}), "'lockstep --help' lists them"));
  CHECK(contains(refusals.line(2, {"service", "statu"}), "did you mean 'status'?"));
  CHECK(contains(refusals.line(2, {"service", "frobnicate"}), "there is install, "));
  CHECK(contains(refusals.line(2, {"--hepl"}), "did you mean '--help'?"));
  CHECK(contains(refusals.line(2, {"sync", refusals.path("s"), refusals.path("r"), "--checksun"}),
                 "did you mean '--checksum'?"));
  CHECK(contains(refusals.line(2, {"plan", "--exlude", "x"}), "did you mean '--exclude'?"));
  CHECK(contains(refusals.line(2, {"config", "chek", "x"}), "did you mean 'check'?"));
  (void)refusals.line(2, {"sync", refusals.path("s"), refusals.path("r"), "-Z"});
  (void)refusals.line(2, {"sync", refusals.path("s"), refusals.path("r"),
                          "--"
                          "a"});
  (void)refusals.line(2, {"service", "install", "--user"});
}

TEST_CASE("too few and too many operands are told") {
  Refusals refusals;
  CHECK(contains(refusals.line(2, {"sync", refusals.path("s")}), "REPLICA is missing"));
  CHECK(contains(refusals.line(2, {"run", refusals.path("s"), refusals.path("r")}),
                 "INTERVAL is missing"));
  CHECK(contains(refusals.line(2, {"run", refusals.path("s"), refusals.path("r"), "60"}),
                 "LOGFILE is missing"));
  CHECK(contains(refusals.line(2, {"sync", refusals.path("s"), refusals.path("r"), "more"}),
                 "unexpected 'more'"));
  CHECK(contains(refusals.line(2, {"sync", "", refusals.path("r")}), "SOURCE"));
  (void)refusals.line(2, {"sync"});
  (void)refusals.line(2, {"run"});
  (void)refusals.line(2, {"approve"});
  (void)refusals.line(2, {"config"});
  (void)refusals.line(2, {"config", "check"});
}

TEST_CASE("values out of range and of the wrong kind are told") {
  Refusals refusals;
  const std::vector<std::vector<std::string>> wrong = {{"--max-delete", "101%"},
                                                       {"--max-delete", "-1"},
                                                       {"--max-delete", "many"},
                                                       {"--durability", "fiel"},
                                                       {"--bwlimit", "fast"},
                                                       {"--threads", "x"},
                                                       {"--threads", "100000"},
                                                       {"--log-level", "loud"},
                                                       {"--log-format", "xml"},
                                                       {"--log-max-size", "0"},
                                                       {"--log-max-files", "-1"},
                                                       {"--color", "blue"},
                                                       {"--exclude", "[a"},
                                                       {"--include", ""},
                                                       {"--exclude-from", "/no/such/file"},
                                                       {"--checksum=maybe"},
                                                       {"--exclude"}};
  for (const auto& options : wrong) {
    CAPTURE(options.front());
    std::vector<std::string> arguments = {"sync", refusals.path("s"), refusals.path("r")};
    arguments.insert(arguments.end(), options.begin(), options.end());
    CHECK(contains(refusals.line(2, arguments), "--"));
  }
}

TEST_CASE("a pattern file with a bad pattern is told with its line") {
  Refusals refusals;
  refusals.box.write("patterns", "*.tmp\n# comment\n[a\n");
  const std::string line = refusals.line(2, {"sync", refusals.path("s"), refusals.path("r"),
                                             "--exclude-from", refusals.path("patterns")});
  CHECK(contains(line, refusals.path("patterns") + ":3: "));
}

TEST_CASE("what is no configuration is refused") {
  Refusals refusals;
  refusals.box.write("utf16", std::string("\xff\xfe[\0[\0j\0", 8));
  refusals.box.write("empty", "");
  refusals.box.write("nonsense", std::string(1024 * 1024, '%'));
  refusals.box.write("large", std::string(3 * 1024 * 1024, '#'));
  for (const char* file : {"utf16", "empty", "nonsense", "large", "s", "absent"}) {
    CAPTURE(file);
    for (const char* command : {"sync", "run", "plan", "verify"}) {
      CHECK(contains(refusals.line(2, {command, "--config", refusals.path(file)}),
                     refusals.path(file)));
    }
    CHECK(
        contains(refusals.line(2, {"config", "check", refusals.path(file)}), refusals.path(file)));
  }
}

TEST_CASE("an unknown key and an unknown job are told with the nearest right one") {
  Refusals refusals;
  const std::string job = "[[job]]\nname = \"docs\"\nsource = \"" + refusals.path("s") +
                          "\"\nreplica = \"" + refusals.path("r") + "\"\n";
  refusals.box.write("unknown", job + "cheksum = true\n");
  refusals.box.write("good", job);
  CHECK(contains(refusals.line(2, {"sync", "--config", refusals.path("unknown")}),
                 refusals.path("unknown") +
                     ":5:1: 'cheksum' is not a key of a job; did you mean 'checksum'?"));
  CHECK(contains(refusals.line(2, {"sync", "--config", refusals.path("good"), "--job", "dosc"}),
                 "did you mean 'docs'?"));
  CHECK(contains(refusals.line(2, {"sync", refusals.path("s"), refusals.path("r"), "--config",
                                   refusals.path("good")}),
                 "either"));
}

TEST_CASE("folders on other machines are refused before anything is made") {
  if (Sandbox::is_windows()) return;
  Refusals refusals;
  for (const char* const name :
       {"host:/path", "user@host:path", "sftp://host/path", "rsync://host/m", "//host/share"}) {
    CAPTURE(name);
    CHECK(contains(refusals.line(2, {"sync", refusals.path("s"), name}), "REPLICA: "));
    CHECK(contains(refusals.line(2, {"plan", name, refusals.path("r")}), "sshfs"));
    CHECK_FALSE(refusals.box.exists("run/host:"));
    refusals.box.write("remote", "[[job]]\nname = \"a\"\nsource = \"" + refusals.path("s") +
                                     "\"\nreplica = \"" + name + "\"\n");
    CHECK(contains(refusals.line(2, {"sync", "--config", refusals.path("remote")}), "sshfs"));
  }
  CHECK(contains(refusals.line(2, {"sync", refusals.path("s"), "host:/path"}), "'./host:/path'"));
  CHECK(refusals.box.run({"sync", refusals.path("s"), "./host:/path"}).exit_code == 0);
  CHECK(refusals.box.read("run/host:/path/file") == "content");
  // The file is there now, so nobody means another machine.
  CHECK(refusals.box.run({"sync", refusals.path("s"), "host:/path"}).exit_code == 0);
}

TEST_CASE("control characters in what was given don't reach the terminal") {
  Refusals refusals;
  const std::string line =
      refusals.line(2, {"sync", refusals.path("s"), refusals.path("r"), "a\x1b[2J\nb"});
  CHECK(contains(line, "a\\x1b[2J\\nb"));
  (void)refusals.line(2, {"a\nb"});
  (void)refusals.line(2, {"sync", "--a\nb"});
  (void)refusals.line(5, {"sync", refusals.path("x\ny"), refusals.path("r")});
}
