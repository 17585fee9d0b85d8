"""Parsed + the names of the site → Briefing: its companies, milestones, challenges and sources.

In: one `Parsed`, the `Registry`, where the file stands among topics. Out: a `Briefing` whose prose
links the companies it names, and diagnostics. Knows no other briefing: `introduced` tells
what names a file shows by its structure, and `load` gathers them before any file is recognised.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import structs

from . import markdown, periods
from .brackets import resolve_names
from .declared import Declared, Place, state_called
from .diagnostics import Diagnostic, Span
from .labels import heading_names, inner_names, label_end, label_of, read_known
from .milestones import MOST_DATES, Context, Reading, eased_by, read_milestones
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
    Statement,
)
from .parse import Parsed
from .registry import Mention, Registry
from .remarks import Remarks
from .rows import Rows
from .sections import Entry, ParsedPassage, ParsedSection
from .sections.key_players import Label
from .sections.sources import citation_spans
from .slugs import slug
from .vocabulary import (
    is_read,
    words,
)

_ROW = re.compile(r"<tbody>\n<tr>\n(.*?)</tr>\n</tbody>", re.S)
_ROW_OF_TABLE = re.compile(r'(<tr id="([^"]*)">\n)(.*?)</tr>', re.S)
#: How many milestones of one company are followed in one text.
MOST_MILESTONES = 500
#: The least letters that a date takes, by which a text has no more than it may.
_SHORTEST_DATE = 4
_MARKED = re.compile("<strong>|<em>")
#: `2026: `, and between what is told of it.
_OPENS_WITH_YEAR = re.compile(r"\W*(?:[^\W\d]+[ -]){0,3}[^\W\d]{0,2}\d")
_AFTER_YEAR, _PARTS = re.compile(r"\s*(?::|：|[–—-]\s)\s*"), re.compile(r"[;；]\s*")


def recognise(
    parsed: Parsed, registry: Registry, place: Place, text: str = ""
) -> tuple[Briefing, tuple[Diagnostic, ...]]:
    """A briefing with everything that its words name; `text` is the file, for pointing at it."""
    return _Recogniser(parsed, registry, place, text).briefing()


class _Recogniser:
    def __init__(self, parsed: Parsed, registry: Registry, place: Place, text: str) -> None:
        self.parsed = parsed
        self.registry = registry
        self.place = place
        self.words = words(parsed.language, place.words)
        self.remarks = Remarks(parsed, text, self.words)
        self.labels: dict[str, Label] = {}
        self.subjects: dict[str, tuple[str, ...]] = {}
        self.partners: dict[str, tuple[str, ...]] = {}
        self.mentions: dict[str, tuple[Mention, ...]] = {}
        self.texts: dict[str, markdown.Text] = {}
        self.allowed: frozenset[str] = frozenset()
        self.likely: frozenset[str] = frozenset()
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
        return briefing, tuple(self.remarks.made)

    # -- who is named

    def _read_labels(self) -> None:
        """First the labels of all entries, since they support names that are also common words."""
        for section in self.parsed.sections:
            for entry in section.entries():
                label = label_of(entry, section, self.words, self.registry)
                self.labels[entry.id] = label
                subjects = [*label.known, *self.registry.companies_of(label.new)]
                self.subjects[entry.id] = tuple(dict.fromkeys(subjects))
                self.partners[entry.id] = tuple(self.registry.companies_of(label.partners))
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
                names = [read_known(n, self.words, self.registry).known for n in inner_names(entry)]
                sure = section.kind == "key_players" or 2 * sum(map(bool, names)) >= len(names) > 1
                found += [company for known in names for company in known if sure]
        return tuple(found)

    def _slug_of(self, name: str) -> str:
        return self.registry.company_called(name) or slug(name)

    def _declared(self) -> list[str]:
        return self.registry.companies_of(company.name for company in self.parsed.fields.companies)

    def _owned(self, entry: Entry) -> tuple[str, ...]:
        """The companies an entry is about: its label's, its owner's, or those its heading names."""
        own = self.subjects.get(entry.id, ())
        if own or not (entry.field or entry.heading):
            return own
        if entry.owner:
            return self.subjects.get(entry.owner, ())
        return heading_names(entry.heading, self.words, self.registry)

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
        for name in unknown:
            self.remarks.unknown_name(name, self.registry, line)
        return linked

    # -- what is due

    def _milestones(self, statements: dict[str, Statement]) -> Iterator[Milestone]:
        settled = {
            (m.at, self.registry.slug_for(m.who) if m.who else None)
            for m in self.parsed.fields.milestones
        }
        seen: set[tuple[object, ...]] = set()
        taken: dict[str, int] = {}
        anchors = {statement.id for statement in statements.values()}
        counts: Counter[str | None] = Counter()
        declared = Declared(self.parsed, self.registry, self.place, self.remarks)
        for index, said in enumerate(self.parsed.fields.milestones):
            made = declared.milestone(said, index, statements)
            if made and self._has_room(
                made.company, counts, self.remarks.where(f"milestones[{index}]")
            ):
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
        if len(self.remarks.text) < MOST_DATES * _SHORTEST_DATE:
            return 0
        signs = periods.signs_of(self.remarks.text, self.words.dates, self.parsed.date)
        if len(signs) <= MOST_DATES:
            return 0
        line = self.remarks.text.count("\n", 0, signs[MOST_DATES]) + 1
        message = f"this text has more dates than are read: {MOST_DATES:,}"
        hint = "those from here on are shown, but are no milestones; part the text"
        self.remarks.tell("many-dates", message, Span(self.parsed.path, line, 1, 2), hint)
        return line

    def _has_room(self, company: str | None, counts: Counter[str | None], span: Span) -> bool:
        """Whether one more milestone of a company is followed: each is compared with the others."""
        counts[company] += 1
        if counts[company] == MOST_MILESTONES + 1:
            known = self.registry.companies.get(company or "")
            who = f"of {known.name}" if known else "that name no company"
            message = f"this text has more dates {who} than are followed: {MOST_MILESTONES:,}"
            hint = "those from here on are shown, but are no milestones; part the text"
            self.remarks.tell("many-dates", message, span, hint)
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
            rows = Rows(self.words, self.parsed.date, self._find, self.texts)
            found = list(rows.readings(entry, context))
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
                label_end=0 if entry.field else label_end(scanned.text, entry.label),
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
        return self.registry.fiscal_start(companies) or self.place.fiscal_year_start

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
            named = self.registry.slug_for(company) if company else None
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
                company=self.registry.slug_for(company) if company else r.company,
                kind=kind or r.kind,
                technology=technology or r.technology,
                due=period or r.due,
                state=state_called(state) or r.state,
            )
            for r in (_of_due(readings, period) if due else readings)
        ]

    def _check_known(self, entry: Entry) -> None:
        """A kind, technology or state in braces that no table holds is likely a slip."""
        for key, known in self.remarks.known_values():
            value = entry.attribute(key)
            if value and value not in known:
                span, excerpt = self.remarks.find(f"{key}=", entry.line)
                self.remarks.unknown_value(key, value, known, span, excerpt)

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

    def _date(self, text: str, line: int, said: Period | None = None) -> Period | None:
        """A date in braces, on a line or some lines after it."""
        span, excerpt = self.remarks.find(text, line)
        return self.remarks.date(text, span, excerpt, said, self.place.fiscal_year_start)


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
