"""A Markdown file → its front matter as a typed record, and its body with the line it starts at.

In: a path and the text of a file. Out: a `Document` (see `yaml_records`). Front matter is YAML
between two lines of `---` at the top (blank lines may stand before it), or TOML between `+++`.
Knows no other file, and does not judge what the fields say: dates are text here, names are not
looked up.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from typing import Literal, TypeVar

import yaml
from frontmatter.default_handlers import YAMLHandler
from msgspec import Struct, structs

from .diagnostics import Diagnostic, Severity, at
from .model import State
from .yaml_records import (
    Document,
    Listed,
    Unknown,
    fold,
    parse_yaml,
    report_unknown,
)

__all__ = [
    "BriefingFields",
    "ChallengeEntry",
    "CompanyEntry",
    "Document",
    "MilestoneEntry",
    "PageFields",
    "ProfileFields",
    "SourceEntry",
    "Unknown",
    "add_front_matter",
    "parse_document",
    "parse_yaml",
    "report_unknown",
]

T = TypeVar("T", bound=Struct)


class CompanyEntry(Struct, frozen=True):
    """A company as front matter or `site.yaml` declares it. `fiscal_year_start` is a month, 0 for
    that of the site; `remove: true` (site.yaml only) takes a name of the gazetteer out of the site.
    """

    name: str
    aliases: Listed[str] = ()
    part_of: str = ""
    fiscal_year_start: int = 0
    remove: bool = False


class MilestoneEntry(Struct, frozen=True):
    """A milestone as an author states it. `who` is a company ("" for the market), `event` the kind
    of event or words for it, `said` and `due` are dates in words. `at` is the anchor of the
    statement it belongs to; `source` names a work by its id, title or URL; `prefer` says why it is
    trusted more than what others say."""

    who: str = ""
    event: str = ""
    kind: str = ""
    technology: str = ""
    due: str = ""
    said: str = ""
    state: State | Literal["met", ""] = ""
    words: str = ""
    track: str = ""
    at: str = ""
    source: str = ""
    prefer: str = ""


class ChallengeEntry(Struct, frozen=True):
    """A challenge, with other names it goes by."""

    name: str
    aliases: Listed[str] = ()
    text: str = ""


class SourceEntry(Struct, frozen=True):
    """A work cited, as its author describes it; `id` is what other entries call it by."""

    title: str = ""
    url: str = ""
    publisher: str = ""
    published: str = ""
    accessed: str = ""
    archive: str = ""
    author: str = ""
    id: str = ""


class BriefingFields(Struct, frozen=True):
    """What the front matter of a briefing can say; all of it is optional."""

    title: str = ""
    date: str = ""
    period: str = ""
    topic: str = ""
    summary: str = ""
    authors: Listed[str] = ()
    prepared_by: str = ""
    reviewed_by: str = ""
    revised: str = ""
    change_note: str = ""
    tags: Listed[str] = ()
    draft: bool = False
    slug: str = ""
    redirect_from: Listed[str] = ()
    language: str = ""
    companies: Listed[CompanyEntry] = ()
    milestones: tuple[MilestoneEntry, ...] = ()
    challenges: Listed[ChallengeEntry] = ()
    sources: tuple[SourceEntry, ...] = ()


class ProfileFields(Struct, frozen=True):
    """What the front matter of a company's profile can say."""

    name: str = ""
    aliases: Listed[str] = ()
    part_of: str = ""
    fiscal_year_start: int = 0
    country: str = ""
    url: str = ""
    wikidata: str = ""
    slug: str = ""
    draft: bool = False
    redirect_from: Listed[str] = ()
    language: str = ""


class PageFields(Struct, frozen=True):
    """What the front matter of an ordinary page can say."""

    title: str = ""
    summary: str = ""
    slug: str = ""
    draft: bool = False
    redirect_from: Listed[str] = ()
    language: str = ""
    order: int = 0


class Block(Struct, frozen=True):
    """Front matter as it stands in a file: its text, the line that text starts at (from 1), and the
    line that the body starts at."""

    text: str
    line: int
    body_line: int


