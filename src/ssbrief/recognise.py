"""Parsed + the names of the site → Briefing: its companies, milestones, challenges and sources.

In: one `Parsed`, the `Registry`, where the file stands among topics. Out: a `Briefing` whose prose
links the companies it names, and diagnostics. Knows no other briefing: `names_found` tells what
names a file shows by its structure, and `load` gathers them before any file is recognised.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import get_args

from msgspec import Struct, structs

from . import markdown, periods
from .diagnostics import Diagnostic, Severity, Span, at, find_in, nearest
from .front_matter import MilestoneEntry
from .milestones import MOST_DATES, Context, Reading, eased_by, kind_named, read_milestones
from .model import (
    Briefing,
    ChallengeMention,
    Citation,
    Milestone,
    Passage,
    Period,
    Prose,
    Section,
    Source,
    State,
    Statement,
)
from .naming import is_no_firm, names_in_prose, owned_names, small_name
from .parse import Parsed, not_a_date
from .registry import Mention, Registry
from .sections import Entry, ParsedPassage, ParsedSection
from .sections.entries import is_list_label, run_in_names
from .sections.key_players import Label, looks_like_name, read_label, without_brackets
from .sections.sources import citation_spans, inline_spans, slug_key
from .slugs import slug
from .vocabulary import (
    NO_WORDS,
    SiteWords,
    Words,
    any_of,
    either,
    is_read,
    known_words,
    words,
)

#: Where the profiles lie: the registry that a site keeps by hand.
PROFILES = "content/companies/"
_ROW = re.compile(r"<tbody>\n<tr>\n(.*?)</tr>\n</tbody>", re.S)
_ROW_OF_TABLE = re.compile(r'(<tr id="([^"]*)">\n)(.*?)</tr>', re.S)
#: How many milestones of one company are followed in one text.
MOST_MILESTONES = 500
#: The least letters that a date takes, by which a text has no more than it may.
_SHORTEST_DATE = 4
#: How many cells beside one tell of it; how many slips of a file are met with a guess.
_CELLS_AROUND, _GUESSES = 8, 100
_MARKED = re.compile("<strong>|<em>")
_YEAR = re.compile(r"(?<!\d)20[1-4]\d(?!\d)")
#: `2026: `, and between what is told of it.
_OPENS_WITH_YEAR = re.compile(r"\W*(?:[^\W\d]+[ -]){0,3}[^\W\d]{0,2}\d")
_AFTER_YEAR, _PARTS = re.compile(r"\s*(?::|：|[–—-]\s)\s*"), re.compile(r"[;；]\s*")
#: `n8n`, `imec`: a name that is written small, in a column of names.
_SMALL_NAME = re.compile(r"[a-z][a-z0-9.]{2,}")
_ADDRESS = re.compile(r"\S*(?:://|www\.)\S+")
#: At the start of a line.
_AFTER_BREAK = re.compile("\n *$")
_WIKILINK = re.compile('<a href="\x02name:([^\x03]*)\x03"[^>]*>(.*?)</a>', re.S)


class Place(Struct, frozen=True):
    """Where a briefing stands: its slug, its topic's; and what its site says of years and words."""

    slug: str
    topic: str
    fiscal_year_start: int = 4
    words: SiteWords = NO_WORDS


def names_found(parsed: Parsed, registry: Registry, site: SiteWords) -> tuple[str, ...]:
    """The names of companies that only the structure of a file shows, as written."""
    tables = words(parsed.language, site)
    things = _Things(parsed, tables, registry)
    found = [n for s in parsed.sections for n in _names_of_section(s, tables, registry, things)]
    said = [m.who for m in parsed.fields.milestones if m.who and not registry.company_called(m.who)]
    names = dict.fromkeys([*found, *said])
    whole = [name for name in names if names.keys().isdisjoint(_endings(name))]
    short = (_shortened(name, tables, registry, things) for name in whole)
    told = (_with_its_name(name, names, registry, things) for name in whole)
    return (*told, *filter(None, short))


def _shortened(name: str, tables: Words, registry: Registry, things: _Things) -> str:
    """`Elicio=Elicio Therapeutics`, where the text also calls a firm so."""
    short, _, ending = name.rpartition(" ")
    if ending not in tables.naming.endings or " " in short or len(short) < 4:
        return ""
    common = things.hold(short) or short.lower() in known_words(tables)
    if common or registry.names_with(short):
        return ""
    alone = re.search(rf"(?<!\w){re.escape(short)}(?![\w-])(?! {re.escape(ending)})", things.text)
    return f"{short}={name}" if alone else ""


def _with_its_name(name: str, names: Iterable[str], registry: Registry, things: _Things) -> str:
    """`Ayar=Ayar Labs` for a word of the text that opens the name of one firm of the same file; a
    label says that it is a firm of its own."""
    if " " in name or name in things.labels:
        return name
    told = f"{things.text} {' '.join(things.labels)}"
    longer = (*registry.names_with(name), *names)
    whole = [n for n in longer if n.startswith(f"{name} ") and n in told]
    return f"{name}={whole[0]}" if whole else name


