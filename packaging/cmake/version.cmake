# Writes base/version.cpp with the version of this tree:
#   1.2.0              the commit tagged v1.2.0
#   1.2.0-5-gabc1234   five commits later
#   0.1.0+gabc1234     a clone without a release tag
#   0.1.0              no git history (a release archive)
# ("-dirty" or ".dirty" follows when files were changed.) It is asked once per configuration: a
# version that followed every commit at once would link every program again each time.

set(LOCKSTEP_VERSION "${PROJECT_VERSION}")

find_package(Git QUIET)
# The repository has to be our own: an unpacked archive may lie inside somebody else's.
if(GIT_FOUND AND EXISTS "${PROJECT_SOURCE_DIR}/.git")
  # No optional locks: a configuration must not get in the way of a commit made meanwhile.
  execute_process(
    COMMAND "${GIT_EXECUTABLE}" --no-optional-locks describe --tags --match "v[0-9]*" --dirty
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE
    RESULT_VARIABLE failed ERROR_QUIET)
  if(NOT failed)
    string(REGEX REPLACE "^v" "" LOCKSTEP_VERSION "${described}")
  else()
    execute_process(
      COMMAND "${GIT_EXECUTABLE}" --no-optional-locks describe --always --dirty=.dirty
              --exclude "*"
      WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
      OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE
      RESULT_VARIABLE failed ERROR_QUIET)
    if(NOT failed)
      string(APPEND LOCKSTEP_VERSION "+g${described}")
    endif()
  endif()
endif()

set(LOCKSTEP_VERSION_SOURCE "${PROJECT_BINARY_DIR}/generated/base/version.cpp")
configure_file("${PROJECT_SOURCE_DIR}/src/base/version.cpp.in" "${LOCKSTEP_VERSION_SOURCE}" @ONLY)
message(STATUS "Lockstep ${LOCKSTEP_VERSION}")
