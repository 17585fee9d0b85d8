"""What dates are written with, below their words: signs that look alike, edges and gaps of words.

In: text and phrases. Out: text in plain signs, pieces of regular expressions. Knows no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from .tables import DateWords

# Hyphens, spaces and digits that look like ours; one character for one, so that offsets hold.
PLAIN_SIGNS = str.maketrans(
    "０１２３４５６７８９٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹‐‑‒−／～〜’‘\u00a0\u2009\u202f\u3000（）",
    "0123456789" * 3 + "----/~~''    ()",
)
CJK = "\u3040-\u30ff\u3400-\u9fff"
_CJK_FIGURES = str.maketrans("〇零一二三四五六七八九", "00123456789")
_CJK_YEAR = re.compile("[一二][〇零九一][〇零一二三四五六七八九]{2}(?=年)")


def plain_text(text: str) -> str:
    """A text with the signs that the grammar knows, each in its place: 二〇二七年 is 2027年."""
    if text.isascii():
        return text
    plain = text.translate(PLAIN_SIGNS)
    if "年" in plain:
        plain = _CJK_YEAR.sub(lambda year: year[0].translate(_CJK_FIGURES), plain)
    return plain


# Not after, or before, a letter or figure of a script that parts its words, as those below U+2000
# do. That these are told from other letters by few signs, and without regard to case, halves the
# time to compile each pattern; and letters of English are tried first, which most are.
NOT_AFTER = r"(?<!(?-i:[0-9A-Za-z_]))(?<!(?-i:(?=[\x80-\u1fff])\w))"
NOT_BEFORE = NOT_AFTER.replace("?<!", "?!")
SPACED = r"(?-i:(?=[\0-\u1fff])\w)"
# Not inside a word; Chinese and Japanese do not space theirs.
LEFT = rf"(?:{NOT_AFTER}|(?=(?-i:(?![\0-\u1fff])\w)))"
RIGHT = rf"(?:{NOT_BEFORE}|(?<=(?-i:(?![\0-\u1fff])\w)))"
YEAR = r"(?:19\d\d|20\d\d|2100)"


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def any_word(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first; for none of none. They are sorted by their
    first letter, so that most letters of a text rule out most words at once."""
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        by_letter.setdefault(_word(word[:1].lower()), []).append(_word(word[1:]))
    found = (f"{letter}(?:{'|'.join(rests)})" for letter, rests in by_letter.items())
    return f"(?:{'|'.join(found)})" if by_letter else "(?!)"


def _word(word: str) -> str:
    return re.sub(r"(?:\\[ -])+", r"[\\s-]+", re.escape(word))


def word_edge(words: DateWords) -> str:
    """Not inside a word, but after a letter that is written as one with the word after it."""
    clitics = "".join(words.clitics)
    return rf"(?:{LEFT}|(?<=\b[{clitics}]))" if clitics else LEFT


def gap_pattern(words: DateWords) -> str:
    """Between two words."""
    return r"\s+" if words.spaced else r"\s*"


def hyphen_or_gap(words: DateWords) -> str:
    return r"[\s-]+" if words.spaced else r"[\s-]*"


def articles_pattern(words: DateWords) -> str:
    """An article with the space after it, or its apostrophe ("l'année"), or none."""
    return rf"(?:{any_word(words.the)}(?:\s+|(?<=')))?"


def separator_pattern(words: DateWords) -> str:
    """Between a part and what it is a part of: "Q3 of the 2020s", "mid-2027", "March, 2026"."""
    return rf"(?:[\s,/-]*(?:{any_word(words.of)}\s*)?{articles_pattern(words)})"


def named_group(pattern: str, name: str) -> str:
    """A pattern inside a form, under one name; its own groups are read again from its text."""
    return f"(?P<{name}>{re.sub(r'[(][?]P<[a-z_0-9]+>', '(?:', pattern)})"


def of_day_pattern(words: DateWords) -> str:
    """Between a day and its month: "5 de mayo", but not "Phoenix 1 im April"."""
    return any_word(word for word in words.of if word not in words.fillers or word == "de")
