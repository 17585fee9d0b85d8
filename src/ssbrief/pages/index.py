"""Where everything stands: the nouns of a site by their names, made once for all pages.

In: a `Site`. Out: look-ups that every kind of page shares, and the links they lead to. Plain
dictionaries, never part of a page: a page takes what it shows out of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, TypeAlias, TypeVar

from msgspec import Struct

from .. import urls
from ..evidence import Ground, Ledger, grounds_in, publishers_of, standing_of, statements_of
from ..memory import Memory
from ..model import (
    Briefing,
    Challenge,
    ChallengeMention,
    CitedSource,
    Milestone,
    Period,
    Prose,
    Publisher,
    Site,
    Source,
    Statement,
    Track,
)
from ..strings import Strings, datetime_of, strings
from ..tracks import tracks_by_company
from .base import Link, Moment
from .moves import is_open
from .places import addresses

Value = TypeVar("Value")

_ID = re.compile(r'(<[a-z][^<>]*?) id="[^"]*"')


class Head(Struct, frozen=True, array_like=True):
    """What other pages say of a briefing: not its text, so that a word more in it is their change
    only where they quote it. See `Briefing`."""

    slug: str
    title: str
    language: str
    date: Period | None
    period: Period | None
    sources: tuple[Source, ...]


class Outline(Head, frozen=True, array_like=True):
    """What a list says of a briefing; `targets` is how many are still to come true."""

    revised: str
    topic: str
    summary: str
    companies: tuple[str, ...]
    targets: int


class Cited(Struct, frozen=True, array_like=True):
    """What a page says of a source: not what else rests on it. See `CitedSource`."""

    source: Source
    publisher: str
    publisher_slug: str


class Obstacle(Struct, frozen=True, array_like=True):
    """What a page says of a challenge that it names: not where else it is named."""

    slug: str
    name: str


class Index:
    """The nouns of a site by their names. A table is made when it is first asked for; what `memory`
    knows of it from an earlier reading of the site is taken over."""

    briefings: Mapping[str, Briefing]
    heads: Mapping[str, Head]
    outlines: Mapping[str, Outline]
    names: Mapping[str, str]
    topics: Mapping[str, str]
    tags: Mapping[str, str]
    works: Mapping[str, Cited]
    cited: Mapping[str, CitedSource]
    steps: Mapping[_Place, tuple[Track, int]]
    milestones: Mapping[_Place, Sequence[Milestone]]
    statements: Mapping[_Place, Statement]
    obstacles: Mapping[_Place, Obstacle]
    _grounds: Mapping[_Place, Ground]
    _publishers: Mapping[str, str]
    _beside: Mapping[str, tuple[str | None, str | None]]
    _addresses: Mapping[str, str]
    _challenges: Mapping[tuple[str, str, str], Obstacle]

    def __init__(self, site: Site, memory: Memory | None = None) -> None:
        self.site = site
        self.made: dict[str, Any] = {}
        self.held: dict[str, Any] = {}
        self.kinds: dict[str, Any] = {}  # of tracks, as of today: see `tallies`
        self.noted: dict[str, tuple[Any, set[tuple[str, Any]]]] = {}
        self.say: Strings = strings(site.language)
        self._memory = memory or Memory()

    def __getattr__(self, name: str) -> Any:
        if name not in TABLES:
            raise AttributeError(name)
        table = TABLES[name](self.site, self._memory)
        setattr(self, name, table)
        return table

    def ready(self) -> None:
        """Make all tables whole: for who asks for a great deal of them."""
        for name in TABLES:
            table = getattr(self, name)
            if isinstance(table, Shares):
                setattr(self, name, table.whole())

    def __reduce__(self) -> tuple[type[Index], tuple[Site]]:
        return type(self), (self.site,)

    def broadly(self) -> Index:
        """The same for an entry that asks for nearly all that there is."""
        return self

    def ledger(self) -> Ledger:
        """What all statements rest on."""
        return Ledger(self.site.today, self.site.old_after, self._grounds, self._publishers)

    def once(self, key: str, make: Callable[[Index], Value]) -> Value:
        """What many pages show, made from this site once: `key` names what `make` makes."""
        if key not in self.made:
            self.made[key] = make(self)
        value: Value = self.made[key]
        return value

    def latest(self, key: str, make: Callable[[Index], Value]) -> Value:
        """The same of what entries show that are made one after the other: let go when something
        else is asked for."""
        if key not in self.held:
            self.held.clear()
            self.held[key] = make(self)
        value: Value = self.held[key]
        return value

    def challenge(self, briefing: Briefing, mention: ChallengeMention) -> Obstacle | None:
        """What a briefing's mention of an obstacle was joined to."""
        return self._challenges.get((briefing.slug, mention.statement.id, mention.name))

    def neighbours(self, slug: str) -> tuple[str | None, str | None]:
        """The briefings before and after one in its topic."""
        return self._beside.get(slug, (None, None))

    # Names and the links they lead to.

    def company_name(self, slug: str | None) -> str:
        """A company's name; the market's where no company is meant."""
        if slug is None:
            return self.say("market")
        return self.names.get(slug, slug)

    def company(self, slug: str, note: str = "") -> Link:
        return Link(self.company_name(slug), urls.company(slug), note)

    def briefing(self, slug: str, anchor: str = "") -> Link:
        return Link(self.heads[slug].title, urls.briefing(slug, anchor))

    def topic(self, slug: str) -> Link | None:
        name = self.topics.get(slug)
        return None if name is None else Link(name, urls.topic(slug))

    def publisher(self, key: str) -> Link | None:
        """The publisher of a source, by the key of the source."""
        cited = self.works.get(key)
        return Link(cited.publisher, urls.publisher(cited.publisher_slug)) if cited else None

    def source(self, briefing: Briefing | Head, key: str) -> Source | None:
        if cited := self.works.get(key):
            return cited.source
        return next((s for s in briefing.sources if s.key == key), None)

    def track(self, track: Track) -> str:
        """The address where a track is told: on its company's pages, or its topic's for the market;
        else where its latest word stands."""
        address = self._addresses.get(track.id)
        if address:
            return address
        latest = track.steps[-1].milestone
        return urls.briefing(latest.briefing, latest.statement)

    def event(self, milestone: Milestone) -> str:
        """What is due: in the author's words where there are any, else as its track is named."""
        if milestone.event:
            return milestone.event
        placed = self.step(milestone)
        if placed:
            return self.track_event(placed[0])
        return self.kind(milestone.kind, milestone.technology)

    def track_event(self, track: Track) -> str:
        return self.once(f"event of {track.id}", partial(_track_event, track))

    def kind(self, kind: str, technology: str = "") -> str:
        key = f"event-{kind}"
        words = self.say(key) if self.say.known(key) else kind.replace("-", " ")
        return self.say("bracket", words=words, note=technology) if technology else words

    def other_language(self, language: str) -> str:
        """A language that differs from the interface's and must be marked, else ""."""
        return language if language != self.say.language else ""

    # Times.

    def moment(self, period: Period | None) -> Moment:
        """A time in words, "undated" where there is none."""
        if period is None:
            return Moment(self.say("undated"))
        return Moment(self.say.period(period), datetime_of(period))

    def day(self, day: date, long: bool = False) -> Moment:
        words = self.say.long_day(day) if long else self.say.day(day)
        return Moment(words, day.isoformat())

    def today(self) -> Moment:
        return self.day(self.site.today, long=True)

    def judged(self, milestones: Iterable[Milestone]) -> Moment | None:
        """Today, where any of these can be past on one day and not on another."""
        return self.today() if any(map(self.can_pass, milestones)) else None

    def judged_tracks(self, tracks: Iterable[Track]) -> Moment | None:
        """The same of tracks that are drawn up to today, as those with several words are."""
        told = list(tracks)
        if any(self._is_drawn(track) for track in told):
            return self.today()
        return self.judged(track.steps[-1].milestone for track in told)

    def _is_drawn(self, track: Track) -> bool:
        return sum(self.said(step.milestone) is not None for step in track.steps) > 1

    def can_pass(self, milestone: Milestone) -> bool:
        """Whether its day comes and nobody has said more of it."""
        ends = milestone.due.latest is not None
        return ends and is_open(milestone) and not self.is_replaced(milestone)

    def said(self, milestone: Milestone) -> Period | None:
        """When a milestone was said: its own date, else its briefing's."""
        return milestone.said or dated(self.heads[milestone.briefing])

    def step(self, milestone: Milestone) -> tuple[Track, int] | None:
        return self.steps.get((milestone.briefing, milestone.id))

    def is_replaced(self, milestone: Milestone) -> bool:
        """Whether a later or more exact word on the same target stands in its place."""
        if milestone.state == "superseded":
            return True
        placed = self.step(milestone)
        if placed is None:
            return False
        latest = placed[0].steps[-1].milestone
        return (latest.briefing, latest.id) != (milestone.briefing, milestone.id)


