"""Pages: what each of them shows, as values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from makers import TODAY, briefing, milestone, period, sample_site, site, statement, track
from ssbrief import strings
from ssbrief.drift import follow
from ssbrief.model import Company, Passage, Period, Prose, Section, Site, Step, Tag, Topic
from ssbrief.pages import Document, Index, Page, pages
from ssbrief.pages.briefings import BriefingPage
from ssbrief.pages.companies import CompaniesPage, CompanyPage
from ssbrief.pages.histories import summary
from ssbrief.pages.listing import MOST, split
from ssbrief.pages.moves import move, state
from ssbrief.pages.since import since
from ssbrief.pages.statements import dates_marked
from ssbrief.pages.timeline import TimelinePage, YearPage

SOURCES = Path(__file__).parents[1] / "src" / "ssbrief"
TEMPLATES = Path(__file__).parents[1] / "templates"
SAY = strings.strings("en")


def page_of(site: Site, url: str) -> Page:
    return next(p for p in pages(site) if isinstance(p, Page) and p.url == url)


def document_of(site: Site, url: str) -> str:
    return next(d.text for d in pages(site) if isinstance(d, Document) and d.url == url)


# The address table


def test_a_site_has_every_page_of_the_design() -> None:
    found = {entry.url for entry in pages(sample_site())}
    assert found >= {
        *("/", "/briefings/", "/briefings/ssb-2025/", "/companies/", "/companies/toyota/"),
        *("/timeline/", "/timeline/2027/", "/topics/", "/topics/ssb/", "/challenges/"),
        *("/challenges/cost/", "/sources/", "/sources/reuters/", "/changes/", "/tags/"),
        *("/tags/batteries/", "/about/", "/404.html", "/old/status-2022/"),
        *("/data/briefings.json", "/data/milestones.json"),
    }


def test_what_needs_the_address_of_the_site_waits_for_it() -> None:
    without = {entry.url for entry in pages(sample_site())}
    with_url = {entry.url for entry in pages(sample_site(url="https://example.org/base"))}
    assert with_url - without == {
        *(
            f"{home}feed.{suffix}"
            for home in (
                *("/", "/changes/", "/topics/ssb/", "/companies/toyota/", "/companies/nissan/"),
                "/companies/chery/",
            )
            for suffix in ("xml", "json")
        ),
        *("/sitemap.xml", "/robots.txt"),
    }


def test_an_empty_site_still_has_all_its_lists() -> None:
    found = {entry.url for entry in pages(site())}
    assert found >= {"/", "/briefings/", "/companies/", "/timeline/", "/topics/", "/challenges/"}
    assert found >= {"/sources/", "/changes/", "/tags/", "/404.html"}


def test_pages_are_values() -> None:
    assert list(pages(sample_site())) == list(pages(sample_site()))


# Time


def test_a_year_lists_every_milestone_whose_interval_touches_it() -> None:
    page = page_of(sample_site(), "/timeline/2025/")
    assert isinstance(page, YearPage)
    (group,) = page.standing
    assert [(d.who, d.due.text) for d in group.dues] == [("Whole market", "around 2025–2027")]
    assert page.former is not None
    assert [(d.who, d.due.text, d.note) for d in page.former.dues] == [
        ("Toyota", "by 2025", "now 2027–2028")
    ]
    assert page.lede == (
        "By the latest word 1 target touches 2025: 1 open. "
        "1 target was once due then and no longer is."
    )


def test_the_timeline_groups_the_latest_words_by_the_year_of_their_latest_day() -> None:
    page = page_of(sample_site(), "/timeline/")
    assert isinstance(page, TimelinePage)
    shown = [(g.title, [d.who for d in g.dues]) for g in page.groups]
    assert shown == [
        ("Due by the end of 2024", ["Nissan"]),
        ("Due by the end of 2027", ["Whole market"]),
        ("Due by the end of 2028", ["Toyota"]),
    ]


@pytest.mark.parametrize(
    ("due", "state_of", "shown"),
    [
        ("2024", "target", "overdue"),
        ("2024", "postponed", "overdue"),
        ("2024", "achieved", "met"),
        ("2024", "dropped", "dropped"),
        ("2024", "reported", "reported"),
        ("2028", "target", None),
        ("from 2020", "target", None),
    ],
)
def test_a_target_is_overdue_when_its_latest_day_is_past(
    due: str, state_of: str, shown: str | None
) -> None:
    found = state(milestone("x", due, state=state_of), TODAY, SAY)
    assert (found.words if found else None) == shown


def test_a_date_that_a_later_word_replaced_is_not_overdue() -> None:
    page = page_of(sample_site(), "/companies/toyota/")
    assert isinstance(page, CompanyPage)
    assert [(w.due, w.state) for w in page.histories.told[0].words] == [
        ("2027–2028", None),
        ("by 2025", None),
    ]


@pytest.mark.parametrize(
    ("step", "words", "short", "bounds"),
    [
        (Step(milestone("x", "2027"), "first"), "first said", "", ""),
        (Step(milestone("x", "2027"), "slipped", 12), "slipped 12 months", "+12 mo", ""),
        (Step(milestone("x", "2027"), "slipped", 1), "slipped 1 month", "+1 mo", ""),
        (
            Step(milestone("x", "2027"), "pulled-in", -3, True),
            "pulled in at least 3 months",
            "≥ −3 mo",
            "",
        ),
        (
            Step(milestone("x", "2027"), "widened", 0, False, 0, 24),
            "widened",
            "",
            "latest day +24 mo",
        ),
        (
            Step(milestone("x", "2027"), "slipped", 12, False, 24, 12),
            "slipped 12 months",
            "+12 mo",
            "earliest day +24 mo",
        ),
    ],
)
def test_a_move_says_what_happened_and_how_far_each_end_went(
    step: Step, words: str, short: str, bounds: str
) -> None:
    told = move(step, SAY)
    assert (told.words, told.short, told.bounds) == (words, short, bounds)


# A briefing


def briefing_page(slug: str = "ssb-2025") -> BriefingPage:
    page = page_of(sample_site(), f"/briefings/{slug}/")
    assert isinstance(page, BriefingPage)
    return page


def test_a_briefing_says_who_prepared_it_and_what_was_corrected() -> None:
    page = briefing_page()
    assert page.byline == (
        "Prepared by AI Assistant.",
        "The note names no day of publication; it is dated by the period it covers.",
    )
    assert page.revised == "Revised 2025-08-01: The date of Nissan was wrong."
    assert [style.words.text for style in page.cite.styles] == [
        "AI Assistant. (2024–2025). Status in 2025. Solid-state ledger.",
        "AI Assistant. 2024–2025. Status in 2025. Solid-state ledger.",
    ]


@pytest.mark.parametrize(
    ("when", "inferred", "published", "byline"),
    [
        ("2025", (), "2025", ()),
        ("2025-03", (("date", "the name of the file"),), "Mar 2025", ()),
        (
            "2025",
            (("period", "the title"), ("date", "the period covered")),
            "",
            ("The note names no day of publication; it is dated by the period in its title.",),
        ),
        (
            "2025",
            (("date", "the period covered"),),
            "",
            ("The note names no day of publication; it is dated by the period it covers.",),
        ),
    ],
)
def test_a_briefing_that_names_no_day_is_not_said_to_be_published_on_one(
    when: str, inferred: tuple[tuple[str, str], ...], published: str, byline: tuple[str, ...]
) -> None:
    told = briefing(date=period(when), period=period(when), inferred=inferred)
    page = page_of(site(briefings=(told,)), "/briefings/ssb-2025/")
    assert isinstance(page, BriefingPage)
    assert (page.published.text if page.published else "", page.byline) == (published, byline)


def test_what_was_read_from_a_statement_stands_beside_it() -> None:
    page = briefing_page()
    entries = {e.id: e for part in page.parts for piece in part.pieces for e in piece.entries}
    (read,) = entries["toyota"].readings
    assert (read.what, read.due, read.words) == (
        "Toyota, market introduction",
        "2027–2028",
        "2027-2028",
    )
    assert read.before == "(before: by 2025, said 30 Jun 2022)"
    assert [w.title for w in entries["toyota"].works] == ["Toyota keeps 2027"]
    assert entries["market"].unsourced
    assert entries["chinese-companies"].facts == ("A group that names Chery.",)
    assert not entries["carbuzz"].unsourced


def test_headings_nest_without_a_gap_whatever_levels_the_author_used() -> None:
    passages = (
        Passage("heading", Prose("A"), 5, "a"),
        Passage("heading", Prose("B"), 6, "b"),
        Passage("heading", Prose("C"), 4, "c"),
        Passage("heading", Prose("D"), 5, "d"),
    )
    section = Section("other", "s", Prose("S"), "S", passages)
    page = page_of(site(briefings=(briefing(sections=(section,)),)), "/briefings/ssb-2025/")
    assert isinstance(page, BriefingPage)
    assert [piece.level for piece in page.parts[0].pieces] == [3, 4, 3, 4]


def test_since_tells_silence_from_change() -> None:
    index = Index(sample_site())
    told = since(index.briefings["ssb-2025"], index.briefings["ssb-2022"], index)
    assert told.summary == "Of what is dated here, 1 slipped and 1 said for the first time."
    assert [(row.kind, row.moved) for row in (*told.rows, *told.more)] == [
        ("Slipped", True),
        ("First said", False),
        ("Not mentioned", False),
        ("Companies new", False),
        ("No longer named", False),
        ("Challenges new", False),
        ("Sources new", False),
    ]
    assert told.more[0].note == "Silence is not a change."


def test_the_first_briefing_of_a_topic_says_that_it_is() -> None:
    page = briefing_page("ssb-2022")
    assert page.since is not None
    assert page.since.summary.startswith("The first briefing on this topic")
    assert (page.since.rows, page.since.more) == ((), ())


def test_neighbours_are_those_of_the_topic() -> None:
    page = briefing_page()
    assert page.before is not None
    assert (page.before.href, page.after) == ("/briefings/ssb-2022/", None)


# Quotes


def test_a_company_quotes_its_statements_and_leads_to_their_anchors() -> None:
    page = page_of(sample_site(), "/companies/toyota/")
    assert isinstance(page, CompanyPage)
    assert [q.briefing.href for q in page.statements] == [
        "/briefings/ssb-2025/#toyota",
        "/briefings/ssb-2022/#toyota-2022",
    ]
    assert "\x02company:toyota\x03" in page.statements[0].prose.html


def test_quoted_words_leave_their_ids_at_home() -> None:
    words = statement("x", "Words", html='<p id="x">A <sup id="r">1</sup> id="kept"</p>')
    told = briefing(
        sections=(Section("other", "s", Prose("S"), "S", (Passage("list", statements=(words,)),)),)
    )
    company = Company("a", "A", statements=(words,), briefings=("ssb-2025",))
    page = page_of(site(briefings=(told,), companies=(company,)), "/companies/a/")
    assert isinstance(page, CompanyPage)
    assert page.statements[0].prose.html == '<p>A <sup>1</sup> id="kept"</p>'


# Long lists


def test_a_long_list_is_split_and_every_entry_is_in_one_part() -> None:
    companies = tuple(Company(f"c{n}", f"{'AB'[n % 2]}{n:04}") for n in range(2 * MOST + 3))
    found = [p for p in pages(site(companies=companies)) if isinstance(p, CompaniesPage)]
    whole, *parts = found
    assert whole.groups == ()
    assert [link.text for link in whole.parts] == ["A", "A (2)", "B", "B (2)"]
    assert [link.href for link in whole.parts] == [p.url for p in parts]
    shown = [line.link.href for p in parts for group in p.groups for line in group.lines]
    assert len(shown) == len(companies)
    assert set(shown) == {f"/companies/c{n}/" for n in range(len(companies))}
    assert all(sum(len(g.lines) for g in p.groups) <= MOST for p in parts)


def test_no_page_lists_more_than_it_may() -> None:
    count = MOST + 20
    slugs = tuple(f"b{n}" for n in range(count))
    briefings = tuple(
        briefing(slug, f"Briefing {n}", date=period(str(1990 + n % 30)))
        for n, slug in enumerate(slugs)
    )
    big = site(
        briefings=briefings,
        topics=(Topic("ssb", "Topic", slugs, ()),),
        tags=(Tag("t", "t", slugs),),
    )
    for page in pages(big):
        for field in getattr(page, "__struct_fields__", ()):
            value = getattr(page, field)
            assert not isinstance(value, tuple) or len(value) <= MOST, (page.url, field)


def test_a_short_list_is_whole() -> None:
    assert split([1, 2], "/x/", "part", lambda _: "").entries == (1, 2)


# Documents


def test_data_is_sorted_json_with_dates_as_edtf_and_days() -> None:
    data = json.loads(document_of(sample_site(), "/data/milestones.json"))
    assert [m["id"] for m in data["records"]] == sorted(m["id"] for m in data["records"])
    toyota = next(m for m in data["records"] if m["id"] == "ssb-2025#toyota")
    assert toyota["due"] == {
        "edtf": "2027/2028",
        "first": "2027-01-01",
        "last": "2028-12-31",
    }
    assert (toyota["briefing"], toyota["statement"]) == ("ssb-2025", "toyota")


def test_every_file_of_data_is_made() -> None:
    nouns = (
        "briefings",
        "companies",
        "milestones",
        "tracks",
        "challenges",
        "sources",
        "statements",
    )
    for noun in nouns:
        data = json.loads(document_of(sample_site(), f"/data/{noun}.json"))
        assert data["noun"] == noun
        assert data["records"], noun


def test_the_sitemap_lists_pages_and_not_what_has_moved() -> None:
    text = document_of(sample_site(url="https://example.org/base"), "/sitemap.xml")
    listed = re.findall("<loc>(.*?)</loc>", text)
    assert "https://example.org/base/companies/toyota/" in listed
    assert not [url for url in listed if "old" in url or "404" in url or url.endswith(".json")]
    assert "<lastmod>2022-06-30</lastmod>" in text


# The words


def keys_used() -> Iterator[str]:
    for path in [*(SOURCES / "pages").glob("*.py"), SOURCES / "theme.py"]:
        yield from re.findall(r'say\(\s*"([a-z-]+)"', path.read_text())
        yield from re.findall(r'_row\(\s*"([a-z-]+)"', path.read_text())
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        yield from re.findall(r'"([a-z-]+)" \| t\b', text)
        yield from re.findall(r'\("([a-z-]+)" if [^)]* else "[a-z-]+"\) \| t\b', text)


def test_every_word_of_the_interface_stands_in_the_catalogue() -> None:
    assert sorted({key for key in keys_used() if not SAY.known(key)}) == []


@pytest.mark.parametrize("language", strings.languages())
def test_a_catalogue_says_nothing_that_english_does_not(language: str) -> None:
    assert {k for k, _ in strings.strings(language).pairs()} == {k for k, _ in SAY.pairs()}


def test_a_plural_takes_the_form_of_its_language() -> None:
    assert [SAY("months", n=n) for n in (0, 1, 2, 1200)] == [
        "0 months",
        "1 month",
        "2 months",
        "1,200 months",
    ]


@pytest.mark.parametrize(
    ("text", "machine"),
    [
        ("2027-06-13", "2027-06-13"),
        ("June 2027", "2027-06"),
        ("2027", "2027"),
        ("2027-2028", ""),
        ("around 2027", ""),
        ("by 2028", ""),
        ("Q2 2026", ""),
    ],
)
def test_only_whole_days_months_and_years_have_a_form_for_machines(text: str, machine: str) -> None:
    assert strings.datetime_of(period(text)) == machine


# Drawings


def test_the_labels_of_a_drift_never_cover_one_another() -> None:
    steps = [Step(milestone("m0", "2020", said=period("2015")), "first")]
    for n in range(1, 12):
        said = period(f"{2015 + n}")
        steps.append(
            Step(milestone(f"m{n}", str(2020 + n), said=said), "slipped", 12, False, 12, 12)
        )
    told = track("toyota/x", *steps)
    source = briefing(milestones=tuple(s.milestone for s in steps))
    company = Company("toyota", "Toyota", tracks=(told,), briefings=("ssb-2025",))
    page = page_of(
        site(briefings=(source,), companies=(company,), tracks=(told,)), "/companies/toyota/"
    )
    assert isinstance(page, CompanyPage)
    drawn = page.histories.told[0].drift
    assert drawn is not None
    assert len(drawn.marks) == 12
    assert drawn.labels
    boxes = [(float(label.x.rstrip("%")) * 7.6, label.y) for label in drawn.labels]
    for place, (x, y) in enumerate(boxes):
        for other_x, other_y in boxes[:place]:
            assert abs(x - other_x) > 20 or abs(y - other_y) > 11


LAST_DAY = date(9999, 12, 30)


@pytest.mark.parametrize("approximate", [False, True])
@pytest.mark.parametrize(
    ("earliest", "latest"),
    [
        (date.min, date.min),
        (LAST_DAY, LAST_DAY),
        (date.min, LAST_DAY),
        (None, date.min),
        (None, LAST_DAY),
        (date.min, None),
        (LAST_DAY, None),
    ],
)
def test_a_drawing_holds_the_first_and_the_last_of_all_days(
    earliest: date | None, latest: date | None, approximate: bool
) -> None:
    first = milestone("a", "2027")
    last = structs.replace(milestone("b", "2028"), due=Period(earliest, latest, approximate))
    told = track("toyota/x", Step(first, "first"), Step(last, "restated"))
    source = briefing(milestones=(first, last), date=period("2025"))
    company = Company("toyota", "Toyota", tracks=(told,), briefings=("ssb-2025",))
    page = page_of(
        site(briefings=(source,), companies=(company,), tracks=(told,)), "/companies/toyota/"
    )
    assert isinstance(page, CompanyPage)
    assert page.histories.told[0].drift is not None


def test_pages_can_be_stored() -> None:
    for page in pages(sample_site()):
        assert msgspec.msgpack.encode(page)


@pytest.mark.parametrize(
    ("html", "words", "marked"),
    [
        ("<p>Due by 2027.</p>", "by 2027", '<p>Due <span class="date">by 2027</span>.</p>'),
        ("<p>2027, then 2027</p>", "2027", '<p><span class="date">2027</span>, then 2027</p>'),
        (
            '<a href="/2027">x</a> 2027',
            "2027",
            '<a href="/2027">x</a> <span class="date">2027</span>',
        ),
        ("<b>by</b> 2027", "by 2027", "<b>by</b> 2027"),
        ("A2027 2027-2028", "2027", "A2027 2027-2028"),
        ("&lt;2027&gt;", "<2027>", '<span class="date">&lt;2027&gt;</span>'),
    ],
)
def test_the_words_a_date_was_read_from_are_marked(html: str, words: str, marked: str) -> None:
    read = structs.replace(milestone("a", "2027"), due_words=words)
    assert dates_marked(Prose(html), [read]).html == marked


@pytest.mark.parametrize(
    ("dues", "told"),
    [
        (("2020-2023", "2024-2026", "2025", "2027-2028"), "slipped 60 months"),
        (("by 2026", "2030 or later", "2033 or later"), "at least 72 months later"),
        (("2027", "2028", "2027"), "back where it began"),
        (("2027", "2028", "2028"), "unchanged since 2017"),
        (("2027", "2027"), "due 2027, first said 2016; unchanged over 2 statements."),
    ],
)
def test_what_a_target_moved_in_all_is_no_sum_of_steps(dues: tuple[str, ...], told: str) -> None:
    said = [period(str(2016 + n)) for n in range(len(dues))]
    milestones = [
        milestone(f"m{n}", due, said=when)
        for n, (due, when) in enumerate(zip(dues, said, strict=True))
    ]
    followed = track("toyota/x", *follow(milestones))
    source = briefing(milestones=tuple(milestones))
    assert told in summary(followed, Index(site(briefings=(source,), tracks=(followed,))))
