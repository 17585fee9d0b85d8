"""Building: what is written, what is removed, and what is left alone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ssbrief import output as writing
from ssbrief import store
from ssbrief.build import build, check
from ssbrief.diagnostics import show
from ssbrief.output import MANIFEST, STAGING, Output, Refused, read_manifest
from ssbrief.read import read_folder
from ssbrief.scaffold import example_site
from ssbrief.store import FOLDER, Report, Settings

SETTINGS = Settings(date(2025, 7, 1))

NOTE = """# Example status, June 2025

## Key Players

- **Example Motors:** Plans mass production by 2028.
"""


def texts(files: dict[str, str]) -> dict[str, Callable[[], bytes]]:
    return {path: text.encode for path, text in files.items()}


def write_files(output: Path, contents: dict[str, Callable[[], bytes]]) -> tuple[int, int]:
    """Make an output folder hold exactly these files; how many were written and removed."""
    with Output(output, contents) as folder:
        for path, make in contents.items():
            folder.put(path, make())
        removed = folder.finish()
        return len(folder.staged), len(removed)


def files(folder: Path) -> dict[str, bytes]:
    """Everything that stands in a folder but our bookkeeping."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def make_site(folder: Path, **briefings: str) -> Path:
    for name, text in (briefings or {"note": NOTE}).items():
        path = folder / "content" / "briefings" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def run(site: Path, output: Path | None = None, **settings: bool) -> Report:
    return build(site, output or site / "build", Settings(SETTINGS.today, **settings))


def complaints(report: Report) -> list[str]:
    return [show(diagnostic) for diagnostic in report.diagnostics]


# An output folder


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    output = tmp_path / "build"
    write_files(output, texts({"a.html": "A", "b/index.html": "B"}))
    before = (output / "a.html").stat()
    written = write_files(output, texts({"a.html": "A", "b/index.html": "new", "c.html": "C"}))
    assert written == (2, 0)
    assert files(output) == {"a.html": b"A", "b/index.html": b"new", "c.html": b"C"}
    after = (output / "a.html").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_what_is_no_longer_made_is_removed_with_the_folders_it_leaves_empty(tmp_path: Path) -> None:
    output = tmp_path / "build"
    write_files(output, texts({"a/b/c.html": "C", "a/d.html": "D", "e/f.html": "F"}))
    written = write_files(output, texts({"a/d.html": "D"}))
    assert written == (0, 2)
    assert sorted(path.relative_to(output).as_posix() for path in output.rglob("*")) == [
        MANIFEST,
        "a",
        "a/d.html",
    ]


def test_a_file_may_become_a_folder_and_a_folder_a_file(tmp_path: Path) -> None:
    output = tmp_path / "build"
    write_files(output, texts({"a": "file", "b/c": "in a folder"}))
    write_files(output, texts({"a/index.html": "in a folder", "b": "file"}))
    assert files(output) == {"a/index.html": b"in a folder", "b": b"file"}


@pytest.mark.parametrize("name", ["notes.txt", "deep/er/notes.txt", ".htaccess"])
def test_a_folder_with_someone_else_s_files_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("mine")
    with pytest.raises(Refused, match=f"holds {name}, which no build of ours wrote"):
        write_files(tmp_path, texts({"index.html": "I"}))
    assert files(tmp_path) == {name: b"mine"}


def test_a_file_that_someone_put_among_ours_is_never_touched(tmp_path: Path) -> None:
    output = tmp_path / "build"
    write_files(output, texts({"a.html": "A"}))
    (output / "CNAME").write_text("example.org")
    with pytest.raises(Refused, match="holds CNAME, which") as refusal:
        write_files(output, texts({"CNAME": "other"}))
    assert refusal.value.hint == (
        "files that belong to the site's root go into static/root/; remove it here"
    )
    assert files(output) == {"a.html": b"A", "CNAME": b"example.org"}


