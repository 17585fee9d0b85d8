"""The site as it was last read: what stands at each address, and what is wrong.

In: a site's folder, read again after every save. Out: `Answer`s, and the news that a tab waits
for. While the folder holds an error, the last good edition stays. Knows no socket and no browser.
"""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import json
import mimetypes
import re
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from html import escape
from pathlib import Path, PurePosixPath
from typing import TypeAlias
from urllib.parse import unquote, urljoin

from msgspec import Struct, structs

from . import search, theme, urls
from .build import Settings, content, fingerprint, index_name, prepare
from .diagnostics import (
    Diagnostic,
    Mistake,
    Span,
    excerpt,
    has_errors,
    place,
    printable,
    show,
    sort,
)
from .memory import NOTHING, Fingerprint, Memory
from .model import Asset, Site
from .pages import Index, Page, Recipe, some_recipes
from .pages.styleguide import styleguide_page
from .plan import Plan, spelled
from .read import Folder, Shelf, read_folder
from .render import Renderer
from .store import remembered
from .watch import glance

#: Where the preview's own files are, which no build writes.
OWN = "/_ssbrief/"

HTML = "text/html"

Tell: TypeAlias = Callable[[tuple[Diagnostic, ...]], None]


class Answer(Struct, frozen=True):
    """What is given for an address; `location` is the address to ask instead, `parts` are the files
    that it loads as they are (pictures, scripts), with their digests."""

    data: bytes = b""
    kind: str = HTML
    status: int = 200
    location: str = ""
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """Equal for equal bytes."""
        return hashlib.blake2b(self.data, digest_size=8).hexdigest()


class Edition:
    """A reading of the site that can be shown; a page of it is rendered once."""

    def __init__(self, site: Path, planned: Plan, renderer: Renderer) -> None:
        guide = styleguide_page()  # the page that no build has; a site's own at its address wins
        self.site, self.renderer = site, renderer
        self.recipes, self.index = {guide.url: guide, **planned.recipes}, planned.index
        self.made: dict[str, Answer] = {}

    def at(self, url: str) -> Answer:
        """What stands at one of the addresses; raises `Mistake`, `OSError`."""
        if issubclass(self.recipes[url].kind, Asset):
            return self._make(url)
        if url not in self.made:
            self.made[url] = self._make(url)
        return self.made[url]

    def pages(self) -> dict[str, Recipe]:
        """The pages, by address, that a reader may be led to."""
        listed = self.recipes.items()
        return {u: r for u, r in listed if issubclass(r.kind, Page) and u != urls.NOT_FOUND}

    def title(self, url: str) -> str:
        title: str = self.recipes[url].make().title
        return title

    def searched(self) -> list[str]:
        """The pages that the search index covers."""
        return [url for url, recipe in self.pages().items() if recipe.searched]

    def fingerprint(self, url: str) -> Fingerprint:
        return fingerprint(self.recipes[url].make(), self.renderer)

    def mistakes(self, wanted: Iterable[str]) -> tuple[Diagnostic, ...]:
        """What is wrong with the templates, as far as these pages tell."""
        found: list[Diagnostic] = []
        for url in wanted:
            try:
                self.at(url)
            except Mistake as mistake:
                found += mistake.diagnostics
        return sort(found)

    def _make(self, url: str) -> Answer:
        entry, kind = self.recipes[url].make(), media_type(urls.output_path(url))
        if isinstance(entry, Asset) and not self._is_safe(Path(entry.source)):
            raise FileNotFoundError(entry.source)
        data = content(entry, self.renderer)
        status = 404 if url == urls.NOT_FOUND else 200
        return Answer(data, kind, status, parts=tuple(self._parts(url, data, kind)))

    def _is_safe(self, source: Path) -> bool:
        """Whether a file lies in the site or the theme now; a link may have taken its place."""
        real = source.resolve()
        return any(real.is_relative_to(folder) for folder in (self.site, theme.static()))

    def _parts(self, url: str, data: bytes, kind: str) -> Iterator[tuple[str, str]]:
        if kind != HTML:
            return
        for address in sorted({urljoin(url, src) for src in _SRC.findall(data.decode())}):
            recipe = self.recipes.get(address)
            if recipe and issubclass(recipe.kind, Asset):
                yield address, recipe.make().digest


