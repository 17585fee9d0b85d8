"""What the last build knew, kept in `.ssbrief/` of the site's folder.

In and out: what texts were understood as (`Memory`), how each file of an output folder came about
(`Known`), and of a build in which all is well what it was made from (`LastBuild`), so that the next
one can see at a glance that there is nothing to do. All of it is there to save time only: what
cannot be read, is not whole, or comes from another version of the tool is as good as nothing.

Values are MessagePack, each beside its digest, in an SQLite file that a kill leaves whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from . import __version__
from .diagnostics import Diagnostic, has_errors
from .memory import NOTHING, Basis, Fingerprint, Noted
from .model import LeftOut
from .output import Stat, digest_of, stats
from .read import Folder

if TYPE_CHECKING:
    import sqlite3

    from .memory import Memory

FOLDER = ".ssbrief"
_VALUES = "memory.sqlite"
_DIGEST = 16


class Settings(Struct, frozen=True, array_like=True):
    """How a site is built: the day that "overdue" is judged by, whether drafts are shown,
    whether links open from disk, and whether a warning counts as an error."""

    today: date
    drafts: bool = False
    offline: bool = False
    strict: bool = False


class Report(Struct, frozen=True, array_like=True):
    """What a build did. `total` is the number of files of the site, `pages` how many are pages;
    `left_out` are the files that are not published, with the reason; `has_address` says whether the
    site knows where it is published; `reasons` tell of each file
    that was written or removed why. `idle` is a build that found nothing to do."""

    output: str
    diagnostics: tuple[Diagnostic, ...] = ()
    total: int = 0
    pages: int = 0
    written: int = 0
    removed: int = 0
    seconds: float = 0.0
    left_out: tuple[LeftOut, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
    has_address: bool = True
    idle: bool = False

    @property
    def failed(self) -> bool:
        return has_errors(self.diagnostics)


class Known(Struct, frozen=True, array_like=True):
    """A file of the output as a build left it: what its bytes depend on, how it stood, and what the
    entry was made from."""

    fingerprint: Fingerprint
    stat: Stat
    basis: Basis = Basis()


class LastBuild(Struct, frozen=True, array_like=True):
    """A build that ended well: by which tool, from what, and how the output stood."""

    tool: str
    settings: Settings
    inputs: str
    output: str
    report: Report


# Nothing to do ------------------------------------------------------------------------------------


def up_to_date(folder: Folder, output: Path, settings: Settings) -> Report | None:
    """What the last build reported, where another one would change nothing: the same tool and
    settings, the same bytes in the site's folder, and every file of the output untouched."""
    last = _read_last(Path(folder.root), output)
    if last is None or (last.tool, last.settings) != (tool(), settings):
        return None
    if last.inputs != folder.digest or last.output != _standing(output):
        return None
    return msgspec.structs.replace(last.report, output=str(output))


def _standing(output: Path) -> str:
    with contextlib.suppress(OSError):
        return digest_of(output, stats(output))
    return ""


def _read_last(site: Path, output: Path) -> LastBuild | None:
    try:
        data = _whole(_last_file(site, output).read_bytes())
        return msgspec.msgpack.decode(data, type=LastBuild) if data else None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _last_file(site: Path, output: Path) -> Path:
    return site / FOLDER / f"last-{_named(output)}"


def _named(output: Path) -> str:
    """One site may be built into several folders."""
    return hashlib.blake2b(os.fsencode(output.resolve()), digest_size=8).hexdigest()


def tool() -> str:
    """What makes the pages: this version, its own files, and what is installed beside it."""
    made = hashlib.blake2b(f"{__version__} {sys.version}".encode(), digest_size=_DIGEST)
    package = Path(__file__).resolve().parent
    theme = (package.parents[1] / name for name in ("templates", "static"))
    for folder in (package, *theme):
        for path, stat in sorted(stats(folder).items()):
            if "__pycache__" not in path:
                made.update(f"{path} {stat}\n".encode())
    for place in sys.path:
        with contextlib.suppress(OSError):
            names = (entry.name for entry in os.scandir(place))
            found = sorted(name for name in names if name.endswith(".dist-info"))
            made.update("\n".join(found).encode())
    return made.hexdigest()


# What is kept -------------------------------------------------------------------------------------


