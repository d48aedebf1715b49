# systemd's units from service/*.service.in: for packages as files below generated/systemd
# (lockstep.service, lockstep@.service, user/lockstep.service), and as text inside the program, which
# `lockstep service install` fills in.

if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
  return()
endif()

set(system_unit "${PROJECT_SOURCE_DIR}/service/lockstep.service.in")
set(user_unit "${PROJECT_SOURCE_DIR}/service/lockstep-user.service.in")

# The program as templates: what follows replaces these names nowhere else.
file(READ "${system_unit}" LOCKSTEP_SYSTEM_UNIT)
file(READ "${user_unit}" LOCKSTEP_USER_UNIT)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${system_unit}" "${user_unit}")
set(LOCKSTEP_UNIT_TEMPLATES_SOURCE "${PROJECT_BINARY_DIR}/generated/service/unit_templates.cpp")
configure_file("${PROJECT_SOURCE_DIR}/service/unit_templates.cpp.in"
  "${LOCKSTEP_UNIT_TEMPLATES_SOURCE}" @ONLY)

# The files of packages: the program where they put it, one configuration in /etc or one an instance.
set(LOCKSTEP_UNIT_DIR "${PROJECT_BINARY_DIR}/generated/systemd")
function(lockstep_make_unit template unit configuration instance title)
  set(PROGRAM "/usr/bin/lockstep")
  set(CONFIGURATION "${configuration}")
  set(INSTANCE "${instance}")
  set(INSTANCE_TITLE "${title}")
  configure_file("${template}" "${LOCKSTEP_UNIT_DIR}/${unit}" @ONLY)
endfunction()
lockstep_make_unit("${system_unit}" lockstep.service /etc/lockstep/lockstep.toml "" "")
lockstep_make_unit("${system_unit}" lockstep@.service /etc/lockstep/%i.toml "-%i" " (%i)")
lockstep_make_unit("${user_unit}" user/lockstep.service %E/lockstep/lockstep.toml "" "")
