# What lockstep.exe carries besides its code: icon, version, manifest (long paths, UTF-8) and the
# texts of its events for the Event Log.

enable_language(RC)

# 1.2.0-5-gabc1234 is 1,2,0,5: the fourth number is the commits since the release. Anything that is
# no release is marked as such.
string(REGEX MATCH "^([0-9]+)\\.([0-9]+)\\.([0-9]+)(-([0-9]+)-g)?" parsed "${LOCKSTEP_VERSION}")
set(commits "${CMAKE_MATCH_5}")
if(commits STREQUAL "")
  set(commits 0)
endif()
set(LOCKSTEP_FILE_VERSION "${CMAKE_MATCH_1},${CMAKE_MATCH_2},${CMAKE_MATCH_3},${commits}")
set(LOCKSTEP_FILE_FLAGS 0)
if(NOT LOCKSTEP_VERSION MATCHES "^[0-9]+\\.[0-9]+\\.[0-9]+$")
  set(LOCKSTEP_FILE_FLAGS VS_FF_PRERELEASE)
endif()

set(resources "${PROJECT_BINARY_DIR}/generated/windows")
configure_file("${PROJECT_SOURCE_DIR}/packaging/windows/lockstep.rc.in"
  "${resources}/lockstep.rc" @ONLY)

find_program(LOCKSTEP_MESSAGE_COMPILER NAMES x86_64-w64-mingw32-windmc windmc mc REQUIRED)
mark_as_advanced(LOCKSTEP_MESSAGE_COMPILER)
set(messages "${PROJECT_SOURCE_DIR}/packaging/windows/messages.mc")
add_custom_command(OUTPUT "${resources}/messages.rc" "${resources}/MSG00409.bin"
  COMMAND "${LOCKSTEP_MESSAGE_COMPILER}" -h "${resources}" -r "${resources}" "${messages}"
  DEPENDS "${messages}" COMMENT "Compiling messages.mc" VERBATIM)

target_sources(lockstep PRIVATE "${resources}/lockstep.rc" "${resources}/messages.rc")
target_include_directories(lockstep PRIVATE "${resources}")
set_source_files_properties("${resources}/lockstep.rc" PROPERTIES OBJECT_DEPENDS
  "${PROJECT_SOURCE_DIR}/packaging/windows/lockstep.manifest;${PROJECT_SOURCE_DIR}/packaging/windows/lockstep.ico")
if(MSVC)
  target_link_options(lockstep PRIVATE /MANIFEST:NO)  # ours is among the resources
endif()
