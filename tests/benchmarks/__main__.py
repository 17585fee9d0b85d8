"""`make bench`: what is measured, or what is named (`python tests/benchmarks reading`).

`large` is measured only where it is named.
"""

import sys

import building
import preview

import reading

ALWAYS = {"reading": reading.run, "preview": preview.run, "building": building.run}
BENCHMARKS = {**ALWAYS, "large": building.large}

for name in sys.argv[1:] or ALWAYS:
    BENCHMARKS[name]()
