"""Drift: how one word on a date stands to the word before it.

In: two `Period`s, or the milestones of one track. Out: what happened, in months. Knows no company,
no words and no page. The five cases of `classify` are tried in their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from .model import Change, Milestone, Period, State, Step
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
    the track as such, in place of a movement. After a miss the next date is a movement from the
    one missed; after the others the track begins anew with "first".
    """
    steps: list[Step] = []
    before: Milestone | None = None
    for milestone in sorted(milestones, key=_when_said):
        if milestone.state == "superseded":
            continue
        steps.append(_step(before, milestone))
        before = None if _ending(milestone) in ("met", "dropped") else milestone
    return tuple(steps)


_ENDINGS: dict[State, Change] = {"achieved": "met", "missed": "missed", "dropped": "dropped"}


def _step(before: Milestone | None, milestone: Milestone) -> Step:
    movement = Movement("first") if before is None else classify(before.due, milestone.due)
    ending = _ending(milestone)
    return Step(
        milestone,
        ending or movement.change,
        0 if ending else movement.months,
        movement.at_least and not ending,
        movement.earliest_moved,
        movement.latest_moved,
    )


def _ending(milestone: Milestone) -> Change | None:
    """How the milestone ends its track, None where it goes on.

    A date cannot be met before it begins nor missed before it is over: a state that says so tells
    in hindsight what became of a word that was a target when it was given.
    """
    if milestone.state != "dropped" and _is_told_in_hindsight(milestone):
        return None
    return _ENDINGS.get(milestone.state)


def _is_told_in_hindsight(milestone: Milestone) -> bool:
    if milestone.said is None:
        return False
    said, due = milestone.said.latest or milestone.said.earliest, milestone.due
    bound = (due.earliest or due.latest) if milestone.state == "achieved" else due.latest
    return said is not None and bound is not None and said < bound


def _when_said(milestone: Milestone) -> tuple[date, date, str, str]:
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
