"""What befalls a build: a kill, Ctrl-C, a full disk, a closed folder, another build.

Each is really done, to a process of its own. Whatever happens, only whole files stand in the
output, nothing foreign is touched, and the next build is right.
"""

from __future__ import annotations

import importlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec import Struct

from ssbrief import spread
from ssbrief.build import _Files
from ssbrief.cli import main
from ssbrief.output import MANIFEST, STAGING, Output
from ssbrief.store import FOLDER

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"

NOTE = """# Status, {month} {year}

## Key Players

- **{company}:** Plans mass production by {due}.
- **Toyota:** Expects a pilot line in {due}.

## Technical Challenges

- **Cost:** Still too high.
"""


def write(site: Path, due: int, count: int = 6) -> None:
    for number in range(count):
        path = site / "content" / "briefings" / f"note-{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = NOTE.format(month="May", year=2015 + number, company=f"Maker{number}", due=due)
        path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module", autouse=True)
def warm(tmp_path_factory: pytest.TempPathFactory) -> None:
    """All modules are read and all templates compiled before the first process starts: another user
    may not read them."""
    importlib.import_module("concurrent.futures.process")
    site = tmp_path_factory.mktemp("warm")
    write(site, 2028)
    given = ["build", "--why", "--today", "2025-07-01", "--site", str(site)]
    for path in (site, site / "none"):
        CliRunner().invoke(main, [*given[:-1], str(path)])


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A site that was never built."""
    write(tmp_path / "site", 2028)
    return tmp_path / "site"


@pytest.fixture(scope="module")
def standing(warm: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with its output, and what was remembered of it: to be copied."""
    site = tmp_path_factory.mktemp("standing") / "site"
    write(site, 2028)
    assert build(site).returncode == 0
    return site


@pytest.fixture
def site(standing: Path, tmp_path: Path) -> Path:
    return copied(standing, tmp_path / "site")


def copied(standing: Path, site: Path) -> Path:
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(standing, site)
    assert files(site / "build") == files(standing / "build")
    return site


class Ended(Struct, frozen=True):
    returncode: int
    stderr: str


