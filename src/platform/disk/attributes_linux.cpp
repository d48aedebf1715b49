#include "platform/disk/attributes_linux.h"

#include <algorithm>
#include <array>
#include <span>
#include <sys/xattr.h>

#include "platform/disk/attribute_room_linux.h"
#include "platform/system/descriptor_posix.h"
#include "platform/system/os_error.h"
#include "platform/system/system_calls_linux.h"

namespace lockstep {
namespace {

// No list and no value is longer: XATTR_LIST_MAX, XATTR_SIZE_MAX in linux/limits.h.
constexpr std::size_t kLongest = 65536;

// Calls `fill(buffer, size)` with a buffer that is made larger as long as it is too small (ERANGE);
// the first one is on the stack. Returns true after `use` got the bytes, or false, with errno, if
// it fails.
template <typename Fill, typename Use>
bool fill_growing(Fill fill, Use use) {
  std::array<char, 1024> small;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  ssize_t length = uninterrupted([&] { return fill(small.data(), small.size()); });
  if (length >= 0) {
    use(std::string_view(small.data(), static_cast<std::size_t>(length)));
    return true;
  }
  std::string large;
  for (std::size_t size = 4096; errno == ERANGE && size <= kLongest; size *= 4) {
    large.resize(size);
    length = uninterrupted([&] { return fill(large.data(), large.size()); });
    if (length >= 0) {
      use(std::string_view(large).substr(0, static_cast<std::size_t>(length)));
      return true;
    }
  }
  return false;
}

// Collects the attributes of an entry with more names than one list holds: these are asked for by
// name, since they decide who may do what.
template <typename Get>
Result<Attributes> collect_known(Get get) {
  Attributes attributes;
  attributes.complete = false;
  for (const char* const name :
       {"security.capability", "system.posix_acl_access", "system.posix_acl_default"}) {
    const bool got = fill_growing(
        [&](char* buffer, std::size_t size) { return get(name, buffer, size); },
        [&](std::string_view value) { attributes.push_back({name, std::string(value)}); });
    if (!got && errno != ENODATA && errno != EOPNOTSUPP) return failure(os_error(errno));
  }
  return attributes;
}

template <typename List, typename Get>
Result<Attributes> collect(List list, Get get) {
  Attributes attributes;
  const bool listed = fill_growing(list, [&](std::string_view names) {
    while (!names.empty()) {
      const std::string_view name = names.substr(0, names.find('\0'));
      names.remove_prefix(std::min(name.size() + 1, names.size()));
      if (is_mirrored_attribute(name)) {
        attributes.push_back({std::string(name), {}});
      }
    }
  });
  if (!listed && errno == E2BIG) return collect_known(get);
  if (!listed) {
    return failure(os_error(errno));
  }
  for (Attribute& attribute : attributes) {
    const bool got = fill_growing(
        [&](char* buffer, std::size_t size) { return get(attribute.name.c_str(), buffer, size); },
        [&](std::string_view value) { attribute.value = value; });
    if (!got) {
      if (errno != ENODATA) {
        return failure(os_error(errno));
      }
      attribute.name.clear();  // it was removed since it was listed
    }
  }
  std::erase_if(attributes, [](const Attribute& attribute) { return attribute.name.empty(); });
  std::ranges::sort(attributes, {}, &Attribute::name);
  return attributes;
}

// An O_PATH descriptor is reached through /proc: listxattrat and the like accept one only with a
// name below it.
Result<void> answer(int result, Access access) {
  if (result == 0) {
    return {};
  }
  if (access == Access::path) {
    correct_proc_error();
  }
  return failure(os_error(errno));
}

}  // namespace

Result<Attributes> read_attributes_of(int descriptor, Access access) {
  if (access == Access::full) {
    return collect(
        [&](char* buffer, std::size_t size) { return flistxattr(descriptor, buffer, size); },
        [&](const char* name, char* buffer, std::size_t size) {
          return fgetxattr(descriptor, name, buffer, size);
        });
  }
  const ProcPath path(descriptor);
  const auto corrected = [](ssize_t result) {
    if (result == -1) {
      correct_proc_error();
    }
    return result;
  };
  return collect([&](char* buffer,
                     std::size_t size) { return corrected(listxattr(path.text(), buffer, size)); },
                 [&](const char* name, char* buffer, std::size_t size) {
                   return corrected(getxattr(path.text(), name, buffer, size));
                 });
}

Result<Attributes> read_attributes_at(int folder, const char* name) {
  return collect([&](char* buffer,
                     std::size_t size) { return list_attributes_at(folder, name, buffer, size); },
                 [&](const char* attribute, char* buffer, std::size_t size) {
                   return get_attribute_at(folder, name, attribute, buffer, size);
                 });
}

Result<void> set_attribute_of(int descriptor, Access access, const std::string& name,
                              const std::string& value) {
  const int result = uninterrupted([&] {
    return access == Access::full
               ? fsetxattr(descriptor, name.c_str(), value.data(), value.size(), 0)
               : setxattr(ProcPath(descriptor).text(), name.c_str(), value.data(), value.size(), 0);
  });
  if (result == -1 && errno == ENOSPC) {
    return failure(os_error(ENOSPC, is_refused_for_its_size(descriptor, {name, value})
                                        ? ErrorKind::too_large
                                        : ErrorKind::no_space));
  }
  return answer(result, access);
}

Result<void> remove_attribute_of(int descriptor, Access access, const std::string& name) {
  const int result = uninterrupted([&] {
    return access == Access::full ? fremovexattr(descriptor, name.c_str())
                                  : removexattr(ProcPath(descriptor).text(), name.c_str());
  });
  if (result == -1 && errno == ENODATA) {
    return {};
  }
  return answer(result, access);
}

}  // namespace lockstep
