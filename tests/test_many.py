"""A site with many targets: its pages stay short, and nothing is told nowhere."""

from __future__ import annotations

from datetime import date

import pytest

from makers import write_many
from ssbrief.build import Prepared, prepare
from ssbrief.check import check_links
from ssbrief.model import Company
from ssbrief.pages import Page
from ssbrief.pages.companies import CompanyPage, HistoriesPage, StatementsPage
from ssbrief.pages.lists import TargetsPage
from ssbrief.pages.places import DRAWN, FEW, FIRST
from ssbrief.pages.timeline import TimelinePage, YearPage
from ssbrief.store import Settings

TOPICS = 60


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = write_many(tmp_path_factory.mktemp("many"), TOPICS)
    made = prepare(folder, Settings(date(2026, 11, 22)))
    assert made.plan is not None
    return made


def page(prepared: Prepared, url: str) -> Page:
    assert prepared.plan is not None
    made = prepared.plan.pages[url]
    assert isinstance(made, Page)
    return made


def company(prepared: Prepared, slug: str) -> Company:
    assert prepared.site is not None
    return next(c for c in prepared.site.companies if c.slug == slug)


def test_every_link_lands(prepared: Prepared) -> None:
    assert prepared.plan is not None
    assert prepared.renderer is not None
    assert check_links(prepared.plan, prepared.renderer) == ()


def test_a_company_with_few_targets_tells_them_all(prepared: Prepared) -> None:
    shown = page(prepared, "/companies/honda/")
    assert isinstance(shown, CompanyPage)
    assert len(company(prepared, "honda").tracks) == 3 <= FEW
    assert (len(shown.histories.told), shown.beside, shown.all_targets) == (3, (), None)
    assert all(standing.more is None for standing in shown.standings)


def test_a_company_with_many_shows_the_first_of_each_and_leads_to_all(prepared: Prepared) -> None:
    shown = page(prepared, "/companies/toyota/")
    assert isinstance(shown, CompanyPage)
    assert shown.all_targets is not None
    assert shown.all_targets.text == f"All {TOPICS} targets"
    assert len(shown.histories.told) == FIRST
    told = [(s.count, len(s.dues), s.more and s.more.text) for s in shown.standings]
    assert told == [("7", 7, None), ("53", 10, "All 53 still open")]
    everything = page(prepared, shown.all_targets.href)
    assert isinstance(everything, TargetsPage)
    assert sum(len(group.rows) for group in everything.groups) == TOPICS


def test_each_history_is_told_once(prepared: Prepared) -> None:
    shown = page(prepared, "/companies/toyota/")
    assert isinstance(shown, CompanyPage)
    assert [link.href for link in shown.beside] != []
    told = [history.id for history in shown.histories.told]
    for link in shown.beside:
        beside = page(prepared, link.href)
        assert isinstance(beside, HistoriesPage)
        assert len(beside.histories.told) <= DRAWN
        told += [history.id for history in beside.histories.told]
    assert len(told) == len(set(told)) == TOPICS


def test_every_statement_stands_on_the_page_of_its_year(prepared: Prepared) -> None:
    shown = page(prepared, "/companies/toyota/")
    assert isinstance(shown, CompanyPage)
    years = [page(prepared, link.href) for link in shown.parts]
    quotes = tuple(q for year in years if isinstance(year, StatementsPage) for q in year.statements)
    assert len(quotes) == len(company(prepared, "toyota").statements) == 2 * TOPICS
    assert shown.statements == quotes[: len(shown.statements)]


def test_the_row_of_a_target_is_the_same_on_every_page(prepared: Prepared) -> None:
    assert prepared.plan is not None
    found = {}
    for url, recipe in prepared.plan.recipes.items():
        if recipe.kind not in (YearPage, TimelinePage, TargetsPage):
            continue
        made = recipe.make()
        groups = made.standing if isinstance(made, YearPage) else made.groups
        for row in (row for group in groups for row in group.rows):
            assert found.setdefault((row.who, row.topic), row) == row, url
    assert len(found) > 100


def test_a_row_weighs_little(prepared: Prepared) -> None:
    assert prepared.renderer is not None
    html = prepared.renderer.render(page(prepared, "/timeline/due/")).decode()
    rows = [line for line in html.splitlines() if line.lstrip().startswith("<tr><th><a")]
    assert len(rows) > 50
    assert max(map(len, rows)) < 400
