#!/usr/bin/env python3
"""every_call.py LOCKSTEP kill|fail: a small pass, ended or failed at each system call that changes something.

For each call the first, the second, the third … is hit, until a pass runs through untouched. After
each: whole old or new versions under every name, and the next pass repairs all. LOCKSTEP_TEST_THOROUGH
takes every one and all errors, else a sample (LOCKSTEP_TEST_SEED repeats it).
"""

import os
import random
import re
import shutil
import subprocess
import sys
import time

import trees

CALLS = ("openat", "linkat", "renameat", "renameat2", "unlinkat", "mkdirat", "symlinkat", "mknodat",
         "fchmod", "fchmodat", "fchownat", "fchown", "utimensat", "syncfs", "fsync", "write",
         "pwrite64", "copy_file_range", "ioctl", "ftruncate", "fsetxattr", "fremovexattr", "setxattr",
         "removexattr")
ERRORS = ("ENOSPC", "EIO", "EACCES", "EROFS", "EDQUOT", "EINTR", "EBUSY")
# A system that interrupts every call for ever lets no program run.
NOT_FOR_EVER = {"EINTR"}
# Whoever may change owners and is refused is told so by the volume, for good.
NOT_OF_CALL = {"fchown": {"EACCES"}, "fchownat": {"EACCES"}}
# The program wakes its own threads by `write`: no error of a disk comes there.
NOT_FAILED = {"write"}
TEMPORARY = re.compile(rb"\.lockstep-[0-9a-f]{16}")
THOROUGH = bool(os.environ.get("LOCKSTEP_TEST_THOROUGH"))

program = os.path.abspath(sys.argv[1])


def write(name, content, mtime=None):
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with open(name, "wb") as file:
        file.write(content)
    if mtime:
        os.utime(name, (mtime, mtime))


def prepare():
    """trial/s, and template/r that lags behind by one of every kind of change.

    Made under the name that the trials have, so that the record of the pair is theirs, too.
    """
    random_bytes = random.Random(1).randbytes
    old = 1_500_000_000
    for name in ("same", "renamed", "d/renamed too", "d/e/deep"):
        write("trial/s/" + name, random_bytes(5000 + len(name)), old)
    for number in range(4):
        write(f"trial/s/update{number}", b"old version %d" % number, old)
        write(f"trial/s/gone/{number}", b"goes %d" % number, old)
    write("trial/s/user.tmp", b"the user's own", old)
    write("trial/s/large", random_bytes(600_000), old)
    write("trial/s/becomes a folder", b"still a file", old)
    write("trial/s/becomes a file/inner", b"in a folder", old)
    write("trial/s/g1", b"a group", old)
    os.link("trial/s/g1", "trial/s/d/g2")
    os.symlink("old target", "trial/s/link")
    mirror("trial/s", "trial/r", "trial/state")
    write("trial/r/only here.tmp", b"removed as extra")
    write("trial/r/.lockstep-0123456789abcdef", b"left by a crash")

    os.chdir("trial/s")
    for number in range(4):
        write(f"./update{number}", b"new version, longer %d" % number)
        os.utime(f"update{number}", ns=(0, 1_600_000_000_123_456_789 + number))
    shutil.rmtree("gone")
    os.rename("renamed", "d/moved")
    os.rename("d/renamed too", "d/e/moved too")
    write("./large", random_bytes(700_001))
    os.chmod("large", 0o640)
    write("./new/file", b"a new one")
    write("./new/large", random_bytes(300_000))
    write("./new/empty", b"")
    with open("new/sparse", "wb") as file:
        file.write(b"begins")
        file.truncate(3_000_000)
    os.symlink("new target", "new link")
    os.unlink("link")
    os.symlink("other target", "link")
    os.mkfifo("new/fifo")
    os.chmod("same", 0o4700)
    os.setxattr("same", "user.new", b"value")
    os.setxattr("new/file", "user.new", b"value")
    if os.geteuid() == 0:
        os.chown("d/e/deep", 5, 6)
        os.chown("new/file", 7, 8)
    os.unlink("becomes a folder")
    write("./becomes a folder/inner", b"now a folder")
    shutil.rmtree("becomes a file")
    write("./becomes a file", b"now a file")
    os.link("g1", "new/g3")
    os.utime("d", (old, old))
    os.chdir("../..")
    os.rename("trial", "template")


def environment(state):
    return {"XDG_STATE_HOME": os.path.abspath(state), "HOME": os.path.abspath("home"),
            "PATH": os.environ["PATH"],
            # Of a build with sanitizers: their search for leaks can't be traced.
            "ASAN_OPTIONS": "detect_leaks=0"}


