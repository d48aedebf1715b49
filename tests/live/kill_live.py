#!/usr/bin/env python3
"""kill_live.py LOCKSTEP ROUNDS: kills a live job at random moments while its source changes.

Every file's content says which version it is, so that a torn one shows. LOCKSTEP_TEST_SEED repeats
the moments.
"""

import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "volumes"))
import trees  # noqa: E402

TEMPORARY = re.compile(rb"\.lockstep-[0-9a-f]{16}")
OPTIONS = ("--max-delete", "1000000", "--allow-empty-source")
program = os.path.abspath(sys.argv[1])


def content(version):
    return b"%08d" % version * random.Random(version).choice([1, 50, 5000, 60_000])


def put(path, version):
    with open(path + ".new", "wb") as file:
        file.write(content(version))
    os.rename(path + ".new", path)


def write(seed):
    """Whole versions alone: each is written elsewhere and renamed."""
    draw = random.Random(seed)
    version = seed % 1000 * 10_000
    while True:
        version += 1
        folder = os.path.join("s", str(draw.randrange(6)))
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, str(draw.randrange(8)))
        kind = draw.randrange(8)
        try:
            if kind < 4:
                put(path, version)
            elif kind == 4:
                os.unlink(path)
            elif kind == 5:
                os.rename(path, os.path.join("s", str(draw.randrange(6)), str(draw.randrange(8))))
            elif kind == 6:
                os.rename(folder, folder + "x")
            else:
                shutil.rmtree(folder + "x", ignore_errors=True)
        except OSError:
            pass
        time.sleep(draw.random() * 0.01)


def fail(why):
    if os.path.exists("log"):
        with open("log", encoding="utf-8", errors="replace") as log:
            sys.stdout.write("".join(log.readlines()[-10:]))
    sys.exit(why)


def check_whole():
    for path in trees.read_tree("r", contents=False):
        if TEMPORARY.fullmatch(path.split(b"/")[-1]) or path.endswith(b".new"):
            continue
        full = os.path.join(b"r", path)
        if not os.path.isfile(full):
            continue
        with open(full, "rb") as file:
            found = file.read()
        if not found or found != content(int(found[:8])):
            fail(f"torn: {path!r}: {len(found)} bytes")


def live():
    if os.path.exists("log"):
        with open("log", encoding="utf-8", errors="replace") as log:
            return "Synchronization complete" in log.read()
    return False


def one_round(draw, number):
    durability = draw.choice(["none", "pass", "file"])
    if os.path.exists("log"):
        os.unlink("log")
    with open("console", "wb") as console:
        job = subprocess.Popen([program, "run", "s", "r", "3600", "log", "--durability", durability,
                                *OPTIONS], stdout=console, stderr=console)
    writers = [multiprocessing.Process(target=write, args=(draw.randrange(10**6),))
               for _ in range(2)]
    try:
        deadline = time.monotonic() + 30
        while not live():
            if job.poll() is not None or time.monotonic() > deadline:
                fail("the job does not begin")
            time.sleep(0.01)
        for writer in writers:
            writer.start()
        time.sleep(0.1 + draw.random())
        job.kill()
        job.wait()
    finally:
        job.kill()
        for writer in writers:
            if writer.pid:
                writer.kill()
                writer.join()
    check_whole()
    finished = subprocess.run([program, "sync", "s", "r", *OPTIONS], check=False, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if finished.returncode != 0:
        fail(f"the pass after it ends with {finished.returncode}: {finished.stdout}")
    replica = trees.read_tree("r")
    found = trees.differences(trees.read_tree("s"), replica)
    if found:
        fail("the pass after it leaves differences:\n" + "\n".join(found[:10]))
    left = [path for path in replica if TEMPORARY.fullmatch(path.split(b"/")[-1])]
    if left:
        fail(f"temporaries are left: {left}")
    print(f"round {number}, {durability}: {len(replica)} entries", flush=True)


def main():
    seed = int(os.environ.get("LOCKSTEP_TEST_SEED") or time.time())
    print(f"seed {seed}", flush=True)
    draw = random.Random(seed)
    for folder in range(6):
        os.makedirs(f"s/{folder}")
        put(f"s/{folder}/0", folder + 1)
    for number in range(int(sys.argv[2])):
        one_round(draw, number)


main()
