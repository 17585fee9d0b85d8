"""A site's folder → what stands in it.

In: the path of a folder that holds `content/`. Out: `Inputs`: every text with its digest, every
other file with where it lies, in an order that depends on names alone, and a diagnostic for each
file that cannot be read. Knows where things stand, not what they say.

It goes in two steps, so that a build that finds nothing new can stop after the first: `read_folder`
gives the bytes as they are, `read_inputs` what they mean.
"""

from __future__ import annotations

import hashlib
import os
import re
import string
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from .diagnostics import Diagnostic, Severity, Span, at, visible
from .memory import Memory
from .model import CONFIG_PATH, LeftOut

Value = TypeVar("Value")

MARKDOWN = (".md", ".markdown")

#: The folders of a site that are read.
OURS = ("content", "static", "templates")

#: The bytes and lines of the longest text that is read: a book, and far more than a note has. What
#: is read costs its length, and a text of this length some seconds at most.
LONGEST, MOST_LINES = 300_000, 20_000

#: Names that editors, file managers and version control leave behind, how they begin, and how
#: they end; all in small letters. It is asked of every file, so it is no pattern.
_LEFT_BEHIND = (
    *("4913", "thumbs.db", "desktop.ini", ".ds_store", "__pycache__"),
    *(".git", ".hg", ".svn", ".idea", ".vscode"),
)
_BEGINNINGS = (".#", "._", ".goutputstream-", ".nfs")
_ENDS = (
    *("~", ".tmp", ".bak", ".orig", ".crdownload", ".part", ".kate-swp"),
    *("___jb_tmp___", "___jb_old___", *(f".sw{letter}" for letter in string.ascii_lowercase)),
)


class TextFile(Struct, frozen=True):
    """A text of the site; `path` is relative to the site's folder, with forward slashes."""

    path: str
    text: str
    digest: str


class BinaryFile(Struct, frozen=True):
    """A file that is copied as it is; `source` is where it lies on this machine."""

    path: str
    source: str
    digest: str


