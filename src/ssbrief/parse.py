"""One text → Parsed: what a briefing says of itself, and its sections with their entries.

In: the path and text of one file. Out: `Parsed`, a value that depends on nothing else, so that
files can be read in any order, on any core, and remembered by their digest. Knows no other file
and no company; names are still words here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from msgspec import Struct, structs

from . import periods
from .diagnostics import Diagnostic, Span, at
from .front_matter import BriefingFields, Document, Unknown, parse_document
from .markdown import Block, is_external, outer, read_blocks, scan
from .misdated import why_no_date
from .model import Period, Source
from .sections import Anchors, Entry, ParsedSection, divide, kind_of
from .sections.entries import clean, is_bold_line, is_field, is_short, run_in_names
from .sections.sources import (
    cited_numbers,
    is_work,
    linked_source,
    linked_sources,
    named_sources,
    number_of,
    read_source,
    slug_key,
)
from .slips import broken_addresses, slips
from .vocabulary import NO_WORDS, SiteWords, Words, any_of, either, guess_language, words

#: How to mend a date that cannot be read.
WRITE_DATES = 'write it as 2027, 2027-06, 2027-06-13, "late 2027", "Q3 2027" or "2027-2028"'


def not_a_date(value: str, tables: Words) -> tuple[str, str]:
    """What is said of words that should be a date, and how to mend them."""
    why = why_no_date(value, tables.dates)
    message = f'"{value}" is not a date that can be read' + (f": {why}" if why else "")
    return message, WRITE_DATES


#: How many blocks at the top may be lines on the briefing itself.
_OPENING = 8
#: How many at the end may be a writer's leave.
_CLOSING = 4
#: What follows a date that stands before a line on the note itself.
_DATED = re.compile(r"\s*(?:[—–|·•]|-\s|第\d+[周週]|$)")
_FILE_DATE = re.compile(r"^((?:19|20)\d\d(?:[-_]\d\d){0,2})(?=\D|$)(?![-_](?:19|20)\d\d)")
#: `**Label:**` or `**Label**:`
_BOLD_LABEL = re.compile(
    r"(?:\*\*|__)(?:([^*_:：]{2,40})[:：]\s*(?:\*\*|__)|([^*_:：]{2,40})(?:\*\*|__)\s*[:：])"
)
#: A task of a list that is done: no challenge any more.
_TICKED = re.compile(r"\[[xX]\]")
_FOOTNOTE_MARK = re.compile("\x02here:#fn-(\\d+)\x03")
_LABEL_VALUE = re.compile(r"^\s*([^:：\n]{2,40}?)\s*[:：]\s*(\S.*)$", re.S)


#: A word and the colon after it; it begins where a word does, or a long one costs its square.
_LABEL = re.compile(r"\b(\w+)\s*[:：]")

#: A place in capitals before the day of a report, and the dash after it.
_PLACE = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ' -]{2,30}(?:\s*,\s*[^,\d\n(]{2,20})?\s*(?:,\s*|\()")
_DASH = re.compile(r"\)?,?\s*(?:\([^()\n]{2,40}\)\s*)?[–—-]+\s")


class ParsedCitation(Struct, frozen=True, array_like=True):
    """A work cited, and the entry that cites it ("" for the briefing as a whole)."""

    source: Source
    entry: str = ""


class ParsedChallenge(Struct, frozen=True, array_like=True):
    name: str
    entry: str
    aliases: tuple[str, ...] = ()


class Footnote(Struct, frozen=True, array_like=True):
    """A note with its number, and the entry its first mark stands in."""

    number: int
    html: str
    entry: str


class Parsed(Struct, frozen=True):
    """One briefing as read. `inferred` says of each value that front matter does not give where it
    was read, `origins` are the words of its lines that say so; `places` are those of the front
    matter's values."""

    path: str
    fields: BriefingFields
    title: str
    language: str
    date: Period | None
    period: Period | None
    prepared_by: str
    reviewed_by: str
    authors: tuple[str, ...]
    revised: str
    sections: tuple[ParsedSection, ...]
    challenges: tuple[ParsedChallenge, ...]
    citations: tuple[ParsedCitation, ...]
    footnotes: tuple[Footnote, ...]
    inferred: tuple[tuple[str, str], ...] = ()
    origins: tuple[tuple[str, str], ...] = ()
    unknown: tuple[Unknown, ...] = ()
    places: tuple[tuple[str, Span], ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def parse(
    path: str,
    text: str,
    default_language: str = "en",
    site: SiteWords = NO_WORDS,
    *,
    allow_html: bool = False,
) -> Parsed:
    """Everything that one file says, read without knowing another."""
    document = parse_document(path, text, BriefingFields)
    fields = document.record
    language = fields.language or guess_language(document.body, default_language)
    tables = words(language, site)
    blocks = read_blocks(document.body, document.body_line, allow_html=allow_html)
    notes = [b for b in blocks if b.kind == "footnote"]
    reading = _Reading(path, text, fields, tables)
    reading.places = dict(document.positions)
    reading.check_dates()
    body = reading.take_metadata([b for b in blocks if b.kind != "footnote"])
    anchors = Anchors(reading.given_anchors(blocks))
    sections = divide(body, tables, anchors)
    footnotes = tuple(_footnotes(notes, sections))
    return Parsed(
        path=path,
        fields=fields,
        title=reading.title(),
        language=language,
        date=reading.date(),
        period=reading.period,
        prepared_by=reading.said("prepared_by"),
        reviewed_by=reading.said("reviewed_by"),
        authors=fields.authors or tuple(reading.listed("authors")),
        revised=reading.said("revised"),
        sections=sections,
        challenges=tuple(_challenges(fields, sections, tables)),
        citations=tuple(_joined(_citations(fields, sections, footnotes, tables))),
        footnotes=footnotes,
        inferred=tuple(reading.inferred.items()),
        origins=tuple((name, value) for name, (value, _) in reading.lines.items()),
        unknown=document.unknown,
        places=document.positions,
        diagnostics=(
            *document.diagnostics,
            *reading.diagnostics,
            *slips(path, document.body, document.body_line),
            *broken_addresses(path, text, document, _addresses(fields)),
            *_odd_sources(path, text, document),
        ),
    )


def _addresses(fields: BriefingFields) -> Iterable[tuple[str, str]]:
    """Those of the front matter, by field."""
    for index, source in enumerate(fields.sources):
        yield f"sources[{index}].url", source.url
        yield f"sources[{index}].archive", source.archive


def _odd_sources(path: str, text: str, document: Document[BriefingFields]) -> Iterable[Diagnostic]:
    """Sources of the front matter that name no work, and ids that two of them have."""
    taken: dict[str, int] = {}
    for index, source in enumerate(document.record.sources):
        span = document.where(f"sources[{index}]") or Span(path)
        excerpt = at(path, text, span.line)[1]
        if not (source.title or source.url):
            message, hint = "this source has neither a title nor an address", "add title: or url:"
            yield Diagnostic("hollow-source", message, span, "warning", hint, excerpt)
        if source.id in taken:
            where = document.where(f"sources[{index}].id") or span
            message = f'the id "{source.id}" stands here and in line {taken[source.id]}'
            shown = at(path, text, where.line)[1]
            yield Diagnostic("duplicate-id", message, where, "error", "give one another", shown)
        elif source.id:
            taken[source.id] = (document.where(f"sources[{index}].id") or span).line


class _Reading:
    """What a file says of itself: front matter first, then its own lines, its title, its name."""

    def __init__(self, path: str, text: str, fields: BriefingFields, tables: Words) -> None:
        self.path = path
        self.text = text
        self.fields = fields
        self.words = tables
        self.heading = ""
        self.lines: dict[str, tuple[str, str]] = {}
        self.inferred: dict[str, str] = {}
        #: The lines of paragraphs that only tell of the note.
        self.dated: set[int] = set()
        self.diagnostics: list[Diagnostic] = []
        self.places: Mapping[str, Span] = {}

    def where(self, field: str) -> Span:
        return self.places.get(field, Span(self.path))

    def take_metadata(self, blocks: Sequence[Block]) -> list[Block]:
        """The blocks without the title and the lines that only say who, when and what of."""
        body = _title_apart(blocks)
        title = self._title_block(body)
        if title is not None:
            self.heading = clean(scan(body[title].html).text)
            self._note_comments(body[:title])
            above = [
                b if self._is_metadata(b, "above the title") else _aside(b) for b in body[:title]
            ]
            body[: title + 1] = above
        opening = [b for b in body[:_OPENING] if not self._is_metadata(b, "a line under the title")]
        opening = [_aside(b) if b.line in self.dated else b for b in opening]
        kept = opening + body[_OPENING:]
        while kept and self._closes(kept[-1], kept[:-1]):
            kept.pop()
        closing = max(len(kept) - _CLOSING, 0)
        kept[closing:] = [_aside(b) if self._takes_leave(b) else b for b in kept[closing:]]
        return kept

    def _takes_leave(self, block: Block) -> bool:
        text = scan(block.html).text.casefold() if block.kind == "paragraph" else ""
        return text.startswith(self.words.closings) if self.words.closings else False

    def _title_block(self, blocks: Sequence[Block]) -> int | None:
        """The one h1; or the first heading, if the file has none and it names no section."""
        headings = [(i, b) for i, b in enumerate(blocks) if b.kind == "heading"]
        tops = [i for i, b in headings if b.level == 1]
        if self.fields.title and len(tops) > 1 and self._names_section(blocks[tops[0]]):
            return None
        if tops and (len(tops) == 1 or tops[0] == headings[0][0]):
            return self._telling(tops, blocks)
        first = next((i for i, b in enumerate(blocks) if b.kind not in ("comment", "rule")), -1)
        if not headings and first >= 0 and self._is_title_line(blocks[first:]):
            return first  # a line at the top of a file that has no headings
        if not headings or self.fields.title:
            return None
        index, block = headings[0]
        alone = all(b.level > block.level for _, b in headings[1:])
        bold = [b for b in blocks if is_bold_line(b)] if len(headings) == 1 else []
        below = {self._kind(b) for b in (*bold, *(b for _, b in headings[1:]))} - {None, "other"}
        titled = len(below) > 1 or (len(headings) > 1 and not self._names_section(block))
        return index if alone and titled and (index == first or not bold) else None

    def _kind(self, block: Block) -> str | None:
        return kind_of(scan(block.html).text, self.words)

    def _names_section(self, block: Block) -> bool:
        return self._kind(block) is not None

    def _telling(self, tops: Sequence[int], blocks: Sequence[Block]) -> int:
        """Of several h1, the second where the first says only what kind of paper it is."""
        first = clean(scan(blocks[tops[0]].html).text).casefold()
        return tops[1] if len(tops) > 1 and first in self.words.paper_titles else tops[0]

    def _is_title_line(self, blocks: Sequence[Block]) -> bool:
        """Whether the first block is a bold line, or a short one above bold lines for headings."""
        first, *rest = blocks
        if is_bold_line(first) or first.kind != "paragraph" or len(first.lines) != 1:
            return is_bold_line(first) and bool(rest)
        text = scan(first.html).text.strip()
        plain = not (_labelled(text) or periods.read(_bare(text), self.words.dates))
        return plain and is_short(text) and any(map(is_bold_line, rest[:2]))

    def _note_comments(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            if block.kind == "comment":
                self._is_metadata(block, "a comment")

    def _is_metadata(self, block: Block, place: str) -> bool:
        """Whether a paragraph says only things of the metadata table, or is a date alone. What it
        says is noted; what else it says keeps it in the text."""
        if block.kind == "comment":
            for line in re.split(r"[\n;|]", dict(block.attributes)["text"]):
                self._note(_labelled_line(line) or self._dated_line(line), "a comment")
            return True
        if block.kind == "quote":
            self._note_date_in_words(scan(block.html).text, place)
        if block.kind != "paragraph":
            return False
        if periods.read(_bare(scan(block.html).text), self.words.dates):
            self.lines.setdefault("date", (_bare(scan(block.html).text), place))
            return True
        pairs = [pair for line in block.lines for pair in _labelled(line)]
        known = [self._note(pair, place) for pair in pairs]
        if not any(known):
            self._note_date_in_words(scan(block.html).text, place)
            self._note_date_first(block, place)
            self._note_dateline(block, place)
        elif "date" not in self.lines:
            self._note_date_in_words(scan(block.html).text, place)
        cites = any(
            label in self.words.source_labels for _, value in pairs for label in _labels_in(value)
        )
        return bool(known) and all(known) and len(pairs) >= len(block.lines) and not cites

    def _note_date_in_words(self, text: str, place: str) -> None:
        """`Last checked in March 2025`, `(sent 4 February 2026)`: a label, then its date; or
        `Compiled by the desk, 3 March 2026`: a line that a label opens."""
        metadata, folded = self.words.metadata, text.casefold()
        opened = len(text) < 120 and folded.startswith(
            (*metadata.prepared_by, *metadata.reviewed_by)
        )
        labelled = any(label in folded for label in (*metadata.date, *metadata.revised))
        if len(text) >= 400 or not (opened or labelled):
            return
        found = periods.find(text, self.words.dates)
        opened = opened and len(found) == 1
        for one in found:
            for name in ("date", "revised"):
                start = _labelled_from(folded, one, getattr(metadata, name))
                if start is not None or (opened and name == "date"):
                    words = text[one.start if start is None else start : one.end]
                    self.lines.setdefault(name, (words, place))

    def _note_date_first(self, block: Block, place: str) -> None:
        """`Nov 2025 — notes from the fair`: a short line that a date opens is about the note, and
        so is one that ends with a day, `Note by the desk, 14 May 2026`."""
        text = scan(block.html).text
        found = periods.find(text, self.words.dates) if len(text) < 100 else ()
        if len(found) == 1 and _ends_with_day(text, found[0]):
            self.lines.setdefault("date", (found[0].words, place))
        if found and not text[: found[0].start].strip(" *_") and _DATED.match(text, found[0].end):
            self.lines.setdefault("date", (found[0].words, place))
            self.dated.add(block.line)

    def _note_dateline(self, block: Block, place: str) -> None:
        """`LONDON, 28 May 2025 — Phones …`: a place in capitals; or a short line all in italics
        that holds one day (`*Note of 12 January 2026, by the desk*`)."""
        text = scan(block.html)
        line = text.text[:120]
        italic = any(s == 0 and e == len(text.text.strip()) for s, e in text.emphasis)
        capitals = _PLACE.match(line)
        if not capitals and not (italic and len(text.text) < 120):
            return
        found = periods.find(line, self.words.dates)
        if not found:
            return
        first = found[0]
        opens = capitals and first.start == capitals.end() and _DASH.match(line, first.end)
        if opens or (italic and len(found) == 1 and _is_day(first.period)):
            self.lines.setdefault("date", (first.words, place))

    def _note(self, pair: tuple[str, str] | None, place: str) -> bool:
        known = self._field(*pair) if pair else None
        if known:
            self.lines.setdefault(known[0], (known[1], place))
        return known is not None

    def _dated_line(self, line: str) -> tuple[str, str] | None:
        """`generated 2025-11-28`: a label of dates without a colon."""
        label, _, value = line.strip().rpartition(" ")
        return (label, value) if periods.read(value, self.words.dates) else None

    def _closes(self, block: Block, before: Sequence[Block]) -> bool:
        """Whether a block at the end is a sign-off ("Prepared by …"), or the rule above one."""
        if block.kind in ("rule", "comment"):
            return True
        if block.kind != "paragraph" or not before:
            return False
        text = scan(block.html).text.strip()
        if self._is_metadata(block, "the sign-off"):
            return True
        if any(label in self.words.source_labels for label in _labels_in(text)):
            return False
        for name in self.words.metadata.__struct_fields__:
            if name == "authors":  # "By 2028 …" is no sign-off
                continue
            for label in getattr(self.words.metadata, name):
                head = re.match(rf"{re.escape(label)}(?:\b[\s:：]+|：)", text, re.I)
                if head and len(text) < 120 and (len(label) > 4 or not label.isascii()):
                    self.lines.setdefault(name, (text[head.end() :].strip(), "the sign-off"))
                    return True
        return False

    def _field(self, label: str, value: str) -> tuple[str, str] | None:
        folded = clean(label).casefold()
        for name in self.words.metadata.__struct_fields__:
            if folded in getattr(self.words.metadata, name):
                return name, value.strip(" \t\n*_")
        return None

    def given_anchors(self, blocks: Iterable[Block]) -> list[str]:
        """The anchors that the author set; one that is set twice is an error."""
        given = [
            (value, b.line) for b in _all(blocks) for key, value in b.attributes if key == "id"
        ]
        unique = dict.fromkeys(given)  # a list item's and its paragraph's braces are the same
        claims: dict[str, list[int]] = {}
        for name, line in unique:
            claims.setdefault(name, []).append(line)
        for name, lines in claims.items():
            if len(lines) > 1:
                message = f'the anchor "{name}" stands here and in line {lines[0]}'
                hint = "give one of them another"
                self._wrong("duplicate-anchor", message, lines[1], f"#{name}", hint)
        return [name for name, _ in unique]

    def title(self) -> str:
        """Front matter, the heading, or the name of the file in words."""
        if self.fields.title:
            return self.fields.title
        if self.heading:
            self.inferred["title"] = "the first heading"
            return self.heading
        if "title" in self.lines:
            self.inferred["title"], said = self.lines["title"][1], self.lines["title"][0]
            return said
        self.inferred["title"] = "the name of the file"
        name = self.path.rsplit("/", 1)[-1].removesuffix(".md").removesuffix(".markdown")
        bare = _FILE_DATE.sub("", name).strip("-_ ") or name
        return re.sub(r"[-_]+", " ", bare).strip().capitalize() or name

    def date(self) -> Period | None:
        """When it was published: front matter, a line of its own, the name of the file, else the
        period it covers."""
        if self.fields.date:
            return self._read("date", self.fields.date)
        if "date" in self.lines and (read := self._understand("date")):
            return read
        name = self.path.rsplit("/", 1)[-1]
        covered = self.period
        in_title = periods.find(self.fields.title or self.heading, self.words.dates)
        if len(in_title) == 1 and _is_day(in_title[0].period):
            self.inferred["date"] = "the title"
            return in_title[0].period
        match = _FILE_DATE.match(name)
        if match and ("-" in match[1] or "_" in match[1] or not covered):
            read = periods.read(match[1].replace("_", "-"), self.words.dates)
            if read:
                self.inferred["date"] = "the name of the file"
                return read
        if "revised" in self.lines and (read := self._understand("revised", "date")):
            return read
        if covered:
            self.inferred["date"] = "the period covered"
        return covered

    @cached_property
    def period(self) -> Period | None:
        """What it covers: front matter, a line of its own, else the title."""
        if self.fields.period:
            return self._read("period", self.fields.period)
        if "period" in self.lines and (read := self._understand("period")):
            return read
        found = periods.find(self.fields.title or self.heading, self.words.dates)
        if found:
            self.inferred["period"] = "the title"
            return found[0].period
        return None

    def said(self, name: str) -> str:
        """A field of words: front matter, else a line of the file."""
        value: str = getattr(self.fields, name)
        if value or name not in self.lines:
            return value
        value, place = self.lines[name]
        self.inferred[name] = place
        return value

    def listed(self, name: str) -> list[str]:
        if name not in self.lines:
            return []
        value, self.inferred[name] = self.lines[name]
        joined = either(self.words.conjunctions)
        parts = re.split(rf"[,;，；、،]|\b(?:{joined})\b", value)
        return [part.strip() for part in parts if part.strip()]

    def _understand(self, name: str, field: str = "") -> Period | None:
        value, place = self.lines[name]
        read = periods.read(value, self.words.dates)
        if read is None and (found := periods.find(value, self.words.dates)):
            read = found[0].period
        if read:
            self.inferred[field or name] = place
        return read

    def _read(self, name: str, value: str) -> Period | None:
        read = periods.read(value, self.words.dates)
        if read is None:
            self._unreadable(name, value)
        return read

    def check_dates(self) -> None:
        """Dates that are shown as they are written: an impossible one is a slip of the pen."""
        written = [("revised", self.fields.revised)]
        for index, source in enumerate(self.fields.sources):
            written += [
                (f"sources[{index}].{name}", getattr(source, name))
                for name in ("published", "accessed")
            ]
        for field, value in written:
            if why_no_date(value, self.words.dates) and not periods.read(value, self.words.dates):
                self._unreadable(field, value)

    def _unreadable(self, field: str, value: str) -> None:
        span = self.where(field)
        excerpt = at(self.path, self.text, span.line)[1]
        message, hint = not_a_date(value, self.words)
        self.diagnostics.append(
            Diagnostic("unreadable-date", message, span, "error", hint, excerpt)
        )

    def _wrong(self, code: str, message: str, line: int, word: str, hint: str = "") -> None:
        _, excerpt = at(self.path, self.text, line)
        column = excerpt.find(word) + 1 or 1
        span, excerpt = at(self.path, self.text, line, column, len(word))
        self.diagnostics.append(Diagnostic(code, message, span, "error", hint, excerpt))


def _labelled_from(folded: str, date: periods.Found, labels: Iterable[str]) -> int | None:
    """Where the date itself begins that a label leads to, which may look like a part of it
    ("截至2026年4月"); None where none does. Some words may stand before a day: "Written on the
    train, 30 August 2025"."""
    far = r"(?:\W+\w+){0,4}\W*" if _is_day(date.period) else ""
    before = re.sub(r"\s+(?:in|on)$", "", folded[: date.start].rstrip(" :："))
    for label in (label for label in labels if label in folded):
        head = rf"(?<!\w){re.escape(label)}"
        if re.search(f"{head}{far}$", before):
            return date.start
        for match in re.finditer(head, folded):
            if match.start() <= date.start < match.end() < date.end:
                return match.end()
    return None


def _ends_with_day(text: str, date: periods.Found) -> bool:
    """Whether a line is no sentence and a comma or gap parts the day at its end from the rest."""
    before, after = text[: date.start].rstrip(" "), text[date.end :]
    parted = before.endswith((",", "·", "|", "–", "—", "，", "　")) or "　" in text[: date.start]
    return _is_day(date.period) and parted and not re.search(r"\w|[.!?]", after)


def _title_apart(blocks: Sequence[Block]) -> list[Block]:
    """The blocks; where the first is a bold line with more lines below it, these are one more."""
    body = list(blocks)
    first = body[0] if body else None
    if first is None or first.kind != "paragraph" or len(first.lines) < 2:
        return body
    if not re.fullmatch(r"\s*(\*\*|__)[^*_\n]+\1\s*\\?", first.lines[0]):
        return body
    rest = read_blocks("".join(f"{line}\n" for line in first.lines[1:]), first.line + 1)
    return [*read_blocks(f"{first.lines[0]}\n", first.line), *rest, *body[1:]]


def _is_day(period: Period) -> bool:
    return period.earliest is not None and period.earliest == period.latest


def _labelled(line: str) -> list[tuple[str, str]]:
    """The labels of a line with what follows each: `**Date:** May 2025 | **By:** Jane`."""
    bold = list(_BOLD_LABEL.finditer(line))
    if bold and not _bare(line[: bold[0].start()]):
        ends = [m.start() for m in bold[1:]] + [len(line)]
        return [(m[1] or m[2], _bare(line[m.end() : e])) for m, e in zip(bold, ends, strict=True)]
    parts = [
        _labelled_line(part) for part in re.split(r"\s[|·•]\s|\.\s+(?=[A-Z][\w ]{2,30}:)", line)
    ]
    if len(parts) > 1 and all(parts):
        return [part for part in parts if part]
    pair = _labelled_line(line)
    return [pair] if pair else []


def _bare(text: str) -> str:
    """Words without the signs around them."""
    return text.strip(" \t\n*_|·•,;:：\\")


def _labelled_line(line: str) -> tuple[str, str] | None:
    match = _LABEL_VALUE.match(_bare(line))
    return (match[1], match[2]) if match else None


def _aside(block: Block) -> Block:
    """A paragraph that is shown and read as nothing."""
    if block.kind != "paragraph":
        return block
    return structs.replace(block, kind="aside", html=outer(block), lines=())


def _labels_in(value: str) -> list[str]:
    """The labels inside what follows a label: `February 2026. Sources: …`."""
    return [word.casefold() for word in _LABEL.findall(value)]


def _all(blocks: Iterable[Block]) -> Iterable[Block]:
    for block in blocks:
        yield block
        yield from _all(block.children)


def _footnotes(blocks: Iterable[Block], sections: Sequence[ParsedSection]) -> Iterable[Footnote]:
    marked: dict[int, str] = {}
    for entry in (entry for section in sections for entry in section.entries()):
        for number in _FOOTNOTE_MARK.findall(entry.html):
            marked.setdefault(int(number), entry.id)
    for block in blocks:
        number = int(dict(block.attributes)["number"])
        yield Footnote(number, outer(block), marked.get(number, ""))


def _challenges(
    fields: BriefingFields, sections: Sequence[ParsedSection], tables: Words
) -> Iterable[ParsedChallenge]:
    """The named obstacles: those of the front matter, then the entries of a challenges section."""
    for said in fields.challenges:
        yield ParsedChallenge(said.name, "", said.aliases)
    for section in sections:
        if section.kind != "challenges":
            continue
        for entry in section.entries():
            told = run_in_names(scan(entry.html)) if entry.shape == "paragraph" else ()
            for name in told or filter(None, [_challenge_name(entry, tables)]):
                yield ParsedChallenge(name.rstrip(" ."), entry.id)


def _challenge_name(entry: Entry, tables: Words) -> str:
    """The label of an entry without its parenthesis; "" for fields and sentences."""
    if (
        entry.field
        or not entry.label
        or _TICKED.match(entry.label)
        or (entry.shape == "paragraph" and len(entry.label.split()) > 8)
    ):
        return ""
    name = clean(re.sub(r"\s*[(（][^)）]*[)）]", "", entry.label))
    source = any_of(tables.source_labels).match(name)
    field = is_field(name, tables.challenge_field_labels, tables.phase_words)
    return "" if source or field or len(name) > 100 else name


def _joined(citations: Iterable[ParsedCitation]) -> Iterable[ParsedCitation]:
    """The citations; `(CarBuzz, December 2025)` cites the "CarBuzz" of the list of sources."""
    found = list(citations)
    listed = {c.source.key for c in found if not (c.source.url or c.source.published)}
    for citation in found:
        source, key = citation.source, slug_key(citation.source.title)
        if not source.url and source.publisher == source.title and key in listed:
            citation = structs.replace(citation, source=structs.replace(source, key=key))
        yield citation


def _citations(
    fields: BriefingFields,
    sections: Sequence[ParsedSection],
    footnotes: Iterable[Footnote],
    tables: Words,
) -> Iterable[ParsedCitation]:
    """The works cited, those that are told most fully first: front matter, sources sections, then
    links and names in the text, and its footnotes."""
    for said in fields.sources:
        source = linked_source(said.title, said.url) if said.url else Source("", said.title)
        yield ParsedCitation(
            Source(
                source.key or "text:" + said.title.casefold(),
                said.title or source.title,
                said.url if is_external(said.url) else "",
                said.publisher or source.publisher,
                said.published,
                said.accessed,
                said.archive if is_external(said.archive) else "",
                said.author,
            )
        )
    listed = list(_listed_sources(sections, tables))
    yield from (ParsedCitation(source) for _, source in listed)
    numbered = {number: source for number, source in listed if number}
    named = _named_once(sections, tables, (source for _, source in listed))
    for section in sections:
        for entry in section.entries() if section.kind != "sources" else ():
            text = scan(entry.html)
            cited = (numbered.get(n) for n in cited_numbers(text.text) if numbered)
            yield from (ParsedCitation(s, entry.id) for s in cited if s)
            yield from (ParsedCitation(s, entry.id) for s in linked_sources(text, tables))
            yield from (ParsedCitation(s, entry.id) for s in named.get(entry.id, ()))
    for note in footnotes:
        text = scan(note.html)
        whole = not listed and is_work(text, tables)
        works = read_source(text, tables)
        yield from (ParsedCitation(s, note.entry) for s in works if s.url or whole)


def _named_once(
    sections: Sequence[ParsedSection], tables: Words, listed: Iterable[Source]
) -> dict[str, list[Source]]:
    """By entry, the works that its text names without a link. A name without a date is the work of
    that name in the list of sources, or with a date elsewhere in the text."""
    named = {
        entry.id: list(named_sources(scan(entry.html), tables))
        for section in sections
        if section.kind != "sources"
        for entry in section.entries()
    }
    told = [s for sources in named.values() for s in sources if s.published]
    known = {s.publisher.casefold(): s for s in (*reversed(told), *listed) if s.publisher}
    for entry, sources in named.items():
        named[entry] = [
            known.get(s.publisher.casefold(), s) if not s.published else s for s in sources
        ]
    return named


def _listed_sources(
    sections: Sequence[ParsedSection], tables: Words
) -> Iterable[tuple[int, Source]]:
    """The works of the sources sections, each with its number in its list (0: it has none)."""
    for section in sections:
        for passage in section.passages if section.kind == "sources" else ():
            for index, entry in enumerate(passage.entries):
                text = scan(entry.html)
                counted = passage.start + index if passage.start >= 0 else 0
                number = number_of(text.text) or counted
                yield from ((number, source) for source in read_source(text, tables))
