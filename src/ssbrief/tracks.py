"""The milestones of all briefings → tracks: which words speak of one thing whose date moves.

In: `Briefing`s. Out: `Track`s with their steps, and pairs of tracks that may be one. Knows no file
and no page; how a date moved is for `drift`.

An author's `track` settles it. Else the words of each company on a topic are gone through in the
order in which they were said. All that one briefing says of one date is one **word**; each word
goes on with the **thread** before it that fits best, and one that fits none begins a thread:

what speaks for one thing                                | what speaks against it
---------------------------------------------------------|------------------------------------------
the same kind of event                                   | another technology; semi-solid stands
a date that the text says was replaced                   | apart even from what names none
the same date, under another name for the market's start | two dates side by side in one briefing
of an event without a name: the same words around it     | other numbers: "N19" and "N40", "A-" and
the same name of a thing: "Polaris", "SPARC"             | "B-samples", with other dates
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from itertools import chain, groupby
from operator import attrgetter
from typing import TypeAlias

from msgspec import Struct, structs

from . import drift
from .memory import Memory, key
from .model import Briefing, Milestone, Period, Step, Track
from .periods import months_between, order
from .vocabulary import words as word_tables

#: What does not take in a milestone that leaves the technology unsaid, since it is what
#: "solid-state" alone does not mean.
APART = frozenset(["semi-solid"])

#: Kinds that one author calls by the names of another: "commercialisation in 2027" is another's
#: "mass production in 2027".
NEAR = frozenset(["market-introduction", "mass-production", "small-series"])

#: States of what is still to come true.
OPEN = frozenset(["target", "postponed", "reported"])

#: Kinds of words that end a target without naming it.
UNNAMED = frozenset(["other", "withdrawal"])

#: The numbers and letters by which makers tell one thing from the next: N19, QSE-5, A-sample.
_DESIGNATION = re.compile(r"\b(?:[^\W\d_]+-?\d[\w-]*|[A-Z](?=-?[Ss]amples?\b))")
#: A word with a capital, which may be the name of a thing: Polaris, SPARC, Yokohama.
_NAME = re.compile(r"(?<![\w.-])[A-ZÀ-Þ][\w-]{2,}")
#: The first word of a sentence has a capital all the same, unless it acts: "Polaris is".
_OPENING = re.compile(
    r"\W*([A-ZÀ-Þ][a-zß-ÿ]+)\b(?!,| (?:is|was|has|did|does|will|remains|should|of)\b)"
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_JOINT = re.compile(r"[,;，、；]|\s(?:and|und|et|y|but|aber)\s")


class _Word(Struct, frozen=True):
    """What one briefing says of one date: `best` is the most exact of its milestones, `against` are
    other dates of other publishers; `former` are dates that it says were replaced, `near` the words
    around its date that carry meaning, `names` those of things among them, `moved` whether they
    say that it moved."""

    best: Milestone
    others: tuple[Milestone, ...] = ()
    former: tuple[Period, ...] = ()
    near: frozenset[str] = frozenset()
    designations: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    moved: bool = False
    against: tuple[_Word, ...] = ()

    @property
    def all(self) -> tuple[Milestone, ...]:
        return (self.best, *self.others)


class _Thread:
    """Words that speak of one thing, in the order in which they were said."""

    def __init__(self, words: Iterable[_Word], known: _Known) -> None:
        self.words = sorted(words, key=lambda word: drift.when_said(word.best))
        self.known = known

    def before(self, word: _Word) -> _Word:
        """The word that one follows on; the first where none was said before."""
        said = drift.when_said(word.best)
        earlier = [w for w in self.words if drift.when_said(w.best) < said]
        return earlier[-1] if earlier else self.words[0]

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(word.best.kind for word in self.words)

    @property
    def technology(self) -> str:
        return next((w.best.technology for w in self.words if w.best.technology), "")

    @property
    def is_open(self) -> bool:
        return self.words[-1].best.state not in ("achieved", "dropped")


class _Known(Struct, frozen=True):
    """What is known beside the milestones: the language of each briefing, and who published what,
    by the key of the source."""

    languages: Mapping[str, str]
    publishers: Mapping[str, str]

    def of(self, parts: Sequence[_Part]) -> tuple[_Pairs, _Pairs]:
        """What of it these parts ask for."""
        keys = dict.fromkeys(key for part in parts for key in part.sources)
        return (
            tuple((part.briefing, self.languages[part.briefing]) for part in parts),
            tuple((key, self.publishers[key]) for key in keys if key in self.publishers),
        )

    def of_all(self, milestones: Iterable[Milestone]) -> tuple[_Pairs, _Pairs]:
        """What of it these milestones ask for."""
        of_each = groupby(milestones, key=attrgetter("briefing"))
        return self.of([_part(list(said)) for _, said in of_each])


_Pairs: TypeAlias = tuple[tuple[str, str], ...]


class _Told(Struct, frozen=True, array_like=True):
    """A track as it would be called if it were alone, and where its first words stand."""

    track: Track
    first: tuple[str, str]


def tracks_of(
    briefings: Sequence[Briefing], publishers: Mapping[str, str], memory: Memory | None = None
) -> tuple[Track, ...]:
    """All tracks, by company and id. What `memory` knows of is not followed again."""
    memory = memory or Memory()
    known = _Known({b.slug: b.language for b in briefings}, publishers)
    said = [memory.again(("said", b.slug), _said, b.milestones) for b in briefings]
    authors = _authors([m for one in said for m in one.named], known)
    follow = partial(_followed_alone, memory=memory)
    found: list[tuple[_Told, ...]] = []
    own = _threads_by_company(authors.values())
    for company, parts in _by_company(said).items():
        if company in own:
            found.append(_followed_beside(parts, own[company], known))
        else:
            found.append(memory.again(("tracks", company), follow, tuple(parts), known.of(parts)))
    told = [(_tell(thread, name),) for name, thread in authors.items()]  # with all that joined them
    return _in_order(_named([*told, *found], memory), memory)


def tracks_by_company(tracks: Iterable[Track]) -> dict[str, tuple[Track, ...]]:
    """Tracks in the order of `tracks_of`, by company; those of the market under ""."""
    return {
        company or "": tuple(own) for company, own in groupby(tracks, key=attrgetter("company"))
    }


class _Part(Struct, frozen=True):
    """What a briefing says of one company, with the keys of the sources that it names for it."""

    briefing: str
    milestones: tuple[Milestone, ...]
    sources: tuple[str, ...]


class _Said(Struct, frozen=True):
    """What a briefing says: by company, "" for the market, and of the tracks that its author
    names."""

    companies: tuple[tuple[str, _Part], ...]
    named: tuple[Milestone, ...]


def _said(milestones: Sequence[Milestone]) -> _Said:
    found: dict[str, list[Milestone]] = defaultdict(list)
    for milestone in milestones:
        if not milestone.track:
            found[milestone.company or ""].append(milestone)
    return _Said(
        tuple((company, _part(said)) for company, said in found.items()),
        tuple(milestone for milestone in milestones if milestone.track),
    )


def _part(milestones: Sequence[Milestone]) -> _Part:
    sources = dict.fromkeys(key for m in milestones for key in m.sources)
    return _Part(milestones[0].briefing, tuple(milestones), tuple(sources))


def _by_company(said: Iterable[_Said]) -> Mapping[str, list[_Part]]:
    found: dict[str, list[_Part]] = defaultdict(list)
    for one in said:
        for company, part in one.companies:
            found[company].append(part)
    return found


def _by_topic(parts: Iterable[_Part]) -> Mapping[str, list[Milestone]]:
    found: dict[str, list[Milestone]] = defaultdict(list)
    for milestone in (m for part in parts for m in part.milestones):
        found[milestone.topic].append(milestone)
    return found


def _authors(milestones: Iterable[Milestone], known: _Known) -> dict[str, _Thread]:
    """The tracks that authors name, with all their words."""
    found: dict[str, list[Milestone]] = defaultdict(list)
    for milestone in milestones:
        found[milestone.track].append(milestone)
    return {
        name: thread
        for name, group in found.items()
        if (thread := _Thread((w for m in _moments(group) for w in _words(m, known)), known)).words
    }


def _threads_by_company(threads: Iterable[_Thread]) -> Mapping[str, list[_Thread]]:
    """The threads that speak of a company."""
    found: dict[str, list[_Thread]] = defaultdict(list)
    for thread in threads:
        for company in dict.fromkeys(w.best.company or "" for w in thread.words):
            found[company].append(thread)
    return found


def _moments(milestones: Iterable[Milestone]) -> Iterator[list[Milestone]]:
    """What each briefing says at one time, in the order in which it was said."""
    ordered = sorted(milestones, key=drift.when_said)
    for _, group in groupby(ordered, key=lambda m: (*drift.when_said(m)[:2], m.briefing)):
        yield list(group)


# -- which thread a word goes on with


def _followed_alone(
    parts: Iterable[_Part], known: tuple[_Pairs, _Pairs], memory: Memory
) -> tuple[_Told, ...]:
    """What is told of a company whose authors name no track: it depends on nothing else."""
    told = (
        _of_topic(said, _Known(*map(dict, known)), memory) for said in _by_topic(parts).values()
    )
    return tuple(chain.from_iterable(told))


def _of_topic(said: Sequence[Milestone], known: _Known, memory: Memory) -> tuple[_Told, ...]:
    """The same on one topic, which is kept from one process to the next."""

    def follow() -> tuple[_Told, ...]:
        return tuple(map(_tell, _followed(said, (), known)))

    return memory.recall(key("tracks", said, *known.of_all(said)), tuple[_Told, ...], follow)


def _followed_beside(
    parts: Iterable[_Part], own: Iterable[_Thread], known: _Known
) -> tuple[_Told, ...]:
    """What is told of a company beside the tracks that its authors name."""
    found: list[_Thread] = []
    for said in _by_topic(parts).values():
        named = [t for t in own if any(_is_about(w.best, said[0]) for w in t.words)]
        found += _followed(said, named, known)
    return tuple(map(_tell, found))


def _is_about(one: Milestone, other: Milestone) -> bool:
    return (one.company, one.topic) == (other.company, other.topic)


def _followed(
    milestones: Sequence[Milestone], own: Sequence[_Thread], known: _Known
) -> list[_Thread]:
    """The threads of one company on one topic, beside its own, that its authors name."""
    begun: list[_Thread] = []
    for moment in _moments(milestones):
        said = _words(moment, known)
        for word, thread in _placed(said, [*own, *begun]):
            if thread is None:
                begun.append(_Thread([word], known))
            else:
                thread.words.append(word)
    return begun


def _placed(
    said: Sequence[_Word], threads: Sequence[_Thread]
) -> list[tuple[_Word, _Thread | None]]:
    """Each word with the thread it goes on with, None where it begins one: the best pair first.

    Where several threads fit a word equally well, and there are fewer words than threads, nobody
    can say which of them has moved.
    """
    fits = {
        (w, t): score
        for w, word in enumerate(said)
        for t, thread in enumerate(threads)
        if (score := _fit(word, thread))
    }
    chosen: dict[int, int] = {}
    for w, t in sorted(fits, key=lambda pair: (-fits[pair], _distance(said, threads, pair), pair)):
        if w in chosen or t in chosen.values():
            continue
        rivals = [o for (v, o) in fits if v == w and fits[v, o] == fits[w, t]]
        free = [o for o in rivals if o not in chosen.values()]
        equals = [v for v in range(len(said)) if (v, t) in fits and fits[v, t] == fits[w, t]]
        if len(free) <= len([v for v in equals if v not in chosen]):
            chosen[w] = t
    return [(word, threads[chosen[w]] if w in chosen else None) for w, word in enumerate(said)]


def _distance(said: Sequence[_Word], threads: Sequence[_Thread], pair: tuple[int, int]) -> int:
    """How many months lie between a word's date and that of a thread."""
    word, thread = said[pair[0]], threads[pair[1]]
    here, there = order(word.best.due)[0], order(thread.before(word).best.due)[0]
    return abs(months_between(here, there))


