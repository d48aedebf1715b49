// Folders in memory.
#include <algorithm>
#include <limits>

#include "support/trees/memory_handle.h"

namespace lockstep::memory {

namespace {

class Folder final : public HandleOn<Directory> {
 public:
  using HandleOn::HandleOn;

  // ------------------------------------------------------------------ looking

  [[nodiscard]] Result<Listing> list() override {
    const auto lock = looking(Operation::list);
    Listing listing;
    listing.entries.reserve(inode().children.size());
    for (const auto& [key, child] : inode().children) {
      const auto found = state().find(inode(), child.name);
      Entry entry = state().entry_of(**found);
      entry.name = listing.names.keep(child.name);
      listing.entries.push_back(entry);
    }
    std::sort(listing.entries.begin(), listing.entries.end(),
              [](const Entry& a, const Entry& b) { return a.name < b.name; });
    return listing;
  }

  [[nodiscard]] Result<Entry> examine_child(Name name) const override {
    const auto lock = looking(Operation::examine_child);
    return state().find(inode(), name).map([&](const InodePtr& found) {
      Entry entry = state().entry_of(*found);
      entry.name = name;
      return entry;
    });
  }

  [[nodiscard]] Result<Attributes> read_child_attributes(Name name) const override {
    const auto lock = looking(Operation::read_child_attributes);
    return state().find(inode(), name).map([](const InodePtr& found) {
      return mirrored_attributes(*found);
    });
  }

  [[nodiscard]] Result<std::string> read_link(Name name) const override {
    const auto lock = looking(Operation::read_link);
    const auto found = state().find(inode(), name);
    if (!found) return failure(found.error());
    if ((*found)->kind != EntryKind::symlink) return simulated_failure(ErrorKind::changed);
    return (*found)->target;
  }

  [[nodiscard]] Result<std::unique_ptr<Directory>> open_directory(Name name) const override {
    const auto lock = looking(Operation::open_directory);
    return open_found(state().find(inode(), name));
  }

  [[nodiscard]] Result<std::unique_ptr<Directory>> open_directory_of_volume(
      Name name) const override {
    const auto lock = looking(Operation::open_directory);
    const auto found = state().find(inode(), name);
    if (found && state().is_mount_point(**found)) return simulated_failure(ErrorKind::cross_volume);
    return open_found(found);
  }

  [[nodiscard]] Result<std::unique_ptr<ReadableFile>> open_file(Name name) const override {
    const auto lock = looking(Operation::open_file);
    const auto found = state().find(inode(), name);
    if (!found) return failure(found.error());
    if ((*found)->kind == EntryKind::symlink) return simulated_failure(ErrorKind::is_a_link);
    if ((*found)->kind != EntryKind::file && !inode().disk->options.opens_any_kind)
      return simulated_failure(ErrorKind::changed);
    return memory::open_file(open_.shared_state(), *found, path_of(name));
  }

  [[nodiscard]] Result<std::unique_ptr<Handle>> open_entry(Name name) const override {
    const auto lock = looking(Operation::open_entry);
    const auto found = state().find(inode(), name);
    if (!found) return failure(found.error());
    return memory::open_entry(open_.shared_state(), *found, path_of(name));
  }

  [[nodiscard]] Result<Volume> volume() const override {
    const auto lock = looking(Operation::volume);
    return inode().disk->volume;
  }

  [[nodiscard]] Result<std::string> persistent_id() const override {
    const auto lock = looking(Operation::volume);
    return std::to_string(inode().object) + (inode().disk->options.tells_births ? "" : "@");
  }

  // ------------------------------------------------------------------ creating

  [[nodiscard]] Result<std::unique_ptr<StagedFile>> stage_unnamed(std::uint16_t mode) override {
    InodePtr made;
    return stage(Operation::stage_unnamed, "(unnamed)", made, [&]() -> Result<void> {
      if (!inode().disk->options.can.unnamed_files) {
        return simulated_failure(ErrorKind::not_supported);
      }
      if (inode().names == 0) return simulated_failure(ErrorKind::not_found);
      return make(EntryKind::file, mode & 0777).map([&](InodePtr file) { made = std::move(file); });
    });
  }

