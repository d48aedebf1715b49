#include "app/absent_folder.h"

#include "app/canonical_path.h"
#include "platform/roots.h"

namespace lockstep {
namespace {

tl::unexpected<Error> refused() {
  return failure(ErrorKind::read_only, "this folder does not exist yet");
}
tl::unexpected<Error> absent() {
  return failure(ErrorKind::not_found, "No such file or directory");
}

class AbsentFolder final : public Directory {
 public:
  explicit AbsentFolder(Volume volume) : volume_(std::move(volume)) {}

  Result<Entry> examine() const override {
    Entry entry;
    entry.kind = EntryKind::directory;
    entry.mode = 0755;
    return entry;
  }
  Result<Attributes> read_attributes() const override { return Attributes(); }
  Result<Listing> list() override { return Listing(); }
  Result<Volume> volume() const override { return volume_; }

  Result<Entry> examine_child(Name) const override { return absent(); }
  Result<Attributes> read_child_attributes(Name) const override { return absent(); }
  Result<std::string> read_link(Name) const override { return absent(); }
  Result<std::unique_ptr<Directory>> open_directory(Name) const override { return absent(); }
  Result<std::unique_ptr<ReadableFile>> open_file(Name) const override { return absent(); }
  Result<std::unique_ptr<Handle>> open_entry(Name) const override { return absent(); }

  Result<void> set_owner(std::uint32_t, std::uint32_t) override { return refused(); }
  Result<void> set_mode(std::uint16_t) override { return refused(); }
  Result<void> set_modified(Timestamp) override { return refused(); }
  Result<void> set_attribute(const std::string&, const std::string&) override { return refused(); }
  Result<void> remove_attribute(const std::string&) override { return refused(); }
  Result<std::unique_ptr<StagedFile>> stage_unnamed(std::uint16_t) override { return refused(); }
  Result<std::unique_ptr<StagedFile>> stage_named(Name) override { return refused(); }
  Result<void> create_directory(Name, std::uint16_t) override { return refused(); }
  Result<void> create_symlink(Name, const std::string&) override { return refused(); }
  Result<void> create_special(Name, EntryKind, std::uint64_t) override { return refused(); }
  Result<void> create_hard_link(const Directory&, Name, Name) override { return refused(); }
  Result<void> rename(Name, Directory&, Name, Overwrite) override { return refused(); }
  Result<void> remove(Name) override { return refused(); }
  Result<void> remove_directory(Name) override { return refused(); }
  Result<void> flush_volume() override { return refused(); }
  Result<void> flush() override { return refused(); }

 private:
  Volume volume_;
};

}  // namespace

Result<std::unique_ptr<Directory>> stand_in_for(const std::string& path) {
  const auto parent = nearest_existing(path);
  if (!parent) return failure(parent.error());
  const auto folder = open_root(*parent);
  if (!folder) return failure(folder.error());
  auto volume = (*folder)->volume();
  if (!volume) return failure(volume.error());
  return std::make_unique<AbsentFolder>(std::move(*volume));
}

}  // namespace lockstep
