"""On a narrow screen and with large text only tables and code scroll sideways, in their boxes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from .sample import KINDS, Sample

#: What stands outside the screen: words first, then the widest elements.
OUTSIDE = """() => {
  const edge = innerWidth, found = [];
  const scrolls = (e) => e && e !== document.body && e !== document.documentElement &&
    (["auto", "scroll"].includes(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  const hidden = (e) => e.closest(".hidden, .skip") ||
    getComputedStyle(e.closest("thead") ?? e).clipPath !== "none";
  const name = (e) => e.tagName.toLowerCase() + [...e.classList].map((c) => "." + c).join("");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest("script, title, desc") || hidden(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects())
      if (box.width && (box.right > edge + 1 || box.left < -1) && !scrolls(parent)) {
        found.push(`${name(parent)}: "${node.data.trim().slice(0, 40)}" ` +
          `${Math.round(box.left)}..${Math.round(box.right)}`);
        break;
      }
  }
  for (const box of document.querySelectorAll("pre, table, svg, img, .table")) {
    const { left, right } = box.getBoundingClientRect();
    if (right > edge + 1 && left < edge && !scrolls(box))
      found.push(`${name(box)} ${Math.round(left)}..${Math.round(right)}`);
  }
  const wide = document.scrollingElement.scrollWidth;
  if (wide > edge) found.unshift(`the page is ${wide} wide`);
  return found;
}"""


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wider_than_a_narrow_screen(page: Page, sample: Sample, kind: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    found = []
    for address in sample.pages(kind):
        page.goto(address)
        for size in ("100%", "200%"):
            page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
            found += [f"{address} at {size}: {told}" for told in page.evaluate(OUTSIDE)[:8]]
    assert not found, "\n".join(found)


def test_wide_tables_and_code_scroll_in_their_box_and_by_keyboard(
    page: Page, sample: Sample
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(sample.pages("plain")[0])
    page.keyboard.press("Tab")
    boxes = page.locator(".table, pre")
    scrolled = [box for box in boxes.all() if box.evaluate("e => e.scrollWidth > e.clientWidth")]
    assert {box.evaluate("e => e.tagName") for box in scrolled} >= {"PRE", "DIV"}
    for box in (scrolled[0], scrolled[-1]):
        box.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("e => e.scrollLeft > 0", arg=box.element_handle())


def test_lines_of_text_keep_a_readable_measure(page: Page, sample: Sample) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    for kind in ("briefing", "company", "plain"):
        page.goto(sample.pages(kind)[0])
        long = page.evaluate(
            """() => [...document.querySelectorAll(".prose p, .prose li, .lede, .asof")]
              .filter((e) => e.textContent.length > 200)
              .map((e) => {
                const lines = document.createRange();
                lines.selectNodeContents(e);
                const tops = new Set([...lines.getClientRects()]
                  .map((r) => Math.round(r.bottom / 8)));
                return [e.textContent.length / tops.size, e.textContent.slice(0, 40)];
              })
              .filter(([measure]) => measure > 80)"""
        )
        assert not long, (kind, long)
