// make_tree PROFILE FOLDER [SCALE [SEED]]: fills the folder, which must be new or empty, with a
// tree to measure with. The same arguments give the same tree.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include <fmt/format.h>

#include "bench/profiles_linux.h"

namespace {

int usage() {
  fmt::print(stderr, "usage: make_tree PROFILE FOLDER [SCALE [SEED]]\n\n");
  for (const auto& profile : lockstep::bench::profiles()) {
    fmt::print(stderr, "  {:<10} {}\n", profile.name, profile.what);
  }
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 5) return usage();
  try {
    for (const auto& profile : lockstep::bench::profiles()) {
      if (profile.name != argv[1]) continue;
      lockstep::bench::Random random(argc > 4 ? std::stoull(argv[4]) : 1);
      lockstep::bench::FolderWriter root(argv[2], random);
      profile.make(root, argc > 3 ? std::stod(argv[3]) : 1.0);
      return 0;
    }
  } catch (const std::exception& problem) {
    fmt::print(stderr, "make_tree: {}\n", problem.what());
    return 1;
  }
  return usage();
}
