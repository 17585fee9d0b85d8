"""The words of a text → the names of companies that only its grammar shows.

In: running text, the word tables of its language, and a way to find known names. Out: names as
written that no registry holds. Knows no file and no structure; precise first: a name counts only
where something that is said of firms alone is said of it.

Evidence, each of which is enough:

- a legal form: `Corxel GmbH`
- an ending that firms' names have, after a word of their own: `Rondo Energy`
- a verb of those who act, after it: `Urenco plans …`, `HyImpulse, a start-up, …`
- words that lead to a firm: `bought Metsera`, `a contract with Holmes Oil`
- a place in a list with a firm: `Roche and Zealand Pharma`
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from babel import Locale, UnknownLocaleError
from msgspec import Struct, structs

from .sections.key_players import is_unit
from .vocabulary import Words

#: Finds the known names in a text: (start, end, slug of the company), left to right.
Find = Callable[[str], Sequence[tuple[int, int, str]]]

_CAPITAL = r"(?:[A-ZÀ-Þ]|\d+[A-Z]|[a-z]-[A-Z])[\w&'’.-]*(?<![.'’-])"
_SEQUENCE = re.compile(rf"(?<![\w.@/-]){_CAPITAL}(?:[ ](?:&[ ])?{_CAPITAL}){{0,4}}")
#: `Eidesvik's Viking Energy`: what is owned is named by its owner, and is no firm.
_OWNER = re.compile(r"(?<=['’]s)\s")
_OWNED = re.compile(r"['’]s\s$")
_POSSESSIVE = re.compile(r"['’]s?$")
#: What may stand between a name and its verb: `(Berlin)`, `, a private company,`.
_ASIDE = r"(?:\s*\([^()\n]{1,60}\))?(?:,\s(?!its\s)[^,.;\n]{3,80},)?"
_JOINT = re.compile(r"\s*(?:,\s*(?:and\s+)?|\s(?:and|&|or)\s)\s*")
#: Before the second of two names.
_SECOND = re.compile(r"[A-Z]\S* (?:and|&) $")
#: `MaiaSpace`: a word that somebody made.
_INNER_CAPITAL = re.compile(r"[a-z][A-Z]")
_FIGURE = re.compile(r"\d")


class _Name(Struct, frozen=True):
    """A stretch of words with capitals; `sure` says that it is known as a firm's name."""

    start: int
    end: int
    text: str
    sure: bool = False


def names_in_prose(
    text: str, words: Words, find: Find, doubtful: Callable[[str], bool]
) -> tuple[str, ...]:
    """The names in running text that grammar shows to be firms, but for those that `find` knows.
    A name that is `doubtful` is known, but also a common word: less shows that it is meant."""
    rules = _rules(words)
    candidates = list(_candidates(text, rules)) if words.naming.verbs else []
    if not candidates:
        return ()
    known = [_Name(s, e, text[s:e], True) for s, e, _ in find(text)]
    ends = [name.end for name in known]  # which rise, as their starts do
    free = [
        c
        for c in candidates
        if not _is_taken(c, known, bisect_right(ends, c.start)) or is_unit(c.text, words, find)
    ]
    shown = [structs.replace(c, sure=rules.shows(text, c, doubtful(c.text))) for c in free]
    chained = _listed(text, sorted([*known, *shown], key=lambda name: name.start))
    listed = {name.start for name in chained}
    found = (rules.bare(c.text) for c in shown if c.sure or c.start in listed)
    return tuple(dict.fromkeys(n for n in found if len(n) > 1 and not rules.is_no_firm(n)))


def is_no_firm(name: str, words: Words) -> bool:
    """Whether a name is a country's, an agency's or another that no firm has."""
    return name.casefold() in _rules(words).no_firms


def _is_taken(candidate: _Name, known: Sequence[_Name], first: int) -> bool:
    """Whether it overlaps a known name; `first` is the first that ends after its start."""
    return first < len(known) and known[first].start < candidate.end


def _candidates(text: str, rules: _Rules) -> Iterator[_Name]:
    for match in _SEQUENCE.finditer(text):
        start, end = match.span()
        while start < end and (opening := rules.opening.match(text, start, end)):
            if text[opening.end() : end] in rules.endings:
                break  # "Beyond Aero" is no firm called Aero
            start = opening.end()
        whole = text[start:end]
        owner = "'" in whole or "’" in whole
        for part in _OWNER.split(whole) if owner else (whole,):
            name = _POSSESSIVE.sub("", part) if owner else part
            at = text.find(name, start, end) if name else -1
            owned = bool(_OWNED.search(text, max(0, at - 3), at)) if at > 2 else False
            if name and not name.isdigit() and not owned:
                yield _Name(at, at + len(name), name)


