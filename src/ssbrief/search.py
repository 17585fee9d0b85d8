"""The search index: pages as they are published → the files of Pagefind.

In: the bytes of pages by their path. Out: the files of an index, by the path they belong at; the
same for the same pages. Pages say themselves what they are found by (`templates/base.html`), and
only that is handed over to Pagefind, a program beside us. Knows no site. What an index is made with
is imported when one is made: most builds after an edit need none.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from . import urls

if TYPE_CHECKING:
    import subprocess

#: What belongs to a page and not to its own words: its title (which is found by itself), where it
#: leads, evidence. What is quoted is found where it was said.
_PASSED_OVER = (
    *("h1", ".crumbs", ".readout", ".asof", ".split__rail", ".hidden", ".since", ".source"),
    *(".statement__evidence", ".table__read", ".page__anchor"),
)

#: Of what Pagefind makes, all but the interfaces of its own.
_NEEDED = re.compile(r"pagefind(-worker)?\.js|[^/]*\.(json|pagefind)|.*\.pf_\w+")

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
    """An index of these pages, in the order of their paths; raises `Failed`."""
    from concurrent.futures import ThreadPoolExecutor

    covered = hashlib.blake2b(digest_size=16)
    try:
        with _pagefind() as service, ThreadPoolExecutor(1) as listener:
            assert service.stdin, "a pipe"
            assert service.stdout, "another"
            files = listener.submit(_files, service.stdout)  # as it answers while it is told
            with service.stdin:
                for message in _messages(pages, covered):
                    service.stdin.write(base64.b64encode(msgspec.json.encode(message)) + b",")
                service.stdin.flush()
                made = files.result()
    except OSError as error:
        raise Failed(error.strerror or str(error)) from error
    needed = {path: data for path, data in sorted(made.items()) if _NEEDED.fullmatch(path)}
    settled = {folder() + path: data for path, data in _settled(needed).items()}
    return Index(settled, covered.hexdigest())


def words_of(pages: Iterable[tuple[str, bytes]]) -> str:
    """A digest of what these pages are found by: equal ones, equal indexes."""
    covered = hashlib.blake2b(digest_size=16)
    for path, data in pages:
        _cover(covered, path, _words(data))
    return covered.hexdigest()


def _cover(covered: hashlib.blake2b, path: str, words: str) -> None:
    covered.update(f"{path}\0{len(words)}\0{words}".encode())


# Talking with Pagefind ----------------------------------------------------------------------------
#
# It takes messages from one pipe and answers each in another; both are JSON as base64, with commas
# between them. Nothing of a page is written to disk.


class _Answer(Struct, frozen=True):
    """What comes back: that a page was read, an `Error`, or at the end the files."""

    type: str
    message: str = ""
    files: tuple[_File, ...] = ()


class _File(Struct, frozen=True):
    path: str
    content: bytes


class _Answered(Struct, frozen=True):
    payload: _Answer


def _pagefind() -> subprocess.Popen[bytes]:
    import subprocess

    found = program()
    if found is None:
        raise Failed("Pagefind is not installed")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PAGEFIND_")}
    return subprocess.Popen(  # noqa: S603 (a program of a package that we depend on)
        [str(found), "--service"],
        cwd=found.parent,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _messages(
    pages: Iterable[tuple[str, bytes]], covered: hashlib.blake2b
) -> Iterator[dict[str, object]]:
    """What Pagefind is told, one after another; the words of the pages go to the digest as well."""
    for number, request in enumerate(_requests(pages, covered)):
        yield {"message_id": number, "payload": {"index_id": 0, **request}}


def _requests(
    pages: Iterable[tuple[str, bytes]], covered: hashlib.blake2b
) -> Iterator[dict[str, object]]:
    yield {"type": "NewIndex", "config": {"exclude_selectors": _PASSED_OVER}}
    for path, data in pages:
        words = _words(data)
        _cover(covered, path, words)
        yield {"type": "AddFile", "file_path": path, "file_contents": words}
    yield {"type": "GetFiles"}


def _files(answers: IO[bytes]) -> dict[str, bytes]:
    """The files of the index, which end what is answered."""
    rest = bytearray()
    while chunk := os.read(answers.fileno(), 1 << 20):
        rest += chunk
        if b"," not in chunk:
            continue
        *whole, last = rest.split(b",")
        rest = bytearray(last)
        for each in whole:
            answer = msgspec.json.decode(base64.b64decode(each), type=_Answered).payload
            if answer.type == "Error":
                raise Failed(answer.message)
            if answer.type == "GetFiles":
                return {file.path: file.content for file in answer.files}
    raise Failed("Pagefind ended before it was done")


# The same bytes for the same pages ----------------------------------------------------------------


def _settled(files: dict[str, bytes]) -> dict[str, bytes]:
    """With all filters in one order: Pagefind has another each time, and names files by it.

    `pagefind-entry.json` names a file of each language, and that the filters, as the fourth of its
    values; both are read by their names alone. Files of another make stay as they are.
    """
    import cbor2

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
    import cbor2

    return cbor2.loads(gzip.decompress(data).removeprefix(_MARK))


def _packed(value: object) -> bytes:
    import cbor2

    return _MARK + cbor2.dumps(value)


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=5).hexdigest()


# Words --------------------------------------------------------------------------------------------

_HTML = re.compile(rb"<html[^>]*>")
_FOUND_BY = re.compile(rb'<meta name="search-[^>]*>')
_ABOUT = re.compile(rb'<meta name="description" content="([^"]*)">')
_TEXT_MARK = b" data-pagefind-body"
_INLINE = re.compile(rb"</?(?:cite|em|strong|time)\b[^>]*>|<a href[^>]*>")


def _words(page: bytes) -> str:
    """What a page is found by: what its head says that it is, and all that it marks; where it only
    gathers what stands elsewhere and marks nothing, what it is about."""
    head = page[: page.find(b"</head>")]
    language, about = _HTML.search(head), _ABOUT.search(head)
    mark = page.find(_TEXT_MARK)
    text = b'<p data-pagefind-weight="0.4"' + _TEXT_MARK + b">" + (about[1] if about else b"")
    if mark >= 0:
        text = _INLINE.sub(b"", page[page.rfind(b"<", 0, mark) : page.rfind(b"</main>")])
    found_by = b"".join(_FOUND_BY.findall(head)).decode()
    words = _spaced(text.decode())
    return (
        f"{language[0].decode() if language else ''}{found_by}{_also(found_by, words)}<body>{words}"
    )


def _also(found_by: str, words: str) -> str:
    """What else finds a page: its names with their letters apart, and the words of its text that
    readers spell without the letters of another alphabet than theirs."""
    names = html.unescape(" ".join(_NAMES.findall(found_by)))
    also = [_apart(names)] if re.search(f"[{_UNSPACED}]", names) else []
    if _LETTER.search(names + words):
        every = dict.fromkeys(re.findall(r"\w+", f"{names} {words}"))
        also += [word.translate(_PLAIN) for word in every if _LETTER.search(word)]
    content = html.escape(" ".join(also))
    return f'<meta content="{content}" data-pagefind-meta="also[content]">' if also else ""


_NAMES = re.compile(r'<meta name="search-(?:title|names)" content="([^"]*)"')
#: Letters that no mark can be taken off of.
_PLAIN = str.maketrans(
    {"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ð": "d"}
    | {"ẞ": "SS", "Ł": "L", "Ø": "O", "Đ": "D", "Æ": "AE", "Œ": "OE", "Þ": "TH"}
)
_LETTER = re.compile(f"[{''.join(map(chr, _PLAIN))}]")


def _spaced(text: str) -> str:
    """With a blank between letters that are words of their own, outside of tags."""
    return text if text.isascii() else _TEXT.sub(lambda piece: _apart(piece[0]), text)


def _apart(text: str) -> str:
    return _BORDER.sub(" ", text)
