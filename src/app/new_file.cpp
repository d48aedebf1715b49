#include "app/new_file.h"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "app/native_path.h"

namespace lockstep {

Result<void> write_new_file(const std::string& path, std::string_view content) {
  const std::filesystem::path native = native_path(path);
  std::error_code problem;
  if (native.has_parent_path()) std::filesystem::create_directories(native.parent_path(), problem);
  if (problem)
    return failure(
        Error(ErrorKind::other, problem.message(), problem.value()).within("create", path));

  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  const std::unique_ptr<std::FILE, Close> file(
      std::fopen(native.string().c_str(), "wx"));  // x: only if it is new
  if (!file) {
    const int code = errno;
    if (code == EEXIST)
      return failure(
          Error(ErrorKind::already_exists, "exists already and is left as it is").within(path));
    return failure(Error(ErrorKind::other, std::generic_category().message(code), code)
                       .within("create", path));
  }
  if (std::fwrite(content.data(), 1, content.size(), file.get()) != content.size() ||
      std::fflush(file.get()) != 0) {
    const int code = errno;
    return failure(
        Error(ErrorKind::other, std::generic_category().message(code), code).within("write", path));
  }
  return {};
}

}  // namespace lockstep
