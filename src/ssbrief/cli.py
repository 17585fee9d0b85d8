"""The verbs: arguments in, diagnostics and an exit code out.

Exit codes: 0 all is well, 1 the site holds an error, 2 the command was not understood, 3 a source
is gone (`check --external`), 4 the evidence is less than asked for (`check --min-sourced`,
`--max-age`). What the verbs need is imported when it is needed, so that `--help` answers at once.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

import click

from . import __version__

if TYPE_CHECKING:
    from rich.progress import Progress

    from .build import Prepared
    from .diagnostics import Diagnostic
    from .query import Answer, Question
    from .read import Inputs, TextFile
    from .store import Report, Settings

Format = Literal["text", "json", "github"]

#: Seconds until a person who is watching is shown how far it has come.
_PATIENCE = 1.0

_SITE = click.option(
    "--site",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The folder that holds content/ (default: the current one).",
)
_DRAFTS = click.option("--drafts", is_flag=True, help="Show briefings with `draft: true` too.")
_TODAY = click.option(
    "--today",
    metavar="YYYY-MM-DD",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day that decides what is overdue (default: SOURCE_DATE_EPOCH, else the clock).",
)
_STRICT = click.option("--strict", is_flag=True, help="Take every warning for an error.")
_FORMAT = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="How problems are shown: for a person, for a program, for GitHub Actions.",
)


class _Months(click.ParamType[int]):
    """An age as months: `18m`, `18`, `2y`."""

    name = "age"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        if isinstance(value, int):
            return value
        number, unit = str(value).strip().rstrip("mMyY"), str(value).strip()[-1:].lower()
        if not number.isascii() or not number.isdigit() or len(number) > 4:
            self.fail(f'"{value}" is no age such as 18m or 2y', param, ctx)
        return int(number) * (12 if unit == "y" else 1)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ssbrief")
def main() -> None:
    """Make a website of a folder of Markdown briefings: what was promised, by whom, and how it
    moved.

    \b
    ssbrief init my-site        a new site with an example
    cd my-site
    ssbrief serve               look at it while you write
    ssbrief build               make the files to publish, in build/
    """
    atexit.register(gc.freeze)  # memory ends with the process: nobody need look for garbage in it
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):  # a stream that a test or program put there
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def init(folder: Path) -> None:
    """Start a new site in DIR, with one example briefing that explains the format.

    It builds at once: go into DIR and run `ssbrief serve`.
    """
    from .scaffold import example_site

    texts = example_site()
    taken = [path for path, _ in texts if (folder / path).exists()]
    if taken:
        _fail(f"{folder / taken[0]} exists already; nothing was written")
    for path, text in texts:
        _write_new(folder / path, text)
        click.echo(f"wrote {folder / path}")
    click.echo(f"Look at it: {_called()} serve --site {folder}")


@main.command()
@click.argument("title", required=False, default="")
@click.option(
    "--topic", default="", help="The series it belongs to: a folder in content/briefings/."
)
@click.option(
    "--from",
    "note",
    metavar="NOTE.md",
    type=click.Path(exists=True, path_type=Path),
    help="A raw note to take: what can be understood of it becomes front matter. Of a folder, all "
    "its notes with the pictures that they lead to.",
)
@_SITE
@_TODAY
def new(title: str, topic: str, note: Path | None, site: Path, today: datetime | None) -> None:
    """Start a briefing: a file with front matter to fill in. Never overwrites.

    \b
    ssbrief new "Solid-state batteries, June 2025" --topic solid-state
    ssbrief new --from ~/Downloads/note.md
    ssbrief new --from ~/blog --topic solid-state  (Hugo, Jekyll, Zola, or a vault of Obsidian)
    """
    from .scaffold import from_note, new_briefing

    if note is not None and note.is_dir():
        _move_in(note, topic, site)
        return

    if note is None:
        if not title.strip():
            raise click.UsageError('give a title (ssbrief new "Title") or a note (--from NOTE.md)')
        draft = new_briefing(title.strip(), topic, _today(today))
    else:
        text, inputs = _read_note(note, site)
        draft = from_note(text, inputs, title.strip(), topic, _today(today))
        if not draft.text:
            _print(draft.diagnostics, "text")
            _fail(f"{note} could not be read; nothing was written")
    target = site / draft.path
    if target.exists():
        _fail(f"{target} exists already; nothing was written")
    _write_new(target, draft.text)
    click.echo(f"Wrote {target}")
    _list("Understood:", draft.understood)
    _list("Not understood, for you to fill in:", draft.lacking)
    _list("Left out, for want of a place here:", draft.left_out)


@main.command()
@_SITE
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="The folder to write (default: build in the site's folder).",
)
@click.option("--offline", is_flag=True, help="Spell links so that the site opens from disk.")
@_DRAFTS
@_TODAY
@_STRICT
@_FORMAT
@click.option("--why", is_flag=True, help="Say of each file why it was written or removed.")
@click.option(
    "--clean", is_flag=True, help="Forget what earlier builds knew, and make everything anew."
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(1),
    help="Use at most N processes on a large site (default: one a core).",
)
def build(
    site: Path,
    output: Path | None,
    offline: bool,
    drafts: bool,
    today: datetime | None,
    strict: bool,
    style: Format,
    why: bool,
    clean: bool,
    jobs: int | None,
) -> None:
    """Make the website: plain files that any static host can serve.

    Only what differs is written, only what an earlier build wrote is ever removed, and nothing at
    all while there is an error. The files work at any address; with --offline also from disk.

    What a build has read and made is remembered in .ssbrief/ of the site, which may be deleted at
    any time: the result is always the same as that of --clean.
    """
    from .diagnostics import printable
    from .read import read_folder
    from .store import Settings, up_to_date

    output = output or site / "build"
    settings = Settings(_today(today), drafts, offline, strict)
    folder = read_folder(site)
    report = None if clean else up_to_date(folder, output, settings)
    if report is None:
        from .build import build as build_site
        from .spread import Crew, cores

        with _progress() as watch:
            crew = Crew(jobs or cores(), watch)
            report = build_site(site, output, settings, folder=folder, clean=clean, crew=crew)
    _print(report.diagnostics, style, site)
    if report.failed:
        _fail(f"{_counted(report.diagnostics)}: nothing was written")
    for one in report.left_out:
        click.echo(f"Left out: {printable(one.path)} ({printable(one.reason)})", err=True)
    if not report.has_address:
        click.echo(
            "Left out: feeds, sitemap, canonical links and structured data "
            "(content/site.yaml names no url)",
            err=True,
        )
    for path, reason in report.reasons if why else ():
        click.echo(f"{printable(path)}: {printable(reason)}", err=style == "json")
    click.echo(_built(report, site, output, offline), err=style == "json")


@main.command()
@_SITE
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port; when it is in use, the next free one.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser.")
@click.option(
    "--poll",
    is_flag=True,
    help="Look at the files, where the file system does not tell of a save (network folders).",
)
@_DRAFTS
@_TODAY
def serve(
    site: Path,
    host: str,
    port: int,
    open_browser: bool,
    poll: bool,
    drafts: bool,
    today: datetime | None,
) -> None:
    """Look at the site while you write: each save shows in the browser, where you are in it.

    An error is shown over the page, with its file and line, and goes away when it is mended. Ctrl-C
    ends the preview. Nothing is written.
    """
    from . import serve as server
    from .build import Settings
    from .preview import Preview
    from .watch import must_poll

    _today(today)  # a day that cannot be read is said before anything else

    def settings() -> Settings:
        return Settings(_today(today), drafts)

    def tell(diagnostics: Sequence[Diagnostic]) -> None:
        _print(diagnostics, "text", site)
        click.echo(_counted(diagnostics) or "Nothing is wrong any more.", err=True)

    host = host.strip("[]")
    try:
        listener = server.listen(host, port)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise click.UsageError(f"{host}:{port} cannot be listened at: {reason}") from None
    with contextlib.suppress(KeyboardInterrupt):
        preview = Preview(site, settings, tell)
        told = f"{site / 'content'} at {server.address(listener, host)}"
        if port in (0, listener.getsockname()[1]):
            click.echo(f"Serving {told} (Ctrl-C ends it)")
        else:
            click.echo(f"Port {port} is in use: serving {told} instead (Ctrl-C ends it)")
        poll = poll or must_poll()
        server.run(preview, listener, host, open_browser=open_browser, poll=poll)


@main.command()
@_SITE
@_DRAFTS
@_TODAY
@_STRICT
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="The folder that was built, to tell which addresses are gone (default: build).",
)
@click.option("--external", is_flag=True, help="Ask the web whether the sources still stand.")
@click.option(
    "--min-sourced",
    metavar="PERCENT",
    type=click.IntRange(0, 100),
    help="The share of statements that must name a source.",
)
@click.option(
    "--max-age",
    metavar="AGE",
    type=_Months(),
    help="The age that no statement that still stands may exceed: 18m or 2y.",
)
@click.option(
    "--explain",
    "file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Show everything that is read from one briefing or note, and from which words.",
)
@_FORMAT
def check(
    site: Path,
    drafts: bool,
    today: datetime | None,
    strict: bool,
    output: Path | None,
    external: bool,
    min_sourced: int | None,
    max_age: int | None,
    file: Path | None,
    style: Format,
) -> None:
    """Say everything that is wrong with the site, weak, or worth a look, and write nothing.

    --external asks the hosts of all sources, politely, and believes an answer for a week; it ends
    with exit code 3 where a source is gone and nothing else is wrong. --min-sourced and --max-age
    end with exit code 4 where the evidence is less than they ask for.
    """
    from .build import Settings, prepare
    from .build import check as check_site
    from .diagnostics import has_errors, sort

    settings = Settings(_today(today), drafts, strict=strict)
    if file is not None:
        _explain(file, site, settings.today, style)
        return
    prepared = prepare(site, settings)
    diagnostics = check_site(site, settings, output, prepared)
    if external:
        diagnostics = sort((*diagnostics, *_asked_outside(prepared)))
    told, lacking = _evidence(prepared, min_sourced, max_age)
    diagnostics = (*diagnostics, *lacking)
    _print_in_groups(diagnostics, style, site)
    wrong = [d for d in diagnostics if d.severity != "note"]
    if has_errors(wrong):
        _fail(_counted(wrong))
    if told:
        click.echo(told, err=style == "json")
    click.echo(_counted(wrong) or "Nothing is wrong.", err=style == "json")
    if lacking:
        raise SystemExit(4)
    if any(d.code == "external-dead" for d in diagnostics):
        raise SystemExit(3)


def _evidence(
    prepared: Prepared, min_sourced: int | None, max_age: int | None
) -> tuple[str, tuple[Diagnostic, ...]]:
    """On whom the site rests, where that is asked for, and what it lacks."""
    from .evidence import judge

    if prepared.site is None or (min_sourced is None and max_age is None):
        return "", ()
    return judge(prepared.site, min_sourced, max_age)


def _explain(file: Path, site: Path, today: date, style: Format) -> None:
    """What is read from one file: a briefing of the site, or a note that stands anywhere."""
    import msgspec

    from .explain import as_text, explain
    from .load import Options, load

    note, inputs = _read_note(file, site)
    own = [f for f in inputs.briefings if (site / f.path).resolve() == file.resolve()]
    text = own[0] if own else note
    if not own:
        inputs = msgspec.structs.replace(inputs, briefings=(note,))
    loaded = load(inputs, Options(today, drafts=True))
    wrong = [d for d in loaded.diagnostics if d.span.path == text.path]
    _print(wrong, "text")
    told = explain(text.path, text.text, loaded)
    if told is None:
        _fail(f"{file} could not be read")
    click.echo(msgspec.json.encode(told).decode() if style == "json" else as_text(told))


def _asked_outside(prepared: Prepared) -> tuple[Diagnostic, ...]:
    """What the web says of the sources of a site."""
    from . import external

    if prepared.site is None:
        return ()
    now, cache, urls = external.now(), external.cache_file(), external.cited(prepared.site)
    with _progress() as watch:

        def heard(done: int) -> None:
            watch("Asking", done, len(urls))

        answers = external.ask(urls, external.recall(cache), now, heard=heard)
    external.remember(cache, answers, now)
    return external.report(prepared.site, prepared.inputs, answers)


@main.command()
@click.argument("question", type=click.Choice(["targets", "changes", "due"]))
@click.option("--company", metavar="NAME", help="Only this one, by any of its names; or: market.")
@click.option("--topic", metavar="NAME", help="Only this topic, by its name or folder.")
@click.option(
    "--since",
    metavar="DATE",
    help="Said (of `due`: due) on this day or later: 2025, 2025-06 or 2025-06-30.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help="For a person, or for a program, with the fields of data/milestones.json.",
)
@_SITE
@_DRAFTS
@_TODAY
def query(
    question: Question,
    company: str | None,
    topic: str | None,
    since: str | None,
    style: Literal["table", "json", "csv"],
    site: Path,
    drafts: bool,
    today: datetime | None,
) -> None:
    """Ask what was promised, what moved, or what is due. Builds nothing.

    \b
    ssbrief query targets --company Toyota         the latest word on each target
    ssbrief query changes --since 2025             what moved, ended or was met, newest first
    ssbrief query due --topic solid-state-batteries --format csv
    """
    from .diagnostics import has_errors
    from .load import Options, load
    from .query import Asked, Unknown, answer, as_text, company_called, topic_called
    from .read import read_inputs

    first = _first_day(since)
    loaded = load(read_inputs(site), Options(_today(today), drafts))
    if loaded.site is None or has_errors(loaded.diagnostics):
        wrong = [d for d in loaded.diagnostics if d.severity == "error"]
        _print(wrong, "text")
        _fail(f"{_counted(wrong)}: no answer")
    try:
        who = "" if company is None else company_called(company, loaded.site)
        subject = "" if topic is None else topic_called(topic, loaded.site)
    except Unknown as unknown:
        hint = f'; did you mean "{unknown.close}"?' if unknown.close else ""
        raise click.UsageError(f'this site knows no "{unknown}"{hint}') from None
    found = answer(Asked(question, who, subject, first), loaded.site)
    if style != "table":
        click.echo(as_text(found, loaded.site, style), nl=False)
    elif not found.rows:
        click.echo("Nothing was found.")
    else:
        _show_table(found)
        click.echo(f"As of {loaded.site.today.isoformat()}.")


def _first_day(since: str | None) -> date | None:
    from .periods import from_edtf

    if since is None:
        return None
    period = from_edtf(since)
    if period is None or period.earliest is None:
        raise click.BadParameter(
            f'"{since}" is no year, month or day such as 2025, 2025-06 or 2025-06-30',
            param_hint="--since",
        )
    return period.earliest


def _show_table(found: Answer) -> None:
    """The rows in as many columns as fit; a terminal's width, 80 where there is none."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from .diagnostics import printable

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for name in found.head:
        table.add_column(name, overflow="fold", no_wrap=name == "Company")
    for row in found.rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    Console(highlight=False).print(table)


