#include "service/wording.h"

#include <fmt/format.h>

#include "base/nearest.h"
#include "base/printable.h"

namespace lockstep {

std::string unknown(std::string_view kind, std::string_view given,
                    const std::vector<std::string>& known) {
  std::string sentence = fmt::format("unknown {} '{}'", kind, printable(given));
  const std::vector<std::string_view> names(known.begin(), known.end());
  if (const auto meant = nearest(given, names))
    sentence += fmt::format("; did you mean '{}'?", *meant);
  return sentence;
}

std::string unexpected(std::string_view operand) {
  return fmt::format("unexpected '{}'", printable(operand));
}

}  // namespace lockstep
