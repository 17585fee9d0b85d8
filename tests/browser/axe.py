"""What axe-core finds on a page: WCAG 2.2 AA and its best practices."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from .sample import SOAK

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: axe leaves the rules of WCAG 2.2 off unless they are asked for by name.
OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}

#: axe takes seconds for a list of a hundred like rows, and finds in the hundredth what it finds in
#: the first. So a row, an entry or a paragraph goes that holds only what has been met so many times
#: at a like place; those whose ids others lean on stay.
MET = 3
THIN = """(most) => {
  const wholes = "li, tr, section, article, div, p, pre, a.mark, code > span";
  const telling = new Set(["class", "role", "type", "lang", "dir"]);
  const own = (e) => [e.tagName, ...[...e.attributes].map(({ name, value }) =>
    name + (telling.has(name) || !value ? "=" + value : "")).sort(),
    [...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim())].join(" ");
  const places = new Map(), met = new Map();
  const place = (e, above) => {
    places.set(e, `${above}/${own(e)}`);
    for (const child of e.children) place(child, places.get(e));
  };
  const names = ["for", "aria-labelledby", "aria-describedby", "aria-controls"];
  const leant = new Set(names.flatMap((name) => [...document.querySelectorAll(`[${name}]`)]
    .flatMap((e) => e.getAttribute(name).split(" "))));
  const known = (e) => met.get(places.get(e)) >= most && !leant.has(e.id);
  const thin = (e) => {
    if (e.matches(wholes) && [e, ...e.querySelectorAll("*")].every(known)) return e.remove();
    met.set(places.get(e), (met.get(places.get(e)) ?? 0) + 1);
    [...e.children].forEach(thin);
  };
  place(document.body, "");
  thin(document.body);
}"""


def findings(page: Page, part: str | None = None) -> list[str]:
    """One line for each place where something is wrong, on the page or in a part of it.

    Look at the whole page, it is the last thing done with it: only `make soak` keeps all of it.
    """
    if part:
        page.locator(part).wait_for(state="attached")
    elif not SOAK:
        page.evaluate(THIN, MET)
    violations = Axe().run(page, context=part, options=OPTIONS).response["violations"]
    return [told for violation in violations for told in tell(violation)]


def tell(violation: dict[str, Any]) -> list[str]:
    """The rule, where, and what is wrong."""
    return [
        f"{violation['id']} at {' '.join(map(str, node['target']))}: "
        + " ".join((node.get("failureSummary") or violation["help"]).split())
        for node in violation["nodes"]
    ]
