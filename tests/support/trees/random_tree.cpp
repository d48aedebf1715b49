#include "support/trees/random_tree.h"

#include <array>
#include <fstream>
#include <ostream>
#include <random>
#include <stdexcept>
#include <string_view>

namespace lockstep {

namespace {

constexpr std::array<std::string_view, kEditKinds> kNames = {
    "create_file",
    "create_folder",
    "create_link",
    "create_special",
    "create_deep",
    "rewrite",
    "rewrite_same_size",
    "rewrite_quietly",
    "replace",
    "touch",
    "change_mode",
    "change_owner",
    "change_attribute",
    "remove_attribute",
    "rename",
    "move",
    "move_over",
    "swap_names",
    "change_kind",
    "retarget",
    "join_link_group",
    "leave_link_group",
    "remove",
    "set_folder_time",
};

constexpr std::array kCreations = {EditKind::create_file,   EditKind::create_file,
                                   EditKind::create_folder, EditKind::create_file,
                                   EditKind::create_link,   EditKind::create_special,
                                   EditKind::create_deep,   EditKind::join_link_group};

}  // namespace

std::ostream& operator<<(std::ostream& out, const Edit& edit) {
  return out << "{EditKind::" << kNames.at(static_cast<std::size_t>(edit.kind)) << ", "
             << edit.first << ", " << edit.second << ", " << edit.third << "}";
}

History random_history(std::uint64_t seed, std::size_t length) {
  std::mt19937_64 random(seed);
  const auto number = [&] { return static_cast<std::uint32_t>(random()); };
  History history(length);
  for (std::size_t i = 0; i < length; ++i) {
    const bool creates = i < length / 3 || random() % 2 == 0;
    history[i].kind = creates ? kCreations[random() % kCreations.size()]
                              : static_cast<EditKind>(random() % kEditKinds);
    history[i].first = number();
    history[i].second = number();
    history[i].third = number();
  }
  return history;
}

void build_random(Directory& root, const InPlace& in_place, std::uint64_t seed, std::size_t edits,
                  const EditLimits& limits) {
  for (const Edit& edit : random_history(seed, edits)) apply(edit, root, in_place, limits);
}

InPlace overwriting(MemoryTree& tree) {
  return [&tree](const std::string& path, const std::string& content) {
    tree.overwrite(path, content);
  };
}

InPlace overwriting_below(const std::string& path_of_root) {
  return [path_of_root](const std::string& path, const std::string& content) {
    std::ofstream file(path_of_root + "/" + path, std::ios::binary | std::ios::trunc);
    file << content << std::flush;
    if (!file) throw std::runtime_error("can't write '" + path + "'");
  };
}

}  // namespace lockstep
