# The packages for Windows, in packages/ of the build folder: `cmake --build … --target
# windows_packages`, or `packaging/bootstrap.sh windows-package`. Made where a POSIX shell and the tools for
# them are: by the cross build.

if(NOT WIN32 OR NOT CMAKE_CROSSCOMPILING OR NOT TARGET lockstep)
  return()
endif()

add_custom_target(windows_packages
  COMMAND "${CMAKE_COMMAND}" -E rm -rf "${PROJECT_BINARY_DIR}/packages"
  COMMAND "${CMAKE_COMMAND}" -E env "STRIP=${CMAKE_STRIP}"
          sh "${PROJECT_SOURCE_DIR}/packaging/windows/make_packages.sh"
          "$<TARGET_FILE:lockstep>" "${LOCKSTEP_EXAMPLE_CONFIGURATION_FILE}" "${LOCKSTEP_VERSION}"
          "${PROJECT_BINARY_DIR}/packages"
  DEPENDS lockstep
  COMMENT "Packaging for Windows" VERBATIM)
