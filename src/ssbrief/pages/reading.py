"""What an entry was made from, noted while it is made.

In: a `Recipe`. Out: what it makes, and its `Basis`: the recipe with all that was put into it, what
it asked the site for, and a digest of all the answers. Where a later build finds the same recipe
and the same answers, it would make the same again, and need not.

Nothing escapes: the only way from a recipe to the site is the `Index` among what was put into it,
and a `Reading` stands in for that. A Reading has no part of an Index that it does not note, so that
a part that is added to Index and not here cannot be asked for at all. A recipe of which this cannot
be said, since something was put into it that has no digest, has no basis and is made every time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from types import FunctionType
from typing import Any, TypeAlias, TypeVar

import msgspec
from msgspec import Struct

from ..evidence import Ledger
from ..memory import Basis
from ..strings import strings
from .base import Recipe
from .index import Index

Value = TypeVar("Value")

#: What was asked for: a part, and the name in it; without one, the whole of the part.
Question: TypeAlias = tuple[str, ...]

_QUESTIONS = msgspec.msgpack.Decoder(tuple[Question, ...])

#: The parts of an index of which single names are asked for.
TABLES = (
    *(
        "briefings",
        "heads",
        "companies",
        "topics",
        "tags",
        "publishers",
        "cited",
        "steps",
        "milestones",
    ),
    *("names", "statements", "obstacles", "_places", "_addresses", "_challenges"),
)


class Workshop:
    """Makes entries of one site, and tells of one that was made before whether it would be the same
    again."""

    def __init__(self) -> None:
        self._answers: dict[Question, bytes] = {}
        self._digests: dict[int, tuple[object, bytes]] = {}  # each value is kept, so that its id is

    def make(self, recipe: Recipe) -> tuple[Any, Basis]:
        """What a recipe makes, and what it was made from."""
        put_in = self._put_in(recipe)
        index = _index(recipe.make)
        if not put_in or index is None:
            return recipe.make(), Basis(put_in)
        reading = Reading(index)
        entry = _with(recipe.make, reading)()
        asked = sorted(reading.asked)
        answers = self._answered(asked, index)
        return entry, Basis(put_in, msgspec.msgpack.encode(asked), answers)

    def is_same(self, recipe: Recipe, basis: Basis) -> bool:
        """Whether it would make what it made from this basis."""
        if not basis.recipe or self._put_in(recipe) != basis.recipe:
            return False
        index = _index(recipe.make)
        asked = _QUESTIONS.decode(basis.asked) if index else ()
        return index is None or self._answered(asked, index) == basis.answers

    def _put_in(self, recipe: Recipe) -> str:
        """A recipe with all that was put into it but the site; "" where that has no digest."""
        try:
            return _hash([self._digest(recipe.url), self._digest(recipe.make)]).hex()
        except (TypeError, UnicodeEncodeError):  # as of a file's name that is no text
            return ""

    def _answered(self, asked: Iterable[Question], index: Index) -> str:
        known = self._answers
        for question in asked:
            if question not in known:
                known[question] = self._digest(_asked(question, index))
        return _hash(map(known.__getitem__, asked)).hex()

    def _digest(self, value: Any) -> bytes:
        """A short value itself, else a digest of it and of its type, as MessagePack: one after the
        other, they cannot be taken for others. Raises `TypeError` for what has no digest."""
        if isinstance(value, str | int | None):
            return msgspec.msgpack.encode(value)
        known = self._digests.get(id(value))
        if known is None:
            known = self._digests[id(value)] = (value, self._digested(value))
        return known[1]

    def _digested(self, value: Any) -> bytes:
        if isinstance(value, Struct):
            return _digest_of(type(value).__name__, [msgspec.msgpack.encode(value)])
        if isinstance(value, tuple | list):
            return _digest_of("list", map(self._digest, value))
        if isinstance(value, set | frozenset):
            return _digest_of("set", sorted(map(self._digest, value)))
        if isinstance(value, Mapping):
            return _digest_of("table", (self._digest(e) for pair in value.items() for e in pair))
        if isinstance(value, partial) and not value.keywords:
            return _digest_of("call", map(self._digest, (value.func, *value.args)))
        if isinstance(value, FunctionType | type) and "<" not in value.__qualname__:
            return self._digest(f"{value.__module__}.{value.__qualname__}")
        if isinstance(value, Index):
            return self._digest("index")
        if isinstance(value, Ledger):
            return _digest_of("ledger", [msgspec.msgpack.encode(value.told())])
        return _digest_of(type(value).__name__, [msgspec.msgpack.encode(value)])


class Reading(Index):
    """An index that notes what is asked of it."""

    def __init__(self, index: Index) -> None:  # not that of an Index: it holds what is noted only
        self.asked: set[Question] = set()
        self._index = index
        self.kinds = index.kinds  # worked out of what is in hand, and of the day that is noted
        self.say = strings(index.site.language)
        self.site = _Fields(index.site, self.asked)  # type: ignore[assignment]

    def __getattr__(self, name: str) -> _Table:
        if name not in TABLES:
            raise AttributeError(f"what is asked of {name} is not noted")
        table = _Table(getattr(self._index, name), name, self.asked)
        setattr(self, name, table)
        return table

    def ledger(self) -> Ledger:
        self.asked.add(("ledger",))
        return self._index.ledger()

    def once(self, key: str, make: Callable[[Index], Value]) -> Value:
        noted = self._index.noted
        if key not in noted:
            reading = Reading(self._index)
            noted[key] = make(reading), reading.asked
        value, asked = noted[key]
        self.asked |= asked
        return value  # type: ignore[no-any-return]


class _Fields:
    """A site that notes which of its fields are asked for."""

    def __init__(self, site: Struct, asked: set[Question]) -> None:
        self._site, self._asked = site, asked

    def __getattr__(self, name: str) -> Any:
        self._asked.add(("site", name))
        return getattr(self._site, name)


class _Table(Mapping[Any, Any]):
    """A table that notes which of its names are asked for."""

    def __init__(self, table: Mapping[Any, Any], name: str, asked: set[Question]) -> None:
        self._table, self._name, self._asked = table, name, asked

    def __getitem__(self, key: Any) -> Any:
        self._note(key)
        return self._table[key]

    def get(self, key: Any, default: Any = None) -> Any:
        self._note(key)
        return self._table.get(key, default)

    def __contains__(self, key: object) -> bool:
        self._note(key)
        return key in self._table

    def __iter__(self) -> Iterator[Any]:
        self._asked.add((self._name,))
        return iter(self._table)

    def __len__(self) -> int:
        self._asked.add((self._name,))
        return len(self._table)

    def _note(self, key: Any) -> None:
        if type(key) is str:  # as most are
            self._asked.add((self._name, key))
            return
        names = key if isinstance(key, tuple) else (key,)
        is_name = all(isinstance(name, str) for name in names)
        self._asked.add((self._name, *names) if is_name else (self._name,))


def _asked(question: Question, index: Index) -> Any:
    """What an index answers to a question now."""
    part, *names = question
    if part == "site":
        return getattr(index.site, names[0])
    if part == "ledger":
        return index.ledger()
    table = getattr(index, part)
    if not names:
        return table
    return table.get(names[0] if len(names) == 1 else tuple(names))


def _index(call: object) -> Index | None:
    """The index among what was put into a recipe."""
    if isinstance(call, Index):
        return call
    if isinstance(call, partial):
        return next((found for each in call.args if (found := _index(each))), None)
    return None


def _with(call: Any, reading: Reading) -> Any:
    """The same with a reading in place of the index."""
    if isinstance(call, Index):
        return reading
    if isinstance(call, partial):
        return partial(call.func, *(_with(each, reading) for each in call.args))
    return call


def _digest_of(kind: str, parts: Iterable[bytes]) -> bytes:
    return msgspec.msgpack.encode(_hash([msgspec.msgpack.encode(kind), *parts]))


def _hash(parts: Iterable[bytes]) -> bytes:
    return hashlib.blake2b(b"".join(parts), digest_size=16).digest()
