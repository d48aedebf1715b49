// Tests volumes that take two spellings for one name (scenarios 24 and 25).
#include "core/faulty_mirror.h"

namespace lockstep {
namespace {

MemoryOptions without_case() {
  MemoryOptions options;
  options.can.case_sensitive = false;
  return options;
}

struct CaseMirror : Mirror {
  explicit CaseMirror(std::size_t threads = 1) : Mirror(threads, without_case()) {}
};

const char* const kNfc = "caf\xC3\xA9";
const char* const kNfd = "cafe\xCC\x81";

TEST_CASE("a change of case alone is a rename, whatever the entry is") {
  struct Case {
    const char* before;
    const char* after;
    const char* told;
  };
  const Case cases[] = {
      {"d/Readme:", "d/README", "rename_file d/README <- d/Readme\n"},
      {"d/Readme:text", "d/README", "rename_file d/README <- d/Readme\n"},
      {"d/Readme->x", "d/README", "rename_link d/README <- d/Readme\n"},
      {"d/Readme/", "d/README", "rename_folder d/README <- d/Readme\n"},
      {"d/Readme/a:1 d/Readme/e: d/Readme/s/", "d/README", "rename_folder d/README <- d/Readme\n"},
      {"d/Readme:x d/other=d/Readme", "d/README", "rename_file d/README <- d/Readme\n"},
  };
  for (const Case& one : cases) {
    for (const Removals removals : {Removals::allowed, Removals::never}) {
      CAPTURE(one.before);
      CaseMirror mirror;
      mirror.policy.removals = removals;
      build(*mirror.source.open(), one.before);
      CHECK(mirror.pass().summary.result == PassResult::ok);
      move(*mirror.source.open(), "d/Readme", one.after);
      const std::string planned = text_of(mirror.plan());
      CHECK(planned.find(one.told) != std::string::npos);
      CHECK(planned.find("remove") == std::string::npos);
      CHECK(planned.find("create") == std::string::npos);
      const PassOutcome outcome = mirror.pass();
      CHECK(outcome.summary.result == PassResult::ok);
      CHECK(outcome.summary.renamed == 1);
      CHECK(mirror.told.text().find(one.told) != std::string::npos);
      CHECK(mirror.replica.count(Operation::remove) == 0);
      CHECK(mirror.replica.count(Operation::remove_directory) == 0);
      CHECK(mirror.difference() == "");
      mirror.check_idle();
    }
  }
}

TEST_CASE("with its case an entry may change everything else, and those below it theirs") {
  CaseMirror mirror;
  mirror.let_everything_through();
  build(*mirror.source.open(), "A:1 B/x:1 B/y:2 C:c D/in/e:e F/f:f F/g:g");
  mirror.pass();
  remove_all(*mirror.source.open(), "A");
  remove_all(*mirror.source.open(), "B");
  remove_all(*mirror.source.open(), "C");
  move(*mirror.source.open(), "D", "d");
  move(*mirror.source.open(), "d/in", "d/IN");
  move(*mirror.source.open(), "d/IN/e", "d/IN/E");
  move(*mirror.source.open(), "F", "f");
  remove_all(*mirror.source.open(), "f/g");
  build(*mirror.source.open(), "a:other b:file c/now:folder f/new:1");
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.difference() == "");
  mirror.check_idle();
}

TEST_CASE("what is below a folder is spelt anew before the folder itself") {
  CaseMirror mirror;
  build(*mirror.source.open(), "A/In/x:1");
  mirror.pass();
  move(*mirror.source.open(), "A", "a");
  move(*mirror.source.open(), "a/In", "a/IN");
  mirror.replica.forget_calls();
  mirror.pass();
  const auto changes = mirror.replica.changes();
  const auto first = std::ranges::find(changes, Operation::rename, &Call::operation);
  REQUIRE(first != changes.end());
  CHECK(first->path == "A/In");
  CHECK(mirror.difference() == "");
}

TEST_CASE("no fault takes a name away that is being spelt otherwise") {
  for (std::size_t n = 1; n < 200; ++n) {
    CAPTURE(n);
    CaseMirror mirror;
    build(*mirror.source.open(), "Readme: Folder/x:1");
    mirror.pass();
    move(*mirror.source.open(), "Readme", "README");
    move(*mirror.source.open(), "Folder", "FOLDER");
    FaultyTree replica(mirror.replica.open());
    replica.fail_change(n, ErrorKind::input_output);
    mirror.pass(*mirror.source.open(), *replica.open());
    CHECK(exists(*mirror.replica.open(), "readme"));
    CHECK(exists(*mirror.replica.open(), "folder/x"));
    mirror.pass();
    CHECK(mirror.difference() == "");
    if (replica.changes() < n) break;
    REQUIRE(n < 199);
  }
}

TEST_CASE("two names that the replica takes for one: a stable winner and one problem") {
  for (const std::size_t threads : {1U, 4U}) {
    CaseMirror mirror(threads);
    mirror.replica.change_volume([](Volume& volume) { volume.ignores_case = true; });
    build(*mirror.source.open(), "A:big a:small d/B/x:1 d/b/y:2 d/C:1 d/c->x e/F: e/f: e/fF:");
    const PlanOutcome plan = mirror.plan();
    CHECK(plan.summary.problem_count == 4);
    for (int pass = 0; pass < 3; ++pass) {
      mirror.replica.forget_calls();
      const PassOutcome outcome = mirror.pass();
      CHECK(outcome.summary.result == PassResult::problems);
      CHECK(Recorder::joined(mirror.told.problems) ==
            "create replica a: the replica's volume takes this name for 'A', which is mirrored "
            "instead\n"
            "create replica d/b: the replica's volume takes this name for 'B', which is mirrored "
            "instead\n"
            "create replica d/c: the replica's volume takes this name for 'C', which is mirrored "
            "instead\n"
            "create replica e/f: the replica's volume takes this name for 'F', which is mirrored "
            "instead\n");
      CHECK(draw(*mirror.replica.open()) == "A:big d/ d/B/ d/B/x:1 d/C:1 e/ e/F: e/fF:");
      if (pass > 0) CHECK(mirror.replica.changes_text() == "");
    }
  }
}

TEST_CASE("below a folder that is there, looking names up tells how the volume takes them") {
  CaseMirror mirror;
  build(*mirror.source.open(), "d/k:1 d/new/k:1");
  mirror.pass();
  build(*mirror.source.open(), "d/A:1 d/a:2 d/new/A/ d/new/a/ d/more/B:1 d/more/b:2");
  CHECK(mirror.plan().summary.problem_count == 3);
  CHECK(mirror.pass().summary.problem_count == 3);
  CHECK(draw(*mirror.replica.open()) ==
        "d/ d/A:1 d/k:1 d/more/ d/more/B:1 d/new/ d/new/A/ d/new/k:1");
}

TEST_CASE("an empty root that nothing is known of tells at the first try, and keeps its winner") {
  CaseMirror mirror(4);
  build(*mirror.source.open(), "A/one:1 a/two:2");
  CHECK(mirror.pass().summary.problem_count == 1);
  const std::string first = draw(*mirror.replica.open());
  CHECK((first == "A/ A/one:1" || first == "a/ a/two:2"));
  for (int pass = 0; pass < 2; ++pass) {
    mirror.replica.forget_calls();
    CHECK(mirror.pass().summary.problem_count == 1);
    CHECK(mirror.replica.changes_text() == "");
    CHECK(draw(*mirror.replica.open()) == first);
  }
}

TEST_CASE("what the replica has wins, and its place falls to the other when it goes") {
  CaseMirror mirror;
  build(*mirror.source.open(), "a:small");
  mirror.pass();
  build(*mirror.source.open(), "A:big");
  for (int pass = 0; pass < 2; ++pass) {
    CHECK(mirror.pass().summary.problem_count == 1);
    CHECK(draw(*mirror.replica.open()) == "a:small");
  }
  remove_all(*mirror.source.open(), "a");
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(draw(*mirror.replica.open()) == "A:big");
  mirror.check_idle();
}

TEST_CASE("of three names one is spelt anew and the others are problems") {
  CaseMirror mirror;
  build(*mirror.source.open(), "Name:1");
  mirror.pass();
  move(*mirror.source.open(), "Name", "nAME");
  build(*mirror.source.open(), "NAME:2 NaMe:3");
  for (int pass = 0; pass < 2; ++pass) {
    CHECK(mirror.pass().summary.problem_count == 2);
    CHECK(draw(*mirror.replica.open()) == "NAME:2");
  }
}

TEST_CASE("a name that can't be examined keeps its entry in the replica, however it is spelt") {
  CaseMirror mirror;
  build(*mirror.source.open(), "Name:1 x:1");
  mirror.pass();
  move(*mirror.source.open(), "Name", "NAME");
  FaultyTree source(mirror.source.open());
  source.fail_when(
      [](const Call& call) {
        return call.operation == Operation::examine_listed && call.path == "NAME";
      },
      ErrorKind::input_output);
  CHECK(mirror.pass(*source.open(), *mirror.replica.open()).summary.problem_count == 1);
  CHECK(draw(*mirror.replica.open()) == "Name:1 x:1");
}

TEST_CASE("where case counts both names are mirrored, and a change of case is one") {
  Mirror mirror;
  build(*mirror.source.open(), "A:big a:small d/B/x:1 d/b/y:2 e/Empty:");
  mirror.pass();
  CHECK(mirror.difference() == "");
  build(*mirror.source.open(), "d/C:1 d/c:2 X=A x=A");
  move(*mirror.source.open(), "e/Empty", "e/EMPTY");
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.difference() == "");
  mirror.check_idle();
}

