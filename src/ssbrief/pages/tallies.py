"""How targets stand, counted: met, late, missed, dropped, open, overdue, held; and how dates moved.

In: tracks. Out: which kind each is of, the figures of a scorecard, and sentences that always name
the counts behind them. A share is told in per cent only of `ENOUGH` cases or more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from statistics import median
from typing import Literal

from ..model import Step, Track
from ..periods import months_between
from .base import Figure
from .index import Index
from .moves import is_overdue
from .summaries import CHANGES, ENDINGS, in_all, run_of

#: How a track stands today. `late` is met after the date last promised, `reached` met with no date
#: promised before, `held` open and said more than once without a change.
Kind = Literal["met", "late", "missed", "dropped", "overdue", "open", "held", "reached", "reported"]

#: The kinds that a promise can end in or stand at; each target is of one of these, or of `OTHERS`.
PROMISES: tuple[Kind, ...] = ("met", "late", "missed", "dropped", "overdue", "open")
OTHERS: tuple[Kind, ...] = ("reached", "reported")

#: Of fewer cases than this no share is told.
ENOUGH = 5

#: The months of so many moves are told one by one; of more, their range and their middle.
EACH = 8


def kind_of(track: Track, index: Index) -> Kind:
    """How a track stands by its latest word, as of today."""
    today, known = index.site.today, index.kinds
    if track.id not in known:
        known[track.id] = _kind(track, today)
    kind: Kind = known[track.id]
    return kind


def _kind(track: Track, today: date) -> Kind:
    latest, outcome = track.steps[-1].milestone, track.outcome
    if outcome.state == "met":
        return "reached" if not _is_promised(track) else "late" if outcome.late else "met"
    if outcome.state != "open":
        return outcome.state
    if latest.state == "reported":
        return "reported"
    return "overdue" if is_overdue(latest, today) else "open"


def is_held(track: Track, index: Index) -> bool:
    """Whether it is still to come true and was said again and again without a change."""
    if len(track.steps) == 1:
        return False
    run = run_of(track)
    return (
        len(run) > 1
        and kind_of(track, index) in ("open", "overdue")
        and not any(step.change in CHANGES for step in run)
    )


def listed(
    tracks: Iterable[Track], lists: Mapping[str, Iterable[Kind]], index: Index
) -> dict[str, list[Track]]:
    """The tracks of each list, by the kinds that it holds."""
    standing = [(track, _kinds_of(track, index)) for track in tracks]
    return {
        name: [track for track, kinds in standing if not kinds.isdisjoint(wanted)]
        for name, wanted in lists.items()
    }


def _kinds_of(track: Track, index: Index) -> frozenset[Kind]:
    kind = kind_of(track, index)
    return frozenset((kind, "held")) if is_held(track, index) else frozenset((kind,))


def scorecard(
    tracks: Sequence[Track], index: Index, address: Callable[[Kind], str]
) -> tuple[Figure, ...]:
    """A figure a kind; `address` tells where a kind is listed."""
    found = Counter(kind for track in tracks for kind in _kinds_of(track, index))
    counts = [(kind, found[kind]) for kind in PROMISES]
    others = [(kind, found[kind]) for kind in ("held", *OTHERS)]
    if not any(count for _, count in (*counts, *others)):
        return ()
    return tuple(
        Figure(
            index.say.number(count),
            index.say(f"score-{kind}", n=count),
            moved=kind == "overdue" and count > 0,
            href=address(kind) if count else "",
        )
        for kind, count in (*counts, *(pair for pair in others if pair[1]))
    )


def kept(tracks: Sequence[Track], index: Index) -> str:
    """How many promises were kept in time of those that could be, in a sentence; "" for none."""
    lists: dict[str, tuple[Kind]] = {kind: (kind,) for kind in PROMISES[:-1]}
    met, late, *others = listed(tracks, lists, index).values()
    total = sum(map(len, (met, late, *others)))
    if not total:
        return ""
    share = ""
    if total >= ENOUGH:
        share = index.say("share", percent=index.say.number(round(100 * len(met) / total)))
    told = [index.say("kept", n=total, met=index.say.number(len(met)), share=share)]
    if late:
        months = _months([t.outcome.late or 0 for t in late], index)
        told.append(index.say("kept-late", n=len(late), months=months))
    return index.say.sentences(told)


def slips(tracks: Iterable[Track], index: Index) -> str:
    """How dates moved from the first word to the latest, with the counts; "" where none could."""
    say = index.say
    steps = [in_all(track) for track in tracks if len(run_of(track)) > 1]
    if not steps:
        return ""
    told = []
    for change in ("slipped", "pulled-in"):
        moved = [step for step in steps if step.change == change]
        if moved:
            months = _months([abs(step.months) for step in moved], index)
            least = sum(step.at_least for step in moved)
            words = say(f"slips-{change}", n=len(moved), months=months)
            told.append(words + (say("slips-least", n=least) if least else ""))
    for change in ("narrowed", "widened", "restated", "reconfirmed", *ENDINGS):
        count = sum(step.change == change for step in steps)
        if count:
            told.append(say(f"slips-{change}", n=count))
    return say("slips", n=len(steps), told=say.clauses(told))


def moves_told(tracks: Sequence[Track], index: Index) -> str:
    """How often dates moved, step by step, and by how much; "" where nothing was said twice."""
    say = index.say
    steps = [step for track in tracks for step in track.steps[1:]]
    words = sum(len(track.steps) for track in tracks)
    if not steps:
        return ""
    told = [
        say(f"often-{change}", n=len(found), months=_each(found, index))
        for change in ("slipped", "pulled-in", "narrowed", "widened", "restated")
        if (found := [step for step in steps if step.change == change])
    ]
    targets = say("targets-about", n=len(tracks))
    if not told:
        return say("often-never", n=words, targets=targets)
    changed = sum(step.change in CHANGES for step in steps)
    return say("often", n=changed, words=say.number(words), targets=targets, told=say.series(told))


def overdue_by(track: Track, index: Index) -> int:
    """Whole months since the latest day."""
    latest = track.steps[-1].milestone.due.latest
    return months_between(latest, index.site.today) if latest else 0


def _is_promised(track: Track) -> bool:
    """Whether a date was said before the one it was met on."""
    met = [place for place, step in enumerate(track.steps) if step.change == "met"]
    before = track.steps[: met[-1]] if met else track.steps
    return any(step.change not in ENDINGS for step in before)


def _each(steps: Sequence[Step], index: Index) -> str:
    """The months of each step, the most first: "36 and 24 months", "at least 36 months"."""
    by_months = sorted(steps, key=lambda step: -abs(step.months))
    if len(steps) > 1 and len({(step.months, step.at_least) for step in steps}) == 1:
        return index.say("by-months-each", months=_each(steps[:1], index))
    if len(steps) > EACH:
        months = _months([abs(step.months) for step in steps], index)
        least = sum(step.at_least for step in steps)
        words = [months, index.say("by-months-least", n=least)] if least else [months]
        return index.say.listed(words)
    amounts = [_amount(step, index) for step in by_months]
    return index.say("by-months", n=abs(by_months[-1].months), amounts=index.say.series(amounts))


def _amount(step: Step, index: Index) -> str:
    amount = index.say.number(abs(step.months))
    return index.say("at-least", amount=amount) if step.at_least else amount


def _months(amounts: Sequence[int], index: Index) -> str:
    """ "24 months", "6 to 60 months, median 24"."""
    say = index.say
    low, high = min(amounts), max(amounts)
    if low == high:
        return say("months", n=low)
    spread = say("months-spread", n=high, low=say.number(low))
    if len(amounts) < 3:
        return spread
    return say("months-median", spread=spread, median=say.number(median(amounts)))
