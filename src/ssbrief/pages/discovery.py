"""What helps machines to find pages: `/sitemap.xml` and `/robots.txt`; both need `url:`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from .. import urls
from .base import Document, Page, Recipe
from .days import latest
from .index import Index, dated

SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
#: The standard's limit for one file.
MOST = 50_000


def discovery(index: Index, others: Iterable[Recipe]) -> Iterator[Recipe]:
    """`others` are all else: the sitemap lists those of them that are to be found."""
    if not index.site.url:
        return
    shown = [
        recipe.url for recipe in others if issubclass(recipe.kind, Page) and recipe.kind.to_be_found
    ]
    days = _days(index)
    if len(shown) <= MOST:
        yield Recipe(urls.SITEMAP, Document, partial(_sitemap, urls.SITEMAP, shown, days, index))
    else:
        parts = list(batched(shown, MOST))
        addresses = [urls.sitemap(number) for number, _ in enumerate(parts, 1)]
        yield Recipe(urls.SITEMAP, Document, partial(_sitemap_index, addresses, index))
        for url, part in zip(addresses, parts, strict=True):
            yield Recipe(url, Document, partial(_sitemap, url, part, days, index))
    yield Recipe(urls.ROBOTS, Document, partial(_robots, index))


def batched(shown: Sequence[str], most: int) -> Iterator[Sequence[str]]:
    """
    >>> list(batched("abcde", 2))
    ['ab', 'cd', 'e']
    """
    return (shown[start : start + most] for start in range(0, len(shown), most))


def _robots(index: Index) -> Document:
    sitemap = urls.absolute(index.site.url, urls.SITEMAP)
    return Document(urls.ROBOTS, f"User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n")


def _days(index: Index) -> dict[str, date]:
    """When the content of a page was last another: that of its newest briefing, for a list."""
    site = index.site
    dates = {b.slug: latest(b) for b in site.briefings if dated(b) or b.revised}
    days = {urls.briefing(slug): day for slug, day in dates.items()}
    lists: list[tuple[str, Iterable[str]]] = [
        (urls.home(), dates),
        (urls.briefings(), dates),
        *((urls.company(c.slug), c.briefings) for c in site.companies),
        *((urls.topic(t.slug), t.briefings) for t in site.topics),
        *((urls.tag(t.slug), t.briefings) for t in site.tags),
        *(
            (urls.challenge(c.slug), (m.statement.briefing for m in c.mentions))
            for c in site.challenges
        ),
    ]
    for url, briefings in lists:
        if found := [dates[slug] for slug in briefings if slug in dates]:
            days[url] = max(found)
    return days


def _sitemap(url: str, shown: Sequence[str], days: Mapping[str, date], index: Index) -> Document:
    return Document(url, _listed("urlset", "url", shown, days, index))


def _sitemap_index(addresses: Sequence[str], index: Index) -> Document:
    return Document(urls.SITEMAP, _listed("sitemapindex", "sitemap", addresses, {}, index))


def _listed(
    root: str, each: str, addresses: Sequence[str], days: Mapping[str, date], index: Index
) -> str:
    listed = Element(root, xmlns=SITEMAPS)
    for url in addresses:
        entry = SubElement(listed, each)
        SubElement(entry, "loc").text = urls.absolute(index.site.url, url)
        if url in days:
            SubElement(entry, "lastmod").text = days[url].isoformat()
    indent(listed, space="\t")
    body = tostring(listed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'
