"""The table: what is measured, with whom, and what Lockstep's ratio to rsync shall be at most."""
import dataclasses
import typing

import changes

EVERYONE = ("rsync", "cp", "tar", "lockstep", "lockstep-none", "limit")
# What only copies cannot follow changes.
MIRRORS = ("rsync", "lockstep", "limit")


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    title: str
    profile: str
    kind: str  # as in Tools.command
    goals: dict
    tools: tuple = MIRRORS
    scale: float = 1.0
    volume: str = "ext4"
    change: typing.Optional[typing.Callable] = None  # of the source, before each round
    cold: bool = False
    root: bool = False  # needs it
    restored: bool = False  # the source is as before at the beginning of each round
    keeps_inodes: bool = False  # no file of the replica is written anew
    shared: bool = False  # one replica for all: too many files for one each


# Cases of one profile stand together: its tree is made once.
CASES = [
    Case("first-small", "first copy, small files", "small", "copy",
         {"lockstep-none": 0.70, "lockstep": 0.95}, EVERYONE),
    Case("unchanged-small", "unchanged, warm, small files", "small", "pass", {"lockstep": 0.38},
         ("rsync", "cp", "lockstep", "limit")),
    Case("cold-small", "unchanged, cold", "small", "pass", {"lockstep": 0.42},
         ("rsync", "cp", "lockstep", "limit"), cold=True, root=True),
    Case("touch", "every mtime changed, contents equal", "small", "pass", {"lockstep": 0.20},
         change=changes.touch_all, keeps_inodes=True),
    Case("mixed", "1 % changed", "small", "pass", {"lockstep": 0.42}, change=changes.mixed),
    Case("rename-dir", "a folder of 10,000 files renamed", "small", "pass", {"lockstep": 0.30},
         change=changes.rename_folder, keeps_inodes=True),
    Case("delete", "half the files deleted", "small", "pass", {"lockstep": 0.50},
         change=changes.delete_half, restored=True),
    Case("first-npm", "first copy, npm tree", "npm", "copy",
         {"lockstep-none": 0.55, "lockstep": 0.80}, EVERYONE),
    Case("unchanged-npm", "unchanged, warm, npm tree", "npm", "pass", {"lockstep": 0.38},
         ("rsync", "cp", "lockstep", "limit")),
    Case("contents-npm", "contents compared, npm tree", "npm", "contents", {"lockstep": 1.05}),
    Case("first-media", "first copy, 2 GB of media files", "media", "copy",
         {"lockstep-none": 0.12}, EVERYONE),
    Case("contents-media", "contents compared, 4 GiB of media", "media", "contents",
         {"lockstep": 0.45}, scale=2.1),
    Case("first-wide", "first copy, 200,000 files in one folder", "wide", "copy",
         {"lockstep-none": 0.60}, EVERYONE),
    Case("first-deep", "first copy, 200 nested levels", "deep", "copy",
         {"lockstep-none": 0.09}, EVERYONE),
    Case("first-meta", "first copy, links, attributes, ACLs, odd names, holes", "meta", "copy",
         {}, ("rsync", "cp", "lockstep", "lockstep-none"), root=True),
    # Without cp, which writes to every folder that it does not change: their ctimes tell Lockstep to
    # look at all attributes again.
    Case("unchanged-many", "unchanged, 1,020,000 files", "manysmall", "pass", {"lockstep": 0.40},
         shared=True),
    Case("reflink-btrfs", "first copy by reflink, media, btrfs", "media", "reflink",
         {"lockstep-none": 0.004}, ("rsync", "cp", "lockstep", "lockstep-none", "limit"),
         volume="btrfs", root=True),
    Case("reflink-xfs", "first copy by reflink, media, xfs", "media", "reflink",
         {"lockstep-none": 0.004}, ("rsync", "cp", "lockstep", "lockstep-none", "limit"),
         volume="xfs", root=True),
    Case("block-xfs", "4 KiB changed in 1 GiB, xfs", "large", "pass", {}, scale=0.25,
         volume="xfs", root=True, change=changes.block),
]
