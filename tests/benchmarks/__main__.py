"""`make bench`: all that is measured, or what is named (`python tests/benchmarks reading`)."""

import sys

import preview

import reading

BENCHMARKS = {"reading": reading.run, "preview": preview.run}

for name in sys.argv[1:] or BENCHMARKS:
    BENCHMARKS[name]()