def _fit(word: _Word, thread: _Thread) -> float:
    """How much speaks for it that a word goes on with a thread; 0 where something speaks against
    it, or nothing for it."""
    last = thread.before(word)
    if not _is_possible(word, last, thread):
        return 0
    evidence = _evidence(word, last)
    if word.best.kind in UNNAMED or last.best.kind in UNNAMED:
        return _unnamed_fit(word, last, thread, evidence)
    if word.best.kind in thread.kinds:
        return 8 + evidence + thread.is_open
    if word.best.kind in NEAR and last.best.kind in NEAR and thread.is_open:
        ended = word.best.state in ("dropped", "missed")
        return 4 + evidence if evidence >= 2 or word.moved or ended else 0
    return 0


def _is_possible(word: _Word, last: _Word, thread: _Thread) -> bool:
    here, there = word.best, last.best
    if not (_may_be_one(here.technology, thread.technology) or _is_told_shorter(word, last)):
        return False
    if not _touch(here.due, there.due) and _differ(word.designations, last.designations):
        return False
    return not (here.state == "achieved" and _is_before_promise(here, there))


def _is_told_shorter(word: _Word, last: _Word) -> bool:
    """Whether a word leaves the technology out, but has the date and much of the words of what is
    there: "150 kWh semi-solid pack in Q2 2024", "150 kWh packs in June 2024"."""
    here, there = word.best, last.best
    unsaid = not (here.technology and there.technology)
    return unsaid and _is_nested(here.due, there.due) and likeness(word.near, last.near) >= 0.4