class Store:
    """What was kept of the builds of one site. It is made when there is something to keep; one that
    cannot be opened keeps nothing."""

    def __init__(self, site: Path, output: Path) -> None:
        self.site, self.output = site, output
        self.tool = tool()
        self._file = site / FOLDER / _VALUES
        self._name = os.fsencode(output.resolve())
        self._database = _opened(self._file, self.tool) if self._file.exists() else _nowhere()
        rows = self._ask("SELECT path, known FROM files WHERE output = ?", self._name)
        self._left: dict[str, bytes] = dict(rows)

    def values(self) -> Mapping[str, bytes]:
        """What texts were understood as, for a `Memory`."""
        return _Values(self._database)

    def files(self) -> dict[str, Known]:
        """How each file of the output came about."""
        known = ((path, _whole(data)) for path, data in self._left.items())
        try:
            decode = msgspec.msgpack.Decoder(Known).decode
            return {path: decode(data) for path, data in known if data}
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return {}

    def noted(self) -> Noted:
        """What was noted of the site that these files were made from."""
        rows = self._ask("SELECT answers FROM answers WHERE output = ?", self._name)
        data = _whole(rows[0][0]) if rows else None
        try:
            return msgspec.msgpack.decode(data, type=Noted) if data else Noted()
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return Noted()

    def keep(self, memory: Memory) -> None:
        """Keep what texts were understood as, and let go of it: the pages need the site alone."""
        import sqlite3

        if not self._file.exists():
            self._database.close()
            self._database = _opened(self._file, self.tool)
        with contextlib.suppress(sqlite3.Error, OSError):
            with self._database:
                self._add(memory)
            memory.let_go()

    def _add(self, memory: Memory) -> None:
        new = set(memory.held()) - self._keys()
        values = ((key, _sealed(memory.encoded(key))) for key in new)
        self._database.executemany("INSERT OR REPLACE INTO store VALUES (?, ?)", values)

    def _keys(self) -> set[str]:
        return {key for (key,) in self._ask("SELECT key FROM store")}

    def save(
        self,
        memory: Memory,
        files: Mapping[str, Known],
        noted: Noted,
        last: LastBuild,
    ) -> None:
        """Keep what a build knew; last of all, that it ended well."""
        import sqlite3

        with contextlib.suppress(sqlite3.Error, OSError), self._database:
            self._add(memory)
            gone = [(key,) for key in self._keys() - set(memory.asked())]
            self._database.executemany("DELETE FROM store WHERE key = ?", gone)
            self._save_files(files, noted)
            for (other,) in self._ask("SELECT DISTINCT output FROM files"):
                place = Path(os.fsdecode(other))
                if not place.is_dir():  # it was somewhere for a while, as in a test
                    self._database.execute("DELETE FROM files WHERE output = ?", (other,))
                    self._database.execute("DELETE FROM answers WHERE output = ?", (other,))
                    _last_file(self.site, place).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            file = _last_file(self.site, self.output)
            staged = file.with_suffix(".new")
            staged.write_bytes(_sealed(msgspec.msgpack.encode(last)))
            staged.replace(file)

    def _save_files(self, files: Mapping[str, Known], noted: Noted) -> None:
        sealed = {path: _sealed(msgspec.msgpack.encode(one)) for path, one in files.items()}
        changed = sealed.items() - self._left.items()
        left = [(self._name, path) for path in self._left.keys() - files.keys()]
        told = self._name, _sealed(msgspec.msgpack.encode(noted))
        rows = ((self._name, path, data) for path, data in changed)
        self._database.executemany("DELETE FROM files WHERE output = ? AND path = ?", left)
        self._database.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", rows)
        self._database.execute("INSERT OR REPLACE INTO answers VALUES (?, ?)", told)

    def close(self) -> None:
        self._database.close()

    def _ask(self, question: str, *given: str | bytes) -> list[Any]:
        import sqlite3

        try:
            return self._database.execute(question, given).fetchall()
        except sqlite3.Error:
            return []


@contextlib.contextmanager
def remembered(site: Path) -> Iterator[Mapping[str, bytes]]:
    """What the last build understood texts as, for who keeps nothing: nothing is written."""
    database = _to_read((site / FOLDER / _VALUES).resolve())
    try:
        yield _Values(database) if database else NOTHING
    finally:
        if database:
            database.close()