TEST_CASE("a source that ignores case does not keep old spellings in a replica that does not") {
  Mirror mirror;
  mirror.let_everything_through();
  mirror.source.change_options([](MemoryOptions& all) { all.can.case_sensitive = false; });
  build(*mirror.source.open(), "Readme: Big:text Folder/x:1 Empty/ l->x");
  mirror.pass();
  for (const auto& [from, to] : {std::pair("Readme", "README"),
                                 {"Big", "BIG"},
                                 {"Empty", "EMPTY"},
                                 {"Folder", "FOLDER"},
                                 {"l", "L"}}) {
    move(*mirror.source.open(), from, to);
  }
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(Recorder::joined(mirror.told.problems) == "");
  CHECK(mirror.difference() == "");
  mirror.check_idle();
}

TEST_CASE("a name that is back in the source before its removal is kept") {
  for (std::size_t n = 1; n < 100; ++n) {
    CAPTURE(n);
    Mirror mirror;
    build(*mirror.source.open(), "Name:1");
    mirror.pass();
    move(*mirror.source.open(), "Name", "NAME");
    mirror.source.overwrite("NAME", "22");
    bool done = false;
    FaultyTree source(mirror.source.open());
    source.before_read(n, [&] {
      build(*mirror.source.open(), "Name:3");
      done = true;
    });
    mirror.pass(*source.open(), *mirror.replica.open());
    if (!done) break;
    CHECK(mirror.pass().summary.result == PassResult::ok);
    CHECK(mirror.difference() == "");
  }
}

