#include "bench/generated_folder.h"

#include <array>
#include <charconv>
#include <string>

namespace lockstep::bench {
namespace {

constexpr std::size_t kDigits = 8;

// Returns names like "00000042", which sort in the order of the numbers.
std::array<char, kDigits> name_of(std::uint64_t number) {
  std::array<char, kDigits> name;
  for (std::size_t digit = kDigits; digit > 0; number /= 10) {
    name[--digit] = static_cast<char>('0' + number % 10);
  }
  return name;
}

class GeneratedFolder final : public ReadOnlyHandle<Directory> {
 public:
  GeneratedFolder(const Shape& shape, std::uint64_t volume, std::size_t level, std::uint64_t object)
      : shape_(&shape), volume_(volume), level_(level), object_(object) {}

  [[nodiscard]] Result<Entry> examine() const override {
    return entry(EntryKind::directory, object_);
  }

  [[nodiscard]] Result<Listing> list() override {
    Listing listing;
    const std::uint64_t count = holds_folders() ? shape_->folders[level_] : shape_->files;
    listing.entries.reserve(count);
    for (std::uint64_t number = 0; number < count; ++number) {
      const auto name = name_of(number);
      listing.entries.push_back(child(number));
      listing.entries.back().name = listing.names.keep({name.data(), name.size()});
    }
    return listing;
  }

  [[nodiscard]] Result<Entry> examine_child(Name name) const override {
    const auto number = number_of(name);
    if (!number) return tl::unexpected(number.error());
    Entry found = child(*number);
    found.name = name;
    return found;
  }
  [[nodiscard]] Result<Attributes> read_child_attributes(Name /*name*/) const override {
    return Attributes();
  }
  [[nodiscard]] Result<std::string> read_link(Name /*name*/) const override {
    return failure(ErrorKind::changed);
  }
  [[nodiscard]] Result<std::unique_ptr<Directory>> open_directory(Name name) const override {
    const auto number = number_of(name);
    if (!number) return tl::unexpected(number.error());
    if (!holds_folders()) return failure(ErrorKind::not_a_directory);
    return std::make_unique<GeneratedFolder>(*shape_, volume_, level_ + 1, object_of(*number));
  }

  // No file is ever read or written: the trees are equal.
  [[nodiscard]] Result<std::unique_ptr<ReadableFile>> open_file(Name /*name*/) const override {
    return failure(ErrorKind::permission_denied);
  }
  [[nodiscard]] Result<std::unique_ptr<Handle>> open_entry(Name /*name*/) const override {
    return failure(ErrorKind::permission_denied);
  }
  [[nodiscard]] Result<std::unique_ptr<StagedFile>> stage_unnamed(std::uint16_t /*mode*/) override {
    return read_only();
  }
  [[nodiscard]] Result<std::unique_ptr<StagedFile>> stage_named(Name /*temporary*/,
                                                                Caching /*caching*/) override {
    return read_only();
  }
  [[nodiscard]] Result<void> create_directory(Name /*name*/, std::uint16_t /*mode*/) override {
    return read_only();
  }
  [[nodiscard]] Result<void> create_symlink(Name /*name*/, const std::string& /*target*/) override {
    return read_only();
  }
  [[nodiscard]] Result<void> create_special(Name /*name*/, EntryKind /*kind*/,
                                            std::uint64_t /*device*/) override {
    return read_only();
  }
  [[nodiscard]] Result<void> create_hard_link(const Directory& /*folder*/, Name /*existing*/,
                                              Name /*name*/) override {
    return read_only();
  }
  [[nodiscard]] Result<void> rename(Name /*name*/, Directory& /*to*/, Name /*new_name*/,
                                    Overwrite /*overwrite*/) override {
    return read_only();
  }
  [[nodiscard]] Result<void> remove(Name /*name*/) override { return read_only(); }
  [[nodiscard]] Result<void> remove_directory(Name /*name*/) override { return read_only(); }

  [[nodiscard]] Result<Volume> volume() const override {
    return Volume{.type = "generated",
                  .identity = "generated:" + std::to_string(volume_),
                  .device = volume_,
                  .lasting_numbers = true};
  }
  [[nodiscard]] Result<std::string> persistent_id() const override { return std::string(); }
  [[nodiscard]] Result<void> flush_volume() override { return read_only(); }
  [[nodiscard]] Result<void> flush() override { return read_only(); }

 private:
  [[nodiscard]] bool holds_folders() const { return level_ < shape_->folders.size(); }
  // Returns a number that is different for every entry of a tree of less than a million a folder.
  [[nodiscard]] std::uint64_t object_of(std::uint64_t number) const {
    return object_ * 1'000'000 + number + 1;
  }
  [[nodiscard]] Entry child(std::uint64_t number) const {
    return entry(holds_folders() ? EntryKind::directory : EntryKind::file, object_of(number));
  }
  [[nodiscard]] Entry entry(EntryKind kind, std::uint64_t object) const {
    Entry made;
    made.identity = {volume_, object};
    made.size = kind == EntryKind::file ? object % 8192 : 4096;
    made.modified_seconds = made.changed_seconds = 1'600'000'000;
    made.modified_nanoseconds = made.changed_nanoseconds = 1;
    made.mode = kind == EntryKind::file ? 0644 : 0755;
    made.kind = kind;
    return made;
  }
  static Result<std::uint64_t> number_of(Name name) {
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (problem != std::errc() || end != name.data() + name.size()) {
      return failure(ErrorKind::not_found);
    }
    return number;
  }

  const Shape* shape_;
  std::uint64_t volume_;
  std::size_t level_;
  std::uint64_t object_;
};

}  // namespace

std::uint64_t Shape::entries() const {
  std::uint64_t folders_in_level = 1;
  std::uint64_t all = 0;
  for (const std::uint64_t count : folders) all += folders_in_level *= count;
  return all + folders_in_level * files;
}

std::unique_ptr<Directory> generated_root(const Shape& shape, std::uint64_t volume) {
  return std::make_unique<GeneratedFolder>(shape, volume, 0, 1);
}

}  // namespace lockstep::bench