def is_apart(one: str, other: str) -> bool:
    """Whether two technologies are surely two."""
    return not _may_be_one(one, other)


def _may_be_one(one: str, other: str) -> bool:
    """Whether two technologies may be one: what is unsaid may be anything that does not stand
    apart."""
    return one == other or (not (one and other) and not {one, other} & APART)


def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other and not one & other)


def _is_before_promise(met: Milestone, promise: Milestone) -> bool:
    """Whether something happened before it was promised, so that it was another thing."""
    if promise.state == "achieved" or promise.said is None or promise.said.earliest is None:
        return False
    return met.due.latest is not None and met.due.latest < promise.said.earliest


def _evidence(word: _Word, last: _Word) -> float:
    """What speaks for it beside the kind: a date replaced, the same date, the same words."""
    former = any(_touch(period, last.best.due) for period in word.former)
    same = _bounds(word.best.due) == _bounds(last.best.due)
    touch = same or _is_nested(word.best.due, last.best.due)
    alike = round(likeness(word.near, last.near), 2)
    return 4 * former + 2 * same + touch + alike + 8 * _share_a_name(word, last)


def _share_a_name(word: _Word, last: _Word) -> bool:
    """Whether both name one thing: "Polaris, first electricity", "Polaris did not …"."""
    return not word.names.isdisjoint(last.names)


