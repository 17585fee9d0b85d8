"""The loop: a site's folder → the files of its website.

In: a site's folder, an output folder and `Settings`. Out: the files, and a `Report`. Nothing is
written while there is an error; a file is written only where its bytes differ; only what an earlier
build wrote is ever removed. Knows neither briefings nor templates.

Changed files are staged beside the old ones and then renamed one by one, so that a reader of the
output never meets half a file.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path

from msgspec import Struct

from . import theme, urls
from .check import check_links
from .diagnostics import Diagnostic, Mistake, Span, has_errors, promote, sort
from .load import Options, load
from .memory import Memory
from .model import Asset, LeftOut
from .pages import Document, Page, Recipe
from .plan import Plan, plan
from .read import Inputs, is_left_behind, read_inputs
from .render import Renderer
from .store import MANIFEST, is_inside, read_manifest, write_manifest

STAGING = ".ssbrief-staging"


class Settings(Struct, frozen=True):
    """How a site is built: the day that "overdue" is judged by, whether drafts are shown,
    whether links open from disk, and whether a warning counts as an error."""

    today: date
    drafts: bool = False
    offline: bool = False
    strict: bool = False


class Report(Struct, frozen=True):
    """What a build did. `total` is the number of files of the site, `pages` how many are pages;
    `left_out` are the files that are not published, with the reason; `has_address` says whether
    the site knows where it is published."""

    output: str
    diagnostics: tuple[Diagnostic, ...] = ()
    total: int = 0
    pages: int = 0
    written: int = 0
    removed: int = 0
    seconds: float = 0.0
    left_out: tuple[LeftOut, ...] = ()
    has_address: bool = True

    @property
    def failed(self) -> bool:
        return has_errors(self.diagnostics)


class Written(Struct, frozen=True):
    """How many files a build wrote and removed."""

    written: int
    removed: int


class Refused(Exception):
    """The output folder cannot be written to; the message and hint are for the author."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Prepared(Struct, frozen=True):
    """A site that is ready to be shown: what stands at which address, and how it is rendered.

    `plan` is None where the site could not be read. `diagnostics` are those of the whole way.
    """

    inputs: Inputs
    plan: Plan | None
    renderer: Renderer | None
    diagnostics: tuple[Diagnostic, ...]
    left_out: tuple[LeftOut, ...] = ()


def prepare(site: Path, settings: Settings, memory: Memory | None = None) -> Prepared:
    """Read, load and plan the site in a folder.

    Given the same `memory` again, only what a change touches is understood anew: a text is parsed
    when its digest is new, and recognised when it or the names of the site are. No page is made:
    `plan.recipes[url].make()` makes one, and `renderer.fingerprint` of it tells whether its bytes
    would be others.
    """
    inputs = read_inputs(site)
    loaded = load(inputs, Options(settings.today, settings.drafts), memory)
    if loaded.site is None:
        return Prepared(inputs, None, None, _judged(loaded.diagnostics, settings))
    masthead = theme.masthead(loaded.site, loaded.config, inputs)
    planned = plan(loaded.site, inputs, masthead)
    renderer = Renderer(masthead, inputs.templates, settings.offline)
    found = sort((*loaded.diagnostics, *planned.diagnostics))
    judged = _judged(found, settings)
    return Prepared(inputs, planned, renderer, judged, loaded.site.left_out)


def _judged(diagnostics: tuple[Diagnostic, ...], settings: Settings) -> tuple[Diagnostic, ...]:
    return promote(diagnostics) if settings.strict else diagnostics