  [[nodiscard]] Result<std::unique_ptr<StagedFile>> stage_named(Name temporary,
                                                                Caching caching) override {
    InodePtr made;
    const auto how = caching == Caching::none ? Operation::stage_uncached : Operation::stage_named;
    return stage(how, temporary, made, [&]() -> Result<void> {
      return create(temporary, EntryKind::file, 0600).map([&](InodePtr file) {
        made = std::move(file);
      });
    });
  }

  [[nodiscard]] Result<void> create_directory(Name name, std::uint16_t mode) override {
    return change(Operation::create_directory, name, [&]() -> Result<void> {
      return create(name, EntryKind::directory, mode & 07777).map([](const InodePtr&) {});
    });
  }

  [[nodiscard]] Result<void> create_symlink(Name name, const std::string& target) override {
    return change(Operation::create_symlink, name, [&]() -> Result<void> {
      if (target.empty()) return simulated_failure(ErrorKind::invalid);
      if (!inode().disk->options.can.symlinks) return simulated_failure(ErrorKind::not_supported);
      return create(name, EntryKind::symlink, 0777, [&](Inode& link) { link.target = target; })
          .map([](const InodePtr&) {});
    });
  }

  [[nodiscard]] Result<void> create_special(Name name, EntryKind kind,
                                            std::uint64_t device) override {
    return change(Operation::create_special, name, [&]() -> Result<void> {
      if (!is_special(kind) || kind == EntryKind::other) {
        return simulated_failure(ErrorKind::invalid);
      }
      if (!inode().disk->options.can.specials) return simulated_failure(ErrorKind::not_supported);
      const bool is_device = kind == EntryKind::character_device || kind == EntryKind::block_device;
      return create(name, kind, 0600,
                    [&](Inode& special) { special.device = is_device ? device : 0; })
          .map([](const InodePtr&) {});
    });
  }

  [[nodiscard]] Result<void> create_hard_link(const Directory& folder, Name existing,
                                              Name name) override {
    const auto lock = state().lock();
    const Folder* from = ours(folder);
    Call call{Operation::create_hard_link,
              path_of(name),
              from != nullptr ? from->path_of(existing) : std::string(existing),
              {}};
    return state().change(std::move(call), *inode().disk, [&]() -> Result<void> {
      if (from == nullptr) return simulated_failure(ErrorKind::cross_volume);
      const auto found = state().find(from->inode(), existing);
      if (!found) return failure(found.error());
      if (auto possible = may_create(name); !possible) return possible;
      const InodePtr& target = *found;
      if (target->disk != inode().disk) return simulated_failure(ErrorKind::cross_volume);
      if (target->kind == EntryKind::directory) {
        return simulated_failure(ErrorKind::changed);
      }
      const MemoryOptions& options = inode().disk->options;
      if (!options.can.hard_links) return simulated_failure(ErrorKind::not_supported);
      if (target->names >= options.most_links) return simulated_failure(ErrorKind::too_many_links);
      state().change_names({{self(), std::string(name), target}});
      return {};
    });
  }

  // ------------------------------------------------------------------ moving and removing

  [[nodiscard]] Result<void> rename(Name name, Directory& to, Name new_name,
                                    Overwrite overwrite) override {
    const auto lock = state().lock();
    const Folder* target = ours(to);
    Call call{Operation::rename,
              path_of(name),
              target != nullptr ? target->path_of(new_name) : std::string(new_name),
              {}};
    return state().change(std::move(call), *inode().disk, [&]() -> Result<void> {
      if (target == nullptr) return simulated_failure(ErrorKind::cross_volume);
      return rename_locked(name, *target, new_name, overwrite);
    });
  }

