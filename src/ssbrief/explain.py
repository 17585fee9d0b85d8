"""What was read from one file, and from which of its words: `ssbrief check --explain FILE`.

In: a `Loaded` site, the text of one of its briefings. Out: an `Explanation`: each value with its
line and origin, and what holds a date or is shown and was not read. It looks a second time at what
the readers made; they do not know it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from . import periods
from .declared import PROFILES
from .diagnostics import find_in, printable
from .load import Loaded
from .markdown import scan
from .model import Briefing, Milestone, Period, Statement
from .parse import Parsed
from .registry import Known, Registry
from .sections import Entry, matched
from .sentences import sentences
from .vocabulary import words

#: Fields of a briefing in the order in which they are told.
_FIELDS = ("title", "date", "period", "language", "topic", "slug", "summary", "tags")
_PEOPLE = ("authors", "prepared_by", "reviewed_by", "revised")


class FieldRead(Struct, frozen=True, omit_defaults=True):
    """`line` is 0 where no line says it."""

    name: str
    value: str
    origin: str
    line: int = 0


class SectionRead(Struct, frozen=True, omit_defaults=True):
    """`word` is the word of the heading that told its kind."""

    line: int
    kind: str
    heading: str
    word: str = ""


class CompanyRead(Struct, frozen=True, omit_defaults=True):
    """`words` is the name as it first stands, `known` why it counts as one."""

    name: str
    line: int
    words: str
    place: str
    known: str


class MilestoneRead(Struct, frozen=True, omit_defaults=True):
    company: str | None
    kind: str
    technology: str
    due: str
    due_words: str
    said: str
    state: str
    line: int
    words: str


class ChallengeRead(Struct, frozen=True, omit_defaults=True):
    name: str
    line: int


class SourceRead(Struct, frozen=True, omit_defaults=True):
    """`cited` are the lines of the statements that name it."""

    title: str
    publisher: str = ""
    published: str = ""
    url: str = ""
    cited: tuple[int, ...] = ()


class NotRead(Struct, frozen=True, omit_defaults=True):
    """A date that set no milestone, or a stretch that is shown and holds nothing."""

    line: int
    why: str
    words: str
    date: str = ""


class Explanation(Struct, frozen=True):
    path: str
    fields: tuple[FieldRead, ...]
    sections: tuple[SectionRead, ...]
    companies: tuple[CompanyRead, ...]
    milestones: tuple[MilestoneRead, ...]
    challenges: tuple[ChallengeRead, ...]
    sources: tuple[SourceRead, ...]
    not_read: tuple[NotRead, ...]


def explain(path: str, text: str, loaded: Loaded) -> Explanation | None:
    """Everything read from a briefing of the site; None where the site holds none of this path."""
    parsed = next((p for p in loaded.parsed if p.path == path), None)
    briefings = loaded.site.briefings if loaded.site else ()
    briefing = next((b for b in briefings if b.path == path), None)
    if parsed is None or briefing is None or loaded.registry is None:
        return None
    return _Explainer(parsed, briefing, text, loaded.registry).explanation()


def as_text(explanation: Explanation) -> str:
    """The explanation for a person: a line each, beginning with the line of the file."""
    parts = [explanation.path]
    for name in Explanation.__struct_fields__[1:]:
        rows = [_row(one) for one in getattr(explanation, name)]
        title = name.replace("_", " ").capitalize()
        parts.append(f"\n{title} ({len(rows)})")
        parts += [f"{line or '-':>5}  {told}" for line, told in rows] or ["       none"]
    return printable("\n".join(parts))


def _row(one: Struct) -> tuple[int, str]:
    """The line and the words of one value."""
    match one:
        case FieldRead():
            return one.line, f"{one.name}: {one.value}  ({one.origin})"
        case SectionRead():
            why = f'by "{one.word}"' if one.word else "no word of its heading names a kind"
            return one.line, f'{one.kind}: "{one.heading}"  ({why})'
        case CompanyRead():
            return one.line, f'{one.name}: "{one.words}" in {one.place}  ({one.known})'
        case MilestoneRead():
            told = " ".join(filter(None, (one.technology, one.kind)))
            who = one.company or "the market"
            return (
                one.line,
                f'{who}, {told}, {one.due} ("{one.due_words}"), {one.state}: {one.words}',
            )
        case ChallengeRead():
            return one.line, one.name
        case SourceRead():
            told = ", ".join(filter(None, (one.publisher, one.published, one.url)))
            lines = ", ".join(map(str, one.cited))
            return 0, f"{one.title}  ({told}){f'  cited in line {lines}' if lines else ''}"
        case NotRead():
            date = f'"{one.date}" ' if one.date else ""
            return one.line, f"{date}({one.why}): {one.words}"
        case _:
            raise TypeError(type(one))


class _Explainer:
    def __init__(self, parsed: Parsed, briefing: Briefing, text: str, registry: Registry) -> None:
        self.parsed = parsed
        self.briefing = briefing
        self.text = text
        self.registry = registry
        self.words = words(parsed.language)
        self.entries = {e.id: e for s in parsed.sections for e in s.entries()}

    def explanation(self) -> Explanation:
        return Explanation(
            self.parsed.path,
            tuple(self._fields()),
            tuple(self._sections()),
            tuple(self._companies()),
            tuple(map(self._milestone, self.briefing.milestones)),
            tuple(
                ChallengeRead(c.name, self._line(c.statement.id)) for c in self.briefing.challenges
            ),
            tuple(self._sources()),
            tuple(sorted(self._not_read(), key=lambda one: one.line)),
        )

    def _line(self, entry: str) -> int:
        return self.entries[entry].line if entry in self.entries else 0

    def _find(self, words: str) -> int:
        span, _ = find_in(self.parsed.path, self.text, words) if words else (None, "")
        return span.line if span else 0

    def _fields(self) -> Iterator[FieldRead]:
        inferred, said = dict(self.briefing.inferred), dict(self.parsed.places)
        for name in (*_FIELDS, *_PEOPLE):
            value = getattr(self.briefing, name)
            shown = periods.edtf(value) if isinstance(value, Period) else value
            shown = ", ".join(shown) if isinstance(shown, tuple) else shown
            if not shown:
                continue
            if name in said:
                yield FieldRead(name, shown, "front matter", said[name].line)
            else:
                origin = inferred.get(name) or _UNSAID.get(name, "the text")
                yield FieldRead(name, shown, origin, self._line_of_origin(name, origin))

    def _line_of_origin(self, name: str, origin: str) -> int:
        """Where a value that was not read from front matter stands."""
        if origin in ("the title", "the first heading"):
            return self._find(self.parsed.title)
        lines = dict(self.parsed.origins)
        return self._find(lines[name]) if name in lines else 0

    def _sections(self) -> Iterator[SectionRead]:
        for section in (s for s in self.parsed.sections if s.heading):
            word = matched(section.title, section.kind, self.words)
            yield SectionRead(section.line, section.kind, section.title, word)

    def _companies(self) -> Iterator[CompanyRead]:
        statements = [
            s for sec in self.briefing.sections for p in sec.passages for s in p.statements
        ]
        for company in self.briefing.companies:
            known = self.registry.companies.get(company)
            first = next((s for s in statements if company in s.companies), None)
            name = known.name if known else company
            words = self._written(first, company) or name
            line = self._line(first.id) if first else self._find(name)
            label = first is not None and company in first.subjects
            place = "the label of an entry" if label else "its text" if first else "front matter"
            yield CompanyRead(name, line, words, place, self._known(known))

    def _written(self, statement: Statement | None, company: str) -> str:
        """The name as a statement has it."""
        if statement is None:
            return ""
        found = self.registry.find(statement.text, frozenset([company]))
        return next((statement.text[s:e] for s, e, c in found if c == company), "")

    def _known(self, known: Known | None) -> str:
        if known is None:
            return "front matter names it"
        if known.origin == "gazetteer":
            return "in the gazetteer"
        if known.origin != self.parsed.path:
            kind = "profile" if known.origin.startswith(PROFILES) else "named"
            return f"{kind}: {known.origin}"
        said = [c.name for c in self.parsed.fields.companies]
        said += [m.who for m in self.parsed.fields.milestones]
        return "front matter names it" if known.name in said else "its place or grammar shows it"

    def _milestone(self, one: Milestone) -> MilestoneRead:
        known = self.registry.companies.get(one.company or "")
        return MilestoneRead(
            known.name if known else one.company,
            one.kind,
            one.technology,
            periods.edtf(one.due),
            one.due_words,
            periods.edtf(one.said) if one.said else "",
            one.state,
            self._line(one.statement),
            one.words,
        )

    def _sources(self) -> Iterator[SourceRead]:
        citing = {c.source: c.statements for c in self.briefing.citations}
        for source in self.briefing.sources:
            lines = tuple(self._line(one) for one in citing.get(source.key, ()))
            yield SourceRead(source.title, source.publisher, source.published, source.url, lines)

    def _not_read(self) -> Iterator[NotRead]:
        for section in self.parsed.sections:
            for passage in section.passages:
                if passage.shape == "prose" and (shown := scan(passage.html).text.strip()):
                    yield NotRead(
                        self._find(shown[:30]), "shown only", " ".join(shown.split())[:90]
                    )
                if section.kind != "sources":
                    for entry in passage.entries:
                        yield from self._dates_of(entry)

    def _dates_of(self, entry: Entry) -> Iterable[NotRead]:
        """The dates of an entry that no milestone took."""
        taken = {m.due_words for m in self.briefing.milestones if m.statement == entry.id}
        said = self.briefing.date
        text = scan(entry.html).text
        for start, end in sentences(text):
            for date in periods.find(text[start:end], self.words.dates, said):
                if not any(date.words in words or words in date.words for words in taken):
                    due = date.period.latest or date.period.earliest
                    ahead = bool(said and said.latest and due and due > said.latest)
                    why = "ahead, but no event of anybody is told" if ahead else "no event is told"
                    yield NotRead(entry.line, why, " ".join(text[start:end].split()), date.words)


#: Where values come from that nothing in the file says.
_UNSAID = {
    "language": "guessed from the text",
    "topic": "the folder",
    "slug": "the path of the file",
    "summary": "the first paragraph",
}
