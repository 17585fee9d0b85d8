"""What axe-core finds on every kind of page: WCAG 2.2 AA and its best practices."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page

from .axe import findings
from .sample import KINDS, SOAK, THEMES, Sample

FORMS = list(product(THEMES, (320, 1280)))


def chosen() -> list[tuple[str, str, int]]:
    """Each kind of page in one form of the four, all of them in turn; in a soak in all."""
    every = [(kind, *form) for kind in KINDS for form in FORMS]
    return every if SOAK else [every[4 * n + n % 4] for n in range(len(KINDS))]


@pytest.mark.parametrize(("kind", "theme", "width"), chosen())
def test_axe_finds_nothing(page: Page, sample: Sample, kind: str, theme: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    found = []
    for address in sample.pages(kind):
        page.goto(address)
        found += [f"{address} {told}" for told in findings(page)]
    assert not found, "\n".join(found)


def test_the_rules_are_run(page: Page, sample: Sample) -> None:
    page.goto(sample.pages("home")[0])
    page.evaluate("document.querySelector('.masthead__name').textContent = ''")
    page.evaluate("document.querySelector('h1').outerHTML = '<h4>A title</h4>'")
    page.evaluate("document.querySelector('main p').style.color = '#eee'")
    rules = {told.split(" ")[0] for told in findings(page)}
    assert {"link-name", "page-has-heading-one", "color-contrast"} <= rules
