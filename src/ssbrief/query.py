"""Questions on the command line: what is due, what moved, what was promised.

In: a `Site` and what to look for. Out: an `Answer`: milestones with the fields of
`/data/milestones.json`, and the same as a table of few columns for a person. Builds no page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

from .diagnostics import nearest
from .model import Change, Milestone, Period, Site, Step, Track
from .pages.data import data_file, milestone_data
from .pages.index import Index, first_day, last_day
from .pages.lists import due_order
from .pages.moves import is_open, move, state
from .pages.records import MilestoneData, as_csv, as_json, csv_line, json_line
from .pages.timeline import ordered

Question = Literal["targets", "changes", "due"]

#: What is no change of a date.
HELD: frozenset[Change] = frozenset(["first", "reconfirmed"])


class Asked(Struct, frozen=True):
    """What is looked for: `company` and `topic` are slugs, "" for all; the market as a whole is
    the company None. `since` is the first day on which it was said or, of `due`, is due."""

    question: Question
    company: str | None = ""
    topic: str = ""
    since: date | None = None


class Answer(Struct, frozen=True):
    """The milestones found, in their order, and the cells of a table."""

    records: tuple[MilestoneData, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Unknown(Exception):
    """What was asked for is not on the site; `close` is what may have been meant."""

    def __init__(self, name: str, close: str | None) -> None:
        super().__init__(name)
        self.close = close


def company_called(name: str, site: Site) -> str | None:
    """The slug of a company by any of its names, whatever their case; None for the market."""
    if name.casefold() == "market":
        return None
    names = {n: c.slug for c in site.companies for n in (c.slug, *c.aliases, c.name)}
    return _called(name, names)


def topic_called(name: str, site: Site) -> str:
    """The slug of a topic by its name or slug."""
    return _called(name, {n: t.slug for t in site.topics for n in (t.slug, t.name)})


def _called(name: str, names: dict[str, str]) -> str:
    folded = {known.casefold(): made for known, made in names.items()}
    if (key := name.strip().casefold()) in folded:
        return folded[key]
    raise Unknown(name, nearest(name, list(names)))


def answer(asked: Asked, site: Site) -> Answer:
    """What the site says. Targets and what is due are the latest word of each track, soonest first;
    what is due is still open; changes are newest first."""
    index = Index(site)
    ask: Callable[[Asked, Index], Sequence[tuple[Track, int]]] = (
        _changes if asked.question == "changes" else _latest
    )
    found = ask(asked, index)
    cells = _CELLS[asked.question]
    return Answer(
        tuple(milestone_data(track.steps[place].milestone, index) for track, place in found),
        tuple(cells),
        tuple(tuple(cell(t, place, index) for cell in cells.values()) for t, place in found),
    )


def as_text(answer: Answer, site: Site, style: Literal["json", "csv"]) -> str:
    """The answer as a file of data."""
    if style == "csv":
        return as_csv(MilestoneData, map(csv_line, answer.records))
    return as_json(data_file("milestones", "/", site), map(json_line, answer.records))


def _tracks(asked: Asked, site: Site) -> Iterable[Track]:
    for track in site.tracks:
        if asked.company in ("", track.company) and asked.topic in ("", track.topic):
            yield track


def _latest(asked: Asked, index: Index) -> list[tuple[Track, int]]:
    """In the order of the page that lists the same."""
    found, due_only = [], asked.question == "due"
    for track in _tracks(asked, index.site):
        milestone = track.steps[-1].milestone
        if due_only and not is_open(milestone):
            continue
        if _is_since(milestone.due if due_only else index.said(milestone), asked.since):
            found.append(track)
    in_order = due_order(found, index) if due_only else ordered(found, index)
    return [(track, len(track.steps) - 1) for track in in_order]


def _changes(asked: Asked, index: Index) -> list[tuple[Track, int]]:
    found = [
        (track, place)
        for track in _tracks(asked, index.site)
        for place, step in enumerate(track.steps)
        if step.change not in HELD and _is_since(index.said(step.milestone), asked.since)
    ]
    found.sort(key=lambda pair: (index.company_name(pair[0].company), pair[0].id))
    found.sort(key=lambda pair: first_day(index.said(_milestone(pair))), reverse=True)
    return found


def _milestone(pair: tuple[Track, int]) -> Milestone:
    return pair[0].steps[pair[1]].milestone


def _is_since(period: Period | None, since: date | None) -> bool:
    return since is None or (period is not None and last_day(period) >= since)


# -- the cells of a table


def _who(track: Track, place: int, index: Index) -> str:
    return index.company_name(track.company)


def _what(track: Track, place: int, index: Index) -> str:
    return index.track_event(track)


def _due(track: Track, place: int, index: Index) -> str:
    return index.say.period(track.steps[place].milestone.due)


def _from_to(track: Track, place: int, index: Index) -> str:
    now, before = _due(track, place, index), _due(track, place - 1, index) if place else ""
    return f"{before} → {now}" if before and before != now else now


def _said(track: Track, place: int, index: Index) -> str:
    return index.moment(index.said(track.steps[place].milestone)).text


def _moved(track: Track, place: int, index: Index) -> str:
    return move(track.steps[place], index.say).words


def _standing(track: Track, place: int, index: Index) -> str:
    """How it stands where that is more than open, and what the latest word did to the date."""
    step: Step = track.steps[place]
    shown = state(step.milestone, index.site.today, index.say)
    if shown and step.change not in ("met", "missed", "dropped"):
        return f"{shown.words}; {_moved(track, place, index)}"
    return _moved(track, place, index)


_CELLS: dict[Question, dict[str, Callable[[Track, int, Index], str]]] = {
    "targets": {"Company": _who, "Target": _what, "Due": _due, "Said": _said, "Word": _standing},
    "due": {"Due": _due, "Company": _who, "Target": _what, "Said": _said, "Word": _standing},
    "changes": {
        "Said": _said,
        "Company": _who,
        "Target": _what,
        "Due": _from_to,
        "Change": _moved,
    },
}
