// Draws scopes and hints as text: "a/b" is a look, "a/b/" the names of a folder, "a/b/**" all below
// it, "." the root. Names on the way are not drawn.
#pragma once

#include <string>

#include "core/live/work.h"
#include "core/model/scope.h"

namespace lockstep {

inline void draw_scope(const Scope& scope, const std::string& path, std::string& text) {
  const auto add = [&](const std::string& word) { text += (text.empty() ? "" : " ") + word; };
  const std::string prefix = path.empty() ? "" : path + "/";
  if (scope.deep) return add(prefix + "**");
  if (scope.list) add(path.empty() ? "./" : prefix);
  if (!scope.list && scope.names.empty()) add(path.empty() ? "." : path);
  for (const auto& [name, below] : scope.names) draw_scope(below, prefix + name, text);
}

[[nodiscard]] inline std::string text_of(const Work& work) {
  if (work.everything) return "everything";
  std::string text;
  if (work.names > 0) draw_scope(work.scope, "", text);
  for (const RenameHint& hint : work.hints)
    text += (text.empty() ? "" : " ") + hint.from.text() + "->" + hint.to.text();
  return text;
}

}  // namespace lockstep
