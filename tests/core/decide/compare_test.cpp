#include "core/decide/compare.h"

#include <string>

#include <doctest/doctest.h>

namespace lockstep {
namespace {

Entry file(Name name, std::uint64_t size = 5, Timestamp modified = {1'000, 0}) {
  Entry entry;
  entry.name = name;
  entry.kind = EntryKind::file;
  entry.size = size;
  entry.modified_seconds = modified.seconds;
  entry.modified_nanoseconds = modified.nanoseconds;
  entry.changed_seconds = 500;
  entry.mode = 0644;
  return entry;
}

Entry of_kind(Name name, EntryKind kind) {
  Entry entry = file(name);
  entry.kind = kind;
  return entry;
}

struct Rules {
  MirrorPolicy policy;
  CompareRules rules;
  Rules() {
    rules.policy = &policy;
    rules.trusted_before = rules.doubted_from = Timestamp{900, 0};
  }
};

// Returns the findings in a line: "a:create b:update(size)".
std::string compare(const std::vector<Entry>& source, const std::vector<Entry>& replica,
                    const CompareRules& rules) {
  std::string line;
  for (const Finding& finding : compare_directory(source, replica, rules)) {
    const char* const verdicts[] = {"same",   "undecided", "descend",       "create",
                                    "update", "extra",     "could_not_look"};
    if (!line.empty()) line += ' ';
    line.append(finding.source != nullptr ? finding.source->name : finding.replica->name);
    line.append(":").append(verdicts[static_cast<int>(finding.verdict)]);
    if (finding.verdict == Verdict::update)
      line.append("(").append(text(finding.reason)).append(")");
    if (finding.changes.any()) line.append("[").append(finding.changes.text()).append("]");
  }
  return line;
}

TEST_CASE("two listings are merged by the bytes of their names") {
  const Rules rules;
  CHECK(compare({file("a"), file("b"), file("\xff")}, {file("B"), file("b"), file("c")},
                rules.rules) == "B:extra a:create c:extra \xff:create");
  CHECK(compare({}, {}, rules.rules).empty());
}

TEST_CASE("equal size and time are believed of what is older than the last complete pass") {
  Rules rules;
  Entry fresh = file("a");
  fresh.changed_seconds = 900;
  CHECK(compare({file("a")}, {file("a")}, rules.rules).empty());
  CHECK(compare({fresh}, {file("a")}, rules.rules) == "a:undecided");
  CHECK(compare({file("a")}, {fresh}, rules.rules) == "a:same");  // its attributes are to be read
  rules.policy.comparison = Comparison::content;
  CHECK(compare({file("a")}, {file("a")}, rules.rules) == "a:undecided");
}

TEST_CASE("another size is another content; another time alone leaves it open") {
  const Rules rules;
  CHECK(compare({file("a", 6)}, {file("a", 5)}, rules.rules) == "a:update(size)");
  CHECK(compare({file("a", 5, {1'000, 1})}, {file("a")}, rules.rules) == "a:undecided[mtime]");
  CHECK(compare({file("a", 0, {1'000, 1})}, {file("a", 0)}, rules.rules) == "a:same[mtime]");
}

TEST_CASE("times are compared as the replica's volume can hold them") {
  Rules rules;
  rules.rules.capabilities.granularity = 2'000'000'000;
  CHECK(compare({file("a", 5, {1'001, 7})}, {file("a", 5, {1'000, 0})}, rules.rules).empty());
  CHECK(compare({file("a", 5, {1'002, 0})}, {file("a", 5, {1'000, 0})}, rules.rules) ==
        "a:undecided[mtime]");
  rules.rules.capabilities = {};
  rules.rules.capabilities.latest_seconds = 900;
  CHECK(compare({file("a", 5, {1'001, 7})}, {file("a", 5, {900, 0})}, rules.rules).empty());
}

TEST_CASE("a replica's time that its volume seems unable to hold is compared exactly") {
  Rules rules;
  rules.rules.capabilities.granularity = 1'000'000'000;
  CHECK(compare({file("a", 5, {1'000, 7})}, {file("a", 5, {1'000, 5})}, rules.rules) ==
        "a:undecided[mtime]");
  rules.rules.capabilities = {};
  rules.rules.capabilities.latest_seconds = 900;
  CHECK(compare({file("a", 5, {1'001, 7})}, {file("a", 5, {1'000, 0})}, rules.rules) ==
        "a:undecided[mtime]");
}

TEST_CASE("a ctime of whole seconds is old only two seconds before, any other after a tick") {
  const auto changed_at = [](Timestamp time) {
    Entry entry = file("a");
    entry.changed_seconds = time.seconds;
    entry.changed_nanoseconds = time.nanoseconds;
    return entry;
  };
  const Timestamp moment{900, 500'000'000};
  CHECK(changed_before(changed_at({898, 0}), moment));
  CHECK_FALSE(changed_before(changed_at({899, 0}), moment));
  CHECK_FALSE(changed_before(changed_at({900, 0}), moment));
  CHECK(changed_before(changed_at({899, 1}), moment));
  CHECK(changed_before(changed_at({900, 449'000'000}), moment));
  CHECK_FALSE(changed_before(changed_at({900, 451'000'000}), moment));
  // The findings show it as well: the content of a file that changed in those seconds is doubted.
  Rules rules;
  rules.rules.trusted_before = rules.rules.doubted_from = moment;
  CHECK(compare({changed_at({899, 0})}, {file("a")}, rules.rules) == "a:undecided");
  CHECK(compare({changed_at({898, 0})}, {file("a")}, rules.rules).empty());
}

TEST_CASE("a change of kind is an update, a folder on both sides is entered") {
  const Rules rules;
  CHECK(compare({file("a")}, {of_kind("a", EntryKind::directory)}, rules.rules) ==
        "a:update(type)");
  CHECK(compare({of_kind("a", EntryKind::symlink)}, {file("a")}, rules.rules) == "a:update(type)");
  CHECK(compare({of_kind("a", EntryKind::directory)}, {of_kind("a", EntryKind::directory)},
                rules.rules) == "a:descend");
}

TEST_CASE("a device is compared by its number, a link by its target") {
  const Rules rules;
  Entry device = of_kind("a", EntryKind::block_device);
  Entry other = device;
  other.size = 77;
  CHECK(compare({device}, {other}, rules.rules) == "a:update(device number)");
  Entry link = of_kind("a", EntryKind::symlink);
  Entry old = link;
  CHECK(compare({link}, {old}, rules.rules).empty());
  link.changed_seconds = 1'000;
  CHECK(compare({link}, {old}, rules.rules) == "a:undecided");
  old.size = 4;
  CHECK(compare({link}, {old}, rules.rules) == "a:update(content)");
}

TEST_CASE("what could not be looked at is neither new nor gone nor equal") {
  const Rules rules;
  Entry unknown = of_kind("a", EntryKind::other);
  unknown.unreadable = true;
  CHECK(compare({unknown}, {}, rules.rules) == "a:could_not_look");
  CHECK(compare({}, {unknown}, rules.rules) == "a:could_not_look");
  CHECK(compare({unknown}, {file("a")}, rules.rules) == "a:could_not_look");
  CHECK(compare({file("a")}, {unknown}, rules.rules) == "a:could_not_look");
  CHECK(compare({of_kind("a", EntryKind::other)}, {file("a")}, rules.rules) == "a:could_not_look");
}

TEST_CASE("who would get another owner, setuid or setgid is not believed by size and time") {
  Rules rules;
  Entry other = file("a");
  Entry source = file("a");
  source.mode = other.mode | 04000;
  CHECK(compare({source}, {other}, rules.rules) == "a:undecided[mode]");
  CHECK(compare({other}, {source}, rules.rules) == "a:same[mode]");
  source = other;
  source.group = 8;
  CHECK(compare({source}, {other}, rules.rules) == "a:undecided[owner]");
  rules.rules.doubted_from = Timestamp{source.changed_seconds + 1000, 0};
  CHECK(compare({source}, {other}, rules.rules) == "a:undecided[owner]");
}

TEST_CASE("a file in doubt is undecided, however old it is") {
  Rules rules;
  const std::vector<std::string> in_doubt = {"a"};
  rules.rules.in_doubt = &in_doubt;
  CHECK(compare({file("a")}, {file("a")}, rules.rules) == "a:undecided");
  CHECK(compare({file("b")}, {file("b")}, rules.rules).empty());
}

TEST_CASE("only metadata that is wanted and can be held is compared") {
  Rules rules;
  Entry other = file("a");
  other.mode = 0600;
  other.owner = 7;
  CHECK(compare({file("a")}, {other}, rules.rules) == "a:undecided[mode, owner]");
  rules.rules.owners = false;
  CHECK(compare({file("a")}, {other}, rules.rules) == "a:same[mode]");
  rules.rules.capabilities.modes = false;
  CHECK(compare({file("a")}, {other}, rules.rules).empty());
  rules.rules.capabilities.modes = true;
  rules.policy.metadata.modes = false;
  CHECK(compare({file("a")}, {other}, rules.rules).empty());
}

TEST_CASE("setuid is wanted only where the owner will be the source's") {
  Rules rules;
  Entry setuid = file("a");
  setuid.mode = 06755;
  Entry foreign = setuid;
  foreign.owner = 7;
  CHECK(wanted_mode(setuid, foreign, rules.rules) == 06755);
  rules.rules.owners = false;
  CHECK(wanted_mode(setuid, foreign, rules.rules) == 0755);
  CHECK(wanted_mode(setuid, setuid, rules.rules) == 06755);
}

TEST_CASE("names with several links are always told, so that groups can be gathered") {
  const Rules rules;
  Entry linked = file("a");
  linked.link_count = 2;
  CHECK(compare({linked}, {file("a")}, rules.rules) == "a:same");
  CHECK(compare({file("a")}, {linked}, rules.rules) == "a:same");
}

}  // namespace
}  // namespace lockstep
