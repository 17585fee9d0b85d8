"""Small sites in German, Chinese and Arabic: without a finding by axe, and the right way round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .axe import findings
from .sample import Sample, build_sample, serve
from .test_reflow import OUTSIDE

SITES = Path(__file__).parents[1] / "interface"
LOOKED_AT = ("home", "briefing", "company", "timeline")
#: What the search says of what it found, and of nothing.
SAID = {
    "ar": "^(النتائج: .?\\d+|لم يُعثر على شيء)",
    "de": "^(Treffer: \\d+|Nichts gefunden)",
    "zh": "^(结果：\\d+|没有找到)",
}


@pytest.fixture(scope="module", params=sorted(path.name for path in SITES.iterdir()))
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sample]:
    folder = tmp_path_factory.mktemp("languages") / str(request.param)
    with serve(build_sample(SITES / str(request.param), folder)) as url:
        yield Sample(folder, url)


@pytest.mark.parametrize("kind", LOOKED_AT)
def test_axe_finds_nothing_and_nothing_is_cut_off(page: Page, site: Sample, kind: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.emulate_media(color_scheme="dark" if kind in ("home", "company") else "light")
    page.goto(site.pages(kind)[0])
    assert page.evaluate(OUTSIDE) == []
    assert findings(page) == []


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (1280, "light")])
def test_the_search_speaks_the_language(page: Page, site: Sample, width: int, theme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto(site.pages("company")[0])
    page.keyboard.press("/")
    expect(page.locator(".search__box")).to_be_focused()
    for typed in ("", "Toyota", "zyxxo"):
        page.locator(".search__box").fill(typed)
        status = page.locator(".search__status")
        expect(status).to_have_text(re.compile(SAID[site.folder.name]) if typed else "")
        assert page.evaluate(OUTSIDE) == []
        assert findings(page, "body") == []


def test_what_is_found_runs_as_its_own_letters_do(page: Page, site: Sample) -> None:
    page.goto(f"{site.url}search/?q=2027")
    statement = page.locator(".search__part", has_text="2027").first
    expect(statement).to_contain_text("2027")
    wanted = "rtl" if site.folder.name == "ar" else "ltr"
    assert statement.evaluate("e => getComputedStyle(e).direction") == wanted
    assert "#" not in statement.inner_text()


def test_an_arabic_page_is_mirrored_and_its_time_is_not(page: Page, site: Sample) -> None:
    page.goto(site.pages("home")[0])
    left = "e => e.getBoundingClientRect().left"
    name, theme = page.locator(".masthead__name"), page.locator(".masthead__theme")
    mirrored = name.evaluate(left) > theme.evaluate(left)
    assert mirrored == (site.folder.name == "ar")
    years = page.locator(".lanes__axis text")
    places = [years.nth(n).evaluate(left) for n in range(years.count())]
    assert len(places) > 2
    assert places == sorted(places)


def test_a_latin_title_begins_where_the_page_does(page: Page, site: Sample) -> None:
    page.goto(site.pages("company")[0])
    aligned = page.locator("h1").evaluate("e => getComputedStyle(e).textAlign")
    assert (aligned == "right") == (site.folder.name == "ar"), aligned


def test_letters_that_join_or_stand_upright_are_left_as_they_are(page: Page, site: Sample) -> None:
    page.goto(site.pages("home")[0])
    spacing = page.locator("h1").evaluate("e => getComputedStyle(e).letterSpacing")
    assert (spacing in ("normal", "0px")) == (site.folder.name != "de")
    slant = page.evaluate(
        "() => { const e = document.body.appendChild(document.createElement('em'));"
        " return getComputedStyle(e).fontStyle; }"
    )
    assert (slant == "italic") == (site.folder.name == "de")