def _unnamed_fit(word: _Word, last: _Word, thread: _Thread, evidence: float) -> float:
    """The fit where a word, or the thread, names no event: by a date that is its own, by the same
    words around it, or since neither says anything more."""
    here, there = word.best, last.best
    if here.state in ("dropped", "missed"):
        return 2 + evidence if thread.is_open else 0
    same_event = here.kind == there.kind and (
        not (word.near or last.near) or likeness(word.near, last.near) >= 0.5
    )
    bare = not (word.near and last.near)
    alike = bare or likeness(word.near, last.near) >= 0.5
    same_date = alike and _bounds(here.due) == _bounds(there.due)
    moved = any(_touch(period, there.due) for period in word.former)
    named = _share_a_name(word, last)
    return 2 + evidence if same_event or same_date or moved or named else 0


# -- what a briefing says of one date


def _words(moment: Sequence[Milestone], known: _Known) -> list[_Word]:
    """What is said at one time, one word for each date; a date replaced goes with the date that
    stands in its statement."""
    said = [m for m in moment if m.state != "superseded"]
    groups = _by_date(said)
    former = [m for m in moment if m.state == "superseded"]
    words = [_word(group, former, said, known.languages[group[0].briefing]) for group in groups]
    return _weighed(words, known)


def _by_date(said: Iterable[Milestone]) -> list[list[Milestone]]:
    """Milestones of one time, those together that say the same; two that are told alike need no
    comparison."""
    groups: list[list[Milestone]] = []
    told: dict[object, list[Milestone]] = {}
    for m in said:
        key = (m.kind, m.event, m.kind in UNNAMED and m.words, m.technology, m.state, m.due)
        if key not in told:
            fitting = (g for g in groups if all(_is_one_date(m, other) for other in g))
            told[key] = group = next(fitting, [])
            if not group:
                groups.append(group)
        told[key].append(m)
    return groups


