"""On whom statements rest: how many name a source, one publisher only, none, and how old they are.

In: a `Site`. Out: counts for any of its statements. Sources are counted by publisher, not by
address: ten pages of one magazine are one voice. What lists the sources is no statement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice

from msgspec import Struct, structs

from .diagnostics import Diagnostic, Span
from .memory import Memory
from .model import Briefing, Period, Publisher, Site, Statement, Track
from .periods import months_between
from .tracks import tracks_by_company


class Evidence(Struct, frozen=True):
    """Of so many statements, how many name a source, how many of these rest on one publisher only,
    and how many still stand (see `Ledger`), of which those are old that the site says are."""

    statements: int = 0
    sourced: int = 0
    single: int = 0
    standing: int = 0
    old: int = 0

    @property
    def percent(self) -> int:
        """The share that names a source, rounded down: 100 is all of them. Of none, all."""
        return 100 * self.sourced // self.statements if self.statements else 100


class Ground(Struct, frozen=True, array_like=True):
    """What the site adds to a statement: the sources of its milestones, whether it stands, and the
    time of its briefing."""

    sources: tuple[str, ...]
    stands: bool
    said: Period | None


class Ledger:
    """Counts evidence, by what each statement rests on (`grounds`) and who published which source.
    A statement stands as long as nothing newer has been said: it is of the newest briefing of its
    topic, or holds the latest word on a target that is still open."""

    def __init__(
        self,
        today: date,
        months: int,
        grounds: Mapping[tuple[str, str], Ground],
        publishers: Mapping[str, str],
    ) -> None:
        self.today, self.months = today, months
        self.grounds, self.publishers = grounds, publishers

    @classmethod
    def of(cls, site: Site) -> Ledger:
        return cls(site.today, site.old_after, grounds_of(site), publishers_of(site))

    def count(self, statements: Iterable[Statement]) -> Evidence:
        counted = [s for s in statements if s.section != "sources"]
        voices = [len(self._voices(statement)) for statement in counted]
        standing = [day for s in counted if (day := self._day_it_stands_from(s))]
        old = sum(map(self._is_old, standing))
        sourced, single = sum(map(bool, voices)), voices.count(1)
        return Evidence(len(counted), sourced, single, len(standing), old)

    def _voices(self, statement: Statement) -> set[str]:
        """The publishers of what a statement cites."""
        ground = self.grounds.get((statement.briefing, statement.id))
        keys = {*statement.sources, *(ground.sources if ground else ())}
        return {self.publishers.get(key, key) for key in keys}

    def _day_it_stands_from(self, statement: Statement) -> date | None:
        """When it was said, None where that is unknown or something newer stands in its place."""
        ground = self.grounds.get((statement.briefing, statement.id))
        if ground is None or not ground.stands:
            return None
        said = statement.said or ground.said
        return (said.latest or said.earliest) if said else None

    def _is_old(self, day: date) -> bool:
        yesterday = self.today - timedelta(days=1)
        return day < yesterday and months_between(day, yesterday) >= self.months


def publishers_of(site: Site, memory: Memory | None = None) -> dict[str, str]:
    """Who published each source, by its key."""
    return (memory or Memory()).again("publishers of", _publishers_of, site.publishers)


def _publishers_of(publishers: Iterable[Publisher]) -> dict[str, str]:
    return {c.source.key: p.slug for p in publishers for c in p.sources}


def grounds_of(site: Site) -> dict[tuple[str, str], Ground]:
    """What the site adds to each statement, by its briefing and anchor."""
    standing = standing_of(site, Memory())
    shares = (grounds_in(b, standing.get(b.slug, frozenset())) for b in site.briefings)
    return {place: ground for share in shares for place, ground in share.items()}


def standing_of(site: Site, memory: Memory) -> dict[str, frozenset[str] | None]:
    """By briefing the anchors of the statements that stand, None for all of them."""
    held: dict[str, set[str]] = defaultdict(set)
    for company, tracks in tracks_by_company(site.tracks).items():
        for briefing, anchors in memory.again(("latest", company), _latest, tracks):
            held[briefing] |= anchors
    newest = (topic.briefings[0] for topic in site.topics if topic.briefings)
    return {**{b: frozenset(s) for b, s in held.items()}, **dict.fromkeys(newest)}


def _latest(tracks: Iterable[Track]) -> tuple[tuple[str, set[str]], ...]:
    """By briefing the anchors of the last word of each track that is open."""
    found: dict[str, set[str]] = defaultdict(set)
    for milestone in (t.steps[-1].milestone for t in tracks if t.outcome.state == "open"):
        found[milestone.briefing].add(milestone.statement)
    return tuple(found.items())


def grounds_in(
    briefing: Briefing, standing: frozenset[str] | None
) -> dict[tuple[str, str], Ground]:
    """What the site adds to those of a briefing; `standing` as in `standing_of`."""
    sources: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for milestone in briefing.milestones:
        sources[milestone.statement] += milestone.sources
    said = briefing.date or briefing.period
    return {
        (briefing.slug, s.id): Ground(
            sources.get(s.id, ()), standing is None or s.id in standing, said
        )
        for s in statements_of(briefing)
    }


def judge(
    site: Site, min_sourced: int | None, max_age: int | None
) -> tuple[str, tuple[Diagnostic, ...]]:
    """What a site rests on in a line, and what it lacks of what is asked for: that a share of its
    statements names a source, in percent, and that none that still stands is older than so many
    months."""
    site = structs.replace(site, old_after=site.old_after if max_age is None else max_age)
    ledger = Ledger.of(site)
    counts = [(b, ledger.count(statements_of(b))) for b in site.briefings]
    whole = ledger.count(s for b in site.briefings for s in statements_of(b))
    told = (
        f"Evidence: {whole.sourced} of {whole.statements} statements name a source "
        f"({whole.percent} %), {whole.single} of them one publisher only; "
        f"{whole.statements - whole.sourced} name none; {whole.old} still stand though older than "
        f"{site.old_after} months."
    )
    return told, tuple(_lacking(counts, whole, min_sourced, max_age))


def _lacking(
    counts: Sequence[tuple[Briefing, Evidence]],
    whole: Evidence,
    min_sourced: int | None,
    max_age: int | None,
) -> Iterator[Diagnostic]:
    if min_sourced is not None and whole.percent < min_sourced:
        message = (
            f"{whole.sourced} of {whole.statements} statements name a source ({whole.percent} %); "
            f"{min_sourced} % were asked for"
        )
        worst = sorted(counts, key=lambda c: c[1].sourced - c[1].statements)
        hint = "most are missing in " + _places(
            (b, e.statements - e.sourced) for b, e in worst if e.sourced < e.statements
        )
        yield Diagnostic("few-sources", message, _SITE, "warning", hint)
    if max_age is not None and whole.old:
        stand = "statement still stands" if whole.old == 1 else "statements still stand"
        message = f"{whole.old} {stand} though older than {max_age} months"
        worst = sorted(counts, key=lambda c: -c[1].old)
        hint = "most stand in " + _places((b, e.old) for b, e in worst if e.old)
        yield Diagnostic("old-statements", message, _SITE, "warning", hint)


_SITE = Span("content/briefings")


def _places(counted: Iterable[tuple[Briefing, int]]) -> str:
    """The first three briefings, with their numbers."""
    return ", ".join(f"{b.path} ({number})" for b, number in islice(counted, 3))


def statements_of(briefing: Briefing) -> Iterator[Statement]:
    """Every statement of a briefing, in its order."""
    for section in briefing.sections:
        for passage in section.passages:
            yield from passage.statements
