"""Feeds: what moved and new briefings, of the site, of each topic and company, and changes alone.

In: a `Site`. Out: each feed as Atom and JSON Feed (see `syndication`). An entry on a change states
it ("Toyota, first vehicle: 2025 → 2027–2028, slipped 36 months"); one on a briefing holds its whole
text, in a company's feed what it says of that company. Without `url:` there are none.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from heapq import nlargest

from markupsafe import Markup, escape
from msgspec import Struct

from .. import urls
from ..model import Briefing, Passage, Prose, Section, Statement
from .base import Document, Recipe
from .changes import Change, changes
from .days import latest, revised, spoken
from .index import Index, dated
from .moves import move
from .statements import works
from .syndication import ENTRIES, Feed, FeedEntry, atom, json_feed, newest, portable


class _Plan(Struct, frozen=True):
    """What a feed is made from; `company` is the slug of the one it is about."""

    url: str
    href: str
    title: str
    briefings: Sequence[str]
    moved: Sequence[Change]
    company: str = ""


def feed_documents(index: Index) -> Iterator[Recipe]:
    if not index.site.url:
        return
    for planned in _plans(index):
        address = urls.as_json_feed(planned.url)
        yield Recipe(planned.url, Document, partial(_atom, planned, index))
        yield Recipe(address, Document, partial(_json, address, planned, index))


def _atom(planned: _Plan, index: Index) -> Document:
    return Document(planned.url, atom(_feed(planned, index)))


def _json(url: str, planned: _Plan, index: Index) -> Document:
    return Document(url, json_feed(_feed(planned, index)))


def _plans(index: Index) -> Iterator[_Plan]:
    say, site = index.say, index.site
    found = changes(site.tracks, index)
    everything = list(index.heads)
    yield _Plan(urls.FEED, urls.home(), site.title, everything, found)
    title = say("feed-title", site=site.title, name=say("changes-title"))
    yield _Plan(urls.CHANGES_FEED, urls.changes(), title, (), found)
    by_topic: dict[str, list[Change]] = {}
    by_company: dict[str, list[Change]] = {}
    for change in found:
        by_topic.setdefault(change.track.topic, []).append(change)
        by_company.setdefault(change.track.company or "", []).append(change)
    for topic in site.topics:
        title = say("feed-title", site=site.title, name=topic.name)
        home, url = urls.topic(topic.slug), urls.topic_feed(topic.slug)
        yield _Plan(url, home, title, topic.briefings, by_topic.get(topic.slug, ()))
    for company in site.companies:
        title = say("feed-title", site=site.title, name=company.name)
        home, url = urls.company(company.slug), urls.company_feed(company.slug)
        moved = by_company.get(company.slug, ())
        yield _Plan(url, home, title, company.briefings, moved, company.slug)


def _feed(planned: _Plan, index: Index) -> Feed:
    """Only what may stand in the feed is spelled out: texts are long, and briefings many."""
    site = index.site
    outlines = nlargest(
        ENTRIES,
        (index.outlines[slug] for slug in planned.briefings),
        key=lambda outline: (latest(outline), outline.slug),
    )
    briefings = [index.briefings[outline.slug] for outline in outlines]
    moved = nlargest(
        ENTRIES,
        planned.moved,
        key=lambda c: (spoken(index.said(c.step.milestone)), c.track.id, c.place),
    )
    entries = [
        _once(
            f"briefing {b.slug} {planned.company}", partial(_on_briefing, b, planned.company), index
        )
        for b in briefings
    ]
    entries += [_once(f"step {c.track.id} {c.place}", partial(_on_change, c), index) for c in moved]
    return Feed(
        url=planned.url,
        href=planned.href,
        title=planned.title,
        site_url=site.url,
        publisher=site.title,
        language=index.say.language,
        rights=site.license,
        entries=newest(entries),
    )


def _once(key: str, make: Callable[[Index], FeedEntry], index: Index) -> FeedEntry:
    """Several feeds hold the same entry, each in two formats."""
    return index.once(f"entry of {key}", make)


# Entries ----------------------------------------------------------------------------------------


def _on_briefing(briefing: Briefing, company: str, index: Index) -> FeedEntry:
    """A briefing; in the feed of a company what it says of that company."""
    key = f"briefing:{_lasting(briefing)}"
    about = _about(company, briefing) if company else ()
    return FeedEntry(
        key=f"{key}:company:{company}" if company else key,
        href=urls.briefing(briefing.slug, about[0].id if about else ""),
        title=briefing.title,
        content=_statements(about, briefing, index) if company else _text(briefing, index),
        published=spoken(dated(briefing)),
        revised=revised(briefing),
        group=briefing.slug,
        summary=briefing.summary,
        authors=briefing.authors or ((briefing.prepared_by,) if briefing.prepared_by else ()),
        language=index.other_language(briefing.language),
    )


def _about(company: str, briefing: Briefing) -> tuple[Statement, ...]:
    return tuple(
        statement
        for section in briefing.sections
        for passage in section.passages
        for statement in passage.statements
        if company in statement.companies
    )


def _on_change(change: Change, index: Index) -> FeedEntry:
    milestone = change.step.milestone
    briefing = index.briefings[milestone.briefing]
    twins = [s for s in change.track.steps[: change.place] if s.milestone.briefing == briefing.slug]
    again = f":{len(twins) + 1}" if twins else ""
    return FeedEntry(
        key=f"track:{change.track.id}:{_lasting(briefing)}{again}",
        href=urls.briefing(briefing.slug, milestone.statement),
        title=fact(change, index),
        content=_evidence(change, index),
        published=spoken(index.said(milestone)),
        group=briefing.slug,
        place=next(n for n, m in enumerate(briefing.milestones, 1) if m.id == milestone.id),
        language=index.other_language(briefing.language),
        authors=briefing.authors,
    )


def fact(change: Change, index: Index) -> str:
    """ "Toyota, first vehicle: 2025 → 2027–2028, slipped 36 months"."""
    say, track = index.say, change.track
    due = say.period(change.step.milestone.due)
    before = say.period(track.steps[change.place - 1].milestone.due) if change.place else due
    dates = due if before == due else say("from-to", before=before, due=due)
    who, what = index.company_name(track.company), index.track_event(track)
    told = say.listed([dates, move(change.step, say).words])
    return say.label(say("who-what", who=who, what=what), told)


def _lasting(briefing: Briefing) -> str:
    """What a briefing is, wherever it stands: its first address, where `redirect_from` names it."""
    former = (urls.former(written).split("/") for written in briefing.redirect_from)
    slugs = [parts[2] for parts in former if parts[1:2] == ["briefings"] and len(parts) == 4]
    return slugs[0] if slugs else briefing.slug


# Contents ---------------------------------------------------------------------------------------


def _text(briefing: Briefing, index: Index) -> str:
    """The whole text, in the author's order."""
    here, site_url = urls.briefing(briefing.slug), index.site.url
    parts = [portion for section in briefing.sections for portion in _section(section)]
    whole = Prose("".join([*parts, briefing.footnotes.html]))
    return portable(whole, here, site_url)