def test_what_a_file_manager_leaves_is_no_reason_to_refuse(tmp_path: Path) -> None:
    (tmp_path / ".DS_Store").write_bytes(b"\0")
    write_files(tmp_path, texts({"a.html": "A"}))
    assert set(files(tmp_path)) == {".DS_Store", "a.html"}


def test_a_folder_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    output, elsewhere = tmp_path / "build", tmp_path / "elsewhere"
    write_files(output, texts({"a/b.html": "B"}))
    (output / "a" / "b.html").unlink()
    (output / "a").rmdir()
    elsewhere.mkdir()
    (output / "a").symlink_to(elsewhere)
    with pytest.raises(Refused, match="holds a, which"):
        write_files(output, texts({"a/b.html": "B"}))
    assert files(elsewhere) == {}


@pytest.mark.parametrize("path", ["../a.html", "/a.html", "b/../../a.html", ""])
def test_nothing_is_written_outside(tmp_path: Path, path: str) -> None:
    with pytest.raises(Refused, match="leads out of the output folder"):
        write_files(tmp_path / "build", texts({path: "A"}))
    assert files(tmp_path) == {}


def test_a_manifest_that_was_tampered_with_removes_nothing_outside(tmp_path: Path) -> None:
    output = tmp_path / "build"
    write_files(output, texts({"a.html": "A"}))
    (tmp_path / "precious.txt").write_text("mine")
    (output / MANIFEST).write_text(f"a.html\n../precious.txt\n{tmp_path}/precious.txt\n")
    write_files(output, texts({"b.html": "B"}))
    assert files(tmp_path) == {"build/b.html": b"B", "precious.txt": b"mine"}


def test_a_repository_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    with pytest.raises(Refused, match="holds a repository"):
        write_files(tmp_path, texts({"a.html": "A"}))


def test_a_failure_while_pages_are_made_changes_nothing(tmp_path: Path) -> None:
    output = tmp_path / "build"

    def fails() -> bytes:
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        write_files(output, {**texts({"a.html": "A"}), "b.html": fails})
    assert not output.exists()
    write_files(output, texts({"a.html": "A", "old.html": "O"}))
    with pytest.raises(OSError, match="no"):
        write_files(output, {**texts({"a.html": "changed"}), "b.html": fails})
    assert files(output) == {"a.html": b"A", "old.html": b"O"}
    assert read_manifest(output) == ("a.html", "old.html")


def test_what_a_killed_build_left_is_mended_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "build"
    write_files(output, texts({"a.html": "A", "old.html": "O"}))
    replace, renamed = Path.replace, []

    def dies(source: Path, target: Path) -> Path:
        if source.parent.name == STAGING:
            renamed.append(target)
            if len(renamed) == 2:
                raise KeyboardInterrupt
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", dies)
    monkeypatch.setattr(writing, "_clear", lambda folder: None)
    new = {"a.html": "new", "b.html": "B", "c.html": "C"}
    with pytest.raises(KeyboardInterrupt):
        write_files(output, texts(new))
    monkeypatch.undo()
    assert (output / STAGING).exists()
    write_files(output, texts(new))
    assert files(output) == {path: text.encode() for path, text in new.items()}


def test_a_manifest_may_name_a_file_where_a_folder_was(tmp_path: Path) -> None:
    """As a build that was killed leaves it, when a folder has become a file."""
    write_files(tmp_path, texts({"a": "A"}))
    (tmp_path / MANIFEST).write_text("a\na/index.html\n")
    write_files(tmp_path, texts({"a": "A", "b": "B"}))
    assert files(tmp_path) == {"a": b"A", "b": b"B"}


# A site