class _Things:
    """Which names a file gives to things, and writes small, too; gathered once one is asked for."""

    def __init__(self, parsed: Parsed, tables: Words, registry: Registry) -> None:
        self.parsed = parsed
        self.tables = tables
        self.registry = registry

    @cached_property
    def text(self) -> str:
        entries = (entry for section in self.parsed.sections for entry in section.entries())
        text = "\n".join(markdown.scan(entry.html).text for entry in entries)
        return _ADDRESS.sub("", text) if "://" in text or "www." in text else text

    @cached_property
    def names(self) -> frozenset[str]:
        return owned_names(self.text, self.tables)

    @cached_property
    def labels(self) -> frozenset[str]:
        return frozenset(e.label for s in self.parsed.sections for e in s.entries())

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that the file also writes small."""
        return frozenset(re.findall(r"(?<!\w)[^\W\d_A-ZÀ-Þ]{3,}(?!\w)", self.text))

    @cached_property
    def tells_of_firms(self) -> bool:
        """Whether the file names a known firm and speaks of years, as briefings do."""
        years = len(_YEAR.findall(self.text)) > 1
        return years and bool(self.registry.find(self.text) or self.has_players)

    @cached_property
    def has_players(self) -> bool:
        return any(section.kind == "key_players" for section in self.parsed.sections)

    def hold(self, name: str) -> bool:
        return name.lower() in self.words or name in self.names


def _endings(name: str) -> Iterator[str]:
    """What a name ends with, from each of its words on but the first."""
    return (name[space.end() :] for space in re.finditer(" ", name))


def _names_of_section(
    section: ParsedSection, tables: Words, registry: Registry, things: _Things
) -> Iterator[str]:
    """Names of its labels, then of its prose; a name beside known names in a list is one."""
    if section.kind == "sources":
        return
    told = section.kind != "challenges" and _opens_with_firms(section, tables, registry)
    for passage in section.passages:
        among_firms = _lists_firms(passage, section, tables, registry)
        among_firms = among_firms or (told and passage.shape == "paragraph")
        for entry in passage.entries:
            label = _label(entry, section, tables, registry, among_firms)
            yield from _new_names(label, registry)
            scanned = markdown.scan(entry.html)
            text = _without_code(scanned)
            if _has_run_ins(entry) and section.kind != "challenges":
                yield from _names_of_run_ins(scanned, tables, registry)
            if among_firms or section.kind == "key_players":
                yield from _names_of_nested(scanned, label, tables, registry)
            yield from _names_of_fields(text, tables, registry)
            for column, value in entry.cells[1:]:
                if column.casefold() in tables.naming.name_fields:
                    yield from _listed(value, tables, registry)
            if entry.shape == "row":
                text = "\n".join(value for _, value in entry.cells)
            if section.kind == "key_players" and entry.shape == "item" and not entry.label:
                yield from small_name(text, tables)
            prose = text[_label_end(text, entry.label) :] if label.new else text
            things_of_it = _nested_heads(scanned) if label.known else ()
            found = names_in_prose(prose, tables, registry.find, registry.is_doubtful, things.hold)
            elsewhere = _without_sources(scanned, tables) if found else ""
            no_names = (*_bracketed(entry.html), *things_of_it)
            yield from (n for n in found if n in elsewhere and n not in no_names)


def _bracketed(markup: str) -> tuple[str, ...]:
    """The names in double brackets: known ones, or slips that are told of."""
    if "\x02name:" not in markup:
        return ()
    return tuple(html.unescape(name) for name, _ in _WIKILINK.findall(markup))


def _without_code(scanned: markdown.Text) -> str:
    """A text in which no name stands where code does."""
    text = scanned.text
    for start, end in scanned.code:
        text = f"{text[:start]}{'x' * (end - start)}{text[end:]}"
    return text


def _without_sources(scanned: markdown.Text, tables: Words) -> str:
    """A text without the brackets that cite: who published a work is no firm for that."""
    text = scanned.text
    for start, end in (*citation_spans(scanned), *inline_spans(scanned, tables)):
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _names_of_nested(
    text: markdown.Text, label: Label, tables: Words, registry: Registry
) -> Iterator[str]:
    """The new names that marked words at the start of nested lines show, below what is no name."""
    if label.known or label.new or "\n" not in text.text:
        return
    for head in _nested_heads(text):
        found = read_label(head, tables, registry.find_in_label)
        yield from (n for n in found.new if not is_no_firm(n, tables))


def _nested_heads(text: markdown.Text) -> list[str]:
    """The marked words that open a line of an entry after its first."""
    marked = (*text.strong, *text.emphasis) if "\n" in text.text else ()
    return [
        text.text[s:e] for s, e in marked if s and _AFTER_BREAK.search(text.text, max(0, s - 40), s)
    ]


def _inner_names(entry: Entry) -> Iterable[str]:
    """The marked words that name those whom parts of an entry are about."""
    text = markdown.scan(entry.html)
    return run_in_names(text) if entry.shape == "paragraph" else _nested_heads(text)


def _has_run_ins(entry: Entry) -> bool:
    return entry.shape == "paragraph" and "<strong>" in entry.html


def _names_of_run_ins(text: markdown.Text, tables: Words, registry: Registry) -> Iterator[str]:
    """The new names of a paragraph in which marked names, one of them known, open sentences."""
    labels = [read_label(name, tables, registry.find_in_label) for name in run_in_names(text)]
    if 2 * sum(1 for label in labels if label.known) >= len(labels) > 1:
        yield from (n for label in labels for n in label.new if not is_no_firm(n, tables))


def _names_of_fields(text: str, tables: Words, registry: Registry) -> Iterator[str]:
    """The names of lines such as `Partners: A, B and C`."""
    for line in text.split("\n") if tables.naming.name_fields else ():
        label, colon, rest = line.strip().partition(":")
        if colon and (
            label.casefold() in tables.naming.name_fields or is_list_label(label, tables)
        ):
            yield from _listed(rest, tables, registry)


def _lists_firms(
    passage: ParsedPassage, section: ParsedSection, tables: Words, registry: Registry
) -> bool:
    """Whether the labels of a list or table are names of firms: at least two are known, and they
    are a good part of all."""
    if section.kind == "challenges" or passage.shape not in ("list", "table"):
        return False
    labels = [e.label for e in passage.entries if e.label and not e.field]
    if not labels:
        labels = [head for e in passage.entries for head in _nested_heads(markdown.scan(e.html))]
    return _are_mostly_known(labels, tables, registry)


def _are_mostly_known(labels: Sequence[str], tables: Words, registry: Registry) -> bool:
    read = [_read(label, tables, registry) for label in labels]
    known = sum(1 for label in read if label.known)
    if known < 2:
        return False
    names = all(label.known or (label.new and not label.group) for label in read)
    common = any(name.lower() in known_words(tables) for label in read for name in label.new)
    return known >= len(labels) * (0.2 if names and not common else 0.4)


def _opens_with_firms(section: ParsedSection, tables: Words, registry: Registry) -> bool:
    """Whether the bold words that open the paragraphs of a section are names of firms."""
    paragraphs = [p.entries[0] for p in section.passages if p.shape == "paragraph" and p.entries]
    labels = [entry.label for entry in paragraphs if entry.label and not entry.field]
    if len(labels) < 3 or len(labels) < len(paragraphs) * 0.6:
        return False
    return _are_mostly_known(labels, tables, registry)


def _read(label: str, tables: Words, registry: Registry) -> Label:
    """The names in a label, which is read for several questions."""
    asked = (label, id(tables))
    if asked not in registry.labels:
        registry.labels[asked] = read_label(label, tables, registry.find_in_label)
    read: Label = registry.labels[asked]
    return read


def _new_names(label: Label, registry: Registry) -> tuple[str, ...]:
    beside = (p for p in label.partners if p not in registry.companies and looks_like_name(p))
    return (*label.new, *beside)


def recognise(
    parsed: Parsed, registry: Registry, place: Place, text: str = ""
) -> tuple[Briefing, tuple[Diagnostic, ...]]:
    """A briefing with everything that its words name; `text` is the file, for pointing at it."""
    return _Recogniser(parsed, registry, place, text).briefing()


def resolve_names(markup: str, registry: Registry) -> tuple[str, tuple[str, ...]]:
    """The HTML with `[[Toyota]]` as a link to the company; and the names that are none, which are
    text in it."""
    unknown: list[str] = []

    def link(match: re.Match[str]) -> str:
        name = html.unescape(match[1])
        if company := registry.company_called(name):
            return f'<a class="name" href="\x02company:{company}\x03">{match[2]}</a>'
        unknown.append(name)
        return match[2]

    linked = _WIKILINK.sub(link, markup) if "\x02name:" in markup else markup
    return linked, tuple(dict.fromkeys(unknown))


class Guesses:
    """The words that a writer likely meant. After a hundred slips of one file nobody is helped by
    a guess, for which all that is known is looked through."""

    def __init__(self) -> None:
        self.made: dict[str, str | None] = {}

    def meant(self, word: str, known: Iterable[str]) -> str | None:
        if word not in self.made and len(self.made) < _GUESSES:
            self.made[word] = nearest(word, list(known))
        return self.made.get(word)


def unknown_name(
    name: str, path: str, text: str, registry: Registry, guesses: Guesses, line: int = 1
) -> Diagnostic:
    """That a name in double brackets is no company, at its place in the file."""
    close = guesses.meant(name, (known.name for known in registry.companies.values()))
    hint = f'did you mean "{close}"?' if close else "name it in content/companies/ or site.yaml"
    message = f"[[{name}]] is not a company of this site; it is shown as text"
    span, excerpt = find_in(path, text, f"[[{name}", line)
    return Diagnostic("unknown-company", message, span, "warning", hint, excerpt)


class _Recogniser:
    def __init__(self, parsed: Parsed, registry: Registry, place: Place, text: str) -> None:
        self.parsed = parsed
        self.text = text
        self.places = dict(parsed.places)
        self.guesses = Guesses()
        self.registry = registry
        self.place = place
        self.words = words(parsed.language, place.words)
        self.labels: dict[str, Label] = {}
        self.subjects: dict[str, tuple[str, ...]] = {}
        self.partners: dict[str, tuple[str, ...]] = {}
        self.mentions: dict[str, tuple[Mention, ...]] = {}
        self.texts: dict[str, markdown.Text] = {}
        self.allowed: frozenset[str] = frozenset()
        self.likely: frozenset[str] = frozenset()
        self.diagnostics: list[Diagnostic] = []
        self.cited: dict[str, tuple[str, ...]] = {}

    def briefing(self) -> tuple[Briefing, tuple[Diagnostic, ...]]:
        parsed, fields = self.parsed, self.parsed.fields
        self._read_labels()
        for citation in parsed.citations:
            if citation.entry:
                keys = self.cited.get(citation.entry, ())
                self.cited[citation.entry] = tuple(dict.fromkeys((*keys, citation.source.key)))
        sections = tuple(self._section(section) for section in parsed.sections)
        statements = {
            s.id: s for section in sections for p in section.passages for s in p.statements
        }
        milestones = tuple(self._milestones(statements))
        briefing = Briefing(
            slug=self.place.slug,
            path=parsed.path,
            title=parsed.title,
            topic=self.place.topic,
            language=parsed.language,
            date=parsed.date,
            period=parsed.period,
            summary=fields.summary or _opening(sections),
            authors=parsed.authors,
            prepared_by=parsed.prepared_by,
            reviewed_by=parsed.reviewed_by,
            revised=parsed.revised,
            change_note=fields.change_note,
            tags=fields.tags,
            redirect_from=fields.redirect_from,
            sections=sections,
            companies=self._companies(statements.values(), milestones),
            milestones=milestones,
            challenges=tuple(self._challenges(statements)),
            sources=tuple(_sources(c.source for c in parsed.citations)),
            citations=tuple(self._citations(statements)),
            footnotes=self._footnotes(),
            inferred=parsed.inferred,
            extra=tuple((u.key, u.value) for u in parsed.unknown),
        )
        return briefing, tuple(self.diagnostics)

    # -- who is named

    def _read_labels(self) -> None:
        """First the labels of all entries, since they support names that are also common words."""
        for section in self.parsed.sections:
            for entry in section.entries():
                label = _label(entry, section, self.words, self.registry)
                self.labels[entry.id] = label
                subjects = [*label.known, *self._companies_of(label.new)]
                self.subjects[entry.id] = tuple(dict.fromkeys(subjects))
                self.partners[entry.id] = tuple(self._companies_of(label.partners))
        said = self._declared()
        labels = (*self.subjects.values(), *self.partners.values(), self._run_ins())
        structural = [made for label in labels for made in label]
        shown = self.registry.shown.get(self.parsed.path, ())
        self.allowed = self.registry.own.union(said, structural, shown)
        self.likely = self.registry.of_their_fields(structural)

    def _run_ins(self) -> tuple[str, ...]:
        """The known companies whose marked names open sentences or nested lines among players."""
        told = (s for s in self.parsed.sections if s.kind not in ("sources", "challenges"))
        found: list[str] = []
        for section in told:
            for entry in (e for e in section.entries() if _MARKED.search(e.html)):
                names = [_read(n, self.words, self.registry).known for n in _inner_names(entry)]
                sure = section.kind == "key_players" or 2 * sum(map(bool, names)) >= len(names) > 1
                found += [company for known in names for company in known if sure]
        return tuple(found)

    def _slug_of(self, name: str) -> str:
        return self.registry.company_called(name) or slug(name)

    def _companies_of(self, names: Iterable[str]) -> list[str]:
        """The companies of these names; a name that the site has taken out, or of a text that has
        too many, is none."""
        return [made for made in map(self._slug_of, names) if made in self.registry.companies]

    def _declared(self) -> list[str]:
        return self._companies_of(company.name for company in self.parsed.fields.companies)

    def _owned(self, entry: Entry) -> tuple[str, ...]:
        """The companies an entry is about: its label's, its owner's, or those its heading names."""
        own = self.subjects.get(entry.id, ())
        if own or not (entry.field or entry.heading):
            return own
        if entry.owner:
            return self.subjects.get(entry.owner, ())
        return _heading_names(entry.heading, self.words, self.registry)

    # -- what is shown

    def _section(self, section: ParsedSection) -> Section:
        return Section(
            section.kind,
            section.id,
            Prose(self._linked_by_author(section.heading)),
            section.title,
            tuple(self._passage(p, section) for p in section.passages),
        )

    def _passage(self, passage: ParsedPassage, section: ParsedSection) -> Passage:
        statements = tuple(self._statement(e, section) for e in passage.entries)
        markup = self._linked_by_author(passage.html)
        if passage.shape == "table":
            markup = _rows_linked(markup, statements)
        elif passage.shape == "prose":
            text = markdown.scan(markup).text
            markup = markdown.link_words(markup, _first_of_each(self._find(text)))
        return Passage(
            passage.shape,  # type: ignore[arg-type]
            Prose(markup),
            passage.level,
            passage.id,
            passage.start,
            statements,
        )

    def _statement(self, entry: Entry, section: ParsedSection) -> Statement:
        markup = self._linked_by_author(entry.html, entry.line)
        scanned = markdown.scan(markup)
        text = scanned.text.strip("\n")
        if entry.shape == "row":
            text = " | ".join(value for _, value in entry.cells)
        mentions = () if section.kind == "sources" else tuple(self._mentioned(scanned))
        self.mentions[entry.id] = mentions
        self.texts[entry.id] = scanned
        subjects = self._owned(entry)
        wikilinks = re.findall("\x02company:([^\x03]+)\x03", markup)
        found = (company for _, _, company in mentions)
        named = dict.fromkeys([*subjects, *self.partners[entry.id], *wikilinks, *found])
        said = entry.attribute("said")
        return Statement(
            id=entry.id,
            briefing=self.place.slug,
            section=section.kind,
            prose=Prose(markdown.link_words(markup, _first_of_each(mentions))),
            text=text,
            label=entry.label,
            level=entry.level,
            group=self.labels[entry.id].group,
            subjects=subjects,
            companies=tuple(named),
            sources=self.cited.get(entry.id, ()),
            said=self._date(said, entry.line) if said else None,
        )

    def _find(self, text: str) -> list[Mention]:
        return self.registry.find(text, self.allowed, self.likely, self.words.name_endings)

    def _mentioned(self, text: markdown.Text) -> list[Mention]:
        """The companies named in a text, and those that its author linked by another name."""
        linked = [
            (start, end, href[9:-1])
            for start, end, href in text.links
            if href.startswith("\x02company:")
        ]
        found = self._find(text.text)
        if not linked:
            return found
        inside = {place for start, end, _ in linked for place in range(start, end)}
        return sorted([*(m for m in found if m[0] not in inside), *linked])

    def _linked_by_author(self, markup: str, line: int = 1) -> str:
        """`[[Toyota]]` becomes a link to the company, or plain text and a warning."""
        linked, unknown = resolve_names(markup, self.registry)
        self.diagnostics += [
            unknown_name(name, self.parsed.path, self.text, self.registry, self.guesses, line)
            for name in unknown
        ]
        return linked

    # -- what is due

    def _milestones(self, statements: dict[str, Statement]) -> Iterator[Milestone]:
        settled = {
            (m.at, self._slug_of(m.who) if m.who else None) for m in self.parsed.fields.milestones
        }
        seen: set[tuple[object, ...]] = set()
        taken: dict[str, int] = {}
        anchors = {statement.id for statement in statements.values()}
        counts: Counter[str | None] = Counter()
        for index, said in enumerate(self.parsed.fields.milestones):
            made = self._said_milestone(said, index, statements)
            if made and self._has_room(made.company, counts, self._where(f"milestones[{index}]")):
                yield self._numbered(made, taken, anchors)
        last = self._last_line_of_dates()
        for section in self.parsed.sections:
            for entry in section.entries() if section.kind != "sources" else ():
                statement = statements[entry.id]
                if last and entry.line > last:
                    return
                for reading in self._readings(entry, section, statement):
                    key = (
                        reading.company,
                        reading.kind,
                        reading.technology,
                        reading.due,
                        reading.state,
                        statement.said,
                        entry.attribute("track"),
                        entry.attribute("id"),
                    )
                    if key in seen or (entry.id, reading.company) in settled:
                        continue
                    seen.add(key)
                    place = Span(self.parsed.path, entry.line, 1, 2)
                    if not self._has_room(reading.company, counts, place):
                        continue
                    made = self._milestone(reading, entry, statement)
                    yield self._numbered(made, taken, anchors)

    def _last_line_of_dates(self) -> int:
        """The line up to which the dates of a text are read; 0 where that is all of it."""
        if len(self.text) < MOST_DATES * _SHORTEST_DATE:
            return 0
        signs = periods.signs_of(self.text, self.words.dates, self.parsed.date)
        if len(signs) <= MOST_DATES:
            return 0
        line = self.text.count("\n", 0, signs[MOST_DATES]) + 1
        message = f"this text has more dates than are read: {MOST_DATES:,}"
        hint = "those from here on are shown, but are no milestones; part the text"
        self._say("many-dates", message, Span(self.parsed.path, line, 1, 2), hint)
        return line

    def _has_room(self, company: str | None, counts: Counter[str | None], span: Span) -> bool:
        """Whether one more milestone of a company is followed: each is compared with the others."""
        counts[company] += 1
        if counts[company] == MOST_MILESTONES + 1:
            known = self.registry.companies.get(company or "")
            who = f"of {known.name}" if known else "that name no company"
            message = f"this text has more dates {who} than are followed: {MOST_MILESTONES:,}"
            hint = "those from here on are shown, but are no milestones; part the text"
            self._say("many-dates", message, span, hint)
        return counts[company] <= MOST_MILESTONES

    def _numbered(
        self, milestone: Milestone, taken: dict[str, int], anchors: set[str]
    ) -> Milestone:
        """With an id that no other has, nor the first of another statement will have; `taken` are
        the ids there are, and how many begin as each."""
        base = milestone.statement or "-".join(filter(None, (milestone.company, milestone.kind)))
        made, number = base, taken.get(base, 0)
        while made in taken or (number > 1 and made in anchors):
            number += 1
            made = f"{base}-{number}"
        taken[base] = max(number, 1)
        taken.setdefault(made, 1)
        return structs.replace(milestone, id=made)

    def _readings(
        self, entry: Entry, section: ParsedSection, statement: Statement
    ) -> Iterable[Reading]:
        said = statement.said or self.parsed.date
        if not is_read(self.parsed.language):  # its words are no words of ours, its braces are
            return self._settled((), entry, statement, said)
        context = Context(
            statement.subjects,
            "market-introduction" if section.kind == "market_release" else "",
            said,
            self.words,
            self._fiscal_start(statement.subjects or statement.companies),
            listed=entry.shape != "paragraph" or entry.field,
            covered=self.parsed.period,
        )
        if entry.shape == "row":
            found = list(self._row_readings(entry, context))
            held = {(r.company, r.due) for r in found if r.state != "superseded"}
            readings = [
                structs.replace(reading, words=statement.text)
                for reading in found
                if reading.state != "superseded" or (reading.company, reading.due) not in held
            ]
        else:
            scanned = self.texts[entry.id]
            context = structs.replace(
                context,
                label_end=0 if entry.field else _label_end(scanned.text, entry.label),
                ignored=citation_spans(scanned),
                struck=scanned.struck,
            )
            readings = list(read_milestones(scanned.text, self.mentions[entry.id], context))
            readings += self._of_the_year(scanned.text, readings, context)
            if not readings and entry.heading and statement.subjects:
                readings = self._of_the_heading(entry.heading, scanned.text, context)
        return self._settled(readings, entry, statement, said)

    def _of_the_heading(self, heading: str, text: str, context: Context) -> list[Reading]:
        """What is due in the year that the heading above an entry names."""
        found = periods.find(heading, self.words.dates)
        if not found or heading[: found[0].start].strip() or periods.find(text, self.words.dates):
            return []
        opening = f"{heading}: "
        line = opening + text
        told = structs.replace(
            context, label_end=len(opening) + context.label_end, struck=(), ignored=()
        )
        read = read_milestones(line, self._find(line), told)
        return [structs.replace(r, words=text) for r in read]

    def _of_the_year(
        self, text: str, readings: Sequence[Reading], context: Context
    ) -> Iterable[Reading]:
        """What a line that a date opens tells of others: `2026: A opens a plant; B ships cells`."""
        signs = list(_PARTS.finditer(text)) if ";" in text or "；" in text else []
        opens = bool(signs) and not context.subjects and _OPENS_WITH_YEAR.match(text) is not None
        found = periods.find(text, self.words.dates) if opens else ()
        if not found or text[: found[0].start].strip():
            return []
        label = _AFTER_YEAR.match(text, found[0].end)
        if label is None or "\n" in text.strip():
            return []
        told = {reading.company for reading in readings}
        ends = [*(sign.start() for sign in signs[1:]), len(text)]
        made: list[Reading] = []
        for sign, end in zip(signs, ends, strict=True):
            part = text[sign.end() : end]
            dated = any(sign.end() <= date.start < end for date in found)
            line = "" if dated else f"{text[: label.end()]}{part}"
            read = read_milestones(line, self._find(line), context) if line else ()
            made += [structs.replace(r, words=text) for r in read if r.company not in told]
        return [reading for reading in made if reading.company]

    def _fiscal_start(self, companies: Sequence[str]) -> int:
        """The month that the fiscal year of the first of these companies starts with."""
        known = self.registry.companies.get(companies[0]) if companies else None
        return (known.fiscal_year_start if known else 0) or self.place.fiscal_year_start

    def _row_readings(self, entry: Entry, context: Context) -> Iterable[Reading]:
        """A row whose name is a date is read as a line (`2026: first cars by Toyota`), any other
        cell by cell."""
        if entry.field and not context.subjects and periods.find(entry.label, self.words.dates):
            line = f"{entry.label}: " + "; ".join(
                value for _, value in entry.cells if value.strip()
            )
            line = line.replace(f"{entry.cells[0][1]}; ", "", 1)
            return read_milestones(line, self._find(line), context)
        heads = (head.casefold().strip(" :") for head, _ in entry.cells[1:])
        now = any(map(any_of(self.words.now_words).match, heads))
        cells = range(len(entry.cells))
        old = self._said_before(entry)
        found = [r for i in cells for r in self._cell_readings(entry, i, context, now, i in old)]
        if any(r.state == "superseded" for r in found) and self._is_given_up(entry):
            return [
                structs.replace(r, state="dropped") if r.state == "superseded" else r for r in found
            ]
        return found

    def _is_given_up(self, entry: Entry) -> bool:
        """Whether the cell for what holds now says, without a date, that it was given up."""
        for column, text in entry.cells[1:]:
            folded = column.casefold().strip(" :")
            here = folded in self.words.due_columns or any_of(self.words.now_words).match(folded)
            if here and kind_named(text, self.words) == "withdrawal":
                return not periods.find(text, self.words.dates)
        return False

    def _said_before(self, entry: Entry) -> frozenset[int]:
        """The columns headed by the days at which their dates were said, but for the last of them:
        `May 2025 | May 2026`."""
        said = self.parsed.date
        dated = [(i, head) for i, (head, _) in enumerate(entry.cells) if _YEAR.search(head)]
        if len(dated) < 2:
            return frozenset()
        heads = [(i, periods.read(head, self.words.dates)) for i, head in dated]
        days = [(p.earliest, i) for i, p in heads if p and p.earliest]
        if len(days) < 2 or not said or not said.latest or max(days)[0] > said.latest:
            return frozenset()
        told = [i for _, i in days if periods.read(entry.cells[i][1], self.words.dates)]
        return frozenset(i for _, i in sorted(days)[:-1]) if len(told) > 1 else frozenset()

    def _cell_readings(
        self, entry: Entry, index: int, context: Context, now: bool, old: bool
    ) -> Iterable[Reading]:
        """A row's cell, with its column's head and the row's other cells around it; what stands in
        a "before" column is history."""
        column, text = entry.cells[index]
        if self._is_source_cell(entry, column, text):
            return []
        near = range(max(1, index - _CELLS_AROUND), min(index + _CELLS_AROUND, len(entry.cells)))
        around = " ".join((column, *(entry.cells[i][1] for i in near if i != index)))
        before = old or self._is_before(column) or (now and self._is_before_now(column))
        if self._is_due_head(column, text):
            text = f"{column}: {text}"
        told = before or column.casefold().strip(" :") in self.words.due_columns
        struck = tuple(_places_of(self.texts[entry.id], text))
        context = structs.replace(context, around=around, told=told, struck=struck)
        found = read_milestones(text, self._find(text), context)
        return [structs.replace(r, state="superseded") if before else r for r in found]

    def _is_due_head(self, column: str, text: str) -> bool:
        """Whether a column's head is when what stands in a cell is due: an event or a name."""
        if not periods.read(column, self.words.dates) or periods.find(text, self.words.dates):
            return False
        return bool(kind_named(text, self.words) or self._find(text))

    def _is_before_now(self, column: str) -> bool:
        """Whether a column beside one that tells what holds now tells of no event."""
        folded = column.casefold().strip(" :")
        here = any_of(self.words.now_words).search(folded) or folded in self.words.due_columns
        return not here and not kind_named(column, self.words)

    def _is_before(self, column: str) -> bool:
        """Whether a column holds what was said before: "Originally", "2020 said"."""
        head = column.casefold()
        if any(word in head for word in self.words.superseded):
            return True
        if any_of(self.words.before_columns).search(head):
            return True
        said, found = self.parsed.date, periods.find(column, self.words.dates)
        told = found and any_of(self.words.reporting).search(column)
        last = found[0].period.latest if told else None
        return bool(last and said and said.earliest and last < said.earliest)

    def _is_source_cell(self, entry: Entry, column: str, text: str) -> bool:
        """Whether a cell speaks of a source: by its column's head, or as a link in brackets."""
        scanned = self.texts[entry.id]
        bracketed = text.startswith("(") and any(
            scanned.text[s:e] in text for s, e, href in scanned.links if href.startswith("http")
        )
        return bracketed or column.casefold().strip(" :") in self.words.source_labels

    def _settled(
        self,
        readings: Sequence[Reading],
        entry: Entry,
        statement: Statement,
        said: Period | None,
    ) -> Iterable[Reading]:
        """What an author set in braces wins over what was read."""
        due, kind = entry.attribute("due"), entry.attribute("kind")
        state, technology = entry.attribute("state"), entry.attribute("technology")
        company = entry.attribute("company")
        if not any((due, kind, state, technology, company)):
            return readings
        self._check_known(entry)
        period = self._date(due, entry.line, said) if due else None
        if period and not readings:
            named = self._slug_of(company) if company else None
            readings = [
                Reading(
                    named or next(iter((*statement.subjects, *statement.companies)), None),
                    "other",
                    "",
                    period,
                    due,
                    statement.text,
                    "target",
                )
            ]
        return [
            structs.replace(
                r,
                company=self._slug_of(company) if company else r.company,
                kind=kind or r.kind,
                technology=technology or r.technology,
                due=period or r.due,
                state=_state(state) or r.state,
            )
            for r in (_of_due(readings, period) if due else readings)
        ]

    def _check_known(self, entry: Entry) -> None:
        """A kind, technology or state in braces that no table holds is likely a slip."""
        for key, known in self._known_values():
            value = entry.attribute(key)
            if value and value not in known:
                span, excerpt = find_in(self.parsed.path, self.text, f"{key}=", entry.line)
                self._unknown_value(key, value, known, span, excerpt)

    def _known_values(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return (
            ("kind", (*(k.kind for k in self.words.events), "other")),
            ("technology", tuple(k.kind for k in self.words.technologies)),
            ("state", (*get_args(State), "met")),
        )

    def _unknown_value(
        self, key: str, value: str, known: tuple[str, ...], span: Span, excerpt: str = ""
    ) -> None:
        close = self.guesses.meant(value, known)
        hint = f'did you mean "{close}"?' if close else "known are " + ", ".join(known)
        message = f'"{value}" is no {key} that the tables know'
        self._say(f"unknown-{key}", message, span, hint, "warning", excerpt)

    def _milestone(self, reading: Reading, entry: Entry, statement: Statement) -> Milestone:
        return Milestone(
            id="",
            briefing=self.place.slug,
            topic=self.place.topic,
            company=reading.company,
            kind=reading.kind,
            technology=reading.technology,
            due=reading.due,
            due_words=reading.due_words,
            said=statement.said or self.parsed.date,
            words=" ".join(reading.words.split()),
            state=reading.state,
            statement=statement.id,
            track=entry.attribute("track"),
            sources=statement.sources,
            event=entry.attribute("event"),
            prefer=entry.attribute("prefer"),
        )

    def _said_milestone(
        self, entry: MilestoneEntry, index: int, statements: dict[str, Statement]
    ) -> Milestone | None:
        """A milestone of the front matter."""
        field = f"milestones[{index}]"
        said = self._read(entry.said, f"{field}.said") if entry.said else self.parsed.date
        who = self._companies_of([entry.who]) if entry.who else []
        due = self._read(entry.due, f"{field}.due", said, who) if entry.due else None
        if due is None:
            if not entry.due and f"{field}.due" not in self.places:
                self._say(
                    "milestone-without-date",
                    "a milestone needs a due date",
                    self._where(field),
                    "add due: 2027 (or late 2027, 2027-2028 …)",
                    "error",
                )
            return None
        if entry.at and entry.at not in statements:
            close = self.guesses.meant(entry.at, statements)
            some = ", ".join(list(statements)[:6])
            hint = f'did you mean "{close}"?' if close else f"its anchors are {some} …"
            message = f'no entry of this briefing has the anchor "{entry.at}"'
            self._say("unknown-anchor", message, self._where(f"{field}.at"), hint, "error")
        if entry.who:
            self._check_name(entry.who, self._where(f"{field}.who"))
        if entry.source:
            self._check_source(entry.source, self._where(f"{field}.source"))
        for key, known in self._known_values()[:2]:
            if (value := getattr(entry, key)) and value not in known:
                self._unknown_value(key, value, known, self._where(f"{field}.{key}"))
        if entry.who and not who:
            return None
        statement = statements.get(entry.at)
        event = entry.kind or _kind(entry.event, self.words)
        sources = (self._source_key(entry.source),) if entry.source else ()
        return Milestone(
            id="",
            briefing=self.place.slug,
            topic=self.place.topic,
            company=next(iter(who), None),
            kind=event,
            technology=entry.technology,
            due=due,
            due_words=entry.due,
            said=said,
            words=entry.words or (statement.text if statement else entry.event or entry.due),
            state=_state(entry.state) or "target",
            statement=entry.at if statement else "",
            track=entry.track,
            sources=sources or (statement.sources if statement else ()),
            event=entry.event,
            prefer=entry.prefer,
        )

    def _source_key(self, named: str) -> str:
        """The key of a source that a milestone names by its id, URL or title."""
        for said, citation in zip(self.parsed.fields.sources, self.parsed.citations, strict=False):
            if named in (said.id, said.url, said.title):
                return citation.source.key
        return next(
            (c.source.key for c in self.parsed.citations if c.source.title == named),
            slug_key(named),
        )

    def _check_source(self, named: str, span: Span) -> None:
        """A source that a milestone names, where the file lists its sources and it is none of
        them; an address says for itself what it is."""
        listed = [name for s in self.parsed.fields.sources for name in (s.id, s.title) if name]
        titles = (c.source.title for c in self.parsed.citations)
        if listed and not markdown.is_external(named) and named not in (*listed, *titles):
            close = self.guesses.meant(named, listed)
            hint = f'did you mean "{close}"?' if close else f"they are {', '.join(listed[:6])}"
            message = f'"{named}" is none of the sources of this briefing'
            self._say("unknown-source", message, span, hint)

    @cached_property
    def profiled(self) -> list[str]:
        """The names of the companies that have a profile."""
        profiles = [k for k in self.registry.companies.values() if k.origin.startswith(PROFILES)]
        return [name for known in profiles for name in (known.name, *known.aliases)]

    def _check_name(self, name: str, span: Span) -> None:
        """A structured name declares a company, unless a profile of this site has a near name."""
        known = self.registry.companies.get(self._slug_of(name))
        if known and known.origin != self.parsed.path:
            return
        close = nearest(name, self.profiled)
        if close and close != name:
            message, hint = f'"{name}" is not a company of this site', f'did you mean "{close}"?'
            self._say("unknown-company", message, span, hint, "error")

    # -- what else it names

    def _companies(
        self, statements: Iterable[Statement], milestones: Iterable[Milestone]
    ) -> tuple[str, ...]:
        named = [c for s in statements for c in s.companies]
        named += [m.company for m in milestones if m.company]
        return tuple(dict.fromkeys([*named, *self._declared()]))

    def _challenges(self, statements: dict[str, Statement]) -> Iterator[ChallengeMention]:
        for challenge in self.parsed.challenges:
            statement = statements.get(challenge.entry)
            if statement is None:
                text = next(
                    (c.text for c in self.parsed.fields.challenges if c.name == challenge.name), ""
                )
                words = text or challenge.name
                statement = Statement(
                    "", self.place.slug, "challenges", Prose(html.escape(words)), words
                )
            scanned, mentions = self.texts.get(challenge.entry), self.mentions.get(challenge.entry)
            eased = eased_by(scanned.text, mentions or (), self.words) if scanned else ()
            yield ChallengeMention(challenge.name, statement, eased)

    def _citations(self, statements: dict[str, Statement]) -> Iterator[Citation]:
        citing: dict[str, list[str]] = {}
        for citation in self.parsed.citations:
            entries = citing.setdefault(citation.source.key, [])
            if citation.entry in statements and citation.entry not in entries:
                entries.append(citation.entry)
        for key, entries in citing.items():
            yield Citation(self.place.slug, key, tuple(entries))

    def _footnotes(self) -> Prose:
        """The notes as a list; each leads back to the entry its mark stands in."""
        if not self.parsed.footnotes:
            return Prose("")
        notes = []
        for note in self.parsed.footnotes:
            href = f'href="\x02here:#{note.entry}\x03"'
            back = f'<a class="footnote-back" {href} aria-label="{note.number}">↩</a>'
            body = self._linked_by_author(note.html).strip()
            shown = back if note.entry else ""
            body = f"{body[:-4]} {shown}</p>" if body.endswith("</p>") else f"{body} {shown}"
            notes.append(f'<li id="fn-{note.number}">{body}</li>')
        return Prose('<ol class="footnotes">\n' + "\n".join(notes) + "\n</ol>\n")

    # -- dates and diagnostics

    def _where(self, field: str) -> Span:
        return self.places.get(field, Span(self.parsed.path))

    def _date(self, text: str, line: int, said: Period | None = None) -> Period | None:
        """A date in braces, on a line or some lines after it."""
        span, excerpt = find_in(self.parsed.path, self.text, text, line)
        return self._read_at(text, span, excerpt, said)

    def _read(
        self, text: str, field: str, said: Period | None = None, who: Sequence[str] = ()
    ) -> Period | None:
        """A date of the front matter; `who` is the company whose fiscal years count."""
        return self._read_at(text, self._where(field), "", said, who)

    def _read_at(
        self,
        text: str,
        span: Span,
        excerpt: str,
        said: Period | None,
        who: Sequence[str] = (),
    ) -> Period | None:
        read = periods.read(text, self.words.dates, said, self._fiscal_start(who))
        if read is None:
            message, hint = not_a_date(text, self.words)
            self._say("unreadable-date", message, span, hint, "error", excerpt)
        return read

    def _say(
        self,
        code: str,
        message: str,
        span: Span,
        hint: str = "",
        severity: Severity = "warning",
        excerpt: str = "",
    ) -> None:
        excerpt = excerpt or at(span.path, self.text, span.line)[1]
        self.diagnostics.append(Diagnostic(code, message, span, severity, hint, excerpt))


def _label(
    entry: Entry,
    section: ParsedSection,
    tables: Words,
    registry: Registry,
    among_firms: bool = False,
) -> Label:
    """The names in an entry's label. New names count only among players, in a list of known firms,
    in a column of companies and after a label such as "Other players"."""
    if section.kind == "sources" or not entry.label:
        return Label()
    label = _read(entry.label, tables, registry)
    if is_list_label(entry.label, tables):
        return structs.replace(
            label, new=(*label.new, *_listed_after_label(entry, tables, registry))
        )
    column = entry.cells[0][0].casefold() if entry.cells else ""
    structural = (
        section.kind == "key_players"
        or among_firms
        or (entry.shape == "bold" and section.kind != "challenges")
        or (
            entry.shape == "row"
            and any_of(tables.company_columns, tables.attached).search(column) is not None
            and (section.kind != "other" or column not in tables.loose_columns)
        )
    )
    if structural and entry.shape == "row" and not (label.new or label.known or label.group):
        small = _SMALL_NAME.fullmatch(entry.label)
        label = structs.replace(label, new=(entry.label,)) if small else label
    if structural and not (label.new and _is_lead_in(entry, registry)):
        new = tuple(name for name in label.new if not is_no_firm(name, tables))
        return structs.replace(label, new=new) if new != label.new else label
    if entry.shape == "row" and not label.known:
        return _named_in_cells(entry, tables, registry)
    bare = without_brackets(entry.label)
    named = sum(end - start for start, end, _ in registry.find_in_label(bare))
    whole = named >= len(bare) * 0.6
    return structs.replace(label, new=(), known=label.known if whole else ())


def _is_lead_in(entry: Entry, registry: Registry) -> bool:
    """Whether a label with a full stop is a word on what follows, which opens with a known name:
    `**Engines.** Ursa Major ships …`."""
    if not entry.label.endswith("."):
        return False
    text = markdown.scan(entry.html).text
    rest = text[_label_end(text, entry.label) :]
    named = registry.find(rest[:80])
    return bool(named) and not rest[: named[0][0]].strip()


def _named_in_cells(entry: Entry, tables: Words, registry: Registry) -> Label:
    """The company of a row whose one cell beside the first names it, and nothing else."""
    labels = [
        read_label(value, tables, registry.find_in_label)
        for _, value in entry.cells[1:]
        if registry.find_in_label(value)
    ]
    one = labels[0] if len(labels) == 1 else Label()
    return Label(known=one.known) if not (one.new or one.group) and len(one.known) == 1 else Label()


def _listed_after_label(entry: Entry, tables: Words, registry: Registry) -> tuple[str, ...]:
    """New names in `**Other players**: A, B, C`, or below a heading of these words."""
    if entry.shape == "heading":
        return _listed(markdown.scan(entry.html).text, tables, registry)
    rest = re.split("[:：]", markdown.scan(entry.html).text, maxsplit=1)[1:]
    return _listed(rest[0], tables, registry) if rest else ()


def _listed(text: str, tables: Words, registry: Registry) -> tuple[str, ...]:
    """The new names of a list that stands alone in its line."""
    bare = without_brackets(text.split("\n")[0])
    joined = either(tables.conjunctions)
    signs = rf"\s*[,;、，；،]\s*(?:(?:{joined})\s+)?|\s+(?:{joined}|&)\s+"
    parts = [p.strip(" .。") for p in re.split(signs, bare)]
    return tuple(
        p
        for p in parts
        if looks_like_name(p)
        and len(p.split()) <= 3
        and (registry.is_doubtful(p) or not registry.find_in_label(p))
    )


def _places_of(row: markdown.Text, cell: str) -> Iterator[tuple[int, int]]:
    """Where a cell holds what its row's author struck out."""
    for start, end in row.struck:
        at = cell.find(row.text[start:end])
        if at >= 0:
            yield at, at + end - start


def _label_end(text: str, label: str) -> int:
    """Where the label at the start of a text ends, 0 where it has none."""
    start = text.find(label, 0, 20 + len(label)) if label else -1
    return start + len(label) if start >= 0 else 0


def _heading_names(heading: str, tables: Words, registry: Registry) -> tuple[str, ...]:
    """The known companies of a heading that holds nothing but names."""
    label = _read(heading, tables, registry)
    return label.known if label.known and not label.new and not label.group else ()


def _first_of_each(mentions: Sequence[Mention]) -> list[tuple[int, int, str]]:
    """The first mention of each company, as a mark for a link."""
    seen: set[str] = set()
    marks = []
    for start, end, company in mentions:
        if company not in seen:
            seen.add(company)
            marks.append((start, end, f"company:{company}"))
    return marks


def _rows_linked(table: str, statements: Sequence[Statement]) -> str:
    """The table with the rows of its statements, in which companies are links."""
    rows = {s.id: row[1] for s in statements if (row := _ROW.search(s.prose.html))}
    return _ROW_OF_TABLE.sub(lambda m: f"{m[1]}{rows.get(m[2], m[3])}</tr>", table)


def _opening(sections: Sequence[Section]) -> str:
    """The first sentences of the text, where no summary is given."""
    for section in sections:
        for passage in section.passages:
            for statement in passage.statements:
                if passage.shape == "paragraph" and len(statement.text) > 40:
                    text = " ".join(statement.text.split())
                    return text if len(text) <= 200 else text[:200].rsplit(" ", 1)[0] + " …"
    return ""


def _sources(sources: Iterable[Source]) -> Iterator[Source]:
    """Each work once; what one mention leaves out, another may say."""
    merged: dict[str, Source] = {}
    for source in sources:
        merged[source.key] = merge_sources(merged.get(source.key, source), source)
    yield from merged.values()


def merge_sources(first: Source, second: Source) -> Source:
    """One record of two that have one key: what the first leaves out is taken from the second."""
    return Source(*(getattr(first, f) or getattr(second, f) for f in Source.__struct_fields__))


def _kind(event: str, tables: Words) -> str:
    """The kind of an event, said as a kind or in words ("first vehicle")."""
    folded = event.strip().casefold().replace(" ", "-")
    if any(k.kind == folded for k in tables.events):
        return folded
    return kind_named(event, tables) or "other"


def _state(text: str) -> State | None:
    """A state as an author says it; "met", as the pages say, is achieved."""
    known: tuple[State, ...] = get_args(State)
    return "achieved" if text == "met" else next((s for s in known if s == text), None)


def _of_due(readings: Sequence[Reading], due: Period | None) -> Sequence[Reading]:
    """The reading of the date that an author says in braces, or else the first; the words for
    another time are no words for it."""
    if not readings or due is None:
        return readings[:1]
    same = (r for r in readings if r.due == due)
    near = (r for r in readings if _meet(r.due, due))
    return [next(same, None) or next(near, structs.replace(readings[0], due_words=""))]


def _meet(one: Period, other: Period) -> bool:
    """Whether two periods have a day in common."""
    first = max(p.earliest or date.min for p in (one, other))
    return first <= min(p.latest or date.max for p in (one, other))
