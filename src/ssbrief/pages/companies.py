"""The pages `/companies/` and `/companies/<slug>/`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
from .index import Index, dated
from .lists import Standing, TargetsPage, due_order, standing_groups, standings
from .moves import State, is_open, short_months, state
from .places import Beside, Told, by_length, is_many, told_of
from .statements import Quote, capital, judged, quote
from .summaries import in_all, months_in_all, summary
from .tallies import moves_told

#: A company's page holds this many statements, and of more the newest; those of a year are beside.
WHOLE, SHOWN = 100, 20
#: How many briefings that name a company stand on its page.
BRIEFINGS = 24


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
    beside: tuple[Link, ...]
    all_targets: Link | None
    statements: tuple[Quote, ...]
    statements_count: str
    parts: tuple[Link, ...]
    partners: tuple[Link, ...]
    briefings: tuple[Link, ...]
    briefings_more: str
    publishers: tuple[Link, ...]
    evidence: str


class HistoriesPage(Page, frozen=True, kw_only=True):
    """How targets of one kind moved, where they are too many for their company's page."""

    template: ClassVar[str] = "histories.html"

    histories: Histories
    parts: tuple[Link, ...]


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
        most=WHOLE,
    )
    tellings = told_of(company)
    make = partial(_company_page, company, tellings, split, index)
    yield Recipe(url, CompanyPage, make, searched=True)
    for part in split.parts:
        links = split.links(index, part.url)
        of_part = partial(_statements_page, company.slug, part, links, index)
        yield Recipe(part.url, StatementsPage, of_part)
    if is_many(company.tracks):
        yield from _targets(company, index)
    for page in tellings.beside:
        links = _beside(tellings, index, page.url)
        of_kind = partial(_histories_page, company.slug, page, links, index)
        yield Recipe(page.url, HistoriesPage, of_kind)


def _company_page(
    company: Company, tellings: Told, split: listing.Listing[Statement], index: Index
) -> CompanyPage:
    say, site = index.say, index.site
    quotes = tuple(quote(s, index, company.slug) for s in split.entries)
    many = urls.company_targets(company.slug) if is_many(company.tracks) else ""
    beyond = len(company.briefings) - BRIEFINGS
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
        standings=standings(company.tracks, index, many) if len(company.tracks) > 1 else (),
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
        histories=histories(tellings, index),
        beside=_beside(tellings, index),
        all_targets=Link(say("all-targets", n=len(company.tracks)), many) if many else None,
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
            for slug in company.briefings[:BRIEFINGS]
        ),
        briefings_more=say("and-more", n=beyond) if beyond > 0 else "",
        publishers=_publishers(company, index),
        evidence=evidence(company.statements, index),
    )


def _statements_page(
    slug: str, part: listing.Part[Statement], links: tuple[Link, ...], index: Index
) -> StatementsPage:
    say, company = index.say, index.company(slug)
    quotes = tuple(quote(s, index, slug) for s in part.entries)
    return StatementsPage(
        url=part.url,
        title=say("statements-of", name=company.text, year=part.name),
        nav="companies",
        crumbs=(Link(say("nav-companies"), urls.companies()), company),
        as_of=judged(quotes, index),
        statements=quotes,
        parts=links,
    )


def _targets(company: Company, index: Index) -> Iterator[Recipe]:
    """All targets as rows, split by the year of their latest day where a page cannot hold them."""
    url, say = urls.company_targets(company.slug), index.say
    split = listing.split(
        due_order(company.tracks, index),
        url,
        "year",
        lambda t: listing.year(t.steps[-1].milestone.due, say("undated")),
        shown=SHOWN,
    )
    title = say("targets-of", name=company.name)
    pages = [(url, title, split.entries)]
    for part in split.parts:
        pages.append((part.url, say("list-part", title=title, part=part.name), part.entries))
    for address, name, tracks in pages:
        make = partial(_targets_page, company, address, name, tracks, split, index)
        yield Recipe(address, TargetsPage, make)


def _targets_page(
    company: Company,
    url: str,
    title: str,
    tracks: Sequence[Track],
    split: listing.Listing[Track],
    index: Index,
) -> TargetsPage:
    say = index.say
    return TargetsPage(
        url=url,
        title=title,
        description=say.sentence(title),
        nav="companies",
        crumbs=(Link(say("nav-companies"), urls.companies()), index.company(company.slug)),
        lede=say.sentence(say("targets-told", n=split.total)),
        as_of=index.judged(track.steps[-1].milestone for track in tracks),
        lists=(),
        groups=standing_groups(tracks, index),
        parts=split.links(index, url),
        named=False,
        beside=_beside(told_of(company), index),
    )


def _histories_page(
    slug: str, page: Beside, links: tuple[Link, ...], index: Index
) -> HistoriesPage:
    say, company = index.say, index.company(slug)
    title = say.label(company.text, _kind(page, index))
    return HistoriesPage(
        url=page.url,
        title=title,
        description=say.sentence(title),
        nav="companies",
        crumbs=(Link(say("nav-companies"), urls.companies()), company),
        as_of=index.judged_tracks(page.tracks),
        histories=histories(Told(page.tracks), index),
        parts=links,
    )


def _beside(tellings: Told, index: Index, here: str = "") -> tuple[Link, ...]:
    """To the pages that tell more histories, with how many."""
    say = index.say
    return tuple(
        Link(
            _kind(page, index) if page.kind else say("the-others"),
            page.url,
            say.number(len(page.tracks)),
            page.url == here,
        )
        for page in tellings.beside
    )


def _kind(page: Beside, index: Index) -> str:
    kind = index.kind(page.kind) if page.kind else index.say("histories")
    number = index.say.number(page.number)
    return kind if page.number == 1 else index.say("bracket", words=kind, note=number)


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
    known = company.part_of in index.names
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
