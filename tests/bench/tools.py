"""Who takes part: a name, and for each kind of work the command line."""
import os


class Tools:
    """`programs`: the folder of what the build made; `state`: what Lockstep remembers."""

    def __init__(self, lockstep, programs, state):
        self.lockstep = lockstep
        self.programs = programs
        self.state = state

    def program(self, name, *arguments):
        return [os.path.join(self.programs, name), *arguments]

    def environment(self, tool):
        return {"XDG_STATE_HOME": os.path.join(self.state, tool)}

    def command(self, tool, kind, source, replica, cold=False):
        """`kind`: copy and reflink (the replica is empty), contents (compares them), pass."""
        if tool == "rsync":
            return ["rsync", "-a", "--delete", *["--checksum"] * (kind == "contents"),
                    source + "/", replica + "/"]
        if tool == "cp":  # deletes nothing: takes part where nothing is to be deleted
            return ["cp", "-a", *["-u"] * (kind == "pass"), source + "/.", replica + "/"]
        if tool == "tar":
            return ["sh", "-c", 'tar -C "$0" --format=posix -cf - . | tar -C "$1" -xpf -',
                    source, replica]
        if tool == "limit":  # whatever a pass does, it must look at everything
            what = "walk" if kind == "pass" else kind
            # Who waits for the device can wait for many answers at once.
            return self.program("limit", what, source, replica, "16" if cold else "2")
        return [self.lockstep, "sync", source, replica, "--quiet", "--approve",
                *["--checksum"] * (kind == "contents"),
                *["--durability", "none"] * (tool == "lockstep-none")]
