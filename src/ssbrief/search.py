"""The search index: pages as they are published → the files of Pagefind.

In: the bytes of pages by their path. Out: the files of an index, by the path they belong at; the
same for the same pages. Pages say themselves what they are found by (`templates/base.html`), and
only that is handed over to Pagefind, a program beside us: it reads a folder of HTML and writes
another. Knows no site.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import cbor2
import msgspec
from msgspec import Struct

from . import urls

#: What belongs to a page and not to its own words: its title (which is found by itself), where it
#: leads, evidence. What is quoted is found where it was said.
_PASSED_OVER = (
    *("h1", ".crumbs", ".readout", ".asof", ".split__rail", ".hidden", ".since", ".source"),
    *(".statement__evidence", ".table__read"),
)

#: Of what Pagefind writes, all but the interfaces of its own.
_NEEDED = re.compile(r"pagefind(-worker)?\.js|.*\.(json|pagefind|pf_\w+)")

#: Letters of writing that sets no blanks between words: each is found as a word of its own, and
#: `search.js` asks for them in their order.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_BORDER = re.compile(f"(?<=[{_UNSPACED}])(?=\\w)|(?<=\\w)(?=[{_UNSPACED}])")
_TEXT = re.compile(f">[^<]*[{_UNSPACED}][^<]*")


class Failed(Exception):
    """Pagefind did not make an index; the message says why."""


def folder() -> str:
    """Where the files of the index stand in an output folder."""
    return urls.output_path(urls.SEARCH_INDEX).removesuffix("index.html")


def program() -> Path | None:
    """Pagefind; None where it is not installed, as on machines that it is not made for."""
    try:
        import pagefind_bin

        found: Path = pagefind_bin.get_executable()
    except (ImportError, FileNotFoundError):
        return None
    return found


class Index(Struct, frozen=True):
    """The files of an index by their path, one at least, and a digest of the words it covers."""

    files: dict[str, bytes]
    covers: str


def make_index(pages: Iterable[tuple[str, bytes]]) -> Index:
    """An index of these pages; raises `Failed`."""
    try:
        with tempfile.TemporaryDirectory(prefix="ssbrief-search-") as place:
            return _made_in(Path(place), pages)
    except OSError as error:
        raise Failed(error.strerror or str(error)) from error


def words_of(pages: Iterable[tuple[str, bytes]]) -> str:
    """A digest of what these pages are found by: equal ones, equal indexes."""
    covered = hashlib.blake2b(digest_size=16)
    for path, data in pages:
        _cover(covered, path, _words(data))
    return covered.hexdigest()


def _made_in(place: Path, pages: Iterable[tuple[str, bytes]]) -> Index:
    site, made = place / "site", place / "index"
    site.mkdir()
    covered = hashlib.blake2b(digest_size=16)
    for path, data in pages:
        file, words = site / path, _words(data)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(words)
        _cover(covered, path, words)
    _run(site, made)
    files = {
        file.relative_to(made).as_posix(): file.read_bytes()
        for file in sorted(made.rglob("*"))
        if file.is_file() and _NEEDED.fullmatch(file.name)
    }
    settled = {folder() + path: data for path, data in _settled(files).items()}
    return Index(settled, covered.hexdigest())


def _cover(covered: hashlib.blake2b, path: str, words: bytes) -> None:
    covered.update(f"{path}\0{len(words)}\0".encode())
    covered.update(words)


def _run(site: Path, made: Path) -> None:
    found = program()
    if found is None:
        raise Failed("Pagefind is not installed")
    command = [str(found), "--site", str(site), "--output-path", str(made), "--silent"]
    command += ["--exclude-selectors", ", ".join(_PASSED_OVER)]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PAGEFIND_")}
    done = subprocess.run(  # noqa: S603 (a program of a package that we depend on)
        command, cwd=site, env=environment, capture_output=True, check=False
    )
    if done.returncode:
        told = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
        raise Failed(told[-1] if told else f"Pagefind ended with {done.returncode}")


# The same bytes for the same pages ----------------------------------------------------------------


def _settled(files: dict[str, bytes]) -> dict[str, bytes]:
    """With all filters in one order: Pagefind has another each time, and names files by it.

    `pagefind-entry.json` names a file of each language, and that the filters, as the fourth of its
    values; both are read by their names alone. Files of another make stay as they are.
    """
    settled = dict(files)
    try:
        entry = msgspec.json.decode(files[_ENTRY])
        for code, language in entry["languages"].items():
            values = _unpacked(settled.pop(f"pagefind.{language['hash']}.pf_meta"))
            values[3] = sorted(_settle(code, name, file, settled) for name, file in values[3])
            data = _packed(values)
            language["hash"] = f"{code}_{_digest(data)}"
            settled[f"pagefind.{language['hash']}.pf_meta"] = data
        settled[_ENTRY] = msgspec.json.encode(entry, order="sorted")
    except (LookupError, TypeError, ValueError, cbor2.CBORError):
        return files
    return settled


def _settle(code: str, name: str, former: str, files: dict[str, bytes]) -> list[str]:
    """A filter with its values in their order; its name, and what its file is now named by."""
    filtered, values = _unpacked(files.pop(f"filter/{former}.pf_filter"))
    data = _packed([filtered, sorted(values)])
    settled = f"{code}_{_digest(data)}"
    files[f"filter/{settled}.pf_filter"] = data
    return [name, settled]


_ENTRY = "pagefind-entry.json"

#: What a file begins with once it is unpacked. It may be left so; hosts pack what they send.
_MARK = b"pagefind_dcd"


def _unpacked(data: bytes) -> Any:
    return cbor2.loads(gzip.decompress(data).removeprefix(_MARK))


def _packed(value: object) -> bytes:
    return _MARK + cbor2.dumps(value)


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=5).hexdigest()


# Words --------------------------------------------------------------------------------------------

_HTML = re.compile(rb"<html[^>]*>")
_FOUND_BY = re.compile(rb'<meta name="search-[^>]*>')
_ABOUT = re.compile(rb'<meta name="description" content="([^"]*)">')
_TEXT_MARK = b" data-pagefind-body"


def _words(page: bytes) -> bytes:
    """What a page is found by: what its head says that it is, and all that it marks; where it only
    gathers what stands elsewhere and marks nothing, what it is about."""
    language, about = _HTML.search(page), _ABOUT.search(page)
    mark = page.find(_TEXT_MARK)
    text = b"<p" + _TEXT_MARK + b">" + (about[1] if about else b"")
    if mark >= 0:
        text = page[page.rfind(b"<", 0, mark) : page.rfind(b"</main>")]
    head = b"".join((language[0] if language else b"", *_FOUND_BY.findall(page)))
    return _spaced(head + b"<body>" + text)


def _spaced(data: bytes) -> bytes:
    """With a blank between letters that are words of their own, in text alone."""
    if data.isascii():
        return data
    return _TEXT.sub(lambda text: _BORDER.sub(" ", text[0]), data.decode()).encode()
