#!/usr/bin/env python3
"""Compares two trees in all that Lockstep promises to mirror; 0 equal, 1 with a line a difference.

compare_trees.py SOURCE REPLICA [--whole-seconds] [--times-from S] [--times-until S] [--ignore KEY]...
compare_trees.py --state TREE      prints everything that a write to the tree would change
"""

import argparse
import sys

import trees

NANO = 1_000_000_000


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("roots", nargs="+")
    parser.add_argument("--state", action="store_true")
    parser.add_argument("--whole-seconds", action="store_true")
    parser.add_argument("--times-from", type=int, help="the volume's first second")
    parser.add_argument("--times-until", type=int, help="the volume's last second")
    parser.add_argument("--ignore", action="append", default=[])
    options = parser.parse_args()

    if options.state:
        print("\n".join(trees.state(trees.read_tree(options.roots[0]))))
        return 0

    def held(time):
        """What such a volume makes of a time."""
        seconds = time // NANO
        if options.times_from is not None and seconds < options.times_from:
            return options.times_from * NANO
        if options.times_until is not None and seconds >= options.times_until:
            return options.times_until * NANO
        return seconds * NANO if options.whole_seconds else time

    found = trees.differences(trees.read_tree(options.roots[0]), trees.read_tree(options.roots[1]),
                              held, options.ignore)
    for line in found[:40]:
        print(line)
    if len(found) > 40:
        print(f"… and {len(found) - 40} more")
    return 1 if found else 0


sys.exit(main())
