"""`make bench`: everything, or what is named, at the sizes that are named.

`python tests/benchmarks building preview 100 1000` measures builds and the preview at a hundred and
a thousand briefings. Without a size it is all three of `SIZES`; the largest takes a while.
"""

import os
import platform
import sys
from datetime import date

import building
import preview

import reading

SIZES = (100, 1_000, 10_000)
BENCHMARKS = {"reading": reading.run, "building": building.run, "preview": preview.run}

names = [word for word in sys.argv[1:] if word in BENCHMARKS]
sizes = [int(word.replace(",", "")) for word in sys.argv[1:] if word not in BENCHMARKS]

print(
    f"{date.today():%d %B %Y}, {platform.system()} {platform.machine()}, Python "
    f"{platform.python_version()}, {len(os.sched_getaffinity(0))} cores, "
    f"load {os.getloadavg()[0]:.1f}"
)
for name in names or BENCHMARKS:
    print(flush=True)
    BENCHMARKS[name](tuple(sizes) or SIZES)
