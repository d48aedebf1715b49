#!/usr/bin/env python3
"""make_mixed_tree.py FOLDER [GIBIBYTES]: fills it with one of everything that a folder can hold.

The sparse file seems to have that many gibibytes.
"""

import os
import socket
import stat
import struct
import sys

YEAR = 31_556_952
ROOT = os.geteuid() == 0


def write(name, content=b"content of it\n", mode=0o644):
    os.makedirs(os.path.dirname(name) or b".", exist_ok=True)
    with open(name, "wb") as file:
        file.write(content)
    os.chmod(name, mode)


def acl(*entries):
    """A POSIX ACL as the kernel stores it: (tag, permissions, id)."""
    return struct.pack("<I", 2) + b"".join(
        struct.pack("<HHI", tag, permissions, who) for tag, permissions, who in entries)


NOBODY_IN_PARTICULAR = 0xFFFFFFFF
ACL = acl((1, 6, NOBODY_IN_PARTICULAR), (2, 5, 1234), (4, 4, NOBODY_IN_PARTICULAR),
          (16, 7, NOBODY_IN_PARTICULAR), (32, 0, NOBODY_IN_PARTICULAR))


def modes():
    for mode in (0o000, 0o444, 0o555, 0o700, 0o4755, 0o2755, 0o1777, 0o666):
        write(b"modes/file %o" % mode, mode=mode)
        os.mkdir(b"modes/folder %o" % mode)
        write(b"modes/folder %o/inner" % mode, mode=0o444)
        os.chmod(b"modes/folder %o" % mode, mode)


def links():
    os.makedirs("links/real")
    write(b"links/real/file")
    for name, target in (("dangling", "no such name"), ("absolute", "/nonexistent/lockstep/x"),
                         ("escaping", "../../../../../nonexistent-lockstep"), ("loop", "loop"),
                         ("relative", "real/file"), ("folder", "real"), ("up", ".."),
                         ("long", "x" * 1000)):
        os.symlink(target, "links/" + name)


def specials():
    os.mkdir("specials")
    os.mkfifo("specials/fifo", 0o640)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("specials/socket")
    if ROOT:
        os.mknod("specials/char", stat.S_IFCHR | 0o600, os.makedev(1, 3))
        os.mknod("specials/block", stat.S_IFBLK | 0o660, os.makedev(240, 300))


def owners():
    for number, (user, group) in enumerate(((1, 2), (0, 1000), (65534, 65534), (4_000_000, 7))):
        write(b"owners/file%d" % number)
        os.mkdir("owners/folder%d" % number)
        os.symlink("nowhere", "owners/link%d" % number)
        write(b"owners/setuid%d" % number)
        for kind in ("file", "folder", "link", "setuid"):
            os.chown("owners/%s%d" % (kind, number), user, group, follow_symlinks=False)
        os.chmod("owners/setuid%d" % number, 0o6755)


def attributes():
    for name in ("file", "other"):
        write(b"xattrs/" + name.encode())
    os.mkdir("xattrs/folder")
    for name in ("xattrs/file", "xattrs/folder"):
        os.setxattr(name, "user.plain", b"value")
        os.setxattr(name, "user.binary", bytes(range(256)))
        os.setxattr(name, "user.empty", b"")
        os.setxattr(name, "system.posix_acl_access", ACL)
    os.setxattr("xattrs/folder", "system.posix_acl_default", ACL)
    write(b"xattrs/folder/made below a default ACL")
    os.mkdir("xattrs/folder/folder below a default ACL")
    if ROOT:
        os.symlink("nowhere", "xattrs/link")
        for name in ("xattrs/file", "xattrs/folder", "xattrs/link"):
            os.setxattr(name, "trusted.ours", b"root alone", follow_symlinks=False)
        os.chown("xattrs/other", 1000, 1000)
        capability = struct.pack("<IIIII", 0x02000001, 1 << 13, 0, 0, 0)
        os.setxattr("xattrs/other", "security.capability", capability)


def hard_links():
    write(b"groups/one/a", b"one file of three names\n")
    os.makedirs("groups/two/deep")
    os.link("groups/one/a", "groups/two/b")
    os.link("groups/one/a", "groups/two/deep/c")
    os.symlink("x", "groups/link")
    os.link("groups/link", "groups/two/same link", follow_symlinks=False)
    os.mkfifo("groups/fifo")
    os.link("groups/fifo", "groups/one/same fifo")
    write(b"groups/empty", b"")
    os.link("groups/empty", "groups/one/also empty")


def sparse(gibibytes):
    with open("sparse", "wb") as file:
        for part in (0, 1, 2):
            file.seek(part * gibibytes * 2**30 // 4 + part * 4096)
            file.write(b"extent %d\n" % part * 10_000)
        file.truncate(gibibytes * 2**30)
    with open("only a hole", "wb") as file:
        file.truncate(12_345_678)


def names():
    for name in (b"new\nline", b"tab\t", b"\x1b[31mred", b"cr\r", b"not utf-8 \xff\xfe\x80", b" ",
                 b"trailing ", b"trailing.", b"-rf", b"--", b"*", b"?[a]{b}~$`'\"", b"back\\slash",
                 b"#", b"~", b"...", b"n" * 255, "ü".encode() * 127, "e\u0301".encode(),
                 "é".encode(), b"CON", b"a:b", b".lockstep-not ours", b".lockstep-0123", b"A", b"a"):
        write(b"names/" + name, name)
        os.makedirs(b"folder names/" + name)
        write(b"folder names/" + name + b"/inner")


def deep(levels):
    """So deep that only open folders reach it: 200 levels, 40 characters each."""
    folder = os.open(".", os.O_RDONLY)
    for level in range(levels):
        name = b"level %03d " % level + b"x" * 30
        os.mkdir(name, dir_fd=folder)
        inner = os.open(name, os.O_RDONLY, dir_fd=folder)
        if level % 50 == 49:
            file = os.open(b"file", os.O_CREAT | os.O_WRONLY, 0o640, dir_fd=inner)
            os.write(file, b"deep down\n")
            os.close(file)
            os.symlink(b"x", b"link", dir_fd=inner)
        os.close(folder)
        folder = inner
    os.close(folder)


def times():
    os.mkdir("times")
    for year in (1601, 1665, 1901, 1969, 1970, 2024, 2038, 2039, 2107, 2250, 2400):
        write(b"times/%d" % year)
        os.mkdir("times/folder%d" % year)
        time = (year - 1970) * YEAR * 1_000_000_000 + 123_456_789
        os.utime("times/%d" % year, ns=(time, time))
        os.utime("times/folder%d" % year, ns=(time, time))


os.chdir(sys.argv[1])
write(b"file")
write(b"empty", b"")
write(b".dotfile")
write(b".dotfolder/file")
write(b"zeros", bytes(65536))
write(b"large", os.urandom(3_000_001))
os.makedirs("empty folder/also empty")
modes()
links()
specials()
attributes()
if ROOT:
    owners()
hard_links()
names()
sparse(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
deep(200)
times()
