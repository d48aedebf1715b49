# The programs that tests/bench/run and its neighbours work with: PROJECT/build/release/tests/bench/…
# They stand alone: nothing of what is measured is in what measures it (but for generated_pass).

add_custom_target(bench_tools)

# lockstep_add_bench_tool(<name> <source>...)
function(lockstep_add_bench_tool name)
  list(TRANSFORM ARGN PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/bench/" OUTPUT_VARIABLE files)
  set(target "lockstep_bench_${name}")
  add_executable(${target} ${files})
  target_include_directories(${target} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE fmt::fmt Threads::Threads lockstep_settings)
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/bench")
  lockstep_note_test_sources(${files})
  add_dependencies(bench_tools ${target})
endfunction()

lockstep_add_bench_tool(make_tree
  make_tree_linux.cpp profiles_linux.cpp meta_profile_linux.cpp folder_writer_linux.cpp)
lockstep_add_bench_tool(limit limit_linux.cpp pair_walk_linux.cpp folder_writer_linux.cpp)
lockstep_add_bench_tool(compare_trees
  compare_trees_linux.cpp pair_walk_linux.cpp folder_writer_linux.cpp)

# The engine alone, on trees that take no memory.
lockstep_add_bench_tool(generated_pass generated_pass_linux.cpp generated_folder.cpp)
target_link_libraries(lockstep_bench_generated_pass PRIVATE lockstep_core)

# For tests/bench/scaling; built where libfuse is installed.
find_package(PkgConfig QUIET)
if(PKG_CONFIG_FOUND)
  pkg_check_modules(fuse3 QUIET IMPORTED_TARGET fuse3>=3.12)  # the first with max_threads
endif()
if(TARGET PkgConfig::fuse3)
  lockstep_add_bench_tool(slow_volume slow_volume_linux.cpp)
  target_link_libraries(lockstep_bench_slow_volume PRIVATE PkgConfig::fuse3)
else()
  lockstep_note_test_sources("${CMAKE_CURRENT_SOURCE_DIR}/bench/slow_volume_linux.cpp")
endif()

# Their tests; a sanitizer's own calls and memory would be counted with the program's.
if(TARGET lockstep AND NOT LOCKSTEP_SANITIZERS)
  file(GLOB scripts CONFIGURE_DEPENDS RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}/bench"
    "${CMAKE_CURRENT_SOURCE_DIR}/bench/*_test.sh")
  foreach(script IN LISTS scripts)
    string(REGEX REPLACE "_test\\.sh$" "" name "${script}")
    add_test(NAME "bench/${name}" COMMAND bash "${CMAKE_CURRENT_SOURCE_DIR}/bench/${script}")
    set_tests_properties("bench/${name}" PROPERTIES
      LABELS bench TIMEOUT ${test_timeout} SKIP_RETURN_CODE 77
      ENVIRONMENT
        "LOCKSTEP_PROGRAM=$<TARGET_FILE:lockstep>;LOCKSTEP_BENCH_TOOLS=${CMAKE_CURRENT_BINARY_DIR}/bench")
  endforeach()
endif()
