"""How targets moved: the tracks of a company, or of the market, told one by one.

In: tracks as `places` divides them. Out: `Histories`: those with several words in a sentence, drawn
and as a table; those said once, and those beyond what a page can tell, as rows.
"""

from __future__ import annotations

from msgspec import Struct

from ..model import Step, Track
from .base import Link, Moment
from .changes import TrackRow, track_rows
from .drift import Drift, drift
from .index import Index
from .moves import Move, State, move
from .places import Told, track_anchor
from .statements import Disagreement, Work, capital, disagreement, standing, works
from .summaries import summary

#: A history tells this many of its newest words.
WORDS = 200


class Word(Struct, frozen=True):
    """One word on a date, as a row of a track's table."""

    said: Moment
    due: str
    words: str
    move: Move
    briefing: Link
    language: str
    works: tuple[Work, ...]
    state: State | None = None
    disagree: Disagreement | None = None


class TrackTable(Struct, frozen=True):
    """A track told: in a sentence, drawn, and as a table, newest first."""

    id: str
    title: str
    summary: str
    drift: Drift | None
    words: tuple[Word, ...]
    topic: Link | None
    left_out: str = ""


class Histories(Struct, frozen=True):
    """`left_out` says how many more there are, "" for none."""

    told: tuple[TrackTable, ...] = ()
    rows: tuple[TrackRow, ...] = ()
    left_out: str = ""


def histories(told: Told, index: Index) -> Histories:
    left_out = told.left_out
    return Histories(
        tuple(track_table(track, index) for track in told.histories),
        track_rows(told.rows, index, anchored=True),
        index.say("timeline-left-out", n=left_out) if left_out else "",
    )


def track_table(track: Track, index: Index) -> TrackTable:
    title = capital(index.track_event(track))
    if track.company is None:
        title = index.say.label(index.company_name(None), index.track_event(track))
    return TrackTable(
        id=track_anchor(track),
        title=title,
        summary=capital(summary(track, index)),
        drift=drift(track, index),
        words=tuple(_word(step, index) for step in reversed(track.steps[-WORDS:])),
        topic=index.topic(track.topic),
        left_out=index.say("words-left-out", n=len(track.steps) - WORDS)
        if len(track.steps) > WORDS
        else "",
    )


def _word(step: Step, index: Index) -> Word:
    milestone = step.milestone
    briefing = index.heads[milestone.briefing]
    return Word(
        said=index.moment(index.said(milestone)),
        due=index.say.period(milestone.due),
        words=milestone.due_words or milestone.words,
        move=move(step, index.say),
        briefing=index.briefing(briefing.slug, milestone.statement),
        language=index.other_language(briefing.language),
        works=works(milestone.sources, briefing, index),
        state=standing(milestone, index),
        disagree=disagreement(step, index, milestone),
    )
