"""A track in a sentence: what was said first, what is said now, and what lies between.

In: a track. Out: words, and the movement from its first word to its latest. Draws nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..drift import apart, classify
from ..model import Change, Outcome, Step, Track
from ..strings import Strings
from .index import Index
from .moves import SIGNS, Move, move

#: Changes that end a target, and those that gave a date another shape or place.
ENDINGS: tuple[Change, ...] = ("met", "missed", "dropped")
CHANGES = frozenset[Change](["narrowed", "widened", "slipped", "pulled-in", "restated"])


def summary(track: Track, index: Index) -> str:
    """A track in a sentence: what was said first, what is said now, and how far that moved."""
    say, run, latest = index.say, run_of(track), track.steps[-1]
    when = index.moment(index.said(run[0].milestone)).text
    due = say.period(latest.milestone.due)
    if track.outcome.state == "met":
        return _met(track, run, index)
    if track.outcome.state != "open":
        return _ended(track, run, index)
    if len(run) == 1:
        return say("track-once", due=due, said=when)
    if not _changed(run):
        return say("track-held", n=len(run), now=due, when=when)
    return say(
        "track-moved",
        n=len(run),
        first=say.period(run[0].milestone.due),
        when=when,
        now=due,
        moved=_moved_in_all(track, index),
        changed=say("track-changed", n=len(_changed(run))),
        since=_unchanged_since(run, index),
    )


def run_of(track: Track) -> tuple[Step, ...]:
    """The steps since a target was first said: what was said after it was met or given up begins
    anew."""
    firsts = [place for place, step in enumerate(track.steps) if step.change == "first"]
    return track.steps[firsts[-1] if firsts else 0 :]


def in_all(track: Track) -> Step:
    """What became of the date since it was first said, by the one rule: not the sum of the steps.

    Of what was met, `months` says how late.
    """
    latest, end = track.steps[-1].milestone, track.outcome.state
    if end != "open":
        return Step(latest, end, track.outcome.late or 0)
    run = run_of(track)
    if len(run) == 1:
        return Step(latest, "first")
    told = classify(run[0].milestone.due, latest.due)
    return Step(latest, told.change, told.months, told.at_least)


def is_moved(track: Track) -> bool:
    """Whether its date was ever said to be later or earlier, by a number of months."""
    return any(step.change in ("slipped", "pulled-in") for step in track.steps)


def months_in_all(track: Track) -> int:
    """By how many months a date moved since it was first said, or how far the two lie apart at
    least; of what was met, how late it was."""
    told = in_all(track)
    if told.change != "restated":
        return told.months
    return apart(run_of(track)[0].milestone.due, told.milestone.due)


def move_in_all(track: Track, index: Index) -> Move:
    """The same with its sign, for a row of a table."""
    say, told, gap = index.say, in_all(track), months_in_all(track)
    if told.change == "restated" and gap:
        apart_by = say("apart-later" if gap > 0 else "apart-earlier", n=abs(gap))
        return Move(SIGNS["restated"], say("change-restated"), bounds=apart_by)
    return move(told, say)


def _changed(run: Iterable[Step]) -> list[Step]:
    return [step for step in run if step.change in CHANGES]


def _moved_in_all(track: Track, index: Index) -> str:
    """The movement in words; of dates without a common bound, how far they lie apart at least."""
    say, told = index.say, in_all(track)
    if told.change == "reconfirmed":
        return say("moved-back")
    if told.change in ("slipped", "pulled-in"):
        return _with_years(move(told, say).words, told.months, say)
    gap = months_in_all(track)
    if told.change == "restated" and gap:
        words = say("apart-later" if gap > 0 else "apart-earlier", n=abs(gap))
        return _with_years(words, gap, say)
    return move(told, say).words


def _with_years(moved: str, months: int, say: Strings) -> str:
    """ "slipped 60 months (5 years)", "slipped 25 months (about 2 years)"; below two years none."""
    years, rest = divmod(abs(months), 12)
    if years < 2:
        return moved
    words = say("years-about" if rest else "years-exactly", n=years + (rest > 6))
    return say("bracket", words=moved, note=words)


def _unchanged_since(run: tuple[Step, ...], index: Index) -> str:
    """Since when a date has held that was said again after it had changed."""
    last = _changed(run)[-1]
    if last is run[-1]:
        return ""
    return index.say("unchanged-since", when=index.moment(index.said(last.milestone)).text)


def _ended(track: Track, run: tuple[Step, ...], index: Index) -> str:
    """Missed or dropped."""
    say, latest, changed = index.say, run[-1].milestone, _changed(run)
    first, last = say.period(run[0].milestone.due), say.period(latest.due)
    return say(
        "track-ended" if len(run) > 1 else "track-ended-once",
        n=len(run),
        first=first,
        when=index.moment(index.said(run[0].milestone)).text,
        last=say("track-last", due=last) if last != first else "",
        end=say(f"change-{track.outcome.state}"),
        said=index.moment(index.said(latest)).text,
        changed=say("comma") + say("track-changed", n=len(changed)) if changed else "",
    )


def _met(track: Track, run: tuple[Step, ...], index: Index) -> str:
    say = index.say
    met = next((s for s in reversed(track.steps) if s.change == "met"), run[-1]).milestone
    due = say.period(met.due)
    if run[0].change != "first":
        return say("track-reached", due=due, said=index.moment(index.said(met)).text)
    changed = _changed(run)
    return say(
        "track-met",
        n=len(run),
        first=say.period(run[0].milestone.due),
        when=index.moment(index.said(run[0].milestone)).text,
        due=due,
        late=lateness(track.outcome, say),
        changed=say("comma") + say("track-changed", n=len(changed)) if changed else "",
    )


def lateness(outcome: Outcome, say: Strings) -> str:
    """ ", 11 months after the date last promised and 20 after the first"."""
    late, from_first = outcome.late, outcome.late_from_first
    if late and from_first and from_first != late:
        return say("met-late-both", n=late, first=say.number(from_first))
    if late:
        return say("met-late-last" if from_first == 0 else "met-late", n=late)
    if from_first:
        return say("met-late-first", n=from_first)
    return say("met-in-time") if late == 0 else ""
