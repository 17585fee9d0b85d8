"""Stretches → dates: the words around one qualify it, and what only looks like one is refused.

In: the text and its stretches. Out: `Found`, left to right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from msgspec import Struct

from ..model import Period
from .clauses import is_move, is_negated
from .days import Bounds, Span, period_of
from .grammar import QUALIFIER, Grammar
from .no_dates import UNFIT_AFTER
from .stretches import Point


class Found(Struct, frozen=True):
    """A date in running text: `text[start:end]` is `words`, qualifiers included. Of one that is
    `guessed` the words say no year: it is the nearest to when it was said."""

    start: int
    end: int
    period: Period
    words: str
    guessed: bool = False


def qualified_dates(
    text: str, plain: str, grammar: Grammar, said: Period | None, stretches: Sequence[Point]
) -> Iterator[Found]:
    floor = 0
    for point in stretches:
        if point.span is not None:
            one = _qualified(plain, grammar, said, point, point.span, floor)
            if one is not None and _is_fit(plain, grammar, one.start, one.end):
                words = text[one.start : one.end]
                yield Found(one.start, one.end, one.period, words, point.guessed)
        floor = point.end


def _qualified(
    text: str, grammar: Grammar, said: Period | None, point: Point, span: Span, floor: int
) -> Found | None:
    """The stretch with the qualifiers after it and before it, the nearest first."""
    start, end, bounds, approximate = point.start, point.end, _bounds("", span), False
    after = grammar.suffix.match(text, end)
    if after and not (point.alone and after[0].strip() in grammar.joiners):
        kind = _meaning_after(after.lastgroup or "", text, grammar, point, after.end())
        end = after.end()
        approximate = kind in ("about", "or_so")
        bounds = _ended(kind, span, said)
    for kind, at in _qualifiers(text, grammar, point, floor):
        start = at
        approximate = approximate or kind in ("around", "sign")
        if bounds == span:
            bounds = _bounds(kind, span)
    period = period_of(*bounds, approximate)
    return Found(start, end, period, "") if period else None


def _qualifiers(text: str, grammar: Grammar, point: Point, floor: int) -> Iterator[tuple[str, int]]:
    """The words before a stretch that qualify it, by what they mean here, and where they begin."""
    start = point.start
    while grammar.may_qualify(text, start) and (
        match := grammar.prefix.search(text, max(floor, start - QUALIFIER), start)
    ):
        kind = _meaning(match.lastgroup or "", text, grammar, point, match.start())
        if kind == "none":
            return
        start = match.start()
        yield kind, start
        if kind == "within":
            return


def _meaning(kind: str, text: str, grammar: Grammar, point: Point, start: int) -> str:
    """What a qualifier means where it stands: a stretch of two ends keeps both, a move has none."""
    if kind in ("since", "until") and (point.alone or is_move(text, grammar, point.start, ",")):
        return "none" if kind == "since" else "within"
    if kind == "between" and not point.joined:
        return "none"
    if kind in ("before", "until") and is_negated(text, grammar, start, point.end):
        return "since"
    if kind == "before" and grammar.the_end.search(text, point.start, point.end):
        return "by"
    if kind in ("since", "until", "by") and point.joined:
        return "between"
    return kind


def _meaning_after(kind: str, text: str, grammar: Grammar, point: Point, end: int) -> str:
    """What a qualifier after a date means where it stands."""
    if kind == "before_follows":
        before = point._replace(end=end)
        return {"since": "or_later", "by": "or_earlier"}.get(
            _meaning("before", text, grammar, before, point.start), kind
        )
    return "whole" if kind == "or_earlier" and point.joined else kind


def _ended(kind: str, span: Span, said: Period | None) -> Bounds:
    """What a word after the date makes of it."""
    if kind == "present":
        return span.first, said.latest if said else None
    if kind in ("plus", "or_later"):
        return span.first, None
    if kind in ("before_follows", "after_follows"):
        return _bounds(kind.removesuffix("_follows"), span)
    return (None, span.last) if kind == "or_earlier" else span


def _bounds(kind: str, span: Span) -> Bounds:
    """What a word before the date makes of it."""
    if kind in ("by", "until"):
        return None, span.last
    if kind == "since":
        return span.first, None
    if kind == "before":
        return None, span.first - timedelta(days=1)
    return (span.last + timedelta(days=1), None) if kind == "after" else span


def _is_fit(text: str, grammar: Grammar, start: int, end: int) -> bool:
    """Whether it stands in the text as a date does, not as an amount or part of a name."""
    begun = text[start] >= "\u3040"  # a sign of Chinese or Japanese begins wherever it stands
    if not begun and grammar.unfit_before.search(text, max(0, start - 2), start):
        return False
    if UNFIT_AFTER.match(text, end) or _counts(text, grammar, start, end):
        return False
    bare = text[start:end][:4].isdigit()
    return not (bare and grammar.numbered.search(text, max(0, start - 24), start))


def _counts(text: str, grammar: Grammar, start: int, end: int) -> bool:
    """Whether a figure counts things ("built 2030 vehicles"): not where a clause opens with it
    ("In 2027 cars will …"), unless it is as round as a count ("In 2000 cycles …")."""
    if text[end - 1].isalpha() or not grammar.counted.match(text, end):
        return False
    figure = re.compile(r"\d{4}").search(text, start, end)
    if figure is None or figure[0].endswith("00"):
        return True
    return not grammar.opening.search(text, max(0, figure.start() - 40), figure.start())
