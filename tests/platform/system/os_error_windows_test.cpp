#include <windows.h>

#include <doctest/doctest.h>

#include "platform/system/os_error.h"

using namespace lockstep;

TEST_CASE("an error of the system has its kind, its code and a sentence without line end") {
  const Error error = os_error(ERROR_DISK_FULL);
  CHECK(error.kind() == ErrorKind::no_space);
  CHECK(error.system_code() == ERROR_DISK_FULL);
  REQUIRE_FALSE(error.reason().empty());
  CHECK(error.reason().find_first_of("\r\n") == std::string::npos);
}

TEST_CASE("only a missing name means absence") {
  for (int code = 0; code < 16000; ++code) {
    const bool absence = code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND;
    CHECK_MESSAGE((os_error_kind(code) == ErrorKind::not_found) == absence, code);
  }
}

TEST_CASE("a code without a sentence is told by its number") {
  CHECK(os_error(59999).reason().find("59999") != std::string::npos);
}