def mirror(source, replica, state, prefix=()):
    # Each trial has copies of the folders on record, which are other folders.
    finished = subprocess.run([*prefix, program, "sync", source, replica, "--approve"], env=environment(state),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", timeout=20, check=False)
    return finished.returncode, finished.stdout


class Trial:
    """One pass with a fault injected."""

    def __init__(self, call, fault, when):
        self.name = f"{call}:{fault}:when={when}"
        shutil.rmtree("trial", ignore_errors=True)
        subprocess.run(["cp", "-a", "template", "trial"], check=True)
        # Without --seccomp-bpf: with it signals are injected at the first call only (strace 6.1).
        strace = ("strace", "-f", "-q", "-o", "trace", "-e", f"trace={call}",
                  "-e", "signal=none", "-e", f"inject={call}:{fault}:when={when}")
        self.code, self.log = mirror("trial/s", "trial/r", "trial/state", strace)
        with open("trace", encoding="utf-8", errors="replace") as trace:
            self.trace = trace.read()
        self.hit = "(INJECTED)" in self.trace or self.code in (-9, 137)

    def fail(self, why):
        sys.exit(f"{self.trace[-1500:]}\n{self.log[-2500:]}\n{self.name}: {why}")

    def check_versions(self, old, new):
        """Every name holds a whole version, its own old or new one; what promises the new has it."""
        source = trees.read_tree("trial/s")
        for path in new:
            if {key: new[path].get(key) for key in trees.COMPARED} != \
                    {key: source[path].get(key) for key in trees.COMPARED}:
                self.fail(f"the source was written: {path!r}")
        for path, entry in trees.read_tree("trial/r").items():
            if TEMPORARY.fullmatch(path.split(b"/")[-1]):
                # Open to others only as what is ready for its name, or was put aside for a moment.
                ready = {(version.get("content"), version["mode"])
                         for tree in (old, new) for version in tree.values()}
                if entry["kind"] == "file" and int(entry["mode"], 8) & 0o077 \
                        and (entry["content"], entry["mode"]) not in ready:
                    self.fail(f"temporary {path!r} has mode {entry['mode']}")
                continue
            versions = [tree[path] for tree in (old, new) if path in tree]
            if not versions:
                self.fail(f"a name from nowhere: {path!r}")
            facts = ("kind", "content", "target")
            if not any(all(entry.get(fact) == version.get(fact) for fact in facts)
                       for version in versions):
                self.fail(f"neither the old nor the new version: {path!r}: {entry}")
            if path in new and entry["kind"] == "file" and entry["mtime"] == new[path]["mtime"] \
                    and entry["size"] == new[path]["size"] and \
                    entry["content"] != new[path]["content"]:
                self.fail(f"promises the new content but has the old: {path!r}")
        replica = trees.read_tree("trial/r", contents=False)
        for path in old:
            if path in new and old[path]["kind"] == new[path]["kind"] == "file" \
                    and path not in replica:
                self.fail(f"gone although both sides have it: {path!r}")

    def check_repair(self):
        code, log = mirror("trial/s", "trial/r", "trial/state")
        if code != 0:
            self.log += "--- the next pass\n" + log
            self.fail(f"the next pass ends with {code}")
        replica = trees.read_tree("trial/r")
        found = trees.differences(trees.read_tree("trial/s"), replica)
        if found:
            self.log += "--- the next pass\n" + log
            self.fail("the next pass leaves differences:\n" + "\n".join(found[:20]))


def hits(limit):
    """Which of the calls to hit: all, or all of the first few and then ever fewer."""
    number = 1
    while number < limit:
        yield number
        step = 1 if THOROUGH or number < 4 else random.randint(1, max(2, number // 2))
        number += step


def kill(old, new):
    count = 0
    for call in CALLS:
        for number in hits(400):
            trial = Trial(call, "signal=KILL", number)
            if not trial.hit:
                if trial.code != 0:
                    trial.fail(f"exit code {trial.code} though nothing was hit")
                break
            count += 1
            trial.check_versions(old, new)
            trial.check_repair()
    print(f"killed {count} times")


def fail(old, new):
    count = 0
    for call in CALLS:
        if call in NOT_FAILED:
            continue
        # Loading the program and finding the roots fail plainly; the pass is what is tested.
        first = 40 if call == "openat" else 1
        errors = [error for error in ERRORS if error not in NOT_OF_CALL.get(call, ())]
        for error in errors if THOROUGH else random.sample(errors, 3):
            for number in hits(400) if THOROUGH else hits(8):
                for lasting in ("", "+") if error not in NOT_FOR_EVER else ("",):
                    if not THOROUGH and random.random() < 0.6:
                        continue
                    trial = Trial(call, "error=" + error, f"{first + number - 1}{lasting}")
                    if not trial.hit:
                        break
                    count += 1
                    if trial.code not in (0, 3, 5, 70):
                        trial.fail(f"exit code {trial.code}")
                    if trial.code == 70:
                        trial.fail("an internal error")
                    trial.check_versions(old, new)
                    trial.check_repair()
                else:
                    continue
                break
    print(f"failed {count} times")


def main():
    seed = int(os.environ.get("LOCKSTEP_TEST_SEED") or time.time())
    print(f"seed {seed}", flush=True)
    random.seed(seed)
    prepare()
    old, new = trees.read_tree("template/r"), trees.read_tree("template/s")
    {"kill": kill, "fail": fail}[sys.argv[2]](old, new)


main()
