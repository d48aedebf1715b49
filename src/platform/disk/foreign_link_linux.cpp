#include "platform/disk/foreign_link_linux.h"

#include <unistd.h>

#include "platform/system/user_linux.h"

namespace lockstep {
namespace {

// True if the folder's group is its owner's alone. Most systems give each user a group of the same
// number (user private groups), and let it write to what the user makes: in this user's own folders
// that is nobody else. Root's passes take no group at its word.
bool is_private_group(const struct stat& folder) {
  return geteuid() != 0 && folder.st_uid == geteuid() && folder.st_gid == folder.st_uid;
}

// Returns who else may move a link into the folder; empty if nobody may. An access list that lets
// somebody write shows in the bits of the group (acl(5)).
std::string who_may_put_links_in(const struct stat& folder) {
  if (!is_trusted_user(folder.st_uid)) return describe_user(folder.st_uid);
  if ((folder.st_mode & S_IWOTH) != 0) return "every user";
  if ((folder.st_mode & S_IWGRP) != 0 && !is_private_group(folder))
    return describe_group(folder.st_gid);
  return {};
}

}  // namespace

std::optional<ForeignLink> as_foreign(const LinkOnPath& link) {
  ForeignLink foreign{.path = link.folder + "/" + link.name, .target = link.target, .owner = {}};
  if (!is_trusted_user(link.link_status.st_uid)) {
    foreign.owner = describe_user(link.link_status.st_uid);
    return foreign;
  }
  foreign.owner = who_may_put_links_in(link.folder_status);
  if (foreign.owner.empty()) return std::nullopt;
  foreign.folder = link.folder.empty() ? "/" : link.folder;
  return foreign;
}

}  // namespace lockstep