  [[nodiscard]] Result<void> remove(Name name) override {
    return change(Operation::remove, name, [&]() -> Result<void> {
      const auto found = state().find(inode(), name);
      if (!found) return failure(found.error());
      if ((*found)->kind == EntryKind::directory) {
        return simulated_failure(ErrorKind::is_a_directory);
      }
      state().change_names({{self(), std::string(name), nullptr}});
      return {};
    });
  }

  [[nodiscard]] Result<void> remove_directory(Name name) override {
    return change(Operation::remove_directory, name, [&]() -> Result<void> {
      const auto found = state().find(inode(), name);
      if (!found) return failure(found.error());
      if ((*found)->kind != EntryKind::directory) {
        return simulated_failure(ErrorKind::not_a_directory);
      }
      if (state().is_mount_point(**found)) return simulated_failure(ErrorKind::busy);
      if (!(*found)->children.empty()) return simulated_failure(ErrorKind::not_empty);
      if (is_in_use((*found)->opens)) return simulated_failure(ErrorKind::busy);
      state().change_names({{self(), std::string(name), nullptr}});
      return {};
    });
  }

  // ------------------------------------------------------------------ flushing

  [[nodiscard]] Result<void> flush_volume() override {
    return HandleOn::change(Operation::flush_volume, [&]() -> Result<void> {
      if (inode().disk->options.refuses_volume_flushes) {
        return simulated_failure(ErrorKind::not_supported);
      }
      if (!inode().disk->options.lies_about_flushes) state().flush_disk(*inode().disk);
      return {};
    });
  }

  [[nodiscard]] Result<void> flush() override {
    return HandleOn::change(Operation::flush_directory, [&]() -> Result<void> {
      state().flush_inode(inode());
      state().flush_names(inode(), std::numeric_limits<std::uint64_t>::max());
      return {};
    });
  }

 private:
  [[nodiscard]] std::unique_lock<std::mutex> looking(Operation operation) const {
    auto lock = state().lock();
    state().looked(operation);
    return lock;
  }

  [[nodiscard]] Result<std::unique_ptr<Directory>> open_found(const Result<InodePtr>& found) const {
    if (!found) return failure(found.error());
    if ((*found)->kind == EntryKind::symlink) return simulated_failure(ErrorKind::is_a_link);
    if ((*found)->kind != EntryKind::directory) {
      return simulated_failure(ErrorKind::not_a_directory);
    }
    return memory::open_directory(open_.shared_state(), *found);
  }

  [[nodiscard]] bool is_in_use(std::uint32_t opens) const {
    return inode().disk->options.keeps_open_folders && opens != 0;
  }

  [[nodiscard]] static std::uint32_t opens_below(const Inode& folder) {
    std::uint32_t opens = 0;
    for (const auto& [key, child] : folder.children) {
      opens += child.inode->opens + opens_below(*child.inode);
    }
    return opens;
  }

  [[nodiscard]] const InodePtr& self() const { return open_.shared_inode(); }

  [[nodiscard]] std::string path_of(Name name) const {
    std::string path = state().path_of(inode());
    if (!path.empty()) path.append("/");
    return path.append(name);
  }

  // Returns the other folder of a call that takes two; null if it is of another tree, and so of
  // another volume.
  [[nodiscard]] const Folder* ours(const Directory& other) const {
    const auto* folder = dynamic_cast<const Folder*>(&other);
    return folder != nullptr && &folder->state() == &state() ? folder : nullptr;
  }

  template <typename Body>
  [[nodiscard]] Result<void> change(Operation operation, Name name, Body body) {
    const auto lock = state().lock();
    return state().change({operation, path_of(name), {}, {}}, *inode().disk, body);
  }

  template <typename Body>
  [[nodiscard]] Result<std::unique_ptr<StagedFile>> stage(Operation operation, Name name,
                                                          const InodePtr& made, Body body) {
    const auto lock = state().lock();
    auto done = state().change({operation, path_of(name), {}, {}}, *inode().disk, body);
    if (!done) return failure(done.error());
    return open_staged(open_.shared_state(), made, self(),
                       operation == Operation::stage_unnamed ? std::string() : std::string(name),
                       operation == Operation::stage_uncached ? Caching::none : Caching::usual);
  }

