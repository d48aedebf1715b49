#!/usr/bin/env python3
"""soak.py LOCKSTEP SEED [SECONDS]: four writers change a source at random while a job follows it.

Soon after they rest the trees are equal, though the next full pass is an hour away; and a pass over
everything, made when the job has ended, writes nothing. Works in the current folder. The writers
draw from the seed, but race each other, so that a seed makes a failure likely again, not certain.
"""

import ctypes
import io
import multiprocessing
import mmap
import os
import random
import shutil
import signal
import subprocess
import sys
import tarfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "volumes"))
import random_edits  # noqa: E402
import trees  # noqa: E402

WRITERS = 4
# Removals of more than a few files wait for the end of their burst, for thirty seconds at most.
PATIENCE = 60
RENAME_EXCHANGE = 2
AT_FDCWD = -100
# Nothing is held: what is removed here is meant to be.
OPTIONS = ("--max-delete", "1000000", "--allow-empty-source", "--durability", "none")
libc = ctypes.CDLL(None, use_errno=True)


class Writer(random_edits.Editor):
    """Adds what programs do, and bears that others change the same tree."""

    def write_and_rename(self):
        path = self.file() or self.free_name()
        temporary = os.path.join(os.path.dirname(path), f".{self.count}.{os.getpid()}.tmp")
        self.count += 1
        with open(temporary, "wb") as file:
            file.write(self.bytes())
        os.rename(temporary, path)

    def make_path(self):
        path = os.path.join(self.free_name(), "a", "b", "c")
        os.makedirs(path)
        with open(os.path.join(path, "file"), "wb") as file:
            file.write(self.bytes())

    def exchange_at_once(self):
        one, two = self.entry(), self.entry()
        if one and two:
            libc.renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(two), RENAME_EXCHANGE)

    def untar(self):
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as tar:
            for number in range(self.random.randrange(40)):
                member = tarfile.TarInfo(f"t{number % 7}/u{number % 3}/{number}")
                content = self.bytes()
                member.size, member.mtime = len(content), self.random.randrange(10**9)
                tar.addfile(member, io.BytesIO(content))
        archive.seek(0)
        with tarfile.open(fileobj=archive) as tar:
            tar.extractall(self.free_name())

    def write_slowly(self):
        path = self.file()
        if path:
            with open(path, "ab", buffering=0) as file:
                for _ in range(3):
                    file.write(self.bytes())
                    time.sleep(0.01)

    def write_through_a_mapping(self):
        path = self.file()
        if path and os.path.getsize(path) > 0:
            with open(path, "r+b") as file, mmap.mmap(file.fileno(), 0) as mapping:
                mapping[0] = self.random.randrange(256)

    def move_folder(self):
        folders = self.entries()[0]
        path, to = self.any(folders[1:]), self.free_name()
        if path and not to.startswith(path + "/"):
            os.rename(path, to)

    def link_again(self):
        """A group of several names, one of which is replaced."""
        path = self.other()
        if path:
            for _ in range(3):
                os.link(path, self.free_name(), follow_symlinks=False)
            os.rename(path, self.free_name())

    def leave_and_return(self):
        """Goes out of the source, changes there, and comes back, perhaps elsewhere."""
        path = self.entry()
        if path:
            outside = os.path.join("outside", f"{os.getpid()}.{self.count}")
            self.count += 1
            os.rename(path, outside)
            if os.path.isdir(outside):
                with open(os.path.join(outside, "from outside"), "wb") as file:
                    file.write(self.bytes())
            os.rename(outside, self.free_name())

    PROGRAMS = (write_and_rename, write_and_rename, make_path, exchange_at_once, untar,
                write_slowly, write_through_a_mapping, move_folder, move_folder, link_again,
                leave_and_return)

    def one_edit(self):
        edits = self.PROGRAMS + self.CREATIONS + self.CHANGES
        edit = self.any(edits)
        if edit is random_edits.Editor.remove and self.random.random() < 0.5:
            return None
        return edit(self)