def start(site: Path, output: Path, before: Callable[[], None] | None = None) -> int:
    """A build in a process of its own, which has read the modules already: its number."""
    process = os.fork()
    if process:
        return process
    code = 70
    try:
        words = os.open(errors(site), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(words, 2)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if before:
            before()
        given = ["build", "--today", "2025-07-01", "--site", str(site), "--output", str(output)]
        main([*given, "--jobs", "3"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def errors(site: Path) -> Path:
    return site.with_name(f"{site.name}-errors.txt")


def end(process: int, site: Path) -> Ended:
    status = os.waitpid(process, 0)[1]
    return Ended(os.waitstatus_to_exitcode(status), errors(site).read_text())


def build(
    site: Path, output: Path | None = None, before: Callable[[], None] | None = None
) -> Ended:
    return end(start(site, output or site / "build", before), site)


def in_workers() -> None:
    """Spread the work of a site as small as these too."""
    spread.LEAST = 1


def alone() -> None:
    """All in one process, as it is."""


EVERY_WAY = pytest.mark.parametrize("spreads", [alone, in_workers])


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_relative_to(folder / STAGING)
    }


#: What was built of a content: by the same version of the tool on the same day the same.
FRESH: dict[tuple[tuple[str, bytes], ...], dict[str, bytes]] = {}


def fresh(site: Path, tmp_path: Path) -> dict[str, bytes]:
    """What a build of the same content writes that knows of no other."""
    content = tuple(files(site / "content").items())
    if content not in FRESH:
        shutil.copytree(site / "content", tmp_path / "fresh" / "content")
        assert build(tmp_path / "fresh").returncode == 0
        FRESH[content] = files(tmp_path / "fresh" / "build")
        shutil.rmtree(tmp_path / "fresh")
    return FRESH[content]


def assert_whole(output: Path, old: dict[str, bytes], new: dict[str, bytes]) -> None:
    """Every file is as the old site or as the new one has it."""
    for path, data in files(output).items():
        if not path.startswith(MANIFEST):
            assert data in (old.get(path), new.get(path)), path


@EVERY_WAY
def test_a_build_that_is_killed_at_any_moment_leaves_whole_files(
    site: Path, standing: Path, tmp_path: Path, spreads: Callable[[], None]
) -> None:
    old = files(site / "build")
    write(site, 2029)
    new = fresh(site, tmp_path)
    started = time.monotonic()
    assert build(site, tmp_path / "timed", spreads).returncode == 0
    span = time.monotonic() - started
    chance = random.Random(6)
    for _ in range(60 if SOAK else 3):
        write(copied(standing, site), 2029)
        process = start(site, site / "build", spreads)
        time.sleep(chance.uniform(0.2, 1.1) * span)
        os.kill(process, signal.SIGKILL)
        end(process, site)
        assert_whole(site / "build", old, new)
        assert build(site).returncode == 0
        assert files(site / "build") == new


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["kill", "ctrl-c"])
@pytest.mark.parametrize("moves", [0, 1, 9])
def test_a_build_that_ends_amid_its_renames_is_mended_by_the_next(
    site: Path, tmp_path: Path, moves: int, how: signal.Signals
) -> None:
    old = files(site / "build")
    write(site, 2029, count=5)
    (site / "content/briefings/note-5.md").unlink()
    new = fresh(site, tmp_path)
    replace, left = Path.replace, iter(range(moves))

    def dies(source: Path, target: Path) -> Path:
        if ".ssbrief" in str(source) and next(left, None) is None:
            os.kill(os.getpid(), how)
        return replace(source, target)

    def doomed() -> None:
        Path.replace = dies  # type: ignore[method-assign, assignment]

    ended = build(site, before=doomed)
    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr
    assert_whole(site / "build", old, new)
    if how == signal.SIGINT:
        assert not (site / "build" / STAGING).exists()
    assert build(site).returncode == 0
    assert files(site / "build") == new


@EVERY_WAY
def test_a_file_that_grows_too_large_changes_nothing(
    site: Path, tmp_path: Path, spreads: Callable[[], None]
) -> None:
    """As on a disk that is full: the system refuses to write any further."""
    old = files(site / "build")
    write(site, 2029)

    def limited() -> None:
        spreads()
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))

    ended = build(site, before=limited)
    assert ended.returncode == 1
    assert "this cannot be written (file too large) [output]" in ended.stderr
    assert files(site / "build") == old
    assert build(site).returncode == 0
    assert files(site / "build") == fresh(site, tmp_path)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nothing may be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@EVERY_WAY
def test_a_full_disk_changes_nothing(
    bare: Path, tmp_path: Path, small_disk: Path, spreads: Callable[[], None]
) -> None:
    write(bare, 2028, count=2)
    for path in (bare / "content/briefings").glob("note-[2-5].md"):
        path.unlink()
    output = small_disk / "build"
    first = build(bare, output)
    assert first.returncode == 0, first.stderr
    old = files(output)
    (small_disk / "ballast").write_bytes(b"\0" * (os.statvfs(small_disk).f_bavail * 4096 - 8192))
    write(bare, 2029, count=6)
    ended = build(bare, output, spreads)
    assert ended.returncode == 1
    assert "this cannot be written (no space left on device) [output]" in ended.stderr
    assert files(output) == old
    (small_disk / "ballast").unlink()
    write(bare, 2029, count=2)
    for path in (bare / "content/briefings").glob("note-[2-5].md"):
        path.unlink()
    assert build(bare, output).returncode == 0
    assert files(output) == fresh(bare, tmp_path)


def test_a_folder_that_may_not_be_written_changes_nothing(site: Path, tmp_path: Path) -> None:
    """As another user, since root may write anywhere."""
    old = files(site / "build")
    write(site, 2029)

    def another() -> None:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)

    if os.getuid() != 0:
        for folder in (site / "build", *(p for p in (site / "build").rglob("*") if p.is_dir())):
            folder.chmod(0o555)
    else:
        for folder in (tmp_path, *tmp_path.parents):
            if folder.stat().st_uid == 0 and not folder.stat().st_mode & 0o001:
                folder.chmod(folder.stat().st_mode | 0o055)
    ended = build(site, before=another if os.getuid() == 0 else None)
    assert ended.returncode == 1
    assert "this cannot be written (permission denied) [output]" in ended.stderr
    assert files(site / "build") == old
    for folder in (site / "build", *(p for p in (site / "build").rglob("*") if p.is_dir())):
        folder.chmod(0o755)
    assert build(site).returncode == 0
    assert files(site / "build") == fresh(site, tmp_path)


