"""Random edits of a tree, the same ones for the same seed. Links never name a real file of the system."""

import os
import shutil
import stat
import struct

ROOT = os.geteuid() == 0
SOME_ACL = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in (
    (1, 7, 2**32 - 1), (2, 5, 1234), (4, 5, 2**32 - 1), (16, 7, 2**32 - 1), (32, 1, 2**32 - 1)))


class Editor:
    """Edits the tree at `root`; draws from `random` alone."""

    def __init__(self, root, random):
        self.root, self.random, self.count = root, random, 0
        os.makedirs(root, exist_ok=True)
        try:
            os.setxattr(root, "user.probe", b"")
            os.removexattr(root, "user.probe")
            self.xattrs = True
        except OSError:
            self.xattrs = False

    # ---- choosing

    def entries(self):
        folders, others = [self.root], []
        for folder, names, files in os.walk(self.root):
            for name in sorted(names + files):
                path = os.path.join(folder, name)
                is_folder = stat.S_ISDIR(os.lstat(path).st_mode)
                (folders if is_folder else others).append(path)
        return sorted(folders), sorted(others)

    def any(self, choices):
        return self.random.choice(choices) if choices else None

    def folder(self):
        return self.any(self.entries()[0])

    def other(self):
        return self.any(self.entries()[1])

    def file(self):
        return self.any([path for path in self.entries()[1]
                         if stat.S_ISREG(os.lstat(path).st_mode)])

    def entry(self):
        folders, others = self.entries()
        return self.any(folders[1:] + others)

    def new_name(self):
        """Sometimes one that was used before: things come back as another kind."""
        number = self.random.randrange(60) if self.random.random() < 0.5 else 60 + self.count
        self.count += 1
        return os.path.join(self.folder(), self.any(["f%d", ".h%d", "n %d\n", "ü%d"]) % number)

    def free_name(self):
        name = self.new_name()
        while os.path.lexists(name):
            name = self.new_name()
        return name

    def bytes(self):
        return self.random.randbytes(self.any([0, 1, 100, 4096, 5000, 70_000]))

    def time(self):
        return self.random.randrange(10**9 * 10**9, 3 * 10**9 * 10**9)

    # ---- edits; each leaves other entries whole

    def create_file(self):
        with open(self.free_name(), "wb") as file:
            file.write(self.bytes())
            if self.random.random() < 0.2:
                file.seek(1_000_000, os.SEEK_CUR)
                file.write(b"after the hole")

    def create_folder(self):
        os.mkdir(self.free_name())

    def create_link(self):
        os.symlink(self.any(["nowhere", "..", "f1", "/nonexistent/lockstep", "../../f2"]),
                   self.free_name())

    def create_fifo(self):
        os.mkfifo(self.free_name())

    def hard_link(self):
        path = self.other()
        if path:
            os.link(path, self.free_name(), follow_symlinks=False)

    def rewrite(self):
        """New content of the same size, and a new time, as rsync sees no other change."""
        path = self.file()
        if path:
            status = os.stat(path)
            with open(path, "r+b") as file:
                file.write(self.random.randbytes(min(status.st_size, 100_000)))
            os.utime(path, ns=(0, self.time()))

    def append(self):
        path = self.file()
        if path:
            with open(path, "ab") as file:
                file.write(self.bytes())

    def truncate(self):
        path = self.file()
        if path:
            os.truncate(path, self.any([0, 10, 4096, 200_000]))
            os.utime(path, ns=(0, self.time()))

    def touch(self):
        path = self.entry()
        if path:
            os.utime(path, ns=(0, self.time()), follow_symlinks=False)

    def chmod(self):
        path = self.entry()
        if path and not os.path.islink(path):
            mode = self.any([0o600, 0o644, 0o755, 0o700, 0o1777, 0o4755, 0o2755, 0o444, 0o555, 0])
            if not ROOT:
                mode |= 0o700
            os.chmod(path, mode)

    def chown(self):
        path = self.entry()
        if path and ROOT:
            os.chown(path, self.any([0, 1, 1000]), self.any([0, 5, 1000]), follow_symlinks=False)

    def change_xattr(self):
        path = self.entry()
        if not path or not self.xattrs:
            return
        kind = os.lstat(path).st_mode
        plain = stat.S_ISREG(kind) or stat.S_ISDIR(kind)
        spaces = (["user."] if plain else []) + (["trusted."] if ROOT else [])
        if not spaces:
            return
        name = self.any(spaces) + self.any(["a", "b"])
        if name in os.listxattr(path, follow_symlinks=False):
            os.removexattr(path, name, follow_symlinks=False)
        else:
            os.setxattr(path, name, self.random.randbytes(20), follow_symlinks=False)

    def change_acl(self):
        path = self.entry()
        if not path or os.path.islink(path) or not self.xattrs:
            return
        names = ["system.posix_acl_access"]
        if os.path.isdir(path):
            names.append("system.posix_acl_default")
        name = self.any(names)
        if name in os.listxattr(path):
            os.removexattr(path, name)
        else:
            os.setxattr(path, name, SOME_ACL)

    def rename(self):
        path, name = self.entry(), self.free_name()
        if path and not name.startswith(path + "/"):
            os.rename(path, name)

    def replace(self):
        """One file over another, as editors do."""
        path, other = self.file(), self.file()
        if path and path != other:
            os.rename(path, other)

    def exchange(self):
        """Two names swap what they name, whatever it is."""
        one, two = self.entry(), self.entry()
        if one and one != two and not (one + "/").startswith(two + "/") \
                and not (two + "/").startswith(one + "/"):
            spare = self.free_name()
            if not spare.startswith((one + "/", two + "/")):
                os.rename(one, spare)
                os.rename(two, one)
                os.rename(spare, two)

    def remove(self):
        path = self.entry()
        if path:
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path)
            else:
                os.unlink(path)

    def change_kind(self):
        """The name stays, what it names becomes something else."""
        path = self.entry()
        if not path:
            return
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            os.unlink(path)
        kind = self.random.randrange(3)
        if kind == 0:
            os.mkdir(path)
            with open(os.path.join(path, "inner"), "wb") as file:
                file.write(self.bytes())
        elif kind == 1:
            os.symlink("elsewhere", path)
        else:
            with open(path, "wb") as file:
                file.write(self.bytes())

    CREATIONS = (create_file, create_file, create_file, create_folder, create_folder, create_link,
                 create_fifo, hard_link)
    CHANGES = (rewrite, append, truncate, touch, chmod, chown, change_xattr, change_acl, rename,
               rename, replace, exchange, remove, change_kind)

    def grow(self, edits):
        for _ in range(edits):
            self.any(self.CREATIONS)(self)

    def edit(self, edits):
        for _ in range(edits):
            self.any(self.CREATIONS + self.CHANGES)(self)
