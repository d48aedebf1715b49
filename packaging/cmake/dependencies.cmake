# The libraries we build on: the system's package first, else a pinned download that is checked
# against its hash. Versions asked for are the oldest that we test with; versions fetched may be
# newer.

include(FetchContent)

find_package(Threads REQUIRED)

if(CMAKE_CROSSCOMPILING AND WIN32)
  include(staged_headers)
  return()
endif()

# Some of the fetched projects still ask for a CMake older than what CMake 4 accepts.
if(NOT DEFINED CMAKE_POLICY_VERSION_MINIMUM)
  set(CMAKE_POLICY_VERSION_MINIMUM 3.5)
endif()

# lockstep_declare(<name> URL <url> SHA256 <hash> [FIND <find_package arguments>...]
#                  [SUBDIR <folder>])
# One library: find_package(<name> <FIND>) where that works, else the archive.
function(lockstep_declare name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "URL;SHA256;SUBDIR" "FIND")
  set(options URL "${arg_URL}" URL_HASH "SHA256=${arg_SHA256}" DOWNLOAD_EXTRACT_TIMESTAMP OFF)
  if(arg_SUBDIR)
    list(APPEND options SOURCE_SUBDIR "${arg_SUBDIR}")
  endif()
  if(arg_FIND)
    list(APPEND options FIND_PACKAGE_ARGS ${arg_FIND})
  endif()
  FetchContent_Declare(${name} ${options})
endfunction()

# Options of the fetched builds; an installed package does not look at them.
set(BUILD_SHARED_LIBS OFF CACHE BOOL "Build fetched libraries as shared ones")
set(SPDLOG_FMT_EXTERNAL ON CACHE INTERNAL "")
set(SPDLOG_INSTALL OFF CACHE INTERNAL "")
set(CXXOPTS_BUILD_EXAMPLES OFF CACHE INTERNAL "")
set(CXXOPTS_BUILD_TESTS OFF CACHE INTERNAL "")
set(CXXOPTS_ENABLE_INSTALL OFF CACHE INTERNAL "")
set(EXPECTED_BUILD_TESTS OFF CACHE INTERNAL "")
set(EXPECTED_BUILD_PACKAGE OFF CACHE INTERNAL "")
set(JSON_BuildTests OFF CACHE INTERNAL "")
set(JSON_Install OFF CACHE INTERNAL "")

lockstep_declare(fmt
  URL https://github.com/fmtlib/fmt/archive/refs/tags/9.1.0.tar.gz
  SHA256 5dea48d1fcddc3ec571ce2058e13910a0d4a6bab4cc09a809d8b1dd1c88ae6f2
  FIND 9 CONFIG)
lockstep_declare(spdlog
  URL https://github.com/gabime/spdlog/archive/refs/tags/v1.13.0.tar.gz
  SHA256 534f2ee1a4dcbeb22249856edfb2be76a1cf4f708a20b0ac2ed090ee24cfdbc9
  FIND 1.10 CONFIG)
lockstep_declare(cxxopts
  URL https://github.com/jarro2783/cxxopts/archive/refs/tags/v3.1.1.tar.gz
  SHA256 523175f792eb0ff04f9e653c90746c12655f10cb70f1d5e6d6d9491420298a08
  FIND 3.1 CONFIG)
lockstep_declare(tl-expected
  URL https://github.com/TartanLlama/expected/archive/refs/tags/v1.1.0.tar.gz
  SHA256 1db357f46dd2b24447156aaf970c4c40a793ef12a8a9c2ad9e096d9801368df6
  FIND 1.0 CONFIG)
lockstep_declare(tomlplusplus
  URL https://github.com/marzer/tomlplusplus/archive/refs/tags/v3.4.0.tar.gz
  SHA256 8517f65938a4faae9ccf8ebb36631a38c1cadfb5efa85d9a72e15b9e97d25155
  FIND 3.3 CONFIG)
lockstep_declare(nlohmann_json
  URL https://github.com/nlohmann/json/releases/download/v3.11.3/json.tar.xz
  SHA256 d6c65aca6b1ed68e7a182f4757257b107ae403032760ed6ef121c9d55e81757d
  FIND 3.11 CONFIG)