def _is_one_date(one: Milestone, other: Milestone) -> bool:
    """Whether two milestones of one time say the same, one maybe more exactly."""
    return (
        (one.kind, one.event) == (other.kind, other.event)
        and (one.kind not in UNNAMED or one.words == other.words)
        and _may_be_one(one.technology, other.technology)
        and (one.state in drift.ENDINGS) == (other.state in drift.ENDINGS)
        and _touch(one.due, other.due)
        and (_bounds(one.due) == _bounds(other.due) or _is_nested(one.due, other.due))
    )


def _word(
    group: Sequence[Milestone],
    former: Iterable[Milestone],
    said: Sequence[Milestone],
    language: str,
) -> _Word:
    best = min(group, key=_vagueness)
    near = _near(best, said)
    return _Word(
        best,
        tuple(m for m in group if m is not best),
        tuple(m.due for m in former if m.statement == best.statement),
        _meant(near, language),
        frozenset(_DESIGNATION.findall(near)),
        _names_of_things(_clause(best, near), best.company or "", language),
        best.state == "postponed" or _tells_of_moving(best.words, language),
    )


@lru_cache(maxsize=1 << 15)  # a preview follows the same words after every save
def _meant(near: str, language: str) -> frozenset[str]:
    """The words with a meaning of their own."""
    return stems(_WORD.findall(near.casefold())) - _without_meaning(language)


@lru_cache(maxsize=1 << 15)
def _names_of_things(near: str, company: str, language: str) -> frozenset[str]:
    """The words with a capital that are no event's, no company's and no sentence's first."""
    text = near.partition("|")[2] or near  # what stands first in a row is its company
    own, plain = company.split("-"), _without_meaning(language)
    found = {
        match[0]
        for match in _NAME.finditer(text)
        if match[0].casefold() not in own and _stem(match[0].casefold()) not in plain
    }
    opening = _OPENING.match(text)
    return frozenset(found - ({opening[1]} if opening else set()))


@lru_cache(maxsize=1 << 15)
def _tells_of_moving(words: str, language: str) -> bool:
    return not set(words.casefold().split()).isdisjoint(word_tables(language).moved)


def _vagueness(milestone: Milestone) -> tuple[bool, int]:
    first, last = milestone.due.earliest, milestone.due.latest
    return (True, 0) if first is None or last is None else (False, (last - first).days)


def _near(milestone: Milestone, said: Iterable[Milestone]) -> str:
    """The words that speak of a date: in its sentence, from the date before it on, up to the comma
    or conjunction after it where another date follows."""
    text, start = milestone.words, milestone.words.find(milestone.due_words)
    if start < 0 or not milestone.due_words:  # set in braces, beside words for another date
        return text
    end = start + len(milestone.due_words)
    others = [
        (place, place + len(m.due_words))
        for m in said
        if m.words == text and m.due_words and m is not milestone
        if (place := text.find(m.due_words)) >= 0 and place != start
    ]
    left = max((stop for _, stop in others if stop <= start), default=0)
    right = min((place for place, _ in others if place >= end), default=len(text))
    before, after = text[left:start], text[end:right]
    if left and (cut := _JOINT.search(before)):
        before = before[cut.end() :]
    if right < len(text) and (cut := _JOINT.search(after)):
        after = after[: cut.start()]
    label, colon, rest = before.partition(":")
    return f"{rest if colon else label} {after}"


