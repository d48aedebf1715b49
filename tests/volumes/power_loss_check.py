#!/usr/bin/env python3
"""power_loss_check.py SOURCE REPLICA: names in the replica, those with the source's size and mtime, and
how many of these have other content."""

import sys

import trees

source, replica = trees.read_tree(sys.argv[1]), {}
try:
    replica = trees.read_tree(sys.argv[2])
except FileNotFoundError:
    pass
files = {path: entry for path, entry in replica.items()
         if entry["kind"] == "file" and b".lockstep-" not in path}
promised = [path for path, entry in files.items() if path in source and all(
    entry[key] == source[path][key] for key in ("kind", "size", "mtime"))]
lost = [path for path in promised if files[path]["content"] != source[path]["content"]]
for path in lost:
    print("lost:", path, file=sys.stderr)
print(len(files), len(promised), len(lost))
