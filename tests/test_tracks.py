"""Which words speak of one thing whose date moves, and what three successive briefings come to.

The briefings in `moves/` are invented, firms and all; what moved between them was written down
before the program saw them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from ssbrief import periods
from ssbrief.load import Options, load
from ssbrief.memory import Memory
from ssbrief.model import Site, Step
from ssbrief.pages import places
from ssbrief.pages.changes import changes
from ssbrief.pages.histories import histories
from ssbrief.pages.index import Index
from ssbrief.pages.since import since
from ssbrief.pages.statements import reading
from ssbrief.read import Inputs, TextFile, read_inputs
from ssbrief.tracks import tracks_of

MOVES = Path(__file__).parent / "moves"


def told(step: Step) -> str:
    """A step in a line: "2029: slipped 24"."""
    months = f" {step.months}" if step.months else ""
    least = " at least" if step.at_least else ""
    return f"{periods.say(step.milestone.due)}: {step.change}{months}{least}"


#: Of each company and event what the three briefings (February 2024, 2025, 2026) say of it: None
#: where a briefing says nothing; and how it stands.
MOVEMENTS = {
    "market/market-introduction": (
        "by 2028: first", "by 2030: slipped 24", "by 2030: reconfirmed", "open",
    ),
    "aerolith/pilot-line": ("2026: first", "2025: pulled-in -12", "Oct 2025: met", "met"),
    "corvid-energy/mass-production/all-solid-state": (
        "2029: first", "2030: slipped 12", "2030: reconfirmed", "open",
    ),
    "corvid-energy/mass-production/semi-solid": (
        "2025: first", "2025 or later: met", None, "met",
    ),
    "halden-cells/mass-production": (
        "2027: first", "2027–2028: widened", "2028: narrowed", "open",
    ),
    "kestrel-aero/market-introduction": ("2029: first", None, "2030: slipped 12", "open"),
    "kestrel-aero/vehicle-test": (
        "by 2025: first", "by 2025: reconfirmed", "Jan 2026: met 1", "met",
    ),
    "lumen-air/market-introduction": (
        "by 2030: first", "by 2030: reconfirmed", "by 2032: slipped 24", "open",
    ),
    "lumen-air/other": ("2026: first", "2027: slipped 12", "Jan 2026: met", "met"),
    "norrwing/market-introduction": (
        "2026: first", "2028: slipped 24", "2028: reconfirmed", "open",
    ),
    "oriel-flight/market-introduction": (
        "2030 or later: first", "2032 or later: slipped 24 at least", "by 2035: restated", "open",
    ),
    "pell-moor/market-introduction": ("2028: first", None, "2027: pulled-in -12", "open"),
    "quillon/pilot-line": (None, "2027: first", "2027: reconfirmed", "open"),
    "sundby-flyg/market-introduction": ("2026: first", "2026: dropped", None, "dropped"),
    "tarn-systems/small-series": ("2025: first", None, "2025: missed", "missed"),
    "vantor/sample-shipment": ("by Jun 2024: first", "Nov 2024: met 5", None, "met"),
    "zephyr-cells/other": ("2027: first", "2029: slipped 24", "2029: reconfirmed", "open"),
}  # fmt: skip


#: The same of two topics in `reading/`, written by as many hands as there are notes: what each note
#: says is told in other names, words and shapes. Worked out by hand.
SUCCESSIVE = {
    "fusion": {
        "commonwealth-fusion-systems": [
            ("2026: first", "2027: slipped 12", "2027: reconfirmed"),
            ("2030–2033: first", "2030–2033: reconfirmed", "2032–2033: narrowed"),
        ],
        "helion-energy": [
            ("by 2025: first", "Dec 2025: narrowed", "Jul–Dec 2026: slipped 12"),
            ("2028: first", "2028: reconfirmed", "2028: reconfirmed"),
        ],
        "tae-technologies": [
            ("2025: first",),
            ("2030–2033: first", "2030–2033: reconfirmed", "2031: narrowed"),
        ],
        "tokamak-energy": [("2034–2036: first", "2034: narrowed", "2036: slipped 24")],
        "proxima-fusion": [("2031: first", "2031: reconfirmed", "2032: slipped 12")],
        "marvel-fusion": [("2027: first", "2026: pulled-in -12", "Jan 2026: met")],
        "general-fusion": [("by 2026: first",)],
        "type-one-energy": [("2034: first",)],
    },
    "ssb": {
        "toyota": [("2027–2028: first", "2027–2028: reconfirmed", "2027–2028: reconfirmed")],
        "nissan": [
            ("Apr 2028 – Mar 2029: first", *["Apr 2028 – Mar 2029: reconfirmed"] * 2),
            ("Apr 2024 – Mar 2025: first", "Mar 2025 or later: restated", "Jan 2025: met"),
        ],
        "bmw": [
            ("by 2024: first", "2025: slipped 12", "May 2025: met"),
            ("by 2030: first", "2031 or later: restated", "2033 or later: slipped 24 at least"),
        ],
        "honda": [
            ("2024: first", "Nov 2024: met"),
            ("2025–2029: first", "2025–2029: reconfirmed", "2027 or later: restated"),
        ],
        "mercedes-benz": [
            ("2024: first", "Jun 2024: met"), ("by 2026: first",),
            ("by 2030: first", "by 2030: reconfirmed"),
        ],
        "nio": [("Apr–Jun 2024: first", "Jun 2024: met")],
        "quantumscape": [
            ("2024: first", "Oct 2024: met"),
            ("2025: first", "2025: reconfirmed", "Oct 2025: met"),
        ],
        "samsung-sdi": [("2027: first", "2027: reconfirmed", "Jul–Dec 2027: narrowed")],
        "solid-power": [("by 2026: first", "by 2026: reconfirmed", "by 2026: dropped")],
        "sk-on": [
            ("2024: first", "2025: slipped 12", "Sep 2025: met"),
            ("2028: first", "2029: slipped 12", "2029: reconfirmed"),
        ],
        "catl": [("2027: first", "2027: reconfirmed")],
        "lg-energy-solution": [("by 2030: first", "2030: narrowed")],
    },
}  # fmt: skip


@pytest.mark.parametrize("topic", SUCCESSIVE)
def test_notes_of_other_hands_speak_of_the_same_things(topic: str, tmp_path: Path) -> None:
    folder = tmp_path / "content" / "briefings" / topic
    folder.mkdir(parents=True)
    for path in (MOVES.parent / "reading").glob(f"{topic}-20*.md"):
        (folder / path.name).write_bytes(path.read_bytes())
    site = load(read_inputs(tmp_path), Options(date(2026, 3, 1))).site
    assert site is not None
    for company, expected in SUCCESSIVE[topic].items():
        found = [tuple(map(told, t.steps)) for t in site.tracks if t.company == company]
        assert not set(expected) - set(found), company


@pytest.fixture(scope="module")
def site() -> Site:
    loaded = load(read_inputs(MOVES), Options(date(2026, 3, 1)))
    assert loaded.site is not None
    return loaded.site


def test_what_three_successive_briefings_come_to(site: Site) -> None:
    found = {}
    for track in site.tracks:
        said = {step.milestone.briefing[-7:-3]: told(step) for step in track.steps}
        assert len(said) == len(track.steps), f"each briefing speaks once of {track.id}"
        name = track.id.partition("/electric-flight")[0]
        found[name] = (*(said.get(year) for year in ("2024", "2025", "2026")), track.outcome.state)
    assert found == MOVEMENTS


def test_what_changed_since_the_last_of_them(site: Site) -> None:
    index = Index(site)
    newest, second, first = (index.briefings[b.slug] for b in site.briefings)
    for briefing, before, year in ((second, first, 1), (newest, second, 2)):
        rows = since(briefing, before, index).rows
        counted = {row.kind: len(row.targets) for row in rows}
        expected: dict[str, int] = {}
        for steps in MOVEMENTS.values():
            if line := steps[year]:
                change = line.partition(": ")[2].split()[0]
                kind = index.say(f"row-{change}")
                expected[kind] = expected.get(kind, 0) + 1
        assert counted == expected


def test_what_moved_is_news_and_what_nobody_mentions_is_not(site: Site) -> None:
    index = Index(site)
    news = {
        (c.track.company, c.step.milestone.briefing[-7:-3]) for c in changes(site.tracks, index)
    }
    assert ("sundby-flyg", "2025") in news
    assert ("tarn-systems", "2026") in news
    assert ("pell-moor", "2026") in news
    assert not {("tarn-systems", "2025"), ("pell-moor", "2025"), ("sundby-flyg", "2026")} & news


def follow(*notes: str) -> dict[str, tuple[str, ...]]:
    """The steps of each track of notes said a year apart."""
    return {t.id: tuple(map(told, t.steps)) for t in site_of(*notes).tracks}


def site_of(*notes: str) -> Site:
    files = tuple(
        TextFile(
            f"content/briefings/x/{2024 + place}.md",
            f"# Status\n\nDate: {2024 + place}-02-10\n\n{_under_a_heading(note)}\n",
            digest=str(place),
        )
        for place, note in enumerate(notes)
    )
    loaded = load(Inputs("", briefings=files), Options(date(2030, 1, 1)))
    assert loaded.site is not None
    return loaded.site


def _under_a_heading(note: str) -> str:
    return note if note.startswith("## ") else f"## Key players\n\n{note}"


# what it is about, notes said a year apart, the steps of each track
ONE_OR_TWO: list[tuple[str, Sequence[str], set[tuple[str, ...]]]] = [
    (
        "another name for the market's start, in a sentence that says that it moved",
        ["- **Norrwing:** plans commercialisation in 2027.",
         "- **Norrwing:** has delayed series production to 2029."],
        {("2027: first", "2029: slipped 24")},
    ),
    (
        "another name, with the date that was replaced",
        ["- **Norrwing:** plans commercialisation in 2027.",
         "- **Norrwing:** volume production in 2029 instead of 2027."],
        {("2027: first", "2029: slipped 24")},
    ),
    (
        "another name for the same date",
        ["- **Norrwing:** plans commercialisation in 2027.",
         "- **Norrwing:** series production in 2027."],
        {("2027: first", "2027: reconfirmed")},
    ),
    (
        "a launch and volumes years later are two things",
        ["- **Norrwing:** market launch in 2027.",
         "- **Norrwing:** mass production in 2031."],
        {("2027: first",), ("2031: first",)},
    ),
    (
        "a launch and volumes side by side stay two things",
        ["- **Norrwing:** market launch in 2027, mass production in 2030.",
         "- **Norrwing:** market launch in 2028, mass production in 2030."],
        {("2027: first", "2028: slipped 12"), ("2030: first", "2030: reconfirmed")},
    ),
    (
        "two things of one kind, told apart by their words",
        ["- **Norrwing:** targets mass production of polymer cells in 2027 and of sulfide cells"
         " in 2030.",
         "- **Norrwing:** mass production of sulfide cells in 2032."],
        {("2027: first",), ("2030: first", "2032: slipped 24")},
    ),
    (
        "two things of one kind, and nobody says which of them moved",
        ["- **Norrwing:** targets mass production of polymer cells in 2027 and of sulfide cells"
         " in 2030.",
         "- **Norrwing:** mass production in 2033."],
        {("2027: first",), ("2030: first",), ("2033: first",)},
    ),
    (
        "samples of two stages",
        ["- **Norrwing:** A-samples in 2025.", "- **Norrwing:** B-samples in 2026."],
        {("2025: first",), ("2026: first",)},
    ),
    (
        "two models",
        ["- **Norrwing:** first flight of the N19 in 2026.",
         "- **Norrwing:** first flight of the N40 in 2028."],
        {("2026: first",), ("2028: first",)},
    ),
    (
        "one model",
        ["- **Norrwing:** first flight of the N19 in 2026.",
         "- **Norrwing:** The N19 is to make its first flight in 2028."],
        {("2026: first", "2028: slipped 24")},
    ),
    (
        "said twice in one briefing, once more exactly",
        ["## Market\n\nNorrwing plans its market launch for 2027-2028.\n\n"
         "## Key players\n\n- **Norrwing:** launch in 2027.",
         "- **Norrwing:** launch in 2028."],
        {("2027: first", "2028: slipped 12")},
    ),
    (
        "the technology named in one briefing only",
        ["- **Norrwing:** mass production in 2027.",
         "- **Norrwing:** mass production of all-solid-state cells in 2028."],
        {("2027: first", "2028: slipped 12")},
    ),
    (
        "semi-solid is not what a note without a technology means",
        ["- **Norrwing:** mass production in 2027.",
         "- **Norrwing:** mass production of semi-solid cells in 2026."],
        {("2027: first",), ("2026: first",)},
    ),
    (
        "what happened before it was promised was another thing",
        ["- **Norrwing:** mass production in 2030.",
         "- **Norrwing:** Its production of housings began in 2022."],
        {("2030: first",), ("2022: met",)},
    ),
    (
        "a field that says only when",
        ["### Norrwing\n\n- Target: 2027", "### Norrwing\n\n- **Target:** 2029"],
        {("2027: first", "2029: slipped 24")},
    ),
    (
        "events without a name, told apart by their words",
        ["- **Norrwing:** expects its EASA certificate in 2026 and 100 employees in 2027.",
         "- **Norrwing:** EASA certificate expected in 2028."],
        {("2026: first", "2028: slipped 24"), ("2027: first",)},
    ),
    (
        "columns of a table",
        ["| Company | Pilot line | Series production |\n|---|---|---|\n| Norrwing | 2025 | 2028 |",
         "| Company | Pilot line | Series production |\n|---|---|---|\n| Norrwing | 2025 | 2029 |"],
        {("2025: first", "2025: reconfirmed"), ("2028: first", "2029: slipped 12")},
    ),
    (
        "the plan that was given up, by its date",
        ["- **Norrwing:** pilot line in 2026, market launch in 2028.",
         "- **Norrwing:** has abandoned its 2028 launch."],
        {("2026: first",), ("2028: first", "2028: dropped")},
    ),
    (
        "a firm that gave up what it had promised",
        ["- **Norrwing:** market launch in 2028.",
         "- **Norrwing:** filed for insolvency in January 2025."],
        {("2028: first", "2028: dropped")},
    ),
    (
        "not before",
        ["- **Norrwing:** market launch not before 2030.",
         "- **Norrwing:** no launch before 2032."],
        {("2030 or later: first", "2032 or later: slipped 24 at least")},
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("notes", "expected"), [case[1:] for case in ONE_OR_TWO], ids=[case[0] for case in ONE_OR_TWO]
)
def test_two_words_are_of_one_thing_or_of_two(
    notes: Sequence[str], expected: set[tuple[str, ...]]
) -> None:
    assert set(follow(*notes).values()) == expected


# Sources that disagree


def disagreements(*notes: str) -> list[tuple[str, list[str], str]]:
    """What stands, what other sources say at the same time, and why the author prefers it."""
    return [
        (
            told(step),
            [periods.say(m.due) for m in step.against],
            step.milestone.prefer,
        )
        for track in site_of(*notes).tracks
        for step in track.steps
    ]


REUTERS = "- **Norrwing:** market launch in 2027 ([Reuters](https://reuters.example/a))."
NIKKEI = "- **Norrwing:** market launch in 2029 ([Nikkei](https://nikkei.example/b))."


def test_two_publishers_name_dates_that_share_no_day() -> None:
    assert disagreements(f"{REUTERS}\n{NIKKEI}") == [("2027: first", ["2029"], "")]


def test_who_published_what_counts_also_for_what_was_followed_before() -> None:
    found, memory = site_of(f"{REUTERS}\n{NIKKEI}"), Memory()
    keys = [c.source.key for p in found.publishers for c in p.sources]
    several = tracks_of(found.briefings, {key: key for key in keys}, memory)
    one = dict.fromkeys(keys, "one")
    assert tracks_of(found.briefings, one, memory) == tracks_of(found.briefings, one) != several


def test_an_author_prefers_one_for_a_reason() -> None:
    nikkei = NIKKEI + ' {prefer="it spoke to the founder"}'
    assert disagreements(f"{REUTERS}\n{nikkei}") == [
        ("2029: first", ["2027"], "it spoke to the founder")
    ]


def test_the_date_that_stands_is_the_one_that_moves() -> None:
    later = "- **Norrwing:** market launch in 2030."
    assert [line for line, *_ in disagreements(f"{REUTERS}\n{NIKKEI}", later)] == [
        "2027: first",
        "2030: slipped 36",
    ]


@pytest.mark.parametrize(
    "entries",
    [
        # one publisher corrects itself or speaks of two things; nobody names a source
        REUTERS + "\n" + REUTERS.replace("2027", "2029").replace("/a", "/b"),
        "- **Norrwing:** market launch in 2027.\n- **Norrwing:** market launch in 2029.",
        # the dates share days
        REUTERS + "\n" + NIKKEI.replace("2029", "2026-2028"),
        # the words tell two things
        REUTERS.replace("launch in", "launch of the glider in")
        + "\n"
        + NIKKEI.replace("launch in", "launch of the tanker in"),
    ],
)
def test_what_is_no_disagreement(entries: str) -> None:
    assert [others for _, others, _ in disagreements(entries) if others] == []


def test_months_apart_a_date_has_moved() -> None:
    assert disagreements(REUTERS, NIKKEI) == [
        ("2027: first", [], ""),
        ("2029: slipped 24", [], ""),
    ]


def test_a_disagreement_stands_on_each_page_that_tells_the_date() -> None:
    index = Index(site_of(f'{REUTERS}\n{NIKKEI} {{prefer="it spoke to the founder"}}'))
    (one,) = histories(places.told(index.site.tracks), index).told[0].words
    assert one.disagree is not None
    assert [link.text for link in one.disagree.others] == ["2027, says Reuters"]
    assert one.disagree.reason == "The author goes by 2029: it spoke to the founder."
    first = reading(index.site.briefings[0].milestones[0], index)
    assert first.disagree is not None
    assert [link.text for link in first.disagree.others] == ["2029, says Nikkei"]
    assert first.move is None, "it is no word of the track"


# Challenges through time


def test_who_is_said_to_have_solved_or_eased_a_challenge(site: Site) -> None:
    told = {
        challenge.name: [(m.statement.briefing[-7:-3], m.eased_by) for m in challenge.mentions]
        for challenge in site.challenges
    }
    assert told["Weight"] == [
        ("2026", ("halden-cells",)),
        ("2025", ("halden-cells",)),
        ("2024", ()),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "Norrwing has not solved it.",
        "It is to be solved by Norrwing.",
        "If Norrwing eases it, others will follow.",
        "Norrwing works on it.",
    ],
)
def test_what_does_not_say_that_a_challenge_was_eased(words: str) -> None:
    note = f"- **Norrwing:** market launch in 2030.\n\n## Challenges\n\n- **Weight:** {words}"
    assert [m.eased_by for c in site_of(note).challenges for m in c.mentions] == [()]


def test_the_words_of_a_date_keep_the_negation_that_it_depends_on() -> None:
    (milestone,) = site_of("- **Norrwing:** no market launch before 2030.").briefings[0].milestones
    assert (periods.say(milestone.due), milestone.due_words) == (
        "2030 or later",
        "no market launch before 2030",
    )
