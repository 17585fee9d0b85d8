"""The pages `/briefings/` and `/briefings/<slug>/`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import ClassVar, Literal

from msgspec import Struct

from .. import urls
from ..evidence import Evidence, statements_of
from ..model import Briefing, Milestone, Passage, Prose, Section
from ..strings import datetime_of, direction
from . import listing
from .base import Content, Figure, Link, Moment, Page, Recipe
from .citations import Cite, cite
from .evidence import told_of
from .found import briefing_found
from .index import Index, Outline, dated, first_day, last_day
from .since import Since, since
from .statements import Entry, Work, entry, works

#: Where a briefing has its date or its period from (see `parse`), if it names none.
BY_PERIOD, BY_TITLE = "the period covered", "the title"


class Piece(Struct, frozen=True):
    """A stretch of a section: as `model.Passage`, with what was read from each statement.

    `level` is the level of a heading on this page. A table is whole in `prose`; what was read from
    its rows follows it, where `read` says that there is any.
    """

    shape: Literal["prose", "heading", "paragraph", "entry", "list", "table"]
    prose: Prose = Prose("")
    level: int = 0
    id: str = ""
    start: int = -1
    entries: tuple[Entry, ...] = ()
    read: bool = False


class Part(Struct, frozen=True):
    """A section; `bare` ones (the list of sources) have no evidence beside their words."""

    id: str
    title: str
    heading: Prose
    pieces: tuple[Piece, ...]
    bare: bool = False


class BriefingLine(Struct, frozen=True):
    """A briefing in a list; `language` is that of its title and summary, "" for the site's own."""

    link: Link
    language: str
    date: Moment
    topic: Link | None
    period: str
    summary: str
    companies: str
    targets: str


class BriefingPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "briefing.html"
    open_graph_type: ClassVar[str] = "article"

    figures: tuple[Figure, ...]
    byline: tuple[str, ...]
    published: Moment | None
    revised: str
    change_note: str
    summary: str
    since: Since | None
    parts: tuple[Part, ...]
    footnotes: Prose
    contents: tuple[Content, ...]
    companies: tuple[Link, ...]
    targets: tuple[Link, ...]
    sources: tuple[Work, ...]
    publishers: tuple[Link, ...]
    evidence: str
    tags: tuple[Link, ...]
    cite: Cite
    written: Link
    events: tuple[Link, ...]
    before: Link | None
    after: Link | None
    edit: str
    text_language: str
    text_direction: str


class BriefingsPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "briefings.html"

    lede: str
    briefings: tuple[BriefingLine, ...]
    parts: tuple[Link, ...]
    parts_label: str


def briefing_pages(index: Index) -> Iterator[Recipe]:
    yield from _listing(index)
    for briefing in index.site.briefings:
        url = urls.briefing(briefing.slug)
        make = partial(_page, briefing, index)
        yield Recipe(url, BriefingPage, make, briefing.path, searched=True)


def lines(outlines: Iterable[Outline], index: Index) -> tuple[BriefingLine, ...]:
    return tuple(line(outline, index) for outline in outlines)


def line(outline: Outline, index: Index) -> BriefingLine:
    say = index.say
    return BriefingLine(
        link=index.briefing(outline.slug),
        language=index.other_language(outline.language),
        date=index.moment(dated(outline)),
        topic=index.topic(outline.topic),
        period=say.period(outline.period) if outline.period and outline.date else "",
        summary=outline.summary,
        companies=say("companies-count", n=len(outline.companies)),
        targets=say("targets-count", n=outline.targets),
    )


def _listing(index: Index) -> Iterator[Recipe]:
    undated = index.say("undated")
    split = listing.split(
        tuple(index.outlines.values()),
        urls.briefings(),
        "year",
        lambda b: listing.year(dated(b), undated),
        shown=50,
    )
    yield Recipe(urls.briefings(), BriefingsPage, partial(_list_page, split, index))
    for part in split.parts:
        yield Recipe(part.url, BriefingsPage, partial(_part_page, part, split, index))


def _list_page(split: listing.Listing[Outline], index: Index) -> BriefingsPage:
    say, site = index.say, index.site
    return BriefingsPage(
        url=urls.briefings(),
        title=say("nav-briefings"),
        description=say("briefings-description", site=site.title),
        nav="briefings",
        lede=say("briefings-lede", n=split.total),
        briefings=lines(split.entries, index),
        parts=split.links(index),
        parts_label=say("by-year"),
    )


