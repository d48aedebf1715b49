#include "support/faults/faulty_state.h"

#include <algorithm>

namespace lockstep {

void FaultyState::add(Rule rule) {
  const std::scoped_lock lock(mutex_);
  rules_.push_back(std::move(rule));
}

void FaultyState::add(FaultyTree::Predicate predicate, ErrorKind kind) {
  const std::scoped_lock lock(mutex_);
  predicates_.push_back({std::move(predicate), kind});
}

void FaultyState::shorten(FaultyTree::Predicate predicate, std::size_t most) {
  const std::scoped_lock lock(mutex_);
  shortenings_.push_back({std::move(predicate), most});
}

void FaultyState::before_each(std::function<void(const Call&)> what) {
  const std::scoped_lock lock(mutex_);
  before_each_.push_back(std::move(what));
}

void FaultyState::forget_faults() {
  const std::scoped_lock lock(mutex_);
  rules_.clear();
  predicates_.clear();
  shortenings_.clear();
  before_each_.clear();
  faults_ = 0;
  killed_ = false;
}

void FaultyState::forget_calls() {
  const std::scoped_lock lock(mutex_);
  counts_.fill(0);
  changes_ = 0;
  reads_ = 0;
  calls_.clear();
}

Result<void> FaultyState::arrive(Call call) {
  std::vector<std::function<void()>> callbacks;
  std::vector<std::function<void(const Call&)>> watchers;
  std::optional<ErrorKind> fault;
  std::size_t recorded = 0;
  {
    const std::scoped_lock lock(mutex_);
    const bool changes = is_change(call.operation);
    const std::size_t number = changes ? ++changes_ : ++reads_;
    const std::size_t of_operation = ++counts_.at(static_cast<std::size_t>(call.operation));
    if (changes) {
      recorded = calls_.size();
      calls_.push_back(call);
    }
    watchers = before_each_;
    for (const Rule& rule : rules_) {
      if (!matches(rule, call, number, of_operation)) continue;
      if (rule.before) {
        callbacks.push_back(rule.before);
        continue;
      }
      if (rule.kills) killed_ = true;
      fault = rule.kind;
    }
  }
  for (const auto& watcher : watchers) watcher(call);
  for (const auto& callback : callbacks) callback();
  if (killed_) fault = ErrorKind::cancelled;

  Result<void> answer;
  if (fault) {
    ++faults_;
    answer = simulated_failure(*fault);
  } else {
    answer = ask_predicates(call);
  }
  if (!answer && is_change(call.operation)) {
    const std::scoped_lock lock(mutex_);
    if (recorded < calls_.size()) calls_[recorded].failed = answer.error().kind();
  }
  return answer;
}

Result<void> FaultyState::arrive_at_listed(const std::string& path) {
  return ask_predicates({Operation::examine_listed, path, {}, {}});
}

bool FaultyState::matches(const Rule& rule, const Call& call, std::size_t number,
                          std::size_t of_operation) const {
  std::size_t at = number;
  switch (rule.counts) {
    case Rule::Counts::changes:
      if (!is_change(call.operation)) return false;
      break;
    case Rule::Counts::reads:
      if (is_change(call.operation)) return false;
      break;
    case Rule::Counts::operation:
      if (call.operation != rule.operation) return false;
      at = of_operation;
      break;
  }
  return rule.lasting == Lasting::for_ever ? at >= rule.n : at == rule.n;
}

Result<void> FaultyState::ask_predicates(const Call& call) {
  std::vector<PredicateRule> predicates;
  {
    const std::scoped_lock lock(mutex_);
    predicates = predicates_;
  }
  for (const PredicateRule& rule : predicates) {
    if (!rule.predicate(call)) continue;
    ++faults_;
    return simulated_failure(rule.kind);
  }
  return {};
}

std::size_t FaultyState::allowed(const Call& call, std::size_t wanted) const {
  std::vector<Shortening> shortenings;
  {
    const std::scoped_lock lock(mutex_);
    shortenings = shortenings_;
  }
  for (const Shortening& shortening : shortenings) {
    if (shortening.predicate(call)) wanted = std::min(wanted, shortening.most);
  }
  return wanted;
}

std::size_t FaultyState::changes() const {
  const std::scoped_lock lock(mutex_);
  return changes_;
}

std::size_t FaultyState::reads() const {
  const std::scoped_lock lock(mutex_);
  return reads_;
}

std::size_t FaultyState::count(Operation operation) const {
  const std::scoped_lock lock(mutex_);
  return counts_.at(static_cast<std::size_t>(operation));
}

std::vector<Call> FaultyState::calls() const {
  const std::scoped_lock lock(mutex_);
  return calls_;
}

}  // namespace lockstep
