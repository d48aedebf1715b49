# format, check-format and lint. The tools' verdicts change from release to release, so the one
# that the project is kept with comes first.

find_program(LOCKSTEP_CLANG_FORMAT NAMES clang-format-19 clang-format)
find_program(LOCKSTEP_CLANG_TIDY NAMES clang-tidy-19 clang-tidy)
find_program(LOCKSTEP_RUN_CLANG_TIDY NAMES run-clang-tidy-19 run-clang-tidy)
mark_as_advanced(LOCKSTEP_CLANG_FORMAT LOCKSTEP_CLANG_TIDY LOCKSTEP_RUN_CLANG_TIDY)

# lockstep_add_tool_target(<name> <tool's variable> COMMAND <command>...)
# A target that runs the command, or says what is missing.
function(lockstep_add_tool_target name tool)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "COMMAND")
  if(${tool})
    add_custom_target(${name} COMMAND ${arg_COMMAND}
      WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}" USES_TERMINAL VERBATIM)
  else()
    add_custom_target(${name}
      COMMAND "${CMAKE_COMMAND}" -E echo "${name}: install clang-format-19 and clang-tidy-19"
      COMMAND "${CMAKE_COMMAND}" -E false VERBATIM)
  endif()
endfunction()

file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}"
  src/*.h src/*.cpp service/*.h service/*.cpp tests/*.h tests/*.cpp)

lockstep_add_tool_target(format LOCKSTEP_CLANG_FORMAT
  COMMAND "${LOCKSTEP_CLANG_FORMAT}" -i ${files})
lockstep_add_tool_target(check-format LOCKSTEP_CLANG_FORMAT
  COMMAND "${LOCKSTEP_CLANG_FORMAT}" --dry-run --Werror ${files})
# Looks at what the build compiles (its compile_commands.json), on all cores.
lockstep_add_tool_target(lint LOCKSTEP_RUN_CLANG_TIDY
  COMMAND "${LOCKSTEP_RUN_CLANG_TIDY}" -quiet -use-color
          -clang-tidy-binary "${LOCKSTEP_CLANG_TIDY}" -p "${PROJECT_BINARY_DIR}"
          -warnings-as-errors=* "^${PROJECT_SOURCE_DIR}/(src|service|tests)/")