def _today(given: datetime | None) -> date:
    """The day that a command is given, else SOURCE_DATE_EPOCH, else the clock's."""
    if given is not None:
        return given.date()
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return date.today()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        message = f'SOURCE_DATE_EPOCH must be a number of seconds, not "{epoch}"'
        raise click.UsageError(message) from None


def _print(diagnostics: Sequence[Diagnostic], style: Format, site: Path = Path()) -> None:
    from .diagnostics import show, show_github, show_json

    if style == "json":
        click.echo(show_json(diagnostics))
    elif style == "github":
        for diagnostic in diagnostics:
            click.echo(show_github(diagnostic))
    else:
        for diagnostic in diagnostics:
            colour = {"error": "red", "warning": "yellow"}.get(diagnostic.severity, "blue")
            word = f" {diagnostic.severity}: "
            place, _, rest = show(diagnostic).partition(word)
            linked = _as_link(place, site / diagnostic.span.path)
            click.echo(linked + click.style(word, fg=colour, bold=True) + rest, err=True)


def _print_in_groups(diagnostics: Sequence[Diagnostic], style: Format, site: Path) -> None:
    """For a person under headings, with their number; for a program as ever."""
    from .diagnostics import groups

    if style != "text":
        _print(diagnostics, style, site)
        return
    for name, found in groups(diagnostics):
        click.secho(f"{name} ({len(found)})", bold=True, err=True)
        _print(found, style, site)
        click.echo(err=True)


