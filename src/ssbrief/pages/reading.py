"""What an entry was made from, noted while it is made.

In: a `Recipe`. Out: what it makes, and its `Basis`: the recipe with all that was put into it, and
what it asked the site for. Where a later build finds the same recipe, and nothing that it asked for
is answered otherwise, it would make the same again, and need not.

Nothing escapes: the only way from a recipe to the site is the `Index` among what was put into it,
and a `Reading` stands in for that. A Reading has no part of an Index that it does not note, so that
a part that is added to Index and not here cannot be asked for at all. A recipe of which this cannot
be said, since something was put into it that has no digest, has no basis and is made every time.

A question is noted as a number (a digest of it), its answer as a digest. `Answers` are those to all
questions that a site has an answer for: a question without one is answered by nothing, and so the
number of one whose answer is another now stands in what tells two of them apart. They are told in
groups, such as all that hang on one briefing: one that is as it was is not looked into.
"""

from __future__ import annotations

import hashlib
import operator
import sys
from array import array
from collections import defaultdict
from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from functools import partial
from itertools import groupby
from types import FunctionType, NoneType
from typing import Any, TypeAlias, TypeVar

import msgspec
from msgspec import Struct

from ..memory import Basis, Told
from ..strings import strings
from .base import Recipe
from .index import TABLES, Index

Value = TypeVar("Value")

#: What was asked for: a part, and the name in it; None is the whole of the part.
Question: TypeAlias = tuple[str, Any]

#: What a site answers, by the name of the group.
Answers: TypeAlias = Mapping[str, Told]

#: The parts of an index whose names are those of briefings, or begin with one.
_OF_BRIEFINGS = (
    *("briefings", "heads", "outlines", "steps", "milestones", "statements"),
    *("obstacles", "_beside", "_challenges", "_grounds"),
)

#: What stands for itself, and what holds others.
_SHORT, _LISTS, _SETS = (str, int, NoneType), (tuple, list), (set, frozenset)
_PLAIN = frozenset((str, int, bool, NoneType))


class Workshop:
    """Makes entries of one site, and tells of one that was made before whether it would be the same
    again. `before` are the answers of the site that it was made from."""

    def __init__(self, index: Index, before: Answers | None = None) -> None:
        self._index, self._before = index, before or {}
        self._numbers: dict[Question, int] = {}
        self._digests: dict[int, tuple[object, bytes]] = {}  # each value is kept, so that its id is
        self._changed: set[int] | None = None
        self._answers: Answers | None = None

    def make(self, recipe: Recipe) -> tuple[Any, Basis]:
        """What a recipe makes, and what it was made from."""
        if isinstance(recipe.make, Again):
            recipe = recipe.make.recipe()
        put_in = self._put_in(recipe)
        if not put_in:
            return recipe.make(), Basis()
        reading = Reading(self._index)
        entry = _with(recipe.make, reading)()
        return entry, Basis(put_in, self.numbers(reading))

    def numbers(self, reading: Reading) -> bytes:
        """The numbers of all that was asked of a reading."""
        return array("Q", sorted(map(self._number, reading.asked))).tobytes()

    def is_same(self, recipe: Recipe, basis: Basis) -> bool:
        """Whether it would make what it made from this basis."""
        stands = basis.recipe and isinstance(recipe.make, Again)
        if not stands and (not basis.recipe or self._put_in(recipe) != basis.recipe):
            return False
        return self.holds(basis.asked)

    def holds(self, asked: bytes) -> bool:
        """Whether questions of these numbers are answered as they were."""
        if self._changed is None:
            self._changed = set(_changed(self._before, self.answers()))
        return self._changed.isdisjoint(array("Q", asked))

    def answers(self) -> Answers:
        """What this site answers to all that can be asked."""
        if self._answers is None:
            self._answers = {name: self._told(name, group) for name, group in self._groups()}
        return self._answers

    def _groups(self) -> Iterator[tuple[str, list[tuple[Question, Any]]]]:
        """All questions with their answers, where the names of a table stand in its order."""
        of_briefings: dict[str, list[tuple[Question, Any]]] = defaultdict(list)
        for part in TABLES:
            table = getattr(self._index, part)
            yield f"order of {part}", [((part, None), list(table))]
            if part not in _OF_BRIEFINGS:
                yield part, [((part, name), value) for name, value in table.items()]
                continue
            for name, value in table.items():
                slug = name if isinstance(name, str) else name[0]
                told = self._digest(value) if part == "briefings" else value
                of_briefings[slug].append(((part, name), told))
        yield from ((f"of {slug}", group) for slug, group in of_briefings.items())
        site = self._index.site
        fields = ((field, getattr(site, field)) for field in site.__struct_fields__)
        yield "site", [(("site", field), self._answer(value)) for field, value in fields]

    def _told(self, name: str, group: list[tuple[Question, Any]]) -> Told:
        """The answers of a group, one by one where they are not those of before."""
        digest = _hash(msgspec.msgpack.encode(group))
        before = self._before.get(name)
        if before is not None and before.digest == digest:
            return before
        found: dict[int, bytes] = {}
        for part, asked in groupby(group, key=lambda pair: pair[0][0]):
            each = {_number_of(question): _hash(msgspec.msgpack.encode(a)) for question, a in asked}
            found.update({_number_of((part, None)): _hash(b"".join(each.values())), **each})
        return Told(digest, msgspec.msgpack.encode(found))

    def _answer(self, value: Any) -> bytes:
        """The digest of a field of the site, also of one with a file's name that is no text."""
        if value is self._index.site.briefings:
            value = [self._digest(briefing) for briefing in value]
        try:
            return _hash(msgspec.msgpack.encode(value))
        except UnicodeEncodeError:
            return _hash(repr(value).encode(errors="surrogatepass"))

    def _number(self, question: Question) -> int:
        number = self._numbers.get(question)
        if number is None:
            number = self._numbers[question] = _number_of(question)
        return number

    def _put_in(self, recipe: Recipe) -> str:
        """A recipe with all that was put into it but the site; "" where that has no digest."""
        try:
            return _hash(msgspec.msgpack.encode((recipe.url, self._spelled(recipe.make)))).hex()
        except (TypeError, UnicodeEncodeError):  # as of a file's name that is no text
            return ""

    def _spelled(self, value: Any) -> Any:
        """A call with all that is put into it, long values by their digests."""
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is partial and not value.keywords:
            return (self._spelled(value.func), *map(self._spelled, value.args))
        if (kind is FunctionType or isinstance(value, type)) and "<" not in value.__qualname__:
            return f"{value.__module__}.{value.__qualname__}"
        if isinstance(value, Index):
            return "index"
        return self._digest(value)

    def _digest(self, value: Any) -> bytes:
        """Equal for equal values alone. Raises `TypeError` for what has none."""
        known = self._digests.get(id(value))
        if known is None:
            known = self._digests[id(value)] = (value, self._digested(value))
        return known[1]

    def _digested(self, value: Any) -> bytes:
        if isinstance(value, _LISTS):
            value = [e if isinstance(e, _SHORT) else self._digest(e) for e in value]
        elif isinstance(value, _SETS):
            value = ("set", *sorted(map(self._digest, value)))
        elif isinstance(value, Mapping):
            value = ("table", *(self._digest(each) for pair in value.items() for each in pair))
        return _hash(msgspec.msgpack.encode((type(value).__name__, value)))


