"""How a briefing is cited, and what it cites, for reference managers.

In: a `Site`. Out: `Cite`, which a briefing's page shows, and beside the page the files that it
leads to: the briefing itself, and its sources, as BibTeX, RIS and CSL-JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from msgspec import Struct, structs

from .. import periods, slugs, urls
from ..model import Briefing, Source
from ..vocabulary import words
from .base import Document, Link, Recipe
from .days import revised
from .index import Index, dated
from .references import (
    Day,
    Formatted,
    Reference,
    apa,
    bibtex,
    chicago,
    csl_json,
    days,
    key,
    name,
    ris,
)

#: The formats by the suffix of their files.
FORMATS: dict[str, tuple[str, Callable[[Iterable[Reference]], str]]] = {
    "bib": ("BibTeX", bibtex),
    "ris": ("RIS", ris),
    "json": ("CSL-JSON", csl_json),
}


class Style(Struct, frozen=True):
    """A reference as one style has it."""

    name: str
    words: Formatted


class Cite(Struct, frozen=True):
    """How a briefing is cited, and what it cites. `tags` are its metadata for reference managers
    (Highwire), `revised` the day of its last correction."""

    styles: tuple[Style, ...]
    files: tuple[Link, ...]
    works: tuple[Link, ...]
    tags: tuple[tuple[str, str], ...]
    work: Reference
    cited: tuple[Reference, ...]
    revised: str


def citation_files(index: Index) -> Iterator[Recipe]:
    for briefing in index.briefings.values():
        slug, made = briefing.slug, partial(_own, briefing, index)
        for suffix in FORMATS:
            url = urls.citation(slug, suffix)
            yield Recipe(url, Document, partial(_file, url, suffix, made))
            if briefing.sources:
                url = urls.works(slug, suffix)
                cited = partial(cited_works, briefing, index)
                yield Recipe(url, Document, partial(_file, url, suffix, cited))


def cite(briefing: Briefing, index: Index, description: str) -> Cite:
    slug, work, day = briefing.slug, reference(briefing, index, description), revised(briefing)
    return Cite(
        styles=(Style("APA", apa(work)), Style("Chicago", chicago(work))),
        files=tuple(Link(n, urls.citation(slug, suffix)) for suffix, (n, _) in FORMATS.items()),
        works=tuple(Link(n, urls.works(slug, suffix)) for suffix, (n, _) in FORMATS.items())
        if briefing.sources
        else (),
        tags=tuple(_tags(work)),
        work=work,
        cited=cited_works(briefing, index),
        revised=day.isoformat() if day else "",
    )


def reference(briefing: Briefing, index: Index, abstract: str = "") -> Reference:
    """A briefing as a report that the site published."""
    site = index.site
    authors = briefing.authors or ((briefing.prepared_by,) if briefing.prepared_by else ())
    return Reference(
        key=key(briefing.slug),
        kind="report",
        title=briefing.title,
        authors=tuple(map(name, authors)),
        issued=days(dated(briefing)),
        publisher=site.title,
        url=urls.absolute(site.url, urls.briefing(briefing.slug)) if site.url else "",
        abstract=briefing.summary or abstract,
        language=briefing.language,
    )


def cited_works(briefing: Briefing, index: Index) -> tuple[Reference, ...]:
    """The sources of a briefing, each with a key of its own."""
    return index.once(f"works of {briefing.slug}", partial(_cited, briefing))


def _cited(briefing: Briefing, index: Index) -> tuple[Reference, ...]:
    found: dict[str, Reference] = {}
    for source in briefing.sources:
        work = _work(source, briefing.language, index)
        unique = slugs.unique(work.key, found)
        found[unique] = structs.replace(work, key=unique)
    return tuple(found.values())


def _file(url: str, suffix: str, works: Callable[[], Iterable[Reference]]) -> Document:
    return Document(url, FORMATS[suffix][1](works()))


def _own(briefing: Briefing, index: Index) -> list[Reference]:
    return [reference(briefing, index)]


def _work(source: Source, language: str, index: Index) -> Reference:
    link = index.publisher(source.key)
    publisher = source.publisher or (link.text if link else "")
    issued = _read(source.published, language)
    title = source.title or source.url
    year = str(issued[-1][0]) if issued else ""
    return Reference(
        key=key(publisher, year, " ".join(title.split()[:3])),
        kind="webpage",
        title=title,
        authors=(name(source.author),) if source.author else (),
        issued=issued,
        publisher=publisher,
        url=source.url,
        accessed=next(iter(_read(source.accessed, language)[-1:]), ()),
        archive=source.archive,
    )


def _read(written: str, language: str) -> tuple[Day, ...]:
    return days(periods.read(written, words(language).dates)) if written else ()


def _tags(work: Reference) -> Iterator[tuple[str, str]]:
    """The metadata that Zotero, Google Scholar and others read: of a report and of nothing else."""
    yield "citation_title", work.title
    for author in work.authors:
        person = f"{author.family}, {author.given}" if author.family else author.literal
        yield "citation_author", person
    if work.issued:
        yield "citation_publication_date", "/".join(f"{part:02}" for part in work.issued[-1])
    yield "citation_technical_report_institution", work.publisher
    yield "citation_publisher", work.publisher
    if work.abstract:
        yield "citation_abstract", work.abstract
    if work.url:
        yield "citation_public_url", work.url
    yield "citation_language", work.language
