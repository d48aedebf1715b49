// The disk, as the core sees it: open handles, and operations that take one name each. No operation
// follows a link or leaves the folder it was asked of. The real implementation is chosen by the
// build; tests bring a tree in memory and one that fails on purpose. All answer to the same
// contract tests.
//
// Threads: a handle may be used by several threads at once, except that `list` is not called twice
// at the same time. Errors carry the system's reason and no path: the caller who knows the whole
// path adds it. A text that is not one name ("", "..", "a/b") is refused as `invalid` by every
// operation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/attributes.h"
#include "base/entry.h"
#include "base/result.h"
#include "base/volume.h"

namespace lockstep {

// An open handle on one entry of any kind, a link itself included. It stays on that entry whatever
// happens to its name.
class Handle {
 public:
  virtual ~Handle() = default;

  // Returns the entry as it is now; its name is left empty.
  [[nodiscard]] virtual Result<Entry> examine() const = 0;
  [[nodiscard]] virtual Result<Attributes> read_attributes() const = 0;

  // Fails with permission_denied if this user may not, or if the volume has no owners; not for an
  // entry that is locked (chattr(1)). Changing the owner drops setuid, setgid and capabilities
  // (chown(2)): set owner, attributes, mode, times in that order.
  [[nodiscard]] virtual Result<void> set_owner(std::uint32_t owner, std::uint32_t group) = 0;
  // Sets the mode. Links have none of their own: for them it succeeds without effect.
  [[nodiscard]] virtual Result<void> set_mode(std::uint16_t mode) = 0;
  // Sets the time of modification and leaves the access time alone.
  [[nodiscard]] virtual Result<void> set_modified(Timestamp time) = 0;
  [[nodiscard]] virtual Result<void> set_attribute(const std::string& name,
                                                   const std::string& value) = 0;
  // Removes an attribute; succeeds, too, if there was none of that name.
  [[nodiscard]] virtual Result<void> remove_attribute(const std::string& name) = 0;
};

// A range of bytes that is not a hole.
struct Extent {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

// Tells whether anybody has a file open for writing, or mapped so that it can be written. A program
// that does may change the content without a new time: one call of write(2) has the times of its
// beginning, however long it lasts, and a mapped page those of the first change since it was last
// written down.
enum class Writers { none, some, unknown };

// A regular file open for reading. Reading leaves its access time alone where the system allows
// that.
class ReadableFile : public Handle {
 public:
  // Reads as many bytes as there are, up to the buffer's size; now and then fewer (network, FUSE):
  // only 0 means the end. Fails with `changed` if the entry that was opened is no regular file.
  [[nodiscard]] virtual Result<std::size_t> read(std::uint64_t offset,
                                                 std::span<std::byte> into) = 0;
  // Returns the first range of data at or after `offset`; none if only a hole is left. If the
  // volume does not tell, all counts as data.
  [[nodiscard]] virtual Result<std::optional<Extent>> next_data(std::uint64_t offset) = 0;
  // Tells about writers; other programs notice nothing of the question, and nobody is kept from
  // writing. Only for files on local volumes (a server would answer for this computer alone).
  // `unknown` means that the system does not tell, or not this user (Linux: anybody but the file's
  // owner and CAP_LEASE). Windows never tells: it would refuse other programs the file for as long
  // as the question takes.
  [[nodiscard]] virtual Writers writers() const { return Writers::unknown; }
};

enum class Overwrite { never, allowed };

// Says whether what is written to a new file passes through the system's cache. `none` is a wish:
// if it can't be had the file is as usual.
enum class Caching { usual, none };

// A file in the making, open for reading and writing. Until `publish`, readers of its folder see
// nothing of it, or only a temporary name that nobody but its owner may open. Unless published it
// is thrown away, temporary included.
class StagedFile : public ReadableFile {
 public:
  // Shares the source's blocks. Fails with not_supported or cross_volume, with nothing done, if
  // these volumes can't.
  [[nodiscard]] virtual Result<void> clone(ReadableFile& source) = 0;
  // Finds room for a content of `size` bytes; the content stays as it is. Room that is not used may
  // stay the file's. Fails with no_space if there is not enough. On not_supported nothing was done,
  // and writing may work.
  [[nodiscard]] virtual Result<void> reserve(std::uint64_t size) = 0;
  // Lets the system copy a range; returns how much it did, 0 at the source's end. Fails with
  // not_supported and cross_volume like `clone`.
  [[nodiscard]] virtual Result<std::uint64_t> copy_range(ReadableFile& source, Extent range) = 0;
  // Writes all of `bytes` or fails. The range between the old end and `offset` becomes a hole.
  [[nodiscard]] virtual Result<void> write(std::uint64_t offset,
                                           std::span<const std::byte> bytes) = 0;
  [[nodiscard]] virtual Result<void> set_size(std::uint64_t size) = 0;
  // Returns when content and metadata are on the disk.
  [[nodiscard]] virtual Result<void> flush() = 0;
  // Hands content and metadata to the disk, which may keep them in a cache of its own: they are on
  // the disk once a later `flush` of any file of that volume has returned. On not_supported nothing
  // was done, and `flush` is all there is (everywhere but on Windows).
  [[nodiscard]] virtual Result<void> write_to_device() { return failure(ErrorKind::not_supported); }
  // Gives the file its name in the folder it was staged in, atomically. With Overwrite::never it
  // fails with already_exists if an entry has that name. Overwrite::allowed replaces any entry but
  // a folder; it needs a file from `stage_named`.
  [[nodiscard]] virtual Result<void> publish(Name name, Overwrite overwrite) = 0;
};

class Directory : public Handle {
 public:
  // Returns every name with its entry, sorted by the names' bytes; "." and ".." are left out. A
  // name that vanishes meanwhile is left out, too; one that can't be examined is there as
  // `unreadable`. Its error is name_not_possible if the volume can't look up what it lists (a wrong
  // character set), and then other names of this listing may be wrong as well. An error means that
  // the listing is not complete; not_found, that the folder itself was removed.
  [[nodiscard]] virtual Result<Listing> list() = 0;