_SRC = re.compile(r'\ssrc="([^"]+)"')


class Indexed(Struct, frozen=True):
    """The files of a search index, by path, and the edition that they are of."""

    edition: Edition | None = None
    name: str = ""
    files: dict[str, bytes] = {}


class Preview:
    """What is shown, to whom, and what is wrong. One thread at a time may `reload`; all others may
    ask meanwhile and are given the edition before. `tell` hears what is wrong when that changes.
    """

    def __init__(
        self, site: Path, settings: Callable[[], Settings], tell: Tell = lambda _: None
    ) -> None:
        self.site, self.settings, self.tell = site.resolve(), settings, tell
        self.shown: Edition | None = None
        self.diagnostics: tuple[Diagnostic, ...] = ()
        self.tabs: Counter[str] = Counter()
        self._gone: dict[str, Gone] = {}
        self._early: dict[str, Answer] = {}
        self._shelf = Shelf()
        self._proved: Renderer | None = None
        self._index = Indexed()
        self._indexing = threading.Lock()
        self.seen = glance(self.site)  # before it is read: what is saved meanwhile is a change
        with remembered(self.site) as stored:
            self._memory = Memory(stored)
            self.reload()
        self._memory.stored = NOTHING

    def reload(self, early: Callable[[], None] = lambda: None) -> None:
        """Read the folder again; an error leaves what is shown as it is. `early` hears when what
        the tabs show can be asked for already, while the rest of the site is still gone through."""
        before, is_first = self.diagnostics, not self._shelf
        try:
            folder = read_folder(self.site, self._shelf)
            self._take(folder, early)
            # What was shown rests on files that look as they did; whether they are is seen now.
            if not is_first and (whole := read_folder(self.site)) != folder:
                self._shelf = Shelf()
                self._take(whole, early)
        except Exception as error:  # the preview outlives a fault of ours
            self.diagnostics = (_fault(error),)
        self._early = {}
        self._memory.end()
        if self.diagnostics != before:
            self.tell(self.diagnostics)

    def _take(self, folder: Folder, early: Callable[[], None]) -> None:
        edition, self.diagnostics = self._read(folder, early)
        if edition:
            self._gone.update(_gone(self.shown, edition) if self.shown else {})
            self.shown = edition
        self._early = {}

    def answer(self, path: str) -> Answer:
        """What is given for a path as a browser asks for it."""
        shown = self.shown
        if shown is None:
            return _notice("Nothing to show yet", _NOTHING_YET, _listed(self.diagnostics), 503)
        url = _address(shown, path)
        if early := self._early.get(url):
            return early
        try:
            return self._answer(shown, url)
        except Mistake as mistake:
            wrong = mistake.diagnostics
        except (OSError, search.Failed):
            return _notice("The file is gone", _FILE_GONE, "", 404)
        except Exception as error:  # as above
            wrong = (_fault(error),)
        return _notice("This page cannot be shown", _NOTHING_YET, _listed(wrong), 500)

    def news(self, path: str) -> str:
        """What a tab that shows a path has to know; equal until its page or the problems change."""
        answer = self.answer(path)
        problems = sorted(self.diagnostics, key=lambda d: d.severity != "error")
        return json.dumps(
            {
                "page": answer.name,
                "parts": dict(answer.parts),
                "problems": [_problem(d) for d in problems],
            }
        )

    def _read(
        self, folder: Folder, early: Callable[[], None]
    ) -> tuple[Edition | None, tuple[Diagnostic, ...]]:
        show = partial(self._show_early, early)
        prepared = prepare(self.site, self.settings(), self._memory, folder, early=show)
        wrong = prepared.diagnostics
        if prepared.plan is None or prepared.renderer is None or has_errors(wrong):
            return None, wrong
        renderer = self._renderer(prepared.renderer)
        edition = Edition(self.site, prepared.plan, renderer)
        edition.made.update(self._early)
        mistakes = edition.mistakes(self._to_be_made(edition))
        if not mistakes:
            self._proved = renderer
        is_shown = not mistakes or self.shown is None
        return edition if is_shown else None, sort((*wrong, *mistakes))

    def _show_early(self, heard: Callable[[], None], index: Index, made: Renderer) -> None:
        """Make what the tabs show before anything else: nobody should wait for what nobody sees.
        That is done where addresses and templates are what they were, so that no page can turn out
        to be wrong for what is not looked at yet."""
        before, renderer = self.shown, self._renderer(made)
        if before is None or before.renderer is not renderer:
            return
        if _may_not_land(before.index.site, index.site, self._memory):
            return
        found = some_recipes(index, {_address(before, path) for path in tuple(self.tabs)})
        edition = Edition(self.site, Plan({**before.recipes, **found}, index), renderer)
        with contextlib.suppress(Mistake, OSError):
            self._early = {url: edition.at(url) for url in found}
            heard()

    def _renderer(self, made: Renderer) -> Renderer:
        """The one before where it would do the same: its templates are compiled already."""
        before = self._proved or made
        is_same = (before.masthead, before.own) == (made.masthead, made.own)
        return before if is_same else made

    def _to_be_made(self, edition: Edition) -> set[str]:
        """The pages that tabs will ask for and, with templates that are new, one of each kind."""
        wanted = {_address(edition, path) for path in tuple(self.tabs)}
        found = wanted & edition.recipes.keys()
        if edition.renderer is self._proved or not edition.renderer.own:
            return found
        one_of_each = {recipe.kind: url for url, recipe in edition.pages().items()}
        return found | set(one_of_each.values())

    def _answer(self, shown: Edition, url: str) -> Answer:
        gone = self._gone.get(url)
        if recipe := shown.recipes.get(url):
            if self._is_there(recipe):
                return shown.at(url)
            gone = Gone(shown.title(url))
        if url.startswith(urls.SEARCH_INDEX) and (data := self._in_index(url, shown)):
            return Answer(data, media_type(url))
        if f"{url}/" in shown.recipes:
            return Answer(status=307, location=f"{url}/")
        if gone:
            return _page_gone(url, gone, shown)
        if urls.NOT_FOUND in shown.recipes:
            return shown.at(urls.NOT_FOUND)
        return _notice("Not found", "No page stands at this address.", "", 404)

    def _in_index(self, url: str, shown: Edition) -> bytes | None:
        """A file of the search index, which is made when it is first asked for, and made anew only
        where a page that it covers has changed."""
        if shown.renderer.masthead.search != "index":
            return None
        with self._indexing:
            if self._index.edition is not shown:
                pages = shown.searched()
                name = index_name({url: shown.fingerprint(url) for url in pages})
                if self._index.name == name:
                    self._index = structs.replace(self._index, edition=shown)
                else:
                    paths = sorted((urls.output_path(url), url) for url in pages)
                    data = ((path, shown.at(url).data) for path, url in paths)
                    self._index = Indexed(shown, name, search.make_index(data).files)
            return self._index.files.get(urls.output_path(url))

    def _is_there(self, recipe: Recipe) -> bool:
        """Whether the text of a page is still there, also while an error keeps the last edition."""
        is_text = bool(recipe.path) and issubclass(recipe.kind, Page)
        return not is_text or (self.site / recipe.path).is_file()


