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
- a verb of what people and things do, too (`Aigen runs fifty robots`), where the name looks like
  one that somebody made, and nothing says that it is a person's or a thing's (`Tesla's Optimus`)

In a script without spaces a name is read between the signs around it and what it does.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from babel import Locale, UnknownLocaleError
from msgspec import Struct, structs

from .sections.key_players import is_unit
from .vocabulary import CJK, Words, given_names, known_words

#: Finds the known names in a text: (start, end, slug of the company), left to right.
Find = Callable[[str], Sequence[tuple[int, int, str]]]

_CAPITALS = "A-ZÀ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶŁŃŇŌŐŒŘŚŞŠŢŤŪŮŰŹŻŽ"
_CAPITAL = (
    rf"(?:[{_CAPITALS}]"
    r"|\d+[A-Z]|[a-z]-[A-Z]|[a-z]{1,2}(?=[A-Z][a-z]{3})|[a-z]{3}(?=[A-Z][a-z]{2})"
    r"|[a-z]{3,6}(?=\d[a-z]{3}))"
    r"[\w&'’.-]*(?<![.'’-])"
)
_SEQUENCE = re.compile(rf"(?<![\w.@/-]){_CAPITAL}(?:[ ](?:&[ ])?{_CAPITAL}){{0,4}}")
#: The same where no word has a capital or a figure inside, as most texts: five times as fast, since
#: a search leaps to what it begins with.
_PLAIN = rf"[{_CAPITALS}](?<![\w.@/-].)[\w&'’.-]*(?<![.'’-])"
_PLAIN_SEQUENCE = re.compile(rf"{_PLAIN}(?:[ ](?:&[ ])?{_PLAIN}){{0,4}}")
_INNER_SIGN = re.compile(r"[A-Z\d](?:(?<=[a-z].)|(?<=\d[A-Z])|(?<=[a-z]-[A-Z]))")
#: `Tecnologie del `, before `Garda S.r.l.`
_BEGUN = re.compile(
    r"(?<!\w)[A-Z][\w-]+\s(?:de|del|della|delle|di|do|da|dos|du|des|of|van|von|der|la)\s$"
)
#: A word of a name that is written small: `Gritstone bio`.
_SMALL_END = re.compile(r" bio(?=[ ,.;)]|$)")
#: `Eidesvik's Viking Energy`: what is owned is named by its owner, and is no firm.
_OWNER = re.compile(r"(?<=['’]s)\s")
_POSSESSIVE = re.compile(r"['’]s?$")
_BRACKETS = r"(?:\s*\([^()\n]{1,60}\))?"
#: What may stand between a name and its verb: `(Berlin)`, `, a private company,`.
_ASIDE = rf"{_BRACKETS}(?:,\s(?!its\s)[^,.;\n]{{3,80}},)?"
#: `noris network`, `imec`: one or two words that are written small.
_SMALL_NAME = re.compile(r"([a-z][a-z0-9]{3,}(?: [a-z][a-z0-9]{3,})?)(?= [a-zà-ÿ]+)")
#: `MaiaSpace`: a word that somebody made.
_INNER_CAPITAL = re.compile(r"[a-z][A-Z]")
_FIGURE = re.compile(r"\d")
#: How far back the name of an owner may begin.
_NEAR = 60
#: Where a sentence, a line or what follows a label begins.
_OPENS = re.compile(r"(?:^|[.!?:;\n\u2022\u2013\u2014])[\s\"'“„«(]*$")
_LETTERS = re.compile(r"[^\W\d_]+")


class _Name(Struct, frozen=True):
    """A stretch of words with capitals; `sure` says that it is known as a firm's name."""

    start: int
    end: int
    text: str
    sure: bool = False


def names_in_prose(
    text: str,
    words: Words,
    find: Find,
    doubtful: Callable[[str], bool],
    is_thing: Callable[[str], bool] = lambda name: False,
) -> tuple[str, ...]:
    """The names in running text that grammar shows to be firms, but for those that `find` knows.
    A name that is `doubtful` is known, but also a common word: less shows that it is meant. One of
    which `is_thing` says that it belongs to somebody needs more."""
    rules = _rules(words)
    if not rules.reads:
        return ()
    if not words.dates.spaced:
        return tuple(dict.fromkeys(_unspaced_names(text, rules, find)))
    candidates = list(_candidates(text, rules))
    if not candidates:
        return ()
    known = [_Name(s, e, text[s:e], True) for s, e, _ in find(text)]
    ends = [name.end for name in known]  # which rise, as their starts do
    free = [
        c
        for c in candidates
        if not _is_taken(c, known, bisect_right(ends, c.start)) or is_unit(c.text, words, find)
    ]

    def is_sure(name: _Name) -> bool:
        if rules.shows(text, name, doubtful(name.text)):
            return True
        return rules.acts(text, name, doubtful(name.text)) and not is_thing(name.text)

    shown = [structs.replace(c, sure=is_sure(c)) for c in free]
    chained = _listed(text, sorted([*known, *shown], key=lambda name: name.start), rules)
    listed = {name.start for name in chained}
    found = (rules.bare(c.text) for c in shown if c.sure or c.start in listed)
    return tuple(dict.fromkeys(n for n in found if len(n) > 1 and not rules.is_no_firm(n)))


