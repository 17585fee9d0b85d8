"""Statements as pages show them: the words, what was read from them, and on whom they rest.

In: statements and milestones. Out: `Entry` (in its own briefing), `Quote` (anywhere else) and
`Due` (a milestone in a list), each with its `Reading`s and `Work`s.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from itertools import islice

from msgspec import Struct

from .. import urls
from ..model import Briefing, Milestone, Period, Prose, Source, Statement, Step, Track
from .base import Link, Moment
from .index import Head, Index, dated, quoted
from .moves import Move, State, move, state

NO_PROSE = Prose("")

#: What is longer (in letters of HTML) is quoted with its beginning alone; how many of its works are
#: named where it is quoted; and how many of its dates are marked.
_LONGEST_QUOTE, _MOST_WORKS, _MOST_DATES = 20_000, 50, 200


class Work(Struct, frozen=True):
    """A source as it is cited; `url` is "" where the author gave none."""

    title: str
    url: str = ""
    publisher: Link | None = None
    published: str = ""
    author: str = ""
    archive: str = ""


class Disagreement(Struct, frozen=True):
    """What other sources say at the same time: each date leads to its words. `reason` is why the
    author prefers one, "" where the author does not."""

    others: tuple[Link, ...]
    reason: str = ""


class Reading(Struct, frozen=True):
    """What was read from words: who, what, when, and how that stands to the word before. `judged`
    tells that it is past on one day and not on another."""

    what: str
    due: str
    words: str
    state: State | None = None
    move: Move | None = None
    before: str = ""
    track: str = ""
    disagree: Disagreement | None = None
    judged: bool = False


class Entry(Struct, frozen=True):
    """A statement in its own briefing.

    `heading` is the heading it stands under, at `level` of the page; `facts` say what the statement
    is where no date was read from it.
    """

    id: str
    prose: Prose
    label: str = ""
    heading: Prose = NO_PROSE
    level: int = 0
    readings: tuple[Reading, ...] = ()
    facts: tuple[str, ...] = ()
    challenge: Link | None = None
    works: tuple[Work, ...] = ()
    unsourced: bool = False


class Quote(Struct, frozen=True):
    """A statement on another page: an author's words, when they were said, and where.

    `label` is the heading that the words stand under.
    """

    said: Moment
    prose: Prose
    briefing: Link
    language: str = ""
    label: str = ""
    readings: tuple[Reading, ...] = ()
    works: tuple[Work, ...] = ()


class StatementLine(Struct, frozen=True):
    """A statement in a long list: when it was said, where, and of whom; not its words."""

    said: Moment
    briefing: Link
    companies: str


class Due(Struct, frozen=True):
    """A milestone in a list: who, what, when; the words, and where they stand. `note` is what the
    list has to say of it."""

    who: str
    href: str
    what: str
    due: Moment
    words: str
    said: Moment
    briefing: Link
    language: str = ""
    state: State | None = None
    move: Move | None = None
    works: tuple[Work, ...] = ()
    note: str = ""
    due_words: str = ""


def work(source: Source, index: Index) -> Work:
    return Work(
        source.title or source.url,
        source.url,
        index.publisher(source.key),
        source.published,
        source.author,
        source.archive,
    )


def works(keys: tuple[str, ...], briefing: Briefing | Head, index: Index) -> tuple[Work, ...]:
    found = (index.source(briefing, key) for key in keys)
    return tuple(work(source, index) for source in found if source is not None)


def reading(milestone: Milestone, index: Index, named: bool = True) -> Reading:
    """`named` tells whose milestone it is: beside words that may speak of several companies."""
    event = index.event(milestone)
    who = index.company_name(milestone.company)
    placed = index.step(milestone)
    step = placed[0].steps[placed[1]] if placed else None
    before = placed[0].steps[placed[1] - 1] if placed and placed[1] else None
    return Reading(
        what=index.say("who-what", who=who, what=event) if named else capital(event),
        due=index.say.period(milestone.due),
        words=milestone.due_words,
        state=standing(milestone, index),
        move=move(step, index.say) if step and milestone not in step.against else None,
        before=_before(before.milestone, index) if before else "",
        track=_track(milestone, placed[0], index) if placed else "",
        disagree=disagreement(step, index, milestone) if step else None,
        judged=index.can_pass(milestone),
    )


def _track(milestone: Milestone, track: Track, index: Index) -> str:
    """Where a track is told, "" where these words are all there is."""
    address = index.track(track)
    here = urls.briefing(milestone.briefing, milestone.statement)
    return address if address != here else ""


def disagreement(step: Step, index: Index, beside: Milestone) -> Disagreement | None:
    """What others say at the same time, beside one of them."""
    if not step.against:
        return None
    chosen = step.milestone
    others = tuple(_other(m, index) for m in (chosen, *step.against) if m != beside)
    due = index.say.period(chosen.due)
    reason = ""
    if chosen.prefer:
        reason = index.say.sentence(index.say("preferred", due=due, reason=chosen.prefer))
    return Disagreement(others, reason)


def _other(milestone: Milestone, index: Index) -> Link:
    """A date with the publishers that name it."""
    found = (index.publisher(key) for key in milestone.sources)
    names = index.say.series([link.text for link in dict.fromkeys(found) if link])
    due = index.say.period(milestone.due)
    words = index.say("due-by-source", due=due, names=names) if names else due
    return Link(words, urls.briefing(milestone.briefing, milestone.statement))


def standing(milestone: Milestone, index: Index) -> State | None:
    """How it stands today; a date that a later word has replaced cannot be overdue."""
    shown = state(milestone, index.site.today, index.say)
    if shown and shown.kind == "overdue" and index.is_replaced(milestone):
        return None
    return shown


def judged(shown: Iterable[Entry | Quote], index: Index) -> Moment | None:
    """Today, where what is shown says of a date whether it is past, or will on a later day."""
    return index.today() if any(r.judged for one in shown for r in one.readings) else None


def entry(
    statement: Statement,
    briefing: Briefing,
    index: Index,
    heading: Prose = NO_PROSE,
    level: int = 0,
) -> Entry:
    key = (briefing.slug, statement.id)
    milestones = index.milestones.get(key, [])
    challenge = index.obstacles.get(key)
    return Entry(
        id=statement.id,
        prose=dates_marked(statement.prose, milestones),
        label=statement.label,
        heading=_linked(heading, statement),
        level=level,
        readings=tuple(reading(m, index) for m in milestones),
        facts=_facts(statement, index) if not milestones else (),
        challenge=Link(challenge.name, urls.challenge(challenge.slug)) if challenge else None,
        works=works(statement.sources, briefing, index),
        unsourced=not statement.sources,
    )


def quote(statement: Statement, index: Index, about: str | None = None) -> Quote:
    """`about` is the company whose page quotes it: its milestones need no name."""
    briefing = index.heads[statement.briefing]
    key = (statement.briefing, statement.id)
    milestones = index.milestones.get(key, [])
    own = [m for m in milestones if about is None or m.company in (about, None)]
    return Quote(
        said=index.moment(statement.said or _said(own, briefing)),
        prose=dates_marked(quoted(_quotable(statement)), own),
        briefing=index.briefing(briefing.slug, statement.id),
        language=index.other_language(briefing.language),
        label=statement.label if statement.level else "",
        readings=tuple(reading(m, index, named=m.company != about) for m in own),
        works=works(statement.sources[:_MOST_WORKS], briefing, index),
    )


def statement_line(statement: Statement, index: Index) -> StatementLine:
    briefing = index.heads[statement.briefing]
    return StatementLine(
        index.moment(statement.said or dated(briefing)),
        index.briefing(briefing.slug, statement.id),
        index.say.listed(map(index.company_name, statement.companies)),
    )


def _quotable(statement: Statement) -> Prose:
    """The words of a statement; of a long one the beginning, since each page on which it is quoted
    holds it, and leads to the whole."""
    if len(statement.prose.html) <= _LONGEST_QUOTE:
        return statement.prose
    beginning = statement.text[: _LONGEST_QUOTE // 4].rsplit(" ", 1)[0]
    return Prose(f"{html.escape(beginning)} …")


def due(milestone: Milestone, index: Index) -> Due:
    briefing = index.heads[milestone.briefing]
    placed = index.step(milestone)
    company = milestone.company
    href = index.track(placed[0]) if placed else urls.company(company) if company else ""
    return Due(
        who=index.company_name(company),
        href=href or urls.briefing(briefing.slug, milestone.statement),
        what=index.event(milestone),
        due=index.moment(milestone.due),
        words=milestone.words or milestone.due_words,
        said=index.moment(index.said(milestone)),
        briefing=index.briefing(briefing.slug, milestone.statement),
        language=index.other_language(briefing.language),
        state=standing(milestone, index),
        move=move(placed[0].steps[placed[1]], index.say) if placed else None,
        works=works(milestone.sources, briefing, index),
        due_words=milestone.due_words,
    )


def dates_marked(prose: Prose, milestones: Iterable[Milestone]) -> Prose:
    """With the words marked that dates were read from, each once: a reader sees what became data.

    Words that a tag stands between, or that are part of a longer word, stay as they are.
    """
    markup = prose.html
    said = dict.fromkeys(html.escape(m.due_words) for m in milestones if m.due_words)
    for words in islice(said, _MOST_DATES):
        start = _place_of(words, markup)
        if start >= 0:
            end = start + len(words)
            markup = f'{markup[:start]}<span class="date">{words}</span>{markup[end:]}'
    return Prose(markup)


def _place_of(words: str, markup: str) -> int:
    """Where they first stand as whole words outside of a tag, -1 for nowhere."""
    start = markup.find(words)
    while start >= 0:
        end = start + len(words)
        is_whole = not _INNER.match(markup, start - 1, start) and not _INNER.match(markup, end)
        if is_whole and not _IN_TAG.match(markup, end):
            break
        start = markup.find(words, start + 1)
    return start


_INNER = re.compile(r"[\w-]")
_IN_TAG = re.compile("[^<>]*>")


def _linked(heading: Prose, statement: Statement) -> Prose:
    """A heading that names one company leads to it."""
    if not heading.html or len(statement.subjects) != 1 or "<a " in heading.html:
        return heading
    return Prose(f'<a href="\x02company:{statement.subjects[0]}\x03">{heading.html}</a>')


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _said(milestones: list[Milestone], briefing: Briefing | Head) -> Period | None:
    return next((m.said for m in milestones if m.said), None) or dated(briefing)


def _before(milestone: Milestone, index: Index) -> str:
    return index.say(
        "before-was",
        due=index.say.period(milestone.due),
        said=index.moment(index.said(milestone)).text,
    )


def _facts(statement: Statement, index: Index) -> tuple[str, ...]:
    """What a statement is where no date was read from it."""
    if not statement.group:
        return ()
    names = [index.company_name(slug) for slug in statement.companies]
    if names:
        return (index.say("group-names", names=index.say.series(names)),)
    return (index.say("group"),)
