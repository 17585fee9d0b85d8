"""The days that briefings speak from, for machines: no later build changes them."""

from __future__ import annotations

from datetime import date

from .. import periods
from ..model import Briefing, Period
from ..vocabulary import words
from .index import Outline, dated, first_day

#: The day of what says none.
UNDATED = date(2000, 1, 1)


def spoken(said: Period | None) -> date:
    """The first day that words may speak from."""
    return first_day(said) if said else UNDATED


def revised(briefing: Briefing | Outline) -> date | None:
    """The day of a correction, where it is said as one; never before the briefing itself."""
    if not briefing.revised:
        return None
    said = periods.read(briefing.revised, words(briefing.language).dates)
    return max(first_day(said), spoken(dated(briefing))) if said else None


def latest(briefing: Briefing | Outline) -> date:
    """When its content was last another."""
    return revised(briefing) or spoken(dated(briefing))