def small_name(text: str, words: Words) -> Iterable[str]:
    """The name that opens an entry among players and is written small: `imec plans …`."""
    rules = _rules(words)
    match = _SMALL_NAME.match(text) if rules.reads and words.dates.spaced else None
    if match is None or match[1].split()[0] in known_words(words):
        return ()
    after = match.end(1)
    acts = rules.acting.match(text, after) or rules.any_verb.match(text, after)
    return (match[1],) if acts or rules.modal.match(text, after) else ()


def is_no_firm(name: str, words: Words) -> bool:
    """Whether a name is a country's, an agency's, a person's or another that no firm has."""
    rules = _rules(words)
    first, *rest = name.split() or [""]
    person = len(rest) == 1 and first in given_names() and rest[0] not in rules.endings
    led = bool(rest) and first.casefold() in words.prepositions and first[1:].islower()
    return person or led or len(name) < 2 or name.casefold() in rules.no_firms


def owned_names(text: str, words: Words) -> frozenset[str]:
    """The names that a text gives to things: `Tesla's Optimus`, `its Helios`, `a robot called Neo`.
    Of several words also the first, by which it may be called later."""
    found = {match[1] for match in _rules(words).things.finditer(text)}
    return frozenset([*found, *(name.split()[0] for name in found)])


def _unspaced_names(text: str, rules: _Rules, find: Find) -> Iterator[str]:
    """The names that the signs around them part from the words of a script without spaces."""
    found = dict.fromkeys(m[m.lastindex or 0] for p in rules.unspaced for m in p.finditer(text))
    for name in (name.strip() for name in found):
        generic = name.startswith(rules.table.generic) or rules.is_no_firm(name)
        generic = generic or (name.isascii() and name[-1].isdigit())  # "HBM4"
        held = max((end - start for start, end, _ in find(name)), default=0)
        if len(name) > 1 and not generic and held <= len(name) / 2:
            yield name


def _is_taken(candidate: _Name, known: Sequence[_Name], first: int) -> bool:
    """Whether it overlaps a known name; `first` is the first that ends after its start."""
    return first < len(known) and known[first].start < candidate.end


def _candidates(text: str, rules: _Rules) -> Iterator[_Name]:
    sequence = _SEQUENCE if _INNER_SIGN.search(text) else _PLAIN_SEQUENCE
    for match in sequence.finditer(text):
        start, end = match.span()
        if " " not in match[0] and _is_opening(match[0], rules):
            continue
        for noun in rules.lead_noun.finditer(text, start, end):
            start = noun.end()  # "Münchner Hersteller Acme"
        while start < end and (opening := rules.opening.match(text, start, end)):
            rest = opening.end()
            if end - rest <= rules.longest_ending and text[rest:end] in rules.endings:
                break  # "Beyond Aero" is no firm called Aero
            if opening[0].strip() in rules.demonyms and " " not in text[rest:end]:
                break  # "German Bionic" is none called Bionic
            start = rest
        whole = text[start:end]
        owner = "'" in whole or "’" in whole
        for part in _OWNER.split(whole) if owner else (whole,):
            name = _POSSESSIVE.sub("", part) if owner else part
            if not name or name.isdigit():
                continue
            at = text.find(name, start, end)
            legal = (" " in name and rules.legal.search(name)) or rules.after_legal.match(
                text, at + len(name)
            )
            if legal and (whole_name := _BEGUN.search(text, max(0, at - 40), at)):
                name, at = text[whole_name.start() : at] + name, whole_name.start()
            if small := _SMALL_END.match(text, at + len(name)):
                name += small[0]
            near = max(0, at - 30)
            owned = "s " in text[near:at] and bool(rules.owned.search(text, near, at))
            if owned and rules.is_place(text[max(0, at - _NEAR) : at].rstrip()):
                owned = False  # "Korea's Poseon Energy"
            if not owned:
                yield _Name(at, at + len(name), name)


