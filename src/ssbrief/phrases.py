"""The word tables of a language as patterns, for what is asked of a sentence that holds a date.

In: the `Words` of a language. Out: patterns, each made once; which tables a text may hold words
of; the kinds of events that words name. Knows no date and no company.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from .vocabulary import Words, any_of, either, first_words

#: Kinds whose weak words tell least.
_LOOSE = frozenset(["partnership", "other"])


class Lexicon:
    """The tables of a language as they are asked for, each by its id, since to look one up by its
    words costs more than to use it."""

    def __init__(self, words: Words) -> None:
        self.attached = words.attached
        #: Held, so that no other table comes to have its id.
        self.tables: dict[int, tuple[str, ...]] = {}
        self.patterns: dict[int, re.Pattern[str]] = {}
        self.by_word: dict[str, set[int]] = {}
        self.always: set[int] = set()

    def add(self, phrases: tuple[str, ...]) -> None:
        self.tables[id(phrases)] = phrases
        first = first_words(phrases, self.attached)
        if first is None:
            self.always.add(id(phrases))
        for word in first or ():
            self.by_word.setdefault(word, set()).add(id(phrases))

    def told_by(self, vocabulary: frozenset[str]) -> set[int]:
        """The tables that have a phrase which begins with one of these words, or inside a word."""
        return self.always.union(*(self.by_word[word] for word in vocabulary & self.by_word.keys()))

    def pattern(self, phrases: tuple[str, ...]) -> re.Pattern[str]:
        made = self.patterns.get(id(phrases))
        if made is None:
            made = self.patterns[id(phrases)] = any_of(phrases, self.attached)
        return made


@cache
def lexicon_of(words: Words) -> Lexicon:
    return Lexicon(words)


class Events:
    """The words of all events as one pattern, and the kind that each names."""

    def __init__(self, words: Words) -> None:
        self.kinds: dict[str, str] = {}
        self.weak: set[str] = set()
        for each in words.events:
            for phrase in (*each.words, *each.weak):
                self.kinds.setdefault(phrase.strip("*").casefold(), each.kind)
            loose = (*each.weak, *(each.words if each.kind == "partnership" else ()))
            self.weak.update(phrase.strip("*").casefold() for phrase in loose)
        phrases = tuple(phrase for each in words.events for phrase in (*each.words, *each.weak))
        self.pattern = any_of(phrases, words.attached)
        self.all = phrases
        given_up = (e for e in words.events if e.kind == "withdrawal")
        self.withdrawals = tuple(phrase for e in given_up for phrase in (*e.words, *e.weak))

    def phrases(self, text: str) -> list[str]:
        """The words of events in a text, as the tables have them."""
        found = (m[m.lastindex or 0].casefold().split() for m in self.pattern.finditer(text))
        return [" ".join(phrase) for phrase in found]

    def nearest(self, phrases: Sequence[str], last: bool, without: str = "") -> str:
        """The kind named last (or first) of some words; a weak word where no other names one, and
        who works with whom only alone."""
        found = [p for p in phrases if self.kinds[p] != without]
        if len(found) < 2:
            return self.kinds[found[0]] if found else ""
        strong = [p for p in found if p not in self.weak]
        telling = [p for p in found if self.kinds[p] not in _LOOSE]
        alone = [p for p in found if self.kinds[p] != "partnership"]
        chosen = strong or telling or alone or found
        return self.kinds[chosen[-1 if last else 0]]


@cache
def events_of(words: Words) -> Events:
    return Events(words)


@cache
def past_pattern(words: Words) -> re.Pattern[str]:
    """The forms of verbs that say that something has happened, where a language has a rule."""
    return re.compile(words.past_pattern or "(?!)", re.IGNORECASE)


@cache
def superseded_pattern(words: Words) -> re.Pattern[str]:
    """Whether a text ends with a word of history and at most three more, or some signs more where
    words have no spaces."""
    inner = any_of(words.superseded, words.attached).pattern
    more = r"\W+(?:[^\W\d]+\W+){0,3}" if words.dates.spaced else r"\W?[^\W\d]{0,8}\W?"
    return re.compile(rf"{inner}{more}$", re.IGNORECASE)


@cache
def from_pattern(words: Words) -> re.Pattern[str]:
    articles = any_of((*words.dates.year_titles, *words.dates.the), words.attached).pattern
    inner = any_of(words.from_words, words.attached).pattern
    return re.compile(rf"{inner}\s*(?:{articles}\s+)?$", re.IGNORECASE)


@cache
def leading_pattern(phrases: tuple[str, ...], words: Words) -> re.Pattern[str]:
    """Whether a text ends with one of the phrases and a small word that leads to a date: "announced
    in", "later than in"."""
    joins = either(words.reporting_joins)
    return re.compile(rf"\b(?:{either(phrases)})\s+(?:{joins})\s+$", re.IGNORECASE)


@cache
def joint_pattern(words: Words) -> re.Pattern[str]:
    """Where the words that still speak of a date end: at a comma or a conjunction, which stands
    between words; where they have no spaces, or it is one with the next, as it stands."""
    joined = either(words.conjunctions)
    left, right = (r"\s" if words.dates.spaced else ""), (r"" if words.attached else r"\s")
    right = right if words.dates.spaced else ""
    return re.compile(rf"[,，、،]|{left}(?:{joined}){right}", re.I)


@cache
def label_pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    """A line that one of the labels opens."""
    return re.compile(rf"\W*(?:{either(labels)})\s*[:：]", re.IGNORECASE)


@cache
def preceding_pattern(words: Words) -> re.Pattern[str]:
    """A preposition, or an article that makes the name a part of something, at the end."""
    prepositions = any_of(words.prepositions, words.attached).pattern
    articles = any_of(words.articles, words.attached).pattern
    return re.compile(rf"(?:{prepositions}(?:\s+{articles})?|{articles})$", re.IGNORECASE)


@cache
def topic_pattern(words: Words) -> re.Pattern[str]:
    return re.compile(any_of(words.topics, words.attached).pattern, re.IGNORECASE)


@cache
def straight_after(phrases: tuple[str, ...], words: Words) -> re.Pattern[str]:
    """Whether a text ends with one of the phrases."""
    return re.compile(any_of(phrases, words.attached).pattern + r"[:\s\"“„«]*$", re.IGNORECASE)


@cache
def pronoun_pattern(words: Words) -> re.Pattern[str]:
    """ "It", "the firm"; with a word of its place before its noun: "The Paris firm"."""
    plain = any_of(words.pronouns, words.attached).pattern
    nouns = [phrase.split(" ")[1] for phrase in words.pronouns if phrase.count(" ") == 1]
    the = either({phrase.split(" ")[0] for phrase in words.pronouns if " " in phrase})
    placed = rf"(?<!\w)(?:{the})\s(?:[A-ZÀ-Þ]|[a-zà-ÿ]+-)[\w.-]+\s(?:{either(nouns)})(?!\w)"
    return re.compile(f"{plain}|(?i:{placed})" if nouns else plain, re.IGNORECASE)


@cache
def plan_name_pattern(words: Words) -> re.Pattern[str]:
    """`Vision 2030` is a plan, no date; its name has a capital."""
    return re.compile(rf"\b(?:{either(words.plan_names)})\s+$")


@cache
def joins_pattern(words: Words) -> re.Pattern[str]:
    joined = either(words.conjunctions)
    return re.compile(rf"\s*(?:[,/&、，،])?\s*(?:{joined})?\s*", re.IGNORECASE)


def to_joint(text: str, words: Words) -> str:
    return joint_pattern(words).split(text, maxsplit=1)[0]
