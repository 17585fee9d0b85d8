"""What may be one thing, or two, though it is told otherwise: tracks and challenges.

In: a `Site` and the texts it was read from. Out: notes that name both places and the line that
would settle it. A doubt changes nothing; only an author can.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, pairwise

from msgspec import Struct

from . import drift
from .diagnostics import Diagnostic, find_in
from .model import Briefing, Challenge, Milestone, Site, Step, Track
from .periods import say
from .tracks import NEAR, UNNAMED, is_apart, likeness, meaning, stems

#: A movement of so many months, told in wholly other words, may be no movement.
FAR = 36

_LETTERS = re.compile(r"[^\W_]+")


def doubts(site: Site, texts: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """Everything that `check` asks an author to look at; `texts` are the briefings by path."""
    told = _Briefings({b.slug: b for b in site.briefings}, texts)
    return (
        *_tracks_like_one(site.tracks, told),
        *_tracks_like_two(site.tracks, told),
        *_challenges_like_one(site.challenges, told),
    )


class _Briefings(Struct, frozen=True):
    """Where a doubt stands: the briefings by slug, and their texts by path."""

    by_slug: Mapping[str, Briefing]
    texts: Mapping[str, str]

    def path(self, slug: str) -> str:
        return self.by_slug[slug].path

    def note(self, code: str, slug: str, words: str, message: str, hint: str) -> Diagnostic:
        """A note at these words of a briefing."""
        path = self.path(slug)
        span, excerpt = find_in(path, self.texts.get(path, ""), words)
        return Diagnostic(code, message, span, "note", hint, excerpt)


# -- tracks


def _tracks_like_one(tracks: Iterable[Track], told: _Briefings) -> Iterator[Diagnostic]:
    """Where one target falls silent and another of a like kind begins."""
    by_company: dict[object, list[Track]] = {}
    for track in tracks:
        if not _is_settled(track) and track.outcome.state == "open":
            by_company.setdefault((track.company, track.topic), []).append(track)
    for group in by_company.values():
        for one, other in combinations(group, 2):
            earlier, later = sorted((one, other), key=_when_begun)
            if _may_go_on(earlier, later):
                last, first = earlier.steps[-1].milestone, later.steps[0].milestone
                yield _like_one(last, first, told)


def _when_begun(track: Track) -> tuple[date, date, str, str]:
    return drift.when_said(track.steps[0].milestone)


def _may_go_on(earlier: Track, later: Track) -> bool:
    """Whether all words on one were said before all words on the other, of a like kind."""
    last, first = earlier.steps[-1].milestone, later.steps[0].milestone
    alike = earlier.kind == later.kind not in UNNAMED or {earlier.kind, later.kind} <= NEAR
    return (
        alike
        and drift.when_said(last)[:2] < drift.when_said(first)[:2]
        and not is_apart(earlier.technology, later.technology)
    )


def _like_one(last: Milestone, first: Milestone, told: _Briefings) -> Diagnostic:
    return told.note(
        "tracks-like-one",
        first.briefing,
        first.due_words or first.words,
        f"{_name(first)} ({say(first.due)}) may be what {told.path(last.briefing)} calls "
        f"{_name(last)} ({say(last.due)})",
        f"if it is one target, write {{track={_suggested(last)}}} at the end of both entries",
    )


def _tracks_like_two(tracks: Iterable[Track], told: _Briefings) -> Iterator[Diagnostic]:
    """Where a date has moved far, and nothing around it is called as it was."""
    for track in tracks:
        if _is_settled(track):
            continue
        for before, after in pairwise(track.steps):
            if abs(after.months) >= FAR and _share_nothing(before, after, told):
                yield _like_two(before.milestone, after.milestone, told)


def _share_nothing(before: Step, after: Step, told: _Briefings) -> bool:
    near = [
        meaning(step.milestone, told.by_slug[step.milestone.briefing].language)
        for step in (before, after)
    ]
    return bool(near[0] and near[1]) and not likeness(*near)


def _like_two(before: Milestone, after: Milestone, told: _Briefings) -> Diagnostic:
    return told.note(
        "track-like-two",
        after.briefing,
        after.due_words or after.words,
        f"{_name(after)} ({say(after.due)}) is taken for what {told.path(before.briefing)} "
        f"says of {say(before.due)}, though in other words",
        f"if it is another target, write {{track={_suggested(after)}-2}} at the end of its entry",
    )


def _is_settled(track: Track) -> bool:
    return any(step.milestone.track for step in track.steps)


def _name(milestone: Milestone) -> str:
    event = milestone.event or milestone.kind.replace("-", " ")
    return f'"{milestone.company or "market"}, {event}"'


def _suggested(milestone: Milestone) -> str:
    return f"{milestone.company or 'market'}/{milestone.kind}"


# -- challenges


def _challenges_like_one(challenges: Iterable[Challenge], told: _Briefings) -> Iterator[Diagnostic]:
    """Names that say the same but for a word, or the same words under two names; and never in one
    briefing, whose author tells them apart."""
    spoken = [(c, _where(c), _name_words(c), _text_words(c)) for c in challenges]
    for (one, here, *words), (other, there, *others) in combinations(spoken, 2):
        if not here & there and _speak_of_one(words, others):
            yield _like_one_challenge(one, other, told)


def _speak_of_one(one: Sequence[frozenset[str]], other: Sequence[frozenset[str]]) -> bool:
    """By the words of their names, one of which holds the other, or by those of their texts."""
    (name, text), (other_name, other_text) = one, other
    held = bool(name and other_name) and (name <= other_name or other_name <= name)
    return held or (len(text & other_text) >= 3 and likeness(text, other_text) >= 0.6)


def _name_words(challenge: Challenge) -> frozenset[str]:
    return stems(_LETTERS.findall(challenge.name.casefold()))


def _text_words(challenge: Challenge) -> frozenset[str]:
    """The longer words of what was last said of it, without its name."""
    newest = challenge.mentions[0]
    text = newest.statement.text.removeprefix(newest.name)
    return stems(word for word in _LETTERS.findall(text.casefold()) if len(word) > 3)


def _where(challenge: Challenge) -> frozenset[str]:
    return frozenset(m.statement.briefing for m in challenge.mentions)


def _like_one_challenge(one: Challenge, other: Challenge, told: _Briefings) -> Diagnostic:
    joined = f"challenges: [{{name: {one.name}, aliases: [{other.name}]}}]"
    return told.note(
        "challenges-like-one",
        other.mentions[0].statement.briefing,
        other.name,
        f'"{other.name}" may be the challenge that other briefings call "{one.name}"',
        f"if so, add {joined} to the front matter of one of them",
    )
