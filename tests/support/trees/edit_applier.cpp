// Does what each edit of a history stands for.
#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "support/trees/random_tree.h"
#include "support/trees/tree_access.h"
#include "support/trees/tree_text.h"

namespace lockstep {

namespace {

// Picks one of a few names, so that edits meet; one in four is odd.
std::string name_for(std::uint32_t number, bool odd) {
  static const std::array<std::string, 12> odd_names = {
      "new\nline", "\xff\xfe", std::string(255, 'L'),
      "-dash",     ".dot",     "*?[x]{}~$",
      "tab\t\x1b", "a b",      "\xc3\xa9",
      "e\xcc\x81", "end. ",    "back\\slash"};
  if (odd && number % 4 == 3) return odd_names.at(number / 4 % odd_names.size());
  return std::string(1, static_cast<char>('a' + number % 8));
}

Timestamp time_for(std::uint32_t number) {
  constexpr std::array<std::int64_t, 9> kSeconds = {
      1'600'000'000,   1'600'000'001, 1'234'567'890, 0, -1,
      -11'644'473'600,  // 1601
      -9'624'614'400,   // 1665
      2'147'483'648,    // 2038
      8'836'128'000,    // 2250
  };
  constexpr std::array<std::uint32_t, 4> kNanoseconds = {0, 1, 123'456'789, 999'999'999};
  return {kSeconds.at(number % kSeconds.size()),
          kNanoseconds.at(number / kSeconds.size() % kNanoseconds.size())};
}

std::string content_for(std::uint32_t number, std::uint32_t largest) {
  constexpr std::array<std::uint32_t, 8> kSizes = {3, 0, 1, 10, 100, 4096, 8192, 0xffffffff};
  return seeded_bytes(std::min(kSizes.at(number % kSizes.size()), largest), number);
}

std::string same_size(const std::string& old, std::uint32_t number) {
  std::string fresh = seeded_bytes(old.size(), number);
  if (!fresh.empty() && fresh == old) fresh[0] = static_cast<char>(fresh[0] + 1);
  return fresh;
}

std::string joined(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + "/" + name;
}

bool is_within(const std::string& path, const std::string& folder) {
  return path == folder || path.starts_with(folder + "/");
}

struct Applier {
  const Edit& edit;
  Directory& root;
  const InPlace& in_place;
  const EditLimits& limits;

  struct Item {
    std::string path;
    Entry entry;
  };
  std::vector<Item> items;

  // Collects all entries.
  void look(Directory& folder, const std::string& prefix) {
    const Listing listing = expect(folder.list(), "list", prefix);
    for (const Entry& entry : listing.entries) {
      items.push_back({prefix + std::string(entry.name), entry.without_name()});
      if (entry.unreadable || entry.kind != EntryKind::directory || entry.mount_point) continue;
      const std::string path = items.back().path;
      look(*expect(folder.open_directory(entry.name), "open", path), path + "/");
    }
  }

  template <typename Test>
  [[nodiscard]] const Item* pick(std::uint32_t number, Test test) const {
    const auto count = static_cast<std::uint32_t>(std::count_if(items.begin(), items.end(), test));
    if (count == 0) return nullptr;
    auto left = number % count;
    for (const Item& item : items) {
      if (test(item) && left-- == 0) return &item;
    }
    return nullptr;
  }
  [[nodiscard]] static auto of_kind(EntryKind kind) {
    return [kind](const Item& item) { return item.entry.kind == kind; };
  }
  static bool anything(const Item& item) { return !item.entry.mount_point; }

  // The root is one of the folders to pick from.
  [[nodiscard]] std::string pick_folder(std::uint32_t number) const {
    const auto folders = static_cast<std::uint32_t>(
        std::count_if(items.begin(), items.end(), of_kind(EntryKind::directory)));
    if (number % (folders + 1) == 0) return {};
    return pick(number % (folders + 1) - 1, of_kind(EntryKind::directory))->path;
  }
  [[nodiscard]] std::string new_path() const {
    return joined(pick_folder(edit.first), name_for(edit.second, limits.odd_names));
  }

  std::string apply() {
    look(root, {});
    if (edit.kind <= EditKind::create_deep) return create();
    if (edit.kind <= EditKind::replace) return rewrite();
    if (edit.kind <= EditKind::remove_attribute || edit.kind == EditKind::set_folder_time) {
      return set_metadata();
    }
    if (edit.kind <= EditKind::swap_names) return move_something();
    return remove_or_relink();
  }

