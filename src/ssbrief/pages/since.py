"""What changed since the last briefing of a topic.

In: a briefing and the one before it. Out: `Since`. Silence is told apart from change: a target that
is not mentioned has not been withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from .. import urls
from ..model import Briefing, Change, Milestone, Step, Track
from .base import Link
from .index import Index
from .moves import MOVED, Move, is_open, move
from .statements import work

#: The order in which changes are told: news first.
ORDER: tuple[Change, ...] = (
    *MOVED,
    "met",
    "narrowed",
    "widened",
    "restated",
    "reconfirmed",
    "first",
)


class SinceTarget(Struct, frozen=True):
    """A target, what its date is and what it was; each leads to the words."""

    track: Link
    due: Link
    before: Link | None = None
    move: Move | None = None


class SinceRow(Struct, frozen=True):
    """One kind of change with what it befell; `run` targets stand one after another in a line."""

    kind: str
    moved: bool = False
    run: bool = False
    targets: tuple[SinceTarget, ...] = ()
    links: tuple[Link, ...] = ()
    note: str = ""


class Since(Struct, frozen=True):
    """`before` is None for the first briefing of a topic: then `summary` says so. `rows` are the
    targets, `more` what else came or went, which a page folds."""

    summary: str
    before: Link | None = None
    rows: tuple[SinceRow, ...] = ()
    more: tuple[SinceRow, ...] = ()


def since(briefing: Briefing, before: Briefing | None, index: Index) -> Since:
    say = index.say
    if before is None:
        return Since(say("since-first"))
    steps = _steps(briefing, index)
    more = (
        *_silent(briefing, before, index),
        *_companies(briefing, before, index),
        *_challenges(briefing, before, index),
        *_sources(briefing, before, index),
    )
    changed = tuple(_changed(steps, index))
    return Since(_summary(steps, index), index.briefing(before.slug), changed, more)


def _steps(briefing: Briefing, index: Index) -> list[tuple[Track, Step, Step | None]]:
    """What this briefing says of each track, with what was said before."""
    found = {}
    for milestone in briefing.milestones:
        placed = index.step(milestone)
        if placed:
            track, place = placed
            before = track.steps[place - 1] if place else None
            found[track.id, place] = (track, track.steps[place], before)
    return list(found.values())


def _summary(steps: list[tuple[Track, Step, Step | None]], index: Index) -> str:
    say = index.say
    counts = [(change, sum(s.change == change for _, s, _ in steps)) for change in ORDER]
    told = [say(f"count-{change}", n=count) for change, count in counts if count]
    if not told:
        return say("since-none")
    return say("since-summary", told=say.series(told))


def _changed(steps: list[tuple[Track, Step, Step | None]], index: Index) -> Iterable[SinceRow]:
    for change in ORDER:
        targets = [_target(t, s, b, index) for t, s, b in steps if s.change == change]
        if targets:
            yield SinceRow(
                index.say(f"row-{change}"), moved=change in MOVED, targets=tuple(targets)
            )


def _target(track: Track, step: Step, before: Step | None, index: Index) -> SinceTarget:
    milestone = step.milestone
    return SinceTarget(
        track=_track(track, index),
        due=Link(index.say.period(milestone.due), f"#{milestone.statement}"),
        before=_said(before.milestone, index) if before else None,
        move=move(step, index.say) if step.change in ("slipped", "pulled-in") else None,
    )


def _track(track: Track, index: Index) -> Link:
    who = index.company_name(track.company)
    return Link(f"{who}, {index.track_event(track)}", index.track(track))


def _said(milestone: Milestone, index: Index) -> Link:
    return Link(
        index.say.period(milestone.due),
        urls.briefing(milestone.briefing, milestone.statement),
        index.moment(index.said(milestone)).text,
    )


def _silent(briefing: Briefing, before: Briefing, index: Index) -> Iterable[SinceRow]:
    """Targets of the last briefing that this one does not mention."""
    told = {placed[0].id for m in briefing.milestones if (placed := index.step(m))}
    targets: dict[str, SinceTarget] = {}
    for milestone in before.milestones:
        placed = index.step(milestone)
        if placed and placed[0].id not in told and is_open(milestone):
            due = _said(milestone, index)
            targets[placed[0].id] = SinceTarget(_track(placed[0], index), due)
    if targets:
        yield SinceRow(
            index.say("row-silent"),
            run=True,
            targets=tuple(targets.values()),
            note=index.say("silence"),
        )


def _companies(briefing: Briefing, before: Briefing, index: Index) -> Iterable[SinceRow]:
    new = [c for c in briefing.companies if c not in set(before.companies)]
    gone = [c for c in before.companies if c not in set(briefing.companies)]
    yield from _row("row-companies-new", [index.company(c) for c in new], index)
    yield from _row("row-companies-gone", [index.company(c) for c in gone], index)


def _challenges(briefing: Briefing, before: Briefing, index: Index) -> Iterable[SinceRow]:
    here, there = _challenge_links(briefing, index), _challenge_links(before, index)
    yield from _row("row-challenges-new", [c for c in here if c not in there], index)
    yield from _row("row-challenges-gone", [c for c in there if c not in here], index)


def _challenge_links(briefing: Briefing, index: Index) -> list[Link]:
    found = (index.challenge(briefing, mention) for mention in briefing.challenges)
    return list(dict.fromkeys(Link(c.name, urls.challenge(c.slug)) for c in found if c))


def _sources(briefing: Briefing, before: Briefing, index: Index) -> Iterable[SinceRow]:
    known = {source.key for source in before.sources}
    new = [work(s, index) for s in briefing.sources if s.key not in known]
    links = dict.fromkeys(w.publisher or Link(w.title, w.url) for w in new)
    yield from _row("row-sources-new", list(links), index)


def _row(key: str, links: list[Link], index: Index) -> Iterable[SinceRow]:
    if links:
        yield SinceRow(index.say(key), links=tuple(links))
