// Draws trees.
#include "support/trees/tree_text.h"

#include <algorithm>
#include <map>
#include <sstream>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <xxhash.h>

#include "support/faults/operation.h"
#include "support/trees/tree_access.h"

namespace lockstep {

namespace {

class Drawing {
 public:
  explicit Drawing(const View& view) : view_(view) {}

  std::vector<std::string> of(Directory& root) {
    if (view_.root) {
      const auto entry = root.examine();
      words_.push_back(entry ? "./" + braces(*entry, root.read_attributes())
                             : "./" + failed(entry.error()));
    }
    folder(root, {});
    if (view_.root && words_.front() == "./") words_.erase(words_.begin());
    return std::move(words_);
  }

 private:
  void folder(Directory& directory, const std::string& prefix) {
    const auto listing = directory.list();
    if (!listing) {
      words_.push_back(escaped(prefix) + failed(listing.error()));
      return;
    }
    for (const Entry& entry : listing->entries) {
      const std::string path = prefix + std::string(entry.name);
      if (view_.leave_out && view_.leave_out(path)) continue;
      if (entry.unreadable) {
        words_.push_back(escaped(path) + "!unreadable");
        continue;
      }
      words_.push_back(escaped(path) + word(directory, entry, path));
      if (entry.kind != EntryKind::directory) continue;
      if (const auto below = directory.open_directory(entry.name)) {
        folder(**below, path + "/");
      } else {
        words_.back() += failed(below.error());
      }
    }
  }

  std::string word(Directory& directory, const Entry& entry, const std::string& path) {
    if (view_.hard_links && entry.kind != EntryKind::directory && entry.link_count > 1) {
      const auto [first, is_first] = first_names_.try_emplace(entry.identity, path);
      if (!is_first) return "=" + escaped(first->second);
    }
    return what(directory, entry) + braces(entry, view_.attributes
                                                      ? directory.read_child_attributes(entry.name)
                                                      : Result<Attributes>());
  }

  [[nodiscard]] std::string what(Directory& directory, const Entry& entry) const {
    switch (entry.kind) {
      case EntryKind::directory:
        return "/";
      case EntryKind::file:
        return content(directory, entry);
      case EntryKind::symlink: {
        const auto target = directory.read_link(entry.name);
        return target ? "->" + escaped(*target) : "->" + failed(target.error());
      }
      case EntryKind::fifo:
        return "|fifo";
      case EntryKind::socket:
        return "|socket";
      case EntryKind::character_device:
        return fmt::format("|char:{}", entry.device());
      case EntryKind::block_device:
        return fmt::format("|block:{}", entry.device());
      case EntryKind::other:
        break;
    }
    return "|other";
  }

  [[nodiscard]] std::string content(Directory& directory, const Entry& entry) const {
    if (!view_.contents) return ":*";
    const auto file = directory.open_file(entry.name);
    if (!file) return ":" + failed(file.error());
    if (entry.size <= view_.longest_content) {
      try {
        return ":" + escaped(read_all(**file, std::string(entry.name)));
      } catch (const TreeError& error) {
        return fmt::format(":!{}", name_of(error.kind()));
      }
    }
    return hashed(**file);
  }

  // Hashes a file in pieces: a sparse one may be larger than the memory.
  [[nodiscard]] static std::string hashed(ReadableFile& file) {
    const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(),
                                                                         &XXH3_freeState);
    XXH3_64bits_reset(state.get());
    std::vector<std::byte> buffer(1024 * 1024);
    std::uint64_t size = 0;
    for (;;) {
      const auto count = file.read(size, buffer);
      if (!count) return ":" + failed(count.error());
      if (*count == 0) return fmt::format("#{}!{:016x}", size, XXH3_64bits_digest(state.get()));
      XXH3_64bits_update(state.get(), buffer.data(), *count);
      size += *count;
    }
  }

  [[nodiscard]] std::string braces(const Entry& entry, const Result<Attributes>& attributes) const {
    std::vector<std::string> items;
    if (view_.modes && entry.kind != EntryKind::symlink) {
      items.push_back(fmt::format("0{:03o}", entry.mode));
    }
    if (view_.owners) items.push_back(fmt::format("{}:{}", entry.owner, entry.group));
    if (view_.times && (view_.folder_times || entry.kind != EntryKind::directory)) {
      items.push_back("@" + time(view_.can.stored(entry.modified())));
    }
    if (view_.sparse && entry.sparse) items.emplace_back("sparse");
    if (view_.inodes) {
      items.push_back(fmt::format("inode={}.{}", entry.identity.volume, entry.identity.object));
      items.push_back("changed=" + time(entry.changed()));
    }
    if (view_.attributes && !attributes) items.push_back(failed(attributes.error()));
    if (view_.attributes && attributes) {
      for (const Attribute& attribute : *attributes) {
        items.push_back(escaped(attribute.name) + "=" + escaped(attribute.value));
      }
    }
    if (items.empty()) return {};
    return fmt::format("{{{}}}", fmt::join(items, ","));
  }

  [[nodiscard]] static std::string time(Timestamp moment) {
    return moment.nanoseconds == 0 ? std::to_string(moment.seconds)
                                   : fmt::format("{}.{:09}", moment.seconds, moment.nanoseconds);
  }
  [[nodiscard]] static std::string failed(const Error& error) {
    return fmt::format("!{}", name_of(error.kind()));
  }

  const View& view_;
  std::vector<std::string> words_;
  std::unordered_map<Identity, std::string, IdentityHash> first_names_;
};

}  // namespace

View shape() {
  View view;
  view.modes = view.times = view.owners = view.attributes = view.sparse = view.root = false;
  return view;
}

std::string draw(Directory& root, const View& view) {
  return fmt::format("{}", fmt::join(Drawing(view).of(root), " "));
}

std::string describe(Directory& root, const View& view) {
  std::string text;
  for (const std::string& word : Drawing(view).of(root)) text.append(word).append("\n");
  return text;
}

std::string difference(const std::string& before, const std::string& after) {
  std::map<std::string, int> lines;
  std::string line;
  for (std::istringstream in(before); std::getline(in, line);) --lines[line];
  for (std::istringstream in(after); std::getline(in, line);) ++lines[line];
  std::string text;
  for (const auto& [text_of_line, count] : lines) {
    if (count != 0) text.append(count < 0 ? "-" : "+").append(text_of_line).append("\n");
  }
  return text;
}

}  // namespace lockstep
