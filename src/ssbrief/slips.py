"""What an author meant for a link, a note or an address, and what can be none.

In: the text of a Markdown file and its front matter as read. Out: a warning for each mark that
stands as plain text, each note that is not shown, and each address that no browser opens. Changes
nothing, and asks nobody whether an address answers. Knows no other file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from markdown_it.token import Token
from msgspec import Struct, structs

from .diagnostics import Diagnostic, at, nearest
from .markdown import ATTRIBUTES, LONGEST_TEXT, is_external, reader
from .yaml_records import Document

#: What a text holds that has any of it; nearly none has, and looking is faster than reading. Each
#: begins with a sign of its own, to which a search leaps.
_MAY_SLIP = re.compile(
    r"\[\^|\]\([^()\n]*[ \t\\][^()\n]*\)|\]\["
    r"|\]\(\s*<?(?!https?://(?:\S*\.|localhost)|mailto:)[a-zA-Z][\w+.-]*:"
    r"|h(?<![\w/].)ttps?:/{0,2}(?:www\.)?[^\s./<>()\[\]]{0,200}(?![^\s<>()\[\],;])"
    r"|<(?:javascript|data|vbscript|file):|\{[a-z]+=[^{}\n]*\}\s*$",
    re.MULTILINE,
)
_SILENT = re.compile(r"!\[\s*\][(\[]")
#: A label is no longer than this; else each mark would be looked for to the end of its text.
_MARK = re.compile(r"\[\^([^\[\]\s]{1,200})\]")
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:")
_SPACED = re.compile(r"!?\[[^\[\]\n]*\]\(([^()<>\"'\n]{0,300}[./][^()<>\"'\n]{0,300})\)")
_UNSAFE = re.compile(
    r"\[[^\[\]\n]*\]\(\s*(?!(?:https?|mailto):)([a-zA-Z][\w+.-]*):(?:[^()\n]|\([^()\n]*\))*\)",
    re.IGNORECASE,
)
#: In angle brackets it would be a link, if it led anywhere.
_UNSAFE_ALONE = re.compile(r"<((javascript|data|vbscript|file):[^<>\s]+)>", re.IGNORECASE)
#: Braces at the end of a text, of which one word sets nothing.
_BRACES = re.compile(
    rf"\{{(?=[^{{}}\n]*\}}\s*$)(?!(?:{'|'.join(sorted(ATTRIBUTES))})=)([a-z]+)=", re.MULTILINE
)
#: The beginning of an address, and no more.
_HOLLOW = re.compile(r"(?<![\w/])https?://(?=[\s,;)]|$)")
_LABEL = r"[^\[\]\n]*[^\d\W][^\[\]\n]*"
_REFERENCE = re.compile(rf"(?<!\w)\[(?:[^\[\]\n]+\]\[({_LABEL})|({_LABEL})\]\[)\]")


class Slip(Struct, frozen=True):
    """A mark that is none: how it is written, and what is said of it."""

    code: str
    words: str
    message: str
    hint: str = ""


def slips(path: str, body: str, first_line: int = 1) -> tuple[Diagnostic, ...]:
    """Everything of the kind in a text whose first line is line `first_line` of its file."""
    long = any(len(part) > LONGEST_TEXT for part in body.split("\n\n"))
    if not long and not _MAY_SLIP.search(body):
        return ()
    notes: dict[str, Any] = {}
    lines = body.split("\n")
    places: _Taken = {}
    found = []
    for token in reader().parse(body, notes):
        if token.type == "inline" and token.map:
            for slip in _in_texts(token):
                line, column = _place(lines, token.map, re.compile(re.escape(slip.words)), places)
                found.append(_told(path, body, first_line, slip, line, column))
    for slip, line in _notes(lines, notes.get("footnotes", {}).get("refs", {}), first_line):
        found.append(_told(path, body, first_line, slip, line, 1))
    return tuple(found)


def pictures_without_words(text: str) -> Iterator[tuple[int, int, int]]:
    """The line, column and length of each picture whose brackets say nothing."""
    if not _SILENT.search(text):
        return
    lines = text.split("\n")
    places: _Taken = {}
    for token in reader().parse(text, {}):
        for child in (token.children or ()) if token.type == "inline" and token.map else ():
            if child.type == "image" and not child.content.strip():
                line, column = _place(lines, token.map or [0, 0], _SILENT, places)
                yield line + 1, column, 2


def broken_addresses(
    path: str, text: str, document: Document[Any], fields: Iterable[tuple[str, str]]
) -> Iterator[Diagnostic]:
    """The addresses among the fields of front matter (by path) that no browser opens."""
    for field, url in fields:
        if url and (why := why_broken(url)):
            yield _told_of_field(path, text, document, field, _broken(url, why))


def broken_item(path: str, text: str, document: Document[Any], item: str) -> Iterator[Diagnostic]:
    """What `wikidata` of a profile says that is no item."""
    if item:
        message = f'"{_short(item)}" is no item of Wikidata'
        slip = Slip("broken-url", item, message, "write its number: wikidata: Q53268")
        yield _told_of_field(path, text, document, "wikidata", slip)


def _told_of_field(
    path: str, text: str, document: Document[Any], field: str, slip: Slip
) -> Diagnostic:
    span = document.where(field)
    assert span is not None, "what has a value has a place"
    excerpt = at(path, text, span.line)[1]
    return Diagnostic(slip.code, slip.message, span, "warning", slip.hint, excerpt)


def why_broken(url: str) -> str:
    """Why an address of the web cannot be opened; "" where it can.

    >>> why_broken("http://"), why_broken("https://example"), why_broken("https://example.org/a")
    ('it names no host', '"example" is no whole domain', '')
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "it is spelled wrong"
    if re.search(r"\s", url):
        return "it holds a space"
    if not parts.scheme or "." in parts.scheme:
        return "it does not begin with https://"
    if parts.scheme not in ("http", "https"):
        return f'"{parts.scheme}:" leads to no page of the web'
    if not host:
        return "it names no host"
    whole = all(host.split(".")) and "." in host
    return "" if whole or ":" in host or host == "localhost" else f'"{host}" is no whole domain'