def _as_link(words: str, file: Path) -> str:
    """Words that a terminal opens a file by (OSC 8); as they are where no person looks at them."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb" or not file.is_file():
        return words
    return f"\x1b]8;;{file.resolve().as_uri()}\x1b\\{words}\x1b]8;;\x1b\\"


def _counted(diagnostics: Sequence[Diagnostic]) -> str:
    """How many of what there are: "1 error, 2 warnings"."""
    counts = []
    for severity in ("error", "warning", "note"):
        number = sum(d.severity == severity for d in diagnostics)
        if number:
            counts.append(f"{number} {severity}{'' if number == 1 else 's'}")
    return ", ".join(counts)


def _called() -> str:
    """This command as it can be typed here: by its name, or as it was where that is not on PATH."""
    named = Path(sys.argv[0]).name != "ssbrief" or shutil.which("ssbrief")
    return "ssbrief" if named else sys.argv[0]


def _built(report: Report, site: Path, output: Path, offline: bool) -> str:
    others = report.total - report.pages
    look = f"{_called()} serve" if site == Path() else f"{_called()} serve --site {site}"
    if offline:
        look = f"open {output / 'index.html'}"
    if report.idle:
        return (
            f"Nothing has changed since the last build: {report.pages} pages and {others} other "
            f"files stand in {output}. Look at it: {look}"
        )
    return (
        f"Built {report.pages} pages and {others} other files "
        f"({report.written} written, {report.removed} removed) in {report.seconds:.2f} s "
        f"→ {output}. Look at it: {look}"
    )


def _list(heading: str, lines: Sequence[str]) -> None:
    from .diagnostics import printable

    if lines:
        click.echo(heading)
        for line in lines:
            click.echo(f"  - {' '.join(printable(line).split())}")


#: Where generators keep what notes lead to, beside the folder of the notes.
_KEPT_BESIDE = ("static", "assets", "images", "img", "files", "uploads")


def _move_in(folder: Path, topic: str, site: Path) -> None:
    """Take all notes of a folder, and the files that they lead to. Overwrites nothing."""
    from msgspec import structs

    from .read import read_text
    from .vaults import move, notes_among

    root, paths, links = _files_of(folder.resolve())
    notes, unread = {}, []
    for path in notes_among(paths):
        found, wrong = read_text(root / path)
        unread += [structs.replace(d, span=structs.replace(d.span, path=path)) for d in wrong]
        if found is not None:
            notes[path] = found.text
    made = move(notes, [path for path in paths if path not in notes], topic)
    texts = [(path, text) for path, text in made.briefings if not (site / path).exists()]
    files = [(old, new) for old, new in made.files if not (site / new).exists()]
    for path, text in texts:
        _write_new(site / path, text)
    for old, new in files:
        _copy_new(root / old, site / new)
    _print(unread, "text")
    if not notes:
        _fail(f"there are no notes in {folder}; nothing was written")
    briefings = "1 briefing" if len(texts) == 1 else f"{len(texts)} briefings"
    others = "1 other file" if len(files) == 1 else f"{len(files)} other files"
    click.echo(f"Wrote {briefings} and {others} below {site / 'content/briefings'}")
    kept = [path for path, _ in made.briefings if path not in dict(texts)]
    kept += [new for _, new in made.files if new not in {each for _, each in files}]
    _list("There already, and left as they are:", kept)
    _list("Left out, for want of a place here:", made.left_out)
    _list("Links of the file system, which are not followed:", links)
    click.echo("See what is read from them: ssbrief check")


def _files_of(folder: Path) -> tuple[Path, list[str], list[str]]:
    """The root of what is moved, and the paths of the files and of the links in it. Of a folder
    that holds the notes of a generator, the root is the folder around it, of which only a few
    others count."""
    root, inside = folder, [folder]
    if folder.name in ("content", "_posts", "_drafts") or folder.parent.name == "content":
        root = folder.parent.parent if folder.parent.name == "content" else folder.parent
        inside += [root / name for name in _KEPT_BESIDE]
    found = [f for each in inside for f in sorted(each.rglob("*")) if "node_modules" not in f.parts]
    files = [f.relative_to(root).as_posix() for f in found if f.is_file() and not f.is_symlink()]
    links = [f.relative_to(root).as_posix() for f in found if f.is_symlink()]
    return root, files, links


def _copy_new(source: Path, target: Path) -> None:
    """Copy a file to where none is."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(source.read_bytes())
    except OSError as error:
        _fail(f"{target} cannot be written: {error.strerror}")


