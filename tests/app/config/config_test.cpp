#include "app/config/config.h"

#include <filesystem>
#include <regex>

#include <doctest/doctest.h>

#include "platform/system/this_system.h"

#include "app/config/options.h"

using namespace lockstep;

namespace {

constexpr std::string_view kFile = "/etc/lockstep.toml";

const std::string kJob =
    "[[job]]\n"
    "name = \"docs\"\n"
    "source = \"/srv/docs\"\n"
    "replica = \"/mnt/docs\"\n";

// Paths begin with a drive here: Windows.
bool has_drives() { return std::filesystem::absolute("/").generic_string() != "/"; }

// Where the system's paths begin with a drive, with that.
std::string absolute(const char* path) { return std::filesystem::absolute(path).generic_string(); }

// A configuration as it is written here, with such paths.
std::string with_absolute_paths(std::string text) {
  const std::string root = absolute("/");
  for (std::size_t at = 0; (at = text.find("= \"/", at)) != std::string::npos; at += root.size())
    text.replace(at + 3, 1, root);
  return text;
}

Settings settings_of(const std::string& text) {
  const auto settings = parse_configuration(with_absolute_paths(text), kFile);
  REQUIRE_MESSAGE(settings.has_value(), settings.error().message());
  return *settings;
}

JobSettings job_of(const std::string& further_lines) {
  return settings_of(kJob + further_lines).jobs.at(0);
}

std::string error_of(const std::string& text) {
  const auto settings = parse_configuration(with_absolute_paths(text), kFile);
  if (settings) return "no error";
  CHECK(settings.error().kind() == ErrorKind::invalid);
  const std::string message = settings.error().message();
  CHECK(message.find('\n') == std::string::npos);
  return message;
}

std::string example() { return std::string(example_configuration()); }

// The example with every setting that it shows commented out switched on.
std::string whole_example() {
  return std::regex_replace(example(), std::regex("\n#([a-z_]+ = )"), "\n$1");
}

// The lines of `text` that begin with this key.
std::size_t count_key(const std::string& text, const std::string& key) {
  const std::regex line("(^|\n)#?" + key + " = ");
  return static_cast<std::size_t>(
      std::distance(std::sregex_iterator(text.begin(), text.end(), line), {}));
}

template <typename Target>
void check_that_example_has(const OptionTable<Target>& table) {
  const std::string text = example();
  for (const auto& option : table.options)
    CHECK_MESSAGE(count_key(text, option.key()) >= 1, option.key());
}

}  // namespace

TEST_CASE("a job says what it is and everything else has its default") {
  const Settings settings = settings_of(kJob);
  REQUIRE(settings.jobs.size() == 1);
  CHECK(settings.jobs[0].name == "docs");
  CHECK(settings.jobs[0].source == absolute("/srv/docs"));
  CHECK(settings.jobs[0].replica == absolute("/mnt/docs"));
  CHECK(settings.jobs[0].interval == std::chrono::seconds(60));
  CHECK(settings.jobs[0].policy.durability == Durability::pass);
  CHECK(settings.log.max_size == 10 * 1024 * 1024);
}

