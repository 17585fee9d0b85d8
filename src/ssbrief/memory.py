"""What was understood before, by the digests of all that it was understood from.

In: a key that names everything a value depends on, and how it is made. Out: the value, made once.
A preview keeps one `Memory` while it runs, so that a save reads one file again; a build brings
along what `store` kept of the last one. Knows neither what the values mean nor any file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

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
        self._decoders: dict[object, msgspec.msgpack.Decoder[Any]] = {}

    def begin(self) -> None:
        """A new reading of the site starts."""
        self._before, self._now = self._now, {}

    def recall(self, key: str, kind: Any, make: Callable[[], Value]) -> Value:
        """The value of a key, of the type `kind`; `make` is called where it is not known."""
        if key in self._now:
            value: Value = self._now[key]
        elif key in self._before:
            value = self._before[key]
        else:
            value = self._decoded(key, kind, make)
        self._now[key] = value
        return value

    def _decoded(self, key: str, kind: Any, make: Callable[[], Value]) -> Value:
        data = self.stored.get(key)
        if data is None:
            return make()
        if kind not in self._decoders:
            self._decoders[kind] = msgspec.msgpack.Decoder(kind)
        try:
            value: Value = self._decoders[kind].decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return make()
        return value

    def asked(self) -> Iterator[str]:
        """The keys that this reading has asked for."""
        return iter(self._now)

    def encoded(self, key: str) -> bytes:
        return msgspec.msgpack.encode(self._now[key])


class Fingerprint(Struct, frozen=True, array_like=True):
    """All that the bytes of a file depend on: what every page shows, its template with all that it
    includes, and what it says itself. Equal ones give equal bytes."""

    frame: str = ""
    template: str = ""
    content: str = ""


class Basis(Struct, frozen=True, array_like=True):
    """What an entry was made from: its recipe, by digest, "" where that has none; what it asked the
    site for, as MessagePack, since most of it is looked at once and let go; a digest of all the
    answers."""

    recipe: str = ""
    asked: bytes = b""
    answers: str = ""


def key(kind: str, *parts: object) -> str:
    """A key for a value of a kind that depends on these parts alone.

    >>> key("parsed", "a", 1) == key("parsed", "a", 1) != key("parsed", "a1")
    True
    """
    made = hashlib.blake2b(msgspec.msgpack.encode(parts), digest_size=16)
    return f"{kind}:{made.hexdigest()}"
