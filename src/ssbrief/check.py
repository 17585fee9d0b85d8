"""Whether every internal link and fragment of the rendered pages lands.

In: a `Plan` and its `Renderer`. Out: a `Diagnostic` for each link to a page that does not exist,
and for each fragment that its page does not hold. Pages are read as a browser reads them, from
their bytes; nothing is fetched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

from msgspec import Struct

from . import urls
from .diagnostics import Diagnostic, Span, sort
from .pages import Page
from .plan import Plan
from .render import Renderer

#: A tag that opens, quoted attributes whole; most tell nothing and need no reading.
_TAG = re.compile(r"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>""")
_TELLING = re.compile(r"\b(?:id|href|src|action|poster|cite|http-equiv)\s*=", re.IGNORECASE)

#: Attributes that hold one address.
_ADDRESSES = frozenset(["href", "src", "action", "poster", "cite"])


class Links(Struct, frozen=True):
    """What a page leads to, as written, and the anchors it holds."""

    targets: tuple[str, ...]
    anchors: frozenset[str]
    repeated: tuple[str, ...] = ()


def check_links(plan: Plan, renderer: Renderer) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with the links of a site."""
    found = {
        url: read_links(renderer.render(recipe.make()).decode())
        for url, recipe in plan.recipes.items()
        if issubclass(recipe.kind, Page)
    }
    base = renderer.masthead.base
    return sort(d for url, links in found.items() for d in _check(url, links, plan, found, base))


def read_links(html: str) -> Links:
    """The links and anchors of one page.

    >>> read_links('<p id="a"><a href="../b/#c">b</a></p>')
    Links(targets=('../b/#c',), anchors=frozenset({'a'}), repeated=())
    """
    reader = _Reader()
    # Closed at once, so that what follows a script is not taken for its text.
    reader.feed("".join(f"{t[:-1]} />" for t in _TAG.findall(html) if _TELLING.search(t)))
    reader.close()
    anchors = frozenset(reader.anchors)
    repeated = tuple(sorted(a for a, count in Counter(reader.anchors).items() if count > 1))
    return Links(tuple(dict.fromkeys(reader.targets)), anchors, repeated)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.anchors: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.anchors.append(given["id"])
        self.targets += [given[name] for name in given if name in _ADDRESSES]
        if given.get("http-equiv", "").lower() == "refresh":
            self.targets.append(given.get("content", "").partition("url=")[2])


def _check(
    url: str, links: Links, plan: Plan, found: Mapping[str, Links], base: str
) -> Iterator[Diagnostic]:
    place = Span(_written_in(url, plan))
    for anchor in links.repeated:
        message = f'{url} holds two things with the anchor "{anchor}"'
        yield Diagnostic("duplicate-anchor", message, place, hint="give one of them another {#id}")
    for target in links.targets:
        if urls.is_external(target):
            continue
        page, anchor = _landing(url, target, base)
        if page not in plan.recipes:
            message = f"{url} links to {target}, which is no page or file of this site"
            yield Diagnostic("dangling-link", message, place)
        elif anchor and page in found and anchor not in found[page].anchors:
            message = f'{url} links to {target}, but {page} holds no "{anchor}"'
            yield Diagnostic("dangling-link", message, place)


def _landing(url: str, target: str, base: str) -> tuple[str, str]:
    """The address and the anchor that a link on a page leads to."""
    if url == urls.NOT_FOUND and base and target.startswith(f"{base}/"):
        target = target.removeprefix(base)
    split = urlsplit(urljoin(f"https://here.invalid{url}", target))
    return urls.from_path(split.path), unquote(split.fragment)


def _written_in(url: str, plan: Plan) -> str:
    return plan.recipes[url].path or urls.output_path(url)