class Folder(Struct, frozen=True):
    """A site's folder at one moment: the bytes of its texts, and of the other files the digest,
    by path; and what is wrong with files that cannot be read."""

    root: str
    texts: tuple[tuple[str, bytes], ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def digest(self) -> str:
        """Of everything in it: while it stays the same, so does the site."""
        made = hashlib.blake2b(digest_size=16)
        for path, data in self.texts:
            made.update(f"{path}\0{len(data)}\0".encode())
            made.update(data)
        for part in (*self.others, *self.left_out, *self.diagnostics):
            made.update(repr(part).encode())
        return made.hexdigest()


class Inputs(Struct, frozen=True):
    """Everything that a site is made from.

    `files` are the other files under `content/`, `root_files` what goes to the root of the
    published site as it is, `static` and `templates` the site's own files in place of the theme's.
    """

    root: str
    config: TextFile | None = None
    briefings: tuple[TextFile, ...] = ()
    companies: tuple[TextFile, ...] = ()
    pages: tuple[TextFile, ...] = ()
    files: tuple[BinaryFile, ...] = ()
    root_files: tuple[BinaryFile, ...] = ()
    static: tuple[BinaryFile, ...] = ()
    templates: tuple[TextFile, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


class Shelf:
    """What was read of each file, and how the file stood then. Who reads a folder again with it
    takes a file's word for it that it is the same: its times, size and identity."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[tuple[int, ...], Any]] = {}

    def __len__(self) -> int:
        return len(self._read)

    def take(self, path: str, read: Callable[[], Value | None]) -> Value | None:
        """What `read` gave when the file at a path stood as it does now."""
        try:
            status = os.stat(path)  # noqa: PTH116 (fast)
        except OSError:
            return read()
        stands = status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino
        known = self._read.get(path)
        if known is None or known[0] != stands:
            found = read()
            if found is None:
                return None
            known = self._read[path] = stands, found
        value: Value = known[1]
        return value


def read_folder(root: Path, shelf: Shelf | None = None) -> Folder:
    """The bytes of `content/`, `templates/` and `static/` of a site's folder; those of files that
    stand as they did when they were put on the `shelf` are not read again."""
    return _Walker(root, shelf).folder()


def read_inputs(root: Path, folder: Folder | None = None, memory: Memory | None = None) -> Inputs:
    """What stands in a site's folder, as it was when `folder` was read; a text that `memory` knows
    is not decoded again."""
    return _Reader(folder or read_folder(root), memory or Memory()).read()


def read_text(file: Path) -> tuple[TextFile | None, tuple[Diagnostic, ...]]:
    """One text that may stand outside of any site; its path is its name."""
    walker = _Walker(file.parent)
    data = walker.bytes_of(file.name)
    if data is None:
        return None, tuple(walker.diagnostics)
    return _decoded(file.name, data)


def is_left_behind(name: str) -> bool:
    """Whether a file of this name is nobody's text: an editor's copy, a lock, a folder of git.

    >>> is_left_behind("note.md~"), is_left_behind(".#note.md"), is_left_behind("note.md")
    (True, True, False)
    """
    low = name.lower()
    between = low.startswith("#") and low.endswith("#") and len(low) > 1
    return between or low in _LEFT_BEHIND or low.startswith(_BEGINNINGS) or low.endswith(_ENDS)


def _charset(data: bytes) -> str:
    """What a text that is not UTF-8 looks like; most sites have none."""
    from .charsets import guess_charset

    return guess_charset(data)


def digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


class _Walker:
    """Reads one folder as bytes; what cannot be read gathers while it goes."""

    def __init__(self, root: Path, shelf: Shelf | None = None) -> None:
        self.root, self.shelf = root.resolve(), shelf
        self.diagnostics: list[Diagnostic] = []
        self.left_out: list[LeftOut] = []

    def folder(self) -> Folder:
        folders = [folder for folder in OURS if self._is_here(folder)]
        if "content" not in folders:
            wrong = self.diagnostics or [self._no_content()]
            return Folder(str(self.root), diagnostics=tuple(wrong))
        texts: list[tuple[str, bytes]] = []
        others: list[tuple[str, str]] = []
        for path in (path for folder in folders for path in self._walk(folder)):
            if _is_text(path):
                if (data := self._once(path, self.bytes_of)) is not None:
                    texts.append((path, data))
            elif (made := self._once(path, self._digest_of)) is not None:
                others.append((path, made))
        left_out, diagnostics = tuple(self.left_out), tuple(self.diagnostics)
        return Folder(str(self.root), tuple(texts), tuple(others), left_out, diagnostics)

    def _is_here(self, folder: str) -> bool:
        """Whether one of the folders of a site stands in it; a link may lead there from inside."""
        if (self.root / folder).is_symlink() and not self._stays_inside(folder):
            return False
        return (self.root / folder).is_dir()

    def _no_content(self) -> Diagnostic:
        hint = "`ssbrief init DIR` makes a new site; `--site DIR` names one that stands elsewhere"
        if self.root.is_dir() and any(p.suffix in MARKDOWN for p in self.root.glob("*.m*")):
            hint = "put your notes into content/briefings/ in this folder"
        return Diagnostic(
            "no-content", "there is no folder content/ here", Span("content"), hint=hint
        )

    def _walk(self, folder: str, inside: tuple[Path, ...] = ()) -> Iterator[str]:
        """The paths of the files in a folder of the site and deeper, by name."""
        inside = inside or ((self.root / folder).resolve(),)
        try:
            entries = sorted(os.scandir(self.root / folder), key=lambda entry: entry.name)
        except FileNotFoundError:
            return
        except OSError as error:
            self._report(folder, "unreadable", _reason(error), "it is left out")
            return
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if not self._is_ours(path, entry.name):
                continue
            if entry.is_symlink() and not self._stays_inside(path):
                continue
            if entry.is_dir():
                real = Path(entry.path).resolve()
                if real in inside:
                    self._report(path, "symlink", "this link leads to a folder that it stands in")
                else:
                    yield from self._walk(path, (*inside, real))
            elif entry.is_file():
                yield path
            else:
                self._leave_out(path, "unreadable", "it is not a file", "remove it")

    def _is_ours(self, path: str, name: str) -> bool:
        if is_left_behind(name):
            return False
        shown = visible(path.encode("utf-8", "replace").decode()).replace("\n", " ")
        if shown != path:
            self._report(
                shown, "file-name", "its name holds characters that no text can", "rename it"
            )
            return False
        return not name.startswith(".") or path.startswith("static/root/")

    def _stays_inside(self, path: str) -> bool:
        try:
            target = (self.root / path).resolve(strict=True)
        except (OSError, RuntimeError):
            self._report(path, "symlink", "this link leads nowhere", "remove it or mend its target")
            return False
        if not target.is_relative_to(self.root):
            message = "this link leads out of the site's folder"
            self._report(path, "symlink", message, "put the file itself here")
            return False
        return True

    def _once(self, path: str, read: Callable[[str], Value | None]) -> Value | None:
        if self.shelf is None:
            return read(path)
        return self.shelf.take(f"{self.root}/{path}", partial(read, path))

    def bytes_of(self, path: str) -> bytes | None:
        try:
            with open(f"{self.root}/{path}", "rb", buffering=0) as file:  # noqa: PTH123 (fast)
                size = os.fstat(file.fileno()).st_size
                if size <= LONGEST:
                    return file.read()
        except OSError as error:
            self._report(path, "unreadable", _reason(error))
            return None
        message = f"this text has {size:,} bytes, and one of more than {LONGEST:,} is not read"
        self._report(path, "too-long", message, _MENDS["too-long"])
        return None

    def _digest_of(self, path: str) -> str | None:
        """The digest of a file that may be larger than the memory of the machine."""
        try:
            with open(f"{self.root}/{path}", "rb", buffering=0) as file:  # noqa: PTH123 (fast)
                return hashlib.file_digest(
                    file, partial(hashlib.blake2b, digest_size=16)
                ).hexdigest()
        except OSError as error:
            self._report(path, "unreadable", _reason(error))
            return None

    def _report(self, path: str, code: str, message: str, hint: str = "") -> None:
        self.diagnostics.append(Diagnostic(code, message, Span(path), "error", hint))

    def _leave_out(self, path: str, code: str, reason: str, hint: str) -> None:
        self.left_out.append(LeftOut(path, reason))
        self.diagnostics.append(_left_out(path, code, reason, hint))


def _is_text(path: str) -> bool:
    is_markdown = path.startswith("content/") and path.lower().endswith(MARKDOWN)
    return is_markdown or path == CONFIG_PATH or path.startswith("templates/")


def _left_out(path: str, code: str, reason: str, hint: str) -> Diagnostic:
    return Diagnostic(code, f"this file is left out: {reason}", Span(path), "warning", hint)


class _Reader:
    """From bytes to texts; what no text can be gathers while it goes."""

    def __init__(self, folder: Folder, memory: Memory) -> None:
        self.folder, self.memory = folder, memory
        self.bytes = dict(folder.texts)
        self.diagnostics = list(folder.diagnostics)
        self.left_out = list(folder.left_out)

    def read(self) -> Inputs:
        others = [path for path, _ in self.folder.others]
        markdown = [p for p in self.bytes if p.startswith("content/") and p != CONFIG_PATH]
        self._report_misplaced(markdown)
        self._report_misnamed([*self.bytes, *others])
        return Inputs(
            root=self.folder.root,
            config=next(iter(self.decoded(p for p in self.bytes if p == CONFIG_PATH)), None),
            briefings=self._under("content/briefings/"),
            companies=self._under("content/companies/"),
            pages=self._under("content/pages/"),
            files=self._binaries(p for p in others if p.startswith("content/")),
            root_files=self._binaries(p for p in others if p.startswith("static/root/")),
            static=self._binaries(
                p for p in others if p.startswith("static/") and not p.startswith("static/root/")
            ),
            templates=self._under("templates/"),
            left_out=tuple(self.left_out),
            diagnostics=tuple(self.diagnostics),
        )

    def _under(self, folder: str) -> tuple[TextFile, ...]:
        return self.decoded(path for path in self.bytes if path.startswith(folder))

    # What stands where

    def _report_misplaced(self, markdown: list[str]) -> None:
        for path in markdown:
            if path.split("/")[1] not in ("briefings", "companies", "pages"):
                reason = "it stands in none of content/briefings, content/companies, content/pages"
                self._leave_out(path, "misplaced-file", reason, "move it into one of them")

    def _report_misnamed(self, paths: Iterable[str]) -> None:
        for path in paths:
            if re.fullmatch(r"content/(site\.yml|_?config\.ya?ml|site\.(toml|json))", path):
                self._leave_out(
                    path, "misplaced-file", f"settings stand in {CONFIG_PATH}", "rename it"
                )

    # From bytes to texts

    def decoded(self, paths: Iterable[str]) -> tuple[TextFile, ...]:
        found = []
        for path in paths:
            given = path, self.bytes[path]
            text, wrong = self.memory.again(("text", path), _decoded, *given)
            self.diagnostics += wrong
            found += [text] if text else []
        return tuple(found)

    def _binaries(self, paths: Iterable[str]) -> tuple[BinaryFile, ...]:
        digests = dict(self.folder.others)
        return tuple(
            BinaryFile(path, f"{self.folder.root}/{path}", digests[path]) for path in paths
        )

    # Mistakes

    def _leave_out(self, path: str, code: str, reason: str, hint: str) -> None:
        self.left_out.append(LeftOut(path, reason))
        self.diagnostics.append(_left_out(path, code, reason, hint))


def _decoded(path: str, data: bytes) -> tuple[TextFile | None, tuple[Diagnostic, ...]]:
    """A text, None where it cannot be read, and what is wrong with it."""
    decoder = _Decoder(path)
    text = decoder.text_of(data)
    file = None if text is None else TextFile(path, text, digest(text.encode()))
    return file, tuple(decoder.diagnostics)


class _Decoder:
    """From the bytes of one file to its text; what no text can be gathers while it goes."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.diagnostics: list[Diagnostic] = []

    def text_of(self, data: bytes) -> str | None:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self._report_bad_byte(data, error.start)
            return None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if (lines := text.count("\n")) > MOST_LINES:
            message = (
                f"this text has {lines:,} lines, and one of more than {MOST_LINES:,} is not read"
            )
            self._report_in(text, 0, "too-long", message)
            return None
        if "\x00" in text:
            self._report_nul(data, text)
            return None
        return self._without_controls(text)

    def _without_controls(self, text: str) -> str:
        clean = visible(text)
        if clean != text:
            at = next(
                i for i, pair in enumerate(zip(text, clean, strict=True)) if len(set(pair)) > 1
            )
            message = (
                f"the control character U+{ord(text[at]):04X} is shown as U+{ord(clean[at]):04X}"
            )
            self._report_in(text, at, "control-character", message, "warning")
        return clean

    def _report_bad_byte(self, data: bytes, start: int) -> None:
        before = data[:start].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        charset = _charset(data)
        message = f"the byte 0x{data[start]:02X} is not UTF-8"
        if charset:
            message += f"; the file looks like {charset}"
        elif b"\x00" in data:
            message += ", and this is no text file"
        self._report_in(text, len(before), "not-utf-8", message)

    def _report_nul(self, data: bytes, text: str) -> None:
        if charset := _charset(data):
            message = f"this file looks like {charset}, and only UTF-8 is read"
            self._report_in(text, 0, "not-utf-8", message)
        else:
            message = "a NUL byte: this is no text file"
            self._report_in(text, text.index("\x00"), "nul", message)

    def _report_in(
        self,
        text: str,
        index: int,
        code: str,
        message: str,
        severity: Severity = "error",
    ) -> None:
        line = text.count("\n", 0, index) + 1
        span, excerpt = at(self.path, text, line, index - text.rfind("\n", 0, index))
        hint = _MENDS.get(code, "remove it")
        self.diagnostics.append(Diagnostic(code, message, span, severity, hint, excerpt))


_MENDS = {"not-utf-8": "save the file as UTF-8", "too-long": "part it: one note a file"}


def _reason(error: OSError) -> str:
    """What the operating system says, in lower case and without the path."""
    return f"this cannot be read ({(error.strerror or str(error)).lower()})"
