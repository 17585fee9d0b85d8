"""Long lists, split by letter or year, so that no page lists more than 500 entries.

In: entries in their order and how to name the part each belongs to. Out: what stands on the page
itself and the parts that have pages of their own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from .. import urls
from ..model import Period
from .base import Link
from .index import Index
from .places import MOST

Entry = TypeVar("Entry")


class Part(Struct, Generic[Entry], frozen=True):
    """Some of a list, on a page of its own."""

    url: str
    name: str
    entries: tuple[Entry, ...]


class Listing(Struct, Generic[Entry], frozen=True):
    """A list as its page holds it: the whole of a short one; of a long one the first entries, or
    none, and the parts that hold all."""

    entries: tuple[Entry, ...]
    parts: tuple[Part[Entry], ...] = ()
    total: int = 0

    def links(self, index: Index, here: str = "") -> tuple[Link, ...]:
        """To each part, with the number of its entries."""
        return tuple(
            Link(part.name, part.url, index.say.number(len(part.entries)), part.url == here)
            for part in self.parts
        )


def split(
    entries: Sequence[Entry],
    url: str,
    by: str,
    key: Callable[[Entry], str],
    shown: int = 0,
    most: int = MOST,
) -> Listing[Entry]:
    """Whole where it is short; else by `key`, with the first `shown` entries on the page itself."""
    if len(entries) <= most:
        return Listing(tuple(entries), total=len(entries))
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    parts = tuple(
        part for name, members in groups.items() for part in _chunks(url, by, name, members, most)
    )
    return Listing(tuple(entries[:shown]), parts, len(entries))


def letter(name: str) -> str:
    """The first letter of a name without its accents, "0-9" for a figure, "·" for all else.

    >>> letter("Économie"), letter("3M"), letter("清陶"), letter("…")
    ('e', '0-9', '清', '·')
    """
    for character in unicodedata.normalize("NFKD", name.casefold()):
        if character.isdigit():
            return "0-9"
        if character.isalpha():
            return character
    return "·"


def year(period: Period | None, undated: str) -> str:
    """The year of the latest day that is known, or the word for none."""
    day = (period.latest or period.earliest) if period else None
    return str(day.year) if day else undated


def _chunks(url: str, by: str, name: str, entries: list[Entry], most: int) -> Iterator[Part[Entry]]:
    for number, start in enumerate(range(0, len(entries), most), start=1):
        if not name:
            key = shown = str(number)
        elif number == 1:
            key, shown = name, name.upper()
        else:
            key, shown = f"{name}-{number}", f"{name.upper()} ({number})"
        yield Part(urls.part(url, by, key), shown, tuple(entries[start : start + most]))