TEST_CASE("every key of a job is understood") {
  CHECK(job_of("interval = 5").interval == std::chrono::seconds(5));
  CHECK(job_of("interval = \"1h30m\"").interval == std::chrono::minutes(90));
  CHECK(job_of("checksum = true").policy.comparison == Comparison::content);
  CHECK(job_of("delete_excluded = true").policy.excluded == ExcludedEntries::remove);
  CHECK(job_of("one_file_system = true").policy.volumes == Volumes::stay_on_source_volume);
  CHECK(job_of("no_delete = true").policy.removals == Removals::never);
  CHECK(job_of("max_delete = 12").policy.removal_limit.count == 12);
  CHECK(job_of("max_delete = \"10%\"").policy.removal_limit.percent == 10U);
  CHECK(job_of("approve = true").policy.approve);
  CHECK(job_of("allow_empty_source = true").policy.allow_empty_source);
  CHECK_FALSE(job_of("no_owner = true").policy.metadata.owners);
  CHECK_FALSE(job_of("no_perms = true").policy.metadata.modes);
  CHECK_FALSE(job_of("no_times = true").policy.metadata.times);
  CHECK_FALSE(job_of("no_xattrs = true").policy.metadata.attributes);
  CHECK_FALSE(job_of("no_acls = true").policy.metadata.access_control_lists);
  CHECK_FALSE(job_of("no_hard_links = true").policy.metadata.hard_links);
  CHECK(job_of("durability = \"file\"").policy.durability == Durability::file);
  CHECK(job_of("verify_writes = true").policy.verification == WriteVerification::read_back);
  CHECK(job_of("bwlimit = \"20M\"").policy.bytes_per_second == 20 * 1024 * 1024);
  CHECK(job_of("threads = 3").policy.threads == 3);
  CHECK(job_of("io_priority = \"idle\"").priority.io == IoPriority::idle);
  CHECK(job_of("nice = 10").priority.nice == 10);
}

TEST_CASE("a home folder is known in a user's own configuration alone") {
  const std::string text =
      "[[job]]\nname = \"a\"\nsource = \"~/s\"\nreplica = \"$HOME/r\"\n"
      "exclude = [\"~\"]\n";
  const std::string home = has_drives() ? "C:/Users/ann" : "/home/ann";
  const auto own = parse_configuration(text, "c.toml", {}, home);
  REQUIRE(own);
  CHECK(own->jobs[0].source == home + "/s");
  CHECK(own->jobs[0].replica == home + "/r");
  CHECK(own->jobs[0].patterns == std::vector<std::string>{"~"});  // not a path
  const auto other = parse_configuration(text, "c.toml");
  REQUIRE_FALSE(other);
  CHECK(other.error().message().find("'~/s' is relative") != std::string::npos);
}

namespace {

// A job of this system's absolute paths, to which keys can be added.
std::string job_text(const std::string& name, const std::string& replica) {
  const std::string root = has_drives() ? "C:/" : "/";
  return "[[job]]\nname = \"" + name + "\"\nsource = \"" + root + "s\"\nreplica = \"" + root +
         replica + "\"\n";
}

}  // namespace

TEST_CASE("a job that is not enabled is left out, unless no other is left") {
  const auto settings_with = [](const std::string& second) {
    return parse_configuration(
        job_text("a", "r") + "enabled = false\n" + job_text("b", "q") + second, "c.toml");
  };
  auto settings = settings_with("");
  REQUIRE(settings);
  REQUIRE(settings->jobs.size() == 2);
  settings = keep_enabled_jobs(*settings);
  REQUIRE(settings);
  REQUIRE(settings->jobs.size() == 1);
  CHECK(settings->jobs[0].name == "b");
  settings = settings_with("enabled = false\n");
  REQUIRE(settings);
  CHECK_FALSE(keep_enabled_jobs(*settings));
}

TEST_CASE("a key of another system is refused where it would do nothing") {
  for (const char* key : {"acls", "recall"}) {
    const std::string text = job_text("a", "r");
    const auto off = parse_configuration(text + key + " = false\n", "c.toml");
    CHECK(off);
    const auto on = parse_configuration(text + key + " = true\n", "c.toml");
    CHECK(on.has_value() == (this_system() == System::windows));
    if (!on) CHECK(on.error().message().find("for Windows alone") != std::string::npos);
  }
}

TEST_CASE("every key of the log, the console and the service is understood") {
  const Settings settings = settings_of(
      "[service]\nstate_dir = \"/state\"\nthreads = 2\n"
      "[log]\nfile = \"/log\"\nlevel = \"debug\"\nformat = \"json\"\nmax_size = \"1M\"\nmax_files "
      "= 2\nconsole = false\n"
      "[console]\njson = true\nquiet = true\nno_progress = true\ncolor = \"never\"\n" +
      kJob);
  CHECK(settings.service.state_folder == absolute("/state"));
  CHECK(settings.service.threads == 2);
  CHECK(settings.log.file == absolute("/log"));
  CHECK(settings.log.level == LogLevel::debug);
  CHECK(settings.log.format == LogFormat::json);
  CHECK(settings.log.max_size == 1024 * 1024);
  CHECK(settings.log.max_files == 2);
  CHECK_FALSE(settings.log.console);
  CHECK(settings.console.json);
  CHECK(settings.console.quiet);
  CHECK_FALSE(settings.console.progress);
  CHECK(settings.console.color == ColorChoice::never);
}

