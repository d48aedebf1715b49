#include "service/commands/mirror.h"

#include "base/printable.h"
#include "service/console.h"

namespace lockstep {

std::vector<OptionSpec> options_of_a_mirror(Operands operands) {
  std::vector<OptionSpec> options = mirror_options(operands);
  for (OptionSpec& habit : habitual_options()) options.push_back(std::move(habit));
  return options;
}

int with_mirror_arguments(std::string_view command, const Arguments& arguments, Operands operands,
                          const std::function<Result<int>(const Settings&)>& work) {
  for (const std::string& notice : habitual_notices(arguments)) print_error(command, notice);
  const auto settings = read_mirror_arguments(arguments, operands);
  if (!settings) return usage_error(command, printable(settings.error().message()));
  const auto code = work(*settings);
  return code ? *code : usage_error(command, printable(code.error().message()));
}

}  // namespace lockstep
