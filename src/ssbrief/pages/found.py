"""What a search finds each kind of page by.

In: a noun of the site. Out: `Found`. A page carries it for the search index, and the list that a
site from disk is searched by is made of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..model import Briefing, Challenge, Company, Topic
from . import listing
from .base import Found
from .index import Index, dated


def briefing_found(briefing: Briefing, index: Index) -> Found:
    when = index.moment(dated(briefing)).text
    return _found("briefing", [briefing.slug], index, briefing.companies, when=when)


def company_found(company: Company, index: Index) -> Found:
    names = company.aliases
    return _found("company", company.briefings, index, [company.slug], names=names)


def topic_found(topic: Topic, index: Index) -> Found:
    companies = (c for slug in topic.briefings for c in index.outlines[slug].companies)
    return _found("topic", topic.briefings, index, companies)


def challenge_found(challenge: Challenge, index: Index) -> Found:
    statements = [mention.statement for mention in challenge.mentions]
    companies = (c for statement in statements for c in statement.companies)
    briefings = (statement.briefing for statement in statements)
    return _found("challenge", briefings, index, companies, names=challenge.aliases)


YEAR = Found(kind="year")
SOURCE = Found(kind="source")
PAGE = Found(kind="page")


def _found(
    kind: str,
    briefings: Iterable[str],
    index: Index,
    companies: Iterable[str],
    *,
    names: tuple[str, ...] = (),
    when: str = "",
) -> Found:
    """`briefings` and `companies` are slugs; the topics and years are those of the briefings."""
    said = [index.outlines[slug] for slug in dict.fromkeys(briefings)]
    topics = {index.topics[b.topic] for b in said if b.topic in index.topics}
    return Found(
        kind=kind,
        names=names,
        companies=tuple(index.company_name(slug) for slug in dict.fromkeys(companies)),
        topics=tuple(sorted(topics)),
        years=tuple(sorted({listing.year(dated(b), "") for b in said} - {""})),
        when=when,
    )