def check(site: Path, settings: Settings) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with the site in a folder; writes nothing."""
    prepared = prepare(site, settings)
    if prepared.plan is None or prepared.renderer is None or has_errors(prepared.diagnostics):
        return prepared.diagnostics
    return sort((*prepared.diagnostics, *_faults(prepared.plan, prepared.renderer)))


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
    site: Path, output: Path, settings: Settings, watch: Callable[[int], None] = lambda done: None
) -> Report:
    """Bring an output folder up to date with the site in a folder."""
    started = time.perf_counter()
    prepared = prepare(site, settings)
    diagnostics = prepared.diagnostics
    if prepared.plan is None or prepared.renderer is None or has_errors(diagnostics):
        return Report(str(output), diagnostics)
    if prepared.inputs.templates:  # those of the theme are proved by its tests
        diagnostics = sort((*diagnostics, *_faults(prepared.plan, prepared.renderer)))
        if has_errors(diagnostics):
            return Report(str(output), diagnostics)
    contents = {
        urls.output_path(url): partial(_made, recipe, prepared.renderer)
        for url, recipe in prepared.plan.recipes.items()
    }
    try:
        refuse_output(site, output)
        written = write_files(output, contents, watch)
    except (Refused, OSError) as error:
        return Report(str(output), sort((*diagnostics, _why_not(output, error))))
    return Report(
        str(output),
        diagnostics,
        total=len(contents),
        pages=sum(issubclass(r.kind, Page) for r in prepared.plan.recipes.values()),
        written=written.written,
        removed=written.removed,
        seconds=time.perf_counter() - started,
        left_out=prepared.left_out,
        has_address=bool(prepared.renderer.masthead.url),
    )


def _why_not(output: Path, error: Refused | OSError) -> Diagnostic:
    """What kept the files from being written, for the author."""
    if isinstance(error, Refused):
        return Diagnostic("output", str(error), Span(str(output)), hint=error.hint)
    if error.errno is None:  # not the system's: a fault of ours
        raise error
    message = f"this cannot be written ({(error.strerror or str(error)).lower()})"
    return Diagnostic("output", message, Span(str(error.filename or output)))


def _made(recipe: Recipe, renderer: Renderer) -> bytes:
    return content(recipe.make(), renderer)


def content(entry: Page | Document | Asset, renderer: Renderer) -> bytes:
    """The bytes that stand at an address; raises `Mistake`, `OSError`."""
    if isinstance(entry, Asset):
        return Path(entry.source).read_bytes()
    return renderer.render(entry)


def refuse_output(site: Path, output: Path) -> None:
    """Raise `Refused` where an output folder would stand in the way of the site's own files."""
    site, output = site.resolve(), output.resolve()
    if site.is_relative_to(output):
        raise Refused(f"{output} holds the site itself", "name a folder of its own, such as build")
    for own in ("content", "templates", "static"):
        if output.is_relative_to(site / own):
            raise Refused(f"{output} stands inside {own}/ of the site", "name another folder")


def write_files(
    output: Path,
    contents: Mapping[str, Callable[[], bytes]],
    watch: Callable[[int], None] = lambda done: None,
) -> Written:
    """Make an output folder hold exactly these files (by path); raises `Refused`, `OSError`.

    All contents are made before the first file is touched. `watch` hears how many are done.
    """
    ours = inspect_output(output, contents)
    staging = output / STAGING
    is_new = not output.exists()
    staging.mkdir(parents=True, exist_ok=True)
    try:
        staged = _stage(output, staging, ours, contents, watch)
        gone = sorted(ours - set(contents))
        write_manifest(output, ours | set(contents))
        removed = sum(_remove(output, path) for path in gone)
        for path, file in staged.items():
            target = output / path
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)
        write_manifest(output, contents)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        if is_new and not any(output.iterdir()):
            output.rmdir()
    return Written(len(staged), removed)


def inspect_output(output: Path, paths: Iterable[str]) -> frozenset[str]:
    """The files in an output folder that are ours; raises `Refused` where it holds any other."""
    if output.exists() and not output.is_dir():
        raise Refused(f"{output} is a file, not a folder")
    if (output / ".git").exists():
        raise Refused(f"{output} holds a repository (.git)", "name a folder of its own")
    manifest = read_manifest(output)
    ours = frozenset(manifest or ())
    foreign = sorted(path for path in _files(output) if path not in ours)
    if foreign:
        more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        hint = "remove it, or name an empty folder" if manifest is None else _HINT_FOREIGN
        raise Refused(f"{output} holds {foreign[0]}{more}, which no build of ours wrote", hint)
    if outside := sorted(path for path in paths if not is_inside(path)):
        raise Refused(f'the address "{outside[0]}" leads out of the output folder')
    return ours


_HINT_FOREIGN = "files that belong to the site's root go into static/root/; remove it here"


def _files(folder: Path, prefix: str = "") -> Iterator[str]:
    """The paths of all files in a folder, links included, our own bookkeeping left out."""
    if not folder.is_dir():
        return
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            if prefix or entry.name != STAGING:
                yield from _files(Path(entry.path), f"{prefix}{entry.name}/")
        elif not is_left_behind(entry.name) and not entry.name.startswith(MANIFEST):
            yield prefix + entry.name


def _stage(
    output: Path,
    staging: Path,
    ours: frozenset[str],
    contents: Mapping[str, Callable[[], bytes]],
    watch: Callable[[int], None],
) -> dict[str, Path]:
    """Write what differs from the output into the staging folder.

    A file that is not ours by this very name is written in any case: a file system that ignores
    case would show the one of an old name, which is going to be removed.
    """
    staged: dict[str, Path] = {}
    for number, (path, make) in enumerate(contents.items()):
        data = make()
        if path not in ours or not _holds(output / path, data):
            staged[path] = staging / str(number)
            staged[path].write_bytes(data)
        watch(number + 1)
    return staged


def _holds(file: Path, data: bytes) -> bool:
    try:
        return (
            not file.is_symlink() and file.stat().st_size == len(data) and file.read_bytes() == data
        )
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False


def _remove(output: Path, path: str) -> bool:
    """Remove a file and the folders that it leaves empty."""
    file = output / path
    existed = file.is_symlink() or file.is_file()
    if existed:
        file.unlink()
    for folder in file.parents:
        if folder == output or any(folder.iterdir() if folder.is_dir() else ()):
            break
        if folder.is_dir():
            folder.rmdir()
    return existed
