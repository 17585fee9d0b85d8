"""Points in time found in a text; neighbours that a joiner connects become one stretch.

In: a text in plain signs. Out: `Point`s, left to right, with the days that each names.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from .clauses import clause_end, is_move
from .days import Span, year_span
from .grammar import Grammar
from .no_dates import addresses_in
from .patterns import Context
from .relative import part_alone


class Point(NamedTuple):
    """A place in the text and the days it names (None: written like a date, but none).

    `joined` has two ends of its own; `alone` takes no "from" before it; of one that is `guessed`
    the year is not said.
    """

    start: int
    end: int
    span: Span | None
    joined: bool = False
    alone: bool = False
    guessed: bool = False


def find_points(text: str, grammar: Grammar, context: Context) -> Iterator[Point]:
    """The points from left to right, looked for only where one can begin."""
    done = 0
    addresses = deque(addresses_in(text))
    for forms, start in grammar.openings(text):
        while addresses and addresses[0].start() <= start:
            address = addresses.popleft()
            if address.start() >= done:
                done = address.end()
                yield Point(address.start(), done, None)
        if start < done or not forms:
            continue
        if start and text[start - 1] != " " and not grammar.edge.match(text, start):
            continue
        if grammar.plain_year and grammar.plain_year.match(text, start):
            done = start + 4
            yield Point(start, done, year_span(int(text[start:done])))
            continue
        for form in forms:
            if match := form.match(text, start):
                done = match.end()
                guessed = form.read is part_alone
                span = form.read(match, context)
                yield Point(start, done, span, form.has_two_ends(match), guessed=guessed)
                break
    yield from (Point(a.start(), a.end(), None) for a in addresses if a.start() >= done)


def join_points(text: str, grammar: Grammar, points: Iterable[Point]) -> list[Point]:
    """Neighbours that a joiner connects, made one."""
    joined: list[Point] = []
    for point in points:
        if joined:
            pair = _pair(text, grammar, joined[-1], point)
            if pair is not None:
                joined[-1:] = pair
                continue
        joined.append(point)
    return joined


def _pair(text: str, grammar: Grammar, one: Point, two: Point) -> tuple[Point, ...] | None:
    """Two points as one stretch; None where nothing joins them."""
    gap = text[one.end : two.start]
    kind = _joiner(gap, grammar)
    if kind is None and grammar.moved.match(gap.lstrip()) and len(gap) < _SHORT_GAP:
        return one._replace(alone=True), two
    if kind is None or one.joined:
        return None
    whole = partial(Point, one.start, two.end, joined=True)
    if one.span is None or two.span is None:
        return (whole(span=None),) if kind == "dash" else None
    stretch = _stretch(one.span, two.span)
    if kind == "to" and (stretch is None or _moves(text, grammar, one.start, two.end)):
        return one._replace(alone=True), two._replace(alone=True)
    if kind == "both" and not _may_be_both(text, grammar, one.start, one.span, two.span):
        return None
    return (whole(span=stretch),) if stretch or kind == "dash" else None


def _joiner(gap: str, grammar: Grammar) -> str | None:
    bare = gap.strip().lower()
    for article in grammar.words.the:
        bare = bare.removesuffix(" " + article)
    if bare == "—":
        return "dash" if gap == "—" else None
    if gap == bare and bare.isalpha() and bare.isascii():
        return None
    return grammar.joiners.get(bare)


def _stretch(one: Span, two: Span) -> Span | None:
    """From the first day of one to the last of the other, where both go forward."""
    forward = one.first < two.first and one.last <= two.last
    return Span(one.first, two.last) if forward else None


def _moves(text: str, grammar: Grammar, start: int, end: int) -> bool:
    """Whether two dates are the ends of a move ("von 2026 bis 2028 verschoben"), not both the new
    date ("delayed until 2027 to 2028")."""
    before = grammar.prefix.search(text, max(0, start - 40), start)
    if before is not None and before.lastgroup in ("until", "by"):
        return False
    after = grammar.moved.search(text, end, clause_end(text, end))
    return after is not None or is_move(text, grammar, start)


_SHORT_GAP = 12  # a word for a move and a small word: "推迟到"


def _may_be_both(text: str, grammar: Grammar, start: int, one: Span, two: Span) -> bool:
    """ "2027 and 2028" is a stretch, "2025 and 2030" only after "between"."""
    lead = grammar.prefix.search(text, max(0, start - 30), start)
    if lead is not None and lead["between"]:
        return True
    return two.first == one.last + timedelta(days=1)