  // Returns the entry of that name. Only not_found means that it is absent. The entry's name is the
  // one given, not a copy.
  [[nodiscard]] virtual Result<Entry> examine_child(Name name) const = 0;
  // Reads an entry's attributes, without opening it if the kernel knows how (listxattrat, Linux
  // 6.13).
  [[nodiscard]] virtual Result<Attributes> read_child_attributes(Name name) const = 0;
  // Reads a link's target. Fails with `changed` if the name is no link.
  [[nodiscard]] virtual Result<std::string> read_link(Name name) const = 0;

  // Opens a folder. Fails with is_a_link or not_a_directory if the name is none.
  [[nodiscard]] virtual Result<std::unique_ptr<Directory>> open_directory(Name name) const = 0;
  // Opens a folder, too, but fails with cross_volume if a volume is mounted on the name. If the
  // system can't tell in the call that opens (before Linux 5.6) it just opens; on Windows mount
  // points are links.
  [[nodiscard]] virtual Result<std::unique_ptr<Directory>> open_directory_of_volume(
      Name name) const {
    return open_directory(name);
  }
  // Opens a file; never blocks, never follows a link. Fails with is_a_link, or with `changed` if
  // the name is no regular file. On Linux a folder, a fifo and a device are found out by the first
  // `read` only, which then fails with `changed` (a look at the kind would cost every small file a
  // system call); this fails with `leased` if another program holds a lease on the file and was now
  // asked to give it up.
  [[nodiscard]] virtual Result<std::unique_ptr<ReadableFile>> open_file(Name name) const = 0;
  // Opens a handle for metadata alone: it needs no permission to read, and has no side effect on
  // devices and fifos.
  [[nodiscard]] virtual Result<std::unique_ptr<Handle>> open_entry(Name name) const = 0;

  // Makes an unnamed file of this mode (setuid, setgid and sticky left out) that appears by
  // `publish` alone. In a folder with a default ACL the file gets its entries, which may take away
  // more: set_mode, after the attributes, puts it right. Fails with not_supported if this volume
  // has none.
  [[nodiscard]] virtual Result<std::unique_ptr<StagedFile>> stage_unnamed(std::uint16_t mode) = 0;
  // Makes a file of mode 0600 under a temporary name. Fails with already_exists if somebody has
  // planted an entry there. With Caching::none any offset and length may be read and written as
  // ever, but whole blocks cost least; it is filled by `copy_range`, if that is supported. If its
  // `read` or `write` fails with not_supported the system refuses what it had promised; stage it
  // anew, as usual.
  [[nodiscard]] virtual Result<std::unique_ptr<StagedFile>> stage_named(
      Name temporary, Caching caching = Caching::usual) = 0;

  // Creates a folder of exactly this mode, whatever the umask and a default ACL say.
  [[nodiscard]] virtual Result<void> create_directory(Name name, std::uint16_t mode) = 0;
  [[nodiscard]] virtual Result<void> create_symlink(Name name, const std::string& target) = 0;
  // Creates a fifo, socket or device of mode 0600.
  [[nodiscard]] virtual Result<void> create_special(Name name, EntryKind kind,
                                                    std::uint64_t device) = 0;
  // Gives the entry that is called `existing` in `folder` one more name (a link itself is not
  // followed). Fails with already_exists.
  [[nodiscard]] virtual Result<void> create_hard_link(const Directory& folder, Name existing,
                                                      Name name) = 0;

  // Renames atomically. Overwrite::allowed replaces anything but a folder (a folder only by a
  // folder, if empty). If both names are hard links of one file nothing happens and success is
  // reported (rename(2)): the caller knows and removes `name`.
  [[nodiscard]] virtual Result<void> rename(Name name, Directory& to, Name new_name,
                                            Overwrite overwrite) = 0;
  // Removes an entry that is no folder.
  [[nodiscard]] virtual Result<void> remove(Name name) = 0;
  // Removes an empty folder; fails with not_empty otherwise.
  [[nodiscard]] virtual Result<void> remove_directory(Name name) = 0;

  [[nodiscard]] virtual Result<Volume> volume() const = 0;
  // Returns the volume as people know it, by label, UUID or serial number, and device or server,
  // like blkid(8) and Windows' Explorer: "'photos-a' (ext4, 1b0c1d…, /dev/sdb1)". The text is empty
  // if nothing more is known than Volume::identity. This asks the system a lot: it is for messages
  // and records.
  [[nodiscard]] virtual std::string describe_volume() const { return {}; }
  // Tells which folder of its volume this is, in words that no other folder had before or gets
  // later, not even after a remount: its number, "@", and when it was made. If the volume does not
  // say when, they end with the "@": two different numbers are two folders, but one number may be
  // given out again. The text is empty if nothing can be told.
  [[nodiscard]] virtual Result<std::string> persistent_id() const = 0;
  // Returns when all that was written to this folder's volume is on the disk (syncfs). Reports
  // write errors since this handle was opened (Linux 5.8), once: ask a handle that is older than
  // what was written. Fails with not_supported if this user may not (Windows: all but
  // administrators): then each file is flushed.
  [[nodiscard]] virtual Result<void> flush_volume() = 0;
  // Returns when this folder's own entries are on the disk.
  [[nodiscard]] virtual Result<void> flush() = 0;
};

}  // namespace lockstep
