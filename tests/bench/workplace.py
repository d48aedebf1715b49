"""What is measured and where: the build, and volumes to work on."""
import os
import shutil
import subprocess
import tempfile

import measure

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.dirname(os.path.dirname(HERE))


def add_arguments(parser):
    parser.add_argument("--work", help="measure in a new folder below this one, on its volume")
    parser.add_argument("--images", default="/var/tmp", help="where root's image files lie")
    parser.add_argument("--build", default=os.path.join(PROJECT, "build/release"))
    parser.add_argument("--no-build", action="store_true", help="take what is built")
    parser.add_argument("--lockstep", help="another program than the build's")
    parser.add_argument("--report", help="write the report to this file")


def parse(parser):
    """The arguments; builds what they ask for."""
    options = parser.parse_args()
    options.lockstep = os.path.abspath(options.lockstep or os.path.join(options.build, "lockstep"))
    options.programs = os.path.join(os.path.abspath(options.build), "tests/bench")
    if not options.no_build and not getattr(options, "list", False):
        build(options.build)
    return options


def build(folder):
    if not os.path.exists(os.path.join(folder, "CMakeCache.txt")):
        subprocess.run(["cmake", "-S", PROJECT, "-B", folder, "-DCMAKE_BUILD_TYPE=Release"],
                       check=True)
    subprocess.run(["cmake", "--build", folder, "--target", "lockstep", "bench_tools"], check=True)


class Volumes:
    """A folder to work in for each kind of volume, made when it is first asked for."""

    def __init__(self, options, size):
        self.options = options
        self.size = size  # of an image, most of it a hole
        self.own = tempfile.mkdtemp(prefix="lockstep-bench-", dir=options.work or
                                    (options.images if os.geteuid() == 0 else None))
        self.folders = {}

    def folder(self, kind):
        if kind in self.folders:
            return self.folders[kind]
        folder = os.path.join(self.own, kind)
        if self.options.work or os.geteuid() != 0:
            os.mkdir(folder)
        else:
            subprocess.run([os.path.join(HERE, "volume"), "up", kind, folder, self.size],
                           check=True)
            work = os.path.join(folder, "work")  # beside lost+found
            os.mkdir(work)
            folder = work
        self.folders[kind] = folder
        return folder

    def text(self):
        where = "given" if self.options.work else "on a loop device past the page cache"
        return ", ".join(sorted({measure.kind_of_volume(folder) for folder in
                                 self.folders.values()})) + f" ({where})"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for kind in self.folders:
            folder = os.path.join(self.own, kind)
            if os.path.ismount(folder):
                subprocess.run([os.path.join(HERE, "volume"), "down", folder], check=True)
        shutil.rmtree(self.own)
