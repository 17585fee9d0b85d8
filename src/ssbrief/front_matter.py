"""A Markdown file → its front matter as a typed record, and its body with the line it starts at.

In: a path and the text of a file. Out: a `Document` (see `yaml_records`). Front matter is YAML
between two lines of `---` at the top (blank lines may stand before it), TOML between `+++`, or a
JSON object.
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

from .diagnostics import Diagnostic, Severity, at, visible
from .model import State
from .toml_nodes import Unread, compose
from .yaml_records import (
    DEEPEST,
    FLATTER,
    Document,
    Listed,
    Unknown,
    fold,
    parse_yaml,
    read_nodes,
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
    found = (*document.diagnostics, *_eaten_headings(path, text, block))
    return structs.replace(document, body=body, body_line=block.body_line, diagnostics=found)


def _eaten_headings(path: str, text: str, block: Block) -> Iterable[Diagnostic]:
    """What YAML takes for a comment and looks like a heading of the text: with two signs or more,
    or last before the closing line."""
    lines = block.text.rstrip().split("\n")
    for number, line in enumerate(lines, block.line):
        last = number == block.line + len(lines) - 1
        if re.match(r"#{2,6} +\w" if not last else r"#{1,6} +\w", line):
            span, excerpt = at(path, text, number, 1, len(line))
            yield Diagnostic(
                "heading-in-front-matter",
                "this heading stands in the front matter, where it is a comment and not shown",
                span,
                "warning",
                "close the front matter with --- above it",
                excerpt,
            )


def _never_closed(path: str, text: str, kind: type[T]) -> Document[T]:
    inside = text.lstrip().removeprefix("---").lstrip().split("\n\n")[0]
    if _looks_like_fields(inside, kind):
        return _whole_body(path, text, kind, _NOT_CLOSED, "error")
    return _whole_body(path, text, kind, _NO_FIELDS, "warning")


def _looks_like_fields(text: str, kind: type[Struct]) -> bool:
    """Whether a writer meant a mapping: a line is a key and a colon, or a known key and a sign."""
    text = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
    if text.lstrip().startswith(("{", "? ", "%", "&", "!")):
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
        inside = "\n".join(lines[fences[0] :]).lstrip().split("\n\n")[0]
        if _looks_like_fields(inside, kind):
            return _whole_body(path, text, kind, _TOML_NOT_CLOSED, "error")
        return _whole_body(path, text, kind, _NO_TOML, "warning")
    block = Block("\n".join(lines[fences[0] : fences[1] - 1]), fences[0] + 1, fences[1] + 1)
    document = _toml_fields(path, block, kind)
    body = _from_line(text, block.body_line)
    return structs.replace(document, body=body, body_line=block.body_line)


def _toml_fields(path: str, block: Block, kind: type[T]) -> Document[T]:
    """The fields of TOML; what it says twice is told with both places, before all else."""
    fault = _toml_fault(block.text)
    if fault and not re.search(r"overwrite|twice|mutate|already|duplicate", fault, re.IGNORECASE):
        return _broken_toml(path, block, kind, fault)
    try:
        document = read_nodes(path, block.text, compose(block.text), kind, block.line)
    except (Unread, RecursionError):
        return _broken_toml(path, block, kind, fault)
    return (
        _broken_toml(path, block, kind, fault) if fault and not document.diagnostics else document
    )


def _toml_fault(text: str) -> str:
    """What is wrong with a text, in the words of the TOML parser; "" for nothing."""
    if _DEEP_KEY.search(text):
        return "Nested too deeply"  # the parser would take minutes to find out
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return str(error)
    except ValueError:  # of a number that Python does not take
        return "A number has too many digits"
    except RecursionError:
        return "Nested too deeply"
    return ""


def _broken_toml(path: str, block: Block, kind: type[T], fault: str) -> Document[T]:
    """A document with the mistake that the TOML parser names, at its line and column."""
    place = re.search(r"\s*\(at line (\d+), column (\d+)\)", fault)
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    words = re.sub(r"\s*\(at [^()]*\)$", "", fault)
    hint = 'TOML wants key = "value" on each line'
    here = block.text.split("\n")[line - 1]
    if "\\n" in words and here.count('"') % 2:
        words, column = "this quotation mark is never closed", here.rfind('"') + 1
    elif opened := place is None and _open_bracket(block.text):
        words, (line, column) = "this bracket is never closed", opened
    elif place is None and (opened := _open_quotes(block.text)):
        words, (line, column) = "these quotation marks are never closed", opened
    elif "'\\'" in words:
        hint = r"write \\ for a backslash, or put the value between '…'"
        column = max(here.rfind("\\", 0, column - 1) + 1, 1)
    elif "date" in words:
        words, hint = "this is no day", 'write it as 2025-06-13, or in quotation marks: "June 2025"'
    return _broken(path, block, kind, (words[:1].lower() + words[1:], hint), (line, column))


def _open_quotes(text: str) -> tuple[int, int] | None:
    """The line and column of three quotation marks that are never closed."""
    for marks in ('"""', "'''"):
        if text.count(marks) % 2:
            before = text[: text.rfind(marks)]
            return before.count("\n") + 1, len(before) - before.rfind("\n")
    return None


