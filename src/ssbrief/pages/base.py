"""What every page is: a value that a template shows.

A `Page` holds everything its template needs, spelled out: words, links, coordinates. Two pages that
are equal render to the same bytes. A `Document` is text for machines: a feed, data, a sitemap. A
`Recipe` is either of them before it is made: what stands where is known at once, and what it says
only when somebody asks, so that a preview makes the one page that is looked at, and a build lets go
of each page before it makes the next.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from msgspec import Struct

from .. import urls


class Link(Struct, frozen=True):
    """Words that lead to a site-absolute address or a URL; `note` is what stands beside them."""

    text: str
    href: str
    note: str = ""
    current: bool = False


class Moment(Struct, frozen=True):
    """A time in words; `datetime` is for machines, "" where HTML has no form for it."""

    text: str
    datetime: str = ""


class Content(Struct, frozen=True):
    """An entry of a table of contents."""

    link: Link
    parts: tuple[Link, ...] = ()


class Figure(Struct, frozen=True):
    """A figure with its label, as on a gauge; `moved` ones carry the accent. `href` leads to what
    it counts, "" where there is nothing behind it."""

    figure: str
    label: str
    moved: bool = False
    href: str = ""


class Found(Struct, frozen=True, kw_only=True):
    """What a search finds a page by, beside its title and its words.

    `kind` names the kind of page, `names` are other names of what it is about. A search can be kept
    to pages of a kind, company or topic, or that hold what was said in a year. `when` is the time
    that stands beside the title.
    """

    kind: str
    names: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    when: str = ""


class Page(Struct, frozen=True, kw_only=True):
    """What the frame around any page shows.

    `nav` names the entry of the masthead that the page belongs to, `crumbs` lead down to it. `path`
    is the file it was written in, "" for one that the site makes. `as_of` is the day that the page
    is judged by, None where it would read the same on any other. `downloads` is the data it shows.
    The sitemap lists pages that are `to_be_found`. The search index covers those that say what they
    are `found` by.
    """

    template: ClassVar[str] = ""
    open_graph_type: ClassVar[str] = "website"
    to_be_found: ClassVar[bool] = True

    url: str
    title: str
    description: str = ""
    nav: str = ""
    crumbs: tuple[Link, ...] = ()
    feed: Link | None = None
    canonical: str = ""
    path: str = ""
    as_of: Moment | None = None
    downloads: tuple[Link, ...] = ()
    found: Found | None = None


class Document(Struct, frozen=True):
    """A file for machines, complete as it stands."""

    url: str
    text: str


class Recipe(Struct, frozen=True):
    """What will stand at an address: `make` gives a value of the type `kind`, the same each time.

    `path` is the file that an author wrote it in, "" for what the site makes. `searched` ones say
    what they are `found` by.
    """

    url: str
    kind: type[Struct]
    make: Callable[[], Any]
    path: str = ""
    searched: bool = False


def slice_links(url: str) -> tuple[Link, ...]:
    """The data that a page shows, in each format."""
    return (Link("JSON", urls.slice_of(url, "json")), Link("CSV", urls.slice_of(url, "csv")))