// The source has renamed "Name" to "NAME".
struct Respelt : FaultyMirror {
  explicit Respelt(const MemoryOptions& source_options = {}) {
    source.change_options([&](MemoryOptions& options) { options = source_options; });
    build(*source.open(), "Name: k:");
    pass();
    move(*source.open(), "Name", "NAME");
  }
};

// Before its removal "Name" comes back, as one more name of the very file, so no removal may go on.
TEST_CASE("one more name of the same file is a name that is back in the source") {
  for (const bool old_goes : {true, false}) {
    for (const std::size_t nth : {1U, 2U}) {
      CAPTURE(old_goes);
      CAPTURE(nth);
      Respelt mirror;
      const auto source = mirror.source.open();
      std::size_t looks = 0;
      mirror.from.before_each([&](const Call& call) {
        if (call.operation != Operation::examine_child || call.path != "Name") return;
        ++looks;
        if (looks == nth) REQUIRE(source->create_hard_link(*source, "NAME", "Name"));
        if (looks == nth + 1 && old_goes) REQUIRE(source->remove("NAME"));
      });
      mirror.faulty_pass();
      CHECK(looks >= nth);
      CHECK(exists(*mirror.replica.open(), "Name"));
      mirror.check_recovery();
    }
  }
}

TEST_CASE("a file that got one more name, or is another, may be what was extra: it stays") {
  bool other = false;
  SUBCASE("one more name") {}
  SUBCASE("another file") { other = true; }
  Respelt mirror(without_case());
  const auto source = mirror.source.open();
  std::size_t looks = 0;
  mirror.from.before_each([&](const Call& call) {
    // The first look is the walk's, the second one the removal's.
    if (call.operation != Operation::examine_child || call.path != "Name" || ++looks != 2) return;
    if (!other) REQUIRE(source->create_hard_link(*source, "NAME", "other"));
    if (!other) return;
    REQUIRE(source->remove("NAME"));
    build(*source, "Name:other");
  });
  mirror.faulty_pass();
  CHECK(looks == 2);
  CHECK(exists(*mirror.replica.open(), "Name"));
  mirror.check_recovery();
}