def media_type(path: str) -> str:
    """The type that a static host gives to a file of this name.

    >>> media_type("a/index.html"), media_type("feed.xml"), media_type("x.woff2"), media_type("x")
    ('text/html', 'application/xml', 'font/woff2', 'application/octet-stream')
    """
    known = {".xml": "application/xml", ".js": "text/javascript", ".md": "text/markdown"}
    suffix = PurePosixPath(path).suffix.lower()
    guessed = known.get(suffix) or mimetypes.types_map.get(suffix)
    return guessed or _LATER_TYPES.get(suffix, "application/octet-stream")


#: Types that the table of Python 3.11 does not know.
_LATER_TYPES = {
    ".avif": "image/avif",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}


def _address(shown: Edition, path: str) -> str:
    """The address that a path means; the links of the 404 page name the path of `url:`, too."""
    url = urls.from_path(path)
    base = shown.renderer.masthead.base
    if base and url not in shown.recipes and f"{url}/".startswith(f"{base}/"):
        return url.removeprefix(base) or urls.HOME
    return url


def _may_not_land(old: Site, new: Site, memory: Memory) -> bool:
    """Whether a site may have lost or gained what an address leads to."""
    return _addressed(old) != _addressed(new) or not spelled(new, memory) <= spelled(old, memory)