@lru_cache(maxsize=4096)  # the same words open most sentences
def _is_opening(word: str, rules: _Rules) -> bool:
    """Whether a word alone has its capital from the start of a sentence only."""
    return word not in rules.demonyms and rules.opening.match(word) is not None


def _listed(text: str, names: Sequence[_Name], rules: _Rules) -> list[_Name]:
    """Names of a list (`A, B and C`) in which one is a firm's; what holds a figure is a product."""
    found: list[_Name] = []
    chain: list[_Name] = []
    for name in names:
        if chain and not rules.joint.fullmatch(text[chain[-1].end : name.start]):
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
        self.words = words
        self.reads = bool(table.verbs or table.acts)
        verbs = (*words.auxiliaries, *words.past, *words.intent)
        self.no_firms = frozenset(
            w.casefold() for w in (*table.no_firms, *_territories(words.language), *verbs)
        )
        self.endings = frozenset(table.endings)
        self.longest_ending = max(map(len, table.endings), default=0)
        self.demonyms = frozenset(table.demonyms)
        self.no_endings = frozenset(table.no_endings)
        spoken = (w.capitalize() for w in (*words.past, *words.intent) if w.isalpha())
        opening = _joined((*table.openings, *_territories(words.language), *spoken))
        elided = "[LDQN]['’][a-zà-ÿ]+"
        self.opening = re.compile(rf"(?:{opening}|{elided}|\S+-[a-z]+)(?:\s+|$)")
        self.lead_noun = re.compile(rf"(?<!\S)(?:{_joined(table.lead_nouns)})\s")
        self.legal = re.compile(rf"[\s,]+(?:{_joined(table.legal_forms)})\.?$")
        self.after_legal = re.compile(rf",?\s(?:{_joined(table.legal_forms)})(?!\w)")
        joined = _joined((*words.conjunctions[:2], "&"))
        self.joint = re.compile(rf"\s*(?:,\s*(?:(?:{joined})\s+)?|\s(?:{joined})\s)\s*")
        #: Before the second of two names.
        self.second = re.compile(rf"[A-ZÀ-Þ]\S*\s(?:{joined})\s$")
        relative = rf"(?:,?\s(?:{_joined(table.relatives)}))?"
        self.verb = re.compile(rf"{_ASIDE}{relative}\s(?:{_joined(table.verbs)})(?!\w)")
        self.plural = re.compile(
            rf"(?:\s(?:{_joined(table.between)}))?\s(?:{_joined(table.plural_verbs)})(?!\w)"
        )
        self.any_verb = re.compile(
            rf"{_ASIDE}\s(?:{_joined((*table.verbs, *table.loose_verbs))})(?!\w)"
        )
        described = rf"[^,.;\n]{{0,40}}(?:{_joined(table.descriptors)})[^,.;\n]{{0,40}},"
        places = (*words.dates.of, *words.dates.fillers[:1])
        from_ = rf"(?:\s(?:{_joined(places)})\s{_CAPITAL})?"
        placed = rf"(?:{_joined(words.prepositions)})\s[^,.;\n]{{2,30}},"
        whose = rf"{_BRACKETS}{from_}(?:,\s(?:{described}|{placed}))?"
        self.acting = re.compile(_acting(words, whose + relative))
        after = rf"{_CAPITAL}(?:,?\s{_CAPITAL})*"
        self.placed = re.compile(rf",\s(?:{_joined(table.placed)})\s{after},\s[a-zà-ÿ]")
        self.makes_this = re.compile(r"['’]s\s[A-Z][\w-]*(?:[A-Z]\w+|[ -]?[A-Z]?\d[\w.-]*)(?!\w)")
        self.modal = re.compile(rf"\s(?:{_joined(words.auxiliaries)})\s")
        self.made_that = re.compile(
            r"['’]s\s[A-Z][\w-]+\s(?:was|were|has been|passed|entered)\s[a-z]"
        )
        self.own = re.compile(_acting_on_its_own(words, whose))
        self.did = re.compile(_having_acted(words, whose)) if words.past_pattern else None
        self.taken = re.compile(
            rf"(?<!\w)(?:{_joined(table.taken)})\s[^.;:\n]{{2,50}}\s(?:{_joined(table.taken_from)})\s$"
        )
        self.makes = re.compile(rf"['’]s\s(?:[A-ZÀ-Þ]|(?:{_joined(table.possessions)})(?!\w))")
        self.relates = re.compile(rf"{_BRACKETS},\s(?:{_joined(table.relatives)})\s")
        self.article = re.compile(rf"(?<!\w)(?:{_joined(words.articles)})\s+$", re.IGNORECASE)
        self.owned = re.compile(rf"['’]s\s(?:(?:{_joined(table.thing_adjectives)})\s)?$")
        self.possesses = re.compile(
            rf"['’]s?\s(?:[a-z-]+\s){{0,2}}(?:{_joined(table.possessions)})(?!\w)"
        )
        self.described = re.compile(
            rf"\s*[,(]\s*(?:{_joined(words.articles)})\s(?:[\w-]+\s){{0,3}}"
            rf"(?:{_joined(table.descriptors)})(?!\w)"
        )
        between = "" if table.capital_nouns else rf"(?:(?:{_joined(words.dates.the)})[ ])?"
        no_place = rf"(?!(?:{_joined(words.prepositions)})[ ])"  # "start-up de Viana"
        between = rf"(?:{no_place}[a-zà-ÿ-]+[ ])?" if table.adjectives_between else between
        self.leads = re.compile(
            rf"(?<!\w)(?:{_joined(table.leads)}),?[ ]+{between}$", re.IGNORECASE
        )
        self.near = re.compile(rf"(?<!\w)(?:{_joined(table.near)})\s+$")
        self.titled = re.compile(rf"(?<!\w)(?:{_joined(table.titles)})\s+$", re.IGNORECASE)
        self.governed = re.compile(
            rf"(?<!\w)(?:{_joined((*words.articles, *words.prepositions))})\s+$", re.IGNORECASE
        )
        before = rf"(?:['’]s|(?<!\w)(?:{_joined(table.things)}))\s+[\"“„«]?"
        self.things = re.compile(rf"{before}({_CAPITAL}(?:[ ]{_CAPITAL})?)")
        phrases = (*table.leads, *table.titles, *words.dates.the)
        self.leading = tuple({phrase.split()[-1].lower() for phrase in phrases})
        self.unspaced = _unspaced(words) if not words.dates.spaced else ()

    def bare(self, name: str) -> str:
        return self.legal.sub("", name).strip()

    def is_place(self, before: str) -> bool:
        """Whether what ends with a possessive is a country's or another name that no firm has."""
        return before[:-2].rpartition(" ")[2].casefold() in self.no_firms

    def is_no_firm(self, name: str) -> bool:
        return name.casefold() in self.no_firms or name.split()[-1] in self.no_endings

    def shows(self, text: str, name: _Name, doubtful: bool) -> bool:
        """Whether the words around a name say that it is a firm's."""
        before, after = text[max(0, name.start - 40) : name.start], text[name.end : name.end + 120]
        led = self._may_be_led(before)
        if led and self.titled.search(before):
            return False
        legal = self.legal.search(name.text) or self.after_legal.match(after)
        if legal or self._ends_as_firms_do(name.text) or self.described.match(after):
            return True
        if _FIGURE.search(name.text.split()[-1]):
            return False
        if doubtful and (self.near.search(before) or self.makes.match(after)):
            return True
        made = _INNER_CAPITAL.search(name.text)
        verb = self.any_verb if made or doubtful else self.verb
        several = self.plural.match(after) and self.second.search(before)
        if several or (led and self.leads.search(before)):
            return True
        if led and self.taken.search(text[max(0, name.start - 80) : name.start]):
            return True
        return bool(verb.match(after) and not self.governed.search(before))

    def acts(self, text: str, name: _Name, known: bool = False) -> bool:
        """Whether a name that looks like one that somebody made, or is `known` as a firm's, does
        what firms do, but others, too."""
        after = text[name.end : name.end + 160]
        own = self.own.match(after) or self.possesses.match(after)
        own = (
            own
            or self.made_that.match(after)
            or self.placed.match(after)
            or self.makes_this.match(after)
        )
        made = self.did is not None and _INNER_CAPITAL.search(name.text)
        if not (own or self.acting.match(after) or (made and self.did and self.did.match(after))):
            return False
        before = text[max(0, name.start - 40) : name.start]
        relates = self.relates.match(after) and not self.article.search(before)
        if (self.governed.search(before) and not relates) or self.titled.search(before):
            return False
        short = known and name.text.isupper()  # "AMD"
        return short or self._looks_made(name.text, bool(_OPENS.search(before)), bool(own))

    def _looks_made(self, name: str, opens: bool, alone: bool) -> bool:
        """Whether a name is no common word, person or short of an agency. Where a sentence `opens`
        with it a capital says nothing; a verb that shows it to be `alone` excludes a plural."""
        first, *rest = name.split()
        if _FIGURE.search(name.split()[-1]) and not name[0].islower():
            return False
        if (name.isupper() and len(name) < 6) or first in given_names():
            return False
        if not opens:
            return not self.table.capital_nouns
        if rest or _INNER_CAPITAL.search(name) or name[0].islower():
            return True
        if name.endswith(("s", "en")[: 2 if self.table.capital_nouns else 1]) and not alone:
            return False
        common = name.lower().endswith(self.table.common_endings)
        return not common and name.lower() not in known_words(self.words)

    def _may_be_led(self, before: str) -> bool:
        """Whether one of the last words is one that leads to a name: few are."""
        last = before.split(" ")[-3:] if before[-1:] == " " else []
        return any(word.lower().rstrip(",").endswith(self.leading) for word in last)

    def _ends_as_firms_do(self, name: str) -> bool:
        first, *rest = name.split()
        if not rest or rest[-1] not in self.endings:
            return False
        generic = self.table.generic
        if len(rest) > 1 and rest[0].casefold() not in generic:
            return True  # "New Belgium Brewing"
        if first.isupper() and len(first) > 2:
            return True  # "SMART Photonics"
        return first not in self.endings and first.casefold() not in generic


