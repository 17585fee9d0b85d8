"""On paper: no navigation, where the links lead, whole charts, and the day of the facts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from .sample import KINDS, SOAK, Sample

#: The text area of A4 within the margins of the style sheet (16 and 18 mm), in CSS pixels.
WIDTH, HEIGHT = 672, 986


@pytest.fixture
def paper(page: Page) -> Page:
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.emulate_media(media="print", color_scheme="dark")
    return page


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_prints_dark_on_white_without_navigation(
    paper: Page, sample: Sample, kind: str
) -> None:
    paper.goto(sample.pages(kind)[0])
    shown = paper.evaluate(
        """() => [...document.querySelectorAll("nav, .skip, button")]
          .filter((e) => e.checkVisibility()).map((e) => e.className)"""
    )
    assert shown == []
    colours = paper.evaluate(
        """() => {
          const { backgroundColor, color } = getComputedStyle(document.body);
          return [backgroundColor, color];
        }"""
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    assert paper.evaluate("document.scrollingElement.scrollWidth") <= WIDTH


@pytest.mark.parametrize("kind", ["briefing", "company", "topic", "challenge", "publisher"])
def test_every_link_elsewhere_says_where_it_leads(paper: Page, sample: Sample, kind: str) -> None:
    paper.goto(sample.pages(kind)[0])
    silent = paper.evaluate(
        """() => {
          const links = [...document.querySelectorAll("main a[href^='http']")]
            .filter((e) => e.checkVisibility());
          const said = (e) => [getComputedStyle(e, "::after").content, e.textContent]
            .some((words) => words.includes(e.getAttribute("href")));
          const known = new Set(links.filter(said).map((e) => e.href));
          return links.filter((e) => !known.has(e.href)).map((e) => e.href);
        }"""
    )
    assert silent == []


@pytest.mark.parametrize("kind", ["home", "company", "timeline", "topic", "year"])
def test_charts_are_printed_whole(paper: Page, sample: Sample, kind: str) -> None:
    paper.goto(sample.pages(kind)[0])
    wrong = paper.evaluate(
        """([width, height]) => [...document.querySelectorAll("svg.chart__drawing")].filter((e) => {
          const box = e.getBoundingClientRect(), style = getComputedStyle(e);
          const kept = e.closest(".lane, .lanes__axis, .chart--whole") ?? e;
          return style.breakInside !== "avoid" || box.left < -1 || box.right > width + 1 ||
            (!kept.matches(".lanes__axis") && getComputedStyle(kept).breakInside !== "avoid") ||
            kept.getBoundingClientRect().height > height;
        }).map((e) => e.outerHTML.slice(0, 100))""",
        [WIDTH, HEIGHT],
    )
    assert wrong == []
    assert paper.locator("svg.chart__drawing").count() > 0


@pytest.mark.parametrize("kind", ["home", "company", "topic"])
def test_a_heading_stays_with_what_it_heads(paper: Page, sample: Sample, kind: str) -> None:
    paper.goto(sample.pages(kind)[0])
    loose = paper.evaluate(
        """() => [...document.querySelectorAll(".page__heading, .track__head, .lanes__group, h3")]
          .filter((e) => e.checkVisibility() && !e.closest("dl, li, table"))
          .filter((e) => e.matches("h3") && e.closest(".track__head") ? false :
            getComputedStyle(e).breakAfter !== "avoid")
          .map((e) => e.className || e.tagName)"""
    )
    assert set(loose) == set()


@pytest.mark.parametrize(
    ("kind", "day"),
    [
        ("briefing", r"Published\s+\w+ 20\d\d"),  # what it says is true of its own day
        ("company", r"[Aa]s of\s+22 November 2026"),
        ("topic", r"[Aa]s of\s+22 November 2026"),
    ],
)
def test_paper_says_the_day_of_its_facts(paper: Page, sample: Sample, kind: str, day: str) -> None:
    paper.goto(sample.pages(kind)[0])
    assert re.search(day, paper.locator("body").inner_text())


@pytest.mark.parametrize("kind", ["briefing", "company", "topic"] if SOAK else ["company"])
def test_a_page_becomes_a_document(paper: Page, sample: Sample, kind: str) -> None:
    paper.goto(sample.pages(kind)[0])
    document = paper.pdf(prefer_css_page_size=True, format="A4")
    assert document.startswith(b"%PDF")
    assert 1 < len(re.findall(rb"/Type\s*/Page\b", document)) < 40
