"""`make bench`: all that is measured, or what is named (`python tests/benchmarks reading`)."""

import sys

import reading

BENCHMARKS = {"reading": reading.run}

for name in sys.argv[1:] or BENCHMARKS:
    BENCHMARKS[name]()
