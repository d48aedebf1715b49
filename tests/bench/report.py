"""Writes RESULTS.md: one section for each program that measures, each made on its own day."""
import datetime
import os
import platform
import re

import measure

RESULTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "RESULTS.md")
TITLE = "# How fast, how much memory, how many threads\n"

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


def versions():
    return "; ".join(re.sub(r"\s+", " ", measure.first_line([tool, "--version"]))
                     for tool in ("rsync", "cp", "tar"))


def made_by(program, options):
    """How every section begins."""
    return (f"Made by `tests/bench/{program}` on {datetime.date.today()}: {machine()};\n"
            f"{measure.first_line([options.lockstep, '--version'])}")


def put_section(path, heading, text):
    """Replaces the section of that heading, or adds it at the end."""
    old = ""
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            old = file.read()
    sections = dict(re.findall(r"^## (.*)\n((?:(?!## ).*\n)*)", old, re.M))
    sections[heading] = text
    with open(path, "w", encoding="utf-8") as file:
        file.write(TITLE + "".join(f"\n## {name}\n\n{section.strip()}\n"
                                   for name, section in sections.items()))


def write_table(options, volumes, results, skipped):
    missed = [result for result in results if result.goal is not None and
              (result.ratio > result.goal or result.exact != "yes")]
    kept = sum(result.goal is not None for result in results) - len(missed)
    lines = [f"""{made_by("run", options)};
{versions()};
{volumes}; rounds: {options.rounds}.

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
    put_section(options.report, "Beside others", "".join(lines))
