"""The loop: a site's folder → the files of its website.

In: a site's folder, an output folder and `Settings`. Out: the files, and a `Report`. Nothing is
written while there is an error. A page is rendered when its fingerprint is not the one its file was
made from, or when the file is not as it was left; whatever the reason, it is told. Knows neither
briefings nor templates.
"""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct, structs

from . import search, theme, urls
from .check import check_links
from .diagnostics import Diagnostic, Mistake, Span, has_errors, promote, sort
from .doubts import doubts
from .load import Options, load
from .memory import Basis, Fingerprint, Memory, Noted, key
from .model import Asset, LeftOut, Site
from .output import (
    Output,
    Refused,
    Stat,
    digest_of,
    read_manifest,
    refuse_output,
)
from .pages import Document, Index, Page, Recipe, Shelves, Workshop
from .plan import Plan, plan
from .read import Folder, Inputs, digest, read_folder, read_inputs
from .render import Renderer
from .spread import ALONE, Crew, spread
from .store import Known, LastBuild, Store, forget
from .store import Report as Report
from .store import Settings as Settings
from .upkeep import upkeep


class Prepared(Struct, frozen=True):
    """A site that is ready to be shown: what stands at which address, and how it is rendered.

    `plan` is None where the site could not be read. `diagnostics` are those of the whole way.
    """

    inputs: Inputs
    plan: Plan | None
    renderer: Renderer | None
    diagnostics: tuple[Diagnostic, ...]
    left_out: tuple[LeftOut, ...] = ()
    site: Site | None = None
    shelves: Shelves | None = None


def prepare(
    site: Path,
    settings: Settings,
    memory: Memory | None = None,
    folder: Folder | None = None,
    crew: Crew = ALONE,
    early: Callable[[Index, Renderer], None] = lambda index, renderer: None,
    noted: Noted | None = None,
) -> Prepared:
    """Read, load and plan the site in a folder.

    Given the same `memory` again, only what a change touches is understood anew: a text is parsed
    when its digest is new, and recognised when it or the names of the site are. No page is made:
    `plan.recipes[url].make()` makes one, and `renderer.fingerprint` of it tells whether its bytes
    would be others. `early` hears of a site without an error before it is planned. With what was
    `noted` by the build before, what would be listed again is not.
    """
    with _nothing_let_go():
        return _prepare(site, settings, memory or Memory(), folder, crew, early, noted)


@contextlib.contextmanager
def _nothing_let_go() -> Iterator[None]:
    """All that is read is kept: to look through it for garbage as it grows would find none."""
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looking:
            gc.enable()


def _prepare(
    site: Path,
    settings: Settings,
    memory: Memory,
    folder: Folder | None,
    crew: Crew,
    early: Callable[[Index, Renderer], None],
    noted: Noted | None,
) -> Prepared:
    inputs = read_inputs(site, folder, memory)
    loaded = load(inputs, Options(settings.today, settings.drafts), memory, crew)
    if loaded.site is None:
        return Prepared(inputs, None, None, _judged(loaded.diagnostics, settings))
    searched_by: Literal["index", "list"] = "index"
    if settings.offline or search.program() is None:
        searched_by = "list"
    masthead = theme.masthead(loaded.site, loaded.config, inputs, searched_by)
    index = Index(loaded.site, memory)
    renderer = Renderer(masthead, inputs.templates, settings.offline, memory)
    if not has_errors(_judged(loaded.diagnostics, settings)):
        early(index, renderer)
    shelves = None if noted is None else Shelves(index, noted)
    planned = plan(index, inputs, masthead, shelves)
    no_index = masthead.search == "list" and not settings.offline
    missing = list(theme.missing_files(loaded.config, inputs))
    missing += [_no_index("Pagefind is not installed")] if no_index else []
    found = sort((*loaded.diagnostics, *planned.diagnostics, *missing))
    judged = _judged(found, settings)
    return Prepared(inputs, planned, renderer, judged, loaded.site.left_out, loaded.site, shelves)


