#!/usr/bin/env python3
"""latency.py LOCKSTEP [--rounds N] [--work FOLDER]: how long a change takes to reach the replica.

Each tool has a source and a replica of its own, and takes its turn in each round, in an order that
rotates. A round is one file that is created, rewritten, renamed and removed; the time runs from the
moment before the change to the moment at which the replica shows all of it. Milliseconds: the
median, and what 95 of 100 stay below. lsyncd (direct, delay 0) takes part where it is installed.
"""

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

KINDS = ("create", "rewrite", "rename", "delete")
PATIENCE = 30
FOLDERS, FILES = 50, 10


def fill(source):
    for folder in range(FOLDERS):
        os.makedirs(f"{source}/{folder}/inner")
        for number in range(FILES):
            with open(f"{source}/{folder}/inner/{number}", "wb") as file:
                file.write(b"content %d" % number)


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def wait_until(predicate, what):
    deadline = time.monotonic() + PATIENCE
    while not predicate():
        if time.monotonic() > deadline:
            sys.exit(f"{what}: not within {PATIENCE} s")
        time.sleep(0.00005)


class Tool:
    def __init__(self, name, work, command):
        self.name, self.work = name, os.path.join(work, name)
        self.source, self.replica = os.path.join(self.work, "s"), os.path.join(self.work, "r")
        fill(self.source)
        os.makedirs(self.replica)
        self.times = {kind: [] for kind in KINDS}
        environment = dict(os.environ, XDG_STATE_HOME=os.path.join(self.work, "state"))
        with open(os.path.join(self.work, "console"), "wb") as console:
            self.process = subprocess.Popen(command(self), stdout=console, stderr=console,
                                            env=environment)
        last = f"{self.replica}/{FOLDERS - 1}/inner/{FILES - 1}"
        wait_until(lambda: os.path.exists(last), f"{name} begins")

    def settle(self):
        """Until a change is followed within less than a second: the first pass is over."""
        path = "0/inner/settles"
        for number in range(50):
            start = time.monotonic()
            with open(f"{self.source}/{path}", "wb") as file:
                file.write(b"%d" % number)
            wait_until(lambda: read(f"{self.replica}/{path}") == b"%d" % number, self.name)
            if time.monotonic() - start < 1:
                return

    def measure(self, kind, change, is_done):
        start = time.perf_counter()
        change()
        wait_until(is_done, f"{self.name}, {kind}")
        self.times[kind].append((time.perf_counter() - start) * 1000)
        time.sleep(0.03)

    def round(self, number):
        name, other = f"{number % FOLDERS}/inner/new", f"{number % FOLDERS}/inner/other"
        source, replica = f"{self.source}/{name}", f"{self.replica}/{name}"

        def write(content):
            with open(source, "wb") as file:
                file.write(content)

        first, second = b"a" * 4096, b"b" * 4097
        self.measure("create", lambda: write(first), lambda: read(replica) == first)
        self.measure("rewrite", lambda: write(second), lambda: read(replica) == second)
        self.measure("rename", lambda: os.rename(source, f"{self.source}/{other}"),
                     lambda: not os.path.exists(replica) and
                     os.path.exists(f"{self.replica}/{other}"))
        self.measure("delete", lambda: os.unlink(f"{self.source}/{other}"),
                     lambda: not os.path.exists(f"{self.replica}/{other}"))

    def end(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


def lockstep(program, *options):
    return lambda tool: [program, "run", tool.source, tool.replica, "3600",
                         os.path.join(tool.work, "log"), *options]


def lsyncd(tool):
    path = os.path.join(tool.work, "lsyncd.lua")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"""settings {{ nodaemon = true, logfile = "{tool.work}/lsyncd.log" }}
sync {{ default.direct, source = "{tool.source}", target = "{tool.replica}", delay = 0 }}
""")
    return ["lsyncd", path]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("lockstep")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--work", help="a folder on the volume to measure")
    options = parser.parse_args()
    program = os.path.abspath(options.lockstep)
    work = tempfile.mkdtemp(prefix="lockstep-latency.", dir=options.work)
    tools = []
    try:
        tools.append(Tool("lockstep-none", work, lockstep(program, "--durability", "none")))
        tools.append(Tool("lockstep", work, lockstep(program)))
        if shutil.which("lsyncd"):
            tools.append(Tool("lsyncd", work, lsyncd))
        for tool in tools:
            tool.settle()
        for number in range(options.rounds):
            turn = number % len(tools)
            for tool in tools[turn:] + tools[:turn]:
                tool.round(number)
        print(f"{'':15}" + "".join(f"{kind:>17}" for kind in KINDS))
        for tool in tools:
            cells = []
            for kind in KINDS:
                times = sorted(tool.times[kind])
                p95 = times[int(len(times) * 0.95)]
                cells.append(f"{statistics.median(times):8.2f} /{p95:7.2f}")
            print(f"{tool.name:15}" + "".join(cells))
    finally:
        for tool in tools:
            tool.end()
        shutil.rmtree(work)


main()
