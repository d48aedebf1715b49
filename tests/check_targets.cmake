# Fails when a .cpp file below tests/ is compiled by no target: a test that nobody builds looks
# exactly like one that passes. The build writes down what it compiles (COMPILED, a path a line).
#
# cmake -DTESTS_DIR=... -DCOMPILED=... -DOTHER_SYSTEMS=a|b -P check_targets.cmake

file(GLOB_RECURSE files "${TESTS_DIR}/*.cpp" "${TESTS_DIR}/*.cc" "${TESTS_DIR}/*.cxx")
list(FILTER files EXCLUDE REGEX "_(${OTHER_SYSTEMS})(_test)?\\.cpp$")
file(STRINGS "${COMPILED}" compiled)

set(lost ${files})
if(compiled)
  list(REMOVE_ITEM lost ${compiled})
endif()
if(lost)
  list(JOIN lost "\n  " lost)
  message(FATAL_ERROR "in no target (see tests/CMakeLists.txt for how files are named):\n  ${lost}")
endif()
