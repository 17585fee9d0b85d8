"""How targets stand and how often dates moved: the counts, the words, the lists, the orders."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest

from makers import TODAY, briefing, milestone, period, sample_site, site, site_of, told
from ssbrief.load import Options, load
from ssbrief.model import Site, Track
from ssbrief.pages import Index, Page, pages
from ssbrief.pages.companies import CompaniesPage, CompanyPage
from ssbrief.pages.home import HomePage
from ssbrief.pages.lists import TargetsPage
from ssbrief.pages.rankings import RankingPage
from ssbrief.pages.since import since
from ssbrief.pages.summaries import in_all, summary
from ssbrief.pages.tallies import is_held, kept, kind_of, moves_told, scorecard, slips
from ssbrief.pages.timeline import YearPage
from ssbrief.pages.topics import TopicPage
from ssbrief.read import read_inputs

ROOT = Path(__file__).parents[1]

#: What was said (when, due, state), how the target stands on 22 November 2026, and in words.
STANDING = {
    "open": (
        [("2020", "by 2030")],
        "open",
        "by 2030, said once (2020).",
    ),
    "overdue": (
        [("2020", "by 2025"), ("2021", "by 2025")],
        "overdue",
        "due by 2025, first said 2020; unchanged over 2 statements.",
    ),
    "slipped": (
        [("2017", "2020-2023"), ("2019", "2027-2028"), ("2023", "2027-2028")],
        "open",
        "first due 2020–2023 (said 2017), now 2027–2028; slipped 60 months (5 years) over "
        "3 statements, in which the date changed once; unchanged since 2019.",
    ),
    "slipped by at least": (
        [("2017", "2030 or later"), ("2019", "2033 or later")],
        "open",
        "first due 2030 or later (said 2017), now 2033 or later; slipped at least 36 months (3 "
        "years) over 2 statements, in which the date changed once.",
    ),
    "slipped by one": (
        [("2020", "by Nov 2027"), ("2021", "by Dec 2027")],
        "open",
        "first due by Nov 2027 (said 2020), now by 2027; slipped 1 month over 2 statements, "
        "in which the date changed once.",
    ),
    "met in time": (
        [("2020", "2025"), ("2025-03", "March 2025", "achieved")],
        "met",
        "first due 2025 (said 2020), met Mar 2025, in time; 2 statements.",
    ),
    "met late": (
        [("2020", "by 2022"), ("2021", "by 2023"), ("2024", "November 2024", "achieved")],
        "late",
        "first due by 2022 (said 2020), met Nov 2024, 11 months after the date last promised "
        "and 23 after the first; 3 statements, in which the date changed once.",
    ),
    "met late by one date": (
        [("2020", "by 2022"), ("2023", "January 2023", "achieved")],
        "late",
        "first due by 2022 (said 2020), met Jan 2023, 1 month after the date promised; "
        "2 statements.",
    ),
    "met late by the last date and not by the first": (
        [("2020", "by 2025"), ("2021", "by 2023"), ("2024", "May 2024", "achieved")],
        "late",
        "first due by 2025 (said 2020), met May 2024, 5 months after the date last promised, "
        "though in time for the first; 3 statements, in which the date changed once.",
    ),
    "met with no date before": (
        [("2024", "2024", "achieved")],
        "reached",
        "met 2024, with no date promised before (said 2024).",
    ),
    "met where only an earliest day was promised": (
        [("2020", "2023 or later"), ("2024", "2024", "achieved")],
        "met",
        "first due 2023 or later (said 2020), met 2024; 2 statements.",
    ),
    "dropped": (
        [("2019", "2023"), ("2020", "2024"), ("2021", "2021", "dropped")],
        "dropped",
        "first due 2023 (said 2019), last 2024; dropped (said 2021), after 3 statements, "
        "in which the date changed once.",
    ),
    "missed": (
        [("2019", "2020"), ("2021", "2020", "missed")],
        "missed",
        "first due 2020 (said 2019); missed (said 2021), after 2 statements.",
    ),
    "dropped at once": ([("2021", "2023", "dropped")], "dropped", "2023; dropped (said 2021)."),
    "begun anew": (
        [("2019", "2020"), ("2020", "2020", "dropped"), ("2024", "2028")],
        "open",
        "2028, said once (2024).",
    ),
    "reported": ([("2024", "2025", "reported")], "reported", "2025, said once (2024)."),
}


@pytest.mark.parametrize(("words", "kind", "sentence"), STANDING.values(), ids=STANDING)
def test_how_a_target_stands(words: list[tuple[str, str]], kind: str, sentence: str) -> None:
    track = told("toyota/x", *words)
    index = Index(site_of(track))
    assert (kind_of(track, index), summary(track, index)) == (kind, sentence)


def test_a_date_holds_that_was_said_again_and_never_changed() -> None:
    held, moved = told("a/x", ("2020", "2028"), ("2021", "2028")), told("a/y", ("2020", "2028"))
    again = told("a/z", ("2020", "2028"), ("2021", "2029"), ("2022", "2028"))
    index = Index(site_of(held, moved, again))
    assert [is_held(t, index) for t in (held, moved, again)] == [True, False, False]


def all_standings() -> tuple[Track, ...]:
    return tuple(told(f"toyota/{name}", *words) for name, (words, _, _) in STANDING.items())


def test_each_target_is_counted_once_and_each_count_leads_to_its_list() -> None:
    tracks = all_standings()
    index = Index(site_of(*tracks))
    card = scorecard(tracks, index, lambda kind: f"/{kind}/")
    assert [(f.figure, f.label, f.href) for f in card] == [
        ("2", "met in time", "/met/"),
        ("3", "met late", "/late/"),
        ("1", "missed", "/missed/"),
        ("2", "dropped", "/dropped/"),
        ("1", "overdue", "/overdue/"),
        ("5", "still open", "/open/"),
        ("1", "said again, never moved", "/held/"),
        ("1", "reached, never promised", "/reached/"),
        ("1", "unconfirmed reports", "/reported/"),
    ]
    assert sum(int(f.figure) for f in card if f.href != "/held/") == len(tracks)


def test_a_share_is_told_of_five_cases_or_more_only() -> None:
    met = [told(f"a/{n}", ("2020", "2025"), ("2025", "2025", "achieved")) for n in range(2)]
    late = told("a/l", ("2020", "2022"), ("2024", "2024", "achieved"))
    past = [told(f"a/p{n}", ("2020", "2025")) for n in range(2)]
    index = Index(site_of(*met, late, *past))
    assert kept([*met, late, *past], index) == (
        "Of 5 targets that were met, missed or dropped or are past their date, 2 were met in time "
        "(40 %). 1 was met late, by 24 months."
    )
    assert "%" not in kept([*met, late, past[0]], index)
    assert kept([told("a/o", ("2020", "2030"))], index) == ""


def test_the_spread_of_slips_is_told_with_its_counts() -> None:
    def slip(name: str, due: str) -> Track:
        return told(f"a/{name}", ("2020", "2025"), ("2021", due))

    tracks = [slip("a", "2026"), slip("b", "2027"), slip("c", "2030"), slip("d", "2025")]
    tracks += [slip("e", "2024"), told("a/f", ("2020", "2030 or later"), ("2021", "2031 or later"))]
    tracks += [
        told("a/g", ("2020", "2025"), ("2025", "2025", "achieved")),
        told("a/h", ("2020", "2025")),
    ]
    index = Index(site_of(*tracks))
    assert slips(tracks, index) == (
        "Of 7 targets with at least two statements, 4 slipped, by 12 to 60 months, median 18 (1 of "
        "them at least); 1 was pulled in, by 12 months; 1 held; 1 was met."
    )
    assert slips(tracks[:1], index) == (
        "Of the one target with at least two statements, 1 slipped, by 12 months."
    )
    assert slips([told("a/h", ("2020", "2025"))], index) == ""
    anew = told("a/n", ("2019", "2020"), ("2020", "2020", "dropped"), ("2024", "2028"))
    assert slips([anew], index) == ""
    assert in_all(anew).change == "first"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([("2020", "2025")], ""),
        ([("2020", "2025"), ("2021", "2025")], "In 2 statements on 1 target no date changed."),
        (
            [("2020", "2025"), ("2021", "2026")],
            "In 2 statements on 1 target a date changed once: slipped once (12 months).",
        ),
        (
            [("2020", "2025"), ("2021", "2026"), ("2022", "2027"), ("2023", "2026")],
            "In 4 statements on 1 target a date changed 3 times: slipped 2 times (12 months each) "
            "and pulled in once (12 months).",
        ),
        (
            [("2020", "by 2026"), ("2021", "2030 or later"), ("2022", "2033 or later")],
            "In 3 statements on 1 target a date changed 2 times: slipped once (at least 36 months) "
            "and restated once (no bound in common).",
        ),
        (
            [(str(2000 + n), str(2010 + n * (n + 1) // 2)) for n in range(10)],
            "In 10 statements on 1 target a date changed 9 times: "
            "slipped 9 times (12 to 108 months, median 60).",
        ),
    ],
)
def test_how_often_dates_moved_and_by_how_much(words: list[tuple[str, str]], sentence: str) -> None:
    track = told("toyota/x", *words)
    assert moves_told([track], Index(site_of(track))) == sentence


# The lists


def page_of(site: Site, url: str) -> Page:
    return next(p for p in pages(site) if isinstance(p, Page) and p.url == url)


def test_what_is_due_stands_overdue_first_then_by_the_latest_day() -> None:
    dues = ("2030", "2027-2028", "2031 or later", "by 2025", "2024", "by 2027")
    tracks = [told(f"toyota/{due}", ("2020", due)) for due in dues]
    page = page_of(site_of(*tracks, told("a/m", ("2020", "2020", "achieved"))), "/timeline/due/")
    assert isinstance(page, TargetsPage)
    assert [(g.title, [d.due.text for d in g.dues]) for g in page.groups] == [
        ("Overdue", ["2024", "by 2025"]),
        ("Due by the end of 2027", ["by 2027"]),
        ("Due by the end of 2028", ["2027–2028"]),
        ("Due by the end of 2030", ["2030"]),
        ("No latest day named", ["2031 or later"]),
    ]
    assert [d.note for d in page.groups[0].dues] == ["past for 22 months", "past for 10 months"]
    assert page.lede.startswith("6 targets are open, of which 2 overdue")
    assert page.as_of is not None


def test_every_count_of_a_scorecard_leads_to_a_page_with_so_many_targets() -> None:
    made = site_of(*all_standings())
    found = {p.url: p for p in pages(made) if isinstance(p, Page)}
    for url, of in (("/timeline/", ""), ("/topics/ssb/", "topic")):
        page = found[url]
        for figure in page.score:  # type: ignore[attr-defined]
            if not figure.href:
                assert figure.figure == "0"
                continue
            listed = found[figure.href]
            assert isinstance(listed, TargetsPage), of
            dues = [
                due
                for group in listed.groups
                for due in group.dues
                if figure.label != "overdue" or group.title == "Overdue"
                if figure.label != "still open" or group.title != "Overdue"
            ]
            assert len(dues) == int(figure.figure), figure.label


def test_what_is_due_has_a_page_even_where_nothing_is() -> None:
    page = page_of(site(), "/timeline/due/")
    assert isinstance(page, TargetsPage)
    assert (page.groups, page.as_of) == ((), None)


def test_long_lists_are_split() -> None:
    many = [told(f"toyota/{n}", ("2020", "2029"), ("2021", "2030")) for n in range(501)]
    found = [p for p in pages(site_of(*many)) if isinstance(p, TargetsPage | RankingPage)]
    parts = {p.url for p in found}
    assert parts >= {
        *("/timeline/due/by-part/2/", "/topics/ssb/due/by-part/2/"),
        *("/topics/ssb/by-part/2/", "/topics/ssb/by-slip/by-part/2/"),
    }
    for page in found:
        rows = page.ranking.short if isinstance(page, RankingPage) else page.groups[0].rows
        assert 0 < len(rows) <= 500
        assert page.title


# A topic in its orders


@pytest.mark.parametrize(
    ("url", "current", "first"),
    [
        ("/topics/ssb/", "by due date", ["B", "A", "C"]),
        ("/topics/ssb/by-slip/", "by slip", ["C", "A", "B"]),
        ("/topics/ssb/by-company/", "by company", ["A", "B", "C"]),
    ],
)
def test_a_topic_has_its_targets_in_three_orders(url: str, current: str, first: list[str]) -> None:
    tracks = (
        told("a", ("2020", "2026"), ("2021", "2027"), company="a"),
        told("b", ("2020", "2026"), ("2021", "2026"), company="b"),
        told("c", ("2020", "by 2026"), ("2021", "2030 or later"), company="c"),
    )
    page = page_of(site_of(*tracks, url="https://example.org/base"), url)
    assert isinstance(page, TopicPage | RankingPage)
    assert page.ranking is not None
    assert page.ranking.lanes is not None
    assert [row.who.text for row in page.ranking.rows] == first
    assert [lane.who for group in page.ranking.lanes.groups for lane in group.lanes] == first
    assert [link.text for link in page.ranking.orders if link.current] == [current]
    own = "https://example.org/base/topics/ssb/"
    assert page.canonical == ("" if isinstance(page, TopicPage) else own)


def test_a_topic_compares_the_first_word_with_the_latest() -> None:
    track = told("a", ("2017", "by 2026"), ("2019", "2030 or later"), ("2021", "2033 or later"))
    page = page_of(site_of(track), "/topics/ssb/by-slip/")
    assert isinstance(page, RankingPage)
    (row,) = page.ranking.rows
    assert (row.before, row.before_said, row.due) == ("by 2026", "2017", "2033 or later")
    assert (row.move.words, row.move.bounds) == ("restated", "at least 72 months later")


# Years


def test_a_year_tells_what_moved_away_and_where_to() -> None:
    tracks = (
        told("toyota/m", ("2017", "2020"), ("2018", "2020-2021"), ("2019", "2025")),
        told("toyota/k", ("2017", "2020"), ("2018", "2020")),
        told("toyota/e", ("2017", "2020"), ("2023", "2023", "achieved")),
        told("toyota/d", ("2017", "2020"), ("2018", "2021"), ("2019", "2019", "dropped")),
    )
    page = page_of(site_of(*tracks), "/timeline/2020/")
    assert isinstance(page, YearPage)
    assert [(g.title, len(g.dues)) for g in page.standing] == [("Overdue", 1)]
    assert page.former is not None
    assert [(d.due.text, d.note, d.move and d.move.words) for d in page.former.dues] == [
        ("2020", "Dropped: 2021", None),
        ("2020", "Met: 2023", None),
        ("2020–2021", "now 2025", "slipped 48 months"),
    ]
    assert [(link.text, link.note) for link in page.years] == [
        *(("2020", "1"), ("2021", "1"), ("2023", "1"), ("2025", "1"))
    ]


# As of


@pytest.fixture(scope="module")
def on_two_days() -> list[dict[str, Page]]:
    """The pages of the sample site as they read on two days."""
    inputs = read_inputs(ROOT)
    found = []
    for day in (date(1991, 11, 22), date(2101, 11, 22)):
        loaded = load(inputs, Options(day))
        assert loaded.site is not None
        found.append({p.url: p for p in pages(loaded.site) if isinstance(p, Page)})
    return found


def test_a_page_says_as_of_where_it_depends_on_today_and_nowhere_else(
    on_two_days: list[dict[str, Page]],
) -> None:
    before, after = on_two_days
    for url in before.keys() & after.keys():
        depends = _without_today(before[url]) != _without_today(after[url])
        assert depends == (before[url].as_of is not None) == (after[url].as_of is not None), url


def _without_today(page: Page) -> str:
    """A page as text, without the day that it is judged by."""
    told = msgspec.json.encode(page).decode()
    for year in ("1991", "2101"):
        for day in (f"22 November {year}", f"22 Nov {year}", f"{year}-11-22"):
            told = told.replace(day, "today")
    return told


# A stranger's way


def test_how_often_bmw_moved_is_told_two_clicks_from_home(
    on_two_days: list[dict[str, Page]],
) -> None:
    """Home leads to the list of companies, that to each of them; a company says it in words."""
    found = on_two_days[1]
    home, listed = found["/"], found["/companies/"]
    assert isinstance(home, HomePage)
    assert isinstance(listed, CompaniesPage)
    ways = {line.link.href for group in listed.groups for line in group.lines}
    assert ways == {url for url, page in found.items() if isinstance(page, CompanyPage)}
    bmw = found["/companies/bmw/"]
    assert isinstance(bmw, CompanyPage)
    assert "/companies/bmw/" in {link.href for link in home.companies}
    assert bmw.lede == (
        "Series production (all-solid-state): first due by 2026 (said Dec 2017), now 2033 or "
        "later; at least 72 months later (6 years) over 6 statements, in which the date changed 5 "
        "times."
    )
    assert bmw.often == (
        "In 9 statements on 2 targets a date changed 6 times: slipped once (at least 36 months), "
        "pulled in 2 times (at least 36 and 12 months), and restated 3 times (no bound in common)."
    )


# Since the last briefing


def test_a_briefing_in_which_nothing_changed_says_so() -> None:
    old = briefing(
        "old", date=period("June 2024"), milestones=(milestone("x", "2028", briefing="old"),)
    )
    new = briefing(date=period("June 2025"), milestones=(milestone("x", "2028"),))
    track = told("toyota/x", ("2024", "2028"), ("2025", "2028"))
    steps = tuple(
        msgspec.structs.replace(step, milestone=b.milestones[0])
        for step, b in zip(track.steps, (old, new), strict=True)
    )
    both = site(briefings=(new, old), tracks=(msgspec.structs.replace(track, steps=steps),))
    compared = since(new, old, Index(both))
    assert compared.title == "Since the last briefing (Jun 2024)"
    assert compared.summary == "Nothing changed: 1 reconfirmed."
    quiet = since(briefing(change_note="Only typos."), old, Index(site(briefings=(new, old))))
    assert (quiet.summary, quiet.note) == ("Nothing changed.", "Only typos.")


def test_what_is_raised_again_leads_to_both_statements() -> None:
    index = Index(sample_site())
    newer = index.briefings["ssb-2025"]
    again = since(newer, newer, index)
    (row,) = [row for row in again.more if row.kind == "Challenges raised again"]
    assert [(a.here.href, a.before.href) for a in row.again] == [
        ("/briefings/ssb-2025/#cost", "/briefings/ssb-2025/#cost")
    ]


def test_a_company_says_how_often_it_moved_and_where_its_targets_stand() -> None:
    tracks = (
        told("toyota/x", ("2017", "2025"), ("2018", "2026")),
        told("toyota/y", ("2017", "2025")),
    )
    page = page_of(site_of(*tracks, today=TODAY), "/companies/toyota/")
    assert isinstance(page, CompanyPage)
    assert page.often == (
        "In 3 statements on 2 targets a date changed once: slipped once (12 months)."
    )
    assert [(s.count, s.label) for s in page.standings] == [("1", "overdue"), ("1", "still open")]
