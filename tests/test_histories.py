"""The long histories of the sample site, worked out by hand from the statements they rest on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ssbrief import periods
from ssbrief.load import Options, load
from ssbrief.model import Track
from ssbrief.read import read_inputs

ROOT = Path(__file__).parents[1]

#: Of each track the steps: what was said to be due, and what that did to the date, in months.
HISTORIES = {
    "toyota/first-vehicle": [
        ("2020–2023", "first"), ("2024–2026", "slipped 36"), ("2025", "narrowed"),
        ("by 2025", "widened"), ("by 2025", "reconfirmed"), ("2027–2028", "slipped 36"),
        *[("2027–2028", "reconfirmed")] * 4,
    ],
    "bmw/series-production": [
        ("by 2026", "first"), ("2030 or later", "restated"),
        ("2027 or later", "pulled-in -36 at least"), ("by 2030", "restated"),
        ("2030 or later", "restated"), ("2033 or later", "slipped 36 at least"),
    ],
    "samsung-sdi/mass-production": [
        ("2025", "first"), ("2027", "slipped 24"), *[("2027", "reconfirmed")] * 4,
    ],
    "nissan/first-vehicle": [
        ("2025–2030", "first"), ("Apr 2028 – Mar 2029", "narrowed"),
        *[("Apr 2028 – Mar 2029", "reconfirmed")] * 3,
    ],
    "honda/pilot-line": [
        ("2022", "first"), ("Mar–May 2024", "slipped 17"), ("Jan 2025", "slipped 8"),
    ],
    "nio/150kwh-pack": [
        ("2022", "first"), ("Apr–Jun 2024", "slipped 18"), ("Apr–Jun 2024", "reconfirmed"),
        ("Apr–Jun 2024", "dropped"),
    ],
    "solid-power/samples": [
        ("by Mar 2022", "first"), ("Jan–Mar 2022", "narrowed"), ("2022", "widened"),
        ("by 2022", "widened"), ("Nov 2023", "met 11"),
    ],
    "mercedes/series-production": [
        ("Dec 2021 – Dec 2026", "first"), ("2025–2029", "slipped 36"), ("by 2030", "slipped 12"),
        ("by 2030", "reconfirmed"),
    ],
    "saic/semi-solid": [
        ("Oct 2024", "first"), ("by 2024", "slipped 2"), ("2025", "slipped 12"),
        ("Dec 2025", "narrowed"), ("Dec 2025", "met"),
    ],
    "gac/first-vehicle": [("2026", "first"), ("2027–2030", "slipped 48")],
    "dongfeng/mass-production": [
        ("Sep 2026", "first"), ("by Sep 2026", "widened"), ("2027", "slipped 15"),
    ],
    "catl/mass-production": [
        ("around 2030 or later", "first"), ("2030 or later", "reconfirmed"),
    ],
    "prologium/dunkirk": [("by 2026", "first"), ("2028", "slipped 24")],
}  # fmt: skip


#: How tracks ended, and how many months after the last and the first date promised.
OUTCOMES = {
    "solid-power/samples": ("met", 11, 20),
    "bmw/demonstrator": ("met", 5, 0),
    "saic/semi-solid": ("met", 0, 14),
    "nissan/pilot-line": ("met", 0, 0),
    "nio/150kwh-pack": ("dropped", None, None),
    "fisker/first-vehicle": ("dropped", None, None),
    "toyota/first-vehicle": ("open", None, None),
}


@pytest.fixture(scope="module")
def tracks() -> dict[str, Track]:
    loaded = load(read_inputs(ROOT), Options(date(2026, 11, 22)))
    assert loaded.site is not None
    return {track.id: track for track in loaded.site.tracks}


@pytest.mark.parametrize("track", HISTORIES)
def test_a_history_comes_out_as_worked_out_by_hand(track: str, tracks: dict[str, Track]) -> None:
    told = [
        (
            periods.say(step.milestone.due),
            " ".join(
                [step.change, *([str(step.months)] if step.months else [])]
                + (["at least"] if step.at_least else [])
            ),
        )
        for step in tracks[track].steps
    ]
    assert told == HISTORIES[track]


@pytest.mark.parametrize("track", OUTCOMES)
def test_a_history_ends_as_worked_out_by_hand(track: str, tracks: dict[str, Track]) -> None:
    outcome = tracks[track].outcome
    assert (outcome.state, outcome.late, outcome.late_from_first) == OUTCOMES[track]
