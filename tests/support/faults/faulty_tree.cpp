#include "support/faults/faulty_tree.h"

#include "support/faults/faulty_state.h"

namespace lockstep {

using Counts = FaultyState::Rule::Counts;

FaultyTree::FaultyTree(std::unique_ptr<Directory> root)
    : state_(std::make_shared<FaultyState>()), root_(std::move(root)) {}

FaultyTree::~FaultyTree() = default;

std::unique_ptr<Directory> FaultyTree::open() { return wrap_directory(state_, root_, {}); }

void FaultyTree::fail_change(std::size_t n, ErrorKind kind, Lasting lasting) {
  state_->add({.counts = Counts::changes, .n = n, .lasting = lasting, .kind = kind, .before = {}});
}

void FaultyTree::fail_read(std::size_t n, ErrorKind kind, Lasting lasting) {
  state_->add({.counts = Counts::reads, .n = n, .lasting = lasting, .kind = kind, .before = {}});
}

void FaultyTree::fail_operation(Operation operation, std::size_t n, ErrorKind kind,
                                Lasting lasting) {
  state_->add({.counts = Counts::operation,
               .operation = operation,
               .n = n,
               .lasting = lasting,
               .kind = kind,
               .before = {}});
}

void FaultyTree::fail_when(Predicate predicate, ErrorKind kind) {
  state_->add(std::move(predicate), kind);
}

void FaultyTree::make_unreadable(const std::string& path, ErrorKind kind) {
  fail_when(
      [path](const Call& call) {
        return call.path == path &&
               (call.operation == Operation::open_directory || call.operation == Operation::list ||
                call.operation == Operation::open_file);
      },
      kind);
}

void FaultyTree::shorten_when(Predicate predicate, std::size_t most) {
  state_->shorten(std::move(predicate), most);
}

void FaultyTree::forget_faults() { state_->forget_faults(); }

void FaultyTree::before_change(std::size_t n, std::function<void()> what) {
  state_->add({.counts = Counts::changes, .n = n, .before = std::move(what)});
}

void FaultyTree::before_read(std::size_t n, std::function<void()> what) {
  state_->add({.counts = Counts::reads, .n = n, .before = std::move(what)});
}

void FaultyTree::before_operation(Operation operation, std::size_t n, std::function<void()> what) {
  state_->add(
      {.counts = Counts::operation, .operation = operation, .n = n, .before = std::move(what)});
}

void FaultyTree::before_each(std::function<void(const Call&)> what) {
  state_->before_each(std::move(what));
}

void FaultyTree::kill_at_change(std::size_t n) {
  state_->add({.counts = Counts::changes,
               .n = n,
               .kind = ErrorKind::cancelled,
               .before = {},
               .kills = true});
}

void FaultyTree::kill_now() { state_->kill(); }
bool FaultyTree::killed() const { return state_->killed(); }

std::size_t FaultyTree::changes() const { return state_->changes(); }
std::size_t FaultyTree::reads() const { return state_->reads(); }
std::size_t FaultyTree::count(Operation operation) const { return state_->count(operation); }
std::vector<Call> FaultyTree::calls() const { return state_->calls(); }
std::size_t FaultyTree::faults() const { return state_->faults(); }
void FaultyTree::forget_calls() { state_->forget_calls(); }

}  // namespace lockstep
