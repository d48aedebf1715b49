#include "bench/profiles_linux.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace lockstep::bench {
namespace {

constexpr std::uint64_t kMebibyte = 1024 * 1024;

std::uint64_t scaled(double number, double scale) {
  return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::llround(number * scale)));
}

std::string numbered(const char* word, std::uint64_t number) {
  return word + std::to_string(number);
}

// Makes `files` files of the sizes given, so many a folder, in folders of two levels. The first
// level has ten folders, so that renaming one moves a tenth of all.
void make_two_levels(FolderWriter& root, std::uint64_t files, std::uint64_t files_in_folder,
                     std::uint64_t (*size)(Random&)) {
  constexpr std::uint64_t kParts = 10;
  std::uint64_t made = 0;
  for (std::uint64_t part = 0; part < kParts; ++part) {
    FolderWriter part_folder = root.folder(numbered("part", part));
    const std::uint64_t end = files * (part + 1) / kParts;
    for (std::uint64_t folder_number = 0; made < end; ++folder_number) {
      FolderWriter folder = part_folder.folder(numbered("folder", folder_number));
      for (std::uint64_t i = 0; i < files_in_folder && made < end; ++i, ++made) {
        folder.file(numbered("file", made) + ".dat", size(root.random()));
      }
    }
  }
}

void make_small(FolderWriter& root, double scale) {
  make_two_levels(root, scaled(100'000, scale), 20, [](Random& random) {
    return std::min<std::uint64_t>(random.log_normal(1500, 1.0), 8192);
  });
}

void make_manysmall(FolderWriter& root, double scale) {
  make_two_levels(root, scaled(1'020'000, scale), 50,
                  [](Random& random) { return random.below(1025); });
}

void make_wide(FolderWriter& root, double scale) {
  FolderWriter folder = root.folder("wide");
  for (std::uint64_t i = scaled(200'000, scale); i > 0; --i) {
    folder.file(numbered("message", i * 7919) + ".eml", root.random().below(257));
  }
}

void make_media(FolderWriter& root, double scale) {
  FolderWriter folder = root.folder("takes");
  for (std::uint64_t i = scaled(50, scale); i > 0; --i) {
    folder.file(numbered("take", i) + ".mkv", 20 * kMebibyte + root.random().below(40 * kMebibyte));
  }
}

void make_large(FolderWriter& root, double scale) {
  root.file("dense.img", scaled(4096, scale) * kMebibyte);
}

void make_level(FolderWriter& parent, int levels) {
  FolderWriter folder = parent.folder(numbered("d", static_cast<std::uint64_t>(levels)));
  for (std::uint64_t i = 0; i < 3; ++i) folder.file(numbered("f", i), parent.random().below(2048));
  if (levels > 1) make_level(folder, levels - 1);
}

void make_deep(FolderWriter& root, double scale) {
  for (std::uint64_t i = scaled(10, scale); i > 0; --i) {
    FolderWriter chain = root.folder(numbered("chain", i));
    make_level(chain, 199);
  }
}

// Makes a package as npm unpacks it: a few files of its own, a library folder or two of many small
// ones, now and then packages of its own below.
void make_package(FolderWriter& parent, const std::string& name, int depth) {
  Random& random = parent.random();
  FolderWriter package = parent.folder(name);
  for (const char* const file : {"package.json", "README.md", "LICENSE", "index.js"}) {
    package.file(file, random.log_normal(1500, 0.8));
  }
  for (const char* const folder_name : {"lib", "dist", "esm"}) {
    if (!random.chance(0.5)) continue;
    FolderWriter folder = package.folder(folder_name);
    const std::uint64_t files = std::min<std::uint64_t>(random.log_normal(14, 1.2), 2000);
    for (std::uint64_t i = 0; i < files; ++i) {
      const std::string module = numbered("module", i);
      const std::uint64_t size = random.log_normal(1400, 1.5);
      folder.file(module + ".js", std::min<std::uint64_t>(size, 4 * kMebibyte));
      if (random.chance(0.4)) folder.file(module + ".d.ts", random.log_normal(600, 1.0));
      if (random.chance(0.4))
        folder.file(module + ".js.map", std::min<std::uint64_t>(size * 3, 8 * kMebibyte));
    }
  }
  if (depth == 0 || !random.chance(0.12)) return;
  FolderWriter nested = package.folder("node_modules");
  for (std::uint64_t i = 1 + random.below(4); i > 0; --i) {
    make_package(nested, numbered("nested", i), depth - 1);
  }
}

void make_npm(FolderWriter& root, double scale) {
  constexpr std::uint64_t kInScope = 8;
  FolderWriter modules = root.folder("node_modules");
  const std::uint64_t packages = scaled(1'200, scale);
  for (std::uint64_t i = 0; i < packages; ++i) {
    if (i % 4 == 0) {
      FolderWriter scope = modules.folder(numbered("@scope", i));
      for (std::uint64_t j = 0; j < kInScope && i < packages; ++j, ++i) {
        make_package(scope, numbered("package", i), 2);
      }
    } else {
      make_package(modules, numbered("package", i), 4);
    }
  }
  FolderWriter binaries = modules.folder(".bin");
  for (std::uint64_t i = 0; i < packages; i += 5) {
    binaries.link(numbered("package", i), "../" + numbered("package", i) + "/index.js");
  }
}

constexpr Profile kProfiles[] = {
    {"small", "100,000 files of 0 to 8 KiB in 5,000 folders", make_small},
    {"npm", "shaped like node_modules: about 100,000 mostly small files, scopes, nesting, links",
     make_npm},
    {"media", "50 files of 20 to 60 MiB", make_media},
    {"large", "one file of 4 GiB", make_large},
    {"wide", "200,000 files of up to 256 bytes in one folder", make_wide},
    {"deep", "10 chains of 200 nested folders with three files each", make_deep},
    {"manysmall", "1,020,000 files of up to 1 KiB in 20,400 folders", make_manysmall},
    {"meta", "links, attributes, ACLs, odd names, special files, modes, holes", make_meta},
};

}  // namespace

std::span<const Profile> profiles() { return kProfiles; }

}  // namespace lockstep::bench
