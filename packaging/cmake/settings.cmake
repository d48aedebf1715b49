# lockstep_settings: how our own code is compiled. Every target of ours links it PRIVATE, so that
# none of it reaches fetched dependencies.

add_library(lockstep_settings INTERFACE)
target_compile_features(lockstep_settings INTERFACE cxx_std_20)
set(CMAKE_CXX_EXTENSIONS OFF)

set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)

if(MSVC)
  target_compile_options(lockstep_settings INTERFACE
    /W4 /permissive- /utf-8 /EHsc /Zc:__cplusplus /bigobj)
  # std::getenv and its like, which the standard has in no other form, are no warning.
  target_compile_definitions(lockstep_settings INTERFACE _CRT_SECURE_NO_WARNINGS)
else()
  target_compile_options(lockstep_settings INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # gcc 12 sees an overlap inside std::string that can't be (gcc.gnu.org/PR105651).
    target_compile_options(lockstep_settings INTERFACE -Wno-restrict)
  endif()
endif()

if(LOCKSTEP_WARNINGS_AS_ERRORS)
  target_compile_options(lockstep_settings INTERFACE $<IF:$<BOOL:${MSVC}>,/WX,-Werror>)
endif()

if(WIN32)
  # Windows 10 is the oldest system we run on; its API is used in its wide form.
  target_compile_definitions(lockstep_settings INTERFACE
    UNICODE _UNICODE NOMINMAX WIN32_LEAN_AND_MEAN _WIN32_WINNT=0x0A00)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Where the system has no futex, gcc 12's std::atomic::wait() looks at the value before it takes
    # the lock of its condition variable (bits/atomic_wait.h, __waiter_pool::_M_do_wait): a notice
    # that comes in between is lost, and the wait never ends. ~stop_callback() waits like that for a
    # callback that another thread is in, so any wait with a stop_token could hang. Semaphores of the
    # threads' library (winpthreads) have no such gap.
    target_compile_definitions(lockstep_settings INTERFACE _GLIBCXX_USE_POSIX_SEMAPHORE=1)
  endif()
else()
  # Files over 2 GiB on 32-bit systems too.
  target_compile_definitions(lockstep_settings INTERFACE _FILE_OFFSET_BITS=64)
endif()

if(LOCKSTEP_SANITIZERS OR LOCKSTEP_FUZZ)
  if(MSVC)
    message(FATAL_ERROR "The sanitizer builds are for gcc and clang.")
  endif()
  set(sanitizers "${LOCKSTEP_SANITIZERS}")
  if(LOCKSTEP_FUZZ)
    if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
      message(FATAL_ERROR "LOCKSTEP_FUZZ needs clang: only it has libFuzzer.")
    endif()
    # Instruments for libFuzzer without its main(); the fuzz targets alone link that.
    list(APPEND sanitizers fuzzer-no-link)
  endif()
  list(JOIN sanitizers "," sanitizers)
  target_compile_options(lockstep_settings INTERFACE
    -fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(lockstep_settings INTERFACE -fsanitize=${sanitizers})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # gcc loses track of initialization in instrumented code and warns inside <regex>.
    target_compile_options(lockstep_settings INTERFACE -Wno-maybe-uninitialized)
  endif()
elseif(UNIX)
  # A program that runs unattended as root for years: stop on a broken stack, not after it.
  target_compile_options(lockstep_settings INTERFACE -fstack-protector-strong)
  # Fortified functions need an optimizing build; undefined first, as some distributions define it.
  target_compile_options(lockstep_settings INTERFACE
    $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE>
    $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
  if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    # Every symbol is found at the start, and the table of them is not writable afterwards.
    target_link_options(lockstep_settings INTERFACE LINKER:-z,relro,-z,now)
  endif()
endif()
