// A pair of roots whose calls can be made to fail, and before each of which something may happen.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/model/temporaries.h"
#include "core/pass_fixture.h"

namespace lockstep {

struct FaultyMirror : Mirror {
  explicit FaultyMirror(std::size_t threads = 1, const MemoryOptions& replica_options = {})
      : Mirror(threads, replica_options), from(source.open()), to(replica.open()) {
    let_everything_through();
  }

  // Makes a pass that meets the faults.
  PassOutcome faulty_pass(std::stop_token stop = {}) {
    return pass(*from.open(), *to.open(), std::move(stop));
  }
  [[nodiscard]] std::string problems() const { return Recorder::joined(told.problems); }
  [[nodiscard]] std::string drawn() { return draw(*replica.open()); }
  // True if none of our temporaries is left in the replica.
  [[nodiscard]] bool is_tidy() {
    const auto paths = paths_in(*replica.open());
    return std::ranges::none_of(
        paths, [](const std::string& path) { return is_own_temporary(RelativePath(path).name()); });
  }
  // Checks that without faults all is repaired, and then there is nothing left to do.
  void check_recovery() {
    from.forget_faults();
    to.forget_faults();
    pass();
    CHECK(problems() == "");
    CHECK(difference() == "");
    check_idle();
  }

  FaultyTree from;
  FaultyTree to;
};

// Runs `what` once, just before the first such call. The flag tells that it ran.
inline std::shared_ptr<bool> before_first(FaultyTree& tree, FaultyTree::Predicate is_it,
                                          std::function<void()> what) {
  auto done = std::make_shared<bool>(false);
  tree.before_each([done, is_it = std::move(is_it), what = std::move(what)](const Call& call) {
    if (*done || !is_it(call)) return;
    *done = true;
    what();
  });
  return done;
}
inline std::shared_ptr<bool> before_first(FaultyTree& tree, Operation operation,
                                          const std::string& path, std::function<void()> what) {
  return before_first(
      tree,
      [operation, path](const Call& call) {
        return call.operation == operation && call.path == path;
      },
      std::move(what));
}

// Puts what is drawn in the place of the entry `name`, with that entry's time: except for its kind
// and its identity the new one may look the same.
inline void exchange_unseen(MemoryTree& tree, const std::string& name, const char* drawn) {
  const auto root = tree.open();
  const Timestamp time = examine(*root, name).modified();
  remove_all(*root, name);
  build(*root, drawn);
  set_modified(*root, name, time);
}

}  // namespace lockstep
