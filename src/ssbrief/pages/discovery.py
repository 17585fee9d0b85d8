"""What helps machines to find pages: `/sitemap.xml` and `/robots.txt`; both need `url:`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from .. import urls
from .base import Document, Page, Recipe
from .index import Index, last_day

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
    yield Recipe(urls.SITEMAP, Document, partial(_sitemap_of, shown[:MOST], index))
    yield Recipe(urls.ROBOTS, Document, partial(_robots, index))


def _robots(index: Index) -> Document:
    sitemap = urls.absolute(index.site.url, urls.SITEMAP)
    return Document(urls.ROBOTS, f"User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n")


def _sitemap_of(shown: list[str], index: Index) -> Document:
    site = index.site
    days = {
        urls.briefing(b.slug): min(last_day(b.date), site.today) for b in site.briefings if b.date
    }
    return Document(urls.SITEMAP, _sitemap(shown, days, site.url))


def _sitemap(shown: list[str], days: dict[str, date], site_url: str) -> str:
    listed = Element("urlset", xmlns=SITEMAPS)
    for url in shown:
        entry = SubElement(listed, "url")
        SubElement(entry, "loc").text = urls.absolute(site_url, url)
        if url in days:
            SubElement(entry, "lastmod").text = days[url].isoformat()
    indent(listed, space="\t")
    body = tostring(listed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'
