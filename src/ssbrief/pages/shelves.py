"""What stands where, known from the build before.

In: a function that lists recipes, and what was noted when it last did. Out: the recipes. Where
nothing that the function asked the site for is answered otherwise now, it would list the same, with
the same put into each, and is called only where one of them has to be made. Knows no kind of page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import TypeAlias

from msgspec import Struct

from ..memory import Noted, Shelf, Shelved
from .base import Document, Page, Recipe
from .index import Index
from .reading import Again, Reading, Workshop

#: Lists the recipes of a kind of page.
Lists: TypeAlias = Callable[[Index], Iterable[Recipe]]


class Shelves:
    """The lists of recipes of one site. `before` is what was noted of the site that its files were
    made from."""

    def __init__(self, index: Index, before: Noted) -> None:
        self.workshop = Workshop(index, before.answers)
        self._index, self._before = index, before.shelves
        self._listed: dict[str, tuple[Reading, list[Recipe]]] = {}
        self._stand: dict[str, Shelf] = {}

    def recipes(self, lists: Lists) -> list[Recipe]:
        """What a function lists."""
        name = _name(lists)
        shelf = self._before.get(name)
        if shelf is not None and self.workshop.holds(shelf.asked):
            self._stand[name] = shelf
            return list(_standing(shelf, _Listed(lists, self._index)))
        reading = Reading(self._index)
        found = list(lists(reading))
        self._listed[name] = reading, found
        return found

    def noted(self) -> Noted:
        """What a later build can know of this site."""
        listed = {
            name: Shelf(self.workshop.numbers(reading), tuple(map(_shelved, found)))
            for name, (reading, found) in self._listed.items()
        }
        return Noted(dict(self.workshop.answers()), {**self._stand, **listed})


class _Listed:
    """The recipes of a list, looked up once one of them is asked for."""

    def __init__(self, lists: Lists, index: Index) -> None:
        self._lists, self._index = lists, index

    @cached_property
    def _recipes(self) -> Mapping[str, Recipe]:
        return {recipe.url: recipe for recipe in self._lists(self._index)}

    def recipe(self, url: str) -> Recipe:
        return self._recipes[url]


def _shelved(recipe: Recipe) -> Shelved:
    return Shelved(recipe.url, _name(recipe.kind), recipe.path, recipe.searched)


def _standing(shelf: Shelf, listed: _Listed) -> Iterator[Recipe]:
    kinds = {_name(kind): kind for base in (Document, Page) for kind in _kinds(base)}
    for one in shelf.recipes:
        again = Again(partial(listed.recipe, one.url))
        yield Recipe(one.url, kinds[one.kind], again, one.path, one.searched)


def _kinds(kind: type[Struct]) -> Iterator[type[Struct]]:
    """A kind of page and all that are of it."""
    yield kind
    for each in kind.__subclasses__():
        yield from _kinds(each)


def _name(made: Lists | type[Struct]) -> str:
    return f"{made.__module__}.{made.__qualname__}"
