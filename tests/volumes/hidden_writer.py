#!/usr/bin/env python3
"""Programs whose writing shows in no time of the file.

hidden_writer.py write FILE GO: overwrites FILE with "b" by one call of write(2), whose buffer is filled
by halves: the second when GO exists. Prints a line when the first half is written, and at the end.
hidden_writer.py map FILE GO: changes a page of FILE through a shared mapping, says so, and once more
when GO exists.
hidden_writer.py lease FILE SECONDS: holds a write lease on FILE, and gives it up so many seconds after
it was asked to.
Exit code 77: not possible here."""

import ctypes
import fcntl
import mmap
import os
import platform
import signal
import sys
import threading
import time

SIZE = 4 << 20
PAGE = mmap.PAGESIZE
libc = ctypes.CDLL(None, use_errno=True)


def wait_for(path):
    while not os.path.exists(path):
        time.sleep(0.01)


def say(line):
    print(line, flush=True)


class FedBuffer:
    """Memory whose pages come into being when they are fed (userfaultfd(2))."""

    def __init__(self):
        number = {"x86_64": 323, "aarch64": 282}[platform.machine()]
        self.descriptor = libc.syscall(number, os.O_CLOEXEC)
        if self.descriptor < 0:
            sys.exit(77)
        fcntl.ioctl(self.descriptor, 0xC018AA3F, bytearray(b"\xaa" + bytes(23)))
        libc.mmap.restype = ctypes.c_void_p
        private_anonymous = 0x22
        self.address = libc.mmap(None, ctypes.c_size_t(SIZE), 3, private_anonymous, -1, 0)
        missing = 1
        fcntl.ioctl(self.descriptor, 0xC020AA00, bytearray(
            self.address.to_bytes(8, "little") + SIZE.to_bytes(8, "little") +
            missing.to_bytes(8, "little") + bytes(8)))
        self.content = ctypes.create_string_buffer(b"b" * SIZE, SIZE + PAGE)
        self.from_address = (ctypes.addressof(self.content) + PAGE - 1) // PAGE * PAGE
        ctypes.memset(self.from_address, ord("b"), SIZE)

    def feed(self, begin, end):
        for at in range(begin, end, PAGE):
            fcntl.ioctl(self.descriptor, 0xC028AA03, bytearray(
                (self.address + at).to_bytes(8, "little") +
                self.from_address.to_bytes(8, "little") +
                PAGE.to_bytes(8, "little") + bytes(16)))


def write(path, go):
    buffer = FedBuffer()
    file = os.open(path, os.O_WRONLY)
    written = []

    def call():
        done = 0
        libc.write.restype = ctypes.c_ssize_t
        while done < SIZE:  # at most one call that counts: nothing interrupts it
            done += libc.write(file, ctypes.c_void_p(buffer.address + done), ctypes.c_size_t(SIZE - done))
            written.append(done)

    before = os.fstat(file).st_mtime_ns
    thread = threading.Thread(target=call)
    thread.start()
    buffer.feed(0, SIZE // 2)
    while os.fstat(file).st_mtime_ns == before:  # a journal may keep the call waiting at its begin
        time.sleep(0.01)
    time.sleep(0.3)
    say("half")
    wait_for(go)
    buffer.feed(SIZE // 2, SIZE)
    thread.join()
    os.close(file)
    say("end %d" % len(written))


def change_map(path, go):
    with open(path, "r+b") as file:
        mapping = mmap.mmap(file.fileno(), 0)
    mapping[0:1] = b"x"
    say("half")
    wait_for(go)
    mapping[1:2] = b"y"
    mapping.close()
    say("end 1")


def lease(path, seconds):
    file = os.open(path, os.O_RDONLY)
    asked = []
    signal.signal(signal.SIGIO, lambda *_: asked.append(time.monotonic()))
    try:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
    except OSError:
        sys.exit(77)
    say("half")
    while not asked or time.monotonic() - asked[0] < float(seconds):
        time.sleep(0.01)
    fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    say("end 1")


{"write": write, "map": change_map, "lease": lease}[sys.argv[1]](*sys.argv[2:])
