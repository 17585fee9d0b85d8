"""Searching as a reader does: typing, going through what is found, and being there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .axe import findings
from .sample import Sample, build_sample, serve


@pytest.fixture(params=["under a path", "from disk"])
def home(request: pytest.FixtureRequest) -> str:
    """The address of the home page of the sample site, wherever it stands."""
    if request.param == "from disk":
        offline: Path = request.getfixturevalue("offline")
        return (offline / "index.html").as_uri()
    sample: Sample = request.getfixturevalue("sample")
    return sample.url


def opened(page: Page, home: str) -> Page:
    """On the search page, by the key, with the box ready."""
    page.goto(home)
    page.keyboard.press("/")
    expect(page.locator(".search__box")).to_be_focused()
    return page


def test_a_name_is_typed_and_enter_leads_there(page: Page, home: str) -> None:
    opened(page, home)
    page.keyboard.type("vw")
    expect(page.locator(".search__title").first).to_have_text("Volkswagen")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Volkswagen")
    page.go_back()
    if home.startswith("http"):  # from disk too, where the browser lets an address change
        expect(page.locator(".search__title").first).to_have_text("Volkswagen")


def test_enter_does_not_overtake_the_search(page: Page, home: str) -> None:
    opened(page, home)
    page.keyboard.type("nissan")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Nissan")


def test_a_statement_is_found_within_its_briefing(page: Page, home: str) -> None:
    opened(page, home)
    page.keyboard.type("Toyota 2027")
    link = page.locator(".search__statement", has_text=re.compile("^Toyota")).first
    expect(link).to_contain_text("2027")
    link.click()
    page.wait_for_url(re.compile(r"/briefings/[^/]+/(index\.html)?#."))
    shown = page.locator(":target")
    expect(shown).to_contain_text("Toyota")
    expect(shown).to_contain_text("2027")


def test_what_is_found_is_told_and_the_arrows_go_through_it(page: Page, home: str) -> None:
    opened(page, home)
    page.keyboard.type("samsung sdi")
    status = page.get_by_role("status").filter(has_text="Results")
    expect(status).to_have_text(re.compile(r"^Results: \d+$"))
    links = page.locator(".search__results a")
    page.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".search__box")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator(".search__box")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".search__results")).to_be_hidden()
    expect(page.locator(".search__index")).to_be_visible()


def test_nothing_found_is_said(page: Page, home: str) -> None:
    opened(page, home)
    page.keyboard.type("zyxxo")
    expect(page.get_by_role("status").filter(has_text="Nothing was found")).to_be_visible()


@pytest.mark.parametrize("typed", ["Tyoota", "toyoat"])
def test_a_slip_in_a_name_is_mended_and_told(page: Page, home: str, typed: str) -> None:
    opened(page, home)
    page.keyboard.type(typed)
    status = page.get_by_role("status").filter(has_text="Results")
    expect(status).to_have_text(re.compile(r"^Results for “toyota”: \d+$"))
    expect(page.locator(".search__title").first).to_have_text("Toyota")
    page.locator(".search__box").fill("Toyota")
    expect(status).to_have_text(re.compile(r"^Results: \d+$"))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("丰田", "Toyota"),
        ("تويوتا", "Toyota"),
        ("MERCEDES BENZ", "Mercedes-Benz"),
        ("mercedes-benz", "Mercedes-Benz"),
        ("Samsung-SDI", "Samsung SDI"),
        ("2027", re.compile("2027")),
    ],
)
def test_a_company_is_found_by_any_of_its_names(
    page: Page, home: str, typed: str, first: str | re.Pattern[str]
) -> None:
    opened(page, home)
    page.keyboard.insert_text(typed)
    expect(page.locator(".search__title").first).to_have_text(first)


def test_what_is_found_can_be_kept_to_a_kind_a_company_and_a_year(page: Page, home: str) -> None:
    opened(page, home)
    page.get_by_label("Kind").select_option("Briefing")
    expect(page.locator(".search__facts").first).to_contain_text("Briefing")
    assert {t.split(" ")[0] for t in page.locator(".search__facts").all_inner_texts()} == {
        "Briefing"
    }
    page.get_by_label("Company").select_option("Dyson")
    page.get_by_label("Said in").select_option("2018")
    expect(page.locator(".search__result")).to_have_count(1)
    page.locator(".search__box").fill("zyxxo")
    expect(page.locator(".search__result")).to_have_count(0)


def test_the_key_is_a_letter_where_one_types(page: Page, sample: Sample) -> None:
    opened(page, sample.url)
    page.keyboard.type("2027/28")
    expect(page.locator(".search__box")).to_have_value("2027/28")


def test_a_click_opens_it_from_any_page(page: Page, sample: Sample) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(sample.pages("briefing")[0])
    page.get_by_role("banner").get_by_role("link", name="Search").click()
    expect(page.locator(".search__box")).to_be_focused()


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 320)])
def test_axe_finds_nothing_among_results(
    page: Page, sample: Sample, theme: Any, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    page.goto(f"{sample.url}search/?q=Toyota+2027")
    expect(page.locator(".search__statement").first).to_be_visible()
    expect(page.locator(".search__more")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert findings(page) == []


def test_without_script_the_page_lists_what_has_a_page(browser: Browser, sample: Sample) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{sample.url}search/")
    expect(plain.locator(".search")).to_be_hidden()
    names = plain.locator(".search__index a").all_inner_texts()
    assert {"Toyota", "Solid-state batteries", "2027", "Cost"} <= set(names)
    assert len(names) > 60
    context.close()


def test_words_of_writing_without_blanks_are_found(page: Page, tmp_path: Path) -> None:
    content = tmp_path / "content"
    (content / "briefings").mkdir(parents=True)
    (content / "site.yaml").write_text("title: 固态电池\nlanguage: zh\n", "utf-8")
    (content / "briefings/2025-06.md").write_text(
        "# 固态电池进展（2025年6月）\n\n## 主要企业\n\n"
        "- **清陶能源**：计划在2027年量产全固态电池。\n",
        "utf-8",
    )
    with serve(build_sample(tmp_path, tmp_path / "build")) as url:
        opened(page, url)
        page.keyboard.insert_text("量产")
        statement = page.locator(".search__statement").first
        expect(statement).to_contain_text("计划在2027年量产全固态电池")
        expect(statement.locator("mark")).to_have_text("量产")
        page.locator(".search__box").fill("产量")
        expect(page.locator(".search__result")).to_have_count(0)
        page.locator(".search__box").fill("年量产全")
        expect(page.locator(".search__statement mark").first).to_have_text("年量产全")


LETTERS = """# Festkörperbatterien, März 2026

