"""The worked example of a look of one's own, as readers see it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from test_own_look import KEYS, SHOWN, built

from .axe import findings
from .sample import Sample, serve

FILES = [name for name in SHOWN if name != "static/site.css"]
ACCENT = {"light": "rgb(11, 107, 58)", "dark": "rgb(16, 157, 85)"}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    folder = built(tmp_path_factory.mktemp("own"), *FILES, keys=KEYS)
    with serve(folder) as url:
        yield Sample(folder, url)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["home", "briefing", "company", "tags", "search"])
def test_a_site_of_its_own_look_is_without_a_finding(
    page: Page, own: Sample, kind: str, theme: str
) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    told: list[str] = []
    page.once("console", lambda message: told.append(message.text))
    page.goto(own.pages(kind)[0])
    page.keyboard.press("Tab")
    focus = "getComputedStyle(document.activeElement).outlineColor"
    assert page.evaluate(focus) == ACCENT[theme]
    family = page.locator("h1").first.evaluate("e => getComputedStyle(e).fontFamily")
    assert family.startswith('Futura, "Avenir Next"')
    sign = page.locator(".masthead__name img")
    expect(sign).to_be_visible()
    expect(sign).to_have_css("height", "22px")
    assert sign.evaluate("e => e.complete && e.naturalWidth > 0")
    expect(page.get_by_text("Kept by the battery desk.")).to_be_visible()
    assert findings(page) == []
    assert told == []


def test_the_words_of_authors_are_set_in_their_font(page: Page, own: Sample) -> None:
    page.goto(own.pages("briefing")[0])
    family = page.locator(".prose").first.evaluate("e => getComputedStyle(e).fontFamily")
    assert family.startswith("Charter, Georgia")


def test_paper_stays_as_it_is(page: Page, own: Sample, sample: Sample) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    tokens = (
        "['--page', '--ink', '--accent'].map("
        "name => getComputedStyle(document.body).getPropertyValue(name))"
    )
    page.goto(own.pages("home")[0])
    ours = page.evaluate(tokens)
    page.goto(sample.pages("home")[0])
    assert ours == page.evaluate(tokens)
    page.emulate_media(media="screen")
