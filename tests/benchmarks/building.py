"""What a build takes: the first one, one with nothing to do, after an edit and after a rename.

The command runs as an author runs it, in a process of its own each time, on all cores. Seconds of
the processor are those of all its processes; what else the machine does counts little in them, and
much in those of the clock. Medians of several runs, of as many as fit in a minute. Search is
measured apart, as an index of the finished pages.

Beside them stand the limits of the machine and of the parser: all texts read, as many bytes written
to as many files, and all texts through markdown-it-py, each by one process that does nothing else.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

from corpus import write_site
from markdown_it import MarkdownIt
from msgspec import Struct

ROUNDS, A_MINUTE = 3, 60
_COUNTED = re.compile(r"\((\d[\d,]*) written")


class Run(Struct, frozen=True):
    """A build: the seconds of the processor and of the clock, MiB at the peak (all processes, what
    they share counted once), and the files written."""

    cpu: float
    wall: float
    peak: float = 0
    written: int = 0


def run(sizes: Iterable[int]) -> None:
    """Print a table of what builds take."""
    print("A build (s of the processor, s of the clock, MiB at the peak, files written)\n")
    print(f"{'briefings':>9}  {'':24}{'cpu':>8}{'wall':>8}{'peak':>8}{'written':>9}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder), size)


def _measure(site: Path, size: int) -> None:
    write_site(site, size)
    _tell(size, "first", _several(lambda _: _first(site)))
    _tell(size, "nothing new", _several(lambda _: _build(site)))
    _tell(size, "one edit", _several(lambda number: _after(_edit, site, number)))
    _tell(size, "one rename", _several(lambda number: _after(_rename, site, number)))
    _tell(size, "limit: texts read", _several(lambda _: _timed(_read, site)))
    _tell(size, "limit: files written", [_written_alone(site)])
    _tell(size, "limit: markdown-it-py", _several(lambda _: _timed(_parsed, site)))
    config = site / "content/site.yaml"
    config.write_text(config.read_text(encoding="utf-8").replace("search: false\n", ""))
    _tell(size, "search turned on", [_build(site)])


def _several(measure: Callable[[int], Run]) -> list[Run]:
    started, runs = time.monotonic(), [measure(0)]
    while len(runs) < ROUNDS and time.monotonic() - started < A_MINUTE:
        runs.append(measure(len(runs)))
    return runs


def _tell(size: int, name: str, runs: list[Run]) -> None:
    cpu, wall, peak, written = (median(getattr(r, f) for r in runs) for f in Run.__struct_fields__)
    print(f"{size:9,}  {name:24}{cpu:8.3f}{wall:8.3f}{peak:8.0f}{written:9,.0f}", flush=True)


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
        peak = _Peak(process.pid)
        assert process.stdout
        told = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    assert process.returncode == 0, told
    found = _COUNTED.search(told)
    written = int(found[1].replace(",", "")) if found else 0
    peak.ended.set()
    most = max(peak.most, used.ru_maxrss / 1024)
    return Run(used.ru_utime + used.ru_stime, wall, most, written)


class _Peak(threading.Thread):
    """The most memory that a process and its children hold, by a look ten times a second."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process, self.most, self.ended = process, 0.0, threading.Event()
        self.start()

    def run(self) -> None:
        while not self.ended.wait(0.1):
            self.most = max(self.most, _held(self.process))


def _held(process: int) -> float:
    """MiB of a process and its children, each page shared out among those that share it."""
    try:
        told = Path(f"/proc/{process}/smaps_rollup").read_text()
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return 0
    own = re.search(r"^Pss:\s+(\d+)", told, re.MULTILINE)
    return (int(own[1]) / 1024 if own else 0) + sum(_held(int(child)) for child in children)


def _after(change: Callable[[Path], None], site: Path, number: int) -> Run:
    change(site / f"content/briefings/notes/{number:05}.md")
    return _build(site)


def _edit(file: Path) -> None:
    """One paragraph more, which names nobody and no date."""
    words = "The figures were checked again and stand as they were written."
    file.write_text(f"{file.read_text(encoding='utf-8')}\n\n{words}\n", encoding="utf-8")


def _rename(file: Path) -> None:
    file.rename(file.with_name(f"renamed-{file.name}"))


def _timed(work: Callable[[Path], object], site: Path) -> Run:
    cpu, wall = time.process_time(), time.perf_counter()
    work(site)
    return Run(time.process_time() - cpu, time.perf_counter() - wall)


def _read(site: Path) -> list[str]:
    return [file.read_text(encoding="utf-8") for file in site.glob("content/briefings/*/*.md")]


def _parsed(site: Path) -> None:
    plain = MarkdownIt("commonmark").enable("table")
    for text in _read(site):
        plain.render(text)


def _written_alone(site: Path) -> Run:
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
