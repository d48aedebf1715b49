"""One case: a source, a replica for each tool, and rounds in which each tool runs once.

The order rotates from round to round, so that a drift of the machine meets all alike, and ratios
are taken within a round.
"""
import os
import statistics
import subprocess
import time

import measure


class Result:
    """What the rounds of a case said about one tool."""

    def __init__(self, case, tool, runs, baseline, exact):
        self.case = case
        self.tool = tool
        self.seconds = statistics.median(run.seconds for run in runs)
        self.cpu = statistics.median(run.cpu for run in runs)
        self.peak = max(run.peak for run in runs)
        self.ratio = statistics.median(own.seconds / base.seconds
                                       for own, base in zip(runs, baseline))
        self.goal = case.goals.get(tool)
        self.exact = exact  # "yes", what differs, or "-": a limit need not be

    def row(self):
        goal = "" if self.goal is None else f"≤ {self.goal:g}"
        digits = 2 if self.ratio >= 0.1 else 3
        return (f"| {self.case.title} | {self.tool} | {self.seconds:.3f} | {self.cpu:.2f} "
                f"| {self.peak:.0f} | {self.ratio:.{digits}f} | {goal} | {self.exact} |")


class Rounds:
    """All cases on one volume's folder, which is emptied first."""

    def __init__(self, work, tools, options):
        self.work = work
        self.tools = tools
        self.options = options
        self.source = os.path.join(work, "source")
        self.pristine = os.path.join(work, "pristine")
        self.made = None  # what the source was made as
        self.settled = set()  # tools whose replica follows this source

    def clear(self):
        for name in os.listdir(self.work):
            remove(os.path.join(self.work, name))
        self.made = None
        self.settled.clear()

    def replica(self, case, tool):
        return os.path.join(self.work, "replica-" + ("shared" if case.shared else tool))

    def make_source(self, case):
        wanted = (case.profile, case.scale)
        if self.made == wanted:
            return
        self.clear()
        if case.profile == "npm" and self.options.data:
            subprocess.run(["cp", "-a", self.options.data, self.source], check=True)
        else:
            scale = case.scale * (0.02 if self.options.quick else 1)
            subprocess.run(self.tools.program("make_tree", case.profile, self.source, str(scale)),
                           check=True)
        self.made = wanted

    def sync(self, case, tool, kind):
        # What a limit walks must be whole; what it compares, equal.
        own = tool != "limit" or kind in ("copy", "reflink")
        replica = self.replica(case, tool if own else "lockstep")
        command = self.tools.command(tool, kind, self.source, replica, case.cold)
        return measure.run(command, self.work, self.tools.environment(tool))

    def start_anew(self, case, tool):
        # The others', too: the memory of the last one is what this one's copy takes. A virtual
        # machine may have given back all that is free, and then fetches it a page at a time.
        for other in case.tools:
            remove(self.replica(case, other))
        remove(self.tools.environment(tool)["XDG_STATE_HOME"])
        os.mkdir(self.replica(case, tool))
        self.settled.difference_update(case.tools)

    def settle(self, case, tool):
        """Twice: with the second pass Lockstep writes down that all is equal, unless it begins in
        the very tick of the clock in which the first one ended."""
        if tool == "limit":
            return
        os.makedirs(self.replica(case, tool), exist_ok=True)
        for turn in range(2):
            time.sleep(0.1 * turn)
            if tool == "cp":
                subprocess.run(self.tools.command("rsync", "pass", self.source,
                                                  self.replica(case, tool)), check=True)
            else:
                self.sync(case, tool, "pass")
        self.settled.add(tool)

    def prepare(self, case, turn):
        """What is not timed at the beginning of a round."""
        if case.restored:
            if turn == 0:
                subprocess.run(["cp", "-a", self.source, self.pristine], check=True)
            else:
                subprocess.run(["rsync", "-a", "--delete", self.pristine + "/", self.source + "/"],
                               check=True)
                for tool in case.tools:
                    self.settle(case, tool)
        if case.change:
            case.change(self.source, turn)
            self.settled.intersection_update(case.tools)

    def read(self, tree):
        """Into the page cache."""
        subprocess.run(self.tools.program("limit", "read", tree), check=True)

    def run_once(self, case, tool):
        if case.kind in ("copy", "reflink"):
            self.start_anew(case, tool)
        # A virtual machine may have given back what was not used for a while.
        if case.kind != "pass" or case.keeps_inodes:
            if case.profile != "meta":  # a fifo would be waited for
                self.read(self.source)
        if case.kind == "contents" or case.keeps_inodes:
            self.read(self.replica(case, "lockstep" if tool == "limit" else tool))
        # This volume alone: others have nothing to do with what is measured.
        subprocess.run(["sync", "-f", self.work], check=True)
        if case.cold:
            measure.drop_caches()
        return self.sync(case, tool, case.kind)

    def run(self, case):
        self.make_source(case)
        if case.kind in ("pass", "contents"):
            for tool in case.tools:
                if tool not in self.settled:
                    self.settle(case, tool)
        inodes = files_of(self.replica(case, "lockstep")) if case.keeps_inodes else None
        runs = {tool: [] for tool in case.tools}
        copies = {}  # how exact they were; the next tool removes them
        for turn in range(self.options.rounds):
            self.prepare(case, turn)
            first = turn % len(case.tools)
            for tool in case.tools[first:] + case.tools[:first]:
                runs[tool].append(self.run_once(case, tool))
                if case.kind in ("copy", "reflink") and turn == self.options.rounds - 1:
                    copies[tool] = self.exactness(case, tool)
        results = []
        for tool in case.tools:
            exact = copies[tool] if copies else self.exactness(case, tool)
            if inodes is not None and tool == "lockstep" and \
                    not files_of(self.replica(case, tool)) <= inodes:
                exact = "no: files were written anew"
            results.append(Result(case, tool, runs[tool], runs["rsync"], exact))
        return results

    def exactness(self, case, tool):
        if tool == "limit":
            return "-"
        found = subprocess.run(
            self.tools.program("compare_trees", self.source, self.replica(case, tool)),
            stdout=subprocess.PIPE, text=True, errors="replace", check=False)
        if found.returncode == 0:
            return "yes"
        if found.returncode != 1:
            return "no: could not be compared"
        lines = found.stdout.splitlines()
        return "no: " + ", ".join(line.split(", first:")[0] for line in lines if ", first:" in line)


def remove(path):
    if os.path.isdir(path):
        subprocess.run(["rm", "-rf", path], check=True)  # several times faster than shutil
    elif os.path.exists(path):
        os.remove(path)


def files_of(root):
    return {os.stat(os.path.join(folder, name), follow_symlinks=False).st_ino
            for folder, _, names in os.walk(root) for name in names}