def _addressed(site: Site) -> tuple[object, ...]:
    """What of a site claims addresses by its own words."""
    briefings = sorted((briefing.slug, briefing.path) for briefing in site.briefings)
    return briefings, [(page.slug, page.path) for page in site.pages], site.redirects, site.assets


# What is wrong


def _fault(error: Exception) -> Diagnostic:
    """A fault of ours, with the place that a report should name."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    message = f"ssbrief itself failed ({type(error).__name__}: {error}, {where}); please report it"
    return Diagnostic("fault", message, Span("ssbrief"))


def _problem(diagnostic: Diagnostic) -> dict[str, str]:
    """A diagnostic in the parts that the overlay sets apart."""
    d = diagnostic
    return {
        "severity": d.severity,
        "place": printable(place(d.span)),
        "message": printable(d.message),
        "code": d.code,
        "excerpt": printable("\n".join(excerpt(d))),
        "hint": printable(d.hint),
    }


def _listed(diagnostics: Iterable[Diagnostic]) -> str:
    errors = "\n\n".join(show(d) for d in diagnostics if d.severity == "error")
    return f'<pre tabindex="0">{escape(errors)}</pre>'


# Pages of the preview's own


_NOTHING_YET = "Mend what is listed here and save: the page will be shown at once."
_FILE_GONE = "It was there when the site was read."
_PAGE_GONE = "Its file was deleted, renamed or made a draft."


class Gone(Struct, frozen=True):
    """A page that stood in an edition before; `came` are the addresses new in the one after."""

    title: str
    came: tuple[str, ...] = ()


def _gone(before: Edition, after: Edition) -> dict[str, Gone]:
    """The pages that are no more."""
    old, new = before.pages(), after.pages()
    came = tuple(new.keys() - old.keys())
    return {url: Gone(before.title(url), came) for url in old.keys() - after.recipes.keys()}


def _page_gone(url: str, gone: Gone, shown: Edition) -> Answer:
    links = "".join(
        f'<li><a href="{escape(near)}">{escape(shown.title(near))}</a> '
        f"<span>{escape(unquote(near))}</span></li>"
        for near in _nearest(url, gone, shown)
    )
    body = f"<p><code>{escape(unquote(url))}</code></p><h2>Nearest to it</h2><ul>{links}</ul>"
    return _notice(f"“{gone.title}” is gone", _PAGE_GONE, body, 404)


def _nearest(url: str, gone: Gone, shown: Edition) -> list[str]:
    """Where the page may have moved to, the most similar addresses beside it, and its list."""
    pages = shown.pages()
    above = (f"{parent}/".replace("//", "/") for parent in map(str, PurePosixPath(url).parents))
    parent = next((address for address in above if address in pages), urls.HOME)
    beside = [each for each in pages if each.startswith(parent) and each not in (parent, url)]
    moved = [each for each in gone.came if each in pages and shown.title(each) == gone.title]
    close = difflib.get_close_matches(url, beside, n=3, cutoff=0.6)
    return [
        each for each in dict.fromkeys([*moved, *close, parent]) if each in pages and each != url
    ]


def _notice(title: str, lede: str, body: str, status: int) -> Answer:
    """A page that says what keeps the preview from showing another."""
    title, body = printable(title), printable(body)
    html = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(theme.POLICY)}">\n'
        f"<title>{escape(title)}</title>\n"
        f'<link rel="stylesheet" href="{OWN}serve.css">\n</head>\n<body>\n<main data-notice>\n'
        f"<h1>{escape(title)}</h1>\n<p>{escape(lede)}</p>\n{body}\n</main>\n</body>\n</html>\n"
    )
    return Answer(html.encode(), status=status)
