"""Runs one command and says what it cost."""
import collections
import os
import subprocess
import sys
import time

# Wall and processor seconds; the peak of the largest process in MiB.
Figures = collections.namedtuple("Figures", "seconds cpu peak")


def run(command, scratch, environment=None):
    """Ends the program, with the command's own words, when the command fails."""
    peak_file = os.path.join(scratch, "peak")
    # GNU time, because the peak of a child of this interpreter begins with the interpreter's own.
    timed = ["time", "-q", "-f", "%M", "-o", peak_file, *command]
    with open(os.path.join(scratch, "output"), "w+b") as output:
        began = time.monotonic()
        child = subprocess.Popen(timed, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                 env={**os.environ, **(environment or {})})
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            output.seek(0)
            sys.stderr.write(output.read()[-3000:].decode(errors="replace"))
            sys.exit(f"status {child.returncode} of: {' '.join(command)}")
    with open(peak_file, encoding="ascii") as file:
        peak = int(file.read()) / 1024
    return Figures(seconds, usage.ru_utime + usage.ru_stime, peak)


def drop_caches():
    os.sync()
    with open("/proc/sys/vm/drop_caches", "w", encoding="ascii") as file:
        file.write("3")


def first_line(command):
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return result.stdout.splitlines()[0]


def kind_of_volume(folder):
    return first_line(["stat", "-f", "-c", "%T", folder]).replace("ext2/ext3", "ext4")
