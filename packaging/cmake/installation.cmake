# What `cmake --install` and the packages put where. Components, of which package_contents.cmake
# chooses:
#
#   program     the program, man pages, completions of bash and fish, documents
#   plain       what the .deb has in a form or place of its own: license, completion of zsh
#   debian      … and there it is                                   (in the .deb alone)
#   units       what systemd reads, for a program in /usr/bin       (in the .deb and the .rpm alone:
#               elsewhere `lockstep service install` writes a unit with the program's own path)

include(GNUInstallDirs)

install(TARGETS lockstep RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT program)
if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
  return()
endif()

set(packaging "${PROJECT_SOURCE_DIR}/packaging")
set(generated "${PROJECT_BINARY_DIR}/generated/packaging")

# The date of man pages, changelogs and packages is the last commit's: a build can be repeated.
set(LOCKSTEP_EPOCH "$ENV{SOURCE_DATE_EPOCH}")
if(LOCKSTEP_EPOCH STREQUAL "" AND GIT_FOUND AND EXISTS "${PROJECT_SOURCE_DIR}/.git")
  execute_process(
    COMMAND "${GIT_EXECUTABLE}" --no-optional-locks log -1 --format=%ct
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    OUTPUT_VARIABLE LOCKSTEP_EPOCH OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
if(LOCKSTEP_EPOCH STREQUAL "")
  string(TIMESTAMP LOCKSTEP_EPOCH "%s" UTC)
endif()

# lockstep_compress(<variable> <file> FROM <source> [THROUGH <program>])
# <file>.gz in the build folder, of the source or of what the program makes of it.
function(lockstep_compress variable file)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "FROM;THROUGH" "")
  if(NOT arg_THROUGH)
    set(arg_THROUGH cat)
  endif()
  set(result "${generated}/${file}.gz")
  add_custom_command(OUTPUT "${result}"
    COMMAND "${CMAKE_COMMAND}" -E make_directory "${generated}"
    COMMAND "${CMAKE_COMMAND}" -E env "SOURCE_DATE_EPOCH=${LOCKSTEP_EPOCH}"
            sh -c [["$1" <"$2" >"$3" && exec "$4" -9nf "$3"]] sh
            "${arg_THROUGH}" "${arg_FROM}" "${generated}/${file}" "${LOCKSTEP_GZIP}"
    DEPENDS "${arg_FROM}" COMMENT "Compressing ${file}" VERBATIM)
  set(${variable} "${result}" PARENT_SCOPE)
endfunction()

# Man pages are made where scdoc is; packages are not made without it.
find_program(LOCKSTEP_GZIP gzip)
find_program(LOCKSTEP_SCDOC scdoc)
mark_as_advanced(LOCKSTEP_GZIP LOCKSTEP_SCDOC)
set(compressed "")
if(LOCKSTEP_GZIP AND LOCKSTEP_SCDOC)
  foreach(page lockstep.1 lockstep.toml.5)
    string(REGEX MATCH "[0-9]$" section "${page}")
    lockstep_compress(file "${page}" FROM "${packaging}/man/${page}.scd" THROUGH "${LOCKSTEP_SCDOC}")
    install(FILES "${file}" DESTINATION "${CMAKE_INSTALL_MANDIR}/man${section}" COMPONENT program)
    list(APPEND compressed "${file}")
  endforeach()
endif()

install(FILES "${packaging}/completions/lockstep.bash" RENAME lockstep
  DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" COMPONENT program)
install(FILES "${packaging}/completions/lockstep.fish"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d" COMPONENT program)
install(FILES "${packaging}/completions/_lockstep"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/site-functions" COMPONENT plain)
install(FILES "${packaging}/completions/_lockstep" DESTINATION share/zsh/vendor-completions
  COMPONENT debian EXCLUDE_FROM_ALL)

install(FILES "${PROJECT_SOURCE_DIR}/README.md"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT program)
install(FILES "${PROJECT_SOURCE_DIR}/config/lockstep.toml"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}/examples" COMPONENT program)
file(GLOB drop_ins CONFIGURE_DEPENDS "${packaging}/systemd/*.conf")
install(FILES ${drop_ins} DESTINATION "${CMAKE_INSTALL_DOCDIR}/examples" COMPONENT program)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/CHANGELOG.md"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT plain)

# Made by units.cmake.
if(DEFINED LOCKSTEP_UNIT_DIR)
  install(FILES "${LOCKSTEP_UNIT_DIR}/lockstep.service" "${LOCKSTEP_UNIT_DIR}/lockstep@.service"
    DESTINATION lib/systemd/system COMPONENT units EXCLUDE_FROM_ALL)
  install(FILES "${LOCKSTEP_UNIT_DIR}/user/lockstep.service"
    DESTINATION lib/systemd/user COMPONENT units EXCLUDE_FROM_ALL)
endif()
install(FILES "${packaging}/systemd/lockstep.sysusers" RENAME lockstep.conf
  DESTINATION lib/sysusers.d COMPONENT units EXCLUDE_FROM_ALL)
install(FILES "${packaging}/systemd/lockstep.tmpfiles" RENAME lockstep.conf
  DESTINATION lib/tmpfiles.d COMPONENT units EXCLUDE_FROM_ALL)
