"""The names that a site knows, and where they stand in a text.

In: the gazetteer, the site's settings, profiles and front matter, and names found in entries. Out:
a `Registry` that finds companies in labels (without regard to case) and in running text (as
written). Knows no briefing.

What is said later wins: the gazetteer, then `site.yaml`, profiles and front matter (two of these
may not claim one name), then names that only the structure of a briefing shows.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any

import msgspec
from msgspec import Struct

from .diagnostics import Diagnostic, Span
from .slugs import slug
from .vocabulary import CJK, Firm

_WORD = re.compile(rf"[^\W_{CJK}]+")
_ASCII_WORD = re.compile("[A-Za-z0-9]+")
#: After a name of a script without spaces: the city or county that bears it (`日立市`).
_PLACE = re.compile("[市県县町村区區省州郡港駅]")
_NAME_BEFORE = re.compile(r"[A-Z]\w*[a-z]\s$")
_COMPOUND = re.compile(r"-[a-z]")
_CJK = re.compile(f"[{CJK}]")
#: A letter of a script in which a name is one with the words around it.
_UNSPACED = re.compile(f"[{CJK}\u0600-\u06ff]")
#: Letters of Arabic that are written as one with the word after them ("and", "with", "to", "so").
_ARABIC_PREFIX = re.compile("[وبلفك](?=[\u0620-\u06ff]{3})")

#: Where the texts lie whose structure shows names.
BRIEFINGS = "content/briefings/"

#: A company in a text: start, end, slug.
Mention = tuple[int, int, str]

#: Names by their first word, then by their length, the longest first, then by how they are written
#: for the search: however many begin with one word, a place in a text asks once for each length.
Index = dict[str, dict[int, dict[str, list[str]]]]
#: What is longer is no name that a text would repeat.
_LONGEST = 100


class Declared(Struct, frozen=True):
    """A company as someone declares it: in `site.yaml`, a profile or front matter."""

    name: str
    aliases: tuple[str, ...]
    place: Span
    part_of: str = ""
    slug: str = ""
    remove: bool = False
    fiscal_year_start: int = 0


class Conflict(Struct, frozen=True):
    """A name that two companies claim: who they are, and where each is declared."""

    name: str
    first: tuple[str, Span]
    second: tuple[str, Span]


class Known(Struct, frozen=True):
    """A company of the registry. `origin` says why its name counts: the file that declares it,
    "gazetteer", or the file whose structure shows it."""

    slug: str
    name: str
    aliases: tuple[str, ...]
    part_of: str
    origin: str
    fiscal_year_start: int = 0


class Registry:
    """Names → companies. Built once for a site; `with_found` adds the names found in entries."""

    def __init__(self) -> None:
        self.companies: dict[str, Known] = {}
        self.diagnostics: list[Diagnostic] = []
        self.conflicts: list[Conflict] = []
        #: Those that the site itself names, in whatever place.
        self.own: frozenset[str] = frozenset()
        #: By file, the companies whose ambiguous names its grammar shows to be meant.
        self.shown: dict[str, frozenset[str]] = {}
        #: By name, the address that a company's profile has.
        self._said: dict[str, str] = {}
        self._claims: dict[str, tuple[str, Span]] = {}
        self._slugs: dict[str, str] = {}
        self._ambiguous: set[str] = set()
        self._fields: dict[str, tuple[str, ...]] = {}
        self._exact: Index = {}
        self._folded: Index = {}
        self._cjk: re.Pattern[str] | None = None
        self._removed: set[str] = set()
        #: What labels hold, since one label is read for several questions.
        self._in_labels: dict[str, list[Mention]] = {}
        self._in_fields: dict[frozenset[str], frozenset[str]] = {}
        #: What others make of labels, which recur in all files of a site.
        self.labels: dict[object, Any] = {}

    @classmethod
    def of(cls, firms: Iterable[Firm], declared: Sequence[Declared]) -> Registry:
        registry = cls()
        registry._said = {e.name.casefold(): e.slug for e in reversed(declared) if e.slug}
        for entry in declared:
            registry._declare(entry)
        for firm in firms:
            registry._add_firm(firm)
        registry._index()
        return registry

    def with_found(self, found: Iterable[tuple[str, str]]) -> Registry:
        """A registry that also knows (name, path of the file that shows it), and which names that
        are also common words a file shows to be meant. `Ayar=Ayar Labs` is one word for a name."""
        names = list(found)
        added = Registry()
        added.companies = dict(self.companies)
        added._claims, added._slugs = dict(self._claims), dict(self._slugs)
        added._ambiguous, added._removed = set(self._ambiguous), set(self._removed)
        added._fields = self._fields
        added.diagnostics, added.conflicts = list(self.diagnostics), list(self.conflicts)
        known = {name.casefold() for name in added._slugs}
        short = [name.partition("=") for name, _ in names if "=" in name]
        for name, path in names:
            if "=" in name:
                continue
            if name in self._ambiguous:
                added.shown[path] = added.shown.get(path, frozenset()) | {self._slugs[name]}
            if name.casefold() not in known and name not in self._removed:
                added._enter(Known(slug(name), name, (), "", path))
                known.add(name.casefold())
        for name, _, whole in short:
            if name.casefold() not in known and whole in added._slugs:
                added._slugs.setdefault(name, added._slugs[whole])
        added._index()
        return added

    @cached_property
    def digest(self) -> str:
        """Of all that finding a name depends on: equal ones find the same in any text."""
        known = (
            list(self.companies.items()),
            list(self._slugs.items()),
            sorted(self._ambiguous),
            sorted(self._fields.items()),
        )
        return hashlib.blake2b(msgspec.msgpack.encode(known), digest_size=16).hexdigest()

    @cached_property
    def names(self) -> dict[str, tuple[str, ...]]:
        """All names that lead to a company, by its slug."""
        found: dict[str, list[str]] = {}
        for name, company in self._slugs.items():
            found.setdefault(company, []).append(name)
        return {company: tuple(names) for company, names in found.items()}

    def near_names(self, companies: Iterable[str]) -> Iterator[tuple[Known, Known]]:
        """Pairs of these companies, the longer name first, that may be one: one's words begin the
        other's, and a briefing alone shows one of them."""
        known = [self.companies[company] for company in companies if company in self.companies]
        named = {one.name.casefold(): one for one in known}
        for longer in (one for one in known if len(one.name) <= _LONGEST):
            words = longer.name.casefold().split()
            beginnings = (" ".join(words[:count]) for count in range(1, len(words)))
            for shorter in filter(None, map(named.get, beginnings)):
                shown = any(one.origin.startswith(BRIEFINGS) for one in (shorter, longer))
                if shown and longer.part_of != shorter.slug:
                    yield longer, shorter

    def find(
        self,
        text: str,
        allowed: Container[str] = (),
        likely: Container[str] = (),
        endings: tuple[str, ...] = (),
    ) -> list[Mention]:
        """The companies named in running text, the longest name first, never inside a word.

        A name that is also a common word counts only for companies of `allowed`, and for those that
        are `likely` where its capital does not come from the start of a sentence. Other names may
        have one of the `endings` ("Toyotas").
        """
        return self._scan(text, self._exact, str, allowed, likely, endings)

    def names_with(self, word: str) -> Sequence[str]:
        """The known names that begin with a word."""
        lengths = self._exact.get(word, {})
        return [
            name for written in lengths.values() for names in written.values() for name in names
        ]

    def is_doubtful(self, name: str) -> bool:
        """Whether a known name is also a common word."""
        return name in self._ambiguous

    def of_their_fields(self, companies: Iterable[str]) -> frozenset[str]:
        """The firms of the gazetteer in a field that at least two of these companies are in."""
        counts = Counter(field for c in set(companies) for field in self._fields.get(c, ()))
        return self._firms_in(frozenset(field for field, count in counts.items() if count > 1))

    def _firms_in(self, fields: frozenset[str]) -> frozenset[str]:
        if fields not in self._in_fields:
            firms = frozenset(company for field in fields for company in self._firms_of[field])
            self._in_fields[fields] = firms
        return self._in_fields[fields]

    @cached_property
    def _firms_of(self) -> dict[str, tuple[str, ...]]:
        """The firms of each field."""
        firms: dict[str, list[str]] = {}
        for company, fields in self._fields.items():
            for field in fields:
                firms.setdefault(field, []).append(company)
        return {field: tuple(names) for field, names in firms.items()}

    def find_in_label(self, text: str) -> list[Mention]:
        """The companies named in a label, without regard to case; structure supports any name."""
        if text not in self._in_labels:
            self._in_labels[text] = self._scan(text, self._folded, str.casefold, None)
        return self._in_labels[text]

    def company_called(self, name: str) -> str | None:
        """The slug of the company that a whole name stands for, in any case; None if none does."""
        found = self.find_in_label(name.strip())
        return found[0][2] if found and found[0][1] - found[0][0] == len(name.strip()) else None

    def slug_for(self, name: str) -> str:
        """The slug of a company by any name, also of one that nobody knows yet."""
        return self.company_called(name) or slug(name)

    def companies_of(self, names: Iterable[str]) -> list[str]:
        """The companies of these names; a name that the site has taken out, or of a text that has
        too many, is none."""
        return [made for made in map(self.slug_for, names) if made in self.companies]

    def fiscal_start(self, companies: Sequence[str]) -> int:
        """The month that the fiscal year of the first of these starts with; 0 where none is
        known."""
        known = self.companies.get(companies[0]) if companies else None
        return known.fiscal_year_start if known else 0

    def _scan(
        self,
        text: str,
        index: Index,
        fold: Callable[[str], str],
        allowed: Container[str] | None,
        likely: Container[str] = (),
        endings: tuple[str, ...] = (),
    ) -> list[Mention]:
        plain = text.isascii() or not _UNSPACED.search(text)
        found = self._scan_cjk(text) if not plain and self._cjk and _CJK.search(text) else []
        done = 0
        for start, word in self._words(text, index, fold, plain and not endings):
            begun = index.get(fold(word))
            if not begun and not plain and _ARABIC_PREFIX.match(word):
                start += 1
                begun = index.get(fold(word[1:]))
            if start < done:
                continue
            names = _that_stand(begun, text, start, fold) if begun else iter(())
            if not begun and endings and word.endswith(endings):
                names = self._without_ending(word, text, start, index, endings)
            for name in names:
                end = start + len(name)
                if fold is str and not endings and _is_part_of_a_name(text, end, index):
                    continue
                if _goes_on(text, end, name, endings):
                    continue
                company = self._slugs[name]
                if name in self._ambiguous and not (
                    self._supported(text, start, end, name, allowed)
                    or (company in likely and self._is_capital_of_a_name(text, start, end))
                ):
                    continue
                found.append((start, end, company))
                done = end
                break
        return sorted(found)

    def _words(
        self, text: str, index: Index, fold: Callable[[str], str], plain: bool
    ) -> Iterator[tuple[int, str]]:
        """The words with which a name may begin, and where; of a plain text those of the index."""
        if not plain:
            yield from ((match.start(), match[0]) for match in _WORD.finditer(text))
            return
        words = (_ASCII_WORD if text.isascii() else _WORD).findall(text)
        known = index.__contains__
        opening = filter(known, words) if fold is str else (w for w in words if known(fold(w)))
        place = 0
        for word in opening:
            place = _place(text, word, place)
            yield place, word
            place += len(word)

    def _without_ending(
        self, word: str, text: str, start: int, index: Index, endings: tuple[str, ...]
    ) -> Iterator[str]:
        """The names that begin with a word but for its ending, common words left out."""
        for ending in endings:
            begun = index.get(word.removesuffix(ending)) if word.endswith(ending) else None
            names = _that_stand(begun, text, start, str) if begun else iter(())
            yield from (name for name in names if name not in self._ambiguous)

    def _supported(
        self, text: str, start: int, end: int, name: str, allowed: Container[str] | None
    ) -> bool:
        """Whether a name that is also a common word is meant as a name: written as the name is,
        no part of a compound, and, in running text, of a company that the structure names too."""
        if text[start:end] != name or _COMPOUND.match(text, end):
            return False
        if allowed is None and _NAME_BEFORE.search(text[:start]):
            return False  # "Simple Planet" in a label is no Planet
        if len(name) < 3 and text[end : end + 1] == "-":
            return False  # "X-Press"
        if len(words := name.split()) > 1 and all(word[0].isupper() for word in words):
            return True  # "Solid Power" with two capitals is a name wherever it stands
        return allowed is None or self._slugs[name] in allowed

    def _is_capital_of_a_name(self, text: str, start: int, end: int) -> bool:
        """Whether a capital stands where no sentence, label or bracket starts."""
        before = text[max(0, start - _LONGEST) : start].rstrip(" ")
        inside = before[-1:].isalnum() or before.endswith((",", ";"))
        if before[-1:].isalnum() and before.rpartition(" ")[2][:1].isupper():
            return False  # "De Novo"
        return inside and text[start].isupper() and not _COMPOUND.match(text, end)

    def _scan_cjk(self, text: str) -> list[Mention]:
        assert self._cjk is not None
        found = self._cjk.finditer(text)
        return [
            (m.start(), m.end(), self._slugs[m[0]])
            for m in found
            if not _PLACE.match(text, m.end())
        ]

    def _declare(self, entry: Declared) -> None:
        if entry.remove:
            self._removed.update((entry.name, *entry.aliases))
            return
        said = entry.slug or self._said.get(entry.name.casefold())
        made = said or self._slugs.get(entry.name) or slug(entry.name)
        for name in (entry.name, *entry.aliases):
            owner, place = self._claims.setdefault(name.casefold(), (made, entry.place))
            if owner != made:
                first = (self.companies[owner].name, place)
                self.conflicts.append(Conflict(name, first, (entry.name, entry.place)))
        before = self.companies.get(made)
        aliases = (*before.aliases, *entry.aliases) if before else entry.aliases
        part_of = entry.part_of or (before.part_of if before else "")
        start = entry.fiscal_year_start or (before.fiscal_year_start if before else 0)
        if not 0 <= start <= 12:
            message = f'"fiscal_year_start" of {entry.name} must be the number of a month'
            self.diagnostics.append(
                Diagnostic("wrong-type", message, entry.place, "error", "4 is April")
            )
            start = 0
        name = before.name if before else entry.name
        aliases = tuple(dict.fromkeys(a for a in (*aliases, entry.name) if a != name))
        self._enter(Known(made, name, aliases, part_of, entry.place.path, start))

    def _add_firm(self, firm: Firm) -> None:
        """A firm of the gazetteer, unless the site took its name out; where the site declares one
        of its names, its other names lead there too."""
        if firm.name in self._removed:
            return
        claimed = [n for n in (firm.name, *firm.aliases) if n.casefold() in self._claims]
        free = [n for n in (firm.name, *firm.aliases) if n.casefold() not in self._claims]
        if claimed:
            known = self.companies[self._claims[claimed[0].casefold()][0]]
            names = [n for n in free if n != firm.name or known.slug == slug(firm.name)]
            for name in names:
                self._slugs.setdefault(name, known.slug)
        else:
            aliases = tuple(a for a in firm.aliases if a in free)
            self._enter(Known(slug(firm.name), firm.name, aliases, "", "gazetteer"))
            self._ambiguous.update(firm.ambiguous)
            self._fields[slug(firm.name)] = firm.fields

    def _enter(self, known: Known) -> None:
        self.companies.setdefault(known.slug, known)
        if known.origin != "gazetteer":
            self.companies[known.slug] = known
        for name in (known.name, *known.aliases):
            self._slugs.setdefault(name, known.slug)

    def _index(self) -> None:
        self.own = frozenset(s for s, k in self.companies.items() if k.origin != "gazetteer")
        self._exact, self._folded, self._cjk = _by_word(tuple(self._slugs))


