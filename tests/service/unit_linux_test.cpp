#include "service/registration/unit_linux.h"

#include <doctest/doctest.h>

using namespace lockstep;

TEST_CASE("paths in a unit's command line keep their bytes") {
  CHECK(unit_word("/usr/bin/lockstep") == "/usr/bin/lockstep");
  CHECK(unit_word("/a b") == "\"/a b\"");
  CHECK(unit_word("/50%/$x") == "\"/50%%/$$x\"");
  CHECK(unit_word("/\"q\\\n") == "\"/\\\"q\\\\\\x0a\"");
}

TEST_CASE("a unit is filled in, and known again as ours") {
  const std::string text = fill_unit("A=@CONFIGURATION@\nExecStart=@PROGRAM@ x @CONFIGURATION@\n",
                                     "/opt/lock step", "/etc/50%.toml");
  CHECK(text == "A=/etc/50%%.toml\nExecStart=\"/opt/lock step\" x \"/etc/50%%.toml\"\n");
  for (const auto& unit : {system_unit_template(), user_unit_template()}) {
    const std::string filled = fill_unit(unit, "/usr/bin/lockstep", "/etc/lockstep/lockstep.toml");
    CHECK(is_our_unit(filled));
    for (const char* const name : {"@PROGRAM", "@CONFIGURATION", "@INSTANCE"})
      CHECK(filled.find(name) == std::string::npos);
  }
  CHECK_FALSE(is_our_unit("[Unit]\n"));
}
