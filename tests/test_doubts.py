"""What `check` asks an author to look at: what may be one thing, or two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from ssbrief.doubts import doubts
from ssbrief.load import Options, load
from ssbrief.read import Inputs, TextFile


def asked(*notes: str) -> list[tuple[str, str, str]]:
    """The code, the file and line, and the words of each doubt, of notes said a year apart."""
    files = tuple(
        TextFile(
            f"content/briefings/x/{2024 + place}.md",
            f"# Status\n\nDate: {2024 + place}-02-10\n\n{note}\n",
            digest=str(place),
        )
        for place, note in enumerate(notes)
    )
    loaded = load(Inputs("", briefings=files), Options(date(2030, 1, 1)))
    assert loaded.site is not None
    found = doubts(loaded.site, {file.path: file.text for file in files})
    return [(d.code, f"{d.span.path}:{d.span.line}", f"{d.message}; {d.hint}") for d in found]


PLAYERS = "## Key players\n\n"


def test_a_target_that_falls_silent_where_another_begins() -> None:
    assert asked(
        f"{PLAYERS}- **Norrwing:** plans commercialisation in 2027.",
        f"{PLAYERS}- **Norrwing:** series production in 2030.",
    ) == [
        (
            "tracks-like-one",
            "content/briefings/x/2025.md:7",
            '"norrwing, mass production" (2030) may be what content/briefings/x/2024.md calls '
            '"norrwing, market introduction" (2027); if it is one target, write '
            "{track=norrwing/market-introduction} at the end of both entries",
        )
    ]


def test_a_date_that_moved_far_in_other_words() -> None:
    ((code, place, words),) = asked(
        f"{PLAYERS}- **Norrwing:** mass production of sulfide cells for gliders in 2026.",
        f"{PLAYERS}- **Norrwing:** mass production of polymer packs in 2030.",
    )
    assert (code, place) == ("track-like-two", "content/briefings/x/2025.md:7")
    assert words.endswith("write {track=norrwing/mass-production-2} at the end of its entry")


@pytest.mark.parametrize(
    "notes",
    [
        # the line that the hint gives settles it
        [
            f"{PLAYERS}- **Norrwing:** plans commercialisation in 2027. {{track=norrwing/cells}}",
            f"{PLAYERS}- **Norrwing:** series production in 2030. {{track=norrwing/cells}}",
        ],
        # side by side they are two
        [
            f"{PLAYERS}- **Norrwing:** market launch in 2027, series production in 2030.",
            f"{PLAYERS}- **Norrwing:** series production in 2031.",
        ],
        # two technologies are two
        [
            f"{PLAYERS}- **Norrwing:** semi-solid mass production in 2025.",
            f"{PLAYERS}- **Norrwing:** mass production of all-solid-state cells in 2030.",
        ],
        # a date that moved far in the same words moved
        [
            f"{PLAYERS}- **Norrwing:** mass production of sulfide cells in 2026.",
            f"{PLAYERS}- **Norrwing:** mass production of its sulfide cells in 2030.",
        ],
    ],
)
def test_what_is_no_doubt(notes: Sequence[str]) -> None:
    assert asked(*notes) == []


CHALLENGES = "## Challenges\n\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("- **Dendrites:** They grow.", "- **Dendrite formation:** A crack is enough."),
        (
            "- **Cold starts:** Below zero the cells give half their power.",
            "- **Low temperatures:** The cells still give little power below zero.",
        ),
    ],
)
def test_challenges_under_two_names(first: str, second: str) -> None:
    ((code, place, words),) = asked(CHALLENGES + first, CHALLENGES + second)
    assert code == "challenges-like-one"
    assert place.startswith("content/briefings/x/202")
    assert "if so, add challenges: [{name: " in words


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("- **Cost:** 900 euros.\n- **Cost of lithium:** It doubled.", "- **Weight:** Too much."),
        ("- **Weight:** A pack weighs much.", "- **Charging time:** Turnarounds take an hour."),
    ],
)
def test_challenges_that_are_two(first: str, second: str) -> None:
    assert asked(CHALLENGES + first, CHALLENGES + second) == []
