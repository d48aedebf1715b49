"""Writes RESULTS.md."""
import datetime
import os
import platform
import re

import measure

HEADER = """| case | tool | seconds | CPU seconds | peak MiB | ratio to rsync | goal | exact |
|---|---|---|---|---|---|---|---|
"""


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = re.search(r"^model name\s*: (.*)$", file.read(), re.M)
    with open("/proc/meminfo", encoding="ascii") as file:
        memory = int(file.read().split()[1]) / 1024 / 1024
    return (f"{model[1] if model else platform.machine()}, {os.cpu_count()} processors, "
            f"{memory:.0f} GiB, Linux {platform.release()}")


def versions(lockstep):
    tools = (lockstep, "rsync", "cp", "tar")
    return "; ".join(re.sub(r"\s+", " ", measure.first_line([tool, "--version"])) for tool in tools)


def write(path, options, volumes, results, skipped):
    missed = [result for result in results if result.goal is not None and
              (result.ratio > result.goal or result.exact != "yes")]
    kept = sum(result.goal is not None for result in results) - len(missed)
    lines = [f"""# Lockstep beside rsync, cp and tar

Made by `tests/bench/run` on {datetime.date.today()}: {machine()};
{volumes}; rounds: {options.rounds}. {versions(options.lockstep)}.

Medians; ratios are medians of the ratios within a round, to `rsync -a --delete`. Compare within a
case only. `lockstep` flushes what it writes (`--durability pass`), `lockstep-none` and all the
others flush nothing; `limit` is the least work imaginable, with two threads and none of the checks.
A replica is exact when kinds, contents, holes, modes, owners, nanosecond times, link targets,
attributes, ACLs and hard links are the source's. Goals kept: {kept} of {kept + len(missed)}.

""", HEADER, *(result.row() + "\n" for result in results)]
    if missed:
        lines.append("\nMissed:\n\n")
        lines += [f"- {result.case.title}, {result.tool}: {result.ratio:.3f}, not {result.goal:g}"
                  f"{'' if result.exact == 'yes' else ' (' + result.exact + ')'}\n"
                  for result in missed]
    if skipped:
        lines.append("\nNot measured:\n\n")
        lines += [f"- {case.title}: {why}\n" for case, why in skipped]
    with open(path, "w", encoding="utf-8") as file:
        file.write("".join(lines))