def test_a_site_that_may_not_be_written_is_built_elsewhere(bare: Path, tmp_path: Path) -> None:
    """Nothing can be remembered there, and nothing needs to be."""
    bare.chmod(0o555)
    (tmp_path / "out").mkdir(mode=0o777)
    (tmp_path / "out").chmod(0o777)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.getuid():
            folder.chmod(folder.stat().st_mode | 0o055)

    def another() -> None:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)

    for _ in range(2):
        ended = build(bare, tmp_path / "out", another if os.getuid() == 0 else None)
        assert ended.returncode == 0, ended.stderr
    bare.chmod(0o755)
    assert not (bare / FOLDER).exists()
    assert files(tmp_path / "out") == fresh(bare, tmp_path)


def test_two_builds_at_once_and_a_lock_whose_process_died(site: Path, tmp_path: Path) -> None:
    old = files(site / "build")
    write(site, 2029)
    reads, writes = os.pipe()

    def holds() -> None:
        with Output(site / "build", tuple(old)):
            os.write(writes, b"held")
            time.sleep(60)

    other = start(tmp_path / "other", tmp_path / "nowhere", holds)
    assert os.read(reads, 4) == b"held"
    ended = build(site)
    assert ended.returncode == 1
    assert f"another build is writing to {site / 'build'} at this moment" in ended.stderr
    assert files(site / "build") == old
    os.kill(other, signal.SIGKILL)
    end(other, tmp_path / "other")
    assert build(site).returncode == 0
    assert files(site / "build") == fresh(site, tmp_path)


def test_many_builds_at_once_end_right(site: Path, tmp_path: Path) -> None:
    write(site, 2029)
    started = [start(site, site / "build") for _ in range(3)]
    ended = [end(process, site) for process in started]
    assert 0 in {one.returncode for one in ended}
    assert {one.returncode for one in ended} <= {0, 1}
    assert "Traceback" not in errors(site).read_text()
    assert files(site / "build") == fresh(site, tmp_path)


def met_by(worker: Callable[[], None]) -> Callable[[], None]:
    """Workers to whom something happens when they make their third file."""

    def before() -> None:
        in_workers()
        parent, make, calls = os.getpid(), _Files.make, iter(range(1, 100))

        def meets(files: _Files, path: str) -> object:
            if os.getpid() != parent and next(calls) == 3:
                worker()
            return make(files, path)

        _Files.make = meets  # type: ignore[method-assign, assignment]

    return before


def test_a_worker_that_is_killed_is_done_without(bare: Path, tmp_path: Path) -> None:
    """As by a system that runs out of memory."""
    ended = build(bare, before=met_by(lambda: os.kill(os.getpid(), signal.SIGKILL)))
    assert (ended.returncode, ended.stderr.count("Traceback")) == (0, 0)
    assert files(bare / "build") == fresh(bare, tmp_path)
    assert not (bare / "build" / STAGING).exists()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_end_with_the_build(site: Path, tmp_path: Path, how: signal.Signals) -> None:
    """Whether it is killed, ended or interrupted: the next build meets none of them."""
    old = files(site / "build")
    write(site, 2029)
    reads, writes = os.pipe()

    def waits() -> None:
        os.write(writes, b"%d " % os.getpid())
        time.sleep(1 if how == signal.SIGINT else 60)

    process = start(site, site / "build", met_by(waits))
    workers = b""
    while workers.count(b" ") < 2:
        workers += os.read(reads, 20)
    os.kill(process, how)
    ended = end(process, site)
    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr
    assert build(site).returncode == 0
    assert_whole(site / "build", old, fresh(site, tmp_path))
    assert files(site / "build") == fresh(site, tmp_path)
    late = time.monotonic() + 20
    while any(map(runs, workers.split())) and time.monotonic() < late:
        time.sleep(0.05)
    assert not any(map(runs, workers.split()))


def runs(process: bytes) -> bool:
    """Whether a process is at work; one that nobody has asked for its end is not."""
    try:
        said = Path(f"/proc/{int(process)}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return said.rpartition(")")[2].split()[0] not in "ZX"


def test_an_output_that_is_entered_and_left_is_as_it_was(tmp_path: Path) -> None:
    with Output(tmp_path / "new", ("a",)) as output:
        output.put("a", b"A")
    assert not (tmp_path / "new").exists()
