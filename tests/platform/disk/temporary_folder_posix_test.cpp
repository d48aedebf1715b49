#include <filesystem>
#include <sys/stat.h>

#include <doctest/doctest.h>

#include "support/system/temporary_folder.h"
#include "support/trees/tree_access.h"
#include "support/trees/tree_text.h"

namespace lockstep {
namespace {

TEST_CASE("a temporary folder goes with all that is in it, and nothing that links lead to") {
  const TemporaryFolder outside;
  build(*outside.open(), "kept:x");
  std::string path;
  {
    const TemporaryFolder inside;
    path = inside.path();
    build(*inside.open(), "a/ a/b/c:x p|fifo l->" + escaped(outside.path()));
    std::string deep = "d";
    for (int i = 0; i < 30; ++i, deep += "/" + std::string(200, 'd')) {
      create_folder(*inside.open(), deep);  // longer than a path may be
    }
    set_mode(*inside.open(), "a/b", 0);
    set_mode(*inside.open(), "a", 0);
    set_mode(*inside.open(), "", 0);
  }
  struct stat status{};
  CHECK(lstat(path.c_str(), &status) != 0);
  CHECK(draw(*outside.open()) == "kept:x");
}

}  // namespace
}  // namespace lockstep