def _acting(words: Words, aside: str) -> str:
    """After a name, a verb of those who act; one that has an object, with it."""
    table = words.naming
    small = rf"(?:\s(?:{_joined(table.between)})){{0,2}}"
    object_ = rf"(?:(?:{_joined(table.objects)})(?!\w)|[\dA-ZÀ-Þ€$£])"
    on = rf"(?:{_joined(table.acts_on)})\s(?={object_})"
    return rf"{aside}{small}\s(?:(?:{_joined(table.acts)})(?!\w)|{on})"


def _acting_on_its_own(words: Words, aside: str) -> str:
    """After a name, any verb and what is its own: "has sold its", "stopped flying its"."""
    table = words.naming
    small = rf"(?:\s(?:{_joined(table.between)})){{0,2}}"
    own = rf"(?:{_joined(table.own)})\s(?!(?:{_joined(table.own_of_things)})(?!\w))"
    no_verb = rf"(?!(?:{_joined((*words.conjunctions, *words.prepositions))})\s)"
    return rf"{aside}{small}\s{no_verb}[a-zà-ÿ]{{3,}}(?:\s[a-zà-ÿ]{{3,}})?\s{own}"


def _having_acted(words: Words, aside: str) -> str:
    """After a name, any verb of the past that has an object, but for what things do."""
    table = words.naming
    things = rf"(?!(?:{_joined(table.did_of_things)})\s)"
    object_ = rf"(?:(?:{_joined(table.objects)})(?!\w)|[\dA-ZÀ-Þ€$£])"
    small = rf"(?:\s(?:{_joined(table.between)})){{0,2}}"
    return rf"{aside}{small}\s{things}{words.past_pattern}\s(?={object_})"


