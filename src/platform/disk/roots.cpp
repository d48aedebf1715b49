#include "platform/disk/roots.h"

#include <utility>

namespace lockstep {
namespace {

// Finds a place, and refuses one that a link of somebody else led to.
Result<std::unique_ptr<RootPlace>> find_trusted(const std::string& path) {
  auto place = find_root(path);
  if (!place || (*place)->foreign_links().empty()) return place;
  return failure(ErrorKind::is_a_link,
                 "it leads through " + describe((*place)->foreign_links().front()));
}

}  // namespace

std::string describe(const ForeignLink& link) {
  if (!link.folder.empty()) {
    return "the link '" + link.path + "', which leads to '" + link.target + "' and lies in '" +
           link.folder + "', where " + link.owner + " may put another one";
  }
  return "the link '" + link.path + "', which belongs to " + link.owner + " and leads to '" +
         link.target + "'";
}

Result<std::unique_ptr<Directory>> open_root(const std::string& path,
                                             SecurityDescriptors descriptors) {
  const auto place = find_trusted(path);
  if (!place) return failure(place.error());
  if (!(*place)->missing().empty()) return failure(ErrorKind::not_found, "No such folder");
  return (*place)->open(descriptors);
}

Result<int> create_folders(const std::string& path) {
  const auto place = find_trusted(path);
  if (!place) return failure(place.error().within("open", path));
  const auto created = (*place)->create();
  if (!created) return failure(created.error());
  return created->folders;
}

}  // namespace lockstep
