#include "platform/disk/perform.h"

#include <utility>

#include "base/is_still.h"
#include "platform/disk/fresh_entry.h"

namespace lockstep {
namespace {

Result<Performed> found(const Entry& now) {
  return Performed{.now = now.without_name(), .handle = nullptr};
}

// Returns the entry that has the name now, if it is the expected one. Without that nothing may be
// done.
Result<Entry> look(const Directory& folder, Name name, const std::optional<Entry>& expected) {
  if (!expected) return failure(ErrorKind::invalid, "nothing is known of what is expected there");
  auto now = folder.examine_child(name);
  if (now && !is_still(*now, *expected)) {
    return failure(ErrorKind::changed,
                   "it was changed in the replica during the pass; the next pass looks again");
  }
  return now;
}

// Succeeds if the link of that name, which was opened as `link`, leads to `target`.
Result<void> expect_target(const Directory& folder, Name name, const Entry& link,
                           const std::string& target) {
  const auto now = folder.read_link(name);
  if (!now) return failure(now.error());
  const auto read = folder.examine_child(name);
  if (!read) return failure(read.error());
  if (*now == target && read->identity == link.identity) return {};
  return failure(ErrorKind::changed, "another link has taken its place");
}

// The new name seems to be there already if both are one name for the volume.
Result<void> rename_entry(Directory& from, Name name, const Move& move, const Entry& expected,
                          NewName new_name) {
  Directory& to = move.to;
  auto done = from.rename(name, to, move.new_name, Overwrite::never);
  if (done || done.error().kind() != ErrorKind::already_exists) return done;
  const auto there = to.examine_child(move.new_name);
  if (!there || there->identity != expected.identity) return done;
  const std::string aside = new_name();
  if (auto moved = from.rename(name, to, aside, Overwrite::never); !moved) return moved;
  done = to.rename(aside, to, move.new_name, Overwrite::never);
  if (!done) static_cast<void>(to.rename(aside, from, name, Overwrite::never));
  return done;
}

Error other_file() {
  return Error(ErrorKind::changed,
               "its other name is not the file that it should be; the next pass looks again");
}

// One change in one folder.
class Performing {
 public:
  Performing(Directory& folder, Name name, const std::optional<Entry>& expected, NewName new_name)
      : folder_(folder), name_(name), expected_(expected), new_name_(new_name) {}

  Result<Performed> operator()(const MakeFolder& make) const {
    if (auto made = folder_.create_directory(name_, make.mode); !made) return failure(made.error());
    const auto opened = folder_.open_directory_of_volume(name_);
    if (!opened) return failure(opened.error());
    const auto now = (*opened)->examine();
    if (!now) return failure(now.error());
    if (!make.others.may_rename) return found(*now);
    if (auto fresh = expect_fresh(*now, folder_, make.others, new_name_); !fresh)
      return failure(fresh.error());
    const auto listing = (*opened)->list();
    if (!listing) return failure(listing.error());
    if (!listing->entries.empty() || !listing->failures.empty())
      return failure(not_what_was_made());
    return found(*now);
  }

  Result<Performed> operator()(const MakeLink& make) const {
    if (auto made = folder_.create_symlink(name_, make.target); !made) return failure(made.error());
    auto link = open_what_was_made(EntryKind::symlink, make.others);
    if (!link || !make.others.may_rename) return link;
    if (auto same = expect_target(folder_, name_, link->now, make.target); !same)
      return failure(same.error());
    return link;
  }

  Result<Performed> operator()(const MakeSpecial& make) const {
    if (auto made = folder_.create_special(name_, make.kind, make.device); !made)
      return failure(made.error());
    auto special = open_what_was_made(make.kind, make.others);
    const bool is_device =
        make.kind == EntryKind::character_device || make.kind == EntryKind::block_device;
    if (special && make.others.may_rename && is_device && special->now.device() != make.device)
      return failure(not_what_was_made());
    return special;
  }

  Result<Performed> operator()(const AddName& add) const {
    const auto now = add.folder.examine_child(add.existing);
    if (!now) return failure(now.error().within("look at its other name"));
    if ((add.file && now->identity != *add.file) || (add.other && now->identity == *add.other))
      return failure(other_file());
    if (auto done = folder_.create_hard_link(add.folder, add.existing, name_); !done)
      return failure(done.error());
    if (!add.others.may_rename) return found(*now);
    const auto joined = folder_.examine_child(name_);
    if (joined && add.file && joined->identity == *add.file) return found(*joined);
    // Unless somebody has put another entry there, this is the link that was just made.
    if (joined && joined->link_count > 1) static_cast<void>(folder_.remove(name_));
    return failure(other_file());
  }