def _to_read(file: Path) -> sqlite3.Connection | None:
    """The file of a store of this tool; None where there is none."""
    import sqlite3

    with contextlib.suppress(sqlite3.Error):
        database = sqlite3.connect(f"{file.as_uri()}?mode=ro", timeout=2, uri=True)
        with contextlib.suppress(sqlite3.Error):
            if database.execute("SELECT name FROM tool").fetchall() == [(tool(),)]:
                return database
        database.close()
    return None


def forget(site: Path) -> None:
    """Start from scratch: nothing of earlier builds is known any more."""
    folder = site / FOLDER
    for file in (folder / _VALUES, *folder.glob("last-*")):
        with contextlib.suppress(OSError):
            file.unlink()


def _opened(file: Path, made_by: str) -> sqlite3.Connection:
    """The file of a store; one that is no store of this tool is made anew."""
    import sqlite3

    for _ in range(2):
        try:
            _make_folder(file.parent)
            database = sqlite3.connect(file, timeout=2)
            database.execute("PRAGMA synchronous = OFF")  # each value proves itself
            database.executescript(_TABLES)
            if database.execute("SELECT name FROM tool").fetchall() != [(made_by,)]:
                database.executescript(
                    "DELETE FROM store; DELETE FROM files; DELETE FROM answers; DELETE FROM tool"
                )
                with database:
                    database.execute("INSERT INTO tool VALUES (?)", (made_by,))
        except sqlite3.OperationalError:  # another build writes it, or nobody may
            break
        except sqlite3.Error:
            with contextlib.suppress(OSError):
                file.unlink()
        except OSError:
            break
        else:
            return database
    return _nowhere()


def _nowhere() -> sqlite3.Connection:
    """A store that is empty and is not kept."""
    import sqlite3

    database = sqlite3.connect(":memory:")
    database.executescript(_TABLES)
    return database


_TABLES = """
CREATE TABLE IF NOT EXISTS tool (name TEXT);
CREATE TABLE IF NOT EXISTS store (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
  output BLOB, path TEXT, known BLOB, PRIMARY KEY (output, path)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answers (output BLOB PRIMARY KEY, answers BLOB) WITHOUT ROWID;
"""


def _make_folder(folder: Path) -> None:
    """A folder of ours in the site's, which version control and backups are told to pass over."""
    if not folder.is_dir():
        folder.mkdir()
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        (folder / "CACHEDIR.TAG").write_text(_TAG, encoding="utf-8")


_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# What ssbrief knows of the last build; it may be removed at any time. https://bford.info/cachedir/
"""


class _Values(Mapping[str, bytes]):
    """The values of a store; one that is not whole is not there. All of a kind are fetched when the
    first of them is asked for, since all are, and each is let go when it has been given."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        self._fetched: dict[str, dict[str, bytes]] = {}

    def __getitem__(self, key: str) -> bytes:
        kind = key.partition(":")[0]
        if kind not in self._fetched:
            self._fetched[kind] = self._of(kind)
        data = _whole(self._fetched[kind].pop(key))
        if data is None:
            raise KeyError(key)
        return data

    def _of(self, kind: str) -> dict[str, bytes]:
        import sqlite3

        question = "SELECT key, value FROM store WHERE key > ? AND key < ?"
        try:
            return dict(self.database.execute(question, (f"{kind}:", f"{kind};")).fetchall())
        except sqlite3.Error:
            return {}

    def __iter__(self) -> Iterator[str]:
        return iter([key for (key,) in self.database.execute("SELECT key FROM store")])

    def __len__(self) -> int:
        count: int = self.database.execute("SELECT count(*) FROM store").fetchone()[0]
        return count


def _sealed(data: bytes) -> bytes:
    """With its digest, so that a disk's mistake is never taken for a text."""
    return hashlib.blake2b(data, digest_size=_DIGEST).digest() + data


def _whole(sealed: object) -> bytes | None:
    if not isinstance(sealed, bytes):
        return None
    digest, data = sealed[:_DIGEST], sealed[_DIGEST:]
    return data if hashlib.blake2b(data, digest_size=_DIGEST).digest() == digest else None