def _judged(diagnostics: tuple[Diagnostic, ...], settings: Settings) -> tuple[Diagnostic, ...]:
    return promote(diagnostics) if settings.strict else diagnostics


def check(
    site: Path,
    settings: Settings,
    output: Path | None = None,
    prepared: Prepared | None = None,
) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with the site in a folder, and what to look after; writes nothing.
    `output` is the folder that it was built into before, `prepared` the site as it was read
    already."""
    prepared = prepared or prepare(site, settings)
    if prepared.plan is None or prepared.renderer is None or has_errors(prepared.diagnostics):
        return prepared.diagnostics
    found = (*_faults(prepared.plan, prepared.renderer), *_doubts(prepared))
    if not has_errors(found):
        found += _upkeep(prepared, output or site / "build")
    return sort((*prepared.diagnostics, *found))


def _upkeep(prepared: Prepared, output: Path) -> tuple[Diagnostic, ...]:
    assert prepared.site is not None, "what is planned was linked"
    assert prepared.plan is not None, "and what is judged was planned"
    inputs = prepared.inputs
    texts = {f.path: f.text for f in (*inputs.briefings, *inputs.companies, *inputs.pages)}
    planned = map(urls.output_path, prepared.plan.recipes)
    return upkeep(prepared.site, texts, read_manifest(output) or (), planned)


def _doubts(prepared: Prepared) -> tuple[Diagnostic, ...]:
    assert prepared.site is not None, "what is planned was linked"
    return doubts(prepared.site, {file.path: file.text for file in prepared.inputs.briefings})


def _faults(planned: Plan, renderer: Renderer) -> tuple[Diagnostic, ...]:
    """What only rendered pages show: a mistake in a template, a link that leads nowhere."""
    try:
        return check_links(planned, renderer)
    except Mistake:
        return tuple(_mistakes(planned, renderer))


def _mistakes(planned: Plan, renderer: Renderer) -> Iterator[Diagnostic]:
    for entry in planned.pages.values():
        try:
            content(entry, renderer)
        except Mistake as mistake:
            yield from mistake.diagnostics


def build(
    site: Path,
    output: Path,
    settings: Settings,
    *,
    folder: Folder | None = None,
    clean: bool = False,
    crew: Crew = ALONE,
) -> Report:
    """Bring an output folder up to date with the site in a folder.

    `folder` is the site as it was read already. `clean` forgets what earlier builds knew. A large
    site is read and made by the `crew`.
    """
    started = time.perf_counter()
    folder = folder or read_folder(site)
    if not (site / "content").is_dir():
        return Report(str(output), folder.diagnostics)
    if clean:
        forget(site)
    store = Store(site, output)
    try:
        report = _build(site, output, settings, folder, store, started, crew)
    finally:
        gc.unfreeze()
        store.close()
    return report


def _build(
    site: Path,
    output: Path,
    settings: Settings,
    folder: Folder,
    store: Store,
    started: float,
    crew: Crew,
) -> Report:
    memory = Memory(store.values())
    prepared = prepare(site, settings, memory, folder, crew, noted=store.noted())
    gc.freeze()  # it stays until the end, and need not be looked through for garbage until then
    diagnostics = prepared.diagnostics
    if prepared.plan is None or prepared.renderer is None or has_errors(diagnostics):
        return Report(str(output), diagnostics)
    assert prepared.shelves is not None, "it was given what was noted"
    if prepared.inputs.templates:  # those of the theme are proved by its tests
        diagnostics = sort((*diagnostics, *_faults(prepared.plan, prepared.renderer)))
        if has_errors(diagnostics):
            return Report(str(output), diagnostics)
    try:
        refuse_output(site, output)
        store.keep(memory)
        done = _write(output, prepared.plan, prepared.renderer, prepared.shelves, store, crew)
    except (Refused, OSError) as error:
        return Report(str(output), sort((*diagnostics, _why_not(output, error))))
    diagnostics = sort((*diagnostics, *done.diagnostics))
    report = Report(
        str(output),
        diagnostics,
        total=len(done.files),
        pages=sum(issubclass(r.kind, Page) for r in prepared.plan.recipes.values()),
        written=len(done.reasons),
        removed=len(done.removed),
        seconds=time.perf_counter() - started,
        left_out=prepared.left_out,
        has_address=bool(prepared.renderer.masthead.url),
        reasons=(
            *done.reasons,
            *((path, "it is no longer part of the site") for path in done.removed),
        ),
    )
    idle = Report(
        "",
        diagnostics,
        report.total,
        report.pages,
        left_out=report.left_out,
        has_address=report.has_address,
        idle=True,
    )
    last = LastBuild(store.tool, settings, folder.digest, done.output, idle)
    store.save(memory, done.files, done.noted, last)
    return report


class Written(Struct, frozen=True):
    """What a build did to the output: why each file was written, which were removed, how each file
    came about, what was noted of the site meanwhile, and how the whole stands; and what went wrong
    with the search index."""

    reasons: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]
    files: dict[str, Known]
    noted: Noted
    output: str
    diagnostics: tuple[Diagnostic, ...] = ()


def _write(
    output: Path,
    planned: Plan,
    renderer: Renderer,
    shelves: Shelves,
    store: Store,
    crew: Crew,
) -> Written:
    """Make the files that are not known to stand as they should."""
    known, workshop = store.files(), shelves.workshop
    recipes = {urls.output_path(url): recipe for url, recipe in planned.recipes.items()}
    with Output(output, recipes) as folder:
        files = _Files(recipes, renderer, workshop, known, folder)
        made = _made(files, crew)
        reasons = [(path, one.reason) for path, one in made.items() if one.staged]
        shown = {path: (one.shown, one.basis) for path, one in made.items()}
        wrong = []
        if renderer.masthead.search == "index":
            searched = {
                path: made[path].shown for path, recipe in recipes.items() if recipe.searched
            }
            try:
                for path, index in _make_index(searched, folder, known, reasons).items():
                    shown[path] = index, Basis()
            except search.Failed as error:
                wrong.append(_no_index(str(error)))
        removed = folder.finish()
        stand = {p: Known(what, folder.stats[p], basis) for p, (what, basis) in shown.items()}
        standing = digest_of(output, folder.stats)
        return Written(tuple(reasons), removed, stand, shelves.noted(), standing, tuple(wrong))


def _made(files: _Files, crew: Crew) -> dict[str, _Made]:
    """Every file: as it was left where it may stay so, else made, those that need the most of the
    site first, so that none of them is waited for in the end."""
    found = {path: files.as_left(path) for path in files.recipes}
    missing = [path for path, one in found.items() if one is None]
    missing.sort(key=lambda path: bool(files.recipes[path].path))
    if crew.size(len(missing)) > 1:
        files.renderer.ready({files.recipes[path].kind for path in missing})
    given = [(path,) for path in missing]
    with spread(files.make, given, crew, "Making pages", _Made, files.begin) as results:
        found.update(zip(missing, results, strict=True))
    made = {path: one for path, one in found.items() if one is not None}
    for path, one in made.items():
        if one.staged:
            files.folder.take(path, one.staged)
    return made


class _Made(Struct, frozen=True, array_like=True):
    """What became of a file: what it was made from, and, where it has to be written, why and under
    what name it is staged."""

    shown: Fingerprint
    basis: Basis
    reason: str = ""
    staged: str = ""


class _Files:
    """The files of a site while they are made; in each worker a copy of it makes its share."""

    def __init__(
        self,
        recipes: Mapping[str, Recipe],
        renderer: Renderer,
        workshop: Workshop,
        known: Mapping[str, Known],
        folder: Output,
    ) -> None:
        self.recipes, self.renderer, self.known, self.folder = recipes, renderer, known, folder
        self.workshop = workshop

    def begin(self) -> None:
        """A worker starts: the lock is its parent's alone."""
        self.folder.let_go()

    def as_left(self, path: str) -> _Made | None:
        """A file that may stay as it is, without making anything; None where that is not known."""
        before, recipe = self.known.get(path), self.recipes[path]
        if before is None or not self.workshop.is_same(recipe, before.basis):
            return None
        shown = self.renderer.fingerprint_of(recipe.kind, before.fingerprint.content)
        if _reason(shown, before, self.folder.stats.get(path), recipe):
            return None
        return _Made(shown, before.basis)

    def make(self, path: str) -> _Made:
        """Make a file, and stage it where it is not what stands there."""
        recipe, before = self.recipes[path], self.known.get(path)
        entry, basis = self.workshop.make(recipe)
        shown = fingerprint(entry, self.renderer)
        reason = _reason(shown, before, self.folder.stats.get(path), recipe)
        if not reason:
            return _Made(shown, basis)
        data = content(entry, self.renderer)
        if isinstance(entry, Asset):  # as it is now, should it have changed since
            shown, basis = Fingerprint(content=digest(data)), Basis()
        return _Made(shown, basis, reason, self.folder.stage(path, data))


