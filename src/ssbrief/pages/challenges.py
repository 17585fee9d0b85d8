"""The pages `/challenges/` and `/challenges/<slug>/`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from msgspec import Struct

from .. import urls
from ..model import Challenge, ChallengeMention
from . import listing
from .base import Link, Page, Recipe
from .found import challenge_found
from .index import Index, dated
from .statements import Quote, StatementLine, judged, quote, statement_line

#: Of a challenge that was named more often the page quotes the newest only.
WHOLE, SHOWN = 100, 20


class ChallengeLine(Struct, frozen=True):
    """A challenge in a list, with the newest words on it."""

    link: Link
    mentions: str
    span: str
    newest: Quote | None


class ChallengesPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "challenges.html"

    lede: str
    challenges: tuple[ChallengeLine, ...]
    parts: tuple[Link, ...]


class ChallengePage(Page, frozen=True, kw_only=True):
    """A challenge in the words of all who named it; of many the newest, a year in `lines`."""

    template: ClassVar[str] = "challenge.html"

    lede: str
    aliases: str
    quotes: tuple[Quote, ...]
    lines: tuple[StatementLine, ...] = ()
    eased: tuple[Link, ...]
    companies: tuple[Link, ...]
    parts: tuple[Link, ...]


def challenge_pages(index: Index) -> Iterator[Recipe]:
    site = index.site
    split = listing.split(
        site.challenges, urls.challenges(), "letter", lambda c: listing.letter(c.name)
    )
    yield Recipe(urls.challenges(), ChallengesPage, partial(_list_page, split, index))
    for part in split.parts:
        yield Recipe(part.url, ChallengesPage, partial(_part_page, part, split, index))
    for challenge in site.challenges:
        yield from _challenge(challenge, index)


def _list_page(split: listing.Listing[Challenge], index: Index) -> ChallengesPage:
    say, site = index.say, index.site
    return ChallengesPage(
        url=urls.challenges(),
        title=say("nav-challenges"),
        description=say("challenges-description", site=site.title),
        nav="challenges",
        lede=say("challenges-lede", n=len(site.challenges)),
        challenges=tuple(_line(c, index) for c in split.entries),
        parts=split.links(index),
    )


def _part_page(
    part: listing.Part[Challenge], split: listing.Listing[Challenge], index: Index
) -> ChallengesPage:
    say = index.say
    return ChallengesPage(
        url=part.url,
        title=say("challenges-of", letter=part.name),
        nav="challenges",
        crumbs=(Link(say("nav-challenges"), urls.challenges()),),
        lede=say("challenges-lede", n=len(part.entries)),
        challenges=tuple(_line(c, index) for c in part.entries),
        parts=split.links(index, part.url),
    )


def span(challenge: Challenge, index: Index) -> str:
    """From when to when it was spoken of."""
    times = [dated(index.heads[m.statement.briefing]) for m in challenge.mentions]
    known = [index.moment(t).text for t in times if t]
    if not known:
        return index.say("undated")
    if known[0] == known[-1]:
        return known[0]
    return index.say("span", first=known[-1], last=known[0])


def _line(challenge: Challenge, index: Index) -> ChallengeLine:
    newest = challenge.mentions[0].statement if challenge.mentions else None
    return ChallengeLine(
        link=Link(challenge.name, urls.challenge(challenge.slug)),
        mentions=index.say("briefings-count", n=_briefings(challenge)),
        span=span(challenge, index),
        newest=quote(newest, index) if newest else None,
    )


def _briefings(challenge: Challenge) -> int:
    return len({m.statement.briefing for m in challenge.mentions})


def _challenge(challenge: Challenge, index: Index) -> Iterator[Recipe]:
    url = urls.challenge(challenge.slug)
    undated = index.say("undated")
    split = listing.split(
        challenge.mentions,
        url,
        "year",
        lambda m: listing.year(dated(index.heads[m.statement.briefing]), undated),
        shown=SHOWN,
        most=WHOLE,
    )
    make_whole = partial(_challenge_page, challenge, split, index)
    yield Recipe(url, ChallengePage, make_whole, searched=True)
    for part in split.parts:
        make = partial(_mentions_page, challenge, part, split, index)
        yield Recipe(part.url, ChallengePage, make)


def _challenge_page(
    challenge: Challenge, split: listing.Listing[ChallengeMention], index: Index
) -> ChallengePage:
    say = index.say
    named = dict.fromkeys(c for m in challenge.mentions for c in m.statement.companies)
    quotes = tuple(quote(m.statement, index) for m in split.entries)
    lede = say("challenge-lede", n=_briefings(challenge), span=span(challenge, index))
    return ChallengePage(
        url=urls.challenge(challenge.slug),
        found=challenge_found(challenge, index),
        title=challenge.name,
        description=index.say.label(challenge.name, lede),
        nav="challenges",
        crumbs=(Link(say("nav-challenges"), urls.challenges()),),
        lede=lede,
        aliases=say.series(challenge.aliases) if challenge.aliases else "",
        as_of=judged(quotes, index),
        quotes=quotes,
        eased=_eased(challenge, index),
        companies=tuple(index.company(slug) for slug in list(named)[:40]),
        parts=split.links(index),
    )


def _eased(challenge: Challenge, index: Index) -> tuple[Link, ...]:
    """Who is said to have solved or eased it, newest first; each leads to the words."""
    return tuple(
        Link(
            index.company_name(company),
            urls.briefing(m.statement.briefing, m.statement.id),
            index.moment(m.statement.said or dated(index.heads[m.statement.briefing])).text,
        )
        for m in challenge.mentions
        for company in m.eased_by
    )


def _mentions_page(
    challenge: Challenge,
    part: listing.Part[ChallengeMention],
    split: listing.Listing[ChallengeMention],
    index: Index,
) -> ChallengePage:
    say = index.say
    return ChallengePage(
        url=part.url,
        title=say("challenge-of", name=challenge.name, year=part.name),
        nav="challenges",
        crumbs=(
            Link(say("nav-challenges"), urls.challenges()),
            Link(challenge.name, urls.challenge(challenge.slug)),
        ),
        lede="",
        aliases="",
        quotes=(),
        lines=tuple(statement_line(m.statement, index) for m in part.entries),
        eased=(),
        companies=(),
        parts=split.links(index, part.url),
    )
