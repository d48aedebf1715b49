#!/usr/bin/env python3
"""restless_writer.py FILE rewrite|grow|replace PAUSE: changes a file for ever, as versions one can tell apart.

rewrite: in place, block after block, each block filled with the version's byte. grow: appends numbered
lines, and begins anew when they are many. replace: a whole new file under a temporary name, renamed over the old one.
"""

import os
import sys
import time

BLOCKS, BLOCK = 64, 4096


def rewrite(path, version):
    with open(path, "r+b" if os.path.exists(path) else "wb", buffering=0) as file:
        for _ in range(BLOCKS):
            file.write(bytes([version % 256]) * BLOCK)


def grow(path, version):
    with open(path, "ab", buffering=0) as file:
        if file.tell() > 2_000_000:
            file.truncate(0)
        file.write(b"%063d\n" % version * 64)


def replace(path, version):
    with open(path + ".new", "wb") as file:
        file.write(bytes([version % 256]) * (BLOCKS * BLOCK + version % 7))
    os.rename(path + ".new", path)


path, how, pause = sys.argv[1], sys.argv[2], float(sys.argv[3])
version = 0
while True:
    version += 1
    {"rewrite": rewrite, "grow": grow, "replace": replace}[how](path, version)
    time.sleep(pause)