def test_a_site_is_built_and_built_again_without_a_change(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    first = run(site)
    assert complaints(first) == []
    assert (first.written, first.removed) == (first.total, 0)
    assert 0 < first.pages < first.total
    before = {path: path.stat().st_mtime_ns for path in (site / "build").rglob("*")}
    second = run(site)
    assert (second.total, second.written, second.removed) == (first.total, 0, 0)
    after = {path: path.stat().st_mtime_ns for path in (site / "build").rglob("*")}
    assert {p: t for p, t in after.items() if p.is_file()} == {
        p: t for p, t in before.items() if p.is_file()
    }


# Nothing to do


def _edited(site: Path) -> None:
    """As many bytes, and the times as they were."""
    note = site / "content/briefings/note.md"
    before = note.stat()
    note.write_text(NOTE.replace("2028", "2029"), encoding="utf-8")
    os.utime(note, ns=(before.st_atime_ns, before.st_mtime_ns))


def _edited_in_the_past(site: Path) -> None:
    """By a machine whose clock is wrong."""
    note = site / "content/briefings/note.md"
    note.write_text(NOTE.replace("2028", "2029"), encoding="utf-8")
    os.utime(note, (0, 0))


def _forged(site: Path) -> None:
    page = site / "build/index.html"
    before = page.stat()
    page.write_bytes(page.read_bytes()[:-1] + b"?")
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))


def _restored_page(site: Path) -> None:
    """A file of the output comes back from a backup of another build, with its times."""
    shutil.copy2(site / "build/index.html", site / "kept.html")
    _edited(site)
    run(site)
    shutil.copy2(site / "kept.html", site / "build/index.html")


def _restored_output(site: Path) -> None:
    shutil.copytree(site / "build", site / "kept")
    _edited(site)
    run(site)
    shutil.rmtree(site / "build")
    (site / "kept").rename(site / "build")


def _restored_state(site: Path) -> None:
    shutil.copytree(site / FOLDER, site / "kept")
    _edited(site)
    run(site)
    shutil.rmtree(site / FOLDER)
    (site / "kept").rename(site / FOLDER)


def _restored_site(site: Path) -> None:
    """The text as it was before, but not what was made of it."""
    _edited(site)
    run(site)
    (site / "content/briefings/note.md").write_text(NOTE, encoding="utf-8")


def _renamed(site: Path) -> None:
    folder = site / "content/briefings"
    (folder / "note.md").rename(folder / "eton.md")


def _lost_list(site: Path) -> None:
    (site / "build" / MANIFEST).unlink()


