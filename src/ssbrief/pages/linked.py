"""What a page is about, for search engines: JSON-LD in the words of schema.org.

In: a page and the frame it is shown in. Out: the JSON of one script element, "" for a page that
says nothing of the kind. Everything is read from what the page shows; all addresses are absolute,
so that a site without `url:` has none of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import msgspec

from .. import urls
from .base import Link, Page
from .briefings import BriefingPage
from .companies import CompanyPage
from .data import DataPage
from .home import HomePage
from .references import Name, Reference


class Frame(Protocol):
    """What the site is called and where it stands."""

    @property
    def title(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def license(self) -> Link | None: ...


def linked_data(page: Page, frame: Frame) -> str:
    """The things a page is about, as one graph; safe inside a script element."""
    if not frame.url or not page.to_be_found:
        return ""
    things = [_without_nothing(thing) for thing in _things(page, frame)]
    if not things:
        return ""
    graph = {"@context": "https://schema.org", "@graph": things}
    return msgspec.json.encode(graph).decode().replace("<", "\\u003c")


def _things(page: Page, frame: Frame) -> Iterator[dict[str, Any]]:
    if isinstance(page, HomePage):
        yield _site(frame) | {"description": page.description}
    if isinstance(page, BriefingPage):
        yield _report(page, frame)
    if isinstance(page, CompanyPage):
        yield _company(page, frame)
    if isinstance(page, DataPage):
        yield _dataset(page, frame)
    if page.crumbs:
        yield _crumbs(page, frame)


def _site(frame: Frame) -> dict[str, Any]:
    return {
        "@type": "WebSite",
        "name": frame.title,
        "url": _at("/", frame),
        "inLanguage": frame.language,
    }


def _publisher(frame: Frame) -> dict[str, Any]:
    return {"@type": "Organization", "name": frame.title, "url": _at("/", frame)}


def _report(page: BriefingPage, frame: Frame) -> dict[str, Any]:
    own = page.cite.work
    return {
        "@type": "Report",
        "url": _at(page.url, frame),
        "name": page.title,
        "description": page.description,
        "inLanguage": own.language,
        **_by(own.authors),
        "publisher": _publisher(frame),
        "datePublished": page.published.datetime if page.published else "",
        "dateModified": page.cite.revised,
        "license": _license(frame),
        "isPartOf": _site(frame),
        "keywords": [tag.text for tag in page.tags],
        "about": [_organization(link, frame) for link in page.companies],
        "mentions": [
            {
                "@type": "Event",
                "name": event.text,
                "startDate": event.note,
                "url": _at(page.url, frame) + event.href,
            }
            for event in page.events
        ],
        "citation": [_cited(work) for work in page.cite.cited],
    }


def _by(names: Sequence[Name]) -> dict[str, Any]:
    """Who wrote it: a person is one; of all others nobody says what they are, so that they are
    credited by their words."""
    persons = [
        {
            "@type": "Person",
            "name": f"{name.given} {name.family}",
            "givenName": name.given,
            "familyName": name.family,
        }
        for name in names
        if name.family
    ]
    return {
        "author": persons,
        "creditText": ", ".join(name.literal for name in names if not name.family),
    }


def _cited(work: Reference) -> dict[str, Any]:
    named = work.publisher and work.publisher not in work.url
    publisher = {"@type": "Organization", "name": work.publisher} if named else None
    return _without_nothing(
        {
            "@type": "CreativeWork",
            "name": work.title,
            "url": work.url,
            **_by(work.authors),
            "publisher": publisher,
            "datePublished": _iso(work),
        }
    )


def _company(page: CompanyPage, frame: Frame) -> dict[str, Any]:
    website, wikidata, parent = page.website, page.wikidata, page.parent
    return {
        "@type": "Organization",
        "@id": _at(page.url, frame) + "#_company",
        "name": page.title,
        "url": website.href if website else "",
        "sameAs": wikidata.href if wikidata else "",
        "mainEntityOfPage": _at(page.url, frame),
        "parentOrganization": _organization(parent, frame) if parent else None,
        "subOrganization": [_organization(link, frame) for link in page.members],
    }


def _organization(link: Link, frame: Frame) -> dict[str, Any]:
    return {
        "@type": "Organization",
        "@id": _at(link.href, frame) + "#_company",
        "name": link.text,
    }


def _dataset(page: DataPage, frame: Frame) -> dict[str, Any]:
    kinds = {"JSON": "application/json", "CSV": "text/csv"}
    return {
        "@type": "Dataset",
        "@id": _at(page.url, frame),
        "url": _at(page.url, frame),
        "name": f"{frame.title}: {page.title}",
        "description": page.description,
        "version": page.version,
        "inLanguage": frame.language,
        "license": _license(frame),
        "creator": _publisher(frame),
        "publisher": _publisher(frame),
        "isAccessibleForFree": True,
        "creditText": page.citation,
        "distribution": [
            {
                "@type": "DataDownload",
                "name": noun.title,
                "encodingFormat": kinds[file.text],
                "contentUrl": _at(file.href, frame),
            }
            for noun in page.nouns
            for file in noun.files
            if file.text in kinds
        ],
    }


def _crumbs(page: Page, frame: Frame) -> dict[str, Any]:
    """The last step is the page itself, which needs no address."""
    steps = (Link(frame.title, "/"), *page.crumbs, Link(page.title, ""))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            _without_nothing(
                {
                    "@type": "ListItem",
                    "position": place,
                    "name": link.text,
                    "item": _at(link.href, frame) if link.href else "",
                }
            )
            for place, link in enumerate(steps, 1)
        ],
    }


def _license(frame: Frame) -> str:
    """Its address, where it has one, else its words."""
    return (frame.license.href or frame.license.text) if frame.license else ""


def _iso(work: Reference) -> str:
    return "-".join(f"{part:02}" for part in work.issued[-1]) if len(work.issued) == 1 else ""


def _at(href: str, frame: Frame) -> str:
    return href if urls.is_external(href) else urls.absolute(frame.url, href)


def _without_nothing(thing: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in thing.items() if value}
