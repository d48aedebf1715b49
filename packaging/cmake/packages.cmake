# The packages: `packaging/bootstrap.sh package`, or `cpack -G DEB` (RPM, TGZ) in a build folder.
# Which files are in which: installation.cmake and package_contents.cmake.

if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux" OR NOT TARGET lockstep)
  return()
endif()

set(LOCKSTEP_MAINTAINER "The Lockstep authors <lockstep@example.org>" CACHE STRING
  "Who answers for the packages: Name <address>")
mark_as_advanced(LOCKSTEP_MAINTAINER)

# lockstep_format_date(<variable> <format>): the date of what is packaged.
function(lockstep_format_date variable format)
  set(ENV{SOURCE_DATE_EPOCH} "${LOCKSTEP_EPOCH}")
  string(TIMESTAMP date "${format}" UTC)
  set(${variable} "${date}" PARENT_SCOPE)
endfunction()

# A version that dpkg and rpm sort as we do:
#   1.2.0-5-gabc1234   1.2.0+5.gabc1234                 later than the release
#   0.1.0+gabc1234     0.1.0~20260131120000.gabc1234    earlier than the release, and by date
#   1.2.0-rc1          1.2.0~rc1
set(package_version "${LOCKSTEP_VERSION}")
if(package_version MATCHES "^([0-9.]+)\\+(g.*)$")
  lockstep_format_date(moment "%Y%m%d%H%M%S")
  set(package_version "${CMAKE_MATCH_1}~${moment}.${CMAKE_MATCH_2}")
endif()
string(REGEX REPLACE "-([0-9]+)-g" "+\\1.g" package_version "${package_version}")
string(REGEX REPLACE "[.-]dirty$" "+dirty" package_version "${package_version}")
string(REPLACE "-" "~" package_version "${package_version}")

# ---- what every package has --------------------------------------------------------------------

set(CPACK_PACKAGE_NAME lockstep)
set(CPACK_PACKAGE_VERSION "${package_version}")
set(CPACK_PACKAGE_VENDOR "The Lockstep authors")
set(CPACK_PACKAGE_CONTACT "${LOCKSTEP_MAINTAINER}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "keeps a replica folder an identical copy of a source folder")
set(CPACK_PACKAGE_DESCRIPTION
"Lockstep mirrors folders: one way, again and again, unattended, in a terminal
or as a service with several jobs.
.
After a pass the replica equals the source: names, contents, modes, owners,
times, links, extended attributes, ACLs. A file is replaced whole or not at
all, an error never removes anything, a source that vanished never empties its
replica, and a pass without changes writes nothing.")
string(REPLACE "\n.\n" "\n\n" description "${CPACK_PACKAGE_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_OUTPUT_FILE_PREFIX "${PROJECT_BINARY_DIR}/packages")

# .tar.gz everywhere, the others where their tools are.
find_program(LOCKSTEP_DPKG_SHLIBDEPS dpkg-shlibdeps)
find_program(LOCKSTEP_RPMBUILD rpmbuild)
mark_as_advanced(LOCKSTEP_DPKG_SHLIBDEPS LOCKSTEP_RPMBUILD)
set(CPACK_GENERATOR TGZ)
if(LOCKSTEP_DPKG_SHLIBDEPS)
  list(APPEND CPACK_GENERATOR DEB)
endif()
if(LOCKSTEP_RPMBUILD)
  list(APPEND CPACK_GENERATOR RPM)
endif()
set(CPACK_SOURCE_GENERATOR "")

# Read by package_contents.cmake, for each package anew.
set(CPACK_PROJECT_CONFIG_FILE "${PROJECT_SOURCE_DIR}/packaging/cmake/package_contents.cmake")
set(CPACK_LOCKSTEP_BUILD "${PROJECT_BINARY_DIR}")
set(CPACK_LOCKSTEP_ARCHITECTURE "${CMAKE_SYSTEM_PROCESSOR}")
set(CPACK_LOCKSTEP_MAN_PAGES OFF)
if(LOCKSTEP_SCDOC AND LOCKSTEP_GZIP)
  set(CPACK_LOCKSTEP_MAN_PAGES ON)
endif()

# ---- .deb --------------------------------------------------------------------------------------

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# What the program loads by itself, dpkg-shlibdeps does not see.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libsystemd0 (>= 239)")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS systemd)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  "${packaging}/deb/postinst" "${packaging}/deb/prerm" "${packaging}/deb/postrm")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

# The license as Debian wants it: under its name, indented, "." for an empty line.
file(READ "${PROJECT_SOURCE_DIR}/LICENSE" text)
string(REGEX MATCH "Copyright \\(c\\) [^\n]*" copyright "${text}")
string(REPLACE "Copyright (c) " "" copyright "${copyright}")
string(REGEX REPLACE "^[^\n]*\n\nCopyright [^\n]*\n\n" "" license "${text}")
string(STRIP "${license}" license)
string(REPLACE "\n\n" "\n.\n" license "${license}")
string(REPLACE "\n" "\n " license " ${license}")
configure_file("${packaging}/deb/copyright.in" "${generated}/copyright" @ONLY)

set(debian_version "${package_version}-${CPACK_DEBIAN_PACKAGE_RELEASE}")
lockstep_format_date(date "%a, %d %b %Y %H:%M:%S +0000")
configure_file("${packaging}/deb/changelog.in" "${generated}/changelog.Debian.source" @ONLY)

if(LOCKSTEP_GZIP)
  lockstep_compress(changelog_debian changelog.Debian FROM "${generated}/changelog.Debian.source")
  lockstep_compress(changelog changelog FROM "${PROJECT_SOURCE_DIR}/CHANGELOG.md")
  list(APPEND compressed "${changelog_debian}" "${changelog}")
  install(FILES "${changelog_debian}" "${changelog}" "${generated}/copyright"
    DESTINATION share/doc/lockstep COMPONENT debian EXCLUDE_FROM_ALL)
endif()
install(FILES "${packaging}/deb/lintian-overrides" RENAME lockstep
  DESTINATION share/lintian/overrides COMPONENT debian EXCLUDE_FROM_ALL)
add_custom_target(documents ALL DEPENDS ${compressed})

# ---- .rpm --------------------------------------------------------------------------------------

set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_RELEASE 1)
set(CPACK_RPM_PACKAGE_LICENSE MIT)
set(CPACK_RPM_PACKAGE_DESCRIPTION "${description}")
set(CPACK_RPM_PACKAGE_AUTOREQ ON)
if(CMAKE_SIZEOF_VOID_P EQUAL 8)  # as above: loaded by the program itself
  set(CPACK_RPM_PACKAGE_REQUIRES "libsystemd.so.0()(64bit)")
else()
  set(CPACK_RPM_PACKAGE_REQUIRES "libsystemd.so.0")
endif()
set(CPACK_RPM_POST_INSTALL_SCRIPT_FILE "${packaging}/rpm/post.sh")
set(CPACK_RPM_PRE_UNINSTALL_SCRIPT_FILE "${packaging}/rpm/preun.sh")
set(CPACK_RPM_POST_UNINSTALL_SCRIPT_FILE "${packaging}/rpm/postun.sh")
# Folders that other packages bring.
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
  /usr/lib/systemd /usr/lib/systemd/system /usr/lib/systemd/user /usr/lib/sysusers.d
  /usr/lib/tmpfiles.d /usr/share/bash-completion /usr/share/bash-completion/completions
  /usr/share/fish /usr/share/fish/vendor_completions.d /usr/share/man /usr/share/man/man1
  /usr/share/man/man5 /usr/share/zsh /usr/share/zsh/site-functions)

include(CPack)