TEST_CASE("patterns are taken from exclude, then from include") {
  const auto patterns = job_of("include = \"keep.tmp\"\nexclude = [\"*.tmp\", \"!b\"]").patterns;
  CHECK(patterns == std::vector<std::string>{"*.tmp", "!b", "!keep.tmp"});
}

TEST_CASE("what stands at the top holds for every job that does not say otherwise") {
  const Settings settings =
      settings_of("interval = \"5m\"\nchecksum = true\nexclude = [\"*.tmp\"]\n" + kJob +
                  "checksum = false\nexclude = [\"b\"]\n" +
                  "[[job]]\nname = \"c\"\nsource = \"/c\"\nreplica = \"/d\"\ninterval = 1\n");
  REQUIRE(settings.jobs.size() == 2);
  CHECK(settings.jobs[0].interval == std::chrono::minutes(5));
  CHECK(settings.jobs[0].policy.comparison == Comparison::size_and_time);
  CHECK(settings.jobs[0].patterns == std::vector<std::string>{"*.tmp", "b"});
  CHECK(settings.jobs[1].interval == std::chrono::seconds(1));
  CHECK(settings.jobs[1].policy.comparison == Comparison::content);
  CHECK(settings.jobs[1].patterns == std::vector<std::string>{"*.tmp"});
}

TEST_CASE("an unknown key is named with its place and the nearest right one") {
  CHECK(error_of(kJob + "exlude = []") ==
        "/etc/lockstep.toml:5:1: 'exlude' is not a key of a job; did you mean 'exclude'?");
  CHECK(error_of("[log]\nlevl = \"info\"\n" + kJob) ==
        "/etc/lockstep.toml:2:1: 'levl' is not a key of [log]; did you mean 'level'?");
  CHECK(error_of("[servce]\nthreads = 1\n" + kJob) ==
        "/etc/lockstep.toml:1:2: 'servce' is not a key of a configuration's top; did you mean "
        "'service'?");
  CHECK(error_of("zebra = 1\n" + kJob) ==
        "/etc/lockstep.toml:1:1: 'zebra' is not a key of a configuration's top");
}

TEST_CASE("a key in the wrong section is told where it belongs") {
  CHECK(error_of(kJob + "level = \"info\"") ==
        "/etc/lockstep.toml:5:1: 'level' is not a key of a job; it belongs in [log]");
  CHECK(error_of("log_file = \"/l\"\n" + kJob) ==
        "/etc/lockstep.toml:1:1: 'log_file' is not a key of a configuration's top; it belongs in "
        "[log] as 'file'");
}

TEST_CASE("a wrong type says what is wanted") {
  CHECK(error_of(kJob + "checksum = 1") ==
        "/etc/lockstep.toml:5:12: 'checksum' wants true or false, not a whole number");
  CHECK(error_of(kJob + "threads = \"4\"") ==
        "/etc/lockstep.toml:5:11: 'threads' wants a whole number, not a text");
  CHECK(error_of(kJob + "durability = true") ==
        "/etc/lockstep.toml:5:14: 'durability' wants a text in quotes, not true or false");
  CHECK(error_of(kJob + "exclude = [1]").find(":5:12: 'exclude' wants a list of texts") !=
        std::string::npos);
  CHECK(error_of("log = 1\n" + kJob) == "/etc/lockstep.toml:1:7: 'log' is a section: write [log]");
  CHECK(error_of("[job]\nname = \"a\"").find("a job begins with [[job]]") != std::string::npos);
}

