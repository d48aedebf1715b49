"""Reproducible trees to measure with, and the changes that a case makes to them. The same seed gives the same tree."""
import os
import random


def make_tree(root, files, folders, largest, seed=1):
    """`files` files of up to `largest` bytes in `folders` folders of two levels; every time differs in its nanoseconds."""
    chance = random.Random(seed)
    block = chance.randbytes(largest + 4096)
    names = []
    for number in range(folders):
        folder = os.path.join(root, f"part{number % 50:02}", f"folder{number:05}")
        os.makedirs(folder)
        names.append(folder)
    moment = 1_600_000_000_000_000_000
    for number in range(files):
        path = os.path.join(names[number % folders], f"file{number:07}.dat")
        start = chance.randrange(4096)
        with open(path, "wb", buffering=0) as file:
            file.write(block[start:start + chance.randrange(largest + 1)])
        moment += chance.randrange(1, 1_000_000_000)
        os.utime(path, ns=(moment, moment))


def files_below(root):
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(root) for name in names)


def touch_all(root, step):
    for path in files_below(root):
        state = os.stat(path)
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + step * 1_000_000_007))


def change_some(root, percent, seed):
    """Rewrites, appends to, deletes, adds and renames `percent` of the files, a fifth each."""
    chance = random.Random(seed)
    files = files_below(root)
    for turn, path in enumerate(chance.sample(files, max(5, len(files) * percent // 100))):
        if turn % 5 == 0:
            with open(path, "r+b") as file:
                file.write(chance.randbytes(max(1, os.path.getsize(path))))
        elif turn % 5 == 1:
            with open(path, "ab") as file:
                file.write(b"more")
        elif turn % 5 == 2:
            os.remove(path)
        elif turn % 5 == 3:
            with open(f"{path}.new{seed}", "wb") as file:
                file.write(chance.randbytes(3000))
        else:
            os.rename(path, f"{path}.renamed{seed}")


def rename_folder(root, step):
    part = sorted(name for name in os.listdir(root) if name.startswith("part"))[0]
    os.rename(os.path.join(root, part), os.path.join(root, f"part-renamed{step}"))


def delete_some(root, percent, seed):
    files = files_below(root)
    for path in random.Random(seed).sample(files, len(files) * percent // 100):
        os.remove(path)
