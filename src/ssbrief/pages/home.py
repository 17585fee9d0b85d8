"""The page `/`: the newest briefing, what moved lately, what is due, and the ways in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from .. import urls
from .base import Figure, Link, Page, Recipe
from .briefings import BriefingLine, line
from .changes import TrackRow, change_rows, changes
from .found import PAGE
from .index import Index, dated
from .lanes import Lanes, lanes
from .moves import is_open, is_overdue
from .since import since
from .summaries import is_moved
from .tallies import slips
from .timeline import counts, ordered, year_counts, year_links

#: How many of each stand on the home page; each list leads on to all.
MOVED, DUE, CHIPS, WAYS = 8, 10, 12, 8


class HomePage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "home.html"

    lede: str
    newest: BriefingLine | None
    newest_changes: str
    earlier: tuple[Link, ...]
    figures: tuple[Figure, ...]
    moved: tuple[TrackRow, ...]
    told: str
    due: Link
    lanes: Lanes | None
    years: tuple[Link, ...]
    companies: tuple[Link, ...]
    companies_more: str
    challenges: tuple[Link, ...]
    publishers: tuple[Link, ...]
    topics: tuple[Link, ...]
    tags: tuple[Link, ...]


def home_pages(index: Index) -> Iterator[Recipe]:
    yield Recipe(urls.home(), HomePage, partial(_home, index), searched=_is_alone(index))


def _home(index: Index) -> HomePage:
    say, site = index.say, index.site
    outlines = tuple(index.outlines.values())
    counted = year_counts(index)
    return HomePage(
        url=urls.home(),
        title=site.title,
        description=site.description or counts(site.tracks, index),
        nav="home",
        found=PAGE if _is_alone(index) else None,
        feed=Link(say("feed-all"), urls.FEED) if site.url else None,
        lede=site.description or counts(site.tracks, index),
        newest=line(outlines[0], index) if outlines else None,
        newest_changes=_newest_changes(outlines[0].slug, index) if outlines else "",
        earlier=tuple(
            Link(b.title, urls.briefing(b.slug), index.moment(dated(b)).text) for b in outlines[1:5]
        ),
        figures=_figures(index),
        as_of=index.today() if site.tracks else None,
        moved=change_rows(changes(site.tracks, index)[:MOVED], index),
        told=slips(site.tracks, index),
        due=Link(say("due-list"), urls.timeline_list("due")),
        lanes=_glance(index),
        years=tuple(link for link in year_links(counted, index) if _near(link, index)),
        companies=_companies(index),
        companies_more=say("all-companies", n=len(site.companies)),
        challenges=_challenges(index),
        publishers=_publishers(index),
        topics=tuple(
            Link(t.name, urls.topic(t.slug), say.number(len(t.briefings)))
            for t in site.topics[:WAYS]
        ),
        tags=tuple(Link(t.name, urls.tag(t.slug)) for t in site.tags[:CHIPS]),
    )


def _newest_changes(slug: str, index: Index) -> str:
    before, _ = index.neighbours(slug)
    if before is None:
        return ""
    return since(index.briefings[slug], index.briefings[before], index).summary


def _is_alone(index: Index) -> bool:
    """Whether no other page has anything to say."""
    site = index.site
    return not (index.heads or site.companies or site.pages)


def _glance(index: Index) -> Lanes | None:
    """What is overdue or due next; targets said more than once come first where many are due."""
    still = [t for t in index.site.tracks if is_open(t.steps[-1].milestone)]
    chosen = sorted(still, key=lambda t: (-len(t.steps), t.id))[:DUE] or list(
        index.site.tracks[:DUE]
    )
    caption = index.say(
        "glance-caption", n=len(chosen), total=index.say.number(len(index.site.tracks))
    )
    return lanes(ordered(chosen, index), index, "glance", caption, grouped=False)


def _near(link: Link, index: Index) -> bool:
    """The years around today; the timeline leads to all."""
    return -2 <= int(link.text) - index.site.today.year <= 6


def _figures(index: Index) -> tuple[Figure, ...]:
    say, site = index.say, index.site
    if not index.heads:
        return ()
    several = [t for t in site.tracks if len(t.steps) > 1]
    moved = sum(is_moved(track) for track in several)
    words = sum(len(t.steps) for t in site.tracks)
    overdue = sum(is_overdue(t.steps[-1].milestone, site.today) for t in site.tracks)
    sources = sum(len(p.sources) for p in site.publishers)
    figures = [
        Figure(say.number(words), say("figure-dated", n=words)),
        Figure(say.number(len(site.companies)), say("figure-companies", n=len(site.companies))),
        Figure(say.number(sources), say("figure-sources", n=sources)),
        Figure(
            say.number(overdue),
            say("figure-overdue", n=overdue),
            moved=bool(overdue),
            href=urls.timeline_list("due"),
        ),
    ]
    if several:
        total = say.number(len(several))
        figures.insert(
            0,
            Figure(
                say("of", n=moved, total=total),
                say("figure-moved"),
                moved=bool(moved),
                href=urls.changes(),
            ),
        )
    return tuple(figures)


def _companies(index: Index) -> tuple[Link, ...]:
    """Those with most to say of."""
    most = sorted(index.site.companies, key=lambda c: (-len(c.statements), c.name))[:CHIPS]
    return tuple(index.company(c.slug, index.say.number(len(c.statements))) for c in most)


def _challenges(index: Index) -> tuple[Link, ...]:
    most = sorted(index.site.challenges, key=lambda c: (-len(c.mentions), c.name))[:WAYS]
    return tuple(
        Link(c.name, urls.challenge(c.slug), index.say.number(len(c.mentions))) for c in most
    )


def _publishers(index: Index) -> tuple[Link, ...]:
    most = sorted(index.site.publishers, key=lambda p: (-len(p.sources), p.name))[:WAYS]
    return tuple(
        Link(p.name, urls.publisher(p.slug), index.say.number(len(p.sources))) for p in most
    )