class Handler(YAMLHandler):
    """Front matter for python-frontmatter, as this site reads it: closed by `---` or `...`.
    `block` knows the lines that `split` forgets."""

    def detect(self, text: str) -> bool:
        return self.block(text) is not None

    def split(self, text: str) -> tuple[str, str]:
        block = self.block(text)
        if block is None:
            raise ValueError("no front matter")
        return block.text, _from_line(text, block.body_line)

    def export(self, metadata: dict[str, object], **kwargs: object) -> str:
        """The fields as YAML: text without quotation marks wherever it can stand so, tuples as one
        line, and what is empty as a key to fill in."""
        lines = [f"{key}: {_as_yaml(value)}".rstrip() for key, value in metadata.items()]
        return "\n".join(lines)

    def block(self, text: str) -> Block | None:
        """The front matter of a text, or None where no line closes it."""
        lines = text.split("\n")
        opening = next((i for i, line in enumerate(lines) if line.strip()), 0)
        if lines[opening].rstrip() != self.START_DELIMITER:
            return None
        for index in range(opening + 1, len(lines)):
            if lines[index].rstrip() in ("---", "..."):
                inside = "\n".join(lines[opening + 1 : index])
                return Block(inside, opening + 2, index + 2)
        return None


def parse_document(path: str, text: str, kind: type[T]) -> Document[T]:
    """The front matter of a file as a `kind`, and its body; `kind()` where it cannot be read."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first = next((line.rstrip() for line in text.split("\n") if line.strip()), "")
    if first == "---":
        return _yaml_document(path, text, kind)
    if first == "+++":
        return _toml_document(path, text, kind)
    if first.startswith("{"):
        return _json_document(path, text, kind)
    return Document(record=kind(), body=text)


def add_front_matter(text: str, fields: Iterable[tuple[str, str | tuple[str, ...]]]) -> str:
    """The text with these fields in its front matter, which it gets if it has none.

    A key that stands there keeps its value; one without a value is filled in.
    """
    block = Handler().block(text)
    lines = block.text.split("\n") if block and block.text else []
    for key, value in fields:
        _add_field(lines, key, Handler().export({key: value}))
    if not lines:
        return text
    if block is None:
        gap = "" if text.startswith("\n") else "\n"
        return "---\n" + "\n".join(lines) + f"\n---\n{gap}{text}"
    before, after = _to_line(text, block.line), _from_line(text, block.body_line - 1)
    return before + "\n".join(lines) + f"\n{after}"


def _add_field(lines: list[str], key: str, line: str) -> None:
    keys = [fold(found[1]) if (found := _KEY.match(each)) else "" for each in lines]
    if key not in keys:
        lines.append(line)
        return
    place = keys.index(key)
    below = lines[place + 1] if place + 1 < len(lines) else ""
    if re.fullmatch(r"[^:]*:\s*", lines[place]) and not below.startswith((" ", "\t", "-")):
        lines[place] = line


_KEY = re.compile(r"""["']?([^\W\d][\w -]{0,40}?)["']?\s*:""")


def _yaml_document(path: str, text: str, kind: type[T]) -> Document[T]:
    block = Handler().block(text)
    if block is None:
        return _never_closed(path, text, kind)
    if block.text.strip() and not _looks_like_fields(block.text, kind):
        return _whole_body(path, text, kind, _NO_FIELDS, "warning")
    document = parse_yaml(path, block.text, kind, first_line=block.line)
    body = _from_line(text, block.body_line)
    return structs.replace(document, body=body, body_line=block.body_line)


def _never_closed(path: str, text: str, kind: type[T]) -> Document[T]:
    inside = text.lstrip().removeprefix("---").lstrip().split("\n\n")[0]
    if _looks_like_fields(inside, kind):
        return _whole_body(path, text, kind, _NOT_CLOSED, "error")
    return _whole_body(path, text, kind, _NO_FIELDS, "warning")


def _looks_like_fields(text: str, kind: type[Struct]) -> bool:
    """Whether a writer meant a mapping: a line is a key and a colon, or a known key and a sign."""
    if text.lstrip().startswith(("{", "? ", "#", "%", "&", "!")):
        return True
    keys = (
        re.match(r"""\s*["']?([^\W\d][\w -]{0,40}?)["']?\s*([:=])(.?)""", line)
        for line in text.split("\n")
    )
    return any(
        key and ((key[2] == ":" and not key[3].strip()) or fold(key[1]) in kind.__struct_fields__)
        for key in keys
    )


def _toml_document(path: str, text: str, kind: type[T]) -> Document[T]:
    lines = text.split("\n")
    fences = [number for number, line in enumerate(lines, 1) if line.rstrip() == "+++"]
    if len(fences) < 2:
        return _whole_body(path, text, kind, _TOML_NOT_CLOSED, "warning")
    body_line = fences[1] + 1
    try:
        fields = _toml_as_yaml("\n".join(lines[fences[0] : fences[1] - 1]))
        document = parse_yaml(path, fields, kind, first_line=fences[0] + 1)
    except tomllib.TOMLDecodeError as error:
        document = _broken_toml(path, text, kind, str(error), fences[0])
    return structs.replace(document, body=_from_line(text, body_line), body_line=body_line)


def _toml_as_yaml(text: str) -> str:
    """The same mapping as YAML, each key on the line that it has in the TOML."""
    lines = text.split("\n")
    placed = [""] * len(lines)
    for key, value in tomllib.loads(text).items():
        written = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[=.\]]""")
        line = next((i for i, one in enumerate(lines) if written.match(one)), 0)
        flow = json.dumps(value, ensure_ascii=False, default=str)
        placed[line] = f"{json.dumps(key, ensure_ascii=False)}: {flow}"
    return "\n".join(placed)


def _broken_toml(path: str, text: str, kind: type[T], message: str, opening: int) -> Document[T]:
    """A document with the mistake that the TOML parser names, at its line and column."""
    place = re.search(r"\s*\(at line (\d+), column (\d+)\)", message)
    line, column = (opening + int(place[1]), int(place[2])) if place else (opening, 1)
    words = message[: place.start()] if place else message
    span, excerpt = at(path, text, line, column)
    hint = 'TOML wants key = "value" on each line'
    found = Diagnostic("broken-front-matter", words, span, "error", hint, excerpt)
    return Document(record=kind(), body=text, diagnostics=(found,))


def _json_document(path: str, text: str, kind: type[T]) -> Document[T]:
    start = len(text) - len(text.lstrip())
    try:
        found, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return Document(record=kind(), body=text)
    if not found:
        return Document(record=kind(), body=text)
    document = _whole_body(path, text, kind, _JSON, "warning")
    body_line = text.count("\n", 0, end) + 2
    return structs.replace(document, body=_from_line(text, body_line), body_line=body_line)


_NOT_CLOSED = (
    "front-matter-not-closed",
    "the front matter that starts here has no end",
    "add a line --- after its last key",
)
_NO_FIELDS = (
    "not-front-matter",
    "this line opens no front matter, since no keys follow; it is read as text",
    "for a line across the page write ***, for front matter close it with another ---",
)
_TOML_NOT_CLOSED = ("not-front-matter", "+++ opens no front matter; it is read as text", "")
_JSON = (
    "json-front-matter",
    "this front matter is JSON, which is not read; the text below it is",
    'write it as YAML: lines of --- around it, "key: value" in it',
)


def _whole_body(
    path: str, text: str, kind: type[T], words: tuple[str, str, str], severity: Severity
) -> Document[T]:
    """A document all of whose text is body, with a diagnostic at its first words."""
    code, message, hint = words
    line = text[: len(text) - len(text.lstrip())].count("\n") + 1
    length = len(text.split("\n")[line - 1].rstrip())
    span, excerpt = at(path, text, line, 1, length)
    diagnostic = Diagnostic(code, message, span, severity, hint, excerpt)
    return Document(record=kind(), body=text, diagnostics=(diagnostic,))


def _from_line(text: str, line: int) -> str:
    """The text from a line (counted from 1) on."""
    return "\n".join(text.split("\n")[line - 1 :])


def _to_line(text: str, line: int) -> str:
    """The text before a line (counted from 1)."""
    return "".join(f"{each}\n" for each in text.split("\n")[: line - 1])


def _as_yaml(value: object) -> str:
    """A text or a tuple of texts on one line of YAML."""
    if isinstance(value, tuple):
        items = [_scalar(str(item)) for item in value]
        node: yaml.Node = yaml.SequenceNode("tag:yaml.org,2002:seq", items, flow_style=True)
        return _emitted(node) if items else ""
    return _emitted(_scalar(str(value))) if value else ""


def _scalar(text: str) -> yaml.ScalarNode:
    style = "'" if text.casefold() in ("~", "null") else None
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, style=style)


def _emitted(node: yaml.Node) -> str:
    width = float("inf")  # one line, however long
    emitted = yaml.serialize(node, Dumper=yaml.BaseDumper, allow_unicode=True, width=width)
    return str(emitted).removesuffix("...\n").strip()