def _make_index(
    pages: dict[str, Fingerprint],
    folder: Output,
    known: dict[str, Known],
    reasons: list[tuple[str, str]],
) -> dict[str, Fingerprint]:
    """Bring the search index up to date; the files of it. One that is as it was left, of pages that
    are found by the same words, is not made again: neither are all read where none has changed."""
    name = index_name(pages)
    before = [path for path in known if path.startswith(search.folder())]
    stands = before and all(known[p].stat == folder.stats.get(p) for p in before)
    left = known[before[0]].fingerprint if stands else Fingerprint()
    read = ((path, folder.read(path)) for path in sorted(pages))
    if stands and (left.content == name or left.template == search.words_of(read)):
        for path in before:
            folder.keep(path)
        return dict.fromkeys(before, structs.replace(left, content=name))
    made = search.make_index((path, folder.read(path)) for path in sorted(pages))
    for path, data in made.files.items():
        if folder.put(path, data):
            reason = "a page that the search covers has changed" if path in known else "it is new"
            reasons.append((path, reason))
    return dict.fromkeys(made.files, Fingerprint(template=made.covers, content=name))


def index_name(pages: Mapping[str, Fingerprint]) -> str:
    """Equal for an index of the same pages."""
    return key("index", sorted(pages.items()))


def _no_index(why: str) -> Diagnostic:
    return Diagnostic(
        "search-index",
        f"the search index could not be made ({why})",
        Span("ssbrief"),
        "warning",
        "the search page lists what has a page; `search: no` in content/site.yaml leaves it out",
    )


