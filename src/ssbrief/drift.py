"""Drift: how one word on a date stands to the word before it.

In: two `Period`s, or the milestones of one track. Out: what happened, in months. Knows no company,
no words and no page. The five cases of `classify` are tried in their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from msgspec import Struct, structs

from .model import Change, Milestone, Outcome, Period, State, Step
from .periods import months_between, order


class Movement(Struct, frozen=True, array_like=True):
    """How a date stands to the one before: the part of a `Step` that two periods settle."""

    change: Change
    months: int = 0
    at_least: bool = False
    earliest_moved: int | None = None
    latest_moved: int | None = None


def classify(before: Period, after: Period) -> Movement:
    """What became of a date.

    Months are whole and positive when later. Whether a date is `approximate` is not compared:
    from "2027" to "around 2027" no bound has moved, and how far a date wavers nobody says.

    >>> from ssbrief.periods import from_edtf
    >>> step = classify(from_edtf("2020/2023"), from_edtf("2024/2026"))
    >>> step.change, step.months
    ('slipped', 36)
    """
    change, months, at_least = _change(before, after)
    return Movement(
        change,
        months,
        at_least,
        _moved(before.earliest, after.earliest),
        _moved(before.latest, after.latest),
    )


def apart(before: Period, after: Period) -> int:
    """By how many months two dates that share no day lie apart at least, positive when later; 0
    where they touch or an open end leaves it unsaid.

    >>> from ssbrief.periods import from_edtf
    >>> apart(from_edtf("../2026"), from_edtf("2033/.."))
    72
    """
    if before.latest and after.earliest and after.earliest > before.latest:
        return max(months_between(before.latest, after.earliest), 0)
    if before.earliest and after.latest and after.latest < before.earliest:
        return min(months_between(before.earliest, after.latest), 0)
    return 0


def follow(milestones: Sequence[Milestone]) -> tuple[Step, ...]:
    """The steps of a track in the order in which they were said; what has no date stands first.

    A superseded milestone is history and no step. A milestone that is met, missed or dropped ends
    the track as such, in place of a movement; said again of the same date it is reconfirmed. After
    a miss the next date is a movement from the one missed; after the others the track begins anew
    with "first".
    """
    steps: list[Step] = []
    for milestone in sorted(milestones, key=when_said):
        if milestone.state != "superseded":
            steps.append(_step(steps[-1] if steps else None, milestone))
    return tuple(steps)


def outcome(steps: Sequence[Step]) -> Outcome:
    """How a track stands: as its latest word says; what nobody says has ended is open.

    How late it was met is counted from the last date promised before, and from the first since
    the track began (or began anew).
    """
    end = ENDINGS.get(steps[-1].milestone.state) if steps else None
    if end != "met":
        return Outcome(end or "open")
    places = [i for i, step in enumerate(steps) if step.change == "met"]
    if not places:
        return Outcome("met")  # told in hindsight of a word that was a target: nobody says when
    promised, met = _promised(steps[: places[-1]]), steps[places[-1]].milestone.due
    if not promised:
        return Outcome("met")
    return Outcome("met", late(promised[-1], met), late(promised[0], met))


def late(promised: Period, met: Period) -> int | None:
    """How many months after a date promised it was met: 0 for on time or early, None where no
    latest day was promised. Where the days overlap nobody can say that it was late.

    >>> from ssbrief.periods import from_edtf
    >>> late(from_edtf("../2022"), from_edtf("2023-11"))
    11
    """
    if promised.latest is None:
        return None
    begun, done = met.earliest, met.latest or met.earliest
    if begun is None or done is None or begun <= promised.latest:
        return 0
    return max(months_between(promised.latest, done), 0)


End = Literal["met", "missed", "dropped"]

ENDINGS: dict[State, End] = {"achieved": "met", "missed": "missed", "dropped": "dropped"}


def _promised(steps: Sequence[Step]) -> list[Period]:
    """What was due by each word since the track began or began anew."""
    over = [place + 1 for place, step in enumerate(steps) if _is_over(step.milestone)]
    return [step.milestone.due for step in steps[over[-1] if over else 0 :]]


def _step(last: Step | None, milestone: Milestone) -> Step:
    """A word on a date after the last step, None for the first word."""
    before, end = last.milestone if last else None, _ending(milestone)
    if before and end == "dropped" and _names_its_own_day(milestone):
        milestone = structs.replace(milestone, due=before.due, due_words="")
    if before is None or (end is None and _is_over(before)):
        moved = Movement("first")
    else:
        moved = classify(before.due, milestone.due)
    change, months = _ended(before, milestone, end) if end else (moved.change, moved.months)
    at_least = moved.at_least and end is None
    return Step(milestone, change, months, at_least, moved.earliest_moved, moved.latest_moved)


def _ended(before: Milestone | None, milestone: Milestone, end: End) -> tuple[Change, int]:
    """The class of a word that ends a track, and how many months late."""
    if before and end == _ending(before) and _is_same_event(before, milestone):
        return "reconfirmed", 0
    if before is None or end != "met" or _is_over(before):
        return end, 0
    return end, late(before.due, milestone.due) or 0


def _is_over(milestone: Milestone) -> bool:
    """Whether a target that follows is another one."""
    return _ending(milestone) in ("met", "dropped")


def _is_same_event(before: Milestone, after: Milestone) -> bool:
    """Whether two words on an end speak of one: their days touch."""
    first, last = sorted((before.due, after.due), key=order)
    return not (first.latest and last.earliest and first.latest < last.earliest)


def _names_its_own_day(dropped: Milestone) -> bool:
    """Whether the date of a withdrawal is when that happened, not what had been due."""
    said = dropped.said and (dropped.said.latest or dropped.said.earliest)
    day = dropped.due.latest or dropped.due.earliest
    return not said or (day is not None and day <= said)


def _ending(milestone: Milestone) -> End | None:
    """How the milestone ends its track, None where it goes on.

    A date cannot be met before it begins nor missed before it is over: a state that says so tells
    in hindsight what became of a word that was a target when it was given.
    """
    if milestone.state != "dropped" and _is_told_in_hindsight(milestone):
        return None
    return ENDINGS.get(milestone.state)


def _is_told_in_hindsight(milestone: Milestone) -> bool:
    if milestone.said is None:
        return False
    said, due = milestone.said.latest or milestone.said.earliest, milestone.due
    bound = (due.earliest or due.latest) if milestone.state == "achieved" else due.latest
    return said is not None and bound is not None and said < bound


def when_said(milestone: Milestone) -> tuple[date, date, str, str]:
    """For ordering the words of a track."""
    if milestone.said is None:
        return date.min, date.min, milestone.briefing, milestone.id
    latest, earliest, *_ = order(milestone.said)
    return latest, earliest, milestone.briefing, milestone.id


def _change(before: Period, after: Period) -> tuple[Change, int, bool]:
    """The class, the months it speaks of, and whether they are a least."""
    if (before.earliest, before.latest) == (after.earliest, after.latest):
        return "reconfirmed", 0, False
    if _is_inside(after, before):
        return "narrowed", 0, False
    if _is_inside(before, after):
        return "widened", 0, False
    if before.latest and after.latest:
        if before.latest == after.latest:
            return _by_the_other_bound(before, after), 0, False
        return *_direction(before.latest, after.latest), False
    if before.earliest and after.earliest and not before.latest and not after.latest:
        return *_direction(before.earliest, after.earliest), True
    return "restated", 0, False


def _is_inside(inner: Period, outer: Period) -> bool:
    """Whether one closed period lies inside another."""
    if inner.earliest and inner.latest and outer.earliest and outer.latest:
        return outer.earliest <= inner.earliest and inner.latest <= outer.latest
    return False


def _by_the_other_bound(before: Period, after: Period) -> Change:
    """With equal latest days of which one has an open start: to know the earliest narrows."""
    return "narrowed" if before.earliest is None else "widened"


def _direction(before: date, after: date) -> tuple[Change, int]:
    return ("slipped" if after > before else "pulled-in"), months_between(before, after)


def _moved(before: date | None, after: date | None) -> int | None:
    return months_between(before, after) if before and after else None
