# What each kind of package holds. Read by CPack, once a package: CPACK_GENERATOR says which.

if(NOT CPACK_LOCKSTEP_MAN_PAGES)
  message(FATAL_ERROR "Packages have man pages: install scdoc and gzip, and configure again.")
endif()

if(CPACK_GENERATOR STREQUAL "DEB")
  set(components program debian units)
elseif(CPACK_GENERATOR STREQUAL "RPM")
  set(components program plain units)
else()
  # For any prefix.
  set(components program plain)
  set(CPACK_PACKAGE_FILE_NAME
    "lockstep-${CPACK_PACKAGE_VERSION}-linux-${CPACK_LOCKSTEP_ARCHITECTURE}")
endif()

set(CPACK_INSTALL_CMAKE_PROJECTS "")
foreach(component IN LISTS components)
  list(APPEND CPACK_INSTALL_CMAKE_PROJECTS "${CPACK_LOCKSTEP_BUILD}" lockstep "${component}" /)
endforeach()