  std::string create() {
    const std::string path = new_path();
    if (exists(root, path)) return {};
    const Place place(root, path);
    switch (edit.kind) {
      case EditKind::create_folder:
        create_folder(root, path);
        return "create folder " + path;
      case EditKind::create_link: {
        constexpr std::array<const char*, 6> kTargets = {"a", "../b",  "/etc/passwd",
                                                         ".", "c/d/e", "\xff\n"};
        const std::size_t targets = kTargets.size() - (limits.odd_names ? 0 : 1);
        expect(place.folder->create_symlink(place.name, kTargets.at(edit.third % targets)),
               "create", path);
        return "create link " + path;
      }
      case EditKind::create_special: {
        if (!limits.specials) return {};
        const auto kind = edit.third % 2 == 0 ? EntryKind::fifo : EntryKind::socket;
        expect(place.folder->create_special(place.name, kind, 0), "create", path);
        return "create special " + path;
      }
      case EditKind::create_deep: {
        std::string deep = path;
        create_folder(root, deep);
        for (std::uint32_t i = 0; i < 2 + edit.third % 20; ++i) {
          deep = joined(deep, name_for(edit.second + i, false));
          create_folder(root, deep);
        }
        write(joined(deep, "f"));
        return "create deep " + deep;
      }
      default:
        write(path);
        return "create file " + path;
    }
  }

  // Writes a new file.
  void write(const std::string& path) const {
    write_file(root, path, content_for(edit.third, limits.largest_file));
    set_telling_time(path);
  }
  void set_telling_time(const std::string& path) const {
    if (limits.telling_times) lockstep::set_modified(root, path, time());
  }
  // The same number makes the same content: two contents with the same telling time are equal.
  [[nodiscard]] Timestamp time() const {
    Timestamp time = time_for(edit.third);
    if (!limits.odd_times) time.seconds = 1'600'000'000;
    if (limits.telling_times) time.seconds += 2 * (edit.third >> 8);
    return time;
  }

  std::string rewrite() {
    const Item* file = pick(edit.first, of_kind(EntryKind::file));
    if (file == nullptr) return {};
    switch (edit.kind) {
      case EditKind::rewrite:
        in_place(file->path, content_for(edit.third, limits.largest_file));
        set_telling_time(file->path);
        return "rewrite " + file->path;
      case EditKind::replace:
        write(file->path);
        return "replace " + file->path;
      default:
        if (limits.telling_times && edit.kind == EditKind::rewrite_quietly) return {};
        in_place(file->path, same_size(read_file(root, file->path), edit.third));
        set_telling_time(file->path);
        if (edit.kind == EditKind::rewrite_same_size) return "rewrite with same size " + file->path;
        lockstep::set_modified(root, file->path, file->entry.modified());
        return "rewrite quietly " + file->path;
    }
  }

  std::string set_metadata() {
    const bool folders_only = edit.kind == EditKind::set_folder_time;
    const Item* item = pick(edit.first, [&](const Item& one) {
      return anything(one) && (!folders_only || one.entry.kind == EntryKind::directory);
    });
    if (item == nullptr) return {};
    const Place place(root, item->path);
    const auto handle = expect(place.folder->open_entry(place.name), "open", item->path);
    const bool is_folder = item->entry.kind == EntryKind::directory;
    const bool is_link = item->entry.kind == EntryKind::symlink;
    switch (edit.kind) {
      case EditKind::change_mode: {
        // A user other than the superuser has to be able to go on in a folder.
        constexpr std::array<std::uint16_t, 8> kForFolders = {0755, 0700, 01777, 02755,
                                                              0711, 0750, 0775,  0777};
        constexpr std::array<std::uint16_t, 8> kForFiles = {0444, 0000, 04755, 02755,
                                                            0644, 0600, 0755,  0640};
        if (is_link || (!is_folder && !limits.unreadable_files && edit.third % 8 < 4)) return {};
        expect(handle->set_mode((is_folder ? kForFolders : kForFiles).at(edit.third % 8)),
               "set mode of", item->path);
        return "set mode of " + item->path;
      }
      case EditKind::change_owner:
        if (!limits.owners) return {};
        expect(handle->set_owner(1000 + edit.third % 3, 1000 + edit.third / 3 % 3), "set owner of",
               item->path);
        return "set owner of " + item->path;
      case EditKind::change_attribute:
      case EditKind::remove_attribute: {
        if (!limits.attributes || (!is_folder && item->entry.kind != EntryKind::file)) return {};
        const std::string name = std::string("user.") + name_for(edit.second % 3, false);
        if (edit.kind == EditKind::remove_attribute) {
          expect(handle->remove_attribute(name), "remove attribute of", item->path);
          return "remove attribute of " + item->path;
        }
        expect(handle->set_attribute(name, seeded_bytes(edit.third % 40, edit.third)),
               "set attribute of", item->path);
        return "set attribute of " + item->path;
      }
      default:
        expect(handle->set_modified(time()), "set time of", item->path);
        return "set time of " + item->path;
    }
  }

