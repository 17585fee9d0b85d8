"""What was understood before, by the digests of all that it was understood from.

In: a key that names everything a value depends on, and how it is made. Out: the value, made once.
A preview keeps one `Memory` while it runs, so that a save reads one file again; a build brings
along what `store` kept of the last one. Knows neither what the values mean nor any file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from .spread import Crew, spread

Value = TypeVar("Value")

#: Nothing was kept.
NOTHING: Mapping[str, bytes] = {}


class Memory:
    """Values by key. What one reading of a site (`begin` to `begin`) does not ask for is forgotten.

    `stored` gives values of an earlier process, encoded; one that cannot be decoded is made anew.
    """

    def __init__(self, stored: Mapping[str, bytes] = NOTHING) -> None:
        self.stored = stored
        self._before: dict[str, Any] = {}
        self._now: dict[str, Any] = {}
        self._made_before: dict[object, tuple[tuple[Any, ...], Any]] = {}
        self._made: dict[object, tuple[tuple[Any, ...], Any]] = {}
        self._reads_again = True
        self._decoders: dict[object, msgspec.msgpack.Decoder[Any]] = {}

    def begin(self) -> None:
        """A new reading of the site starts."""
        self._before, self._now = self._now, {}
        self._made_before, self._made = self._made, {}

    def end(self) -> None:
        """A reading of the site is over; to forget takes time, too."""
        self._before, self._made_before = {}, {}

    def again(self, name: object, make: Callable[..., Value], *given: Any) -> Value:
        """What `make` gives for what it is given: as it was made before under this name, where it
        was given the same then. For what is quickly made and large, so that it is kept as it is:
        what a save left alone are the very same objects, and to see that they are takes no time."""
        found = self._made.get(name) or self._made_before.get(name)
        if found is None or found[0] != given:
            found = given, make(*given)
        if self._reads_again:
            self._made[name] = found
        value: Value = found[1]
        return value

    def recall(self, key: str, kind: Any, make: Callable[[], Value]) -> Value:
        """The value of a key, of the type `kind`; `make` is called where it is not known."""
        if not self._knows(key, kind):
            self._now[key] = make()
        value: Value = self._now[key]
        return value

    def recall_all(
        self,
        keys: Sequence[str],
        kind: Any,
        make: Callable[..., Value],
        given: Sequence[tuple[Any, ...]],
        crew: Crew,
        step: str,
    ) -> list[Value]:
        """The values of many keys: what `make` gives for what stands at its place in `given`, where
        it is not known."""
        unknown = [place for place, key in enumerate(keys) if not self._knows(key, kind)]
        with spread(make, [given[place] for place in unknown], crew, step, kind) as made:
            self._now.update(zip((keys[place] for place in unknown), made, strict=True))
        return [self._now[key] for key in keys]

    def _knows(self, key: str, kind: Any) -> bool:
        """Whether the value of a key is at hand, after a look at what was kept."""
        if self._now.get(key) is None:
            value = self._before.get(key)
            if value is None:
                value = self._decoded(key, kind)
            if value is None:
                return False
            self._now[key] = value
        return True

    def _decoded(self, key: str, kind: Any) -> Any:
        """What was kept under a key; None where that is nothing, or cannot be read."""
        data = self.stored.get(key)
        if data is None:
            return None
        if kind not in self._decoders:
            self._decoders[kind] = msgspec.msgpack.Decoder(kind)
        try:
            return self._decoders[kind].decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def asked(self) -> Iterator[str]:
        """The keys that this reading has asked for."""
        return iter(self._now)

    def held(self) -> Iterator[str]:
        """Those of them whose values are at hand."""
        return (key for key, value in self._now.items() if value is not None)

    def let_go(self) -> None:
        """Hold no value any longer: all are kept elsewhere, and what was asked for is known."""
        self._now = dict.fromkeys(self._now)
        self._before, self._made, self._made_before = {}, {}, {}
        self._reads_again = False

    def encoded(self, key: str) -> bytes:
        return msgspec.msgpack.encode(self._now[key])


class Fingerprint(Struct, frozen=True, array_like=True):
    """All that the bytes of a file depend on: what every page shows, its template with all that it
    includes, and what it says itself. Equal ones give equal bytes."""

    frame: str = ""
    template: str = ""
    content: str = ""


class Basis(Struct, frozen=True, array_like=True):
    """What an entry was made from: its recipe, by digest, "" where that has none; the numbers of
    what it asked the site for, eight bytes each."""

    recipe: str = ""
    asked: bytes = b""


class Told(Struct, frozen=True, array_like=True):
    """What a site answers to a group of questions: `digest` is that of all answers, `each` holds
    the digest of each by the number of its question, as MessagePack."""

    digest: bytes
    each: bytes

    def answers(self) -> dict[int, bytes]:
        return msgspec.msgpack.decode(self.each, type=dict[int, bytes])


class Shelved(Struct, frozen=True, array_like=True):
    """A recipe as a list names it; see `Recipe`."""

    url: str
    kind: str
    path: str = ""
    searched: bool = False


class Shelf(Struct, frozen=True, array_like=True):
    """The recipes that one function lists, and the numbers of what it asked the site for."""

    asked: bytes
    recipes: tuple[Shelved, ...]


class Noted(Struct, frozen=True, array_like=True):
    """What a build noted of its site: the answers by the names of their groups, the lists of
    recipes by those of the functions."""

    answers: dict[str, Told] = {}
    shelves: dict[str, Shelf] = {}


def key(kind: str, *parts: object) -> str:
    """A key for a value of a kind that depends on these parts alone.

    >>> key("parsed", "a", 1) == key("parsed", "a", 1) != key("parsed", "a1")
    True
    """
    made = hashlib.blake2b(msgspec.msgpack.encode(parts), digest_size=16)
    return f"{kind}:{made.hexdigest()}"
