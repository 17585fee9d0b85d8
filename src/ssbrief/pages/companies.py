"""The pages `/companies/` and `/companies/<slug>/`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import ClassVar

from msgspec import Struct

from .. import slugs, urls
from ..model import Company, Period, Prose, Statement, Track
from . import listing
from .base import Figure, Link, Moment, Page, Recipe, slice_links
from .evidence import aged, evidence
from .found import company_found
from .histories import Histories, histories
from .index import MOST, Index, by_length, dated
from .lists import Standing, standings
from .moves import State, is_open, short_months, state
from .statements import Quote, capital, judged, quote
from .summaries import in_all, months_in_all, summary
from .tallies import moves_told

#: A company's page shows this many statements itself when it has more than a page may list.
SHOWN = 100


class CompanyLine(Struct, frozen=True):
    """A company in a list; other names stand beside its own."""

    link: Link
    statements: str
    target: str
    state: State | None


class Group(Struct, frozen=True):
    """Companies under one letter."""

    id: str
    name: str
    lines: tuple[CompanyLine, ...]


class CompaniesPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "companies.html"

    lede: str
    groups: tuple[Group, ...]
    parts: tuple[Link, ...]


class CompanyPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "company.html"

    lede: str
    often: str
    figures: tuple[Figure, ...]
    standings: tuple[Standing, ...]
    aliases: str
    country: str
    website: Link | None
    wikidata: Link | None
    parent: Link | None
    members: tuple[Link, ...]
    profile: Prose
    profile_language: str
    histories: Histories
    statements: tuple[Quote, ...]
    statements_count: str
    parts: tuple[Link, ...]
    partners: tuple[Link, ...]
    briefings: tuple[Link, ...]
    publishers: tuple[Link, ...]
    evidence: str


class StatementsPage(Page, frozen=True, kw_only=True):
    """A part of a company's statements, where they are too many for one page."""

    template: ClassVar[str] = "statements.html"

    statements: tuple[Quote, ...]
    parts: tuple[Link, ...]


def company_pages(index: Index) -> Iterator[Recipe]:
    yield from _listing(index)
    for company in index.site.companies:
        yield from _company(company, index)


# The list ---------------------------------------------------------------------------------------


def _listing(index: Index) -> Iterator[Recipe]:
    split = listing.split(
        index.site.companies, urls.companies(), "letter", lambda c: listing.letter(c.name)
    )
    yield Recipe(urls.companies(), CompaniesPage, partial(_list_page, split, index))
    for part in split.parts:
        yield Recipe(part.url, CompaniesPage, partial(_part_page, part, split, index))


def _list_page(split: listing.Listing[Company], index: Index) -> CompaniesPage:
    say, site = index.say, index.site
    return CompaniesPage(
        url=urls.companies(),
        title=say("nav-companies"),
        description=say("companies-description", site=site.title),
        nav="companies",
        lede=say("companies-lede", n=len(site.companies)),
        as_of=_judged(split.entries, index),
        groups=_groups(split.entries, index),
        parts=split.links(index),
    )


def _part_page(
    part: listing.Part[Company], split: listing.Listing[Company], index: Index
) -> CompaniesPage:
    say = index.say
    return CompaniesPage(
        url=part.url,
        title=say("companies-of", letter=part.name),
        nav="companies",
        crumbs=(Link(say("nav-companies"), urls.companies()),),
        lede=say("companies-lede", n=len(part.entries)),
        as_of=_judged(part.entries, index),
        groups=_groups(part.entries, index),
        parts=split.links(index, part.url),
    )


def _groups(companies: Iterable[Company], index: Index) -> tuple[Group, ...]:
    found: dict[str, list[CompanyLine]] = {}
    for company in companies:
        found.setdefault(listing.letter(company.name).upper(), []).append(_line(company, index))
    return tuple(Group(f"_{slugs.slug(name)}", name, tuple(lines)) for name, lines in found.items())


def _judged(companies: Iterable[Company], index: Index) -> Moment | None:
    tracks = (_main_track(company) for company in companies)
    return index.judged(track.steps[-1].milestone for track in tracks if track)


def _line(company: Company, index: Index) -> CompanyLine:
    track = _main_track(company)
    milestone = track.steps[-1].milestone if track else None
    return CompanyLine(
        link=index.company(company.slug, index.say.listed(company.also_named[:4])),
        statements=index.say("statements-count", n=len(company.statements)),
        target=index.say.label(index.event(milestone), index.say.period(milestone.due))
        if milestone
        else "",
        state=state(milestone, index.site.today, index.say) if milestone else None,
    )


# A company --------------------------------------------------------------------------------------


def _company(company: Company, index: Index) -> Iterator[Recipe]:
    url, undated = urls.company(company.slug), index.say("undated")
    split = listing.split(
        company.statements,
        url,
        "year",
        lambda s: listing.year(s.said or _said(s.briefing, index), undated),
        shown=SHOWN,
    )
    make = partial(_company_page, company, split, index)
    yield Recipe(url, CompanyPage, make, searched=True)
    for part in split.parts:
        of_part = partial(_statements_page, company, part, split, index)
        yield Recipe(part.url, StatementsPage, of_part)


