#!/usr/bin/env python3
"""alternating_names.py USER FOLDER NAME OTHER: exchanges the two names in the folder for ever, as that
user, now and then with a pause."""

import ctypes
import os
import random
import sys
import time

RENAME_EXCHANGE = 2
AT_FDCWD = -100
libc = ctypes.CDLL(None, use_errno=True)
os.setgid(int(sys.argv[1]))
os.setuid(int(sys.argv[1]))
os.chdir(sys.argv[2])
name, other = (os.fsencode(argument) for argument in sys.argv[3:])
while True:
    for _ in range(random.choice((1, 2, 3, 50, 1001))):
        libc.renameat2(AT_FDCWD, name, AT_FDCWD, other, RENAME_EXCHANGE)
    if random.random() < 0.3:
        time.sleep(random.random() * 0.005)
