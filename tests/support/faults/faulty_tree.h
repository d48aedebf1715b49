// Any Directory, with faults: counts the calls, fails the n-th, runs something just before it, or
// ends the program there as kill -9 would.
//
//   for (std::size_t n = 1;; ++n) {
//     MemoryTree replica;
//     FaultyTree faulty(replica.open());
//     faulty.fail_change(n, ErrorKind::input_output);
//     … a pass on *faulty.open() …
//     if (faulty.changes() < n) break;  // the n-th call was not reached: all of them were tried
//     … the promises hold; a pass without faults repairs …
//   }
//
// Calls are counted from 1, those that fail too. A discarded staged file is not counted: a
// destructor can't fail. Threads: all functions may be called at any time from any thread;
// callbacks run without a lock held.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "platform/disk/directory.h"
#include "support/faults/operation.h"

namespace lockstep {

class FaultyState;

enum class Lasting { once, for_ever };

class FaultyTree {
 public:
  // Paths in calls are below `root`.
  explicit FaultyTree(std::unique_ptr<Directory> root);
  ~FaultyTree();
  FaultyTree(const FaultyTree&) = delete;
  FaultyTree& operator=(const FaultyTree&) = delete;

  // Opens the wrapped root, as often as wanted; it may outlive this object.
  [[nodiscard]] std::unique_ptr<Directory> open();

  // --- faults; several may be set
  // Fails the n-th of the calls that change something, or of those that look, or of one operation.
  void fail_change(std::size_t n, ErrorKind kind, Lasting lasting = Lasting::once);
  void fail_read(std::size_t n, ErrorKind kind, Lasting lasting = Lasting::once);
  void fail_operation(Operation operation, std::size_t n, ErrorKind kind,
                      Lasting lasting = Lasting::once);
  // Fails every call for which the predicate returns true, for ever. Single names of a listing can
  // be made unreadable: their Operation is examine_listed, with the name's path. The predicate is
  // called without a lock held, from many threads.
  using Predicate = std::function<bool(const Call&)>;
  void fail_when(Predicate predicate, ErrorKind kind);
  // Makes the folder at `path` fail to open or list, or the file there to open; other calls
  // succeed.
  void make_unreadable(const std::string& path, ErrorKind kind = ErrorKind::permission_denied);
  // Gives every read of a file and copy of a range for which the predicate returns true `most`
  // bytes at most; with 0 the file seems to end there.
  void shorten_when(Predicate predicate, std::size_t most);
  void forget_faults();

  // --- meanwhile
  // Runs `what` just before the n-th such call, to change the trees behind the program's back.
  void before_change(std::size_t n, std::function<void()> what);
  void before_read(std::size_t n, std::function<void()> what);
  void before_operation(Operation operation, std::size_t n, std::function<void()> what);
  // Runs `what` before every call, with the call.
  void before_each(std::function<void(const Call&)> what);

  // --- kill -9
  // Lets the n-th change and every call after it fail, and temporaries stay where they are: look at
  // the tree below to see what such a program leaves behind.
  void kill_at_change(std::size_t n);
  void kill_now();
  [[nodiscard]] bool killed() const;

  // --- what was asked
  [[nodiscard]] std::size_t changes() const;
  [[nodiscard]] std::size_t reads() const;
  [[nodiscard]] std::size_t count(Operation operation) const;
  // Returns every change, in order, with `failed` set for those that failed here (not for those
  // that failed below). Changes of an attribute have its name as their `new_path`.
  [[nodiscard]] std::vector<Call> calls() const;
  // Returns the number of faults that were met, so that a test can tell that its fault was one.
  [[nodiscard]] std::size_t faults() const;
  void forget_calls();

 private:
  std::shared_ptr<FaultyState> state_;
  std::shared_ptr<Directory> root_;
};

}  // namespace lockstep
