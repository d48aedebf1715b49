#include "platform/system/user_linux.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>
#include <vector>

namespace lockstep {

bool is_trusted_user(uid_t user) { return user == 0 || user == geteuid(); }

std::string describe_user(uid_t user) {
  std::vector<char> buffer(16 * 1024);
  passwd entry{};
  passwd* found = nullptr;
  const std::string number = std::to_string(user);
  if (getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
    return "user " + number;
  return std::string(found->pw_name) + " (" + number + ")";
}

std::string describe_group(gid_t group) {
  std::vector<char> buffer(64 * 1024);  // a group's entry lists its members
  struct group entry{};
  struct group* found = nullptr;
  const std::string number = std::to_string(group);
  if (getgrgid_r(group, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
    return "the group " + number;
  return "the group " + std::string(found->gr_name) + " (" + number + ")";
}

}  // namespace lockstep
