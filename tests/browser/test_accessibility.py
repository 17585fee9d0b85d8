"""What axe-core finds on every kind of page: WCAG 2.2 AA and its best practices."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from .sample import KINDS, SOAK, THEMES, Sample

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: axe leaves the rules of WCAG 2.2 off unless they are asked for by name.
OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
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
        violations = Axe().run(page, options=OPTIONS).response["violations"]
        found += [f"{address} {told}" for violation in violations for told in tell(violation)]
    assert not found, "\n".join(found)


def tell(violation: dict[str, Any]) -> list[str]:
    """One line a place: the rule, where, and what is wrong."""
    return [
        f"{violation['id']} at {' '.join(map(str, node['target']))}: "
        + " ".join((node.get("failureSummary") or violation["help"]).split())
        for node in violation["nodes"]
    ]


def test_the_rules_are_run(page: Page, sample: Sample) -> None:
    page.goto(sample.pages("home")[0])
    page.evaluate("document.querySelector('.masthead__name').textContent = ''")
    page.evaluate("document.querySelector('h1').outerHTML = '<h4>A title</h4>'")
    violations = Axe().run(page, options=OPTIONS).response["violations"]
    assert {"link-name", "page-has-heading-one"} <= {violation["id"] for violation in violations}
