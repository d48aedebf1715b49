# Fails on what would let the design erode (script mode: cmake -DPROJECT_DIR=... -P):
#   - an include against the direction service -> app -> core -> base, app -> platform -> base, or of
#     the rooms within a layer (src/README.md);
#   - a call in core/look that would change something on the disk;
#   - a call in core that changes a name without perform.h, or anything in core or app that destroys
#     something without core/entry/discard.h;
#   - an #if on the operating system outside a file that is named for its system;
#   - a thread_local object without the word that it has no destructor (base/scratch_memory.h);
#   - a wait for an atomic's value, which may never end on Windows (packaging/cmake/settings.cmake);
#   - fmt::join without its header, which only older versions of fmt bring along;
#   - a file of more than 400 lines.

cmake_minimum_required(VERSION 3.25)

# What a file of each room may include of ours: rooms, or single headers. What a room may include, the
# rooms named in its line may, too, so that what is reached over several headers needs no check of
# its own.
set(base_may_include base)
set(platform_system_may_include platform/system base)
set(platform_disk_may_include platform/disk platform/system base)
set(platform_supervision_may_include platform/supervision platform/system base)
set(platform_watch_may_include platform/watch platform/disk platform/system base)

# The model and all that decides know nothing of the disk.
set(core_model_may_include core/model base)
set(core_decide_may_include core/decide core/model base)
set(core_live_may_include core/live core/decide core/model base)
set(disk_interface platform/disk/directory.h)
set(core_look_may_include core/look core/decide core/model base ${disk_interface})
set(disk_changes platform/disk/perform.h)
set(core_entry_may_include
  core/entry core/look core/decide core/model base ${disk_interface} ${disk_changes})
set(core_change_may_include
  core/change core/entry core/look core/decide core/model base ${disk_interface} ${disk_changes})
set(core_pass_may_include
  core/pass core/change core/entry core/look core/decide core/model base
  ${disk_interface} ${disk_changes})

set(below_app core/pass core/look core/live core/decide core/model
  platform/watch platform/disk platform/system platform/supervision base)
set(app_config_may_include app/config core/model platform/disk platform/system base)
set(app_report_may_include app/report app/config ${below_app})
set(app_live_may_include app/live app/report app/config ${below_app})
set(app_record_may_include app/record app/report app/config ${below_app})
set(app_job_may_include app/job app/live app/record app/report app/config ${below_app})
set(app_daemon_may_include app/daemon app/job app/live app/record app/report app/config ${below_app})
set(app_host_may_include
  app/host app/daemon app/job app/live app/record app/report app/config ${below_app})

set(service_may_include service service/commands service/registration
  app/host app/daemon app/job app/live app/record app/report app/config core/pass core/model base)
set(service_commands_may_include ${service_may_include})
set(service_registration_may_include ${service_may_include})

# Calls of the disk's interface that change something; they belong to core/entry and
# core/change.
set(changing_calls "create_directory|create_symlink|create_special|create_hard_link|stage_named|stage_unnamed|rename|remove|remove_directory|set_owner|set_mode|set_modified|set_attribute|remove_attribute|publish")
# Those of them that change what a name leads to: only `perform` knows how to do that with care. What
# destroys something is asked for by `discard` alone.
set(name_calls "create_directory|create_symlink|create_special|create_hard_link|rename|remove|remove_directory|publish")
set(destroys "Overwrite::allowed|Destruction")
# The records of the passes replace each other in the state folder, which is nobody's replica.
set(may_destroy "^(src/core/entry/discard\\.(h|cpp)|src/app/record/record_endings\\.cpp)$")

set(line_limit 400)
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
  string(REGEX REPLACE "/[^/]*$" "" room "${layered}")
  string(REPLACE "/" "_" room_name "${room}")
  set(allowed "${${room_name}_may_include}")
  if(NOT allowed)
    report("lies in no room that the design knows")
    continue()
  endif()
  if(room STREQUAL "core/look" AND plain MATCHES "(->|[.])(${changing_calls})\\(")
    report("changes something on the disk (${CMAKE_MATCH_2}); that belongs in core/entry or core/change")
  endif()
  if(layer STREQUAL "core" AND plain MATCHES "(->|[.])(${name_calls})\\(")
    report("changes a name on the disk (${CMAKE_MATCH_2}); that belongs in platform/disk/perform.cpp")
  endif()
  if(layer MATCHES "^(core|app|service)$" AND NOT file MATCHES "${may_destroy}" AND plain MATCHES "(^|[^A-Za-z_])(${destroys})([^A-Za-z_]|$)")
    report("destroys something (${CMAKE_MATCH_2}); that belongs in core/entry/discard.cpp")
  endif()
  # What a service is on Windows is known to both: its name, its key in the registry, its texts.
  set(allowed_also "^$")
  if(layer STREQUAL "service" AND file MATCHES "_windows\\.(h|cpp)$")
    set(allowed_also "^platform/[a-z]+/(os_error|[a-z_]+_windows)\\.h$")
  endif()
  string(REGEX MATCHALL "(^|\n)[ \t]*#[ \t]*include[ \t]*['<][^'>\n]+" includes "${plain}")
  foreach(include IN LISTS includes)
    string(REGEX REPLACE ".*['<]" "" header "${include}")
    resolve_include(target "${file}" "${header}")
    if(NOT target)
      continue()
    endif()
    string(REGEX REPLACE "/[^/]*$" "" target_room "${target}")
    if(NOT target_room IN_LIST allowed AND NOT target IN_LIST allowed
       AND NOT target MATCHES "${allowed_also}")
      list(JOIN allowed ", " allowed_text)
      report("includes ${target}; it may include ${allowed_text}")
    endif()
  endforeach()
endforeach()

if(violations)
  message(FATAL_ERROR "The tree breaks its own rules:\n${violations}")
endif()
