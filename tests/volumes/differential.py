#!/usr/bin/env python3
"""differential.py LOCKSTEP SEED ROUNDS: random trees and edits, mirrored by Lockstep and by rsync.

Both replicas must equal the source. Some edits are made by hand in both replicas alike.
"""

import os
import random
import shutil
import subprocess
import sys

import trees
from random_edits import Editor


def run(*command):
    finished = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, errors="replace", timeout=60, check=False)
    return finished.returncode, finished.stdout


def mirror_by_rsync(source, replica):
    """Its replica, described. It never parts names that became two files, and fails where a folder
    with an ACL becomes something else: then what it makes afresh is the measure."""
    command = ("rsync", "-aHAX", "--delete", "-@-1", source + "/", replica)
    code, log = run(*command)
    if code != 0 or trees.differences(trees.read_tree(source), trees.read_tree(replica)):
        shutil.rmtree(replica)
        code, log = run(*command)
    if code != 0:
        sys.exit(f"rsync fails with {code}\n{log}")
    return trees.read_tree(replica)


def main():
    program, seed, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    draw = random.Random(seed)
    source, ours, theirs = "s", "ours", "theirs"
    editor = Editor(source, draw)
    editor.grow(40)
    for number in range(rounds):
        where = f"seed {seed}, round {number}"
        original = trees.read_tree(source)
        by_rsync = mirror_by_rsync(source, theirs)
        code, log = run(program, "sync", source, ours, "--max-delete", "100%")
        if code != 0:
            sys.exit(f"{log[-2000:]}\n{where}: exit code {code}")
        if ".lockstep-" in " ".join(os.listdir(ours)):
            sys.exit(f"{where}: a temporary is left")
        replica = trees.read_tree(ours)
        for name, tree in (("source", original), ("rsync's replica", by_rsync)):
            found = trees.differences(tree, replica)
            if found:
                lines = "\n".join(found[:20])
                sys.exit(f"{log[-3000:]}\n{where}: differs from the {name}:\n{lines}")
        code, log = run(program, "sync", source, ours, "--max-delete", "100%")
        if code != 0 or "no changes occurred" not in log or log.count("\n") != 1:
            sys.exit(f"{log[-2000:]}\n{where}: the second pass is not idle")

        editor.edit(draw.randrange(1, 30))
        if draw.random() < 0.3:  # by hand, in both replicas alike
            by_hand = draw.randrange(10**6)
            for replica_root in (ours, theirs):
                Editor(replica_root, random.Random(by_hand)).edit(5)


main()
