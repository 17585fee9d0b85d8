"""The output folder: who may write to it, what in it is ours, and how it changes.

In: a folder and the bytes of its files. Out: the folder holding exactly these. Knows nothing of
what the files say. A file is written only where its bytes differ; all that differ are staged beside
the old ones and then renamed one by one, so that nobody ever meets half a file; only what the
manifest names is ever removed.

The manifest is a plain list, one path a line, without a version, so that a newer tool never takes
files of an older one for someone else's. One build at a time writes: a lock of the system, which
goes when its process does, in whatever way that ends.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import sys
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

from .read import is_left_behind

MANIFEST = ".ssbrief-manifest"
STAGING = ".ssbrief-staging"
_LOCK = ".ssbrief-lock"

#: How a file stands on the disk: its size, when it was written and when anything of it changed (in
#: nanoseconds), and its number. Writing to a file changes one of them, whoever does it.
Stat: TypeAlias = tuple[int, int, int, int]
NOT_THERE: Stat = (0, 0, 0, 0)


class Refused(Exception):
    """The output folder cannot be written to; the message and hint are for the author."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def refuse_output(site: Path, output: Path) -> None:
    """Raise `Refused` where an output folder would stand in the way of the site's own files."""
    site, output = site.resolve(), output.resolve()
    if site.is_relative_to(output):
        raise Refused(f"{output} holds the site itself", "name a folder of its own, such as build")
    for own in ("content", "templates", "static", ".ssbrief", ".git"):
        if output.is_relative_to(site / own):
            raise Refused(f"{output} stands inside {own}/ of the site", "name another folder")


