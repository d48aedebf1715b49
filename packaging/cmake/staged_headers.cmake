# Cross builds for Windows take the libraries from this machine's /usr/include, as headers alone:
# what is compiled there is for this machine. They are linked into a folder of their own, for
# /usr/include itself would bring this machine's <stdio.h> along. (On Windows itself vcpkg.json
# brings them, and dependencies.cmake finds them as anywhere else.)

set(staged_headers "${PROJECT_BINARY_DIR}/staged_headers")
file(MAKE_DIRECTORY "${staged_headers}")

# lockstep_stage_headers(<target> <file or folder in the include folder> [DEFINE <definition>...])
# The imported target of a library, or a failure that names what is missing.
function(lockstep_stage_headers target header)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "DEFINE")
  if(NOT EXISTS "/usr/include/${header}")
    message(FATAL_ERROR "The cross build needs /usr/include/${header}; "
      "packaging/bootstrap.sh windows installs it.")
  endif()
  file(CREATE_LINK "/usr/include/${header}" "${staged_headers}/${header}" SYMBOLIC)
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${target} SYSTEM INTERFACE "${staged_headers}")
  target_compile_definitions(${target} INTERFACE ${arg_DEFINE})
endfunction()

lockstep_stage_headers(fmt::fmt fmt DEFINE FMT_HEADER_ONLY)
lockstep_stage_headers(spdlog::spdlog_header_only spdlog DEFINE SPDLOG_FMT_EXTERNAL)
target_link_libraries(spdlog::spdlog_header_only INTERFACE fmt::fmt)
lockstep_stage_headers(cxxopts::cxxopts cxxopts.hpp)
lockstep_stage_headers(tl::expected tl)
lockstep_stage_headers(lockstep_toml toml++)
lockstep_stage_headers(nlohmann_json::nlohmann_json nlohmann)
lockstep_stage_headers(lockstep_xxhash xxhash.h DEFINE XXH_INLINE_ALL)
if(LOCKSTEP_BUILD_TESTS)
  lockstep_stage_headers(doctest::doctest doctest)
endif()
