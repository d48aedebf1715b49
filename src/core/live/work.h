// What one partial pass has to do: the marks that were ready when it was taken from the DirtySet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/live/moment.h"
#include "core/live/rename_hint.h"
#include "core/model/scope.h"

namespace lockstep {

struct Work {
  Scope scope = {};
  // In the order in which they were told. A hint for a folder that is not carried out has to be
  // looked at as `deep` at its new name, since only the rename was told, and nothing below.
  std::vector<RenameHint> hints = {};
  std::size_t names = 0;    // marks in the scope
  Moment oldest = {};       // when the first of the marks was made; meaningless without marks
  bool everything = false;  // marks were lost: only a full pass will do
  bool verify = false;  // the scope only checks what is believed to be equal; it may be cut short
  // How often the marks that could not be finished before have failed, by path.
  std::map<std::string, std::uint8_t, std::less<>> failed = {};

  // An empty scope may be a look at the root; this tells whether there is anything to do.
  [[nodiscard]] bool empty() const { return names == 0 && hints.empty() && !everything; }
  // Returns Mark::tries for a path that this work could not finish.
  [[nodiscard]] std::uint8_t next_try(const RelativePath& path) const {
    const auto found = failed.find(path.text());
    if (found == failed.end()) return 1;
    return found->second < UINT8_MAX ? static_cast<std::uint8_t>(found->second + 1) : UINT8_MAX;
  }
};

}  // namespace lockstep
