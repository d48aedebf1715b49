#!/usr/bin/env python3
"""hostile_swaps.py NAME OTHER: exchanges the two names for ever, atomically."""

import ctypes
import os
import sys

RENAME_EXCHANGE = 2
AT_FDCWD = -100
libc = ctypes.CDLL(None, use_errno=True)
one, two = os.fsencode(sys.argv[1]), os.fsencode(sys.argv[2])
while True:
    libc.renameat2(AT_FDCWD, one, AT_FDCWD, two, RENAME_EXCHANGE)