def _section(section: Section) -> Iterator[str]:
    if section.heading.html:
        yield f"<h2>{section.heading.html}</h2>\n"
    for passage in section.passages:
        yield from _passage(passage)


def _passage(passage: Passage) -> Iterator[str]:
    if passage.shape in ("prose", "table"):
        yield passage.prose.html
    elif passage.shape == "heading":
        yield f"<h3>{passage.prose.html}</h3>\n"
    elif passage.shape == "list":
        start = f' start="{passage.start}"' if passage.start > 1 else ""
        name = "ol" if passage.start >= 0 else "ul"
        items = "".join(f"<li>{s.prose.html}</li>\n" for s in passage.statements)
        yield f"<{name}{start}>\n{items}</{name}>\n"
    else:
        if passage.prose.html:
            yield f"<h3>{passage.prose.html}</h3>\n"
        yield from (s.prose.html for s in passage.statements)


def _statements(statements: Iterable[Statement], briefing: Briefing, index: Index) -> str:
    """What a briefing says of a company; only that it names it, where it says no more."""
    here, site_url = urls.briefing(briefing.slug), index.site.url
    quoted = "".join(f"<blockquote>{s.prose.html}</blockquote>\n" for s in statements)
    return portable(Prose(quoted), here, site_url) or f"<p>{html.escape(briefing.title)}</p>\n"


def _evidence(change: Change, index: Index) -> str:
    """What moved and how far, the author's words, and the sources they name."""
    say, milestone = index.say, change.step.milestone
    briefing = index.briefings[milestone.briefing]
    told = move(change.step, say)
    moved = fact(change, index)
    if told.bounds and change.step.change != "met":
        moved = say("bracket", words=moved, note=told.bounds)
    said = index.moment(index.said(milestone)).text
    address = urls.absolute(index.site.url, urls.briefing(briefing.slug, milestone.statement))
    lines = [
        f"<p>{html.escape(say.sentence(moved))}</p>",
        f"<blockquote><p>{html.escape(milestone.words or milestone.due_words)}</p></blockquote>",
        f"<p>{say('said-in', day=said, briefing=_anchor(address, briefing.title))}</p>",
    ]
    for work in works(milestone.sources, briefing, index):
        lines.append(f"<p>{say('source', work=_anchor(work.url, work.title))}</p>")
    return "\n".join(lines) + "\n"


def _anchor(address: str, words: str) -> Markup:
    if not address:
        return escape(words)
    return Markup('<a href="{}">{}</a>').format(address, words)
