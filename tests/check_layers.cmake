# Fails on what would let the design erode (script mode: cmake -DPROJECT_DIR=... -P):
#   - an include against the direction service -> app -> core -> base, app -> platform -> base;
#   - an #if on the operating system outside a file that is named for its system;
#   - a thread_local object without the word that it has no destructor (base/scratch_memory.h);
#   - a wait for an atomic's value, which may never end on Windows (packaging/cmake/settings.cmake);
#   - fmt::join without its header, which only older versions of fmt bring along;
#   - a file of more than 500 lines.

cmake_minimum_required(VERSION 3.25)

# What a file of each layer may include of ours: layers, or single headers.
set(base_may_include base)
set(platform_may_include platform base)
set(core_may_include core base platform/disk/directory.h)
set(app_may_include app core platform base)
set(service_may_include service app base)
# These decide and never look at the disk, not even through its interface.
set(pure_core_files filter compare plan rename_match guard dirty_set)
set(pure_core_may_include core base)

set(line_limit 500)
set(system_macros "_WIN32|_WIN64|__CYGWIN__|__MINGW32__|__MINGW64__|__linux__|__linux|__APPLE__|__FreeBSD__|__unix__|__unix")

set(violations "")
macro(report what)
  string(APPEND violations "  ${file}: ${what}\n")
endmacro()

# The path of an include of ours, relative to src/ or (service/, tests/) to the project; empty for
# a header of somebody else.
function(resolve_include variable including header)
  cmake_path(GET including PARENT_PATH folder)
  set(${variable} "" PARENT_SCOPE)
  foreach(candidate "src/${header}" "${header}" "${folder}/${header}" "tests/${header}")
    cmake_path(NORMAL_PATH candidate)
    if(EXISTS "${PROJECT_DIR}/${candidate}")
      string(REGEX REPLACE "^src/" "" candidate "${candidate}")
      set(${variable} "${candidate}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

file(GLOB_RECURSE files RELATIVE "${PROJECT_DIR}"
  "${PROJECT_DIR}/src/*" "${PROJECT_DIR}/service/*" "${PROJECT_DIR}/tests/*")
list(FILTER files INCLUDE REGEX "\\.(h|hpp|cpp|cc|in|cmake|sh|py|txt)$")
list(FILTER files EXCLUDE REGEX "^tests/fuzz/corpus/")

foreach(file IN LISTS files)
  file(READ "${PROJECT_DIR}/${file}" text)
  # Characters that CMake's lists would take for their own; no directive that matters has them.
  string(REGEX REPLACE "[][;\\\"]" "'" plain "${text}")

  string(REGEX MATCHALL "\n" newlines "${plain}")
  list(LENGTH newlines lines)
  if(lines GREATER line_limit)
    report("${lines} lines; the limit is ${line_limit}")
  endif()

  if(NOT file MATCHES "\\.(h|hpp|cpp|cc|in)$")
    continue()
  endif()

  if(NOT file MATCHES "_(linux|posix|windows)(_test)?\\.[a-z.]+$")
    # A condition that goes on in the next line is one line here.
    string(REGEX REPLACE "'[ \t]*\r?\n" " " joined "${plain}")
    string(REGEX MATCHALL "(^|\n)[ \t]*#[ \t]*(if|ifdef|ifndef|elif|elifdef|elifndef)[^\n]*"
      conditions "${joined}")
    foreach(condition IN LISTS conditions)
      if(condition MATCHES "(^|[^A-Za-z0-9_])(${system_macros})([^A-Za-z0-9_]|$)")
        string(STRIP "${condition}" condition)
        report("'${condition}' belongs in a file that is named for its system")
      endif()
    endforeach()
  endif()

  if(plain MATCHES "[.>]wait\\((false|true|0|[^()\n]*memory_order)" OR plain MATCHES "#include <(latch|barrier)>")
    report("waits for an atomic's value: gcc's library for Windows loses notices of that")
  endif()

  if(plain MATCHES "fmt::join" AND NOT plain MATCHES "#include <fmt/ranges\\.h>")
    report("says fmt::join without #include <fmt/ranges.h>, where fmt 11 has it")
  endif()

  string(REGEX REPLACE "^src/" "" layered "${file}")
  string(REGEX REPLACE "/.*" "" layer "${layered}")
  if(layer STREQUAL "tests")
    continue()  # a test may look at anything
  endif()
  if(plain MATCHES "\n[ \t]*((static|inline|const|constinit) )*thread_local " AND NOT plain MATCHES "is_trivially_destructible_v")
    report("a thread_local object may have no destructor: say so with a static_assert")
  endif()
  set(allowed "${${layer}_may_include}")
  cmake_path(GET file STEM stem)
  if(layer STREQUAL "core" AND stem IN_LIST pure_core_files)
    set(allowed "${pure_core_may_include}")
  endif()
  if(NOT allowed)
    report("is in no layer that the design knows")
    continue()
  endif()
  # What a service is on Windows is known to both: its name, its key in the registry, its texts.
  set(allowed_also "^$")
  if(layer STREQUAL "service" AND file MATCHES "_windows\\.(h|cpp)$")
    set(allowed_also "^platform/(os_error|[a-z_]+_windows)\\.h$")
  endif()
  string(REGEX MATCHALL "(^|\n)[ \t]*#[ \t]*include[ \t]*['<][^'>\n]+" includes "${plain}")
  foreach(include IN LISTS includes)
    string(REGEX REPLACE ".*['<]" "" header "${include}")
    resolve_include(target "${file}" "${header}")
    if(NOT target)
      continue()
    endif()
    string(REGEX REPLACE "/.*" "" target_layer "${target}")
    if(NOT target_layer IN_LIST allowed AND NOT target IN_LIST allowed
       AND NOT target MATCHES "${allowed_also}")
      list(JOIN allowed ", " allowed_text)
      report("includes ${target}; it may include ${allowed_text}")
    endif()
  endforeach()
endforeach()

if(violations)
  message(FATAL_ERROR "The tree breaks its own rules:\n${violations}")
endif()