TEST_CASE("a value out of its range says so") {
  CHECK(error_of(kJob + "threads = -1").find(":5:11: threads: ") != std::string::npos);
  CHECK(error_of(kJob + "threads = 5000").find(":5:11: threads: ") != std::string::npos);
  CHECK(error_of(kJob + "max_delete = \"101%\"").find(":5:14: max_delete: ") != std::string::npos);
  CHECK(error_of(kJob + "interval = -5").find(":5:12: interval: ") != std::string::npos);
  CHECK(error_of(kJob + "nice = 20").find(":5:8: nice: ") != std::string::npos);
  CHECK(error_of(kJob + "bwlimit = \"fast\"").find(":5:11: bwlimit: ") != std::string::npos);
  CHECK(error_of(kJob + "durability = \"files\"") ==
        "/etc/lockstep.toml:5:14: durability: 'files' is not one of pass, file, none; did you mean "
        "'file'?");
  CHECK(error_of("[log]\nmax_size = 0\n" + kJob).find(":2:12: max_size: ") != std::string::npos);
  CHECK(error_of(kJob + "exclude = [\"ok\", \"[a\"]").find(":5:18: exclude: ") !=
        std::string::npos);
}

TEST_CASE("a relative path is refused") {
  CHECK(error_of("[[job]]\nname = \"a\"\nsource = \"docs\"\nreplica = \"/r\"") ==
        "/etc/lockstep.toml:3:10: 'source' wants an absolute path; 'docs' is relative");
  CHECK(error_of("[log]\nfile = \"~/log\"\n" + kJob).find("'file' wants an absolute path") !=
        std::string::npos);
  CHECK(
      error_of(kJob + "exclude_from = [\"list\"]").find("'exclude_from' wants an absolute path") !=
      std::string::npos);
}

TEST_CASE("a job lacks nothing that it can't do without") {
  CHECK(error_of("[[job]]\nname = \"a\"\nsource = \"/s\"\n") ==
        "/etc/lockstep.toml:1:1: this job has no replica");
  CHECK(error_of("[[job]]\nsource = \"/s\"\nreplica = \"/r\"\n") ==
        "/etc/lockstep.toml:1:1: this job has no name");
  CHECK(error_of("[log]\n").find("no [[job]]") != std::string::npos);
}

TEST_CASE("two jobs share neither name nor replica") {
  CHECK(error_of(kJob + "[[job]]\nname = \"docs\"\nsource = \"/x\"\nreplica = \"/y\"\n") ==
        "/etc/lockstep.toml:6:8: a job above is called 'docs' too");
  CHECK(error_of(kJob + "[[job]]\nname = \"b\"\nsource = \"/x\"\nreplica = \"/mnt//docs/\"\n") ==
        "/etc/lockstep.toml:8:11: the jobs 'docs' and 'b' have the same replica '" +
            absolute("/mnt/docs") + "'; choose another for one of them");
  CHECK(error_of(kJob + "[[job]]\nname = \"b\"\nsource = \"/x\"\nreplica = \"/mnt/docs/b\"\n")
            .find(":8:11: ") != std::string::npos);
  CHECK(error_of(kJob + "[[job]]\nname = \"b\"\nsource = \"/x\"\nreplica = \"/mnt\"\n")
            .find(":8:11: ") != std::string::npos);
  CHECK(error_of(kJob + "exclude = [\"/b\"]\n[[job]]\nname = \"b\"\nsource = \"/x\"\nreplica = "
                        "\"/mnt/docs/b\"\n") == "no error");
  CHECK(error_of(kJob + "[[job]]\nname = \"b\"\nsource = \"/x\"\nreplica = \"/mnt/docs2\"\n") ==
        "no error");
}