## Schlüsselakteure

- **Varta:** Die Straßenzulassung ist für 2027 geplant; größere Stückzahlen folgen.
- **Škoda Auto:** Zkušební jízdy začnou v roce 2027.
- **Łódź Power:** Linia pilotażowa 2027.
"""


@pytest.mark.parametrize("offline", [False, True], ids=["index", "list"])
def test_letters_with_marks_are_found_with_and_without(
    page: Page, tmp_path: Path, offline: bool
) -> None:
    (tmp_path / "content/briefings").mkdir(parents=True)
    (tmp_path / "content/briefings/2026-03.md").write_text(LETTERS, "utf-8")
    folder = build_sample(tmp_path, tmp_path / "build", offline)
    with serve(folder) as url:
        page.goto(f"{url}search/index.html")
        for typed, words in [
            ("Straßen", "Straßenzulassung"),
            ("STRASSENZULASSUNG", "Straßenzulassung"),
            ("stuckzahlen", "Stückzahlen"),
            ("Stückzahlen", "Stückzahlen"),
            ("skoda", "Škoda"),
            ("lodz", "Łódź"),
            ("Łódź", "Łódź"),
        ]:
            page.locator(".search__box").fill("")
            page.locator(".search__box").press_sequentially(typed)
            expect(page.locator(".search__statement").first).to_contain_text(words)
            expect(page.locator(".search__statement mark").first).to_have_text(
                re.compile(f"^{words[:4]}")
            )