def _part_page(
    part: listing.Part[Outline], split: listing.Listing[Outline], index: Index
) -> BriefingsPage:
    say = index.say
    return BriefingsPage(
        url=part.url,
        title=say("briefings-of", year=part.name),
        nav="briefings",
        crumbs=(Link(say("nav-briefings"), urls.briefings()),),
        lede=say("briefings-lede", n=len(part.entries)),
        briefings=lines(part.entries, index),
        parts=split.links(index, part.url),
        parts_label=say("by-year"),
    )


def _page(briefing: Briefing, index: Index) -> BriefingPage:
    say = index.say
    parts = tuple(_part(section, briefing, index) for section in briefing.sections)
    topic = index.topic(briefing.topic)
    before, after = index.neighbours(briefing.slug)
    earlier = index.briefings[before] if before else None
    compared = since(briefing, earlier, index) if topic else None
    found = index.ledger().count(statements_of(briefing))
    keys = () if _lists_sources(briefing) else tuple(s.key for s in briefing.sources)
    description = briefing.summary or _description(briefing, index)
    crumbs = [Link(say("nav-briefings"), urls.briefings())]
    if topic:
        crumbs.append(topic)
    return BriefingPage(
        url=urls.briefing(briefing.slug),
        title=briefing.title,
        description=description,
        nav="briefings",
        crumbs=tuple(crumbs),
        path=briefing.path,
        as_of=index.judged(briefing.milestones) or (index.today() if found.standing else None),
        figures=_figures(briefing, found, index),
        byline=_byline(briefing, index),
        published=index.moment(briefing.date) if _is_published(briefing) else None,
        revised=_revised(briefing, index),
        change_note=briefing.change_note,
        summary=briefing.summary,
        since=compared,
        parts=parts,
        footnotes=briefing.footnotes,
        contents=_contents(parts),
        companies=tuple(index.company(slug) for slug in briefing.companies),
        targets=tuple(_target(m, index) for m in _targets(briefing)),
        sources=works(keys, briefing, index),
        publishers=_publishers(briefing, index),
        evidence=told_of(found, index),
        tags=tuple(
            Link(name, urls.tag(index.tags[name])) for name in briefing.tags if name in index.tags
        ),
        cite=cite(briefing, index, description),
        found=briefing_found(briefing, index),
        written=Link(say("written"), urls.written(briefing.slug)),
        events=tuple(_events(briefing, index)),
        before=index.briefing(before) if before else None,
        after=index.briefing(after) if after else None,
        edit=_edit(briefing, index),
        text_language=index.other_language(briefing.language),
        text_direction=direction(briefing.language)
        if direction(briefing.language) != direction(say.language)
        else "",
    )


# The text ---------------------------------------------------------------------------------------


def _part(section: Section, briefing: Briefing, index: Index) -> Part:
    base = 3 if section.heading.html else 2
    bare = section.kind == "sources"
    levels = _Levels(base)
    pieces = tuple(_piece(p, briefing, index, levels, bare) for p in section.passages)
    return Part(section.id, section.title, section.heading, pieces, bare)


class _Levels:
    """The author's heading levels as levels of the page: none is skipped."""

    def __init__(self, base: int) -> None:
        self.base = base
        self.open: list[int] = []

    def of(self, level: int) -> int:
        while self.open and self.open[-1] >= level:
            self.open.pop()
        self.open.append(level)
        return min(self.base + len(self.open) - 1, 6)


def _piece(
    passage: Passage, briefing: Briefing, index: Index, levels: _Levels, bare: bool
) -> Piece:
    shown = 0
    if passage.shape == "heading":
        shown = levels.of(passage.level)
    is_entry = passage.shape == "entry"
    heading = passage.prose if is_entry else Prose("")
    entries = tuple(
        entry(s, briefing, index, heading, levels.of(s.level or passage.level) if is_entry else 0)
        for s in passage.statements
    )
    if bare:
        entries = tuple(_bare(e) for e in entries)
    return Piece(
        passage.shape,
        Prose("") if is_entry else passage.prose,
        shown,
        passage.id,
        passage.start,
        entries,
        read=any(e.readings or e.works for e in entries),
    )


def _bare(shown: Entry) -> Entry:
    return Entry(shown.id, shown.prose, shown.label, shown.heading, shown.level)


def _lists_sources(briefing: Briefing) -> bool:
    return any(s.kind == "sources" and s.passages for s in briefing.sections)