class Output:
    """An output folder while a build writes to it.

    `with Output(folder, paths) as output:` locks and inspects it (raises `Refused`); `put` stages a
    file that differs, `keep` leaves one as it is; `finish` brings the folder to hold exactly these
    and no others. Without `finish`
    nothing has changed. All raise `OSError`.
    """

    def __init__(self, folder: Path, paths: Collection[str]) -> None:
        self.folder, self.paths = folder, set(paths)
        self.ours: frozenset[str] = frozenset()
        self.stats: dict[str, Stat] = {}
        self.staged: dict[str, Path] = {}
        self._staging = folder / STAGING
        self._lock: int | None = None
        self._is_new = False
        self._number = 0

    def __enter__(self) -> Output:
        if outside := sorted(path for path in self.paths if not is_inside(path)):
            raise Refused(f'the address "{outside[0]}" leads out of the output folder')
        _refuse_place(self.folder)
        if sys.platform == "win32":  # a lock is a file there, and none is left in another's folder
            _refuse_foreign(self.folder, stats(self.folder))
        self._is_new = not self.folder.exists()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(self.folder)
            self.stats = stats(self.folder)
            self.ours = _refuse_foreign(self.folder, self.stats)
            _clear(self._staging)
            self._staging.mkdir()
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _clear(self._staging)
        self._leave()

    def put(self, path: str, data: bytes) -> bool:
        """Stage a file unless it holds these bytes already; whether it is going to be written."""
        self.paths.add(path)
        staged = self.stage(path, data)
        if staged:
            self.take(path, staged)
        return bool(staged)

    def stage(self, path: str, data: bytes) -> str:
        """The name under which a file waits to be taken; "" where it holds these bytes already.

        A file that is not ours by this very name is written in any case: a file system that ignores
        case would show the one of an old name, which is going to be removed.
        """
        if path in self.ours and path in self.stats and _holds(self.folder / path, data):
            return ""
        self._number += 1
        name = f"{os.getpid()}-{self._number}"  # workers stage files side by side
        with open(f"{self._staging}/{name}", "wb") as file:  # noqa: PTH123 (a Path costs as much)
            file.write(data)
        return name

    def take(self, path: str, staged: str) -> None:
        """Have a file that is staged moved into place by `finish`."""
        self.staged[path] = self._staging / staged

    def keep(self, path: str) -> None:
        """Leave a file as it stands, though it was not named at first."""
        self.paths.add(path)

    def read(self, path: str) -> bytes:
        """A file as it is going to be."""
        return self.staged.get(path, self.folder / path).read_bytes()

    def finish(self) -> tuple[str, ...]:
        """Remove what is no longer wanted and move what is staged into place; gives the paths that
        were removed. From then on `stats` tell of the files as they stand."""
        gone = sorted(self.ours - set(self.paths))
        write_manifest(self.folder, self.ours | set(self.paths))
        removed = tuple(path for path in gone if _remove(self.folder, path))
        for parent in {path.rpartition("/")[0] for path in self.staged}:
            (self.folder / parent).mkdir(parents=True, exist_ok=True)
        for path, file in self.staged.items():
            target = f"{self.folder}/{path}"
            file.replace(target)
            self.stats[path] = _figures(os.lstat(target))
        for path in gone:
            self.stats.pop(path, None)
        write_manifest(self.folder, self.paths)
        return removed

    def _leave(self) -> None:
        """Let go of the folder; one that did not exist and holds nothing goes again."""
        if self._is_new:
            with contextlib.suppress(OSError):
                self.folder.rmdir()
        self.let_go()

    def let_go(self) -> None:
        """Hold the lock no longer: a copy of this process has the same one."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def stats(folder: Path) -> dict[str, Stat]:
    """How every file in a folder stands, links included, our own bookkeeping left out."""
    found: dict[str, Stat] = {}
    ours: dict[str, bool] = {}  # a site has few names of files, and each of them often
    folders = [(str(folder), "")]
    for place, prefix in folders:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            for entry in os.scandir(place):
                name = entry.name
                if entry.is_dir(follow_symlinks=False):
                    if prefix or name != STAGING:
                        folders.append((entry.path, f"{prefix}{name}/"))
                    continue
                if name not in ours:
                    ours[name] = not is_left_behind(name) and not _is_bookkeeping(name)
                if ours[name]:
                    is_whole = os.name == "posix"  # elsewhere an entry lacks some of it
                    stands = entry.stat(follow_symlinks=False) if is_whole else os.lstat(entry)
                    found[prefix + name] = _figures(stands)
    return found


def digest_of(output: Path, found: Mapping[str, Stat]) -> str:
    """Of how all files of an output folder stand, and of the manifest that says they are ours."""
    told = marshal.dumps(sorted(found.items()), 2)  # later versions tell how often a value is named
    made = hashlib.blake2b(told, digest_size=16)
    with contextlib.suppress(OSError):
        made.update((output / MANIFEST).read_bytes())
    return made.hexdigest()


def _is_bookkeeping(name: str) -> bool:
    return name.startswith(MANIFEST) or name == _LOCK


def _clear(folder: Path) -> None:
    """Remove a folder and what is in it, as far as that goes."""
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def _figures(found: os.stat_result) -> Stat:
    return (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def _refuse_place(output: Path) -> None:
    """Raise `Refused` where no output folder can stand."""
    if output.exists() and not output.is_dir():
        raise Refused(f"{output} is a file, not a folder")
    if (output / ".git").exists():
        raise Refused(f"{output} holds a repository (.git)", "name a folder of its own")


def _refuse_foreign(output: Path, found: Mapping[str, Stat]) -> frozenset[str]:
    """The files in an output folder that are ours; raises `Refused` where it holds any other."""
    manifest = read_manifest(output)
    ours = frozenset(manifest or ())
    foreign = sorted(path for path in found if path not in ours)
    if foreign:
        more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        hint = "remove it, or name an empty folder" if manifest is None else _HINT_FOREIGN
        raise Refused(f"{output} holds {foreign[0]}{more}, which no build of ours wrote", hint)
    return ours


_HINT_FOREIGN = "files that belong to the site's root go into static/root/; remove it here"


def _holds(file: Path, data: bytes) -> bool:
    try:
        return (
            not file.is_symlink() and file.stat().st_size == len(data) and file.read_bytes() == data
        )
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False


def _remove(output: Path, path: str) -> bool:
    """Remove a file and the folders that it leaves empty."""
    file = output / path
    existed = file.is_symlink() or file.is_file()
    if existed:
        file.unlink()
    for folder in file.parents:
        if folder == output or any(folder.iterdir() if folder.is_dir() else ()):
            break
        if folder.is_dir():
            folder.rmdir()
    return existed


# One build at a time ------------------------------------------------------------------------------


def _locked(folder: Path) -> int | None:
    """A lock on a folder, held while the number that is given is open; None where the file system
    has no locks. Raises `Refused` where another process holds it."""
    if sys.platform == "win32":  # a folder cannot be locked there, a file in it can
        import msvcrt

        number = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT)
        try:
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        except OSError:
            os.close(number)
            raise _taken(folder) from None
        return number
    import fcntl

    number = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(number)
        raise _taken(folder) from None
    except OSError:
        os.close(number)
        return None
    return number


def _taken(folder: Path) -> Refused:
    return Refused(
        f"another build is writing to {folder} at this moment",
        "wait until it has ended, or give this one another folder with --output",
    )


# What is ours -------------------------------------------------------------------------------------


def read_manifest(output: Path) -> tuple[str, ...] | None:
    """The files in an output folder that we wrote; None where no build of ours ended."""
    try:
        text = (output / MANIFEST).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return None
    return tuple(line for line in text.split("\n") if is_inside(line))


def write_manifest(output: Path, paths: Iterable[str]) -> None:
    """Replace the list in one step, where it differs."""
    wanted = tuple(sorted(set(paths)))
    if read_manifest(output) == wanted:
        return
    staged = output / f"{MANIFEST}.new"
    staged.write_text("".join(f"{path}\n" for path in wanted), encoding="utf-8", newline="\n")
    staged.replace(output / MANIFEST)


def is_inside(path: str) -> bool:
    """Whether a path, taken from an output folder, names a file in it.

    >>> is_inside("a/index.html"), is_inside("../a"), is_inside("/etc/x"), is_inside("")
    (True, False, False, False)
    """
    parts = set(path.split("/"))
    return (
        bool(parts - {"", "."})
        and ".." not in parts
        and not path.startswith("/")
        and "\\" not in path
    )
