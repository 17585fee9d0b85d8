"""All patterns of one language, each made once; and where in a text a date can begin.

In: the tables of a language. Out: its `Grammar`. Reads no date: `forms` say what does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property

from ..model import Period
from .forms import Form, forms_of
from .no_dates import unfit_before
from .openings import (
    ASCII_FIGURE,
    FIGURE,
    SIGNS_AND_FIGURES,
    by_first_word,
    spaced_phrases,
    token_pattern,
    unspaced_phrases,
)
from .patterns import (
    Patterns,
    codes_pattern,
    no_look_alike,
    number_pattern,
)
from .tables import DateWords, flat
from .writing import (
    CJK,
    LEFT,
    NOT_BEFORE,
    RIGHT,
    YEAR,
    any_word,
    articles_pattern,
    compiled,
    gap_pattern,
    hyphen_or_gap,
    word_edge,
)

_WORD_AFTER = re.compile(rf"[ \u00a0-]([^\W\d_{CJK}]+)")
_SIGNS_IN_DATES = frozenset("-–/.~年")
_NO_DATE_GOES_ON_WITH = frozenset(",;:)%!?]")


class Grammar:
    """The patterns made of one language's words."""

    def __init__(self, words: DateWords) -> None:
        self.words = words
        #: Whether a word can be told by the signs around it.
        self.spaced = words.spaced and not words.clitics
        edge = word_edge(words)
        self.patterns = Patterns(words)
        self.edge = re.compile(edge)
        forms = forms_of(self.patterns)
        self.forms = {kind: [f for f in forms if kind in f.opens] for kind in "xyfows"}
        self.forms_of_word: dict[str, list[Form]] = {}
        plain = self.spaced and not words.part_follows
        self.plain_year = compiled(_plain_year(words)) if plain else None
        self.prefix = compiled(_prefix(words))
        self.qualifying = _last_words(words)
        self.suffix = compiled(_suffix(words))
        self.moved = compiled(f"{edge}{any_word(words.moved)}{RIGHT}")
        self.negated = compiled(f"{edge}{any_word(words.negation)}{RIGHT}")
        self.negated_after = compiled(f"{edge}{any_word(words.negation_follows)}{RIGHT}")
        self.the_end = compiled(f"{LEFT}{any_word((*words.end, *words.year_end))}{RIGHT}")
        self.counted = compiled(rf"{hyphen_or_gap(words)}{any_word(words.counted)}{RIGHT}")
        self.opening = compiled(rf"(?:^|[.,;:!?(\n]\s*){any_word(words.opening)}\s+\Z")
        self.numbered = compiled(rf"{edge}{any_word(words.numbered)}\s*\Z")
        self.unfit_before = compiled(unfit_before(words))
        self.before_two_figures = compiled(
            rf"(?:['’]|{any_word(words.fiscal)}[\s-]*|{codes_pattern(words)}\s?|\d[QH]\s?)\Z"
        )
        self.lead = compiled(rf"(?:{any_word((*words.fillers, *words.the))}{gap_pattern(words)})*")
        self.joiners = _joiners(words)

    @cached_property
    def openers(self) -> dict[str, frozenset[str]]:
        return by_first_word(spaced_phrases(self.words))

    @cached_property
    def unspaced_opening(self) -> re.Pattern[str]:
        return compiled(rf"{FIGURE.pattern}|(?={any_word(unspaced_phrases(self.words))})")

    @cached_property
    def after_figures(self) -> frozenset[str]:
        """The words that may follow a day, a count or the figure of an ordinal."""
        w = self.words
        named = (*w.months, w.years, w.months_unit, w.quarter, w.half, w.fiscal, w.of, w.the, w.to)
        joined = (w.both, w.either, w.ordinal_marks, w.year_ending, w.year_beginning)
        return frozenset(by_first_word(flat((*named, *joined, *w.numbers))))

    def forms_of(self, match: re.Match[str]) -> Sequence[Form]:
        """The forms that can begin with a figure or sign."""
        token, text, end = match[0], match.string, match.end()
        if not token.isdigit():
            return self.forms["s" if token else "w"]
        following = text[end : end + 1]
        if len(token) == 4:
            return self.forms["x" if following in _SIGNS_IN_DATES else "y"]
        if len(token) > 2 or following in _NO_DATE_GOES_ON_WITH:
            return self.forms["o"]
        follows = _WORD_AFTER.match(text, end) if self.spaced else None
        return () if follows and follows[1].lower() not in self.after_figures else self.forms["f"]

    def forms_with(self, word: str) -> Sequence[Form]:
        """The forms that can begin with a word; all, where none knows it as its own."""
        if word not in self.forms_of_word:
            own = [form for form in self.forms["w"] if word in form.words]
            self.forms_of_word[word] = own or self.forms["w"]
        return self.forms_of_word[word]

    def openings(self, text: str) -> Iterator[tuple[Sequence[Form], int]]:
        """Where a point can begin, and the forms it can have there."""
        lowered = text.lower()
        if not self.spaced or len(lowered) != len(text):  # İ has a lower case of two letters
            yield from ((self.forms_of(m), m.start()) for m in self.unspaced_opening.finditer(text))
            return
        tokens = token_pattern(lowered)
        opening = self.ascii_opening if lowered.isascii() else tokens
        for match in opening.finditer(lowered):
            token = match[0]
            if token[0] in SIGNS_AND_FIGURES:
                yield self.forms_of(match), match.start()
            elif token in self.openers:
                following = self.openers[token]
                after = tokens.search(lowered, match.end()) if following else None
                if not following or (after and after[0] in following):
                    yield self.forms_with(token), match.start()

    @cached_property
    def ascii_opening(self) -> re.Pattern[str]:
        """The words and signs, in ASCII in lower case, with which a point can begin."""
        words = any_word(word for word in self.openers if word.isascii())
        return re.compile(rf"{ASCII_FIGURE.pattern}|(?<![a-z]){words}(?![a-z])")

    def may_qualify(self, text: str, end: int) -> bool:
        """Whether what ends before a place can be a qualifier, by its last word."""
        if not self.spaced:
            return True
        before = text[max(0, end - QUALIFIER) : end].rstrip()
        last = before[before.rfind(" ") + 1 :].lower()
        return last in self.qualifying or not last.isalnum()  # signs are left to the pattern

    @cached_property
    def relative(self) -> tuple[re.Pattern[str], tuple[str, ...]]:
        """Words without figures that are dates once it is known when they were said; and a few of
        which each of them has one."""
        w = self.words
        of = (w.of_year, w.of_decade, w.year_end, w.years, w.months_unit)
        named = (w.this_year, w.next_year, w.year_after_next, w.last_year)
        phrases = flat((*of, *named, w.this_decade, w.next_decade))
        split = [re.split("[ -]", phrase.lower()) for phrase in phrases]
        long = [[word for word in one if len(word) > 3] or one for one in split]
        common = Counter(word for one in long for word in one)
        chosen = {max(one, key=lambda word: common[word]) for one in long}
        telling = (a for a in chosen if not any(b in a for b in chosen if b != a))
        edge = r"(?<![^\W\d_])" if self.spaced else ""  # a Frühjahr is no Jahr
        return compiled(edge + any_word(phrases)), tuple(sorted(telling))

    @cached_property
    def telling(self) -> re.Pattern[str]:
        """The words of which each phrase of `relative` has one."""
        return re.compile("|".join(map(re.escape, self.relative[1])))

    @cached_property
    def without_year(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """A month or another part of a year that a word leads to; and, in lower case, the last
        words of which it has one."""
        w = self.words
        if not w.spaced:
            return compiled(r"\d{1,2}月" if w.in_part else "(?!)"), re.compile("月")
        named = (*flat(w.months), *flat(w.seasons))
        telling = [name for name in named if len(name) > 2]
        lead = (*w.in_part, *w.this, *w.next, *w.last)
        small = any_word((*w.early, *w.mid, *w.late, *w.end, *w.the, *w.of, *flat(w.ordinals)))
        ahead = rf"(?:{hyphen_or_gap(w)}{small}){{0,3}}"
        gap = rf"{hyphen_or_gap(w)}(?:\d{{1,2}}{any_word(w.ordinal_marks)}?{gap_pattern(w)})?"
        after = rf"{any_word(named)}{RIGHT}"
        units = (*w.quarter, *w.half, *w.months_unit)
        codes = rf"{codes_pattern(w)}{RIGHT}"
        led = rf"{any_word(lead)}{ahead}{gap}(?:{after}|{any_word(units)}{RIGHT}|{codes})"
        follows = rf"{after}{gap_pattern(w)}{any_word((*w.next_follows, *w.last_follows))}"
        numbered = (f"{code}{n}" for code in w.quarter_codes for n in range(1, 5))
        halves = (f"{code}{n}" for code in w.half_codes for n in (1, 2))
        last = {_last_word(one) for one in (*telling, *units, *numbered, *halves)}
        told = re.compile(f"(?:{'|'.join(map(re.escape, sorted(last)))}){NOT_BEFORE}")
        return compiled(f"{word_edge(w)}(?:{led}|{follows})" if lead else "(?!)"), told

    def signs_of_dates(self, text: str, said: Period | None) -> list[int]:
        """Where figures stand that a date can have and, once it is known when it was said, words
        that are a date without any."""
        found = [m.start() for m in _FIGURES.finditer(text) if self._may_be_a_date(m)]
        if said is None:
            return found
        lowered = text.replace("İ", "I").lower()  # each letter in its place: that one makes two
        relative, telling = self.relative
        without_year, told = self.without_year
        if any(map(lowered.__contains__, telling)):
            found += _around(self.telling.finditer(lowered), relative, text, _LONGEST_PHRASE)
        alone = (word for word in told.finditer(lowered) if not _YEAR_NEXT.match(text, word.end()))
        found += _around(alone, without_year, text, _NEAR)
        return sorted(found)

    def _may_be_a_date(self, figure: re.Match[str]) -> bool:
        """Whether a figure can be a year, or the two last digits of one ("FY26", "Q3 '26")."""
        written = figure[0]
        if len(written) == 2:
            start = figure.start()
            return (
                self.before_two_figures.search(figure.string, max(0, start - 30), start) is not None
            )
        return written[-4:-2] in _CENTURIES and len(written) < 6  # "Q42026"


def _around(
    told: Iterable[re.Match[str]], pattern: re.Pattern[str], text: str, reach: int
) -> Iterator[int]:
    """Where a pattern matches that holds one of its words, and reaches no further from it."""
    done = 0
    for word in told:
        stop = word.end() + reach
        for match in pattern.finditer(text, max(done, word.start() - reach), stop):
            if match.end() < stop:  # else it may go on there
                done = match.end()
                yield match.start()


#: Longer than a phrase for a year ("by the year after next"), and than a part of one is
#: written that names no year.
_LONGEST_PHRASE, _NEAR = 40, 80
_YEAR_NEXT = re.compile(r",? ?(?:19|20|21)\d\d")


def _last_word(phrase: str) -> str:
    return re.split("[ -]", phrase.lower().rstrip("."))[-1]


_FIGURES = re.compile(r"\d\d+")  # faster than {2,}, which no search leaps to
_CENTURIES = frozenset(["19", "20", "21"])


@cache
def grammar_of(words: DateWords) -> Grammar:
    return Grammar(words)


def _plain_year(words: DateWords) -> str:
    """A year that nothing beside it can make another date of, as most are."""
    marks = (*words.fiscal, *words.year_marks, *words.decade_marks)
    part = rf"{any_word(marks)}|{codes_pattern(words)}"
    return rf"{YEAR}(?:,?\Z|[.,]?\s(?!\s*(?:{part}))(?=[^\W\d_])|[.;:!?)](?:\Z|\s[^\W\d_]))"


#: How many characters before a date its qualifier may begin.
QUALIFIER = 40
_PREFIXES = ("by", "until", "before", "since", "after", "between", "within", "around")


def _last_words(words: DateWords) -> frozenset[str]:
    """The words that a prefix can end with."""
    phrases = [phrase for kind in (*_PREFIXES, "the") for phrase in getattr(words, kind)]
    found = [re.findall(r"[^\W_]+", phrase.lower()) for phrase in phrases]
    return frozenset(words[-1] for words in found if words)


def _prefix(words: DateWords) -> str:
    named = "|".join(f"(?P<{kind}>{any_word(getattr(words, kind))})" for kind in _PREFIXES)
    the = any_word(words.the)
    return rf"{word_edge(words)}(?:{named})(?:\s+{the})?[\s-]*\Z|(?P<sign>[~≈])\s?\Z"


def _suffix(words: DateWords) -> str:
    ends, the = r"(?=\s*(?:[.,;:!?)\]]|$))", articles_pattern(words)
    later = rf"(?P<or_later>{any_word(words.or_later)}|{any_word(words.and_later)}{ends})"
    earlier = rf"(?P<or_earlier>{any_word(words.or_earlier)})"
    before = rf"(?P<before_follows>{any_word(words.before_follows)})(?!\s*{number_pattern(words)})"
    after = rf"(?P<after_follows>{any_word(words.after_follows)})"
    gap, space = gap_pattern(words), r"[\s-]*" if words.spaced else ""
    until = rf"(?:\s*[-–—~]\s*|{gap}{any_word(words.to)}{gap}){the}"
    return (
        r"(?P<plus>\+)|(?P<about>~(?![\w]))"
        rf"|{until}(?P<present>{any_word(words.present)}){RIGHT}"
        rf"|{space}{no_look_alike(words)}"
        rf"(?:{later}|{earlier}|(?P<or_so>{any_word(words.or_so)})|{after}|{before}){RIGHT}"
    )


def _joiners(words: DateWords) -> dict[str, str]:
    """What stands between two points, and how it joins them."""
    table = dict.fromkeys("-–/~", "dash")
    for kind in ("to", "both", "either"):
        table |= dict.fromkeys(getattr(words, kind), kind)
    return table
