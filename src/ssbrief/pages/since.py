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
from .index import Index, dated
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
    """A target, what its date is and what it was; each date leads to its words. What has one date
    only leads there itself. `held` says that both are one date, which is not told twice."""

    track: Link
    due: Link
    before: Link | None = None
    move: Move | None = None
    held: bool = False


class Again(Struct, frozen=True):
    """What is named again: the words here, and those before."""

    here: Link
    before: Link


class SinceRow(Struct, frozen=True):
    """One kind of change with what it befell; `run` targets stand one after another in a line."""

    kind: str
    moved: bool = False
    run: bool = False
    targets: tuple[SinceTarget, ...] = ()
    links: tuple[Link, ...] = ()
    again: tuple[Again, ...] = ()
    note: str = ""


class Since(Struct, frozen=True):
    """`before` is None for the first briefing of a topic: then `summary` says so. `note` is what
    the author says has changed. `rows` are the targets, `more` what else came or went, which a page
    folds."""

    title: str
    summary: str
    before: Link | None = None
    note: str = ""
    rows: tuple[SinceRow, ...] = ()
    more: tuple[SinceRow, ...] = ()


def since(briefing: Briefing, before: Briefing | None, index: Index) -> Since:
    say = index.say
    note = "" if briefing.revised else briefing.change_note
    if before is None:
        return Since(say("since"), say("since-first"), note=note)
    steps = _steps(briefing, index)
    more = (
        *_silent(briefing, before, index),
        *_companies(briefing, before, index),
        *_challenges(briefing, before, index),
        *_sources(briefing, before, index),
    )
    title = (
        say("since-of", date=index.moment(dated(before)).text) if dated(before) else say("since")
    )
    return Since(
        title,
        _summary(steps, bool(more), index),
        index.briefing(before.slug),
        note,
        tuple(_changed(steps, index)),
        more,
    )


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


def _summary(steps: list[tuple[Track, Step, Step | None]], is_more: bool, index: Index) -> str:
    """What changed, in counts; that nothing did is said."""
    say = index.say
    counts = [(change, sum(s.change == change for _, s, _ in steps)) for change in ORDER]
    told = [say(f"count-{change}", n=count) for change, count in counts if count]
    if any(step.change != "reconfirmed" for _, step, _ in steps):
        return say("since-summary", told=say.series(told))
    held = say("since-held", told=told[0]) if told else ""
    return say("since-no-date" if is_more else "since-nothing", held=held)


def _changed(steps: list[tuple[Track, Step, Step | None]], index: Index) -> Iterable[SinceRow]:
    for change in ORDER:
        targets = [_target(t, s, b, index) for t, s, b in steps if s.change == change]
        if targets:
            yield SinceRow(
                index.say(f"row-{change}"), moved=change in MOVED, targets=tuple(targets)
            )


def _target(track: Track, step: Step, before: Step | None, index: Index) -> SinceTarget:
    milestone = step.milestone
    due = index.say.period(milestone.due)
    said = _said(before.milestone, index) if before else None
    held = said is not None and said.text == due
    if said is None and milestone.statement:
        return SinceTarget(_track(track, index, f"#{milestone.statement}"), Link(due, ""))
    return SinceTarget(
        track=_track(track, index),
        due=Link(due, f"#{milestone.statement}" if milestone.statement else ""),
        before=Link(index.say("said-before"), said.href, said.note) if said and held else said,
        move=move(step, index.say) if step.months else None,
        held=held,
    )


def _track(track: Track, index: Index, href: str = "") -> Link:
    who = index.company_name(track.company)
    words = index.say("who-what", who=who, what=index.track_event(track))
    return Link(words, href or index.track(track))


def _said(milestone: Milestone, index: Index) -> Link:
    return Link(
        index.say.period(milestone.due),
        urls.briefing(milestone.briefing, milestone.statement),
        index.moment(index.said(milestone)).text,
    )


def _silent(briefing: Briefing, before: Briefing, index: Index) -> Iterable[SinceRow]:
    """Targets of the last briefing that this one does not mention, of its own day unless told."""
    day = index.moment(dated(before)).text
    told = {placed[0].id for m in briefing.milestones if (placed := index.step(m))}
    targets: dict[str, SinceTarget] = {}
    for milestone in before.milestones:
        placed = index.step(milestone)
        if placed and placed[0].id not in told and is_open(milestone):
            due = _said(milestone, index)
            note = "" if due.note == day else due.note
            track = _track(placed[0], index, due.href)
            targets[placed[0].id] = SinceTarget(track, Link(due.text, "", note))
    if targets:
        yield SinceRow(
            index.say("row-silent"),
            run=True,
            targets=tuple(targets.values()),
            note=index.say("silence"),
        )


def _companies(briefing: Briefing, before: Briefing, index: Index) -> Iterable[SinceRow]:
    """Each leads to the words that name it: here for what is new, there for what is gone."""
    here, there = _named(briefing), _named(before)
    new = [c for c in briefing.companies if c not in set(before.companies)]
    gone = [c for c in before.companies if c not in set(briefing.companies)]
    yield from _row("row-companies-new", [_words_on(c, briefing, here, index) for c in new], index)
    yield from _row("row-companies-gone", [_words_on(c, before, there, index) for c in gone], index)


def _words_on(company: str, briefing: Briefing, named: dict[str, str], index: Index) -> Link:
    name, anchor = index.company_name(company), named.get(company)
    if anchor is None:
        return index.company(company)
    return Link(name, urls.briefing(briefing.slug, anchor))


def _named(briefing: Briefing) -> dict[str, str]:
    """The first statement about each company, else the first that names it."""
    statements = [s for x in briefing.sections for p in x.passages for s in p.statements]
    named: dict[str, str] = {}
    for statement in reversed(statements):
        named.update(dict.fromkeys(statement.companies, statement.id))
    for statement in reversed(statements):
        named.update(dict.fromkeys(statement.subjects, statement.id))
    return named


def _challenges(briefing: Briefing, before: Briefing, index: Index) -> Iterable[SinceRow]:
    here, there = _raised(briefing, index), _raised(before, index)
    yield from _row("row-challenges-new", [here[c] for c in here if c not in there], index)
    again = tuple(Again(here[c], there[c]) for c in here if c in there)
    if again:
        yield SinceRow(index.say("row-challenges-again"), again=again)
    yield from _row("row-challenges-gone", [there[c] for c in there if c not in here], index)


def _raised(briefing: Briefing, index: Index) -> dict[str, Link]:
    """Each challenge, with the words that first name it."""
    found: dict[str, Link] = {}
    for mention in briefing.challenges:
        challenge, anchor = index.challenge(briefing, mention), mention.statement.id
        if challenge:
            address = urls.briefing(briefing.slug, anchor)
            found.setdefault(
                challenge.slug,
                Link(challenge.name, address if anchor else urls.challenge(challenge.slug)),
            )
    return found


def _sources(briefing: Briefing, before: Briefing, index: Index) -> Iterable[SinceRow]:
    known = {source.key for source in before.sources}
    new = [work(s, index) for s in briefing.sources if s.key not in known]
    links = dict.fromkeys(w.publisher or Link(w.title, w.url) for w in new)
    yield from _row("row-sources-new", list(links), index)


def _row(key: str, links: list[Link], index: Index) -> Iterable[SinceRow]:
    if links:
        yield SinceRow(index.say(key), links=tuple(links))
