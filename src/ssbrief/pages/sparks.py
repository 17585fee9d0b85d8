"""Sparklines: the staircase of a track without its axes, for a row of a table."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from ..model import Track
from .axes import middle
from .index import Index, last_day

YEAR = 365.2425


class Spark(Struct, frozen=True):
    """The staircase without its axes."""

    width: int
    height: int
    tread: str
    riser: str
    dot_x: int
    dot_y: int


def spark(track: Track, index: Index, since: date, width: int = 132) -> Spark | None:
    """The staircase from `since` to today; None for a single word."""
    steps = [s for s in track.steps if index.said(s.milestone) is not None][-60:]
    if len(steps) < 2:
        return None
    today = index.site.today
    span = max((today - since).days, 1)
    levels = [last_day(s.milestone.due).toordinal() / YEAR for s in steps]
    per_year = min(5.0, 34 / max(max(levels) - min(levels), 1))
    top = max(levels)
    ys = [round(4 + (top - level) * per_year) for level in levels]
    xs = [
        round(3 + (width - 6) * _share_of(middle(index.said(s.milestone)), since, span))
        for s in steps
    ]
    treads: list[str] = []
    risers: list[str] = []
    for place, step in enumerate(steps):
        end = xs[place + 1] if place + 1 < len(steps) else width - 3
        treads.append(f"M{xs[place]} {ys[place]}H{end}")
        if place and ys[place] != ys[place - 1]:
            line = f"M{xs[place]} {ys[place - 1]}V{ys[place]}"
            (risers if step.change in ("slipped", "pulled-in") else treads).append(line)
    return Spark(width, max(ys) + 4, "".join(treads), "".join(risers), xs[-1], ys[-1])


def _share_of(day: date, since: date, span: int) -> float:
    return min(max((day - since).days / span, 0.0), 1.0)
