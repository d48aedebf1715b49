#include "core/model/scope.h"

namespace lockstep {
namespace {

// Takes the first name off a path.
std::string_view take_name(std::string_view& path) {
  const auto slash = path.find('/');
  const std::string_view name = path.substr(0, slash);
  path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  return name;
}

}  // namespace

Scope& Scope::at(std::string_view path) {
  Scope* node = this;
  while (!path.empty()) node = &node->names[std::string(take_name(path))];
  return *node;
}

bool Scope::contains(std::string_view path) const {
  const Scope* node = this;
  while (!path.empty() && !node->deep) {
    const Scope* const next = node->below(take_name(path));
    if (next == nullptr) return node->list && path.empty();
    node = next;
  }
  return true;
}

}  // namespace lockstep