TEST_CASE("a replica inside its own source must be excluded") {
  const std::string job = "[[job]]\nname = \"a\"\nsource = \"/s\"\nreplica = \"/s/backup/r\"\n";
  CHECK(error_of(job) ==
        "/etc/lockstep.toml:4:11: the replica lies inside its own source; exclude it or choose "
        "another");
  CHECK(error_of(job + "exclude = [\"/backup/\"]") == "no error");
  CHECK(error_of(job + "exclude = [\"r\"]") == "no error");
  CHECK(error_of(job + "exclude = [\"/backup\", \"!/backup\"]") != "no error");
  CHECK(error_of("[[job]]\nname = \"a\"\nsource = \"/r/s\"\nreplica = \"/r\"\n")
            .find(":3:10: the source lies inside") != std::string::npos);
  CHECK(
      error_of("[[job]]\nname = \"a\"\nsource = \"/r\"\nreplica = \"/r/\"\n").find("same folder") !=
      std::string::npos);
}

TEST_CASE("of several errors the first in the file is told") {
  CHECK(error_of("[[job]]\nname = \"a\"\nsource = 1\nreplica = \"b\"\nchecksum = 3\nabc = 1")
            .find(":3:10: ") != std::string::npos);
}

TEST_CASE("what is not TOML is one error with its place") {
  CHECK(error_of("[[job]\n").starts_with("/etc/lockstep.toml:1:"));
  CHECK(error_of("name = \xff\n").starts_with("/etc/lockstep.toml:1:"));
  CHECK(error_of("name = \"\xc3\x28\"\n").starts_with("/etc/lockstep.toml:1:"));
  CHECK(error_of(std::string("\0\0\0", 3)).starts_with("/etc/lockstep.toml:1:"));
  CHECK(error_of("checksum = true\nchecksum = true\n").starts_with("/etc/lockstep.toml:2:"));
  CHECK(error_of(std::string(1024 * 1024, 'x')).starts_with("/etc/lockstep.toml:1:"));
  CHECK(error_of("a = " + std::string(100'000, '[')).starts_with("/etc/lockstep.toml:1:"));
  CHECK(error_of("") == "/etc/lockstep.toml: it is empty: there is nothing to mirror");
  CHECK(error_of(" \r\n\t\n") == "/etc/lockstep.toml: it is empty: there is nothing to mirror");
}

TEST_CASE("the example can be parsed, and what it shows as a default is one") {
  const Settings shown = settings_of(example());
  Settings expected;
  expected.jobs.push_back({});
  expected.jobs[0].name = "documents";
  expected.jobs[0].source = has_drives() ? "C:/Users/Public/Documents" : "/srv/documents";
  expected.jobs[0].replica = has_drives() ? "D:/Backup/Documents" : "/mnt/backup/documents";
  CHECK(configuration_text(shown) == configuration_text(expected));
  CHECK(example_configuration() == example());
}

TEST_CASE("the example shows every key, commented out ones are right too") {
  check_that_example_has(job_keys());
  check_that_example_has(job_options());
  check_that_example_has(log_options());
  check_that_example_has(console_options());
  check_that_example_has(service_keys());
  const std::string error = error_of(whole_example());
  // The one file that it names need not be there.
  const std::string named =
      has_drives() ? "C:/ProgramData/Lockstep/exclude" : "/etc/lockstep/exclude";
  CHECK_MESSAGE((error == "no error" || error.find("read '" + named + "'") != std::string::npos),
                error);
}

TEST_CASE("settings written as a configuration come to the same when they are read again") {
  const std::string text =
      "[service]\nstate_dir = \"/st\\\"ate\"\n[log]\nfile = \"/log\"\nmax_size = "
      "1536\n[console]\ncolor = \"always\"\n" +
      kJob +
      "interval = \"250ms\"\nmax_delete = \"7%\"\nbwlimit = 1000\nexclude = [\"a\\\\b\", "
      "\"\\t\"]\ninclude = [\"c\"]\n"
      "no_owner = true\ndurability = \"none\"\n";
  const std::string shown = configuration_text(settings_of(text));
  CHECK(configuration_text(settings_of(shown)) == shown);
  CHECK(shown.find("max_delete = \"7%\"") != std::string::npos);
  CHECK(shown.find("interval = \"250ms\"") != std::string::npos);
  CHECK(shown.find("max_size = 1536") != std::string::npos);
  CHECK(shown.find("no_owner = true") != std::string::npos);
  CHECK(shown.find("color = \"always\"") != std::string::npos);
}
