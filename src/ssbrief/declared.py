"""The milestones that the front matter of a briefing declares, each checked where it stands.

In: a `Parsed`, the `Registry`, the statements of the briefing. Out: `Milestone`s without an id, and
`Remarks` on what they name that nobody knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import get_args

from msgspec import Struct

from . import markdown
from .diagnostics import Span, nearest
from .front_matter import MilestoneEntry
from .milestones import kind_named
from .model import Milestone, Period, State, Statement
from .parse import Parsed
from .registry import Registry
from .remarks import Remarks
from .sections.sources import slug_key
from .vocabulary import NO_WORDS, SiteWords, Words

#: Where the profiles lie: the registry that a site keeps by hand.
PROFILES = "content/companies/"


class Place(Struct, frozen=True):
    """Where a briefing stands: its slug, its topic's; and what its site says of years and words."""

    slug: str
    topic: str
    fiscal_year_start: int = 4
    words: SiteWords = NO_WORDS


class Declared:
    """The milestones of one file's front matter."""

    def __init__(self, parsed: Parsed, registry: Registry, place: Place, remarks: Remarks) -> None:
        self.parsed = parsed
        self.registry = registry
        self.place = place
        self.remarks = remarks

    def milestone(
        self, entry: MilestoneEntry, index: int, statements: Mapping[str, Statement]
    ) -> Milestone | None:
        """One as it is declared; None where it has no date or nobody that is known."""
        field = f"milestones[{index}]"
        said = self._date(entry.said, f"{field}.said") if entry.said else self.parsed.date
        who = self.registry.companies_of([entry.who]) if entry.who else []
        due = self._due(entry, field, said, who)
        if due is None:
            return None
        self._check(entry, field, statements)
        if entry.who and not who:
            return None
        statement = statements.get(entry.at)
        sources = (self._source_key(entry.source),) if entry.source else ()
        return Milestone(
            id="",
            briefing=self.place.slug,
            topic=self.place.topic,
            company=next(iter(who), None),
            kind=entry.kind or _kind(entry.event, self.remarks.words),
            technology=entry.technology,
            due=due,
            due_words=entry.due,
            said=said,
            words=entry.words or (statement.text if statement else entry.event or entry.due),
            state=state_called(entry.state) or "target",
            statement=entry.at if statement else "",
            track=entry.track,
            sources=sources or (statement.sources if statement else ()),
            event=entry.event,
            prefer=entry.prefer,
        )

    def _due(
        self, entry: MilestoneEntry, field: str, said: Period | None, who: Sequence[str]
    ) -> Period | None:
        if entry.due:
            return self._date(entry.due, f"{field}.due", said, who)
        if f"{field}.due" not in self.remarks.places:
            message = "a milestone needs a due date"
            hint = "add due: 2027 (or late 2027, 2027-2028 …)"
            where = self.remarks.where(field)
            self.remarks.tell("milestone-without-date", message, where, hint, "error")
        return None

    def _date(
        self, text: str, field: str, said: Period | None = None, who: Sequence[str] = ()
    ) -> Period | None:
        """A date of the front matter; `who` is the company whose fiscal years count."""
        start = self.registry.fiscal_start(who) or self.place.fiscal_year_start
        return self.remarks.date(text, self.remarks.where(field), "", said, start)

    # -- what it names

    def _check(
        self, entry: MilestoneEntry, field: str, statements: Mapping[str, Statement]
    ) -> None:
        where = self.remarks.where
        if entry.at and entry.at not in statements:
            self._tell_of_anchor(entry.at, where(f"{field}.at"), statements)
        if entry.who:
            self._check_name(entry.who, where(f"{field}.who"))
        if entry.source:
            self._check_source(entry.source, where(f"{field}.source"))
        for key, known in self.remarks.known_values()[:2]:
            if (value := getattr(entry, key)) and value not in known:
                self.remarks.unknown_value(key, value, known, where(f"{field}.{key}"))

    def _tell_of_anchor(self, anchor: str, span: Span, statements: Mapping[str, Statement]) -> None:
        close = self.remarks.guesses.meant(anchor, statements)
        some = ", ".join(list(statements)[:6])
        hint = f'did you mean "{close}"?' if close else f"its anchors are {some} …"
        message = f'no entry of this briefing has the anchor "{anchor}"'
        self.remarks.tell("unknown-anchor", message, span, hint, "error")

    def _check_name(self, name: str, span: Span) -> None:
        """A structured name declares a company, unless a profile of this site has a near name."""
        known = self.registry.companies.get(self.registry.slug_for(name))
        if known and known.origin != self.parsed.path:
            return
        close = nearest(name, self._profiled)
        if close and close != name:
            message, hint = f'"{name}" is not a company of this site', f'did you mean "{close}"?'
            self.remarks.tell("unknown-company", message, span, hint, "error")

    @cached_property
    def _profiled(self) -> list[str]:
        """The names of the companies that have a profile."""
        profiles = [k for k in self.registry.companies.values() if k.origin.startswith(PROFILES)]
        return [name for known in profiles for name in (known.name, *known.aliases)]

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
            close = self.remarks.guesses.meant(named, listed)
            hint = f'did you mean "{close}"?' if close else f"they are {', '.join(listed[:6])}"
            message = f'"{named}" is none of the sources of this briefing'
            self.remarks.tell("unknown-source", message, span, hint)


def _kind(event: str, tables: Words) -> str:
    """The kind of an event, said as a kind or in words ("first vehicle")."""
    folded = event.strip().casefold().replace(" ", "-")
    if any(k.kind == folded for k in tables.events):
        return folded
    return kind_named(event, tables) or "other"


def state_called(text: str) -> State | None:
    """A state as an author says it; "met", as the pages say, is achieved."""
    known: tuple[State, ...] = get_args(State)
    return "achieved" if text == "met" else next((s for s in known if s == text), None)