@lru_cache(maxsize=4)  # a preview has the same names after most saves
def _by_word(known: tuple[str, ...]) -> tuple[Index, Index, re.Pattern[str] | None]:
    """Names by their first word, as it stands and in lower case; and a pattern for those of scripts
    without spaces."""
    exact: Index = {}
    folded: Index = {}
    names = sorted((n for n in known if len(n) <= _LONGEST), key=lambda name: (-len(name), name))
    for name in names:
        if word := _WORD.match(name):
            for index, key, whole in (
                (exact, word[0], name),
                (folded, word[0].casefold(), name.casefold()),
            ):
                lengths = index.setdefault(key, {}).setdefault(len(name), {})
                lengths.setdefault(whole, []).append(name)
    cjk = [name for name in names if _CJK.match(name)]
    return exact, folded, re.compile("|".join(map(re.escape, cjk))) if cjk else None


def _is_part_of_a_name(text: str, end: int, index: Container[str]) -> bool:
    """Whether a hyphen and a word with a capital follow that opens no known name: `Helion-Marine`
    is not Helion."""
    if text[end : end + 1] != "-" or not text[end + 1 : end + 2].isupper():
        return False
    following = _WORD.match(text, end + 1)
    return following is not None and following[0] not in index


def _that_stand(
    names: dict[int, dict[str, list[str]]], text: str, start: int, fold: Callable[[str], str]
) -> Iterator[str]:
    """Those of some names that stand at a place of a text, the longest first."""
    for length, written in names.items():
        yield from written.get(fold(text[start : start + length]), ())


def _place(text: str, word: str, start: int) -> int:
    """Where a word stands as a whole, from a place on."""
    while True:
        start = text.index(word, start)
        end = start + len(word)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            return start
        start = end


def _goes_on(text: str, end: int, name: str, endings: tuple[str, ...]) -> bool:
    """Whether a word goes on where a name would end; scripts without spaces just go on."""
    following = _WORD.match(text, end)
    if following is None or _CJK.match(name[-1]):
        return False
    return following[0] not in endings or not name[0].isupper()
