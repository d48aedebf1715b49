#include <algorithm>

#include "support/faults/faulty_handle.h"

namespace lockstep {

namespace {

class FaultyEntry final : public FaultyOn<Handle> {
 public:
  using FaultyOn::FaultyOn;
};

class FaultyDirectory final : public FaultyOn<Directory> {
 public:
  using FaultyOn::FaultyOn;

  [[nodiscard]] Result<Listing> list() override {
    auto listing = call(Operation::list, [&] { return inner_->list(); });
    if (!listing) return listing;
    for (Entry& entry : listing->entries) {
      const auto arrived = state_->arrive_at_listed(joined(path_, entry.name));
      if (arrived || entry.unreadable) continue;
      Entry unknown;
      unknown.name = entry.name;
      unknown.unreadable = true;
      entry = unknown;
      listing->failures.push_back({entry.name, arrived.error()});
    }
    return listing;
  }
  [[nodiscard]] Result<Entry> examine_child(Name name) const override {
    return call(at(Operation::examine_child, name), [&] { return inner_->examine_child(name); });
  }
  [[nodiscard]] Result<Attributes> read_child_attributes(Name name) const override {
    return call(at(Operation::read_child_attributes, name),
                [&] { return inner_->read_child_attributes(name); });
  }
  [[nodiscard]] Result<std::string> read_link(Name name) const override {
    return call(at(Operation::read_link, name), [&] { return inner_->read_link(name); });
  }

  [[nodiscard]] Result<std::unique_ptr<Directory>> open_directory(Name name) const override {
    return call(at(Operation::open_directory, name),
                [&] { return wrapped(inner_->open_directory(name), name); });
  }
  [[nodiscard]] Result<std::unique_ptr<Directory>> open_directory_of_volume(
      Name name) const override {
    return call(at(Operation::open_directory, name),
                [&] { return wrapped(inner_->open_directory_of_volume(name), name); });
  }
  [[nodiscard]] Result<std::unique_ptr<ReadableFile>> open_file(Name name) const override {
    return call(at(Operation::open_file, name), [&] {
      return inner_->open_file(name).map([&](std::unique_ptr<ReadableFile> inner) {
        return wrap_file(state_, std::move(inner), joined(path_, name));
      });
    });
  }
  [[nodiscard]] Result<std::unique_ptr<Handle>> open_entry(Name name) const override {
    return call(at(Operation::open_entry, name), [&] {
      return inner_->open_entry(name).map([&](std::unique_ptr<Handle> inner) {
        return std::unique_ptr<Handle>(
            std::make_unique<FaultyEntry>(state_, std::move(inner), joined(path_, name)));
      });
    });
  }

  [[nodiscard]] Result<std::unique_ptr<StagedFile>> stage_unnamed(std::uint16_t mode) override {
    constexpr Name kUnnamed = "(unnamed)";
    return call(at(Operation::stage_unnamed, kUnnamed), [&] {
      return inner_->stage_unnamed(mode).map([&](std::unique_ptr<StagedFile> inner) {
        return wrap_staged(state_, std::move(inner), joined(path_, kUnnamed), path_);
      });
    });
  }
  [[nodiscard]] Result<std::unique_ptr<StagedFile>> stage_named(Name temporary,
                                                                Caching caching) override {
    const auto how = caching == Caching::none ? Operation::stage_uncached : Operation::stage_named;
    return call(at(how, temporary), [&] {
      return inner_->stage_named(temporary, caching).map([&](std::unique_ptr<StagedFile> inner) {
        return wrap_staged(state_, std::move(inner), joined(path_, temporary), path_);
      });
    });
  }

  [[nodiscard]] Result<void> create_directory(Name name, std::uint16_t mode) override {
    return call(at(Operation::create_directory, name),
                [&] { return inner_->create_directory(name, mode); });
  }
  [[nodiscard]] Result<void> create_symlink(Name name, const std::string& target) override {
    return call(at(Operation::create_symlink, name),
                [&] { return inner_->create_symlink(name, target); });
  }
  [[nodiscard]] Result<void> create_special(Name name, EntryKind kind,
                                            std::uint64_t device) override {
    return call(at(Operation::create_special, name),
                [&] { return inner_->create_special(name, kind, device); });
  }
  [[nodiscard]] Result<void> create_hard_link(const Directory& folder, Name existing,
                                              Name name) override {
    return call(
        {Operation::create_hard_link, joined(path_, name), joined(path_in(folder), existing), {}},
        [&] { return inner_->create_hard_link(unwrapped(folder), existing, name); });
  }
  [[nodiscard]] Result<void> rename(Name name, Directory& to, Name new_name,
                                    Overwrite overwrite) override {
    auto* const wrapped = dynamic_cast<FaultyDirectory*>(&to);
    Directory& target = wrapped != nullptr ? *wrapped->inner_ : to;
    return call({Operation::rename, joined(path_, name), joined(path_in(to), new_name), {}},
                [&] { return inner_->rename(name, target, new_name, overwrite); });
  }
  [[nodiscard]] Result<void> remove(Name name) override {
    return call(at(Operation::remove, name), [&] { return inner_->remove(name); });
  }
  [[nodiscard]] Result<void> remove_directory(Name name) override {
    return call(at(Operation::remove_directory, name),
                [&] { return inner_->remove_directory(name); });
  }

  [[nodiscard]] Result<Volume> volume() const override {
    return call(Operation::volume, [&] { return inner_->volume(); });
  }
  [[nodiscard]] std::string describe_volume() const override { return inner_->describe_volume(); }
  [[nodiscard]] Result<std::string> persistent_id() const override {
    return call(Operation::volume, [&] { return inner_->persistent_id(); });
  }
  [[nodiscard]] Result<void> flush_volume() override {
    return call(Operation::flush_volume, [&] { return inner_->flush_volume(); });
  }
  [[nodiscard]] Result<void> flush() override {
    return call(Operation::flush_directory, [&] { return inner_->flush(); });
  }

 private:
  [[nodiscard]] Result<std::unique_ptr<Directory>> wrapped(
      Result<std::unique_ptr<Directory>> opened, Name name) const {
    if (!opened) return opened;
    return wrap_directory(state_, std::move(*opened), joined(path_, name));
  }
  [[nodiscard]] Call at(Operation operation, Name name) const {
    return {operation, joined(path_, name), {}, {}};
  }
  [[nodiscard]] static const Directory& unwrapped(const Directory& folder) {
    const auto* const wrapped = dynamic_cast<const FaultyDirectory*>(&folder);
    return wrapped != nullptr ? *wrapped->inner_ : folder;
  }
  [[nodiscard]] static std::string path_in(const Directory& folder) {
    const auto* const wrapped = dynamic_cast<const FaultyDirectory*>(&folder);
    return wrapped != nullptr ? wrapped->path_ : std::string("?");
  }
};

}  // namespace

std::unique_ptr<Directory> wrap_directory(std::shared_ptr<FaultyState> state,
                                          std::shared_ptr<Directory> inner, std::string path) {
  return std::make_unique<FaultyDirectory>(std::move(state), std::move(inner), std::move(path));
}

}  // namespace lockstep