TEST_CASE("two names that differ in case alone tell that case counts, an excluded one too") {
  Mirror mirror;
  mirror.let_everything_through();
  mirror.policy.filter = *Filter::parse({"/K"});
  build(*mirror.source.open(), "k:1 A:1 a:2");
  build(*mirror.replica.open(), "k:1 K:2");
  mirror.replica.change_volume([](Volume& volume) { volume.ignores_case = true; });
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(draw(*mirror.replica.open()) == "A:1 K:2 a:2 k:1");
}

TEST_CASE("what a folder above another mount makes of case says nothing of what is mounted") {
  CaseMirror mirror;
  mirror.let_everything_through();
  build(*mirror.source.open(), "m/A:1 m/a:2");
  create_folder(*mirror.replica.open(), "m");
  mirror.replica.mount("m", {.type = "memory", .identity = "other"});
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(draw(*mirror.replica.open()) == "m/ m/A:1 m/a:2");
}

TEST_CASE("a volume that spells names in its own way is left to it") {
  MemoryOptions options = without_case();
  options.spells_small = true;
  Mirror mirror(1, options);
  build(*mirror.source.open(), "Readme:1 Folder/X:1");
  CHECK(mirror.pass().summary.result == PassResult::ok);
  mirror.pass();
  CHECK(mirror.told.notices.size() == 1);
  CHECK(mirror.told.text() == "");
  for (int pass = 0; pass < 2; ++pass) {
    mirror.check_idle();
    CHECK(draw(*mirror.replica.open()) == "folder/ folder/x:1 readme:1");
  }
}

TEST_CASE("composed and decomposed names are two where the volume keeps both") {
  Mirror mirror;
  build(*mirror.source.open(), std::string(kNfc) + ":1 " + kNfd + ":2");
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.difference() == "");
  mirror.check_idle();
}

TEST_CASE("where it does not they are one problem, with a stable winner") {
  MemoryOptions options;
  options.composes = true;
  for (const bool new_folder : {true, false}) {
    Mirror mirror(1, options);
    build(*mirror.source.open(), "d/x:1");
    if (!new_folder) mirror.pass();
    build(*mirror.source.open(), std::string("d/") + kNfc + ":1 d/" + kNfd + ":2");
    CHECK(mirror.pass().summary.problem_count == 1);
    const std::string first = draw(*mirror.replica.open());
    for (int pass = 0; pass < 2; ++pass) {
      mirror.replica.forget_calls();
      CHECK(mirror.pass().summary.problem_count == 1);
      CHECK(mirror.told.problems[0].find("takes this name for") != std::string::npos);
      CHECK(mirror.replica.changes_text() == "");
      CHECK(draw(*mirror.replica.open()) == first);
    }
  }
}

TEST_CASE("a name that was decomposed is composed in the replica, too") {
  MemoryOptions options;
  options.composes = true;
  Mirror mirror(1, options);
  build(*mirror.source.open(), std::string(kNfd) + ":");
  mirror.pass();
  move(*mirror.source.open(), kNfd, kNfc);
  CHECK(mirror.pass().summary.renamed == 1);
  CHECK(mirror.difference() == "");
  mirror.check_idle();
}

}  // namespace
}  // namespace lockstep
