# Files that are part of the program: config/lockstep.toml, which `lockstep config init` writes.

file(READ "${PROJECT_SOURCE_DIR}/config/lockstep.toml" LOCKSTEP_EXAMPLE_CONFIGURATION)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
  "${PROJECT_SOURCE_DIR}/config/lockstep.toml")
set(LOCKSTEP_EXAMPLE_CONFIGURATION_SOURCE
  "${PROJECT_BINARY_DIR}/generated/app/example_configuration.cpp")
configure_file("${PROJECT_SOURCE_DIR}/src/app/example_configuration.cpp.in"
  "${LOCKSTEP_EXAMPLE_CONFIGURATION_SOURCE}" @ONLY)
