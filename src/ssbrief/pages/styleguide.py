"""The page `/styleguide/`: every part of the theme with values made by hand.

In: nothing. Out: one `Page` that only the preview shows; no build holds it. It is made of a small
site of its own, so that its parts are the ones that real pages have. Its links lead nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import ClassVar, get_args

from ..drift import follow
from ..model import (
    Briefing,
    Change,
    Company,
    Milestone,
    Period,
    Prose,
    Site,
    State,
    Statement,
    Step,
    Track,
)
from .base import Figure, Link, Page, Recipe
from .briefings import BriefingLine, line
from .changes import TrackRow, track_rows
from .histories import TrackTable, track_table
from .index import Index
from .lanes import Lanes, lanes
from .moves import Move, move, state
from .moves import State as Standing
from .since import Again, Since, SinceRow, SinceTarget
from .statements import Due, Entry, Quote, Reading, Work, due, entry, quote

URL = "/styleguide/"

TODAY = date(2026, 11, 22)
MANY = 60
WORDS = (
    "<p>Alpha will start <strong>series production by 2028</strong>, it says; its pilot line has "
    "run since spring and makes cells for tests alone.</p>"
)


class StyleguidePage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "styleguide.html"

    figures: tuple[Figure, ...]
    moves: tuple[Move, ...]
    states: tuple[Standing, ...]
    chips: tuple[Link, ...]
    listed: tuple[Link, ...]
    entries: tuple[Entry, ...]
    quotes: tuple[Quote, ...]
    works: tuple[Work, ...]
    since: Since
    citation: str
    pager: tuple[Link, ...]
    told: tuple[TrackTable, ...]
    rows: tuple[TrackRow, ...]
    lanes: tuple[Lanes, ...]
    dues: tuple[Due, ...]
    briefings: tuple[BriefingLine, ...]
    empty: tuple[str, ...]


def styleguide_page() -> Recipe:
    return Recipe(URL, StyleguidePage, styleguide)


def styleguide() -> StyleguidePage:
    """Each part of a template, in each form that it has."""
    tracks = [_track("one", 1), _track("three", 3), _track("sixty", MANY)]
    targets = [_target(number) for number in range(MANY)]
    index = Index(_site([*tracks, *targets]))
    say = index.say
    latest = [t.steps[-1].milestone for t in targets]
    drawn = (targets[:1], "lanes-1"), (targets, f"lanes-{MANY}")
    began = lanes(
        tracks, index, "began", say("began-caption", n=3, total="3"), grouped=False, began=True
    )
    plain = [lanes(rows, index, name, say("lanes-caption")) for rows, name in drawn]
    return StyleguidePage(
        url=URL,
        title="Style guide",
        description="Each part of the theme, from values made by hand. Its links lead nowhere.",
        as_of=index.today(),
        figures=(
            Figure("2027–2028", "an interval"),
            Figure("+36 mo", "a date that moved", moved=True),
            Figure("12 of 60", "a share"),
            Figure("12", "what leads to a list", href=URL),
            Figure("1,234", "a number with a label that is long enough to run over two lines"),
        ),
        moves=tuple(
            move(Step(latest[0], change, months, at_least), say)
            for change in get_args(Change)
            for months, at_least in _months(change)
        ),
        states=tuple(s for kind in get_args(State) if (s := _state(kind, index))),
        chips=(Link("Alpha Cells", URL, "12"), Link("Beta", URL), Link("Gamma & Sons", URL, "1")),
        listed=(Link("A publisher of sources", URL, "12"), Link("Words without a link", "", "1")),
        entries=tuple(_entries(index)),
        quotes=(quote(_statement("quoted"), index),),
        works=(
            Work("A work with all there is to say", URL, Link("Publisher", URL), "2026-03-01"),
            Work("A work without an address", published="2019"),
        ),
        since=_since(index),
        citation="Author. A briefing made by hand. Style guide, Jun 2026. https://example.org/a/",
        pager=tuple(
            Link(name, URL, str(len(name)), current=name == "2025")
            for name in ("2023", "2024", "2025", "2026")
        ),
        told=tuple(track_table(track, index) for track in tracks),
        rows=track_rows([*tracks, *targets[:3]], index),
        lanes=tuple(drawing for drawing in (*plain, began) if drawing),
        dues=tuple(due(milestone, index) for milestone in latest[:3]),
        briefings=(line(index.outlines["hand"], index),),
        empty=tuple(say(key) for key in ("briefings-none", "moved-none", "no-source", "none-yet")),
    )


# The site it is made of ---------------------------------------------------------------------------


def _site(tracks: Sequence[Track]) -> Site:
    milestones = tuple(step.milestone for track in tracks for step in track.steps)
    briefing = Briefing(
        slug="hand",
        path="",
        title="A briefing made by hand",
        topic="",
        language="en",
        date=_day(date(2026, 6, 1)),
        period=Period(date(2026, 1, 1), date(2026, 6, 30)),
        summary="What a briefing says of itself in a sentence or two.",
        authors=("Author",),
        prepared_by="",
        reviewed_by="",
        revised="",
        change_note="",
        tags=(),
        redirect_from=(),
        sections=(),
        companies=("alpha",),
        milestones=milestones,
        challenges=(),
        sources=(),
        citations=(),
    )
    return Site(
        title="Style guide",
        url="",
        language="en",
        description="",
        repo_url="",
        license="",
        today=TODAY,
        briefings=(briefing,),
        companies=(Company("alpha", "Alpha Cells", tracks=tuple(tracks)),),
        tracks=tuple(tracks),
        challenges=(),
        publishers=(),
        topics=(),
        tags=(),
        pages=(),
        assets=(),
    )


def _day(day: date) -> Period:
    return Period(day, day)


def _milestone(name: str, due: Period, said: date, state: State = "target") -> Milestone:
    return Milestone(
        id=name,
        briefing="hand",
        topic="",
        company="alpha",
        kind="mass-production",
        technology="",
        due=due,
        due_words="as it was said",
        said=_day(said),
        words="The words that the date stands in, as it was said.",
        state=state,
        statement=name,
        track="",
    )


def _track(name: str, words: int) -> Track:
    """A target with so many words, that slips, holds, is pulled in and opens its ends."""
    first = TODAY - timedelta(days=60 * words + 200)
    milestones = [
        _milestone(f"{name}-{number}", _due(number), first + timedelta(days=60 * number))
        for number in range(words)
    ]
    return _followed(name, f"a target, words on it: {words}", milestones)


def _target(number: int) -> Track:
    """One of many targets: each standing, and each kind of end, in turn."""
    states: tuple[State, ...] = ("target", "target", "achieved", "target", "reported", "dropped")
    name = f"target-{number}"
    said = date(2024, 1, 1) + timedelta(days=number)
    milestones = [
        _milestone(f"{name}-a", _due(number), said),
        _milestone(f"{name}-b", _due(number + 1 + number % 3), said + timedelta(days=365)),
    ]
    closed = _milestone(name, _due(number), said, states[number % len(states)])
    return _followed(name, f"target {number + 1}", milestones if number % 4 == 3 else [closed])


def _followed(name: str, label: str, milestones: Sequence[Milestone]) -> Track:
    return Track(name, "alpha", "mass-production", "", "", label, follow(milestones))


def _due(number: int) -> Period:
    """A date of each form in turn, later as the number grows."""
    year = 2025 + number // 6
    whole = Period(date(year, 1, 1), date(year + number % 2, 12, 31))
    forms = (
        whole,
        whole,
        Period(None, date(year + 1, 12, 31)),
        Period(date(year, 7, 1), date(year, 9, 30)),
        Period(date(year, 1, 1), date(year, 12, 31), True),
        Period(date(year + 1, 1, 1), None),
    )
    return forms[number % len(forms)]


# Parts that no history makes ----------------------------------------------------------------------


def _months(change: Change) -> tuple[tuple[int, bool], ...]:
    if change == "slipped":
        return (36, False), (1, True)
    return ((-12, False),) if change == "pulled-in" else ((0, False),)


def _state(kind: State, index: Index) -> Standing | None:
    """An open target that is past shows as overdue."""
    return state(_milestone(kind, _day(date(2025, 1, 1)), TODAY, kind), TODAY, index.say)


def _statement(anchor: str) -> Statement:
    return Statement(anchor, "hand", "key_players", Prose(WORDS), "", "Alpha Cells", 3)


def _entries(index: Index) -> list[Entry]:
    """With all that can stand beside words, with a fact alone, and with nothing."""
    read = entry(_statement("read"), index.site.briefings[0], index)
    steps = Step(_milestone("x", _due(0), TODAY), "slipped", 36)
    readings = (
        Reading(
            "Alpha Cells, mass production", "2027–2028", "2027-2028", move=move(steps, index.say)
        ),
        Reading(
            "Alpha Cells, pilot line",
            "by 2025",
            "by 2025",
            state=_state("target", index),
            before="before: by 2024, said 30 Jun 2022",
        ),
    )
    work = Work("A source", URL, Link("Publisher", URL), "2026-03-01")
    return [
        Entry(
            "read",
            read.prose,
            readings=readings,
            challenge=Link("A challenge", URL),
            works=(work,),
        ),
        Entry("group", read.prose, facts=(index.say("group-names", names="Alpha, Beta"),)),
        Entry("bare", read.prose, unsourced=True),
    ]


def _since(index: Index) -> Since:
    say = index.say
    target = SinceTarget(
        Link("Alpha Cells, mass production", URL),
        Link("2027–2028", URL),
        Link("by 2025", URL, "Jun 2022"),
        move(Step(_milestone("x", _due(0), TODAY), "slipped", 36), say),
    )
    quiet = SinceTarget(Link("Beta, pilot line", URL), Link("by 2024", URL, "Jun 2022"))
    rows = (
        SinceRow(say("row-slipped"), moved=True, targets=(target, target)),
        SinceRow(say("row-silent"), run=True, targets=(quiet, quiet), note=say("silence")),
        SinceRow(say("row-companies-new"), links=(Link("Gamma & Sons", URL), Link("Delta", URL))),
    )
    again = SinceRow(
        say("row-challenges-again"), again=(Again(Link("Cost", URL), Link("Cost", URL)),)
    )
    return Since(
        say("since-of", date="Jun 2022"),
        "Of what is dated here, 2 slipped.",
        Link("The briefing before", URL),
        "What the author says has changed stands first.",
        rows,
        (again,),
    )
