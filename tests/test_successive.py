"""Three raw notes of one topic, each in another shape: every track joins, and moves as they say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ssbrief import periods
from ssbrief.load import Options, load
from ssbrief.model import Site
from ssbrief.read import read_inputs

SITE = Path(__file__).parent / "successive"

#: By company and kind the steps of its track: what was due, and what that did to the date.
TRACKS = {
    ("dronamics", "market-introduction"): [
        ("Oct–Dec 2025", "first"),
        ("Jul–Dec 2026", "slipped"),
        ("2027", "slipped"),
    ],
    ("natilus", "vehicle-test"): [
        ("2027", "first"),
        ("2027", "reconfirmed"),
        ("2028", "slipped"),
    ],
    ("pyka", "pilot-line"): [("by Aug 2025", "first"), ("Aug 2025", "met")],
    ("elroy-air", "market-introduction"): [
        ("2026", "first"),
        ("2026", "reconfirmed"),
        ("2026", "dropped"),
    ],
    ("volans-freight", "mass-production"): [("2028", "first"), ("2029", "slipped")],
    ("volans-freight", "vehicle-test"): [
        ("Sep–Nov 2025", "first"),
        ("Mar–May 2026", "slipped"),
        ("Apr 2026", "met"),
    ],
}


@pytest.fixture(scope="module")
def site() -> Site:
    loaded = load(read_inputs(SITE), Options(date(2026, 11, 22)))
    assert loaded.site is not None
    return loaded.site


@pytest.mark.parametrize("thing", TRACKS, ids="-".join)
def test_a_track_of_three_notes_moves_as_they_say(thing: tuple[str, str], site: Site) -> None:
    (track,) = (track for track in site.tracks if (track.company, track.kind) == thing)
    steps = [(periods.say(step.milestone.due), step.change) for step in track.steps]
    assert steps == TRACKS[thing]
