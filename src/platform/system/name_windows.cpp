#include "platform/system/name_windows.h"

#include <windows.h>

#include "platform/system/os_error.h"
#include "platform/system/text_windows.h"

namespace lockstep {

WideName::WideName(Name name) {
  using namespace std::string_view_literals;
  // In a folder's own file system call no name is special ("NUL", "a.", "a "), and '/' is a letter
  // like others; the volume itself refuses what it can't hold.
  if (name.empty() || name == "." || name == ".." || name.find_first_of("/\\\0"sv) != Name::npos) {
    problem_ = Problem::not_one_name;
    return;
  }
  auto text = to_utf16(name);
  if (!text || text->find(L':') != std::wstring::npos) {
    problem_ = Problem::not_possible;
    return;
  }
  text_ = std::move(*text);
}

Error WideName::error() const {
  return problem_ == Problem::not_one_name ? Error(ErrorKind::invalid, "Not a single name")
                                           : os_error(ERROR_INVALID_NAME);
}

}  // namespace lockstep