def _listed(text: str, names: Sequence[_Name]) -> list[_Name]:
    """Names of a list (`A, B and C`) in which one is a firm's; what holds a figure is a product."""
    found: list[_Name] = []
    chain: list[_Name] = []
    for name in names:
        if chain and not _JOINT.fullmatch(text[chain[-1].end : name.start]):
            found += _all_of(text, chain)
            chain = []
        chain.append(name)
    return found + _all_of(text, chain)


def _all_of(text: str, chain: Sequence[_Name]) -> list[_Name]:
    if len(chain) < 2 or not any(name.sure for name in chain):
        return []
    joints = [text[a.end : b.start] for a, b in pairwise(chain)]
    ends = any(re.search(r"\w|&", joint) for joint in joints)  # by "and", not by a comma alone
    return [name for name in chain if not _FIGURE.search(name.text)] if ends else []


class _Rules:
    """The tables of a language as patterns."""

    def __init__(self, words: Words) -> None:
        table = words.naming
        self.table = table
        verbs = (*words.auxiliaries, *words.past, *words.intent)
        self.no_firms = frozenset(
            w.casefold() for w in (*table.no_firms, *_territories(words.language), *verbs)
        )
        self.endings = frozenset(table.endings)
        self.no_endings = frozenset(table.no_endings)
        opening = _joined((*table.openings, *_territories(words.language)))
        self.opening = re.compile(rf"(?:{opening}|\S+-[a-z]+)(?:\s+|$)")
        self.legal = re.compile(rf"[\s,]+(?:{_joined(table.legal_forms)})\.?$")
        self.after_legal = re.compile(rf",?\s(?:{_joined(table.legal_forms)})(?!\w)")
        relative = rf"(?:,?\s(?:{_joined(table.relatives)}))?"
        self.verb = re.compile(rf"{_ASIDE}{relative}\s(?:{_joined(table.verbs)})(?!\w)")
        self.plural = re.compile(rf"\s(?:{_joined(table.plural_verbs)})(?!\w)")
        self.any_verb = re.compile(
            rf"{_ASIDE}\s(?:{_joined((*table.verbs, *table.loose_verbs))})(?!\w)"
        )
        self.described = re.compile(
            rf"\s*[,(]\s*(?:an?|the)\s(?:[\w-]+\s){{0,3}}(?:{_joined(table.descriptors)})(?!\w)"
        )
        self.leads = re.compile(rf"(?<!\w)(?:{_joined(table.leads)})\s+(?:the\s)?$", re.IGNORECASE)
        self.near = re.compile(rf"(?<!\w)(?:{_joined(table.near)})\s+$")
        self.titled = re.compile(rf"(?<!\w)(?:{_joined(table.titles)})\s+$", re.IGNORECASE)
        phrases = (*table.leads, *table.titles, "the")
        self.leading = tuple({phrase.split()[-1].lower() for phrase in phrases})

    def bare(self, name: str) -> str:
        return self.legal.sub("", name).strip()

    def is_no_firm(self, name: str) -> bool:
        return name.casefold() in self.no_firms or name.split()[-1] in self.no_endings

    def shows(self, text: str, name: _Name, doubtful: bool) -> bool:
        """Whether the words around a name say that it is a firm's."""
        before, after = text[max(0, name.start - 40) : name.start], text[name.end : name.end + 120]
        closing = before.rstrip().lower() if before[-1:].isspace() else ""
        led = closing.endswith(self.leading)  # few words before a name are any of these
        if led and self.titled.search(before):
            return False
        legal = self.legal.search(name.text) or self.after_legal.match(after)
        if legal or self._ends_as_firms_do(name.text) or self.described.match(after):
            return True
        if _FIGURE.search(name.text.split()[-1]):
            return False
        if doubtful and self.near.search(before):
            return True
        made = _INNER_CAPITAL.search(name.text)
        verb = self.any_verb if made or doubtful else self.verb
        several = _SECOND.search(before) and self.plural.match(after)
        return bool(several or (led and self.leads.search(before)) or verb.match(after))

    def _ends_as_firms_do(self, name: str) -> bool:
        first, *rest = name.split()
        if not rest or rest[-1] not in self.endings:
            return False
        generic = self.table.generic
        return first not in self.endings and first.casefold() not in generic


@cache
def _rules(words: Words) -> _Rules:
    return _Rules(words)


@cache
def _territories(language: str) -> tuple[str, ...]:
    """The names of countries in a language."""
    try:
        return tuple(Locale.parse(language.replace("-", "_")).territories.values())
    except (UnknownLocaleError, ValueError):
        return ()


def _joined(phrases: Iterable[str]) -> str:
    longest_first = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in longest_first) or r"(?!)"
