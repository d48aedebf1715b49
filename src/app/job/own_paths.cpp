#include "app/job/own_paths.h"

#include "app/report/rotating_file.h"

namespace lockstep {

std::vector<std::string> own_paths(const Settings& settings) {
  std::vector<std::string> paths;
  if (!settings.log.file.empty())
    paths = RotatingFile::names(settings.log.file, settings.log.max_files);
  if (!settings.service.state_folder.empty()) paths.push_back(settings.service.state_folder);
  return paths;
}

}  // namespace lockstep
