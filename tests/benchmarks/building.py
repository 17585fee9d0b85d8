"""What a build takes: the first one, one with nothing to do, after an edit and after a rename.

The command runs as an author runs it, in a process of its own each time. Seconds are those of the
processor, so that what else the machine does counts little; medians of several runs, but for the
first build of large sites. Beside them stand the files that were written, the memory at its peak,
and what the disk alone would take: as many bytes in as many files.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from corpus import briefing
from msgspec import Struct

SIZES, LARGE = (100, 1_000), (10_000,)
ROUNDS = 3
_COUNTED = re.compile(r"\((\d[\d,]*) written")


class Run(Struct, frozen=True):
    """A build: the processor's seconds, those of the clock, MiB at the peak, and files written."""

    cpu: float
    wall: float
    peak: float
    written: int


def run(sizes: tuple[int, ...] = SIZES) -> None:
    """Print a table of what builds take."""
    print("A build (s of the processor, s of the clock, MiB at the peak, files written)\n")
    print(f"{'briefings':>9}  {'':12}{'cpu':>8}{'wall':>8}{'peak':>8}{'written':>9}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder), size)


def large() -> None:
    """The same of ten thousand briefings, which takes long."""
    run(LARGE)


def _measure(site: Path, size: int) -> None:
    notes = site / "content/briefings/notes"
    notes.mkdir(parents=True)
    for number in range(size):
        (notes / f"{number:05}.md").write_text(briefing(number), encoding="utf-8")
    _tell(size, "first", [_first(site) for _ in range(ROUNDS if size <= SIZES[0] else 1)])
    _tell(size, "nothing new", [_build(site) for _ in range(ROUNDS)])
    _tell(size, "one edit", [_after(_edit, site, number) for number in range(ROUNDS)])
    _tell(size, "one rename", [_after(_rename, site, number) for number in range(ROUNDS)])
    _tell(size, "disk alone", [_copied(site)])


def _tell(size: int, name: str, runs: list[Run]) -> None:
    middle = [median(getattr(run, field) for run in runs) for field in Run.__struct_fields__]
    cpu, wall, peak, written = middle
    print(f"{size:9,}  {name:12}{cpu:8.2f}{wall:8.2f}{peak:8.0f}{written:9,.0f}", flush=True)


def _first(site: Path) -> Run:
    for known in ("build", ".ssbrief"):
        shutil.rmtree(site / known, ignore_errors=True)
    return _build(site)


def _build(site: Path) -> Run:
    command = [sys.executable, "-m", "ssbrief", "build", "--site", str(site)]
    started = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        told = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, told
    found = _COUNTED.search(told)
    written = int(found[1].replace(",", "")) if found else 0
    wall = time.perf_counter() - started
    return Run(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, written)


def _after(change: Callable[[Path], None], site: Path, number: int) -> Run:
    change(site / f"content/briefings/notes/{number:05}.md")
    return _build(site)


def _edit(file: Path) -> None:
    """One paragraph more, which names nobody and no date."""
    words = "The figures were checked again and stand as they were written."
    file.write_text(f"{file.read_text(encoding='utf-8')}\n\n{words}\n", encoding="utf-8")


def _rename(file: Path) -> None:
    file.rename(file.with_name(f"renamed-{file.name}"))


def _copied(site: Path) -> Run:
    """The limit: the same bytes in the same files, by this process."""
    found = [path for path in (site / "build").rglob("*") if path.is_file()]
    contents = [path.read_bytes() for path in found]
    target = site / "copy"
    cpu, wall = time.process_time(), time.perf_counter()
    for path, data in zip(found, contents, strict=True):
        place = target / path.relative_to(site / "build")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    taken = Run(time.process_time() - cpu, time.perf_counter() - wall, 0, len(found))
    shutil.rmtree(target)
    return taken
