"""Everything that is published, by its address.

In: a `Site`, its files and its masthead. Out: `Plan`: what stands at each URL, each made when it is
asked for, and a diagnostic for every address that two things claim. Renders nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TypeAlias

from msgspec import Struct

from . import theme, urls
from .diagnostics import Diagnostic, Span, sort
from .model import Asset, Prose, Site
from .pages import Document, Page, Recipe, recipes
from .read import Inputs
from .theme import Masthead

#: What can stand at an address.
Entry: TypeAlias = Page | Document | Asset


class Plan(Struct, frozen=True):
    """What stands at each address of a site, by its URL. `pages` makes each when it is looked up
    and keeps none."""

    recipes: Mapping[str, Recipe]
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


def plan(site: Site, inputs: Inputs, masthead: Masthead) -> Plan:
    """All pages, documents and files of a site."""
    claimed: dict[str, Recipe] = {}
    by_file: dict[str, Recipe] = {}
    diagnostics = []
    for entry in _entries(site, inputs, masthead):
        file = _folded(urls.output_path(entry.url))
        if file in by_file:
            diagnostics.append(_claimed_twice(by_file[file], entry))
            continue
        by_file[file] = entry
        claimed[entry.url] = entry
    diagnostics += _files_in_the_way(by_file)
    diagnostics += _dangling_navigation(masthead, claimed)
    diagnostics += _dangling_links(site, claimed)
    return Plan(claimed, sort(diagnostics))


def _entries(site: Site, inputs: Inputs, masthead: Masthead) -> Iterator[Recipe]:
    """A site's own `robots.txt` stands in for the one we would make."""
    files = [_addressed(asset) for asset in site.assets]
    own_robots = any(file.url == urls.ROBOTS for file in files)
    for entry in recipes(site):
        if not (own_robots and entry.url == urls.ROBOTS):
            yield entry
    texts = {file.path: file.text for file in inputs.briefings}
    for slug, path in {b.slug: b.path for b in site.briefings}.items():
        if path in texts:
            url = urls.written(slug)
            yield Recipe(url, Document, partial(Document, url, texts[path]))
    own = {file.url for file in files}
    if urls.HEADERS not in own:
        yield Recipe(urls.HEADERS, Document, partial(_headers, masthead))
    if site.redirects and urls.REDIRECTS not in own:
        yield Recipe(urls.REDIRECTS, Document, partial(_redirects, masthead, site))
    paths = {f.source: f.path for f in (*inputs.files, *inputs.root_files, *inputs.static)}
    for asset in (*files, *theme.assets(inputs)):
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


def _claimed_twice(first: Recipe, second: Recipe) -> Diagnostic:
    spelled = "" if first.url == second.url else f" (which some file systems take for {first.url})"
    message = f"{second.url}{spelled} is claimed twice: by {_name(first)} and by {_name(second)}"
    return Diagnostic(
        "duplicate-address",
        message,
        Span(second.path or first.path),
        hint="give one of them another slug or name",
    )


def _files_in_the_way(by_file: Mapping[str, Recipe]) -> Iterator[Diagnostic]:
    """A file cannot stand where other pages need a folder."""
    folders: dict[str, Recipe] = {}
    for path, entry in by_file.items():
        parent = path.rpartition("/")[0]
        while parent and parent not in folders:
            folders[parent] = entry
            parent = parent.rpartition("/")[0]
    for path in sorted(folders.keys() & by_file.keys()):
        yield _claimed_twice(folders[path], by_file[path])


def _dangling_navigation(masthead: Masthead, claimed: Mapping[str, Recipe]) -> Iterator[Diagnostic]:
    """`navigation` of `site.yaml` is an author's word too: its links must land."""
    for link in masthead.navigation:
        path = link.href.partition("#")[0]
        if not urls.is_external(path) and path not in claimed:
            yield Diagnostic(
                "dangling-link",
                f'"{link.text}" in the navigation leads to {link.href}, which is no page',
                Span("content/site.yaml"),
                hint="name the address of a page, such as /about/",
            )


def _dangling_links(site: Site, claimed: Mapping[str, Recipe]) -> Iterator[Diagnostic]:
    """Only here is it known whether an address that an author spelled himself is one of ours."""
    for path, prose in _texts(site):
        if "\x02url:" not in prose.html:
            continue
        for match in urls.REFERENCE.finditer(prose.html):
            target = match[1].partition("#")[0]
            if target.startswith("url:") and urls.address(target) not in claimed:
                written = target.removeprefix("url:")
                yield Diagnostic(
                    "dangling-link",
                    f'the link "{written}" leads nowhere',
                    Span(path),
                    hint="name the address of a page, such as /about/, or a file beside this one",
                )


def _texts(site: Site) -> Iterator[tuple[str, Prose]]:
    """Everything that authors wrote, with the file it stands in."""
    for page in site.pages:
        yield page.path, page.prose
    for company in site.companies:
        yield f"content/companies/{company.slug}.md", company.profile
    for briefing in site.briefings:
        yield briefing.path, briefing.footnotes
        for section in briefing.sections:
            yield briefing.path, section.heading
            for passage in section.passages:
                yield briefing.path, passage.prose
                for statement in passage.statements:
                    yield briefing.path, statement.prose


def _name(recipe: Recipe) -> str:
    """What an author knows a claim by."""
    if recipe.path:
        return recipe.path
    if issubclass(recipe.kind, Page):
        return f'the page "{recipe.make().title}", which the site makes'
    return "a file that the site makes"
