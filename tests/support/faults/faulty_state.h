// The state that the handles of one FaultyTree share. For its own files alone.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <mutex>
#include <vector>

#include "support/faults/faulty_tree.h"

namespace lockstep {

class FaultyState {
 public:
  // An event at a call: a fault, or a callback, or the end of the program.
  struct Rule {
    enum class Counts { changes, reads, operation } counts = Counts::changes;
    Operation operation = Operation::examine;
    std::size_t n = 0;
    Lasting lasting = Lasting::once;
    ErrorKind kind = ErrorKind::other;
    std::function<void()> before;  // a rule that has this is no fault
    bool kills = false;
  };

  void add(Rule rule);
  void add(FaultyTree::Predicate predicate, ErrorKind kind);
  void shorten(FaultyTree::Predicate predicate, std::size_t most);
  void before_each(std::function<void(const Call&)> what);
  void forget_faults();
  void forget_calls();

  // Called before every call. Counts it, runs the callbacks that are due, and returns the error
  // with which it fails, if it does.
  [[nodiscard]] Result<void> arrive(Call call);
  // Does the same for a name in a listing, which is not counted.
  [[nodiscard]] Result<void> arrive_at_listed(const std::string& path);

  // Returns how many of `wanted` bytes such a call may be given.
  [[nodiscard]] std::size_t allowed(const Call& call, std::size_t wanted) const;

  void kill() { killed_ = true; }
  [[nodiscard]] bool killed() const { return killed_; }

  [[nodiscard]] std::size_t changes() const;
  [[nodiscard]] std::size_t reads() const;
  [[nodiscard]] std::size_t count(Operation operation) const;
  [[nodiscard]] std::vector<Call> calls() const;
  [[nodiscard]] std::size_t faults() const { return faults_; }

 private:
  struct PredicateRule {
    FaultyTree::Predicate predicate;
    ErrorKind kind;
  };

  struct Shortening {
    FaultyTree::Predicate predicate;
    std::size_t most;
  };

  [[nodiscard]] bool matches(const Rule& rule, const Call& call, std::size_t number,
                             std::size_t of_operation) const;
  [[nodiscard]] Result<void> ask_predicates(const Call& call);

  mutable std::mutex mutex_;
  std::vector<Rule> rules_;  // guarded by mutex_
  std::vector<PredicateRule> predicates_;  // guarded by mutex_
  std::vector<Shortening> shortenings_;  // guarded by mutex_
  std::vector<std::function<void(const Call&)>> before_each_;  // guarded by mutex_
  std::array<std::size_t, kOperations> counts_{};  // guarded by mutex_
  std::size_t changes_ = 0;  // guarded by mutex_
  std::size_t reads_ = 0;  // guarded by mutex_
  std::vector<Call> calls_;  // guarded by mutex_
  std::atomic<std::size_t> faults_ = 0;
  std::atomic<bool> killed_ = false;
};

// Wraps a handle (faulty_directory.cpp).
[[nodiscard]] std::unique_ptr<Directory> wrap_directory(std::shared_ptr<FaultyState> state,
                                                        std::shared_ptr<Directory> inner,
                                                        std::string path);

}  // namespace lockstep