  Result<Performed> operator()(const Move& move) const {
    const auto now = look(folder_, name_, expected_);
    if (!now) return failure(now.error());
    if (auto renamed = rename_entry(folder_, name_, move, *expected_, new_name_); !renamed)
      return failure(renamed.error());
    if (!move.others.may_rename) return found(*now);
    const auto arrived = move.to.examine_child(move.new_name);
    if (arrived && arrived->identity == expected_->identity) return found(*arrived);
    if (arrived) static_cast<void>(move.to.rename(move.new_name, folder_, name_, Overwrite::never));
    return failure(
        ErrorKind::changed,
        "another entry had taken its place when it was renamed; the next pass looks again");
  }

  Result<Performed> operator()(const Respell& respell) const {
    const auto now = folder_.examine_child(name_);
    if (!now) return failure(now.error());
    if (!expected_ || !is_same_object(*now, *expected_))
      return failure(ErrorKind::changed, "another entry has taken its place");
    const Move move{.to = folder_, .new_name = respell.new_name};
    if (auto renamed = rename_entry(folder_, name_, move, *expected_, new_name_); !renamed)
      return failure(renamed.error());
    return found(*now);
  }

  Result<Performed> operator()(const OpenEntry&) const {
    auto opened = open();
    if (!opened || !expected_) return opened;
    const Entry& now = opened->now;
    if (!is_same_object(now, *expected_)) {
      return failure(ErrorKind::changed,
                     "another entry has taken its place; the next pass looks again");
    }
    if (now.kind != EntryKind::directory && now.link_count > expected_->link_count) {
      return failure(ErrorKind::changed,
                     "it got another hard link meanwhile; the next pass looks again");
    }
    return opened;
  }

  Result<Performed> operator()(const Remove&) const {
    Result<Performed> before = Performed{};
    if (expected_) {
      const auto now = look(folder_, name_, expected_);
      if (!now) return failure(now.error());
      before = found(*now);
    }
    const bool is_folder = before->now.kind == EntryKind::directory;
    const auto done = is_folder ? folder_.remove_directory(name_) : folder_.remove(name_);
    if (!done) return failure(done.error());
    return before;
  }

  Result<Performed> operator()(const ReplaceBy& replace) const {
    const auto now = look(folder_, name_, expected_);
    if (!now) return failure(now.error());
    if (auto done = folder_.rename(replace.temporary, folder_, name_, Overwrite::allowed); !done)
      return failure(done.error());
    return found(*now);
  }

  Result<Performed> operator()(const PublishOver& publish) const {
    const auto now = look(folder_, name_, expected_);
    if (!now) return failure(now.error());
    if (auto done = publish.file.publish(name_, Overwrite::allowed); !done)
      return failure(done.error());
    return found(*now);
  }

  Result<Performed> operator()(const MakeFolderInstead& make) const {
    if (const auto now = look(folder_, name_, expected_); !now) return failure(now.error());
    const std::string aside = new_name_();
    if (auto moved = folder_.rename(name_, folder_, aside, Overwrite::never); !moved)
      return failure(moved.error());
    auto made = (*this)(make.folder);
    if (made) {
      static_cast<void>(folder_.remove(aside));
    } else {
      static_cast<void>(folder_.rename(aside, folder_, name_, Overwrite::never));
    }
    return made;
  }

 private:
  [[nodiscard]] Result<Performed> open() const {
    auto handle = folder_.open_entry(name_);
    if (!handle) return failure(handle.error());
    auto now = (*handle)->examine();
    if (!now) return failure(now.error());
    return Performed{.now = *now, .handle = std::move(*handle)};
  }

  // By now, whoever may write to the folder could have put a hard link of somebody else's file in
  // its place.
  [[nodiscard]] Result<Performed> open_what_was_made(EntryKind kind, const Others& others) const {
    auto made = open();
    if (!made) return made;
    const Entry& now = made->now;
    if (now.kind != kind || now.link_count != 1 || now.mount_point)
      return failure(ErrorKind::changed, "another entry has taken its place");
    if (!others.may_rename) return made;
    if (auto fresh = expect_fresh(now, folder_, others, new_name_); !fresh)
      return failure(fresh.error());
    return made;
  }

  Directory& folder_;
  const Name name_;
  const std::optional<Entry>& expected_;
  const NewName new_name_;
};

}  // namespace

Result<Performed> perform(Directory& folder, const Change& change, NewName new_name) {
  return std::visit(Performing(folder, change.name, change.expected, new_name), change.act);
}

Result<Performed> perform(Directory& folder, const Destruction& destruction, NewName new_name) {
  return std::visit(Performing(folder, destruction.name, destruction.expected, new_name),
                    destruction.act);
}

Result<void> publish_new(StagedFile& file, Name name) {
  return file.publish(name, Overwrite::never);
}

}  // namespace lockstep
