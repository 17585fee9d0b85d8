"""A statement's words → the dated events in it: who, what, due when, in which state.

In: the text of a statement, the companies named in it, the day it was said. Out: `Reading`s, each
with the sentence it was read from. Knows no file; nothing is read that has no words behind it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import cached_property
from itertools import pairwise

from msgspec import Struct, structs

from . import periods
from .model import Period, State
from .phrases import (
    events_of,
    from_pattern,
    joins_pattern,
    joint_pattern,
    label_pattern,
    leading_pattern,
    lexicon_of,
    past_pattern,
    plan_name_pattern,
    preceding_pattern,
    pronoun_pattern,
    straight_after,
    superseded_pattern,
    to_joint,
    topic_pattern,
)
from .registry import Mention
from .sentences import sentences
from .vocabulary import KindWords, Words, any_of, words_of

#: A line of a numbered list of sources.
_REFERENCE = re.compile(r"\W*\[\d+\]\s.*https?://")
#: Between an old date and the new: `2025 → now 2027`.
_ARROW = re.compile(r"\s*(?:→|->|=>|⇒)\s*\w{0,5}\s*")
#: The words before the date of a citation: `(CarBuzz, `.
_CITATION = re.compile(r"^[(\[](?:[^\W\d_a-z][\w.&'’-]*\s*){1,6}[,;]\s*$")
_CLAUSE_SIGNS = re.compile(r"[;()（）；؛]|\s[–—]\s")
#: What follows a name that a line begins with and is about: `Eve: first flight in 2027`.
_HEADS = re.compile(r"\s*(?:\([^()\n]*\))?\s*(?:[:：]|\s[–—-]\s)")
#: More than "On the" before a date: it does not open its clause.
_OPENED = re.compile(r"\w+\W+\w+\W+\w")
#: Between a date and an older one in brackets after it, which a month may open.
_BRACKETED = re.compile(r"\s*[(（](?:([^\W\d_]+)\s*[:：]\s*)?")
_QUOTED = re.compile(r"[\"“„][,.]?[\"”“]")
#: A verb of the present and what it leads to, after the name that opens a sentence.
_ACTS = re.compile(r"\s[a-z]{3,}s\s(?:on|in|to|for|with|a|an|the|its|it|that|from|at|no|not)\s")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGIT = re.compile(r"\d")
_FOUR_FIGURES = re.compile(r"\d{4}")
_WORD_AFTER = re.compile(r"\s*([\w'’]+)")
_NEXT_WORD = re.compile(r"\s*(?:[,(]\s*)?([\w'’]+)")
#: A date longer than this says loosely what a shorter one beside it says exactly.
PART_OF_A_DECADE = timedelta(days=1200)
#: How many dates of one text are read.
MOST_DATES = 10_000
#: "Since 2024" tells of something new, "since 1998" how old it is.
RECENT = timedelta(days=1100)
#: `A16 follows …`: a product of whom the sentence before was about.
_PRODUCT = re.compile(r"[A-Z]{1,4}-?\d+\w*\s[a-z]")
#: How far into a sentence a pronoun takes up the company of the one before.
_PRONOUN_REACH = 48
#: How far apart the dates of a row stand: `2024, then 2025`.
_STEP = 18
#: How many dates such a row has at most.
_ROW = 5
#: How far before a date a word may stand that makes it history.
_REACH = 30


class Reading(Struct, frozen=True):
    """A dated event. `company` is a slug, None for the market; `due_words` are the words for the
    date, `words` the sentence."""

    company: str | None
    kind: str
    technology: str
    due: Period
    due_words: str
    words: str
    state: State


class Context(Struct, frozen=True):
    """What a statement stands in: whose entry it is, the event that is meant where none is named
    (`default_kind`: that of a section on the market, whose entries may speak of the market as a
    whole), the day it was said, and words of its heading or column that name the event.

    `listed` says that it is an entry of a list or table, `told` that its column holds nothing but
    what is or was due, `label_end` where its label ends, `ignored` are the stretches that speak of
    its sources, and `struck` those that its author struck out. `covered` is what its file looks
    back on.
    """

    subjects: tuple[str, ...]
    default_kind: str
    said: Period | None
    words: Words
    fiscal_year_start: int = 4
    around: str = ""
    told: bool = False
    listed: bool = True
    label_end: int = 0
    ignored: tuple[tuple[int, int], ...] = ()
    struck: tuple[tuple[int, int], ...] = ()
    covered: Period | None = None


def read_milestones(
    text: str, mentions: Sequence[Mention], context: Context
) -> tuple[Reading, ...]:
    """The dated events of a text, in its order."""
    signs = periods.signs_of(text, context.words.dates, context.said)[:MOST_DATES]
    if not signs:
        return ()
    found: list[Reading] = []
    before: _Sentence | None = None
    owner: tuple[str, ...] = ()  # of lines nested below one that a name opens
    lines = not context.subjects and context.listed and "\n" in text
    first_name = mentions[0][0] if mentions else len(text)
    for start, end in sentences(text, "." in context.words.dates.ordinal_marks):
        dated = bisect_left(signs, start) < bisect_left(signs, end)
        if start > signs[-1]:
            break
        if end <= first_name and not dated:
            continue  # it names nobody whom a later one may be about
        within = mentions[bisect_left(mentions, (start,)) : bisect_left(mentions, (end,))]
        inside = [(s - start, e - start, c) for s, e, c in within if e <= end]
        named = bool(mentions) and mentions[0][1] <= end
        taken_up = before and _is_taken_up(text, start, end, bool(inside), context.words)
        topic = before.leads() if before and taken_up else ()
        owner = owner if lines and not inside and _is_nested(text[start:end], context) else ()
        before = _Sentence(text[start:end], start, inside, named, context, topic or owner)
        if dated:
            found.extend(before.readings())
        owner = before.leads() if lines and (owner or (inside and inside[0][0] == 0)) else ()
    return tuple(found)


def _is_taken_up(text: str, start: int, end: int, named: bool, words: Words) -> bool:
    """Whether a sentence goes on with whom the last one was about: "It plans …", or, where it names
    nobody, "Certification of its engine …"."""
    pronoun = pronoun_pattern(words)
    if named:
        return bool(pronoun.match(text, start))
    if _PRODUCT.match(text, start):
        return True
    return bool(pronoun.search(text, start, min(end, start + _PRONOUN_REACH)))


def _is_nested(line: str, context: Context) -> bool:
    """Whether a line speaks of a name above it: it begins small, or with a field."""
    return line[:1].islower() or line.partition(":")[0].casefold() in context.words.field_labels


def kind_named(text: str, words: Words) -> str:
    """The kind of the last event that a text names, "" if it names none."""
    events = events_of(words)
    return events.nearest(events.phrases(text), last=True)


def eased_by(text: str, mentions: Sequence[Mention], words: Words) -> tuple[str, ...]:
    """The companies of whom a text says that they have solved or eased something."""
    found: list[str] = []
    denials = (words.not_eased, words.negation, words.conditional, words.intent)
    for start, end in sentences(text, "." in words.dates.ordinal_marks):
        sentence = text[start:end]
        told = any_of(words.eased, words.attached).search(sentence)
        if told and not any(any_of(table, words.attached).search(sentence) for table in denials):
            found += [c for s, e, c in mentions if start <= s and e <= end]
    return tuple(dict.fromkeys(found))


class _Date(Struct, frozen=True):
    """A date in its sentence: the clause around it, and the words that speak of it alone: from the
    last date to this one (`before`), and on to the next comma, conjunction or date (`after`).
    `tail` goes on to the next date. `clause` ends there, too, where another date follows in it;
    `alone` is the only date."""

    found: periods.Found
    clause: tuple[int, int]
    before: str
    after: str
    tail: str
    history: bool
    alone: bool


class _Sentence:
    def __init__(
        self,
        text: str,
        offset: int,
        mentions: Sequence[Mention],
        named: bool,
        context: Context,
        topic: tuple[str, ...] = (),
    ) -> None:
        self.text = text
        #: The text without names: "Rocket Factory" builds no factory.
        self.plain = _blank(text, [(start, end) for start, end, _ in mentions])
        self.topic = topic
        self.offset = offset
        self.mentions = mentions
        self.named = named
        self.context = context
        self.words = context.words
        #: What was asked of the sentence and its clauses, since all its dates ask the same.
        self.held: dict[tuple[object, str], bool] = {}
        self.lexicon = lexicon_of(context.words)
        self.events = events_of(context.words)
        self.phrases: dict[str, Sequence[str]] = {}
        self.acting: dict[Mention, bool] = {}
        self.bare = text

    def readings(self) -> Iterable[Reading]:
        """The dated events; an old date beside a new one is the same event, superseded."""
        dates = list(self._dates())
        if not dates:
            return
        self.in_turn = self._in_turn([date.found for date in dates])
        kinds = [self._named_kind(d) or ("" if d.history else self._meant_kind(d)) for d in dates]
        current = next((k for k, d in zip(kinds, dates, strict=True) if k and not d.history), "")
        meant = (self._meant_kind(date) for date in dates if not date.history)
        current = current or next(filter(None, meant), "")
        for date, named in zip(dates, kinds, strict=True):
            kind = named or (current if date.history else "") or self._meant_kind(date)
            state = "superseded" if date.history else self._state(date)
            if self._is_withdrawn(date):
                kind, state = self._withdrawn_kind(date, "other"), "dropped"
            elif self._is_given_up(date):
                if any(d.clause[0] == date.clause[0] for d in dates if self._is_withdrawn(d)):
                    continue  # it says when the other was given up
                kind, state = self._withdrawn_kind(date, "withdrawal"), "dropped"
            if kind and state:
                yield from self._read(date, kind, state)

    def leads(self) -> tuple[str, ...]:
        """Whom a sentence is about, for "it" in the next."""
        acting = [m for m in self.mentions if self._acts(m)]
        return tuple(c for c in self._joined_forward(acting) if c) if acting else self.topic

    def _in_turn(self, dates: Sequence[periods.Found]) -> dict[int, str]:
        """`A and B in 2027 and 2028 respectively`: by where each date starts, whose it is."""
        turns: dict[int, str] = {}
        if len(dates) < 2 or not self._has(self.words.respectively, self.text):
            return turns
        for sign in any_of(self.words.respectively, self.words.attached).finditer(self.text):
            start = self.text.rfind(";", 0, sign.start()) + 1
            stop = self.text.find(";", sign.end())
            due = [d for d in dates if start <= d.start and (stop < 0 or d.end <= stop)]
            named = [m[2] for m in self.mentions if due and start <= m[0] < due[0].start]
            if len(due) == len(named):
                turns |= {d.start: company for d, company in zip(due, named, strict=True)}
        return turns

    def _inside(self, date: _Date) -> str:
        """The words of the clause that a date stands in."""
        return self.plain[date.clause[0] : date.clause[1]]

    def _read(self, date: _Date, kind: str, state: State) -> Iterable[Reading]:
        inside = self._inside(date)
        own = f"{date.before} {date.after}"  # of two dates in a clause each has its own
        technology = next(filter(None, map(self._technology, (own, inside, self.text))), "")
        words = self._due_words(date)
        for company in self._who(date.clause, date.found):
            yield Reading(company, kind, technology, date.found.period, words, self.text, state)

    def _due_words(self, date: _Date) -> str:
        """The words for a date; from the negation on that makes of "before 2030" 2030 or later."""
        found, dates = date.found, self.words.dates
        if found.period.latest is not None:
            return found.words
        if not found.words.casefold().startswith((*dates.before, *dates.until)):
            return found.words
        clause = self.text[date.clause[0] : found.start]
        denials = list(any_of(dates.negation, self.words.attached).finditer(clause))
        start = date.clause[0] + denials[-1].start() if denials else found.start
        return self.text[start : found.end]

    def _technology(self, text: str) -> str:
        return next((k.kind for k in self._technologies if self._has(k.words, text)), "")

    @cached_property
    def _technologies(self) -> Sequence[KindWords]:
        """Those of which the sentence may name one."""
        return [kind for kind in self.words.technologies if self._may_have(kind.words)]

    @cached_property
    def _told(self) -> set[int]:
        """The tables of which the sentence, or what is around it, may hold words: few."""
        return self.lexicon.told_by(words_of(f"{self.text} {self.context.around}"))

    def _may_have(self, phrases: tuple[str, ...]) -> bool:
        if id(phrases) not in self.lexicon.tables:
            self.lexicon.add(phrases)
            self.__dict__.pop("_told", None)  # made before this table was known
        return id(phrases) in self._told

    def _has(self, phrases: tuple[str, ...], text: str) -> bool:
        if not self._may_have(phrases):
            return False
        asked = (id(phrases), text)
        if asked not in self.held:
            self.held[asked] = self.lexicon.pattern(phrases).search(text) is not None
        return self.held[asked]

    def _phrases(self, text: str) -> Sequence[str]:
        """The words of events in a text."""
        if not self._may_have(self.events.all):
            return ()
        if text not in self.phrases:
            self.phrases[text] = self.events.phrases(text)
        return self.phrases[text]

    def _gives_up(self, text: str) -> bool:
        if not self._may_have(self.events.withdrawals):
            return False
        return any(self.events.kinds[phrase] == "withdrawal" for phrase in self._phrases(text))

    def _dates(self) -> Iterator[_Date]:
        """The dates of events: not the wider of two nested, not those of a citation, not those that
        only say how old something is."""
        context = self.context
        found = [date for date in self._found(self.text) if not self._is_beside(date)]
        if found and self._has(self.words.respectively, self.text):
            found = [part for date in found for part in self._parts(date)]
        if (
            not found
            or _REFERENCE.match(self.text)
            or label_pattern(self.words.source_labels).match(self.text)
        ):
            return
        bare = _without(self.plain, found)
        self.bare = _without(self.text, found)
        clauses = self._clauses()
        kept = [
            f
            for f in found
            if not (_is_wide(f) and any(_holds(f, o) and not self._apart(f, o) for o in found))
        ]
        for index, date in enumerate(kept):
            clause = next(c for c in clauses if c[0] <= date.start < c[1])
            start = max(clause[0], kept[index - 1].end if index else 0)
            lead_in = self._before_brackets(start, clauses)
            end = min(clause[1], kept[index + 1].start if index + 1 < len(kept) else clause[1])
            lead = self.text[max(0, date.start - _REACH) : date.start]
            if _cites(self.text, clause, date) or self._is_background(bare[start : date.start]):
                continue
            if self._is_name_of_plan(date, lead) or self._is_reported(date):
                continue
            denied = straight_after(self.words.dates.negation, self.words)
            if date.guessed and denied.search(lead):
                continue  # "in October, not in July"
            if self.words.events_follow and self._is_background(
                to_joint(bare[date.end : end], self.words)
            ):
                continue
            others = self._has(self.words.third_parties, self.text[clause[0] : date.start])
            if others and (self.mentions or not context.default_kind):
                continue
            rest = bare[date.end : max(date.end, end)]
            near = to_joint(rest, self.words)
            if len(near) < len(rest) and end < clause[1]:
                clause = (clause[0], date.end + len(near))
            elif len(near) == len(rest):
                near += self._after_brackets(bare, end)
            yield _Date(
                date,
                clause,
                lead_in + bare[start : date.end],
                near,
                f"{bare[clause[0] : date.start]} {rest}",
                self._is_history(date, clause, kept[max(0, index - 1) : index + _ROW]),
                len(kept) == 1,
            )

    def _clauses(self) -> Sequence[tuple[int, int]]:
        cuts = {0, len(self.text), *(m.start() for m in _CLAUSE_SIGNS.finditer(self.text))}
        if self._may_have(self.words.clause_words):
            words = self.lexicon.pattern(self.words.clause_words)
            cuts.update(m.start() for m in words.finditer(self.text))
        return list(pairwise(sorted(cuts)))

    def _found(self, text: str) -> Sequence[periods.Found]:
        context = self.context
        found = periods.find(
            text, self.words.dates, context.said, context.fiscal_year_start, likely=True
        )
        if len(found) > 1:
            found = tuple(self._after_one_another(found))
        if not any(date.guessed for date in found):
            return found
        ends = [0, *(date.end for date in found)]
        return [
            self._in_time(date, end) if date.guessed else date
            for date, end in zip(found, ends, strict=False)
        ]

    def _after_one_another(self, found: Sequence[periods.Found]) -> Iterator[periods.Found]:
        """ "In October 2025, and two months later", "in the first half of 2026, … in the second":
        the second counts from the first."""
        dates, last = self.words.dates, None
        opens = found[0] if not self.text[: found[0].start].strip() else None
        for date in found:
            if date.guessed and opens and _is_bare_year(opens):
                date = structs.replace(date, period=_in_year_of(date.period, opens.period))
                yield date
                continue
            later = dates.later and date.words.casefold().endswith(dates.later[0])
            if last and (later or (date.guessed and _is_long(date))):
                read = periods.read(date.words, dates, last, self.context.fiscal_year_start)
                date = structs.replace(date, period=read or date.period)
            yield date
            last = date.period

    def _in_time(self, date: periods.Found, start: int) -> periods.Found:
        """ "In March": what is to come lies ahead, what has happened behind, and in the time that a
        file looks back on, if it does. No date stands between `start` and this one."""
        said, due = self.context.said, date.period
        before = _CLAUSE_SIGNS.split(self.text[start : date.start])[-1]
        after = _CLAUSE_SIGNS.split(self.text[date.end :], maxsplit=1)[0]
        opens = after.startswith(",") and not _OPENED.search(before)  # "On 12 April, it said …"
        near = before + (after if opens else to_joint(after, self.words))
        last, first = due.latest or due.earliest, due.earliest or due.latest
        if not (said and said.earliest and said.latest and first and last):
            return date
        happened = self._happened(near)
        intent = self._has(self.words.intent, near) and not (opens and happened)
        if intent and last < said.earliest:
            return structs.replace(date, period=periods.a_year_on(due, 1))
        if not intent and first > said.latest and (happened or self._looks_back(due)):
            return structs.replace(date, period=periods.a_year_on(due, -1))
        return date

    def _looks_back(self, due: Period) -> bool:
        """Whether the file looks back on the same days of the year before."""
        covered, before = self.context.covered, periods.a_year_on(due, -1)
        if not (covered and covered.earliest and covered.latest):
            return False
        first, last = before.earliest, before.latest
        return bool(first and last and covered.earliest <= first and last <= covered.latest)

    def _parts(self, date: periods.Found) -> Iterable[periods.Found]:
        """The two dates of "in 2027 and 2028 respectively", which else is one stretch."""
        joint = joint_pattern(self.words).search(date.words)
        if joint is None:
            return [date]
        places = (date.start, date.start + joint.end())
        pieces = (date.words[: joint.start()], date.words[joint.end() :])
        halves = [(at, self._found(text)) for at, text in zip(places, pieces, strict=True)]
        if not all(len(found) == 1 for _, found in halves):
            return [date]
        return [
            structs.replace(one, start=at + one.start, end=at + one.end) for at, (one,) in halves
        ]

    def _after_brackets(self, bare: str, end: int) -> str:
        """Where brackets stand between a date and its verb ("2025年に運行（東京）を始めた"),
        the words after them."""
        if bare[end : end + 1] not in ("(", "（"):
            return ""
        closing = min((at for sign in ")）" if (at := bare.find(sign, end)) > 0), default=0)
        rest = to_joint(bare[closing + 1 :], self.words) if closing else ""
        return rest if not _DIGIT.search(rest) else ""

    def _before_brackets(self, start: int, clauses: Sequence[tuple[int, int]]) -> str:
        """Where a clause goes on after brackets ("finished it (100 MW) in 2025"), the words before
        them."""
        if self.text[start : start + 1] not in (")", "）"):
            return ""
        opening = max(self.text.rfind("(", 0, start), self.text.rfind("（", 0, start))
        before = next((c[0] for c in clauses if c[0] <= opening - 1 < c[1]), opening)
        return self.plain[before : max(opening, before)]

    def _apart(self, one: periods.Found, other: periods.Found) -> bool:
        """Whether a conjunction or a semicolon stands between two dates."""
        first, second = sorted([one, other], key=lambda found: found.start)
        between = self.text[first.end : second.start]
        return ";" in between or self._has(self.words.conjunctions, between)

    def _is_background(self, before: str) -> bool:
        """Whether the words before a date say how old something is or what was paid for it."""
        if not self.words.dates.spaced:
            before = before.rpartition("，")[2]
        if not self._has(self.words.background, before):
            return False
        return all(self.events.kinds[phrase] == "other" for phrase in self._phrases(before))

    def _is_name_of_plan(self, date: periods.Found, lead: str) -> bool:
        """Whether a date ends the name of a plan: `Vision 2030`."""
        may_be = date.words[0].isdigit() and self._may_have(self.words.plan_names)
        return may_be and bool(plan_name_pattern(self.words).search(lead))

    def _is_reported(self, date: periods.Found) -> bool:
        """Whether a date says when something was said ("as announced in 2023"), or is one side of a
        comparison ("two years later than it said")."""
        if self._may_have(self.words.reporting):
            lead = self.text[max(0, date.start - _REACH) : date.start]
            inside = f"{lead}{date.words.split()[0]} "
            reported = leading_pattern(self.words.reporting, self.words)
            if reported.search(lead) or reported.search(inside):
                return True
        if self._may_have(self.words.comparison):
            lead = self.text[max(0, date.start - _REACH) : date.start]
            later = leading_pattern(self.words.comparison, self.words)
            if later.search(lead) and not superseded_pattern(self.words).search(lead):
                return True
        follows = _WORD_AFTER.match(self.text, date.end)
        compared = follows is not None and follows[1].casefold() in self.words.comparison
        return compared and not _FOUR_FIGURES.search(date.words)  # "2030 als" is "2030 as"

    def _is_beside(self, date: periods.Found) -> bool:
        """Whether a date belongs to a source, or to a label that names whose entry this is."""
        start = self.offset + date.start
        if start < self.context.label_end and self.context.subjects:
            return True
        return any(s <= start < e for s, e in self.context.ignored)

    def _is_history(
        self, date: periods.Found, clause: tuple[int, int], kept: Sequence[periods.Found]
    ) -> bool:
        """The old date beside the new: "originally 2025", "moved … from 2025", "2025 → 2027".
        `kept` are the dates next to it and itself."""
        following = [later for later in kept if later.start > date.start][:1]
        lead = self.text[max(0, date.start - _REACH) : date.start]
        at = self.offset + date.start
        if any(start <= at < end for start, end in self.context.struck):
            return True
        if self._may_have(self.words.superseded) and superseded_pattern(self.words).search(lead):
            return True
        if self._may_have(self.words.superseded_after) and self._was_meant(date, clause):
            return True
        was = self.words.was_words
        if self._may_have(was) and straight_after(was, self.words).search(lead):
            return True
        if following and self._is_replaced(date, following[0]):
            return True
        between = self.text[date.end : following[0].start] if following else ""
        if _ARROW.fullmatch(between) or self._gives_way(date, kept):
            return True
        parted = _CLAUSE_SIGNS.search(between) or joint_pattern(self.words).search(between)
        if between and not parted and self._has(self.words.moved, between):
            return True  # "planned for 2031 is moved to 2033"
        before, after = self.text[clause[0] : date.start], self.text[date.end : clause[1]]
        if self._has(self.words.had_planned, before):
            return True
        if not self._has(self.words.moved, f"{before} {after if following else ''}"):
            return False
        return bool(
            from_pattern(self.words).search(before)
            or (following and any_of(self.words.from_follows).match(after))
        )

    def _was_meant(self, date: periods.Found, clause: tuple[int, int]) -> bool:
        """Whether what follows a date says that it was once meant: "by 2026 was the promise"."""
        table, after = self.words.superseded_after, self.text[date.end : clause[1]]
        if self.words.dates.spaced:
            return any_of(table, self.words.attached).match(after.lstrip(' ,"”')) is not None
        return self._has(table, after)

    def _gives_way(self, date: periods.Found, kept: Sequence[periods.Found]) -> bool:
        """Whether a date is the first of a row whose last holds now ("2024, then 2025, now 2027"),
        or stands in brackets after it: "2028 (2027 until last autumn)", "Q3 2027 (April: Q2)"."""
        before = [other for other in kept if other.end <= date.start][-1:]
        if before and (label := _BRACKETED.fullmatch(self.text[before[0].end : date.start])):
            months = (name for names in self.words.dates.months for name in names)
            since = _NEXT_WORD.match(self.text, date.end)
            until = since is not None and since[1].casefold() in self.words.dates.until
            return until if not label[1] else label[1] in months
        last, spaced = date, self.words.dates.spaced
        for later in (other for other in kept if spaced and other.start > date.start):
            between = self.text[last.end : later.start]
            if len(between) > _STEP or _CLAUSE_SIGNS.search(between):
                return False
            if self._has(self.words.now_words, between):
                return not self._has(self.words.superseded, between)
            last = later
        return False

    def _is_replaced(self, date: periods.Found, following: periods.Found) -> bool:
        """Whether the next date holds now: "in 2025; today it says 2027"."""
        said, last = self.context.said, date.period.latest
        between = self.text[date.end : following.start]
        over = bool(said and said.latest and last and last <= said.latest)
        promised = self._has(self.words.intent, self.text[: date.start])
        return over and promised and self._has(self.words.now_words, between)

    def _is_withdrawn(self, date: _Date) -> bool:
        """Whether a date is what was given up ("its 2029 target", "a launch planned for 2026"), not
        when that happened."""
        before = self.text[: date.found.start].rstrip().rpartition(" ")[2].casefold()
        if before in self.words.attributive:
            return self._gives_up(self._inside(date))
        if self._is_called_off(date):
            return True
        return self._gives_up(date.before) and self._is_ahead(date)

    def _is_called_off(self, date: _Date) -> bool:
        """Whether what follows a planned date says that nothing came of it: "announced for 2028,
        will not be built"."""
        start, end = date.found.end, date.clause[1]
        first = _NEXT_WORD.match(self.bare, start, min(end, start + _REACH))
        follows = (*self.words.auxiliaries, *self.words.was_words)
        if first is None or first[1].casefold() not in follows:
            return False
        if not self._gives_up(self.bare[start:end]):
            return False
        lead = self.text[max(0, date.found.start - _REACH) : date.found.start]
        tables = (self.words.intent, self.words.superseded, self.words.reporting)
        return any(self._has(table, lead) for table in tables)

    def _is_given_up(self, date: _Date) -> bool:
        """Whether a date that is over stands beside words of giving up."""
        given_up = self._gives_up(self._inside(date))
        near = f"{date.before} {date.after}"
        return given_up and not self._is_ahead(date) and not self._has(self.words.intent, near)

    def _is_ahead(self, date: _Date) -> bool:
        """Whether a date lies ahead; in an undated text, whether no verb says that it is over."""
        said, due = self.context.said, date.found.period
        last = due.latest or due.earliest
        if said is None:
            return not self._happened(self._inside(date))
        return bool(said.latest and last and last >= said.latest)

    def _withdrawn_kind(self, date: _Date, unnamed: str) -> str:
        named = self.events.nearest(self._phrases(self._inside(date)), True, without="withdrawal")
        return (named if named != "other" else "") or self.context.default_kind or unnamed

    def _named_kind(self, date: _Date) -> str:
        """The event: the nearest named before the date, then after it, in its clause, its sentence,
        its heading or column."""
        clause = self._inside(date)
        sentence = self.plain if date.alone else self.plain[: date.clause[0]]
        beside = date.before[
            max((m.end() for m in joint_pattern(self.words).finditer(date.before)), default=0) :
        ]
        near = ((beside, True), (date.after, False))
        for window, last in (
            *(reversed(near) if self.words.events_follow else near),
            (date.before, True),
            (clause, True),
            (sentence, True),
            (self.context.around, False),
        ):
            if kind := self.events.nearest(self._phrases(window), last):
                return kind
        return ""

    def _meant_kind(self, date: _Date) -> str:
        """Where no event is named, but a date is an event's: what the section speaks of."""
        clause = self._inside(date)
        spoken = f"{clause} {self.context.around}"
        if self._has(self.words.strong_intent, spoken) or self._is_event(date, clause):
            field = label_pattern(self.words.target_labels).match(self.text)
            return self.context.default_kind or ("market-introduction" if field else "other")
        return ""

    def _is_event(self, date: _Date, clause: str) -> bool:
        """Whether a date without a known event is one: it lies ahead, or a verb says it happened;
        and somebody's entry, somebody who acts, or the market's section, holds it."""
        if self.context.told:
            return True
        ahead, happened = self._is_ahead(date), self._happened(f"{clause} {date.after}")
        recent = happened or (self._is_since(date) and self._is_recent(date))
        if self.context.subjects and self.context.default_kind and self._is_in_brackets(date.found):
            return True
        if self.context.subjects or (self.mentions and self.context.listed):
            return ahead or recent
        if self._has(self.words.amounts, clause):
            return bool(ahead and self.context.default_kind and self.context.listed)
        acting = bool(self.topic) or any(
            self._acts(m) for m in self.mentions if m[0] < date.found.start
        )
        if acting:
            since = self._is_since(date) and self._is_recent(date)
            return ahead or since or self._happened(date.before)
        return ahead and bool(self.context.default_kind) and not self._is_quoted(date.found)

    def _is_in_brackets(self, date: periods.Found) -> bool:
        """Whether a date stands alone in brackets after a name: `Phoenix (2020), Austin`."""
        around = self.text[date.start - 1 : date.start] + self.text[date.end : date.end + 1]
        before = self.text[: max(0, date.start - 1)].rstrip().rpartition(" ")[2]
        return around in ("()", "（）") and before[:1].isupper()

    def _is_quoted(self, date: periods.Found) -> bool:
        """Whether a date stands alone in quotation marks: a way of writing, not a time."""
        around = self.text[date.start - 1 : date.start] + self.text[date.end : date.end + 2]
        return bool(_QUOTED.match(around))

    def _is_recent(self, date: _Date) -> bool:
        said, first = self.context.said, date.found.period.earliest
        return bool(said and said.latest and first and said.latest - first < RECENT)

    def _happened(self, text: str) -> bool:
        if self._has(self.words.past, text):
            return True
        asked = ("past", text)
        if asked not in self.held:
            self.held[asked] = past_pattern(self.words).search(text) is not None
        return self.held[asked]

    def _state(self, date: _Date) -> State | None:
        """Whether the words speak of what is to come or of what has happened; None of neither."""
        near = f"{date.before} {date.after}"
        clause = self.bare[date.clause[0] : date.clause[1]]
        said, due = self.context.said, date.found.period
        over = bool(
            said and said.latest and (end := due.latest or due.earliest) and end <= said.latest
        )
        if over and self._has(self.words.missed, self.text if date.alone else date.tail):
            return "missed"
        if due.latest is None and self._is_since(date) and said and said.latest:
            return "achieved" if due.earliest and due.earliest <= said.latest else "target"
        denied = due.latest is not None and self._has(self.words.negation, near)
        if denied or self._has(self.words.conditional, near):
            return None  # but "not before 2030" is 2030 or later
        last, first = due.latest or due.earliest, due.earliest or due.latest
        if due.latest is None and last:  # "from 2026" has not begun while 2026 lasts
            last = last.replace(month=12, day=31) if last.month == 1 else last
        behind = bool(said and said.earliest and last and last < said.earliest)
        begun = not said or bool(said.latest and first and first <= said.latest)
        for spoken in (near, clause):
            intent, past = self._has(self.words.intent, spoken), self._happened(spoken)
            if intent and over and self._has(self.words.superseded, self.text[: date.found.start]):
                return "superseded"
            if intent and not (over and self._has(self.words.past, spoken)):
                return "target"
            if past and begun and not (self._has(self.words.moved, spoken) and not over):
                return "achieved"
        # "2024: first cars" has happened; "by 2024" is a promise, however old
        return "achieved" if behind and due.earliest else "target"

    def _is_since(self, date: _Date) -> bool:
        return self._has(self.words.since_words, date.found.words)

    def _who(self, clause: tuple[int, int], date: periods.Found) -> Sequence[str | None]:
        """Whose event it is: the last that acts before the date in its clause, then its sentence,
        else the owner of the entry, else one named after it; else the market."""
        if date.start in self.in_turn:
            return [self.in_turn[date.start]]
        inside = [m for m in self.mentions if clause[0] <= m[0] < clause[1]]
        if not inside and not self.context.subjects and self.text[clause[0]] == "(":
            ends = [m for m in self.mentions if m[1] <= clause[0]]
            if ends and not self.text[ends[-1][1] : clause[0]].strip():
                return [ends[-1][2]]
        if beside := self._straight_before(inside, date):
            return [beside]
        for group in (inside, self.mentions):
            acting = [m for m in group if self._acts(m) and not self._is_aside(m, date)]
            before = self._without_object([m for m in acting if m[0] < date.start])
            if before:
                return self._joined(before)
            if self.context.subjects:
                continue
            if acting:
                return self._joined_forward(acting)
        if self.context.subjects:
            return self.context.subjects
        if self.topic:
            return self.topic
        if self.mentions:
            return self._around(min(self.mentions, key=lambda m: abs(m[0] - date.start)))
        return [None] if self.context.default_kind and not self.named else []

    def _straight_before(self, inside: Sequence[Mention], date: periods.Found) -> str:
        """The company that a date follows at once: "NorthStar since 2024, TerraPower from 2025"."""
        ends = [m for m in inside if m[1] <= date.start]
        between = self.text[ends[-1][1] : date.start].strip() if ends else ""
        if not ends or (between and not self._is_gapped(ends[-1], between)):
            return ""
        start, _, company = ends[-1]
        passive = preceding_pattern(self.words).search(self.text[:start].rstrip())
        others = self.context.subjects and company not in self.context.subjects
        return "" if passive or others or self._follows_passive(start) else company

    def _is_gapped(self, mention: Mention, between: str) -> bool:
        """Whether a verb is left out: "A plans it in 2027 and B, in 2028"."""
        before = self.text[: mention[0]].rstrip().rpartition(" ")[2].casefold()
        return between == "," and before in self.words.conjunctions

    def _is_aside(self, mention: Mention, date: periods.Found) -> bool:
        """Whether a company acts in an aside that is over before a date: "A, which B bought, flew
        in 2023"."""
        relative = straight_after(self.words.naming.relatives, self.words)
        over = "," in self.text[mention[1] : date.start]
        return over and bool(relative.search(self.text[: mention[0]]))

    def _without_object(self, acting: list[Mention]) -> list[Mention]:
        """Those that act, but for one that the verb of the one before it leads to: "KDDI started
        Starlink Direct in 2025"."""
        if len(acting) < 2:
            return acting
        first, last = acting[-2:]
        between, after = self.text[first[1] : last[0]], self.text[last[1] :]
        relative = any_of(self.words.naming.relatives).match(between.lstrip(" ,"))
        between = between.lstrip(" ,")[relative.end() :] if relative else between
        leads = self._opens_with_verb(between) and not joint_pattern(self.words).search(between)
        parted = any(sign in between for sign in ";:()\n–—")
        return acting[:-1] if leads and not parted and not self._opens_with_verb(after) else acting

    def _acts(self, mention: Mention) -> bool:
        """Whether a company stands as one that does something.

        Not after a preposition or in a list that one opens, unless what follows is its own plan
        ("with Toyota targeting 2027"). In somebody else's entry it has to stand before a verb.
        """
        if mention not in self.acting:
            self.acting[mention] = self._does(mention)
        return self.acting[mention]

    def _does(self, mention: Mention) -> bool:
        start, end, company = mention
        before = self.text[:start].rstrip(" \"'“„(")
        if not before and _HEADS.match(self.text, end):
            return True
        if self.text[end:].lstrip(".")[:1] in (",", "，") and topic_pattern(self.words).fullmatch(
            before
        ):
            return True  # "As for Toyota, …"
        if self.text[:start].endswith("(") and self.text[end : end + 1] == ")":
            return False  # it says who the one before is
        verb = self._opens_with_verb(self.text[end:])
        if not before and start == 0 and _ACTS.match(self.text, end):
            return True  # "Deutsche Telekom counts on them"
        led = preceding_pattern(self.words).search(before) or self._follows_passive(start)
        if verb and self.text[end : end + 1] == "," and led:
            return False  # "its service, which runs on Starlink, will start"
        if self.context.subjects and company not in self.context.subjects:
            if self.offset + end <= self.context.label_end:
                return False
            return verb and not preceding_pattern(self.words).search(before)
        return verb or not (
            preceding_pattern(self.words).search(before) or self._follows_passive(start)
        )

    def _opens_with_verb(self, text: str) -> bool:
        """Whether what follows a name is what it plans, did or says."""
        follows = _NEXT_WORD.match(text)
        word = follows[1] if follows else ""
        tables = (self.words.intent, self.words.past, self.words.auxiliaries)
        return any(self._has(table, word) for table in tables) or self._happened(word)

    def _follows_passive(self, start: int) -> bool:
        """Whether a name is in a list whose first does not act: "to BMW, Kia and Ford"."""
        for mention in reversed([m for m in self.mentions if m[1] <= start]):
            if not joins_pattern(self.words).fullmatch(self.text[mention[1] : start]):
                return False
            start = mention[0]
            if preceding_pattern(self.words).search(self.text[:start].rstrip()):
                return True
        return False

    def _joined(self, acting: Sequence[Mention]) -> list[str | None]:
        """The last company, and those joined to it: `Honda, Nissan and BMW plan …`."""
        chosen = [acting[-1]]
        if self.offset + chosen[0][1] <= self.context.label_end:
            return list(self.context.subjects)
        for mention in reversed(acting[:-1]):
            between = self.text[mention[1] : chosen[0][0]]
            if not joins_pattern(self.words).fullmatch(between):
                break
            chosen.insert(0, mention)
        return list(dict.fromkeys(m[2] for m in (*chosen, *self._beside(acting[-1]))))

    def _beside(self, mention: Mention) -> Sequence[Mention]:
        """Who acts together with a company, in an aside: "BioNTech, with Genentech, plans …"."""
        after = [m for m in self.mentions if m[0] >= mention[1]][:1]
        if not after or self.text[after[0][1] : after[0][1] + 1] != ",":
            return ()
        between = self.text[mention[1] : after[0][0]].strip(" ")
        aside = between[:1] == "," and any_of(self.words.joined_by).fullmatch(between[1:].strip())
        return after if aside else ()

    def _around(self, mention: Mention) -> list[str | None]:
        """A company and those joined to it on both sides."""
        at = self.mentions.index(mention)
        before = self._joined(self.mentions[: at + 1])
        return list(dict.fromkeys([*before, *self._joined_forward(self.mentions[at:])]))

    def _joined_forward(self, acting: Sequence[Mention]) -> list[str | None]:
        chosen = [acting[0]]
        for mention in acting[1:]:
            if not joins_pattern(self.words).fullmatch(self.text[chosen[-1][1] : mention[0]]):
                break
            chosen.append(mention)
        return list(dict.fromkeys(m[2] for m in chosen))


