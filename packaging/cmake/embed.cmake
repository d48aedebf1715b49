# Files that are part of the program: config/lockstep.toml, which `lockstep config init` writes.

file(READ "${PROJECT_SOURCE_DIR}/config/lockstep.toml" LOCKSTEP_EXAMPLE_CONFIGURATION)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
  "${PROJECT_SOURCE_DIR}/config/lockstep.toml")
# The same with this system's paths.
if(WIN32)
  foreach(pair
      "/srv/documents=C:/Users/Public/Documents" "/mnt/backup/documents=D:/Backup/Documents"
      "/etc/lockstep/exclude=C:/ProgramData/Lockstep/exclude"
      "/var/lib/lockstep=C:/ProgramData/Lockstep/state"
      "/var/log/lockstep/=C:/ProgramData/Lockstep/logs/"
      "The default for root is =The default is "
      "state, for other\n# users ~/.local/state/lockstep.=state.")
    string(REPLACE "=" ";" pair "${pair}")
    list(GET pair 0 here)
    list(GET pair 1 there)
    if(NOT LOCKSTEP_EXAMPLE_CONFIGURATION MATCHES "${here}")
      message(FATAL_ERROR "config/lockstep.toml has no '${here}' to replace on Windows.")
    endif()
    string(REPLACE "${here}" "${there}" LOCKSTEP_EXAMPLE_CONFIGURATION
      "${LOCKSTEP_EXAMPLE_CONFIGURATION}")
  endforeach()
endif()
set(LOCKSTEP_EXAMPLE_CONFIGURATION_FILE "${PROJECT_BINARY_DIR}/generated/config/lockstep.toml")
file(CONFIGURE OUTPUT "${LOCKSTEP_EXAMPLE_CONFIGURATION_FILE}"
  CONTENT "@LOCKSTEP_EXAMPLE_CONFIGURATION@" @ONLY)
set(LOCKSTEP_EXAMPLE_CONFIGURATION_SOURCE
  "${PROJECT_BINARY_DIR}/generated/app/example_configuration.cpp")
configure_file("${PROJECT_SOURCE_DIR}/src/app/config/example_configuration.cpp.in"
  "${LOCKSTEP_EXAMPLE_CONFIGURATION_SOURCE}" @ONLY)
