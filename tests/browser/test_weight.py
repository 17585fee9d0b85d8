"""Light, still and private: few bytes, nothing that jumps, no other host, a quiet console."""

from __future__ import annotations

import gzip
from pathlib import Path

from playwright.sync_api import Browser, Page

from .sample import KINDS, SOAK, Sample

SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


WIDTHS = (360, 1280)


def chosen() -> list[tuple[str, int]]:
    """Each kind of page at one of the widths, in turn; in a soak at both."""
    both = [(kind, width) for kind in KINDS for width in WIDTHS]
    return both if SOAK else [both[2 * n + n % 2] for n in range(len(KINDS))]


def test_every_page_is_quiet_and_still(visitor: Page, sample: Sample) -> None:
    """As who comes for the first time meets it: nothing is taken from the browser's cache."""
    visitor.context.new_cdp_session(visitor).send(
        "Network.setCacheDisabled", {"cacheDisabled": True}
    )
    visitor.add_init_script(SHIFTS)
    asked: list[str] = []
    heard: list[str] = []
    visitor.on("request", lambda request: asked.append(request.url))
    visitor.on("console", lambda message: heard.append(f"{visitor.url}: {message.text}"))
    visitor.on("pageerror", lambda error: heard.append(f"{visitor.url}: {error}"))
    shifted = {}
    for kind, width in chosen():
        visitor.set_viewport_size({"width": width, "height": 800})
        for address in sample.pages(kind):
            visitor.goto(address, wait_until="networkidle" if kind == "home" else "load")
            visitor.evaluate(
                "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
            )
            shifted[address, width] = visitor.evaluate("window.shifted")
    assert {where: by for where, by in shifted.items() if by >= 0.01} == {}
    assert [url for url in asked if not url.startswith(sample.url)] == []
    assert heard == []


FETCHED = """() => [location.href,
  ...[...document.querySelectorAll("link[rel=icon]")].map((icon) => icon.href),
  ...performance.getEntriesByType("resource").map((entry) => entry.name)]"""


def test_a_briefing_is_light(page: Page, sample: Sample) -> None:
    for address in sample.all_pages("briefings/*/index.html"):
        page.goto(address)
        bodies = {url: page.request.get(url).body() for url in page.evaluate(FETCHED)}
        assert {Path(url).suffix for url in bodies} >= {".css", ".js", ".svg"}
        weight = sum(len(gzip.compress(body)) for body in bodies.values())
        script = sum(len(body) for url, body in bodies.items() if url.endswith(".js"))
        assert weight <= 60_000, address
        assert script <= 10_000, address


def test_the_theme_button_takes_its_place_without_moving_anything(
    browser: Browser, page: Page, sample: Sample
) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    for width in WIDTHS:
        places = []
        for shown in (plain, page):
            shown.set_viewport_size({"width": width, "height": 800})
            shown.goto(sample.url)
            places.append([link.bounding_box() for link in shown.locator("header a, h1").all()])
        assert places[0] == places[1], width
    context.close()