@pytest.mark.parametrize(
    "change",
    [
        *(_edited, _edited_in_the_past, _forged, _restored_page, _restored_output),
        *(_restored_state, _restored_site, _renamed, _lost_list),
    ],
)
def test_that_nothing_has_changed_is_never_said_of_what_has(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    site = make_site(tmp_path / "site")
    run(site)
    assert is_idle(site)
    change(site)
    assert not is_idle(site)
    if change is _lost_list:  # whose files these are nobody knows now
        assert run(site).failed
        return
    assert complaints(run(site)) == []
    run(site, tmp_path / "fresh")
    assert files(site / "build") == files(tmp_path / "fresh")
    assert is_idle(site)


@pytest.mark.parametrize(
    "settings",
    [
        Settings(date(2025, 7, 2)),
        Settings(SETTINGS.today, drafts=True),
        Settings(SETTINGS.today, offline=True),
        Settings(SETTINGS.today, strict=True),
    ],
)
def test_another_way_to_build_is_a_change(tmp_path: Path, settings: Settings) -> None:
    site = make_site(tmp_path)
    run(site)
    assert is_idle(site)
    assert not is_idle(site, settings)


def test_another_tool_is_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(tmp_path)
    run(site)
    monkeypatch.setattr(store, "__version__", "another")
    assert not is_idle(site)


def is_idle(site: Path, settings: Settings = SETTINGS) -> bool:
    return store.up_to_date(read_folder(site), site / "build", settings) is not None


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = make_site(tmp_path / "one"), make_site(tmp_path / "other" / "two")
    run(one)
    run(two)
    assert files(one / "build") == files(two / "build")


def test_a_briefing_that_goes_takes_its_pages_with_it(tmp_path: Path) -> None:
    site = make_site(tmp_path, note=NOTE, other=NOTE.replace("Example Motors", "Sample Cells"))
    run(site)
    assert (site / "build/companies/sample-cells/index.html").exists()
    (site / "content/briefings/other.md").unlink()
    report = run(site)
    assert report.removed > 0
    fresh = make_site(tmp_path / "fresh", note=NOTE)
    run(fresh)
    assert files(site / "build") == files(fresh / "build")


def test_an_error_writes_and_removes_nothing(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    run(site)
    before = files(site / "build")
    make_site(site, broken="---\ntitle: 'open\n---\n# T, June 2025\n", new=NOTE)
    (site / "content/briefings/note.md").unlink()
    report = run(site)
    assert report.failed
    assert (
        "content/briefings/broken.md:2:8: error: this quotation mark is never closed"
        in (complaints(report)[0])
    )
    assert files(site / "build") == before


def test_strict_takes_a_warning_for_an_error(tmp_path: Path) -> None:
    site = make_site(tmp_path, note="---\ncolour: red\n---\n" + NOTE)
    report = run(site)
    assert [d.severity for d in report.diagnostics] == ["warning"]
    assert not report.failed
    strict = run(site, tmp_path / "strict", strict=True)
    assert [d.severity for d in strict.diagnostics] == ["error"]
    assert not (tmp_path / "strict").exists()


def test_drafts_are_shown_only_when_asked_for(tmp_path: Path) -> None:
    draft = NOTE.replace("Example Motors", "Secretive Cells")
    site = make_site(tmp_path, note=NOTE, draft="---\ndraft: true\n---\n" + draft)
    run(site)
    assert not any(b"Secretive" in data for data in files(site / "build").values())
    run(site, drafts=True)
    assert any(b"Secretive" in data for data in files(site / "build").values())


@pytest.mark.parametrize(
    ("output", "message"),
    [
        (".", "holds the site itself"),
        ("..", "holds the site itself"),
        ("content", "stands inside content/ of the site"),
        ("content/out", "stands inside content/ of the site"),
        ("static", "stands inside static/ of the site"),
    ],
)
def test_an_output_that_would_stand_in_the_way_is_refused(
    tmp_path: Path, output: str, message: str
) -> None:
    site = make_site(tmp_path / "site")
    before = files(tmp_path)
    report = run(site, site / output)
    assert len(complaints(report)) == 1
    assert message in complaints(report)[0]
    assert files(tmp_path) == before


def test_a_folder_without_content_is_an_error(tmp_path: Path) -> None:
    report = run(tmp_path)
    assert [d.code for d in report.diagnostics] == ["no-content"]
    assert not (tmp_path / "build").exists()


def test_an_output_that_is_a_file_is_refused(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    (tmp_path / "file").write_text("mine")
    assert "is a file, not a folder" in complaints(run(site, tmp_path / "file"))[0]


def test_a_mistake_in_a_template_of_the_site_is_its_author_s(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    (site / "templates").mkdir()
    (site / "templates" / "home.html").write_text("{{ page.title }\n")
    (site / "templates" / "company.html").write_text("\n{{ page.nothing }}\n")
    report = run(site)
    assert [(d.code, d.span.path, d.span.line) for d in report.diagnostics] == [
        ("template", "templates/company.html", 2),
        ("template", "templates/home.html", 1),
    ]
    assert not (site / "build").exists()
    assert check(site, SETTINGS) == report.diagnostics


def test_a_link_of_a_template_that_leads_nowhere_is_an_error(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    (site / "templates").mkdir()
    (site / "templates" / "home.html").write_text('<a href="{{ "/nowhere/" | rel }}">x</a>')
    report = run(site)
    assert [d.message for d in report.diagnostics] == [
        "/ links to nowhere/, which is no page or file of this site"
    ]
    assert not (site / "build").exists()
    assert check(site, SETTINGS) == report.diagnostics


def test_the_example_builds_without_a_word(tmp_path: Path) -> None:
    for path, text in example_site():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    report = run(tmp_path)
    assert complaints(report) == []
    for address in (
        "companies/example-motors",
        "companies/sample-cells",
        "challenges/cost",
        "about",
    ):
        assert (tmp_path / "build" / address / "index.html").exists()