  std::string move_something() {
    const Item* item = pick(edit.first, anything);
    if (item == nullptr) return {};
    const std::string& from = item->path;
    const std::string parent =
        from.rfind('/') == std::string::npos ? std::string() : from.substr(0, from.rfind('/'));
    std::string to;
    switch (edit.kind) {
      case EditKind::rename:
        to = joined(parent, name_for(edit.second, limits.odd_names));
        break;
      case EditKind::move:
        to = joined(pick_folder(edit.second), name_for(edit.third, limits.odd_names));
        break;
      default: {
        const Item* other = pick(edit.second, anything);
        to = other->path;
      }
    }
    if (is_within(to, from) || is_within(from, to)) return {};
    if (edit.kind == EditKind::swap_names) {
      lockstep::move(root, from, "swapped");
      lockstep::move(root, to, from);
      lockstep::move(root, "swapped", to);
      return "swap " + from + " and " + to;
    }
    if (edit.kind == EditKind::move_over) {
      if (item->entry.kind == EntryKind::directory ||
          examine(root, to).kind == EntryKind::directory) {
        return {};
      }
      lockstep::move(root, from, to, Overwrite::allowed);
      return "move " + from + " over " + to;
    }
    if (exists(root, to)) return {};
    lockstep::move(root, from, to);
    return "move " + from + " to " + to;
  }

  std::string remove_or_relink() {
    if (edit.kind == EditKind::remove || edit.kind == EditKind::change_kind) {
      // Folders are removed less often than the rest, or nothing would grow.
      const bool any = edit.second % 4 == 0;
      const Item* item = pick(edit.first, [&](const Item& one) {
        return anything(one) && (any || one.entry.kind != EntryKind::directory);
      });
      if (item == nullptr) return {};
      remove_all(root, item->path);
      return edit.kind == EditKind::remove ? "remove " + item->path : change_kind(*item);
    }
    if (edit.kind == EditKind::retarget) return retarget();
    if (!limits.hard_links) return {};
    if (edit.kind == EditKind::join_link_group) {
      const Item* file = pick(edit.third, of_kind(EntryKind::file));
      const std::string path = new_path();
      if (file == nullptr || exists(root, path)) return {};
      const Place existing(root, file->path);
      const Place place(root, path);
      expect(place.folder->create_hard_link(*existing.folder, existing.name, place.name), "link",
             path);
      return "link " + path + " to " + file->path;
    }
    const Item* file = pick(edit.first, [](const Item& item) {
      return item.entry.kind == EntryKind::file && item.entry.link_count > 1;
    });
    if (file == nullptr) return {};
    write_file(root, file->path, read_file(root, file->path), file->entry.mode);
    lockstep::set_modified(root, file->path, file->entry.modified());
    return "unlink " + file->path + " from its group";
  }

  [[nodiscard]] std::string change_kind(const Item& item) const {
    const auto choice = edit.third % 3;
    const Place place(root, item.path);
    if (choice == 0 && item.entry.kind != EntryKind::directory) {
      create_folder(root, item.path);
      write(item.path + "/a");
    } else if (choice == 1 && item.entry.kind != EntryKind::symlink) {
      expect(place.folder->create_symlink(place.name, "a"), "create", item.path);
    } else if (item.entry.kind != EntryKind::file) {
      write(item.path);
    } else {
      create_folder(root, item.path);
    }
    return "change kind of " + item.path;
  }

  [[nodiscard]] std::string retarget() const {
    const Item* link = pick(edit.first, of_kind(EntryKind::symlink));
    if (link == nullptr) return {};
    const Place place(root, link->path);
    std::string target = expect(place.folder->read_link(place.name), "read", link->path);
    target.back() = target.back() == 'x' ? 'y' : 'x';
    expect(place.folder->remove(place.name), "remove", link->path);
    expect(place.folder->create_symlink(place.name, target), "create", link->path);
    return "retarget " + link->path;
  }
};

}  // namespace

std::string apply(const Edit& edit, Directory& root, const InPlace& in_place,
                  const EditLimits& limits) {
  try {
    return Applier{edit, root, in_place, limits, {}}.apply();
  } catch (const TreeError& error) {
    // Not every user may do everything on every volume.
    if (error.kind() == ErrorKind::not_supported || error.kind() == ErrorKind::permission_denied ||
        error.kind() == ErrorKind::name_not_possible || error.kind() == ErrorKind::no_space) {
      return {};
    }
    throw;
  }
}

}  // namespace lockstep
