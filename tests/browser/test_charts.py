"""Labels of charts never overlap or leave their drawing; marks are seen in forced colours."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page

from .sample import SOAK, THEMES, Sample

WIDTHS = (320, 768, 1280)
#: Forced colours or not, in both themes.
FORMS: list[Any] = list(product(("none", "active"), THEMES))

#: Words on words, words outside their drawing (one pixel is allowed), and, where there is room to
#: stand elsewhere, words on the staircase.
LABELS = """() => [...document.querySelectorAll("svg.chart__drawing")].flatMap((drawing) => {
  const edge = drawing.getBoundingClientRect();
  const texts = [...drawing.querySelectorAll("text")]
    .filter((e) => e.checkVisibility())
    .map((e) => [e.textContent, e.getBoundingClientRect()])
    .filter(([words, box]) => words.trim() && box.width > 0);
  const found = [];
  const staircase = drawing.querySelectorAll(".chart__tread, .chart__riser");
  const lines = (edge.width < 500 ? [] : [...staircase])
    .map((e) => ["the staircase", e.getBoundingClientRect()]);
  texts.forEach(([words, box], n) => {
    const out = Math.max(edge.left - box.left, box.right - edge.right,
      edge.top - box.top, box.bottom - edge.bottom);
    if (out > 1) found.push(`"${words}" leaves the drawing by ${out.toFixed(1)}`);
    for (const [other, b] of [...texts.slice(n + 1), ...lines]) {
      const across = Math.min(box.right, b.right) - Math.max(box.left, b.left);
      const down = Math.min(box.bottom, b.bottom) - Math.max(box.top, b.top);
      const thin = Math.min(b.width, b.height) < 1 ? -1 : 1;  // a line has no width of its own
      if (across > thin && down > thin)
        found.push(`"${words}" on "${other}" by ${across.toFixed(1)} x ${down.toFixed(1)}`);
    }
  });
  const at = drawing.closest("[id]")?.id ?? drawing.parentElement.className;
  return found.map((told) => `${at}: ${told}`);
})"""

#: Shapes that carry a fact, whose paint cannot be told from the page it stands on.
UNSEEN = """() => {
  const brightness = (colour) => {
    const parts = colour.match(/[\\d.]+/g).map(Number);
    if (parts.length > 3 && parts[3] === 0) return null;
    const [r, g, b] = parts.map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92
      : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = brightness(getComputedStyle(document.body).backgroundColor);
  const contrast = (paint) => {
    const light = paint.startsWith("rgb") ? brightness(paint) : null;
    if (light === null) return 0;
    return (Math.max(light, paper) + 0.05) / (Math.min(light, paper) + 0.05);
  };
  const shapes = document.querySelectorAll(
    ".mark__bar, .mark__needle, .mark__tip, .mark__cross, .mark__ring, .spark__tread, " +
    ".spark__riser, .spark__dot, .chart__today, .chart__tread, .chart__riser, .chart__diagonal");
  const unseen = [...shapes].filter((e) => {
    const { fill, stroke } = getComputedStyle(e);
    return Math.max(contrast(fill), contrast(stroke)) < 3;
  });
  return { count: shapes.length,
    unseen: [...new Set(unseen.map((e) => e.getAttribute("class")))] };
}"""


def with_charts(sample: Sample) -> list[str]:
    """Every page with a history or a timeline; in a normal run without the sparse years."""
    years = sample.all_pages("timeline/*/index.html", holding="chart__drawing")
    return [
        *sample.all_pages("companies/*/index.html", holding="chart__drawing"),
        *sample.all_pages("topics/*/index.html", holding="chart__drawing"),
        *sample.all_pages("timeline/index.html"),
        *(years if SOAK else sample.pages("year")),
        *sample.pages("home"),
    ]


def test_labels_never_overlap_or_leave_their_drawing(page: Page, sample: Sample) -> None:
    found = []
    addresses = with_charts(sample)
    assert len(addresses) > 10
    for address in addresses:
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found += [f"{address} at {width}: {told}" for told in page.evaluate(LABELS)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", ["home", "company", "timeline", "topic", "companies"])
def test_marks_stand_out_from_the_page(page: Page, sample: Sample, kind: str) -> None:
    page.goto(sample.pages(kind)[0])
    for forced, theme in FORMS:
        page.emulate_media(forced_colors=forced, color_scheme=theme)
        seen = page.evaluate(UNSEEN)
        assert seen["count"] > 0
        assert seen["unseen"] == [], (forced, theme)


@pytest.mark.parametrize("kind", ["company", "timeline", "topic"])
def test_a_drawing_says_in_words_what_it_shows(page: Page, sample: Sample, kind: str) -> None:
    page.goto(sample.pages(kind)[0])
    silent = page.evaluate(
        """() => [...document.querySelectorAll("svg")].filter((e) =>
          !e.closest("[aria-hidden=true]") && !e.parentElement.closest("svg") &&
          !e.hasAttribute("aria-label") && !e.hasAttribute("aria-labelledby"))
          .map((e) => e.outerHTML.slice(0, 80))"""
    )
    assert silent == []
    nameless = page.evaluate(
        "() => [...document.querySelectorAll('a.mark')].filter((e) => "
        "!e.querySelector('title')?.textContent.trim()).length"
    )
    assert nameless == 0
