"""The pages `/timeline/` and `/timeline/<year>/`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import ClassVar, TypeAlias

from msgspec import Struct, structs

from .. import urls
from ..drift import classify
from ..model import Milestone, Step, Track
from ..periods import order, years
from . import listing
from .base import Figure, Link, Page, Recipe, slice_links
from .found import YEAR
from .index import Index
from .lanes import Lanes, lanes
from .lists import DueGroup, group, timeline_address
from .moves import move
from .rows import LONG, former_row, target_rows
from .statements import Due, capital, due
from .tallies import Kind, kept, kind_of, listed, scorecard

#: Each year that a milestone touches, with the number of targets that stand there.
YearCounts: TypeAlias = tuple[tuple[int, int], ...]

#: An interval of more years than this stands under its first and its last year only.
LONGEST = 100
#: Of more targets than `LONG` so many are drawn, and so many of each year stand on the timeline.
DRAWN, FIRST = 24, 10


class TimelinePage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "timeline.html"

    lede: str
    score: tuple[Figure, ...]
    kept: str
    due: Link
    years: tuple[Link, ...]
    lanes: Lanes | None
    listed: str
    groups: tuple[DueGroup, ...]
    left_out: str


class YearPage(Page, frozen=True, kw_only=True):
    """What is due in a year by the latest word, by how it stands; and what was due there once."""

    template: ClassVar[str] = "year.html"

    lede: str
    years: tuple[Link, ...]
    lanes: Lanes | None
    standing: tuple[DueGroup, ...]
    former: DueGroup | None
    parts: tuple[Link, ...]


#: The order in which a year tells how its targets stand, each with the heading of its list.
STANDING: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("overdue", ("overdue",)),
    ("open", ("open",)),
    ("met", ("met", "late", "reached")),
    ("ended", ("missed", "dropped")),
    ("reported", ("reported",)),
)


class Year(Struct, frozen=True):
    """What touches a year: the targets that stand there by their latest word, and of those that
    stood there and have gone the last word that named the year."""

    standing: tuple[Track, ...] = ()
    former: tuple[Milestone, ...] = ()


def timeline_pages(index: Index) -> Iterator[Recipe]:
    counted = year_counts(index)
    yield Recipe(urls.timeline(), TimelinePage, partial(_timeline, counted, index))
    for year, touching in sorted(by_year(index).items()):
        yield from _year(year, _standing(touching, index), counted, index)


def by_year(index: Index) -> dict[int, list[Milestone]]:
    """Every milestone under each year that its interval touches, soonest first."""
    found: dict[int, list[Milestone]] = defaultdict(list)
    for milestone in (m for told in index.milestones.values() for m in told):
        for year in _touched(milestone):
            found[year].append(milestone)
    for milestones in found.values():
        milestones.sort(key=lambda m: (order(m.due), index.company_name(m.company), m.id))
    return found


def _touched(milestone: Milestone) -> tuple[int, ...]:
    touched = years(milestone.due)
    return touched if len(touched) <= LONGEST else (touched[0], touched[-1])


def _standing(touching: Iterable[Milestone], index: Index) -> Year:
    """Of what touches a year, the targets that stand there still, and of the others the last word
    that named the year."""
    standing: dict[str, Track] = {}
    former: dict[str, tuple[int, Milestone]] = {}
    for milestone in touching:
        placed = index.step(milestone)
        track, place = placed or (None, 0)
        if track and place + 1 == len(track.steps):
            standing[track.id] = track
        else:
            name = track.id if track else f"{milestone.briefing}#{milestone.id}"
            former[name] = max(former.get(name, (-1, milestone)), (place, milestone), key=_place)
    gone = tuple(m for name, (_, m) in former.items() if name not in standing)
    return Year(tuple(ordered(standing.values(), index)), gone)


def _place(said: tuple[int, Milestone]) -> int:
    return said[0]


def year_counts(index: Index) -> YearCounts:
    told = (m for milestones in index.milestones.values() for m in milestones)
    found = Counter({year: 0 for milestone in told for year in _touched(milestone)})
    for track in index.site.tracks:
        last = track.steps[-1]
        said = (last.milestone, *last.also, *last.against)
        for year in {year for milestone in said for year in _touched(milestone)}:
            found[year] += 1
    return tuple(sorted(found.items()))


def year_links(counted: YearCounts, index: Index, here: int = 0) -> tuple[Link, ...]:
    return tuple(
        Link(str(year), urls.year(year), index.say.number(count), year == here)
        for year, count in counted
    )


def counts(tracks: Iterable[Track], index: Index) -> str:
    """How many targets are open, met, overdue … in a sentence."""
    say, kinds = index.say, Counter(kind_of(track, index) for track in tracks)
    told = [
        ("open", kinds["open"]),
        ("overdue", kinds["overdue"]),
        ("met", kinds["met"] + kinds["late"] + kinds["reached"]),
        ("missed", kinds["missed"]),
        ("dropped", kinds["dropped"]),
        ("reported", kinds["reported"]),
    ]
    words = [say(f"standing-{key}", n=count) for key, count in told if count]
    if not words:
        return say("timeline-empty")
    return say("timeline-lede", n=kinds.total(), told=say.series(words))


def ordered(tracks: Iterable[Track], index: Index) -> list[Track]:
    """By the latest word of each: soonest first, what names no latest day at the end."""
    return sorted(
        tracks,
        key=lambda t: (
            t.steps[-1].milestone.due.latest is None,
            order(t.steps[-1].milestone.due),
            index.company_name(t.company),
            t.id,
        ),
    )


def _years(tracks: Sequence[Track]) -> dict[str, list[Track]]:
    """Targets by the year of their latest day, "" for none."""
    found: dict[str, list[Track]] = {}
    for track in tracks:
        latest = track.steps[-1].milestone.due.latest
        found.setdefault(str(latest.year) if latest else "", []).append(track)
    return found


def _groups(years: dict[str, list[Track]], long: bool, index: Index) -> Iterator[DueGroup]:
    say = index.say
    for year, members in years.items():
        title = say("due-by-end-of", year=year) if year else say("no-latest-day")
        more = Link(say("all-of-year", year=year), urls.year(int(year))) if year else None
        if long:
            rows = target_rows(members, index)
            yield DueGroup(f"_{year or 'open'}", title, more, rows=rows)
        else:
            dues = tuple(due(track.steps[-1].milestone, index) for track in members)
            yield DueGroup(f"_{year or 'open'}", title, more, dues)


def _timeline(counted: YearCounts, index: Index) -> TimelinePage:
    say, site = index.say, index.site
    tracks = ordered(site.tracks, index)
    long = len(tracks) > LONG
    overdue, years = _first(tracks, index) if long else ([], _years(tracks))
    shown = [track for members in years.values() for track in members]
    groups = tuple(_groups(years, long, index))
    due_list = Link(say("due-list"), urls.timeline_list("due"))
    rows = target_rows(overdue, index)
    late = DueGroup("_overdue", say("due-overdue"), due_list, rows=rows)
    left_out = len(tracks) - len(shown) - len(overdue)
    return TimelinePage(
        url=urls.timeline(),
        downloads=(
            Link("JSON", urls.data("milestones")),
            Link("CSV", urls.data_table("milestones")),
        ),
        title=say("timeline-title"),
        description=counts(tracks, index),
        nav="timeline",
        lede=counts(tracks, index),
        score=scorecard(tracks, index, timeline_address()),
        kept=kept(tracks, index),
        due=due_list,
        as_of=index.today() if tracks else None,
        years=year_links(counted, index),
        lanes=_lanes(shown[:DRAWN] if long else shown, len(tracks), index, grouped=True),
        listed=say("first-of-each", n=FIRST) if long else say("as-list"),
        groups=(late, *groups) if overdue else groups,
        left_out=say("timeline-left-out", n=left_out) if left_out else "",
    )


def _first(tracks: Sequence[Track], index: Index) -> tuple[list[Track], dict[str, list[Track]]]:
    """Of many the first that are overdue, and the first of each year to come."""
    found = listed(tracks, {"overdue": ("overdue",), "open": ("open",)}, index)
    years = {year: members[:FIRST] for year, members in _years(found["open"]).items()}
    return found["overdue"][:FIRST], years


def _year(year: int, here: Year, counted: YearCounts, index: Index) -> Iterator[Recipe]:
    """The whole of a year; of one with too many what is drawn, and its parts by the first letter of
    the company."""
    touching: list[Track | Milestone] = [*here.standing, *here.former]
    split = listing.split(
        touching,
        urls.year(year),
        "company",
        lambda e: listing.letter(index.company_name(e.company)),
        shown=DRAWN,
    )
    pages = [(urls.year(year), "", split.entries)]
    for part in split.parts:
        title = index.say("year-part", year=str(year), part=part.name)
        pages.append((part.url, title, part.entries))
    about = _About(
        year, _year_lede(year, here, index), len(here.standing), len(touching) > LONG, counted
    )
    for url, title, entries in pages:
        make = partial(_year_page, about, url, title, entries, split.links(index, url), index)
        yield Recipe(url, YearPage, make, searched=not title)


class _About(Struct, frozen=True):
    """What all pages of a year have in common: how many targets stand there, whether those are told
    in rows, and the numbers of all years."""

    year: int
    lede: str
    standing: int
    long: bool
    counted: YearCounts


def _year_page(
    about: _About,
    url: str,
    title: str,
    entries: Sequence[Track | Milestone],
    parts: tuple[Link, ...],
    index: Index,
) -> YearPage:
    say, year, long = index.say, about.year, about.long
    tracks = [entry for entry in entries if isinstance(entry, Track)]
    former = [entry for entry in entries if isinstance(entry, Milestone)]
    crumbs = [Link(say("nav-timeline"), urls.timeline())]
    if title:
        crumbs.append(Link(str(year), urls.year(year)))
    return YearPage(
        url=url,
        downloads=slice_links(urls.year(year)),
        found=None if title else YEAR,
        title=title or say("year-title", year=str(year)),
        description=about.lede,
        nav="timeline",
        crumbs=tuple(crumbs),
        lede=about.lede,
        as_of=index.today() if about.standing else None,
        years=year_links(about.counted, index, year),
        lanes=None if title else _lanes(tracks[:DRAWN] if long else tracks, about.standing, index),
        standing=tuple(_year_groups(tracks, long, index)),
        former=_former(former, long, index) if former else None,
        parts=parts,
    )


def _year_lede(year: int, here: Year, index: Index) -> str:
    """What stands in the year by the latest words, and how many dates have left it."""
    say, total = index.say, len(here.standing)
    counts = Counter(kind_of(track, index) for track in here.standing)
    counted = [(key, sum(counts[kind] for kind in members)) for key, members in STANDING]
    told = say.series(say(f"standing-{key}", n=count) for key, count in counted if count)
    lede = say("year-lede", n=total, year=str(year), told=told) if total else ""
    gone = say("year-gone", n=len(here.former)) if here.former else ""
    return say.sentences((lede or say("standing-none"), gone))


def _lanes(drawn: Sequence[Track], of: int, index: Index, grouped: bool = False) -> Lanes | None:
    say, caption = index.say, index.say("lanes-caption")
    if len(drawn) < of:
        some = say("lanes-first", n=len(drawn), total=say.number(of))
        caption = say.sentences([some, caption])
    return lanes(drawn, index, "lanes", caption, grouped)


def _year_groups(tracks: Sequence[Track], long: bool, index: Index) -> Iterator[DueGroup]:
    kinds = [(track, kind_of(track, index)) for track in tracks]
    for key, members in STANDING:
        found = [track for track, kind in kinds if kind in members]
        if found:
            yield group(f"_is-{key}", index.say(f"year-{key}"), None, found, long, index)


def _former(milestones: Sequence[Milestone], long: bool, index: Index) -> DueGroup:
    title = index.say("former-words")
    if long:
        rows = tuple(former_row(milestone, index) for milestone in milestones)
        return DueGroup("_former", title, None, rows=rows)
    dues = tuple(_moved_away(milestone, index) for milestone in milestones)
    return DueGroup("_former", title, None, dues)


def _moved_away(milestone: Milestone, index: Index) -> Due:
    """A date that had named the year, with where it went since."""
    shown, placed = due(milestone, index), index.step(milestone)
    if placed is None:
        return shown
    track, say = placed[0], index.say
    latest, end = track.steps[-1].milestone, track.outcome.state
    now = say.period(latest.due)
    if end != "open":
        note = say("now-ended", end=capital(say(f"change-{end}")), due=now)
        return structs.replace(shown, move=None, note=note)
    told = classify(milestone.due, latest.due)
    step = Step(latest, told.change, told.months, told.at_least)
    return structs.replace(shown, move=move(step, say), note=say("now-due", due=now))
