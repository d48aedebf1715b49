// Random trees and random changes of them, from a seed, for the properties of the engine.
//
// Names are few, so that entries meet and move. No two contents share an mtime, to the second: what
// size and mtime can't tell apart is not what these tests are about.
#pragma once

#include <array>
#include <random>
#include <string>
#include <vector>

#include "support/memory_tree.h"
#include "support/tree_access.h"

namespace lockstep {

class RandomTrees {
 public:
  explicit RandomTrees(std::uint64_t seed) : random_(seed) {}

  struct Kinds {
    bool hard_links = true;
    bool specials = true;
    bool large = true;
    bool odd_times = true;  // before 1970 and after 2038
  } kinds;

  // One of `choices` things.
  std::size_t pick(std::size_t choices) { return static_cast<std::size_t>(random_() % choices); }
  bool one_in(std::size_t n) { return pick(n) == 0; }

  void grow(MemoryTree& tree, std::size_t entries) {
    const auto root = tree.open();
    for (std::size_t i = 0; i < entries; ++i) add(tree, *root);
    tree.settle();
  }

  // Somebody works in the tree.
  void change(MemoryTree& tree, std::size_t times) {
    const auto root = tree.open();
    for (std::size_t i = 0; i < times; ++i) change_once(tree, *root);
    tree.settle();
  }

 private:
  static std::vector<std::string> folders_in(Directory& root) {
    std::vector<std::string> folders = {""};
    for (const auto& path : paths_in(root)) {
      if (examine(root, path).kind == EntryKind::directory) folders.push_back(path);
    }
    return folders;
  }
  static std::vector<std::string> files_in(Directory& root) {
    std::vector<std::string> files;
    for (const auto& path : paths_in(root)) {
      if (examine(root, path).kind == EntryKind::file) files.push_back(path);
    }
    return files;
  }
  std::string any_of(const std::vector<std::string>& paths) { return paths[pick(paths.size())]; }

  std::string new_path(Directory& root) {
    static const std::array<const char*, 9> names = {"a",     "b",   "c",      "d", "e",
                                                     "f.tmp", "g h", "\xff\n", "-z"};
    const std::string folder = any_of(folders_in(root));
    std::string name = names[pick(names.size())];
    if (one_in(3)) name += std::to_string(pick(4));
    return folder.empty() ? name : folder + "/" + name;
  }

  std::string content() {
    constexpr std::array<std::size_t, 8> sizes = {0, 1, 5, 5, 5, 12, 4096, 5000};
    std::size_t size = sizes[pick(sizes.size())];
    if (kinds.large && one_in(25)) size = 70'000 + pick(200'000);
    std::string bytes(size, static_cast<char>('a' + pick(26)));
    for (std::size_t i = 0; i < size && i < 8; ++i) bytes[i] = static_cast<char>('a' + pick(26));
    return bytes;
  }

  void set_time(Directory& root, const std::string& path) {
    // Even and odd seconds, round and ragged parts of them.
    constexpr std::array<std::uint32_t, 5> parts = {0, 50, 100, 123'456'789, 999'999'999};
    std::int64_t base = 1'500'000'000;
    if (kinds.odd_times && one_in(8)) {
      constexpr std::array<std::int64_t, 4> odd = {-11'644'473'600, -9'000'000'000, 2'200'000'000,
                                                   8'835'000'000};
      base = odd[pick(odd.size())];
    }
    lockstep::set_modified(root, path, {base + 7 * ++times_, parts[pick(parts.size())]});
  }

  void decorate(Directory& root, const std::string& path) {
    const Place place(root, path);
    const auto handle = expect(place.folder->open_entry(place.name), "open", path);
    const Entry now = expect(handle->examine(), "examine", path);
    constexpr std::array<std::uint32_t, 4> owners = {0, 0, 1000, 1001};
    if (one_in(3)) {
      const std::uint32_t owner = owners[pick(4)];
      expect(handle->set_owner(owner, owners[pick(4)]), "chown", path);
    }
    if (one_in(4) && (now.kind == EntryKind::file || now.kind == EntryKind::directory)) {
      const std::string name = one_in(2) ? "user.color" : "user.tag";
      expect(handle->set_attribute(name, one_in(2) ? "red" : "blue"), "set attribute", path);
    }
    constexpr std::array<std::uint16_t, 8> modes = {0644, 0600, 0755, 0444, 04755, 02755, 0, 01777};
    if (one_in(2) && now.kind != EntryKind::symlink) {
      expect(handle->set_mode(modes[pick(modes.size())]), "chmod", path);
    }
    set_time(root, path);
  }

  void add(MemoryTree& tree, Directory& root) {
    const std::string path = new_path(root);
    if (exists(root, path)) return;
    const Place place(root, path);
    const std::size_t kind = pick(20);
    if (kind < 6) {
      create_folder(root, path);
    } else if (kind < 8) {
      constexpr std::array<const char*, 5> targets = {"a", "b", "/etc/passwd", "../..", "nowhere"};
      expect(place.folder->create_symlink(place.name, targets[pick(5)]), "link", path);
    } else if (kind < 9 && kinds.specials) {
      constexpr std::array<EntryKind, 3> specials = {EntryKind::fifo, EntryKind::socket,
                                                     EntryKind::character_device};
      const EntryKind special = specials[pick(3)];
      expect(place.folder->create_special(
                 place.name, special, special == EntryKind::character_device ? 256 + pick(3) : 0),
             "make", path);
    } else if (const auto files = files_in(root); kind < 12 && kinds.hard_links && !files.empty()) {
      const Place other(root, any_of(files));
      expect(place.folder->create_hard_link(*other.folder, other.name, place.name), "link", path);
      return;
    } else {
      tree.overwrite(path, content());
    }
    decorate(root, path);
  }

  void change_once(MemoryTree& tree, Directory& root) {
    const auto paths = paths_in(root);
    if (paths.empty() || one_in(4)) return add(tree, root);
    const std::string path = any_of(paths);
    const Entry entry = examine(root, path);
    switch (pick(7)) {
      case 0:
        return remove_all(root, path);
      case 1:
        return move_somewhere(root, path);
      case 2:
        return decorate(root, path);
      case 3:
        return set_time(root, path);
      case 4:  // becomes something else
        remove_all(root, path);
        return add(tree, root);
      default:
        if (entry.kind != EntryKind::file) return decorate(root, path);
        if (one_in(2)) {
          tree.overwrite(path, content());
        } else {
          write_file(root, path, content());
        }
        set_time(root, path);
    }
  }

  void move_somewhere(Directory& root, const std::string& path) {
    const std::string to = new_path(root);
    if (to == path || (to + "/").starts_with(path + "/")) return;
    if (exists(root, to)) {
      if (!one_in(3) || (path + "/").starts_with(to + "/")) return;
      remove_all(root, to);
    }
    move(root, path, to);
  }

  std::mt19937_64 random_;
  std::int64_t times_ = 0;
};

}  // namespace lockstep