def _company_page(company: Company, split: listing.Listing[Statement], index: Index) -> CompanyPage:
    say, site = index.say, index.site
    quotes = tuple(quote(s, index, company.slug) for s in split.entries)
    return CompanyPage(
        url=urls.company(company.slug),
        downloads=slice_links(urls.company(company.slug)),
        found=company_found(company, index),
        title=company.name,
        description=_description(company, index),
        nav="companies",
        crumbs=(Link(say("nav-companies"), urls.companies()),),
        feed=Link(say("feed-of", name=company.name), urls.company_feed(company.slug))
        if site.url
        else None,
        lede=_lede(company, index),
        often=moves_told(company.tracks, index),
        standings=standings(company.tracks[:MOST], index) if len(company.tracks) > 1 else (),
        figures=_figures(company, index),
        as_of=index.judged_tracks(company.tracks)
        or judged(quotes, index)
        or aged(company.statements, index),
        aliases=say.series(company.also_named) if company.also_named else "",
        country=company.country,
        website=Link(_host(company.url), company.url) if company.url else None,
        wikidata=Link(company.wikidata, f"https://www.wikidata.org/wiki/{company.wikidata}")
        if company.wikidata
        else None,
        parent=_parent(company, index),
        members=tuple(index.company(slug) for slug in company.members),
        profile=company.profile,
        profile_language=index.other_language(company.profile_language or index.say.language),
        histories=histories(company.tracks, index),
        statements=quotes,
        statements_count=say("statements-count", n=len(company.statements)),
        parts=split.links(index),
        partners=tuple(
            Link(p.name, urls.company(p.company), say.number(p.count))
            for p in company.partners[:40]
        ),
        briefings=tuple(
            Link(
                index.heads[slug].title,
                urls.briefing(slug),
                index.moment(_said(slug, index)).text,
            )
            for slug in company.briefings[:MOST]
        ),
        publishers=_publishers(company, index),
        evidence=evidence(company.statements, index),
    )


def _statements_page(
    company: Company,
    part: listing.Part[Statement],
    split: listing.Listing[Statement],
    index: Index,
) -> StatementsPage:
    say = index.say
    quotes = tuple(quote(s, index, company.slug) for s in part.entries)
    return StatementsPage(
        url=part.url,
        title=say("statements-of", name=company.name, year=part.name),
        nav="companies",
        crumbs=(Link(say("nav-companies"), urls.companies()), index.company(company.slug)),
        as_of=judged(quotes, index),
        statements=quotes,
        parts=split.links(index, part.url),
    )


def _said(briefing: str, index: Index) -> Period | None:
    return dated(index.heads[briefing])


def _main_track(company: Company) -> Track | None:
    """The track that stands for a company in a list: open ones before others."""
    ordered = by_length(company.tracks)
    still = [t for t in ordered if is_open(t.steps[-1].milestone)]
    return next(iter(still or ordered), None)


def _parent(company: Company, index: Index) -> Link | None:
    if not company.part_of:
        return None
    known = company.part_of in index.companies
    return index.company(company.part_of) if known else Link(company.part_of, "")


def _lede(company: Company, index: Index) -> str:
    track = _main_track(company)
    if track is None:
        return index.say("company-no-targets", name=company.name)
    return index.say.label(capital(index.track_event(track)), summary(track, index))


def _description(company: Company, index: Index) -> str:
    return index.say.sentences([index.say.sentence(company.name), _lede(company, index)])


def _figures(company: Company, index: Index) -> tuple[Figure, ...]:
    say = index.say
    figures = []
    track = _main_track(company)
    if track:
        due = say.period(track.steps[-1].milestone.due)
        figures.append(Figure(due, say("figure-latest", what=index.track_event(track))))
        told, months = in_all(track), months_in_all(track)
        if months:
            moved = short_months(months, told.at_least or told.change == "restated", say)
            figures.append(Figure(moved, say("figure-moved-in-all"), moved=True))
    count = len(company.statements)
    sourced = sum(bool(s.sources) for s in company.statements)
    figures.append(Figure(say.number(count), say("figure-statements", n=count)))
    figures.append(Figure(say("of", n=sourced, total=say.number(count)), say("figure-sourced")))
    return tuple(figures)


def _publishers(company: Company, index: Index) -> tuple[Link, ...]:
    counts: dict[Link, int] = {}
    for statement in company.statements:
        for key in statement.sources:
            if link := index.publisher(key):
                counts[link] = counts.get(link, 0) + 1
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].text))
    return tuple(Link(link.text, link.href, index.say.number(n)) for link, n in ordered[:20])


def _host(url: str) -> str:
    return url.split("://")[-1].split("/")[0].removeprefix("www.")