# -- the tables


#: A briefing, and the anchor of a statement or the id of a milestone in it.
_Place: TypeAlias = tuple[str, str]

Key = TypeVar("Key")


class Shares(Mapping[tuple[str, str], Value]):
    """A table whose names begin with a briefing: the share of each is made when it is asked for."""

    def __init__(self, site: Site, share: Callable[[Briefing], Mapping[_Place, Value]]) -> None:
        self._briefings = {b.slug: b for b in site.briefings}
        self._share = share

    def __getitem__(self, place: _Place) -> Value:
        return self._share(self._briefings[place[0]])[place]

    def __iter__(self) -> Iterator[_Place]:
        return iter(self.whole())

    def __len__(self) -> int:
        return len(self.whole())

    def whole(self) -> dict[_Place, Value]:
        """The same with all shares in one: for who asks for all."""
        return _merged(map(self._share, self._briefings.values()))


def _merged(shares: Iterable[Mapping[Key, Value]]) -> dict[Key, Value]:
    """The tables of all briefings, or of all companies, in one."""
    found: dict[Key, Value] = {}
    for share in shares:
        found.update(share)
    return found


def _heads(site: Site, memory: Memory) -> Mapping[str, Head]:
    return {b.slug: memory.again(("head", b.slug), _head, b) for b in site.briefings}