def _is_bare_year(date: periods.Found) -> bool:
    return _YEAR.fullmatch(date.words) is not None and date.period.earliest is not None


def _in_year_of(due: Period, year: Period) -> Period:
    """A date without a year in a line that a year opens: `2025: the line opened in February`."""
    first = due.earliest or due.latest
    if first is None or year.earliest is None:
        return due
    return periods.a_year_on(due, year.earliest.year - first.year)


def _is_long(date: periods.Found) -> bool:
    """Whether a date is a quarter or a half."""
    first, last = date.period.earliest, date.period.latest
    return first is not None and last is not None and 80 < (last - first).days < 200


def _is_wide(date: periods.Found) -> bool:
    first, last = date.period.earliest, date.period.latest
    return first is not None and last is not None and last - first > PART_OF_A_DECADE


def _holds(wide: periods.Found, narrow: periods.Found) -> bool:
    """Whether one date only says more loosely what another says in the same sentence."""
    if wide is narrow or wide.period == narrow.period or len(_YEAR.findall(wide.words)) > 1:
        return False
    first, last = wide.period.earliest, wide.period.latest
    inner = (narrow.period.earliest, narrow.period.latest)
    if first is None or last is None or inner[0] is None or inner[1] is None:
        return False
    return last - first > PART_OF_A_DECADE and first <= inner[0] and inner[1] <= last


def _cites(text: str, clause: tuple[int, int], date: periods.Found) -> bool:
    """Whether a date stands in a citation: `(CarBuzz, December 2025)`."""
    before = text[clause[0] : date.start]
    after = text[date.end : clause[1]]
    named = _CITATION.match(before)
    return bool(named) and not after.strip(" )]")


def _without(text: str, dates: Iterable[periods.Found]) -> str:
    """A text without its dates, so that no word of theirs ("May") is taken for another."""
    return _blank(text, [(date.start, date.end) for date in dates])


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text with blanks for some of its parts."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
