"""The pages of a site: one module a kind of page, and the table that names them all.

In: a `Site`. Out: a `Recipe` of each `Page`, the value that a template shows, or `Document`.
Knows no template and no file. To add a kind of page, write a module with a function from `Index` to
recipes and a template of the name that its view gives, and add the function to `PAGES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ..model import Site
from .base import Document, Figure, Link, Moment, Page, Recipe
from .briefings import briefing_pages
from .challenges import challenge_pages
from .changes import change_pages
from .citations import citation_files
from .companies import company_pages
from .data import data_pages, data_slices
from .discovery import discovery
from .feeds import feed_documents
from .home import home_pages
from .index import Index
from .lists import list_pages
from .plain import not_found_pages, plain_pages, redirect_pages
from .reading import Workshop
from .search import search_pages
from .shelves import Shelves
from .sources import source_pages
from .tags import tag_pages
from .timeline import timeline_pages
from .topics import topic_pages

PAGES: tuple[Callable[[Index], Iterable[Recipe]], ...] = (
    home_pages,
    briefing_pages,
    citation_files,
    company_pages,
    timeline_pages,
    list_pages,
    topic_pages,
    challenge_pages,
    source_pages,
    change_pages,
    feed_documents,
    tag_pages,
    plain_pages,
    not_found_pages,
    redirect_pages,
    data_pages,
    data_slices,
    search_pages,
)


def recipes(index: Index, shelves: Shelves | None = None) -> Iterator[Recipe]:
    """Everything that is made for a site, in the order of the table."""
    listed = shelves.recipes if shelves else (lambda list_pages: list_pages(index))
    found = [recipe for list_pages in PAGES for recipe in listed(list_pages)]
    yield from found
    yield from discovery(index, found)


def some_recipes(index: Index, wanted: Iterable[str]) -> dict[str, Recipe]:
    """The recipes of these addresses, as far as there are any, without looking for all others."""
    found: dict[str, Recipe] = {}
    missing = set(wanted)
    for recipe in (recipe for make in PAGES for recipe in make(index)):
        if not missing:
            break
        if recipe.url in missing:
            missing.remove(recipe.url)
            found[recipe.url] = recipe
    return found


def pages(site: Site) -> Iterator[Page | Document]:
    """The same, made one by one."""
    return (recipe.make() for recipe in recipes(Index(site)))


__all__ = [
    "PAGES",
    "Document",
    "Figure",
    "Index",
    "Link",
    "Moment",
    "Page",
    "Recipe",
    "Shelves",
    "Workshop",
    "pages",
    "recipes",
    "some_recipes",
]
