#include "app/config/canonical_path.h"

#include "app/config/native_path.h"
#include "platform/disk/roots.h"

namespace lockstep {
namespace {

struct Found {
  std::string path;  // as the caller spelt it
  std::string real;
  std::filesystem::path rest;
};

Result<Found> find_existing(const std::string& path) {
  std::filesystem::path folder = native_path(path);
  std::filesystem::path rest;
  while (true) {
    auto real = real_path(from_native(folder));
    if (real) return Found{from_native(folder), std::move(*real), std::move(rest)};
    // In "a/b" a may be a file; then b is absent, too.
    const bool absent = real.error().kind() == ErrorKind::not_found ||
                        real.error().kind() == ErrorKind::not_a_directory;
    if (!absent || folder == folder.root_path() || !folder.has_relative_path()) {
      return failure(real.error().within("resolve", path));
    }
    rest = rest.empty() ? folder.filename() : folder.filename() / rest;
    folder = folder.parent_path();
  }
}

// Resolves ".." by text. That is right for the end of a path that does not exist, since no link can
// be in it.
std::filesystem::path without_dots(const std::filesystem::path& path) {
  std::filesystem::path plain = path.lexically_normal();
  return plain.has_filename() || !plain.has_relative_path() ? plain : plain.parent_path();
}

}  // namespace

Result<std::string> canonical_path(const std::string& path) {
  constexpr int kMostLinks = 40;  // as many as Linux follows
  std::string wanted = path;
  for (int links = 0; links <= kMostLinks; ++links) {
    auto found = find_existing(wanted);
    if (!found) return failure(found.error());
    if (found->rest.empty()) return std::move(found->real);
    const std::filesystem::path real = native_path(found->real);
    const std::filesystem::path first = *found->rest.begin();
    std::error_code no_link;
    const auto target = std::filesystem::read_symlink(real / first, no_link);
    if (no_link) return from_native(without_dots(real / found->rest));
    std::filesystem::path onward = real / target;
    for (auto name = std::next(found->rest.begin()); name != found->rest.end(); ++name)
      onward /= *name;
    wanted = from_native(onward);
  }
  return failure(Error(ErrorKind::not_found, "Too many links").within("resolve", path));
}

Result<std::string> nearest_existing(const std::string& path) {
  auto found = find_existing(path);
  if (!found) return failure(found.error());
  return found->path;
}

std::optional<RelativePath> path_below(const std::string& root, const std::string& path) {
  const std::string folder = from_native(native_path(root));
  const std::string inner = from_native(native_path(path));
  if (inner == folder) return RelativePath();
  const std::string front = folder.ends_with('/') ? folder : folder + '/';
  if (!inner.starts_with(front)) return std::nullopt;
  return RelativePath(inner.substr(front.size()));
}

}  // namespace lockstep