def _open_bracket(text: str) -> tuple[int, int] | None:
    """The line and column of the last bracket that opens a value and is not closed on its line."""
    lines = text.split("\n")
    for number in range(len(lines), 0, -1):
        value = re.search(r"=\s*([\[{])", lines[number - 1])
        if value and lines[number - 1].count("[") + lines[number - 1].count("{") > (
            lines[number - 1].count("]") + lines[number - 1].count("}")
        ):
            return number, value.start(1) + 1
    return None


def _broken(
    path: str, block: Block, kind: type[T], words: tuple[str, str], place: tuple[int, int]
) -> Document[T]:
    """A document without fields, and the mistake at a line and column of its front matter."""
    line, column = place
    span, excerpt = at(path, block.text, line, column)
    span = structs.replace(span, line=line + block.line - 1)
    message, hint = words
    found = Diagnostic("broken-front-matter", visible(message), span, "error", hint, excerpt)
    return Document(record=kind(), diagnostics=(found,))


def _json_document(path: str, text: str, kind: type[T]) -> Document[T]:
    """JSON is YAML, but for tabs and for letters that are written as two escapes."""
    start = len(text) - len(text.lstrip())
    line = text.count("\n", 0, start) + 1
    if not _JSON_FIELDS.match(text, start):
        return Document(record=kind(), body=text)
    block = Block(text[start:], line, line)
    try:
        _, end = json.JSONDecoder(strict=False, parse_int=str).raw_decode(block.text)
    except json.JSONDecodeError as error:
        return _broken_json(path, block, kind, error)
    except RecursionError:
        return _broken(path, block, kind, ("this is nested too deeply", FLATTER), (1, 1))
    fields = _PAIRED.sub(lambda m: json.loads(f'"{m[0]}"'), block.text[:end].replace("\t", " "))
    document = parse_yaml(path, fields, kind, first_line=line)
    body_line = text.count("\n", 0, start + end) + 1
    rest = text[start + end :].partition("\n")
    body = rest[2] if not rest[0].strip() else rest[0] + rest[1] + rest[2]
    body_line += not rest[0].strip()
    return structs.replace(document, body=body, body_line=body_line)


def _broken_json(
    path: str, block: Block, kind: type[T], error: json.JSONDecodeError
) -> Document[T]:
    """The mistake that the JSON parser names: of a text that ends too soon, where it began."""
    line, column, words = error.lineno, error.colno, error.msg
    here = block.text.split("\n")[line - 1]
    hint = 'JSON wants "key": "value", with a comma between two'
    if not block.text[error.pos :].strip() or _is_text(here):
        return _whole_body(path, block.text, kind, _JSON_NOT_CLOSED, "error", block.line)
    before = block.text.split("\n")[max(line - 2, 0)]
    if "delimiter" in words and before.count('"') % 2:  # the next mark has closed it
        words, line, column = "this quotation mark is never closed", line - 1, before.rfind('"') + 1
    elif "property name" in words and here[column - 1 : column] in ("}", ","):
        words = "a comma stands here or before this, and no key follows"
    return _broken(path, block, kind, (words[:1].lower() + words[1:], hint), (line, column))


def _is_text(line: str) -> bool:
    """Whether a line is no part of JSON any more: the text below front matter."""
    begun = line.lstrip()
    return bool(begun) and not re.match(r"""["'{}\[\],]|[a-z_]+\s*:""", begun)


#: `{` and the first key, or nothing but `}`: no text begins so.
_JSON_FIELDS = re.compile(
    r"""\{\s*(?:(?:"[^"\n]*"|'[^'\n]*'|(?<=[\n\t ])[a-z_]+)\s*:"""
    r"""|"[^"\n]*"\s*["\[{\d,]|\}\s*(?:\n|$))"""
)
#: A letter beyond the first 65,536, as JSON escapes it.
_PAIRED = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")

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
_TOML_NOT_CLOSED = (
    "front-matter-not-closed",
    "the front matter that starts here has no end",
    "add a line +++ after its last key",
)
_JSON_NOT_CLOSED = (
    "front-matter-not-closed",
    "the front matter that starts here has no end",
    "add a line } after its last key",
)
#: A dotted key of TOML that is deeper than any record.
_DEEP_KEY = re.compile(rf"^[ \t\[]*(?:[\w-]+\.){{{DEEPEST}}}", re.MULTILINE)

_NO_TOML = (
    "not-front-matter",
    "+++ opens no front matter, since no keys follow; it is read as text",
    "for front matter write keys below it, and another +++ after them",
)


def _whole_body(
    path: str,
    text: str,
    kind: type[T],
    words: tuple[str, str, str],
    severity: Severity,
    first_line: int = 1,
) -> Document[T]:
    """A document all of whose text is body, with a diagnostic at its first words."""
    code, message, hint = words
    line = text[: len(text) - len(text.lstrip())].count("\n") + 1
    length = len(text.split("\n")[line - 1].rstrip())
    span, excerpt = at(path, text, line, 1, length)
    span = structs.replace(span, line=line + first_line - 1)
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
