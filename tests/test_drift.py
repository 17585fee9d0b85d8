"""Drift: every way in which one word on a date can stand to the word before it."""

from __future__ import annotations

import pytest

from ssbrief.drift import Movement, classify, follow, late, outcome
from ssbrief.model import Milestone, Outcome, Period, State
from ssbrief.periods import from_edtf

# before, after, change, months, at least, earliest moved, latest moved
CASES = [
    # 1. The same known bounds.
    ("2027/2028", "2027/2028", "reconfirmed", 0, False, 0, 0),
    ("../2030", "../2030", "reconfirmed", 0, False, None, 0),
    ("2030/..", "2030/..", "reconfirmed", 0, False, 0, None),
    ("2027", "2027~", "reconfirmed", 0, False, 0, 0),
    ("2028-04/2029-03", "2028-04/2029-03", "reconfirmed", 0, False, 0, 0),  # Nissan, fiscal 2028
    # 2. Both closed, one inside the other; equal bounds count as inside.
    ("2025/2029", "2027/2028", "narrowed", 0, False, 24, -12),
    ("2027/2028", "2028", "narrowed", 0, False, 12, 0),
    ("2027/2028", "2027", "narrowed", 0, False, 0, -12),
    ("2027", "2027/2028", "widened", 0, False, 0, 12),
    ("2027", "2025/2030", "widened", 0, False, -24, 36),
    ("2026-09", "2026", "widened", 0, False, -8, 3),
    # 3. Both know a latest day.
    ("2020/2023", "2024/2026", "slipped", 36, False, 48, 36),  # Toyota, 2017 to 2019
    ("2021-12/2026-12", "../2030", "slipped", 48, False, None, 48),  # Mercedes-Benz
    ("../2026-09", "2027", "slipped", 15, False, None, 15),  # Dongfeng
    ("2025", "2027/2028", "slipped", 36, False, 24, 36),
    ("2025/2027", "2026/2028", "slipped", 12, False, 12, 12),
    ("2027-04/2028-03", "2027", "pulled-in", -3, False, -3, -3),
    ("../2030", "../2028", "pulled-in", -24, False, None, -24),
    ("2026-03-10", "2026-03-25", "slipped", 0, False, 0, 0),
    ("../2028", "2028", "narrowed", 0, False, None, 0),
    ("2028", "../2028", "widened", 0, False, None, 0),
    # 4. Both know only an earliest day.
    ("2030/..", "2033/..", "slipped", 36, True, 36, None),  # BMW
    ("2030/..", "2028/..", "pulled-in", -24, True, -24, None),
    # 5. No common bound, or none that settles it.
    ("2030/..", "../2028", "restated", 0, False, None, None),
    ("../2026", "2030/..", "restated", 0, False, None, None),
    ("2027", "2030/..", "restated", 0, False, 36, None),
    ("2030/..", "2030", "restated", 0, False, 0, None),
]


def period(text: str) -> Period:
    known = from_edtf(text)
    assert known is not None, f"{text} is EDTF"
    return known


def milestone(said: str, due: str, state: State = "target", name: str = "") -> Milestone:
    return Milestone(
        id=name or said,
        briefing="b",
        topic="t",
        company="toyota",
        kind="mass-production",
        technology="",
        due=period(due),
        due_words=due,
        said=from_edtf(said),
        words=due,
        state=state,
        statement="toyota",
        track="",
    )


@pytest.mark.parametrize(
    ("before", "after", "change", "months", "at_least", "earliest", "latest"), CASES
)
def test_a_date_is_compared_with_the_one_before(
    before: str,
    after: str,
    change: str,
    months: int,
    at_least: bool,
    earliest: int | None,
    latest: int | None,
) -> None:
    expected = Movement(change, months, at_least, earliest, latest)  # type: ignore[arg-type]
    assert classify(period(before), period(after)) == expected


@pytest.mark.parametrize(("before", "after"), [(case[0], case[1]) for case in CASES])
def test_the_way_back_is_the_opposite(before: str, after: str) -> None:
    opposites = {"slipped": "pulled-in", "narrowed": "widened"}
    opposites |= {there: back for back, there in opposites.items()}
    forth, back = classify(period(before), period(after)), classify(period(after), period(before))
    assert back.change == opposites.get(forth.change, forth.change)
    assert back.months == -forth.months


def test_a_track_is_followed_in_the_order_in_which_it_was_said() -> None:
    steps = follow(
        [
            milestone("2023-06", "2027/2028"),
            milestone("2017-10", "2020/2023"),
            milestone("2019-10", "2024/2026"),
            milestone("2024", "2027/2028"),
        ]
    )
    assert [(step.change, step.months) for step in steps] == [
        ("first", 0),
        ("slipped", 36),
        ("slipped", 24),
        ("reconfirmed", 0),
    ]


@pytest.mark.parametrize(("state", "change"), [("achieved", "met"), ("dropped", "dropped")])
def test_an_end_closes_the_track_and_what_follows_is_a_first_word(
    state: State, change: str
) -> None:
    steps = follow(
        [milestone("2020", "2025"), milestone("2026", "2026", state), milestone("2027", "2028")]
    )
    assert [step.change for step in steps] == ["first", change, "first"]
    assert (steps[1].months, steps[1].latest_moved) == ((12, 12) if change == "met" else (0, 0))


def test_the_word_after_a_miss_is_a_movement_from_the_date_missed() -> None:
    steps = follow(
        [milestone("2020", "2025"), milestone("2026", "2025", "missed"), milestone("2027", "2028")]
    )
    assert [(step.change, step.months) for step in steps] == [
        ("first", 0),
        ("missed", 0),
        ("slipped", 36),
    ]