def _contents(parts: Sequence[Part]) -> tuple[Content, ...]:
    """None for a text that needs none."""
    found = [
        Content(
            Link(part.title, f"#{part.id}"),
            tuple(
                Link(words, f"#{anchor}") for words, anchor, level in _headings(part) if level == 3
            ),
        )
        for part in parts
        if part.heading.html
    ]
    return tuple(found) if len(found) > 1 else ()


def _headings(part: Part) -> Iterator[tuple[str, str, int]]:
    for piece in part.pieces:
        if piece.shape == "entry":
            for shown in piece.entries:
                yield shown.label, shown.id, shown.level


# What stands around it ----------------------------------------------------------------------------


def _targets(briefing: Briefing) -> tuple[Milestone, ...]:
    """What is still to come true, soonest first: not what happened, nor a date given up."""
    ahead = [m for m in briefing.milestones if m.state in ("target", "postponed")]
    return tuple(sorted(ahead, key=lambda m: (last_day(m.due), first_day(m.due), m.id)))


def _target(milestone: Milestone, index: Index) -> Link:
    who = index.company_name(milestone.company)
    return Link(
        index.say("who-what", who=who, what=index.event(milestone)),
        f"#{milestone.statement}" if milestone.statement else "",
        index.say.period(milestone.due),
    )


def _events(briefing: Briefing, index: Index) -> Iterator[Link]:
    """What happened on a day, in a month or a year that is known."""
    for milestone in briefing.milestones:
        day = datetime_of(milestone.due)
        if milestone.state == "achieved" and day:
            who = index.company_name(milestone.company)
            yield Link(
                index.say("who-what", who=who, what=index.event(milestone)),
                urls.fragment(milestone.statement),
                day,
            )


def _figures(briefing: Briefing, found: Evidence, index: Index) -> tuple[Figure, ...]:
    say = index.say
    figures = [
        Figure(
            say.number(len(briefing.companies)), say("figure-companies", n=len(briefing.companies))
        ),
        Figure(
            say.number(len(_targets(briefing))), say("figure-targets", n=len(_targets(briefing)))
        ),
        Figure(
            say("of", n=found.sourced, total=say.number(found.statements)), say("figure-sourced")
        ),
    ]
    if briefing.period:
        figures.insert(0, Figure(say.period(briefing.period), say("figure-period")))
    return tuple(figures)


def _is_published(briefing: Briefing) -> bool:
    """Whether it names its day, month or year of publication, and not only the time it covers."""
    if briefing.date is None or dict(briefing.inferred).get("date") == BY_PERIOD:
        return False
    return datetime_of(briefing.date) != ""


def _undated(briefing: Briefing) -> str:
    """How it came to its date, in place of a day of publication."""
    if dated(briefing) is None:
        return "no-day"
    by_title = dict(briefing.inferred).get("period") == BY_TITLE
    return "no-day-dated-by-title" if by_title else "no-day-dated-by-period"


def _revised(briefing: Briefing, index: Index) -> str:
    """When it was corrected and why."""
    if not briefing.revised:
        return ""
    revised = index.say("revised", date=briefing.revised)
    if not briefing.change_note:
        return index.say.sentence(revised)
    return index.say.label(revised, briefing.change_note)


def _byline(briefing: Briefing, index: Index) -> tuple[str, ...]:
    say, found = index.say, []
    if briefing.authors:
        found.append(say("by", names=say.series(briefing.authors)))
    if briefing.prepared_by:
        found.append(say("prepared-by", name=briefing.prepared_by))
    if briefing.reviewed_by:
        found.append(say("reviewed-by", name=briefing.reviewed_by))
    if not _is_published(briefing):
        found.append(say(_undated(briefing)))
    return tuple(map(say.sentence, found))


def _description(briefing: Briefing, index: Index) -> str:
    names = [index.company_name(slug) for slug in briefing.companies[:6]]
    if not names:
        return briefing.title
    return index.say("briefing-description", title=briefing.title, names=index.say.series(names))


def _publishers(briefing: Briefing, index: Index) -> tuple[Link, ...]:
    """Each once, with the number of works of theirs that are cited."""
    links = [link for s in briefing.sources if (link := index.publisher(s.key))]
    counts = Counter(links)
    return tuple(
        Link(link.text, link.href, index.say.number(count)) for link, count in counts.items()
    )


def _edit(briefing: Briefing, index: Index) -> str:
    """Where the text is mended, for a site that says where its files live."""
    repo = index.site.repo_url.rstrip("/")
    return f"{repo}/edit/main/{briefing.path}" if repo else ""