def _unspaced(words: Words) -> tuple[re.Pattern[str], ...]:
    """Names by their ending, after a word that leads to them, in other letters before a verb."""
    table = words.naming
    sign, verbs = f"[{CJK}]", _joined(table.verbs)
    begins = rf"(?:(?<![{CJK}])|(?<=[、，。；：]))"
    aside = r"(?:（[^（）\n]{1,20}）)?"
    loose = _joined(table.loose_verbs)
    dated = r"的|[在于自]\d|\d{4}年|、"
    acting = rf"(?={aside}(?:{verbs}|{loose}|{dated}))"
    ended = rf"{begins}({sign}{{2,5}}?(?:{_joined(table.endings)})){acting}"
    led = rf"(?:{_joined(table.leads)})(?:「|“)?({sign}{{2,8}}?)(?=(?:」|”)?{aside}(?:{verbs}))"
    word = "[A-Z][A-Za-z0-9&.-]*"
    latin = rf"(?<![A-Za-z0-9.的-])({word}(?:[ ]{word}){{0,3}})\s?{aside}(?:{verbs})"
    kana = rf"(?:^|[。\n])\s*([ァ-ヶー・]{{3,16}})は(?=[^。\n]*(?:{_joined(table.acts)}))"
    return tuple(re.compile(pattern) for pattern in (ended, led, latin, kana))


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
    """The phrases as alternatives, the longest first, sorted by their first letter, so that most
    letters of a text rule out most of them. A `*` before one stands for any letters."""
    by_letter: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        first = r"\w*" if phrase[:1] == "*" else re.escape(phrase[:1])
        by_letter.setdefault(first, []).append(re.escape(phrase[1:]).replace(r"\ ", r"\s+"))
    return "|".join(f"{first}(?:{'|'.join(r)})" for first, r in by_letter.items()) or r"(?!)"