def _read_note(note: Path, site: Path) -> tuple[TextFile, Inputs]:
    """A note that stands anywhere, and the site that it is to join."""
    from .read import Inputs, read_inputs, read_text

    text, diagnostics = read_text(note)
    if text is None:
        _print(diagnostics, "text")
        _fail(f"{note} could not be read; nothing was written")
    inputs = read_inputs(site) if (site / "content").is_dir() else Inputs(root=str(site))
    return text, inputs


def _write_new(path: Path, text: str) -> None:
    """Write a file that does not exist."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        _fail(f"{path} cannot be written: {error.strerror}")


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar for a person who is watching and has waited a while; nothing where nobody is.

    It moves when it is told to, and not by a thread of its own: a fork would copy its locks.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda step, done, total: None
        return
    started = last = time.monotonic()
    bars: list[Progress] = []

    def watch(step: str, done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - started < _PATIENCE or (now - last < 0.1 and done < total):
            return
        bars[:] = bars or [_bar()]
        bars[0].update(bars[0].task_ids[0], description=step, completed=done, total=total)
        bars[0].start()  # the first time
        bars[0].refresh()
        last = now

    try:
        yield watch
    finally:
        for bar in bars:
            bar.stop()


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
    bar.add_task("")
    return bar


def _fail(message: str) -> NoReturn:
    """End with a sentence and exit code 1."""
    click.echo(message, err=True)
    raise SystemExit(1)