def _broken(url: str, why: str) -> Slip:
    scheme = url.partition(":")[0].lower()
    close = nearest(scheme, ["https", "http"]) if ":" in url else None
    if re.search(r"\s", url) and "://" not in url:
        hint = "copy the whole address from the browser; words belong under title:"
    elif "begin with" in why:
        hint = f'write "https://{url}"'
    elif "space" in why:
        hint = "write %20 for a space"
    elif close and scheme not in ("http", "https"):
        hint = f'did you mean "{close}:{url.partition(":")[2]}"?'
    else:
        hint = "copy the whole address from the browser"
    return Slip("broken-url", url, f'"{_short(url)}" is no address: {why}', hint)


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:60]}…"


def _in_texts(token: Token) -> Iterator[Slip]:
    """What the words of a block hold, in their order; code is none of them."""
    if len(token.content) > LONGEST_TEXT:
        message = f"this text has {len(token.content):,} letters, so its marks are not read"
        hint = "part it into paragraphs by empty lines"
        yield Slip("long-text", token.content[:40].split("\n")[0], message, hint)
    words = ""
    for child in token.children or ():
        if child.type in ("text", "softbreak", "text_special"):
            words += child.content or "\n"
            continue
        if child.markup != "autolink":  # which may stand inside a link that is none
            yield from _in_words(words)
            words = ""
        href = str(child.attrs.get("href", "")) if child.type == "link_open" else ""
        if href.lower().startswith("http") and (why := why_broken(href)):
            yield _broken(href, why)
    yield from _in_words(words)


def _in_words(words: str) -> Iterator[Slip]:
    for match in _UNSAFE_ALONE.finditer(words) if "<" in words else ():
        slip = _broken(match[1], f'"{match[2]}:" leads to no page of the web')
        yield Slip(slip.code, match[0], f"{slip.message}; it is shown as text", slip.hint)
    for match in _HOLLOW.finditer(words) if "://" in words else ():
        yield _broken(match[0], why_broken(match[0]))
    if "[" not in words and "{" not in words:
        return
    for match in _MARK.finditer(words):
        yield Slip(
            "dangling-footnote",
            match[0],
            f"there is no note for {match[0]}",
            f"add a line: {match[0]}: the note",
        )
    for match in _UNSAFE.finditer(words):
        address = match[0].partition("](")[2].removesuffix(")")
        slip = _broken(address, f'"{match[1]}:" leads to no page of the web')
        yield Slip(slip.code, match[0], f"{slip.message}; it is shown as text", slip.hint)
    for match in _SPACED.finditer(words):
        if re.search(r"\S\s+\S", match[1]) and not _UNSAFE.match(match[0]):
            hint = f"put it in angle brackets: (<{match[1].strip()}>)"
            if is_external(match[1].strip()):
                hint = "write %20 for a space"
            message = f'"{_short(match[1].strip())}" holds a space, so this is shown as text'
            yield Slip("space-in-address", match[0], message, hint)
    for match in _BRACES.finditer(words):
        message = f"{match[1]}= sets nothing here, so the braces are shown as text"
        close = nearest(match[1], sorted(ATTRIBUTES))
        hint = (
            f'did you mean "{close}="?' if close else "known are " + ", ".join(sorted(ATTRIBUTES))
        )
        yield Slip("unknown-attribute", f"{{{match[1]}=", message, hint)
    for match in _REFERENCE.finditer(words):
        label = match[1] or match[2]
        message = f"nothing says where [{label}] leads, so this is shown as text"
        hint = f"add a line: [{label}]: https://…"
        yield Slip("dangling-reference", match[0], message, hint)


def _notes(lines: list[str], known: dict[str, int], first_line: int) -> Iterator[tuple[Slip, int]]:
    """Notes that are not shown, with their line (from 0)."""
    first: dict[str, int] = {}
    for number, line in enumerate(lines):
        match = _NOTE.match(line)
        if not match or f":{match[1]}" not in known:
            continue
        mark = f"[^{match[1]}]"
        if match[1] in first:
            message = f"the note {mark} stands here and in line {first[match[1]] + first_line}"
            yield Slip("duplicate-footnote", mark, message, "keep one of the two"), number
        elif known[f":{match[1]}"] < 0:
            message = f"nothing refers to the note {mark}, so it is not shown"
            yield Slip("unused-footnote", mark, message, f"write {mark} where it belongs"), number
        first.setdefault(match[1], number)


#: By words, the line and the place in it from which on they have not been given yet.
_Taken = dict[str, tuple[int, int]]


def _place(
    lines: list[str], block: list[int], words: re.Pattern[str], taken: _Taken
) -> tuple[int, int]:
    """The line (from 0) and column of words in a block; each place is given once."""
    first, start = max((block[0], 0), taken.get(words.pattern, (0, 0)))
    for number in range(first, block[1]):
        if match := words.search(lines[number], start if number == first else 0):
            taken[words.pattern] = number, match.end()
            return number, match.start() + 1
    return block[0], 1


def _told(path: str, body: str, first_line: int, slip: Slip, line: int, column: int) -> Diagnostic:
    span, excerpt = at(path, body, line + 1, column, len(slip.words))
    span = structs.replace(span, line=line + first_line)
    return Diagnostic(slip.code, slip.message, span, "warning", slip.hint, excerpt)
