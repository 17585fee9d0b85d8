"""Ordinary pages (`/about/`), the page for what is not found, and pages left at old addresses."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from .. import urls
from ..model import PlainPage as Text
from ..model import Prose, Redirect
from .base import Content, Link, Page, Recipe
from .found import PAGE
from .index import Index, dated


class PlainPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "page.html"

    prose: Prose
    contents: tuple[Content, ...]
    text_language: str
    edit: str


class NotFoundPage(Page, frozen=True, kw_only=True):
    """It is served at any address, so it alone spells its links from the root."""

    template: ClassVar[str] = "404.html"
    to_be_found: ClassVar[bool] = False

    ways: tuple[Link, ...]
    newest: tuple[Link, ...]


class RedirectPage(Page, frozen=True, kw_only=True):
    """What stands at an old address: where the page has gone."""

    template: ClassVar[str] = "redirect.html"
    to_be_found: ClassVar[bool] = False

    target: Link


def plain_pages(index: Index) -> Iterator[Recipe]:
    for text in index.site.pages:
        make = partial(_plain, text, index)
        yield Recipe(urls.page(text.slug), PlainPage, make, text.path, searched=True)


def _plain(text: Text, index: Index) -> PlainPage:
    repo = index.site.repo_url.rstrip("/")
    return PlainPage(
        url=urls.page(text.slug),
        title=text.title,
        description=text.summary,
        nav=text.slug,
        path=text.path,
        found=PAGE,
        prose=text.prose,
        contents=tuple(Content(Link(words, f"#{anchor}")) for anchor, words in text.headings),
        text_language=index.other_language(text.language),
        edit=f"{repo}/edit/main/{text.path}" if repo else "",
    )


def not_found_pages(index: Index) -> Iterator[Recipe]:
    yield Recipe(urls.NOT_FOUND, NotFoundPage, partial(_not_found, index))


def _not_found(index: Index) -> NotFoundPage:
    say = index.say
    return NotFoundPage(
        url=urls.NOT_FOUND,
        title=say("not-found-title"),
        description=say("not-found-lede"),
        ways=(
            Link(say("nav-briefings"), urls.briefings()),
            Link(say("nav-companies"), urls.companies()),
            Link(say("nav-timeline"), urls.timeline()),
            Link(say("nav-topics"), urls.topics()),
            Link(say("nav-challenges"), urls.challenges()),
            Link(say("nav-sources"), urls.sources()),
            Link(say("nav-changes"), urls.changes()),
        ),
        newest=tuple(
            Link(b.title, urls.briefing(b.slug), index.moment(dated(b)).text)
            for b in tuple(index.heads.values())[:5]
        ),
    )


def redirect_pages(index: Index) -> Iterator[Recipe]:
    for redirect in index.site.redirects:
        url = urls.former(redirect.former)
        yield Recipe(url, RedirectPage, partial(_redirect, redirect, index), redirect.path)


def _redirect(redirect: Redirect, index: Index) -> RedirectPage:
    site = index.site
    target = Link(redirect.title, urls.address(redirect.reference))
    return RedirectPage(
        url=urls.former(redirect.former),
        title=redirect.title,
        path=redirect.path,
        canonical=urls.absolute(site.url, target.href) if site.url else "",
        target=target,
    )
