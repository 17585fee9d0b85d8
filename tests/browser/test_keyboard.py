"""All that a pointer reaches, a keyboard reaches, in the order of the page, and one sees where."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .sample import KINDS, SOAK, Sample

#: Remembers each element that takes the focus, and whether something stands over it.
WATCH = """() => {
  const name = (e) => e.tagName.toLowerCase() + [...e.classList].map((c) => "." + c).join("") +
    " " + (e.getAttribute("href") ?? e.getAttribute("aria-label") ?? "");
  const able = [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex]")]
    .filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility());
  window.watched = { able, seen: [], covered: [], plain: [], round: false };
  addEventListener("focusin", ({ target }) => {
    watched.round ||= target === watched.seen[0];
    if (watched.round) return;
    watched.seen.push(target);
    const style = getComputedStyle(target);
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2)
      watched.plain.push(name(target));
    const shapes = [...target.querySelectorAll("rect, use")];
    const points = (shapes.length ? shapes : [target]).flatMap((shape) => {
      const box = shape.getBoundingClientRect();
      return [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) =>
        [box.left + x * box.width, box.top + y * box.height]));
    });
    const own = (e) => e && (target.contains(e) || e.contains(target));
    if (!points.some(([x, y]) => own(document.elementFromPoint(x, y))))
      watched.covered.push(name(target));
  });
  return able.length;
}"""
RESULT = """() => {
  const { able, seen, covered, plain } = watched;
  const told = (e) => e.outerHTML.slice(0, 90);
  return {
    missed: able.filter((e) => !seen.includes(e)).map(told),
    twice: seen.filter((e, n) => seen.indexOf(e) !== n).map(told),
    covered, plain,
    marks: seen.filter((e) => e.matches(".mark")).length,
    drawn: document.querySelectorAll("a.mark").length,
  };
}"""


def tab_through(page: Page, key: str) -> dict[str, Any]:
    """Press the key until the focus leaves the page or begins again."""
    for _ in range(page.evaluate(WATCH)):
        page.keyboard.press(key)
    for _ in range(50):  # boxes that scroll take the focus too
        page.keyboard.press(key)
        if page.evaluate("watched.round || document.activeElement === document.body"):
            break
    else:
        pytest.fail("the focus never left the page")
    result: dict[str, Any] = page.evaluate(RESULT)
    return result


#: The search page is opened to type in: its box has the focus.
SKIPPING = [kind for kind in KINDS if kind != "search"]


@pytest.mark.parametrize("kind", SKIPPING if SOAK else ["home", "briefing", "not-found"])
def test_the_first_tab_reaches_the_skip_link(page: Page, sample: Sample, kind: str) -> None:
    page.goto(sample.pages(kind)[0])
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_class("skip")
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(page.url.partition("#")[0] + "#_main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main, footer') !== null")


KEYS = ("Tab", "Shift+Tab")


@pytest.mark.parametrize(
    ("kind", "key"),
    [*product(("briefing", "company", "home", "plain", "timeline", "topic"), KEYS)]
    if SOAK
    else [("home", "Tab"), ("company", "Shift+Tab"), ("plain", "Tab")],
)
def test_the_keyboard_reaches_everything_and_is_never_trapped(
    page: Page, sample: Sample, kind: str, key: str
) -> None:
    page.goto(sample.pages(kind)[0])
    found = tab_through(page, key)
    assert (found["missed"], found["twice"]) == ([], [])
    assert found["marks"] == found["drawn"]
    assert found["plain"] == [], "the focus is not seen"
    assert found["covered"] == [], "the focus stands behind something"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["home", "company"])
def test_a_mark_shows_that_it_has_the_focus(
    page: Page, sample: Sample, kind: str, theme: str
) -> None:
    page.emulate_media(color_scheme="light" if theme == "light" else "dark")
    page.goto(sample.pages(kind)[0])
    page.keyboard.press("Tab")
    mark = page.locator("a.mark").first
    mark.scroll_into_view_if_needed()
    mark.focus()
    box = mark.bounding_box()
    assert box is not None
    clip = {
        "x": max(box["x"] - 8, 0),
        "y": max(box["y"] - 8, 0),
        "width": box["width"] + 16,
        "height": box["height"] + 16,
    }
    page.mouse.move(0, 0)
    focused = page.screenshot(clip=clip)  # type: ignore[arg-type]
    mark.evaluate("mark => mark.blur()")
    assert page.screenshot(clip=clip) != focused  # type: ignore[arg-type]


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_theme_button_is_pressed_by_key(visitor: Page, sample: Sample, key: str) -> None:
    visitor.goto(sample.url)
    before = visitor.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    visitor.locator(".masthead__theme").focus()
    visitor.keyboard.press(key)
    expect(visitor.locator("body")).not_to_have_css("background-color", before)
    visitor.keyboard.press(key)
    expect(visitor.locator("body")).to_have_css("background-color", before)


def test_a_mark_leads_to_its_statement(page: Page, sample: Sample) -> None:
    page.goto(sample.pages("company")[0])
    page.locator("a.mark").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/briefings/*/#*")
    expect(page.locator(":target")).to_be_in_viewport()
