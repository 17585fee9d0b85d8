"""The page `/search/`: a box for the name, and without script the full index of what has a page.

A published site is searched by the index that `ssbrief.search` makes of its pages; one that opens
from disk by the list that stands here, which a script element may load where nothing may be
fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

import msgspec
from msgspec import Struct

from .. import urls
from ..evidence import statements_of
from ..model import Briefing
from . import found, listing
from .base import Document, Found, Link, Page, Recipe
from .index import Index
from .timeline import year_counts, year_links

#: The kinds of page that are found, in the order that they are offered.
KINDS = ("company", "briefing", "topic", "challenge", "year", "source", "page")

#: As much of a statement as the list holds.
LETTERS = 240


class SearchPage(Page, frozen=True, kw_only=True):
    """`kinds` are the kinds of page with their names; `parts` lead to the parts of a list that is
    too long for one page, which is empty here."""

    template: ClassVar[str] = "search.html"

    lede: str
    kinds: tuple[tuple[str, str], ...]
    companies: tuple[Link, ...]
    company_parts: tuple[Link, ...]
    topics: tuple[Link, ...]
    years: tuple[Link, ...]
    challenges: tuple[Link, ...]
    challenge_parts: tuple[Link, ...]


class Listed(Struct, frozen=True, omit_defaults=True):
    """A page in the list; `parts` are its statements: the anchor and the words."""

    title: str
    url: str
    found: Found
    parts: tuple[tuple[str, str], ...] = ()


def search_pages(index: Index) -> Iterator[Recipe]:
    if index.site.search:
        yield Recipe(urls.SEARCH, SearchPage, partial(_search, index))
        yield Recipe(urls.SEARCH_LIST, Document, partial(_list, index))


def _search(index: Index) -> SearchPage:
    say, site = index.say, index.site
    companies = listing.split(
        site.companies, urls.companies(), "letter", lambda c: listing.letter(c.name)
    )
    challenges = listing.split(
        site.challenges, urls.challenges(), "letter", lambda c: listing.letter(c.name)
    )
    return SearchPage(
        url=urls.SEARCH,
        title=say("search"),
        description=say("search-description", site=site.title),
        nav="search",
        lede=say("search-lede"),
        kinds=tuple((kind, say(f"kind-{kind}")) for kind in KINDS),
        companies=tuple(
            index.company(c.slug, ", ".join(c.also_named[:4])) for c in companies.entries
        ),
        company_parts=companies.links(index),
        topics=tuple(
            Link(t.name, urls.topic(t.slug), say.number(len(t.briefings))) for t in site.topics
        ),
        years=year_links(year_counts(index), index),
        challenges=tuple(Link(c.name, urls.challenge(c.slug)) for c in challenges.entries),
        challenge_parts=challenges.links(index),
    )


def _list(index: Index) -> Document:
    """As a script, since nothing can be fetched from disk."""
    listed = msgspec.json.encode([msgspec.to_builtins(each) for each in _listed(index)]).decode()
    return Document(urls.SEARCH_LIST, f"globalThis.ssbriefPages = {listed};\n")


def _listed(index: Index) -> Iterator[Listed]:
    site = index.site
    for company in site.companies:
        what = found.company_found(company, index)
        yield Listed(company.name, urls.company(company.slug), what)
    for briefing in site.briefings:
        what = found.briefing_found(briefing, index)
        parts = tuple(_statements(briefing))
        yield Listed(briefing.title, urls.briefing(briefing.slug), what, parts)
    for topic in site.topics:
        yield Listed(topic.name, urls.topic(topic.slug), found.topic_found(topic, index))
    for challenge in site.challenges:
        what = found.challenge_found(challenge, index)
        yield Listed(challenge.name, urls.challenge(challenge.slug), what)
    for link in year_links(year_counts(index), index):
        yield Listed(link.text, link.href, found.YEAR)
    for publisher in site.publishers:
        yield Listed(publisher.name, urls.publisher(publisher.slug), found.SOURCE)
    for page in site.pages:
        yield Listed(page.title, urls.page(page.slug), found.PAGE)


def _statements(briefing: Briefing) -> Iterator[tuple[str, str]]:
    for statement in statements_of(briefing):
        words = statement.text
        if statement.label and not words.startswith(statement.label):
            words = f"{statement.label}: {words}"
        yield statement.id, words[:LETTERS]