class Again:
    """Makes what a recipe makes that is known to be listed as it was, with the same put into it;
    the recipe itself is looked up when that is asked for."""

    def __init__(self, recipe: Callable[[], Recipe]) -> None:
        self.recipe = recipe

    def __call__(self) -> Any:
        return self.recipe().make()


class Reading(Index):
    """An index that notes what is asked of it."""

    def __init__(self, index: Index) -> None:  # not that of an Index: it holds what is noted only
        self.asked: set[Question] = {("site", "language")}  # by what it says
        self._noted_here: set[str] = set()
        self._index = index
        self.kinds = index.kinds  # worked out of what is in hand, and of the day that is noted
        self.say = strings(index.site.language)
        self.site = _Fields(index.site, self.asked)  # type: ignore[assignment]

    def __getattr__(self, name: str) -> Any:
        if name not in TABLES:
            raise AttributeError(f"what is asked of {name} is not noted")
        table = _Table(getattr(self._index, name), name, self.asked)
        setattr(self, name, table)
        return table

    def broadly(self) -> Index:
        return _Broadly(self._index, self.asked)

    def once(self, key: str, make: Callable[[Index], Value]) -> Value:
        return self._noted(key, make, self._index.noted)

    def latest(self, key: str, make: Callable[[Index], Value]) -> Value:
        held, key = self._index.held, f"{key}, noted"
        if key not in held:
            held.clear()
        return self._noted(key, make, held)

    def _noted(self, key: str, make: Callable[[Index], Value], known: dict[str, Any]) -> Value:
        """What was made from a reading of its own, so that it is known what that asked for."""
        if key not in known:
            reading = Reading(self._index)
            known[key] = make(reading), reading.asked
        value, asked = known[key]
        if key not in self._noted_here:
            self._noted_here.add(key)
            self.asked |= asked
        return value  # type: ignore[no-any-return]


class _Broadly(Reading):
    """A reading that notes of each table that it was asked for, not for which names: that takes
    longer than to make an entry again which asks for most of them."""

    def __init__(self, index: Index, asked: set[Question]) -> None:
        super().__init__(index)
        self.asked = asked
        self.site = _Fields(index.site, asked)  # type: ignore[assignment]

    def __getattr__(self, name: str) -> Any:
        if name not in TABLES:
            raise AttributeError(f"what is asked of {name} is not noted")
        self.asked.add((name, None))
        table = getattr(self._index, name)
        setattr(self, name, table)
        return table


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
        self._table, self._name, self._note = table, name, asked.add

    def __getitem__(self, key: Any) -> Any:
        self._note((self._name, key))
        return self._table[key]

    def get(self, key: Any, default: Any = None) -> Any:
        self._note((self._name, key))
        return self._table.get(key, default)

    def __contains__(self, key: object) -> bool:
        self._note((self._name, key))
        return key in self._table

    def __iter__(self) -> Iterator[Any]:
        self._note((self._name, None))
        return iter(self._table)

    def values(self) -> ValuesView[Any]:
        self._note((self._name, None))
        return self._table.values()

    def items(self) -> ItemsView[Any, Any]:
        self._note((self._name, None))
        return self._table.items()

    def __len__(self) -> int:
        self._note((self._name, None))
        return len(self._table)


def _with(call: Any, reading: Reading) -> Any:
    """The same with a reading in place of the index."""
    if isinstance(call, Index):
        return reading
    if isinstance(call, partial):
        return partial(call.func, *(_with(each, reading) for each in call.args))
    return call


def _changed(before: Answers, now: Answers) -> Iterator[int]:
    """The numbers of all questions that are answered otherwise."""
    for name in before.keys() | now.keys():
        old, new = before.get(name), now.get(name)
        if old is None or new is None or old.digest != new.digest:
            answers = (one.answers() if one else {} for one in (old, new))
            yield from (number for number, _ in operator.xor(*(a.items() for a in answers)))


def _number_of(question: Question) -> int:
    data = msgspec.msgpack.encode(question)
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), sys.byteorder)


def _hash(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()
