#include "app/report/refusal.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <system_error>
#include <thread>

#include "app/report/exit_code.h"

namespace lockstep {
namespace {

constexpr const char* kNoMemory = "the system has no more memory for this program";
constexpr const char* kNoThread =
    "the system refused this program another thread; raise the limit of tasks (TasksMax=, ulimit "
    "-u) or of memory";

// Returns the text without taking memory, since there may be none.
const char* text_of_current() {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return kNoMemory;
  } catch (const std::system_error&) {
    return kNoThread;
  } catch (...) {
    return "something that should not happen";
  }
}

void print_line(const char* text) {
  std::fputs("lockstep: internal error: ", stderr);
  std::fputs(text, stderr);
  std::fputs("\n", stderr);
}

[[noreturn]] void say_and_end() {
  static std::atomic_flag ended;
  // Another thread that comes here has nothing to add.
  while (ended.test_and_set()) std::this_thread::sleep_for(std::chrono::seconds(1));
  print_line(std::current_exception() ? text_of_current() : "a thread went astray");
  std::_Exit(kExitInternal);
}

}  // namespace

std::string refusal_text(const std::exception& exception) {
  if (dynamic_cast<const std::bad_alloc*>(&exception) != nullptr) return kNoMemory;
  const auto* const system = dynamic_cast<const std::system_error*>(&exception);
  if (system != nullptr && system->code() == std::errc::resource_unavailable_try_again)
    return kNoThread;
  return std::string("internal error: ") + exception.what();
}

std::string refusal_text(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& known) {
    return refusal_text(known);
  } catch (...) {
    return std::string("internal error: ") + text_of_current();
  }
}

void tell_refusal() { print_line(text_of_current()); }

void end_without_a_signal() { std::set_terminate(say_and_end); }

}  // namespace lockstep