def _head(b: Briefing) -> Head:
    return Head(b.slug, b.title, b.language, b.date, b.period, b.sources)


def _outlines(site: Site, memory: Memory) -> Mapping[str, Outline]:
    return {b.slug: memory.again(("outline", b.slug), _outline, b) for b in site.briefings}


def _works(site: Site, memory: Memory) -> Mapping[str, Cited]:
    return _merged(memory.again(("works", p.slug), _works_of, p) for p in site.publishers)


def _works_of(publisher: Publisher) -> dict[str, Cited]:
    name, slug = publisher.name, publisher.slug
    return {c.source.key: Cited(c.source, name, slug) for c in publisher.sources}


def _cited(site: Site, memory: Memory) -> Mapping[str, CitedSource]:
    return memory.again("cited", _cited_of, site.publishers)


def _cited_of(publishers: Iterable[Publisher]) -> dict[str, CitedSource]:
    return {c.source.key: c for p in publishers for c in p.sources}


def _steps(site: Site, memory: Memory) -> Mapping[_Place, tuple[Track, int]]:
    own = tracks_by_company(site.tracks)
    return _merged(memory.again(("steps", c), _steps_of, tracks) for c, tracks in own.items())


def _steps_of(tracks: Iterable[Track]) -> dict[_Place, tuple[Track, int]]:
    return {
        (milestone.briefing, milestone.id): (track, place)
        for track in tracks
        for place, step in enumerate(track.steps)
        for milestone in (step.milestone, *step.also, *step.against)
    }


def _milestones(site: Site, memory: Memory) -> Mapping[_Place, Sequence[Milestone]]:
    return Shares(site, lambda b: memory.again(("milestones", b.slug), _milestones_of, b))


def _milestones_of(briefing: Briefing) -> dict[_Place, list[Milestone]]:
    found: dict[_Place, list[Milestone]] = defaultdict(list)
    for milestone in briefing.milestones:
        found[milestone.briefing, milestone.statement].append(milestone)
    return dict(found)


