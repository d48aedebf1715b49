// Whatever the bytes of a configuration, they come to settings or to one line that says why not;
// and settings, written out and read again, stay what they were.

#include "app/config/config.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // No file that an input happens to name is opened.
  if (text.find("_from") != std::string_view::npos) return 0;
  const auto settings = lockstep::parse_configuration(text, "fuzz.toml");
  if (!settings) {
    const std::string message = settings.error().message();
    if (message.empty() || message.find('\n') != std::string::npos) std::abort();
    return 0;
  }
  const std::string shown = lockstep::configuration_text(*settings);
  const auto again = lockstep::parse_configuration(shown, "shown.toml");
  if (!again || lockstep::configuration_text(*again) != shown) std::abort();
  return 0;
}
