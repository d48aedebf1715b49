#include "core/model/temporaries.h"

#include <set>

#include <doctest/doctest.h>

namespace lockstep {
namespace {

TEST_CASE("a temporary's name is known again, and nothing else is taken for one") {
  CHECK(is_own_temporary(new_temporary_name()));
  CHECK(is_own_temporary(".lockstep-0123456789abcdef"));
  for (const Name name :
       {"", ".lockstep-", ".lockstep-0123456789abcde", ".lockstep-0123456789abcdef0",
        ".lockstep-0123456789abcdeF", ".lockstep-0123456789abcdeg", "lockstep-0123456789abcdef",
        ".lockstep-0123456789abcde\n", "x.lockstep-0123456789abcdef", "a.tmp"}) {
    CHECK_MESSAGE(!is_own_temporary(name), name);
  }
}

TEST_CASE("no two temporaries have one name") {
  std::set<std::string> names;
  for (int i = 0; i < 1'000; ++i) names.insert(new_temporary_name());
  CHECK(names.size() == 1'000);
}

}  // namespace
}  // namespace lockstep
