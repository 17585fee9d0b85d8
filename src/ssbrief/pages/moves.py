"""How a date moved and how it stands, in words with their signs.

In: steps and milestones. Out: `Move` and `State`, which name a sign (a class of the style sheet)
and always carry the words it stands for.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from ..model import Change, Milestone, Step
from ..periods import is_past
from ..strings import Strings

#: The sign of each change, and of a slip or a pull-in that the accent marks.
SIGNS: dict[Change, str] = {
    "first": "first",
    "reconfirmed": "held",
    "narrowed": "narrowed",
    "widened": "widened",
    "slipped": "later",
    "pulled-in": "earlier",
    "restated": "restated",
    "dropped": "dropped",
    "met": "met",
    "missed": "missed",
}

#: What counts as news, in the order it is told.
MOVED: tuple[Change, ...] = ("slipped", "pulled-in", "dropped", "missed")


class Move(Struct, frozen=True):
    """What a step did to a date.

    `words` say it in full ("slipped 36 months"); where there is room for little, `lead` is for
    screen readers only and `short` is seen ("+36 mo"). `bounds` tells how far each end went where
    the words do not.
    """

    sign: str
    words: str
    lead: str = ""
    short: str = ""
    bounds: str = ""


class State(Struct, frozen=True):
    """How a target stands today."""

    kind: str
    words: str


def move(step: Step, say: Strings) -> Move:
    words = say(f"change-{step.change}")
    bounds = _bounds(step, say)
    if step.change == "met" and step.months:
        return Move("met", say("change-met-late", n=step.months))
    if step.change not in ("slipped", "pulled-in"):
        return Move(SIGNS[step.change], words, bounds=bounds)
    by = f"{step.change}-at-least" if step.at_least else f"{step.change}-by"
    return Move(
        SIGNS[step.change],
        say(by, n=abs(step.months)),
        f"{words} ",
        short_months(step.months, step.at_least, say),
        bounds,
    )


def short_months(months: int, at_least: bool, say: Strings) -> str:
    """ "+36 mo", "≥ −3 mo"."""
    return say("mo-at-least" if at_least else "mo", n=abs(months), amount=say.signed(months))


def state(milestone: Milestone, today: date, say: Strings) -> State | None:
    """None for a target that is neither met nor past: there is nothing to say beyond its date."""
    if is_overdue(milestone, today):
        return State("overdue", say("state-overdue"))
    if milestone.state == "target":
        return None
    return State(
        {"achieved": "met"}.get(milestone.state, milestone.state), say(f"state-{milestone.state}")
    )


def is_open(milestone: Milestone) -> bool:
    """Whether it is still to come true."""
    return milestone.state in ("target", "postponed")


def is_overdue(milestone: Milestone, today: date) -> bool:
    return is_open(milestone) and is_past(milestone.due, today)


def _bounds(step: Step, say: Strings) -> str:
    """How far each end moved, where the change itself does not already say so."""
    told = step.months if step.change in ("slipped", "pulled-in") else 0
    ends = (("earliest-end", step.earliest_moved), ("latest-end", step.latest_moved))
    moved = [
        say(key, moved=short_months(months, False, say))
        for key, months in ends
        if months and months != told
    ]
    return say.listed(moved)
