# The programs that tests/bench/run and its neighbours work with: PROJECT/build/release/tests/bench/…
# They stand alone: nothing of what is measured is in what measures it.

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
