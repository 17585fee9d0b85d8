"""What helps machines to find pages: `/sitemap.xml` and `/robots.txt`; both need `url:`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from .. import urls
from .base import Document, Page
from .index import Index, last_day
from .plain import NotFoundPage, RedirectPage

SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
#: The standard's limit for one file.
MOST = 50_000


def discovery(index: Index, pages: Iterable[Page]) -> Iterator[Document]:
    """`pages` are all others: the sitemap lists those that are to be found."""
    site = index.site
    if not site.url:
        return
    shown = [p.url for p in pages if not isinstance(p, NotFoundPage | RedirectPage)]
    days = {
        urls.briefing(b.slug): min(last_day(b.date), site.today) for b in site.briefings if b.date
    }
    yield Document(urls.SITEMAP, _sitemap(shown[:MOST], days, site.url))
    sitemap = urls.absolute(site.url, urls.SITEMAP)
    yield Document(urls.ROBOTS, f"User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n")


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
