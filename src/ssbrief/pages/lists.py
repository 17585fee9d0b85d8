"""The lists behind a scorecard: `/timeline/due/`, `/timeline/met/` … and the same of each topic.

In: an `Index`. Out: a page for each kind of target that there is any of; what is due always has
one. What is due stands overdue first, then by the latest day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import ClassVar

from msgspec import Struct, structs

from .. import urls
from ..model import Topic, Track
from ..periods import order
from . import listing
from .base import Link, Moment, Page, Recipe
from .index import Index, last_day
from .rows import LONG, TargetRow, target_rows
from .statements import Due, capital, due
from .summaries import lateness, run_of
from .tallies import Kind, is_held, kind_of, listed, overdue_by

#: Each list by the last part of its address, and the kinds of targets that it holds.
LISTS: dict[str, tuple[Kind, ...]] = {
    "due": ("overdue", "open"),
    "held": ("held",),
    "met": ("met",),
    "late": ("late",),
    "missed": ("missed",),
    "dropped": ("dropped",),
    "reached": ("reached",),
    "reported": ("reported",),
}


#: So many of each are shown where there are many.
FIRST = 10

#: In what order a company's targets are told by how they stand.
STANDING: tuple[Kind, ...] = (
    *("overdue", "open", "met", "late", "missed", "dropped", "reached", "reported"),
)


class DueGroup(Struct, frozen=True):
    """Targets under a heading, with their words or, in a long list, as `rows`; `link` leads on to
    more of the like."""

    id: str
    title: str
    link: Link | None
    dues: tuple[Due, ...] = ()
    rows: tuple[TargetRow, ...] = ()


class Standing(Struct, frozen=True):
    """Targets that stand alike, with how many; `moved` ones carry the accent. `more` leads to all,
    where only the first are here."""

    label: str
    count: str
    dues: tuple[Due, ...]
    moved: bool = False
    more: Link | None = None


class TargetsPage(Page, frozen=True, kw_only=True):
    """Targets of a kind, with the ways to those of other kinds; or all of a company, which are not
    `named`, with the ways to its histories `beside`."""

    template: ClassVar[str] = "targets.html"

    lede: str
    lists: tuple[Link, ...]
    groups: tuple[DueGroup, ...]
    parts: tuple[Link, ...]
    named: bool = True
    beside: tuple[Link, ...] = ()


def list_pages(index: Index) -> Iterator[Recipe]:
    timeline = Link(index.say("nav-timeline"), urls.timeline())
    yield from _lists(index.site.tracks, index, urls.timeline_list, (timeline,))
    topics = Link(index.say("nav-topics"), urls.topics())
    for topic in index.site.topics:
        crumbs = (topics, Link(topic.name, urls.topic(topic.slug)))
        yield from _lists(topic.tracks, index, _address_of(topic), crumbs, topic.name)


def by_standing(tracks: Sequence[Track], index: Index) -> dict[str, list[Track]]:
    """What is overdue and due next, then what ended, each in the order in which it is due."""
    found = listed(tracks, {kind: (kind,) for kind in STANDING}, index)
    return {kind: due_order(members, index) for kind, members in found.items() if members}


def standings(tracks: Sequence[Track], index: Index, of_many: str = "") -> tuple[Standing, ...]:
    """A scorecard with its lists; of many targets their first, and the way to all of them at the
    address `of_many`."""
    say = index.say
    return tuple(
        Standing(
            say(f"score-{kind}"),
            say.number(len(members)),
            tuple(
                target(t, index, with_topic=bool(of_many))
                for t in (members[:FIRST] if of_many else members)
            ),
            moved=kind == "overdue",
            more=Link(
                say("all-standing", n=len(members), label=say(f"score-{kind}")),
                of_many + urls.fragment(f"_is-{kind}"),
            )
            if of_many and len(members) > FIRST
            else None,
        )
        for kind, members in by_standing(tracks, index).items()
    )


def standing_groups(tracks: Sequence[Track], index: Index) -> tuple[DueGroup, ...]:
    """The same with all targets, as rows."""
    return tuple(
        group(f"_is-{kind}", capital(index.say(f"score-{kind}")), None, members, True, index)
        for kind, members in by_standing(tracks, index).items()
    )


def list_address(address: Callable[[str], str]) -> Callable[[Kind], str]:
    """Where a kind of target is listed."""
    names = {kind: name for name, kinds in LISTS.items() for kind in kinds}
    return lambda kind: address(names[kind])


def topic_address(topic: Topic) -> Callable[[Kind], str]:
    return list_address(_address_of(topic))


def timeline_address() -> Callable[[Kind], str]:
    return list_address(urls.timeline_list)


def due_order(tracks: Sequence[Track], index: Index) -> list[Track]:
    """Overdue first, then by the latest day; what names none comes last."""
    return sorted(
        tracks,
        key=lambda t: (
            kind_of(t, index) != "overdue",
            t.steps[-1].milestone.due.latest is None,
            order(t.steps[-1].milestone.due),
            index.company_name(t.company),
            t.id,
        ),
    )


def target(track: Track, index: Index, with_topic: bool = False) -> Due:
    """A track by its latest word, with what its kind has to say; of many with its topic."""
    shown = structs.replace(due(track.steps[-1].milestone, index), note=note(track, index))
    topic = index.topic(track.topic) if with_topic and len(index.topics) > 1 else None
    if topic is None:
        return shown
    return structs.replace(shown, what=index.say("who-what", who=shown.what, what=topic.text))


def note(track: Track, index: Index) -> str:
    """How long it is past, how long it has held, or what had been said before it ended."""
    say, kind, run = index.say, kind_of(track, index), run_of(track)
    if kind == "overdue":
        months = overdue_by(track, index)
        return say("note-overdue", n=months) if months else say("note-overdue-new")
    if is_held(track, index):
        when = index.moment(index.said(run[0].milestone)).text
        return say("note-held", n=len(run), when=when)
    if kind in ("met", "late") and len(run) > 1:
        before = say.period(run[-2].milestone.due)
        return say("note-promised", due=before, late=lateness(track.outcome, say))
    return ""


def _address_of(topic: Topic) -> Callable[[str], str]:
    return lambda name: urls.topic_list(topic.slug, name)


def _lists(
    tracks: Sequence[Track],
    index: Index,
    address: Callable[[str], str],
    crumbs: tuple[Link, ...],
    of: str = "",
) -> Iterator[Recipe]:
    say = index.say
    found = listed(tracks, LISTS, index)
    for name, members in found.items():
        if not members and name != "due":
            continue
        title = say(f"{name}-title")
        about = _About(
            name=name,
            long=len(members) > LONG,
            url=address(name),
            title=say("list-of", title=title, name=of) if of else title,
            lede=_lede(name, members, index),
            as_of=index.judged(track.steps[-1].milestone for track in members),
            nav="topics" if of else "timeline",
            crumbs=crumbs,
            ways=tuple(
                Link(say(f"list-{each}"), address(each), say.number(len(there)), each == name)
                for each, there in found.items()
                if there
            ),
        )
        yield from _list(due_order(members, index), about, index)


class _About(Struct, frozen=True):
    """What all pages of a list have in common. A `long` one is told in rows."""

    name: str
    long: bool
    url: str
    title: str
    lede: str
    as_of: Moment | None
    nav: str
    crumbs: tuple[Link, ...]
    ways: tuple[Link, ...]


def _lede(name: str, members: Sequence[Track], index: Index) -> str:
    if name != "due":
        return index.say.sentence(index.say("targets-told", n=len(members)))
    overdue = sum(kind_of(track, index) == "overdue" for track in members)
    return index.say("due-lede", n=len(members), overdue=index.say.number(overdue))


def _list(tracks: Sequence[Track], about: _About, index: Index) -> Iterator[Recipe]:
    split = listing.split(tracks, about.url, "part", lambda _: "", shown=100)
    whole = (about.url, "", split.entries)
    for url, part, entries in (whole, *((p.url, p.name, p.entries) for p in split.parts)):
        make = partial(_page, url, part, entries, split.links(index, url), about, index)
        yield Recipe(url, TargetsPage, make)


def _page(
    url: str,
    part: str,
    entries: Sequence[Track],
    parts: tuple[Link, ...],
    about: _About,
    index: Index,
) -> TargetsPage:
    whole = (Link(about.title, about.url),) if part else ()
    return TargetsPage(
        url=url,
        title=index.say("list-part", title=about.title, part=part) if part else about.title,
        description=index.say.sentences([index.say.sentence(about.title), about.lede]),
        nav=about.nav,
        crumbs=(*about.crumbs, *whole),
        lede=about.lede,
        as_of=about.as_of,
        lists=about.ways,
        groups=_groups(about, entries, index),
        parts=parts,
    )


def group(
    name: str, title: str, link: Link | None, tracks: Sequence[Track], long: bool, index: Index
) -> DueGroup:
    """Targets with their words, those of a `long` list as rows."""
    if long:
        return DueGroup(name, title, link, rows=target_rows(tracks, index))
    return DueGroup(name, title, link, tuple(target(track, index) for track in tracks))


def _groups(about: _About, tracks: Sequence[Track], index: Index) -> tuple[DueGroup, ...]:
    """What is due under its headings; every other list under none."""
    say = index.say
    found: dict[tuple[str, str], list[Track]] = {}
    for track in tracks:
        latest = last_day(track.steps[-1].milestone.due)
        if about.name != "due":
            key = ("", "")
        elif kind_of(track, index) == "overdue":
            key = ("overdue", say("due-overdue"))
        elif track.steps[-1].milestone.due.latest is None:
            key = ("open", say("no-latest-day"))
        else:
            key = (str(latest.year), say("due-by-end-of", year=str(latest.year)))
        found.setdefault(key, []).append(track)
    return tuple(
        group(f"_is-{key}", title, None, members, about.long, index)
        for (key, title), members in found.items()
    )
