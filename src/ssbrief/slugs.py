"""Text → slug: the part of an address that a title or a name turns into.

In: any text. Out: a lower-case word with hyphens that keeps the letters of its language, never
empty. Knows no address.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container
from functools import lru_cache

from slugify import slugify

#: Names that a static host or a file system keeps for itself.
RESERVED = frozenset(
    ["index", "con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(10))]
)


@lru_cache(maxsize=65536)
def slug(text: str, max_length: int = 80) -> str:
    """The slug of a text; one without letters or digits gets a short digest instead.

    >>> slug("Mercedes-Benz & Söhne"), slug("清陶 能源"), slug("!!!"), slug("Index")
    ('mercedes-benz-söhne', '清陶-能源', 'x-ed47ef', 'index-1')
    """
    made = slugify(text, allow_unicode=True, max_length=max_length, word_boundary=True)
    if not made:
        return "x-" + hashlib.blake2b(text.encode(), digest_size=3).hexdigest()
    return f"{made}-1" if made in RESERVED else made


def ascii_slug(text: str) -> str:
    """The slug of a text in plain letters, "" where it has none.

    >>> ascii_slug("Größe & Co.")
    'grosse-co'
    """
    return slugify(text, max_length=60, word_boundary=True)


def unique(wanted: str, taken: Container[str], number: int = 2) -> str:
    """The wanted slug, or the first of `-2`, `-3` … that is free; those before `number` are not."""
    if wanted not in taken:
        return wanted
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
