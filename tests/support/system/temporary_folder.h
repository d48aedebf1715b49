// A folder on the real disk that is removed at the end of the test, with all that is in it. It lies
// in $TMPDIR, else in /tmp.
#pragma once

#include <memory>
#include <string>

#include "platform/disk/directory.h"

namespace lockstep {

class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::string& parent = {});
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  // Returns the absolute path, without links in it.
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  [[nodiscard]] std::unique_ptr<Directory> open() const;

 private:
  std::string path_;
};

}  // namespace lockstep
