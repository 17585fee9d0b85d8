"""The pages `/tags/` and `/tags/<tag>/`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import ClassVar

from .. import urls
from ..model import Tag
from . import listing
from .base import Link, Page, Recipe
from .briefings import BriefingsPage, lines
from .index import Index, Outline, dated


class TagsPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "tags.html"

    tags: tuple[Link, ...]
    parts: tuple[Link, ...]


def tag_pages(index: Index) -> Iterator[Recipe]:
    say, site = index.say, index.site
    split = listing.split(site.tags, urls.tags(), "letter", lambda t: listing.letter(t.name))
    crumbs = (Link(say("nav-tags"), urls.tags()),)
    pages: list[tuple[str, str, tuple[Link, ...], tuple[Tag, ...]]] = [
        (urls.tags(), say("nav-tags"), (), split.entries)
    ]
    pages += [(p.url, say("tags-of", letter=p.name), crumbs, p.entries) for p in split.parts]
    for url, title, down, entries in pages:
        make = partial(_tags_page, url, title, down, entries, split, index)
        yield Recipe(url, TagsPage, make)
    for tag in site.tags:
        yield from _tag(tag, index)


def _tags_page(
    url: str,
    title: str,
    crumbs: tuple[Link, ...],
    tags: Iterable[Tag],
    split: listing.Listing[Tag],
    index: Index,
) -> TagsPage:
    say = index.say
    return TagsPage(
        url=url,
        title=title,
        description=say("tags-description", site=index.site.title),
        nav="tags",
        crumbs=crumbs,
        tags=tuple(Link(t.name, urls.tag(t.slug), say.number(len(t.briefings))) for t in tags),
        parts=split.links(index, url),
    )


def _tag(tag: Tag, index: Index) -> Iterator[Recipe]:
    say = index.say
    url, undated = urls.tag(tag.slug), say("undated")
    split = listing.split(
        [index.outlines[slug] for slug in tag.briefings],
        url,
        "year",
        lambda b: listing.year(dated(b), undated),
        shown=50,
    )
    crumbs = (Link(say("nav-tags"), urls.tags()),)
    title = say("tag-title", tag=tag.name)
    pages: list[tuple[str, str, tuple[Link, ...], tuple[Outline, ...]]] = [
        (url, title, crumbs, split.entries)
    ]
    for part in split.parts:
        name = say("tag-of", tag=tag.name, year=part.name)
        pages.append((part.url, name, (*crumbs, Link(tag.name, url)), part.entries))
    for address, name, down, entries in pages:
        make = partial(_tag_page, address, name, down, entries, tag, split, index)
        yield Recipe(address, BriefingsPage, make)


def _tag_page(
    url: str,
    title: str,
    crumbs: tuple[Link, ...],
    entries: Iterable[Outline],
    tag: Tag,
    split: listing.Listing[Outline],
    index: Index,
) -> BriefingsPage:
    say = index.say
    return BriefingsPage(
        url=url,
        title=title,
        description=say("tag-title", tag=tag.name),
        nav="tags",
        crumbs=crumbs,
        lede=say("briefings-lede", n=len(tag.briefings)),
        briefings=lines(entries, index),
        parts=split.links(index, url),
        parts_label=say("by-year"),
    )