  [[nodiscard]] Result<void> may_create(Name name) const {
    if (auto possible = state().check_name(inode(), name); !possible) return possible;
    if (inode().names == 0) return simulated_failure(ErrorKind::not_found);
    if (state().find_child(inode(), name) != nullptr) {
      return simulated_failure(ErrorKind::already_exists);
    }
    return {};
  }

  [[nodiscard]] Result<InodePtr> make(EntryKind kind, std::uint16_t mode) {
    auto made = state().make(inode().disk, kind, mode);
    constexpr std::uint16_t kSetGroup = 02000;
    if (!made) return made;
    // A new entry in a folder with setgid belongs to the folder's group.
    const bool inherits = (inode().metadata.mode & kSetGroup) != 0;
    (*made)->metadata.group = inherits ? inode().metadata.group : inode().disk->options.new_group;
    (*made)->durable_metadata = {(*made)->metadata};
    return made;
  }

  [[nodiscard]] Result<InodePtr> create(Name name, EntryKind kind, int mode,
                                        const std::function<void(Inode&)>& fill = {}) {
    if (auto possible = may_create(name); !possible) return failure(possible.error());
    auto made = make(kind, static_cast<std::uint16_t>(mode));
    if (!made) return made;
    if (fill) fill(**made);
    state().change_names({{self(), std::string(name), *made}});
    return made;
  }

  [[nodiscard]] Result<void> rename_locked(Name name, const Folder& to, Name new_name,
                                           Overwrite overwrite) {
    const auto found = state().find(inode(), name);
    if (!found) return failure(found.error());
    if (auto possible = state().check_name(to.inode(), new_name); !possible) return possible;
    if (to.inode().names == 0) return simulated_failure(ErrorKind::not_found);
    const InodePtr& moved = *found;
    if (state().is_mount_point(*moved)) return simulated_failure(ErrorKind::busy);
    if (is_in_use(opens_below(*moved))) return simulated_failure(ErrorKind::permission_denied);
    if (to.inode().disk != inode().disk) return simulated_failure(ErrorKind::cross_volume);
    for (InodePtr above = to.self(); above; above = above->parent.lock()) {
      if (above == moved) return simulated_failure(ErrorKind::invalid);
    }
    const Child* source = state().find_child(inode(), name);
    const Child* target = state().find_child(to.inode(), new_name);
    // If case does not count, the name may be spelt anew.
    if (target != nullptr && target != source) {
      if (overwrite == Overwrite::never) return simulated_failure(ErrorKind::already_exists);
      if (target->inode == moved) return {};
      if (auto possible = may_replace(*moved, *target->inode); !possible) return possible;
    } else if (target != nullptr && target->name == new_name) {
      if (overwrite == Overwrite::never) return simulated_failure(ErrorKind::already_exists);
      return {};
    }
    state().change_names(
        {{self(), std::string(name), nullptr}, {to.self(), std::string(new_name), moved}});
    return {};
  }

  [[nodiscard]] Result<void> may_replace(const Inode& moved, const Inode& target) const {
    const bool folder = moved.kind == EntryKind::directory;
    if (folder && target.kind != EntryKind::directory) {
      return simulated_failure(ErrorKind::not_a_directory);
    }
    if (!folder && target.kind == EntryKind::directory) {
      return simulated_failure(ErrorKind::is_a_directory);
    }
    if (folder && state().mounts_.contains(&target)) return simulated_failure(ErrorKind::busy);
    if (folder && !target.children.empty()) return simulated_failure(ErrorKind::not_empty);
    return {};
  }
};

}  // namespace

std::unique_ptr<Directory> open_directory(std::shared_ptr<State> state, InodePtr inode) {
  return std::make_unique<Folder>(std::move(state), std::move(inode), std::string());
}

}  // namespace lockstep::memory