def _reason(made: Fingerprint, known: Known | None, stat: Stat | None, recipe: Recipe) -> str:
    """Why a file may have to be written; "" where it stands as it was left, and is right."""
    if stat is None:
        return "it was removed from the output" if known else "it is new"
    if known is None:
        return "what it was made from is not known"
    before = known.fingerprint
    if made.content != before.content:
        return "what it shows has changed"
    if made.template != before.template:
        name = recipe.kind.template if issubclass(recipe.kind, Page) else ""
        return f"its template has changed ({name}, or what it includes)"
    if made.frame != before.frame:
        return "what every page shows has changed (the site's settings, pages or static files)"
    return "" if stat == known.stat else "it was changed in the output"


def fingerprint(entry: Page | Document | Asset, renderer: Renderer) -> Fingerprint:
    """What the bytes at an address depend on: equal ones, equal bytes."""
    if isinstance(entry, Asset):
        return Fingerprint(content=entry.digest)
    return renderer.fingerprint(entry)


def _why_not(output: Path, error: Refused | OSError) -> Diagnostic:
    """What kept the files from being written, for the author."""
    if isinstance(error, Refused):
        return Diagnostic("output", str(error), Span(str(output)), hint=error.hint)
    if error.errno is None:  # not the system's: a fault of ours
        raise error
    message = f"this cannot be written ({(error.strerror or str(error)).lower()})"
    return Diagnostic("output", message, Span(str(error.filename or output)))


def content(entry: Page | Document | Asset, renderer: Renderer) -> bytes:
    """The bytes that stand at an address; raises `Mistake`, `OSError`."""
    if isinstance(entry, Asset):
        return Path(entry.source).read_bytes()
    return renderer.render(entry)