class TooLong(OSError):
    pass


def too_long(*_):
    raise TooLong("an edit waits for somebody")


def write(seed, seconds):
    """A writer's process. What others did meanwhile makes single edits fail."""
    signal.signal(signal.SIGALRM, too_long)
    writer = Writer("s", random.Random(seed))
    end = time.monotonic() + seconds
    done = 0
    while time.monotonic() < end:
        signal.setitimer(signal.ITIMER_REAL, 2)  # a file may have become a pipe
        try:
            writer.one_edit()
            done += 1
        except (OSError, ValueError, shutil.Error):
            pass
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        if writer.random.random() < 0.02:
            time.sleep(writer.random.random() * 0.3)
    print(f"writer {seed}: {done} edits", flush=True)


def differences():
    try:
        return trees.differences(trees.read_tree("s"), trees.read_tree("r"))
    except OSError as error:
        return [f"it changes while it is read: {error}"]


class Soak:
    def __init__(self, program, seed, seconds):
        self.program, self.seed, self.seconds = program, seed, seconds
        self.job = None

    def fail(self, why):
        with open("log", encoding="utf-8", errors="replace") as log:
            lines = log.readlines()
        sys.exit("".join(lines[-12:]) + f"seed {self.seed}: {why}")

    def log_has(self, text):
        with open("log", encoding="utf-8", errors="replace") as log:
            return text in log.read()

    def wait_until_live(self):
        deadline = time.monotonic() + 30
        while not (os.path.exists("log") and self.log_has("Synchronization complete")):
            if self.job.poll() is not None or time.monotonic() > deadline:
                self.fail("the job does not begin")
            time.sleep(0.02)

    def run(self):
        for name in ("r", "s", "outside", "log"):
            shutil.rmtree(name, ignore_errors=True)
        if os.path.exists("log"):
            os.unlink("log")
        os.mkdir("outside")
        Writer("s", random.Random(self.seed)).grow(60)
        with open("console", "wb") as console:
            self.job = subprocess.Popen([self.program, "run", "s", "r", "3600", "log", *OPTIONS],
                                        stdout=console, stderr=console)
        try:
            self.follow()
        finally:
            self.job.kill()

    def follow(self):
        self.wait_until_live()
        processes = [multiprocessing.Process(target=write, args=(self.seed * WRITERS + number,
                                                                 self.seconds))
                     for number in range(WRITERS)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
            if process.exitcode != 0:
                self.fail("a writer failed")
        took = self.wait_until_equal()
        self.job.send_signal(signal.SIGINT)
        if self.job.wait(30) != 0:
            self.fail(f"the job ends with {self.job.returncode}")
        self.check_full_pass()
        entries = len(trees.read_tree("s", contents=False))
        print(f"seed {self.seed}: {entries} entries, equal after {took:.1f} s", flush=True)

    def wait_until_equal(self):
        start = time.monotonic()
        while True:
            found = differences()
            took = time.monotonic() - start
            if not found:
                return took
            if self.job.poll() is not None:
                self.fail("the job ended")
            if took > PATIENCE:
                self.fail("the replica does not follow:\n" + "\n".join(found[:20]))
            time.sleep(0.1)

    def check_full_pass(self):
        before = trees.state(trees.read_tree("r"))
        finished = subprocess.run([self.program, "sync", "s", "r", *OPTIONS], text=True,
                                  check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  errors="replace")
        if finished.returncode != 0:
            self.fail(f"a pass over everything ends with {finished.returncode}: "
                      + finished.stdout)
        written = set(trees.state(trees.read_tree("r"))) ^ set(before)
        if written:
            self.fail(f"a pass over everything wrote:\n{finished.stdout}"
                      + "\n".join(sorted(written)[:20]))


def main():
    program, seed = os.path.abspath(sys.argv[1]), int(sys.argv[2])
    Soak(program, seed, float(sys.argv[3]) if len(sys.argv) > 3 else 3.0).run()


main()