def _clause(milestone: Milestone, near: str) -> str:
    """The words around a date up to the comma or conjunction after it."""
    after = milestone.words.partition(milestone.due_words)[2] if milestone.due_words else near
    if not near.endswith(after):
        return near
    return near.removesuffix(after) + _JOINT.split(after, maxsplit=1)[0]


def meaning(milestone: Milestone, language: str) -> frozenset[str]:
    """The words around a date that tell what is due, but for those that name its event."""
    return stems(_WORD.findall(_near(milestone, ()).casefold())) - _without_meaning(language)


def stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_stem, words))


def _stem(word: str) -> str:
    """A word without a plural's s."""
    return word.removesuffix("s") if len(word) > 3 else word


@cache
def _without_meaning(language: str) -> frozenset[str]:
    """Words that tell nothing of what is due: of intent, time and movement, and particles."""
    tables = word_tables(language)
    lists = (
        *(tables.intent, tables.strong_intent, tables.past, tables.moved, tables.from_words),
        *(tables.prepositions, tables.conjunctions, tables.auxiliaries, tables.articles),
        *(tables.superseded, tables.since_words, tables.target_labels, tables.missed),
        *(each.words for each in tables.events),
        _PARTICLES,
    )
    return frozenset(_stem(w) for phrases in lists for p in phrases for w in _WORD.findall(p))


_PARTICLES = (
    "the",
    "its",
    "and",
    "now",
    "still",
    "first",
    "later",
    "earlier",
    "this",
    "that",
    "has",
    "have",
    "company",
    "year",
)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the shorter of two texts stands in the other, 0 to 1."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0


# -- sources that disagree


def _weighed(words: Iterable[_Word], known: _Known) -> list[_Word]:
    """Words of one thing, those on which sources disagree as one: that which the author prefers,
    else the latest said, else the first in the text."""
    found: list[_Word] = []
    for word in words:
        place = next((i for i, one in enumerate(found) if _disagree(one, word, known)), None)
        if place is None:
            found.append(word)
        else:
            found[place] = _weigh(found[place], word)
    return found


def _weigh(one: _Word, other: _Word) -> _Word:
    later = drift.when_said(other.best)[:2] > drift.when_said(one.best)[:2]
    preferred = bool(other.best.prefer) or (later and not one.best.prefer)
    chosen, rest = (other, one) if preferred else (one, other)
    return structs.replace(
        chosen, against=(*one.against, *other.against, structs.replace(rest, against=()))
    )


def _disagree(one: _Word, other: _Word, known: _Known) -> bool:
    """Whether two sources name dates of one thing, at overlapping times, that share no day."""
    here, there = one.best, other.best
    if here.state not in OPEN or there.state not in OPEN or _touch(here.due, there.due):
        return False
    if bool(here.prefer) == bool(there.prefer) and not _are_two_voices(here, there, known):
        return False
    return _is_one_time(here, there) and _is_one_thing(one, other, known)


def _are_two_voices(here: Milestone, there: Milestone, known: _Known) -> bool:
    """Whether both name their sources, and no publisher stands behind both."""
    if not (here.sources and there.sources):
        return False
    voices = [{known.publishers.get(k, k) for k in m.sources} for m in (here, there)]
    return not voices[0] & voices[1]


def _is_one_time(here: Milestone, there: Milestone) -> bool:
    if here.said is None or there.said is None:
        return here.briefing == there.briefing and here.said == there.said
    return _touch(here.said, there.said)