def _statements(site: Site, memory: Memory) -> Mapping[_Place, Statement]:
    return Shares(site, lambda b: memory.again(("statements", b.slug), _statements_of, b))


def _statements_of(briefing: Briefing) -> dict[_Place, Statement]:
    return {(briefing.slug, s.id): s for s in statements_of(briefing)}


def _neighbours(site: Site, memory: Memory) -> Mapping[str, tuple[str | None, str | None]]:
    return {
        slug: (earlier, later)
        for topic in site.topics
        for later, slug, earlier in zip(
            (None, *topic.briefings), topic.briefings, (*topic.briefings[1:], None), strict=False
        )
    }


#: No statement of a briefing stands.
_NONE: frozenset[str] = frozenset()


def _grounds(site: Site, memory: Memory) -> Mapping[_Place, Ground]:
    standing = standing_of(site, memory)
    return Shares(
        site,
        lambda b: memory.again(("grounds", b.slug), grounds_in, b, standing.get(b.slug, _NONE)),
    )


def _challenges(site: Site, memory: Memory) -> Mapping[tuple[str, str, str], Obstacle]:
    return memory.again("challenges by mention", _challenges_of, site.challenges)


def _challenges_of(challenges: Iterable[Challenge]) -> dict[tuple[str, str, str], Obstacle]:
    return {
        (mention.statement.briefing, mention.statement.id, mention.name): obstacle
        for challenge in challenges
        for obstacle in (Obstacle(challenge.slug, challenge.name),)
        for mention in challenge.mentions
    }


def _obstacles(site: Site, memory: Memory) -> Mapping[_Place, Obstacle]:
    named = _challenges(site, memory).items()
    return {(briefing, anchor): obstacle for (briefing, anchor, _), obstacle in named if anchor}


#: How each table is made of a site.
TABLES: Mapping[str, Callable[[Site, Memory], Mapping[Any, Any]]] = {
    "briefings": lambda site, _: {b.slug: b for b in site.briefings},
    "heads": _heads,
    "outlines": _outlines,
    "names": lambda site, _: {c.slug: c.name for c in site.companies},
    "topics": lambda site, _: {t.slug: t.name for t in site.topics},
    "tags": lambda site, _: {t.name: t.slug for t in site.tags},
    "works": _works,
    "cited": _cited,
    "steps": _steps,
    "milestones": _milestones,
    "statements": _statements,
    "obstacles": _obstacles,
    "_beside": _neighbours,
    "_addresses": addresses,
    "_challenges": _challenges,
    "_grounds": _grounds,
    "_publishers": publishers_of,
}


def _track_event(track: Track, index: Index) -> str:
    told = (step.milestone.event for step in reversed(track.steps))
    label = "" if track.label == track.kind.replace("-", " ") else track.label
    words = next((event for event in told if event), "") or label or index.kind(track.kind)
    named = track.technology.replace("-", " ") in words.replace("-", " ")
    return words if named else index.say("bracket", words=words, note=track.technology)


def _outline(b: Briefing) -> Outline:
    return Outline(
        slug=b.slug,
        title=b.title,
        language=b.language,
        date=b.date,
        period=b.period,
        sources=b.sources,
        revised=b.revised,
        topic=b.topic,
        summary=b.summary,
        companies=b.companies,
        targets=sum(map(is_open, b.milestones)),
    )


def dated(briefing: Briefing | Head) -> Period | None:
    """The day a briefing speaks from: its publication, else the period it covers."""
    return briefing.date or briefing.period


def first_day(period: Period | None) -> date:
    """For ordering: the earliest day that is known, the first of all days for none."""
    if period is None:
        return date.min
    return period.earliest or period.latest or date.min


def last_day(period: Period | None) -> date:
    """For ordering: the latest day that is known, the last of all days for none."""
    if period is None:
        return date.max
    return period.latest or period.earliest or date.max


def quoted(prose: Prose) -> Prose:
    """An author's words for another page: without the ids that only their own page may hold."""
    return Prose(_ID.sub(r"\1", prose.html)) if ' id="' in prose.html else prose
