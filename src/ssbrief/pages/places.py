"""Where a track is told: the one address that every page leads to.

In: the tracks of a company, or of the market on a topic. Out: which of them its own page tells and
which the pages beside it, and the address of each. Few targets all stand on one page. Of many, that
page tells the longest histories, and pages beside it tell the others by what is due. What was said
once has nothing to tell but the words themselves: there they are its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from .. import slugs, urls
from ..memory import Memory
from ..model import Company, Site, Topic, Track
from ..periods import order
from .moves import is_open

#: No page lists more entries than this.
MOST = 500
#: Of a company with more targets than this, only some stand on its own page.
FEW = 24
#: A page draws this many histories. Of a company with many targets its own page draws `ALL`, and of
#: more the first.
DRAWN, ALL, FIRST = 24, 12, 6


class Beside(Struct, frozen=True):
    """Histories on a page of their own: the `number`th of one `kind` of event, "" for any."""

    url: str
    kind: str
    number: int
    tracks: tuple[Track, ...]


class Told(Struct, frozen=True):
    """How tracks are told: the first as histories, others as rows, more beside; `left_out` says how
    many stand nowhere."""

    histories: tuple[Track, ...]
    rows: tuple[Track, ...] = ()
    beside: tuple[Beside, ...] = ()
    left_out: int = 0


def told(tracks: Sequence[Track]) -> Told:
    """All on one page: the longest histories drawn, and the others as rows."""
    ordered = by_length(tracks)
    histories = [track for track in ordered if has_history(track)][:DRAWN]
    drawn = {track.id for track in histories}
    rows = [track for track in ordered if track.id not in drawn][: MOST - len(histories)]
    left_out = len(ordered) - len(histories) - len(rows)
    return Told(tuple(histories), tuple(rows), left_out=left_out)


def told_of(company: Company) -> Told:
    if not is_many(company.tracks):
        return told(company.tracks)
    found = [track for track in by_length(company.tracks) if has_history(track)]
    found.sort(key=lambda track: not is_open(track.steps[-1].milestone))
    if len(found) <= ALL:
        return Told(tuple(found))
    return Told(tuple(found[:FIRST]), beside=tuple(_beside(company, found[FIRST:])))


def is_many(tracks: Sequence[Track]) -> bool:
    """Whether a company's targets are too many for its own page."""
    return len(tracks) > FEW


def has_history(track: Track) -> bool:
    return len(track.steps) > 1 or bool(track.steps[0].against)


def addresses(site: Site, memory: Memory) -> dict[str, str]:
    """Where each track is told, by its id; "" where nothing says more than the words do."""
    found: dict[str, str] = {}
    for company in site.companies:
        found.update(memory.again(("addresses", company.slug), _addresses, company))
    for topic in site.topics:
        tellings = told(market(topic))
        for track in (*tellings.histories, *tellings.rows):
            found[track.id] = urls.topic(topic.slug, track_anchor(track))
    return found


def _addresses(company: Company) -> dict[str, str]:
    tellings = told_of(company)
    places = [(urls.company(company.slug), (*tellings.histories, *tellings.rows))]
    places += [(page.url, page.tracks) for page in tellings.beside]
    return {
        track.id: url + urls.fragment(track_anchor(track))
        for url, tracks in places
        for track in tracks
    }


def _beside(company: Company, tracks: Sequence[Track]) -> Iterator[Beside]:
    """One page of them; of more than it can draw those of each kind of event."""
    url = urls.company_histories(company.slug)
    if len(tracks) <= DRAWN:
        yield Beside(url, "", 1, tuple(tracks))
        return
    kinds: dict[str, list[Track]] = {}
    for track in tracks:
        kinds.setdefault(track.kind, []).append(track)
    for kind, members in sorted(kinds.items()):
        for number, start in enumerate(range(0, len(members), DRAWN), start=1):
            key = kind if number == 1 else f"{kind}-{number}"
            some = tuple(members[start : start + DRAWN])
            yield Beside(urls.part(url, "event", key), kind, number, some)


def by_length(tracks: Iterable[Track]) -> list[Track]:
    """The longest histories first, then the soonest."""
    return sorted(tracks, key=lambda t: (-len(t.steps), order(t.steps[-1].milestone.due)[0], t.id))


def market(topic: Topic) -> list[Track]:
    """The tracks of a topic that are no single company's."""
    return [track for track in topic.tracks if track.company is None]


def track_anchor(track: Track) -> str:
    """The anchor of a track on the page that tells it; `_` keeps it apart from authors' anchors."""
    return f"_{slugs.slug(track.id, 500)}"
