"""Ordinary pages (`/about/`), the page for what is not found, and pages left at old addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from .. import urls
from ..model import Prose
from .base import Link, Page
from .index import Index, dated


class PlainPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "page.html"

    prose: Prose
    contents: tuple[Link, ...]
    text_language: str
    edit: str


class NotFoundPage(Page, frozen=True, kw_only=True):
    """It is served at any address, so it alone spells its links from the root."""

    template: ClassVar[str] = "404.html"

    ways: tuple[Link, ...]
    newest: tuple[Link, ...]


class RedirectPage(Page, frozen=True, kw_only=True):
    """What stands at an old address: where the page has gone."""

    template: ClassVar[str] = "redirect.html"

    target: Link


def plain_pages(index: Index) -> Iterator[Page]:
    site = index.site
    repo = site.repo_url.rstrip("/")
    for page in site.pages:
        yield PlainPage(
            url=urls.page(page.slug),
            title=page.title,
            description=page.summary,
            nav=page.slug,
            path=page.path,
            prose=page.prose,
            contents=tuple(Link(words, f"#{anchor}") for anchor, words in page.headings),
            text_language=index.other_language(page.language),
            edit=f"{repo}/edit/main/{page.path}" if repo else "",
        )


def not_found_pages(index: Index) -> Iterator[Page]:
    say, site = index.say, index.site
    yield NotFoundPage(
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
            for b in site.briefings[:5]
        ),
    )


def redirect_pages(index: Index) -> Iterator[Page]:
    site = index.site
    for redirect in site.redirects:
        target = Link(redirect.title, urls.address(redirect.reference))
        yield RedirectPage(
            url=urls.former(redirect.former),
            title=redirect.title,
            path=redirect.path,
            canonical=urls.absolute(site.url, target.href) if site.url else "",
            target=target,
        )