FetchContent_MakeAvailable(fmt spdlog cxxopts tl-expected tomlplusplus nlohmann_json)

# xxHash is used as a header: it inlines into the reading loop, and distributions' packages of it
# have no CMake configuration in common. The version is read from the header.
find_path(LOCKSTEP_XXHASH_INCLUDE_DIR xxhash.h)
mark_as_advanced(LOCKSTEP_XXHASH_INCLUDE_DIR)
set(xxhash_include_dir "${LOCKSTEP_XXHASH_INCLUDE_DIR}")
if(xxhash_include_dir)
  file(STRINGS "${xxhash_include_dir}/xxhash.h" xxhash_minor
    REGEX "^ *# *define +XXH_VERSION_MINOR +[0-9]+")
  string(REGEX REPLACE ".* ([0-9]+).*" "\\1" xxhash_minor "${xxhash_minor}")
  # 0.8 is the first release that promises stable XXH3 values.
  if(NOT xxhash_minor MATCHES "^[0-9]+$" OR xxhash_minor LESS 8)
    set(xxhash_include_dir "")
  endif()
endif()
if(NOT xxhash_include_dir)
  lockstep_declare(xxhash
    URL https://github.com/Cyan4973/xxHash/archive/refs/tags/v0.8.2.tar.gz
    SHA256 baee0c6afd4f03165de7a4e67988d16f0f2b257b51d0e3cb91909302a26a79c4
    SUBDIR no_build_wanted)  # a folder that is not there: download, but do not build
  FetchContent_MakeAvailable(xxhash)
  set(xxhash_include_dir "${xxhash_SOURCE_DIR}")
endif()
add_library(lockstep_xxhash INTERFACE IMPORTED)
target_include_directories(lockstep_xxhash INTERFACE "${xxhash_include_dir}")
target_compile_definitions(lockstep_xxhash INTERFACE XXH_INLINE_ALL)

# Readiness, watchdog and journal. The program loads the library when systemd waits to be told
# (src/platform/supervision/systemd_library_linux.h); to build it takes the headers alone.
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(libsystemd REQUIRED libsystemd>=239)
  add_library(lockstep_systemd_headers INTERFACE IMPORTED)
  target_include_directories(lockstep_systemd_headers INTERFACE ${libsystemd_INCLUDE_DIRS})
endif()

# spdlog and toml++ are used by one source file each: as headers they cost no time to build, and a
# program of the command line starts without two libraries to load (a twentieth of a short pass).
add_library(lockstep_toml INTERFACE IMPORTED)
target_include_directories(lockstep_toml SYSTEM INTERFACE
  $<TARGET_PROPERTY:tomlplusplus::tomlplusplus,INTERFACE_INCLUDE_DIRECTORIES>)

set(lockstep_libraries fmt::fmt spdlog::spdlog_header_only cxxopts::cxxopts tl::expected
  lockstep_toml nlohmann_json::nlohmann_json)

if(LOCKSTEP_BUILD_TESTS)
  set(DOCTEST_WITH_TESTS OFF CACHE INTERNAL "")
  set(DOCTEST_NO_INSTALL ON CACHE INTERNAL "")
  lockstep_declare(doctest
    URL https://github.com/doctest/doctest/archive/refs/tags/v2.4.9.tar.gz
    SHA256 19b2df757f2f3703a5e63cee553d85596875f06d91a3333acd80a969ef210856
    FIND 2.4 CONFIG)
  FetchContent_MakeAvailable(doctest)
  list(APPEND lockstep_libraries doctest::doctest)
  # Benchmarks are built where Google Benchmark is installed; nobody waits for its download.
  find_package(benchmark 1.7 CONFIG QUIET)
endif()

# Headers of fetched libraries are system headers, as those of installed ones are: our warnings are
# about our code. (FetchContent_Declare's own SYSTEM breaks the download in CMake 3.25.1.)
foreach(library IN LISTS lockstep_libraries)
  get_target_property(aliased ${library} ALIASED_TARGET)
  if(aliased)
    set(library "${aliased}")
  endif()
  get_target_property(imported ${library} IMPORTED)
  if(NOT imported)
    set_target_properties(${library} PROPERTIES SYSTEM ON)
  endif()
endforeach()
