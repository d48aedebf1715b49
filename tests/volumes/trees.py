"""Describes every entry of a tree, independently of Lockstep: what the tests here compare by.

Works by open folders, so that no path is too long, and follows no link below the root.
"""

import hashlib
import os
import stat

BLOCK = 65536

KINDS = {
    stat.S_IFREG: "file", stat.S_IFDIR: "folder", stat.S_IFLNK: "link", stat.S_IFIFO: "fifo",
    stat.S_IFSOCK: "socket", stat.S_IFCHR: "char device", stat.S_IFBLK: "block device",
}

# Kept by the system for itself, or (xfs) a second view of the ACLs.
NOT_MIRRORED = {"security.selinux", "security.ima", "security.evm",
                "trusted.SGI_ACL_FILE", "trusted.SGI_ACL_DEFAULT"}


def digest(descriptor, size):
    """Of the blocks that are not all zero and where they lie: a hole and written zeros are equal."""
    result = hashlib.blake2b(digest_size=16)
    position = 0
    while position < size:
        try:
            position = os.lseek(descriptor, position, os.SEEK_DATA)
        except OSError:
            break  # only a hole is left
        end = os.lseek(descriptor, position, os.SEEK_HOLE)
        position -= position % BLOCK
        while position < end:
            block = os.pread(descriptor, BLOCK, position)
            if not block:
                return result.hexdigest()
            if block.strip(b"\0"):
                result.update(position.to_bytes(8, "little"))
                result.update(block.ljust(BLOCK, b"\0"))
            position += BLOCK
    return result.hexdigest()


def read_xattrs(folder, name):
    path = b"/proc/self/fd/%d/%s" % (folder, name)
    return {key: os.getxattr(path, key, follow_symlinks=False)
            for key in os.listxattr(path, follow_symlinks=False)
            if key not in NOT_MIRRORED and not key.startswith("trusted.overlay.")}


def describe(folder, name, contents):
    """One entry of an open folder, as a dictionary."""
    status = os.stat(name, dir_fd=folder, follow_symlinks=False)
    kind = KINDS[stat.S_IFMT(status.st_mode)]
    entry = {
        "kind": kind, "mode": oct(stat.S_IMODE(status.st_mode)), "mtime": status.st_mtime_ns,
        "owner": (status.st_uid, status.st_gid), "xattrs": read_xattrs(folder, name),
        "inode": (status.st_dev, status.st_ino), "ctime": status.st_ctime_ns,
        "links": status.st_nlink, "allocated": status.st_blocks * 512, "size": 0,
    }
    if kind == "file":
        entry["size"] = status.st_size
        if contents:
            descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NOATIME, dir_fd=folder)
            try:
                entry["content"] = digest(descriptor, status.st_size)
            finally:
                os.close(descriptor)
    elif kind == "link":
        entry["target"] = os.readlink(name, dir_fd=folder)
    elif kind.endswith("device"):
        entry["device"] = status.st_rdev
    return entry


def read_tree(root, contents=True):
    """Path (bytes, b"." for the root) to description, of everything below a root."""
    entries = {}

    def visit(folder, prefix):
        for name in sorted(os.listdir(folder), key=os.fsencode):
            name = os.fsencode(name)
            path = prefix + name
            try:
                entries[path] = describe(folder, name, contents)
            except FileNotFoundError:
                continue  # tests look while the tree changes
            if entries[path]["kind"] == "folder":
                inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
                try:
                    visit(inner, path + b"/")
                finally:
                    os.close(inner)

    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        entries[b"."] = describe(folder, b".", contents)
        visit(folder, b"")
    finally:
        os.close(folder)
    return entries


def hard_link_groups(entries):
    """Path to the sorted paths of the group that it belongs to; only what has several names."""
    by_inode = {}
    for path, entry in entries.items():
        if entry["kind"] != "folder":
            by_inode.setdefault(entry["inode"], []).append(path)
    return {path: sorted(paths) for paths in by_inode.values() if len(paths) > 1
            for path in paths}


COMPARED = ("kind", "content", "size", "mtime", "mode", "owner", "target", "device", "xattrs")


def differences(source, replica, mtime=lambda time: time, ignored=()):
    """Sentences; none when the trees are equal. `mtime` turns a time into what a volume can hold."""
    found = []
    for path in sorted(source.keys() | replica.keys()):
        if path not in replica:
            found.append(f"{path!r}: only in the source ({source[path]['kind']})")
            continue
        if path not in source:
            found.append(f"{path!r}: only in the replica ({replica[path]['kind']})")
            continue
        wanted, got = dict(source[path]), replica[path]
        wanted["mtime"] = mtime(wanted["mtime"])
        for key in COMPARED:
            if key not in ignored and wanted.get(key) != got.get(key):
                found.append(f"{path!r}: {key} is {got.get(key)}, not {wanted.get(key)}")
        # Roughly: a volume may allocate in larger steps, or ahead.
        if got["allocated"] > wanted["allocated"] * 1.5 + 256 * 1024 and wanted["kind"] == "file":
            found.append(f"{path!r}: {got['allocated']} bytes on disk, not {wanted['allocated']}")
    if "groups" not in ignored:
        groups, replica_groups = hard_link_groups(source), hard_link_groups(replica)
        for path in sorted(groups.keys() | replica_groups.keys()):
            if groups.get(path) != replica_groups.get(path):
                found.append(f"{path!r}: one file with {replica_groups.get(path)}, "
                             f"not {groups.get(path)}")
    return found


def state(entries):
    """One line an entry with all that a write would change, inode and ctime too; not what reading does."""
    return [" ".join([repr(path)] + [f"{key}={entry[key]}" for key in sorted(entry)
                                     if key != "allocated"])
            for path, entry in sorted(entries.items())]