def _is_one_thing(one: _Word, other: _Word, known: _Known) -> bool:
    """Whether an author says so, or the kind, the technology and the words about it do, without
    the names of the sources."""
    here, there = one.best, other.best
    if here.track or there.track:
        return here.track == there.track
    names = " ".join(known.publishers.get(k, "") for m in (here, there) for k in m.sources)
    near = [w.near - stems(_WORD.findall(names.casefold())) for w in (one, other)]
    return (
        (here.company, here.topic, here.kind) == (there.company, there.topic, there.kind)
        and here.kind not in UNNAMED
        and _may_be_one(here.technology, there.technology)
        and not _differ(one.designations, other.designations)
        and (not (near[0] and near[1]) or likeness(*near) >= 0.5)
    )


# -- dates side by side


def _bounds(period: Period) -> tuple[object, object]:
    return period.earliest, period.latest


def _touch(one: Period, other: Period) -> bool:
    """Whether two dates share a day."""
    return not (
        (one.latest and other.earliest and one.latest < other.earliest)
        or (other.latest and one.earliest and other.latest < one.earliest)
    )


@lru_cache(maxsize=1 << 14)  # the same dates stand side by side again and again
def _is_nested(one: Period, other: Period) -> bool:
    """Whether one says more exactly what the other says."""
    return drift.classify(one, other).change in ("narrowed", "widened")


# -- threads → tracks


def _named(told: Iterable[tuple[_Told, ...]], memory: Memory) -> Iterator[tuple[_Told, ...]]:
    """No two by one name: the second of a name is told with the place of its first words."""
    taken: set[str] = set()
    for some in told:
        ids = {one.track.id for one in some}
        if len(ids) < len(some) or not taken.isdisjoint(ids):
            some = memory.again(("renamed", some[0].first), _renamed, some, taken & ids)
            ids = {one.track.id for one in some}
        taken |= ids
        yield some


def _renamed(told: Iterable[_Told], taken: set[str]) -> tuple[_Told, ...]:
    names, made = set(taken), []
    for one in told:
        track = one.track
        if track.id in names:
            track = structs.replace(track, id="/".join((track.id, *one.first)))
        names.add(track.id)
        made.append(structs.replace(one, track=track))
    return tuple(made)


def _in_order(told: Iterable[tuple[_Told, ...]], memory: Memory) -> tuple[Track, ...]:
    """By company and id."""
    found: dict[str, list[tuple[_Told, ...]]] = defaultdict(list)
    for some in told:
        if some:
            found[some[0].track.company or ""].append(some)
    return tuple(
        track
        for company in sorted(found)
        for track in memory.again(("tracks in order", company), _by_id, *found[company])
    )


def _by_id(*told: tuple[_Told, ...]) -> list[Track]:
    return sorted((one.track for some in told for one in some), key=attrgetter("id"))


def _track_id(thread: _Thread) -> str:
    first = thread.words[0].best
    who = first.company or "market"
    if first.kind in UNNAMED:
        return "/".join((who, first.kind, first.briefing, first.id))
    return "/".join(filter(None, (who, first.kind, thread.technology, first.topic)))


def _with_others(step: Step, word: _Word) -> Step:
    return structs.replace(
        step, also=word.others, against=tuple(m for other in word.against for m in other.all)
    )


def _tell(thread: _Thread, author: str = "") -> _Told:
    first = thread.words[0].best
    return _Told(_track(author or _track_id(thread), author, thread), (first.briefing, first.id))


def _track(made: str, author: str, thread: _Thread) -> Track:
    words = {(w.best.briefing, w.best.id): w for w in _weighed(thread.words, thread.known)}
    steps = tuple(
        _with_others(step, words[step.milestone.briefing, step.milestone.id])
        for step in drift.follow([word.best for word in words.values()])
    )
    named = [step.milestone for step in steps if step.milestone.kind not in UNNAMED]
    shown = (named or [steps[-1].milestone])[-1]
    label = author.rsplit("/", 1)[-1] if author else shown.kind
    return Track(
        made,
        shown.company,
        shown.kind,
        thread.technology,
        shown.topic,
        label.replace("-", " "),
        steps,
        drift.outcome(steps),
    )
