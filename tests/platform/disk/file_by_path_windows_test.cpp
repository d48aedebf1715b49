#include <doctest/doctest.h>

#include "platform/disk/file_by_path.h"

namespace lockstep {
namespace {

TEST_CASE("streams open paths in the form that has no limit, but for what is no file's") {
  CHECK(stream_path("C:/a/b").native() == L"\\\\?\\C:\\a\\b");
  CHECK(stream_path("\\\\server\\share\\a").native() == L"\\\\?\\UNC\\server\\share\\a");
  CHECK(stream_path("a").native().starts_with(L"\\\\?\\"));
  CHECK(stream_path("NUL").native() == L"NUL");
  CHECK(path_kind("NUL") == PathKind::file);
}

}  // namespace
}  // namespace lockstep
