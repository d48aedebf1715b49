# Which files belong to a target: all of its folder, but those named for another system.

# lockstep_collect_sources(<variable> <folder> [PATTERN <glob>])
# The .cpp files below the folder (relative to the project) that this system compiles.
# *_linux.cpp, *_posix.cpp and *_windows.cpp name their system; a test may say it on either side
# of its suffix (*_linux_test.cpp, *_test_linux.cpp).
function(lockstep_collect_sources variable folder)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "PATTERN" "")
  if(NOT arg_PATTERN)
    set(arg_PATTERN "*.cpp")
  endif()
  file(GLOB_RECURSE files CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/${arg_PATTERN}")
  lockstep_list_other_systems(other_systems)
  list(JOIN other_systems "|" other_systems)
  list(FILTER files EXCLUDE REGEX "_(${other_systems})(_test)?\\.cpp$")
  set(${variable} "${files}" PARENT_SCOPE)
endfunction()

# The suffixes of files that the target system does not compile.
function(lockstep_list_other_systems variable)
  if(WIN32)
    set(${variable} linux posix PARENT_SCOPE)
  elseif(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    set(${variable} windows PARENT_SCOPE)
  else()
    set(${variable} linux windows PARENT_SCOPE)
  endif()
endfunction()

# lockstep_add_layer(<name> <folder> [SOURCES <file>...] [EXCLUDE <file>...] LINK <target>...)
# The static library lockstep_<name> of a folder. Our code is included from src/ ("core/plan.h")
# and, for the service's own files, from the project's root ("service/host.h"). A folder that has
# no sources yet is a library of headers.
function(lockstep_add_layer name folder)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "SOURCES;EXCLUDE;LINK")
  lockstep_collect_sources(files "${folder}")
  list(APPEND files ${arg_SOURCES})
  foreach(file IN LISTS arg_EXCLUDE)
    list(REMOVE_ITEM files "${PROJECT_SOURCE_DIR}/${file}")
  endforeach()

  set(library "lockstep_${name}")
  if(files)
    add_library(${library} STATIC ${files})
    target_link_libraries(${library} PRIVATE lockstep_settings)
    set(scope PUBLIC)
  else()
    add_library(${library} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_link_libraries(${library} ${scope} ${arg_LINK})
  target_include_directories(${library} ${scope}
    "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}")
endfunction()
