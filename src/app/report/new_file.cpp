#include "app/report/new_file.h"

#include "app/config/native_path.h"
#include "platform/disk/roots.h"
#include "platform/disk/small_file.h"

namespace lockstep {

Result<void> write_new_file(const std::string& path, std::string_view content) {
  const std::filesystem::path native = native_path(path);
  if (native.has_parent_path()) {
    const auto made = create_folders(from_native(native.parent_path()));
    if (!made) return failure(made.error().within("create", path));
  }
  const auto written = create_small_file(path, std::string(content));
  if (written) return {};
  if (written.error().kind() != ErrorKind::already_exists)
    return failure(written.error().within("create", path));
  return failure(
      Error(ErrorKind::already_exists, "exists already and is left as it is").within(path));
}

}  // namespace lockstep
