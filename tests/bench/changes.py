"""What a case does to the source before a round. The same round makes the same change."""
import os
import random


def files_below(root):
    return sorted(os.path.join(folder, name)
                  for folder, _, names in os.walk(root) for name in names)


def touch_all(root, turn):
    """Every file another time, by whole seconds: rsync -a would not see a change of nanoseconds."""
    for path in files_below(root):
        state = os.stat(path, follow_symlinks=False)
        times = (state.st_atime_ns, state.st_mtime_ns + (turn + 1) * 10_000_000_007)
        os.utime(path, ns=times, follow_symlinks=False)


def mixed(root, turn, percent=1):
    """So many percent of the files: rewritten, longer, removed, added, renamed, a fifth each."""
    chance = random.Random(turn)
    files = files_below(root)
    for number, path in enumerate(chance.sample(files, max(5, len(files) * percent // 100))):
        if number % 5 == 0:
            with open(path, "r+b") as file:
                file.write(chance.randbytes(max(1, os.path.getsize(path))))
        elif number % 5 == 1:
            with open(path, "ab") as file:
                file.write(b"more")
        elif number % 5 == 2:
            os.remove(path)
        elif number % 5 == 3:
            with open(f"{path}.new{turn}", "wb") as file:
                file.write(chance.randbytes(3000))
        else:
            os.rename(path, f"{path}.renamed{turn}")


def delete_half(root, turn):
    files = files_below(root)
    for path in random.Random(turn).sample(files, len(files) // 2):
        os.remove(path)


def rename_folder(root, turn):
    """One of the folders at the top, a tenth of everything."""
    first = min(name for name in os.listdir(root) if "renamed" not in name)
    os.rename(os.path.join(root, first), os.path.join(root, f"renamed{turn}-{first}"))


def block(root, turn):
    """4 KiB in the middle of the first file."""
    path = files_below(root)[0]
    with open(path, "r+b") as file:
        file.seek(os.path.getsize(path) // 2 // 4096 * 4096)
        file.write(random.Random(turn).randbytes(4096))
