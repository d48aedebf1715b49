#include "app/new_file.h"

#include <system_error>

#include "app/native_path.h"
#include "platform/small_file.h"

namespace lockstep {

Result<void> write_new_file(const std::string& path, std::string_view content) {
  const std::filesystem::path native = native_path(path);
  std::error_code problem;
  if (native.has_parent_path()) std::filesystem::create_directories(native.parent_path(), problem);
  if (problem)
    return failure(
        Error(ErrorKind::other, problem.message(), problem.value()).within("create", path));
  const auto written = create_small_file(path, std::string(content));
  if (written) return {};
  if (written.error().kind() != ErrorKind::already_exists)
    return failure(written.error().within("create", path));
  return failure(
      Error(ErrorKind::already_exists, "exists already and is left as it is").within(path));
}

}  // namespace lockstep