def test_a_state_told_in_hindsight_leaves_the_word_a_target_of_its_time() -> None:
    steps = follow(
        [
            milestone("2017-10", "2020/2023", "missed"),
            milestone("2019-10", "2024/2026", "missed"),
            milestone("2023-12", "2024-04/2024-06", "achieved"),
        ]
    )
    assert [step.change for step in steps] == ["first", "slipped", "narrowed"]


def test_what_was_superseded_is_history_and_no_step() -> None:
    steps = follow([milestone("2020", "2025", "superseded"), milestone("2021", "2026")])
    assert [(step.milestone.id, step.change) for step in steps] == [("2021", "first")]


def test_a_milestone_that_is_met_at_its_first_mention_is_met() -> None:
    assert [step.change for step in follow([milestone("2024", "2024", "achieved")])] == ["met"]


def test_no_milestones_make_no_steps() -> None:
    assert follow([]) == ()


def test_what_was_said_at_an_unknown_time_stands_first() -> None:
    steps = follow([milestone("2020", "2025"), milestone("", "2024", name="undated")])
    assert [step.milestone.id for step in steps] == ["undated", "2020"]


# promised, met, months late
LATE = [
    ("../2022", "2023-11", 11),  # Solid Power's samples
    ("2025", "2025-12", 0),
    ("2025", "2025", 0),
    ("2027/2028", "2026-11", 0),  # early is not late
    ("2025", "2025-12/2026-02", 0),  # the days overlap: nobody can say that it was late
    ("2024", "2025-03", 3),
    ("2025-06-30", "2025-07-04", 0),  # four days are no month
    ("2025-01/2025-03", "2026", 21),
    ("../2024", "2026/..", 12),  # "since 2026"
    ("2024", "../2026", 0),  # "by 2026" may have been any day before
    ("2027/..", "2029", None),  # no latest day was promised
]


@pytest.mark.parametrize(("promised", "met", "months"), LATE)
def test_how_late_a_target_was_met(promised: str, met: str, months: int | None) -> None:
    assert late(period(promised), period(met)) == months


# a track's words as (said, due, state), and how it stands
OUTCOMES = [
    ([], Outcome()),
    ([("2020", "2025", "target")], Outcome("open")),
    ([("2020", "2025", "target"), ("2023", "2027", "postponed")], Outcome("open")),
    ([("2020", "2025", "target"), ("2023", "2026", "reported")], Outcome("open")),
    ([("2024", "2024", "achieved")], Outcome("met")),
    ([("2020", "2025", "target"), ("2026", "2025-12", "achieved")], Outcome("met", 0, 0)),
    ([("2020", "2025", "target"), ("2027", "2026-03", "achieved")], Outcome("met", 3, 3)),
    (
        [("2020", "2022", "target"), ("2023", "2024", "target"), ("2025", "2025-03", "achieved")],
        Outcome("met", 3, 27),
    ),
    (  # the same end said again is no second one
        [("2020", "2024", "target"), ("2025-06", "2025-03", "achieved"),
         ("2026", "2025", "achieved")],
        Outcome("met", 3, 3),
    ),
    ([("2020", "2027/..", "target"), ("2029", "2028", "achieved")], Outcome("met")),
    ([("2020", "2025", "achieved")], Outcome("met")),  # in hindsight, and nobody says when
    ([("2020", "2025", "target"), ("2026", "2025", "missed")], Outcome("missed")),
    (
        [("2020", "2025", "target"), ("2026", "2025", "missed"), ("2027", "2028", "target")],
        Outcome("open"),
    ),
    (
        [("2020", "2025", "target"), ("2026", "2025", "missed"), ("2029", "2028-06", "achieved")],
        Outcome("met", 30, 30),
    ),
    ([("2020", "2025", "target"), ("2024", "2024", "dropped")], Outcome("dropped")),
    (  # after an end it begins anew: what came before is another promise
        [("2020", "2022", "target"), ("2023", "2022", "dropped"), ("2024", "2025", "target"),
         ("2027", "2026-01", "achieved")],
        Outcome("met", 1, 1),
    ),
    (
        [("2020", "2022", "target"), ("2023", "2022", "achieved"), ("2024", "2025", "target")],
        Outcome("open"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), OUTCOMES)
def test_how_a_track_stands(words: list[tuple[str, str, State]], expected: Outcome) -> None:
    assert outcome(follow([milestone(*word) for word in words])) == expected


def test_an_end_said_again_is_reconfirmed_and_another_one_is_not() -> None:
    steps = follow(
        [
            milestone("2024", "2023-11", "achieved"),
            milestone("2025", "2023", "achieved"),
            milestone("2026", "2025", "achieved"),
        ]
    )
    assert [step.change for step in steps] == ["met", "reconfirmed", "met"]


def test_a_withdrawal_has_no_due_of_its_own() -> None:
    steps = follow(
        [
            milestone("2021", "2022"),
            milestone("2023-12", "2024-04/2024-06"),
            milestone("2026", "2025-11", "dropped"),
        ]
    )
    assert steps[-1].milestone.due == period("2024-04/2024-06")
    assert steps[-1].milestone.due_words == "", "its own words say when it was given up"


def test_a_withdrawal_that_names_the_date_given_up_keeps_it() -> None:
    steps = follow([milestone("2021", "2028"), milestone("2025", "2029", "dropped")])
    assert steps[-1].milestone.due == period("2029")
