"""Light or dark: as the system says, until the reader says otherwise."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from .sample import Sample

LIGHT, DARK = "rgb(255, 255, 255)", "rgb(14, 17, 22)"
BUTTON = ".masthead__theme"


def test_the_system_rules_at_first(visitor: Page, sample: Sample) -> None:
    visitor.goto(sample.url)
    visitor.emulate_media(color_scheme="light")
    expect(visitor.locator("body")).to_have_css("background-color", LIGHT)
    visitor.emulate_media(color_scheme="dark")
    expect(visitor.locator("body")).to_have_css("background-color", DARK)


@pytest.mark.parametrize(("system", "other"), [("light", DARK), ("dark", LIGHT)])
def test_the_button_switches_and_is_remembered(
    visitor: Page, sample: Sample, system: str, other: str
) -> None:
    visitor.emulate_media(color_scheme="light" if system == "light" else "dark")
    visitor.goto(sample.url)
    visitor.locator(BUTTON).click()
    expect(visitor.locator("body")).to_have_css("background-color", other)
    visitor.goto(sample.pages("company")[0])
    expect(visitor.locator("body")).to_have_css("background-color", other)
    visitor.locator(BUTTON).click()
    visitor.goto(sample.pages("briefing")[0])
    before = LIGHT if system == "light" else DARK
    expect(visitor.locator("body")).to_have_css("background-color", before)


def test_a_choice_never_flashes(visitor: Page, sample: Sample) -> None:
    visitor.emulate_media(color_scheme="light")
    visitor.goto(sample.url)
    visitor.locator(BUTTON).click()
    visitor.add_init_script(
        """new MutationObserver((_, watch) => { if (document.body) {
          window.first = getComputedStyle(document.documentElement).colorScheme;
          watch.disconnect();
        } }).observe(document, { childList: true, subtree: true })"""
    )
    visitor.goto(sample.pages("timeline")[0])
    assert visitor.evaluate("window.first") == "dark"


def test_the_button_says_what_it_does(visitor: Page, sample: Sample) -> None:
    visitor.goto(sample.url)
    button = visitor.locator(BUTTON)
    expect(button).to_be_visible()
    expect(button).to_have_accessible_name("Switch between light and dark")
    box = button.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24


@pytest.mark.parametrize(("system", "page_colour"), [("light", LIGHT), ("dark", DARK)])
def test_without_script_the_system_rules_and_no_button_is_shown(
    browser: Browser, sample: Sample, system: str, page_colour: str
) -> None:
    context = browser.new_context(
        java_script_enabled=False, color_scheme="light" if system == "light" else "dark"
    )
    visitor = context.new_page()
    visitor.goto(sample.url)
    expect(visitor.locator(BUTTON)).to_be_hidden()
    expect(visitor.locator("body")).to_have_css("background-color", page_colour)
    context.close()
