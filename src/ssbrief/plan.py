"""Everything that is published, by its address.

In: a `Site`, its files and its masthead. Out: `Plan`: what stands at each URL, each made when it is
asked for, and a diagnostic for every address that two things claim. Renders nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TypeAlias
from urllib.parse import unquote

from msgspec import Struct, structs

from . import theme, urls
from .diagnostics import Diagnostic, Span, at, find_in, nearest, sort
from .link import proses
from .markdown import is_external
from .memory import Memory
from .model import CONFIG_PATH, Asset, Briefing, Prose, Site
from .pages import Document, Index, Page, Recipe, Shelves, recipes
from .read import Inputs
from .strings import is_spoken, languages, missing
from .theme import Masthead

#: What can stand at an address.
Entry: TypeAlias = Page | Document | Asset


class Plan(Struct, frozen=True):
    """What stands at each address of a site, by its URL. `pages` makes each when it is looked up
    and keeps none; `index` is what they ask."""

    recipes: Mapping[str, Recipe]
    index: Index
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def pages(self) -> Mapping[str, Entry]:
        return _Made(self.recipes)


class _Made(Mapping[str, Entry]):
    """What recipes make, one at a time."""

    def __init__(self, recipes: Mapping[str, Recipe]) -> None:
        self.recipes = recipes

    def __getitem__(self, url: str) -> Entry:
        entry: Entry = self.recipes[url].make()
        return entry

    def __contains__(self, url: object) -> bool:
        return url in self.recipes

    def __iter__(self) -> Iterator[str]:
        return iter(self.recipes)

    def __len__(self) -> int:
        return len(self.recipes)


def plan(index: Index, inputs: Inputs, masthead: Masthead, shelves: Shelves | None = None) -> Plan:
    """All pages, documents and files of a site; those of the `shelves` need not be listed."""
    claimed: dict[str, Recipe] = {}
    by_file: dict[str, Recipe] = {}
    diagnostics = []
    texts, site = _texts_by_path(inputs), index.site
    for entry in _entries(index, inputs, masthead, shelves):
        file = _folded(urls.output_path(entry.url))
        if file in by_file:
            diagnostics.append(_claimed_twice(by_file[file], entry, texts))
            continue
        by_file[file] = entry
        claimed[entry.url] = entry
    diagnostics += _files_in_the_way(by_file, texts)
    diagnostics += _dangling_navigation(masthead, claimed, texts)
    diagnostics += _dangling_links(site, claimed, texts)
    diagnostics += _untranslated(site, inputs)
    return Plan(claimed, index, sort(diagnostics))


def _entries(
    index: Index, inputs: Inputs, masthead: Masthead, shelves: Shelves | None
) -> Iterator[Recipe]:
    """A site's own `robots.txt` stands in for the one we would make; a site that has a search index
    needs no list."""
    site = index.site
    files = [_addressed(asset) for asset in site.assets]
    own_robots = any(file.url == urls.ROBOTS for file in files)
    for entry in recipes(index, shelves):
        if entry.url == urls.ROBOTS and own_robots:
            continue
        if entry.url == urls.SEARCH_LIST and masthead.search != "list":
            continue
        yield entry
    texts = {file.path: file.text for file in inputs.briefings}
    for slug, path in {b.slug: b.path for b in site.briefings}.items():
        if path in texts:
            url = urls.written(slug)
            yield Recipe(url, Document, partial(Document, url, texts[path]))
    own = {file.url for file in files}
    if urls.HEADERS not in own:
        yield Recipe(urls.HEADERS, Document, partial(_headers, masthead))
    if masthead.look:
        address = dict(masthead.assets)[theme.LOOK]
        yield Recipe(address, Document, partial(Document, address, masthead.look))
    if site.redirects and urls.REDIRECTS not in own:
        yield Recipe(urls.REDIRECTS, Document, partial(_redirects, masthead, site))
    paths = {f.source: f.path for f in (*inputs.files, *inputs.root_files, *inputs.static)}
    for asset in (*files, *theme.assets(inputs, masthead)):
        yield Recipe(asset.url, Asset, partial(_same, asset), paths.get(asset.source, ""))


def _headers(masthead: Masthead) -> Document:
    return Document(urls.HEADERS, theme.headers(masthead))


def _redirects(masthead: Masthead, site: Site) -> Document:
    return Document(urls.REDIRECTS, theme.redirects(masthead, site))


def _same(asset: Asset) -> Asset:
    return asset


def _addressed(asset: Asset) -> Asset:
    """`file:` lies beside a text, `root:` goes to the root of the site as it is."""
    place, _, path = asset.url.partition(":")
    spelled = {"file": urls.file, "root": urls.root_file}.get(place)
    return Asset(spelled(path), asset.source, asset.digest) if spelled else asset


def _folded(path: str) -> str:
    """As file systems that ignore case, or the composition of letters, tell files apart."""
    return unicodedata.normalize("NFC", path).casefold()


def _texts_by_path(inputs: Inputs) -> dict[str, str]:
    config = (inputs.config,) if inputs.config else ()
    files = (*inputs.briefings, *inputs.companies, *inputs.pages, *config)
    return {file.path: file.text for file in files}


def _claimed_twice(first: Recipe, second: Recipe, texts: Mapping[str, str]) -> Diagnostic:
    spelled = "" if first.url == second.url else f" (which some file systems take for {first.url})"
    message = f"{second.url}{spelled} is claimed twice: by {_name(first)} and by {_name(second)}"
    path = second.path or first.path
    span, excerpt = _where_claimed(path, texts.get(path, ""), second.url)
    hint = "give one of them another slug or name"
    if first.path and first.path == second.path:
        message = f"{second.url}{spelled} is an old address and the new one, too"
        hint = "take it out of redirect_from"
    return Diagnostic("duplicate-address", message, span, "error", hint, excerpt)


def _where_claimed(path: str, text: str, url: str) -> tuple[Span, str]:
    """Where a file says its address: an old one, its slug, or nowhere (its first line)."""
    former = unquote(url).strip("/")
    for word in (f"/{former}", former):
        for number, line in enumerate(text.split("\n"), 1):
            if line.lstrip().startswith(("redirect", "-", '"redirect')) and word in line:
                return at(path, text, number, line.index(word) + 1, len(word))
    slug = re.search(r"""^\s*["']?slug["']?\s*[:=]\s*""", text, re.MULTILINE)
    if slug:
        return at(path, text, text.count("\n", 0, slug.end()) + 1, _column(text, slug.end()))
    return at(path, text, 1) if text else (Span(path), "")


def _column(text: str, position: int) -> int:
    return position - text.rfind("\n", 0, position)


def _files_in_the_way(
    by_file: Mapping[str, Recipe], texts: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """A file cannot stand where other pages need a folder."""
    folders: dict[str, Recipe] = {}
    for path, entry in by_file.items():
        parent = path.rpartition("/")[0]
        while parent and parent not in folders:
            folders[parent] = entry
            parent = parent.rpartition("/")[0]
    for path in sorted(folders.keys() & by_file.keys()):
        yield _claimed_twice(folders[path], by_file[path], texts)


def _dangling_navigation(
    masthead: Masthead, claimed: Mapping[str, Recipe], texts: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """`navigation` of `site.yaml` is an author's word too: its links must land."""
    for link in masthead.navigation:
        path = link.href.partition("#")[0]
        if not (is_external(path) or path in claimed):
            message = f'"{link.text}" in the navigation leads to {link.href}, which is no page'
            text = texts.get(CONFIG_PATH, "")
            words = (link.href, link.href.strip("/"), "navigation")
            word = next((word for word in words if word and word in text), "")
            span, excerpt = find_in(CONFIG_PATH, text, word) if word else (Span(CONFIG_PATH), "")
            hint = _near_address(path, claimed)
            yield Diagnostic("dangling-link", message, span, "error", hint, excerpt)


def _untranslated(site: Site, inputs: Inputs) -> Iterator[Diagnostic]:
    """What the interface cannot say in the language of the site, it says in English."""
    lacking = missing(site.language)
    if not lacking or not inputs.config:
        return
    span, excerpt = find_in(inputs.config.path, inputs.config.text, "language")
    message = f'the interface has no words in "{site.language}", so it speaks English'
    hint = f"it speaks {', '.join(languages())}; another is a file of words in `catalogues/`"
    if is_spoken(site.language):
        count = "1 word" if len(lacking) == 1 else f"{len(lacking)} words"
        message = (
            f'{count} of the interface are said in English, for want of one in "{site.language}"'
        )
        hint = f"add to its catalogue: {', '.join(lacking[:8])}{' …' if lacking[8:] else ''}"
    yield Diagnostic("untranslated", message, span, "warning", hint, excerpt)


def _dangling_links(
    site: Site, claimed: Mapping[str, Recipe], texts: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """Only here is it known whether an address that an author spelled himself is one of ours."""
    for path, prose in _texts(site):
        if "\x02url:" not in prose.html:
            continue
        for match in urls.REFERENCE.finditer(prose.html):
            target = match[1].partition("#")[0]
            if target.startswith("url:") and urls.address(target) not in claimed:
                written = target.removeprefix("url:")
                text = texts.get(path, "")
                spelled = next((s for s in (f"]({written}", written) if s in text), written)
                span, excerpt = find_in(path, text, spelled)
                if spelled != written:
                    span = structs.replace(span, column=span.column + 2)
                message = f'the link "{written}" leads nowhere'
                hint = _near_address(written, claimed)
                yield Diagnostic("dangling-link", message, span, "error", hint, excerpt)


def _near_address(written: str, claimed: Mapping[str, Recipe]) -> str:
    close = nearest(written, [url for url in claimed if url.endswith("/")])
    if close:
        return f'did you mean "{close}"?'
    return "name the address of a page, such as /about/, or a file beside this one"


def _texts(site: Site) -> Iterator[tuple[str, Prose]]:
    """Everything that authors wrote, with the file it stands in."""
    yield from _articles(site)
    for briefing in site.briefings:
        for prose in proses(briefing):
            yield briefing.path, prose


def _articles(site: Site) -> Iterator[tuple[str, Prose]]:
    """What they wrote beside the briefings."""
    for page in site.pages:
        yield page.path, page.prose
    for company in site.companies:
        yield f"content/companies/{company.slug}.md", company.profile


def spelled(site: Site, memory: Memory) -> frozenset[str]:
    """The addresses that authors wrote themselves: only a plan knows whether they are any."""
    found = [memory.again(("spelled", b.path), _spelled, b) for b in site.briefings]
    others = (prose for _, prose in _articles(site))
    return frozenset().union(*found, _addresses_in(others))


def _spelled(briefing: Briefing) -> frozenset[str]:
    return _addresses_in(proses(briefing))


def _addresses_in(texts: Iterable[Prose]) -> frozenset[str]:
    found = (prose.html for prose in texts if "\x02url:" in prose.html)
    return frozenset(match[1] for html in found for match in urls.REFERENCE.finditer(html))


def _name(recipe: Recipe) -> str:
    """What an author knows a claim by."""
    if recipe.path:
        return recipe.path
    if issubclass(recipe.kind, Page):
        return f'the page "{recipe.make().title}", which the site makes'
    return "a file that the site makes"
