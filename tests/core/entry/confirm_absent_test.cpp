// Nothing is removed as long as the source does not say that it lacks the name.
#include "core/entry/confirm_absent.h"

#include "core/writer_fixture.h"

namespace lockstep {
namespace {

struct Asked : WriterFixture {
  Asked() { build(*source.open(), "d/ d/file:1 d/folder/"); }
  Result<void> ask(const PairPointer& folder, const std::string& name, bool is_folder = false,
                   const std::optional<OtherSpelling>& other = {}) {
    return confirm_absent({folder, name, is_folder, other});
  }
  // Returns a folder of the source, which the replica has, too.
  std::shared_ptr<Pair> in_source(const char* name) {
    auto pair = root->child(name);
    pair->source_entry = examine(*source.open(), name);
    return pair;
  }
};

ErrorKind kind_of(const Result<void>& answer) {
  REQUIRE_FALSE(answer);
  return answer.error().kind();
}

TEST_CASE_FIXTURE(Asked, "a name is absent when the source's folder says so, and only then") {
  begin();
  const auto d = in_source("d");
  CHECK(ask(d, "gone"));
  CHECK(kind_of(ask(d, "file")) == ErrorKind::changed);
  CHECK(kind_of(ask(d, "folder", true)) == ErrorKind::changed);
  CHECK(kind_of(ask(d, "folder")) == ErrorKind::changed);
  // The folder that is to go makes room for the file.
  CHECK(ask(d, "file", true));
  for (const ErrorKind error : {ErrorKind::input_output, ErrorKind::permission_denied,
                                ErrorKind::busy, ErrorKind::name_not_possible}) {
    from.forget_faults();
    from.fail_when([](const Call& call) { return call.path == "d/gone"; }, error);
    CHECK(kind_of(ask(d, "gone")) == error);
  }
}

TEST_CASE_FIXTURE(Asked, "a name is not absent because its folder can't be opened any more") {
  begin();
  const auto d = in_source("d");
  remove_all(*source.open(), "d");
  CHECK_FALSE(ask(d, "gone"));
}

TEST_CASE_FIXTURE(Asked,
                  "what the source spells otherwise may go as long as it is that very entry") {
  begin();
  const auto d = in_source("d");
  const Entry file = examine(*source.open(), "d/file");
  CHECK(ask(d, "file", false, OtherSpelling{file.identity, 1}));
  CHECK_FALSE(ask(d, "file", false, OtherSpelling{file.identity, 2}));
  CHECK_FALSE(ask(d, "file", false, OtherSpelling{{1, 2}, 1}));
}

TEST_CASE_FIXTURE(Asked, "below a folder that the source lacks its top is asked for, once") {
  begin();
  const auto d = in_source("d");
  const auto top = d->child("top");
  const auto inner = top->child("inner");
  SUBCASE("it is absent, whatever comes back after that") {
    CHECK(ask(inner, "x"));
    build(*source.open(), "d/top/");
    CHECK(ask(top, "y"));
  }
  SUBCASE("it is there again, whatever goes after that") {
    build(*source.open(), "d/top/");
    CHECK(kind_of(ask(inner, "x")) == ErrorKind::changed);
    remove_all(*source.open(), "d/top");
    CHECK(kind_of(ask(top, "y")) == ErrorKind::changed);
  }
  SUBCASE("it is excluded, so the source may have it") {
    top->excluded = true;
    build(*source.open(), "d/top/");
    CHECK(ask(inner, "x"));
  }
}

}  // namespace
}  // namespace lockstep
