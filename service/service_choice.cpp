#include "service/service_choice.h"

#include "app/config/config.h"

namespace lockstep {

std::string address_of_configuration(const std::string& file) {
  for (const auto owner : {ConfigurationOwner::system, ConfigurationOwner::this_user}) {
    if (file == usual_configuration(owner)) return {};
  }
  constexpr std::string_view kExtension = ".toml";
  const auto name = file.rfind('/') + 1;  // 0 without a folder
  if (file.ends_with(kExtension) && file.size() - name > kExtension.size()) {
    const std::string instance = file.substr(name, file.size() - name - kExtension.size());
    if (file == instance_configuration(instance)) return " --instance " + instance;
  }
  const bool is_one_word = file.find_first_of(" \t'\"") == std::string::npos;
  return " --config " + (is_one_word ? file : "\"" + file + "\"");
}

}  // namespace lockstep
