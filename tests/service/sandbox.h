// A folder for one end-to-end test: roots, a home and a state folder of its own, and the program
// started there.
#pragma once

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/eventually.h"
#include "support/system/program.h"
#include "support/system/temporary_folder.h"

namespace lockstep {

class Sandbox {
 public:
  Sandbox() { std::filesystem::create_directories(path("run")); }

  // Returns an absolute path; the program's working folder is path("run"), and its output lands
  // there.
  [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }

  [[nodiscard]] Program start(const std::vector<std::string>& arguments) const {
    return Program(LOCKSTEP_PROGRAM, arguments, path("run"),
                   {{"HOME", path("home")},
                    {"XDG_STATE_HOME", path("state")},
                    {"APPDATA", path("home")},          // Windows' names for the two
                    {"ProgramData", path("state")}});
  }
  [[nodiscard]] Finished run(const std::vector<std::string>& arguments) const {
    return start(arguments).wait();
  }

  // Writes a file, and makes the folders that it lies in.
  void write(const std::string& name, const std::string& content) const {
    const std::filesystem::path file = path(name);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream file(path(name), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  [[nodiscard]] bool exists(const std::string& name) const {
    return std::filesystem::exists(std::filesystem::symlink_status(path(name)));
  }

  [[nodiscard]] static bool is_windows() {
    return std::filesystem::path::preferred_separator == '\\';
  }
  // Returns where the program keeps its records.
  [[nodiscard]] std::string state_folder() const {
    return path(is_windows() ? "state/Lockstep/state" : "state/lockstep");
  }

  // Returns everything in it with content and time, except for the program's output.
  [[nodiscard]] std::string snapshot() const {
    std::vector<std::string> lines;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path(""))) {
      const std::string name = std::filesystem::relative(entry.path(), path("")).string();
      if (name.starts_with("run")) continue;
      const auto time = entry.last_write_time().time_since_epoch().count();
      lines.push_back(name + " " + (entry.is_regular_file() ? read(name) : "") + " " +
                      std::to_string(static_cast<long long>(time)) + "\n");
    }
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines) text += line;
    return text;
  }

 private:
  TemporaryFolder folder_;
};

[[nodiscard]] inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}
[[nodiscard]] inline std::ptrdiff_t lines_in(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

}  // namespace lockstep
