"""The command line: what is said, where, and with which exit code."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ssbrief import __version__
from ssbrief.cli import main

NOTE = """# Solid State Status for Late 2024/2025

## 1. Market Release
Cars are expected around 2025-2027.

## 2. Key Players
- **Example Motors:** Target of market introduction by 2027-2028.

## Sources
- Inside Examples, the magazine

---
Prepared by AI Assistant
"""

NO_ADDRESS = (
    "Left out: feeds, sitemap, canonical links and structured data "
    "(content/site.yaml names no url)\n"
)


def ssbrief(*arguments: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], env=dict(environment))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    assert ssbrief("init", tmp_path / "site").exit_code == 0
    return tmp_path / "site"


def break_it(site: Path) -> Path:
    broken = site / "content" / "briefings" / "broken.md"
    broken.write_text("---\ntitle: 'open\ncolour: red\n---\n# T, June 2025\n", encoding="utf-8")
    return broken


# Help


def test_the_version_is_that_of_the_package() -> None:
    assert ssbrief("--version").output == f"ssbrief, version {__version__}\n"


@pytest.mark.parametrize("verb", ["", "init", "new", "build", "serve", "check", "query"])
def test_every_verb_says_what_it_is_for(verb: str) -> None:
    result = ssbrief(*([verb] if verb else []), "--help")
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 6


def test_help_answers_at_once() -> None:
    """Without importing what only a build needs."""
    code = (
        "import sys; from ssbrief.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "slow = {'jinja2', 'yaml', 'markdown_it', 'starlette', 'rich', 'babel'}\n"
        "print(slow & set(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.endswith("set()\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["launch"],
        ["build", "--fast"],
        ["build", "--today", "tomorrow"],
        ["build", "--site", "nowhere"],
        ["build", "--format", "xml"],
        ["serve", "--port", "70000"],
        ["new"],
        ["new", " "],
        ["new", "--from", "nowhere.md"],
        ["init"],
    ],
)
def test_what_is_not_understood_is_exit_code_2(arguments: list[str]) -> None:
    result = ssbrief(*arguments)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr


def test_a_day_that_is_no_number_of_seconds_is_not_understood(site: Path) -> None:
    result = ssbrief("check", "--site", site, SOURCE_DATE_EPOCH="soon")
    assert result.exit_code == 2
    assert 'SOURCE_DATE_EPOCH must be a number of seconds, not "soon"' in result.stderr


# init and new


def test_init_makes_a_site_that_nothing_is_wrong_with(tmp_path: Path) -> None:
    result = ssbrief("init", tmp_path / "new")
    assert result.exit_code == 0
    assert result.output.endswith(f"Look at it: ssbrief serve --site {tmp_path / 'new'}\n")
    check = ssbrief("check", "--site", tmp_path / "new", "--strict")
    assert (check.exit_code, check.stdout) == (0, "Nothing is wrong.\n")


def test_init_never_overwrites(site: Path) -> None:
    mine = site / "content" / "site.yaml"
    mine.write_text("title: Mine\n")
    result = ssbrief("init", site)
    assert result.exit_code == 1
    assert "exists already; nothing was written" in result.stderr
    assert mine.read_text() == "title: Mine\n"


def test_new_writes_a_briefing_to_fill_in(site: Path) -> None:
    result = ssbrief(
        "new", "Example: June 2025", "--topic", "My Topic", "--site", site, "--today", "2025-06-30"
    )
    target = site / "content/briefings/my-topic/example-june-2025.md"
    assert (result.exit_code, result.output) == (0, f"Wrote {target}\n")
    assert target.read_text(encoding="utf-8") == (
        "---\ntitle: 'Example: June 2025'\ndate: 2025-06-30\nperiod:\nsummary:\nauthors:\ntags:\n"
        "---\n\n# Example: June 2025\n\n"
        "## Market release\n\n\n## Key players\n\n\n## Challenges\n\n\n## Sources\n\n"
    )
    assert ssbrief("check", "--site", site).exit_code == 0


def test_new_never_overwrites(site: Path) -> None:
    assert ssbrief("new", "Example", "--site", site).exit_code == 0
    target = site / "content/briefings/example.md"
    target.write_text("mine")
    result = ssbrief("new", "Example", "--site", site)
    assert result.exit_code == 1
    assert f"{target} exists already; nothing was written" in result.stderr
    assert target.read_text() == "mine"


def test_new_from_a_note_writes_what_was_understood_and_lists_the_rest(
    site: Path, tmp_path: Path
) -> None:
    note = tmp_path / "note.md"
    note.write_text(NOTE, encoding="utf-8")
    result = ssbrief("new", "--from", note, "--topic", "ssb", "--site", site)
    assert result.exit_code == 0
    target = site / "content/briefings/ssb/solid-state-status-for-late-2024-2025.md"
    front_matter, _, body = target.read_text(encoding="utf-8").partition("\n---\n\n")
    assert body == NOTE
    assert front_matter.split("\n") == [
        "---",
        "title: Solid State Status for Late 2024/2025",
        "date:",
        "period: 2024-10/2025-12",
        "summary:",
        "authors:",
        "prepared_by: AI Assistant",
        "tags:",
        "companies: [Example Motors]",
    ]
    understood, lacking = result.output.split("Not understood, for you to fill in:\n")
    assert "  - prepared_by: AI Assistant\n" in understood
    assert '  - section "2. Key Players" is read as key players\n' in understood
    assert "  - milestone: Example Motors, market introduction, by 2027-2028\n" in understood
    assert "  - date: when it was written, such as 2025-06-30\n" in lacking
    assert "  - summary: one sentence\n" in lacking
    assert "has no address\n" in lacking
    assert ssbrief("check", "--site", site).exit_code == 0


def test_new_from_a_note_keeps_its_front_matter(site: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text(f"---\ntitle: Mine   # a comment\ncolour: red\n---\n{NOTE}", encoding="utf-8")
    assert ssbrief("new", "--from", note, "--site", site).exit_code == 0
    text = (site / "content/briefings/mine.md").read_text(encoding="utf-8")
    assert text.startswith("---\ntitle: Mine   # a comment\ncolour: red\ndate:\n")
    assert text.endswith(f"---\n{NOTE}")


@pytest.mark.parametrize("data", [b"---\ntitle: 'open\n---\n# T\n", b"na\xefve", b"a\x00b"])
def test_new_from_a_note_that_cannot_be_read_says_why(
    site: Path, tmp_path: Path, data: bytes
) -> None:
    note = tmp_path / "note.md"
    note.write_bytes(data)
    before = sorted(site.rglob("*"))
    result = ssbrief("new", "--from", note, "--site", site)
    assert result.exit_code == 1
    assert "note.md:" in result.stderr
    assert "could not be read; nothing was written" in result.stderr
    assert sorted(site.rglob("*")) == before


# build and check


def test_build_ends_with_what_it_did_and_how_to_look_at_it(site: Path) -> None:
    result = ssbrief("build", "--site", site, "--today", "2025-07-01")
    assert result.exit_code == 0
    assert result.stderr == NO_ADDRESS
    assert result.stdout.startswith("Built ")
    assert result.stdout.endswith(
        f" s → {site / 'build'}. Look at it: ssbrief serve --site {site}\n"
    )
    again = ssbrief("build", "--site", site, "--today", "2025-07-01")
    assert again.stdout.startswith("Nothing has changed since the last build: ")


@pytest.mark.parametrize(("path", "typed"), [("/nowhere", "{}"), ("{folder}", "ssbrief")])
def test_what_is_to_be_typed_can_be_typed_here(tmp_path: Path, path: str, typed: str) -> None:
    """As in a checkout, whose environment is on nobody's PATH."""
    command = tmp_path / "bin" / "ssbrief"
    command.parent.mkdir()
    command.write_text(f"#!{sys.executable}\nfrom ssbrief.cli import main\nmain()\n")
    command.chmod(0o755)
    done = subprocess.run(
        [command, "init", tmp_path / "new"],
        env={**os.environ, "PATH": path.format(folder=command.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"Look at it: {typed.format(command)} serve --site " in done.stdout


def test_a_site_to_be_read_from_disk_is_opened_there(site: Path) -> None:
    result = ssbrief("build", "--site", site, "--offline")
    index = site / "build" / "index.html"
    assert result.stdout.endswith(f"Look at it: open {index}\n")
    assert 'href="companies/index.html"' in index.read_text(encoding="utf-8")


def test_the_day_may_come_from_the_environment(site: Path) -> None:
    ssbrief("build", "--site", site, SOURCE_DATE_EPOCH="1751328000")
    result = ssbrief("build", "--site", site, "--today", "2025-07-01")
    assert result.stdout.startswith("Nothing has changed since the last build: ")


@pytest.mark.parametrize("verb", ["build", "check"])
def test_an_error_is_shown_with_its_place_and_is_exit_code_1(site: Path, verb: str) -> None:
    break_it(site)
    result = ssbrief(verb, "--site", site)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.removeprefix("Wrong (1)\n").startswith(
        "content/briefings/broken.md:2:8: error: this quotation mark is never closed [yaml]\n"
        "    2 | title: 'open\n"
        "      |        ^\n"
        "   hint: "
    )
    assert not (site / "build").exists()


def test_json_is_one_array_and_nothing_else(site: Path) -> None:
    break_it(site)
    result = ssbrief("check", "--site", site, "--format", "json")
    first = json.loads(result.stdout)[0]
    assert (first["path"], first["line"], first["column"], first["code"]) == (
        "content/briefings/broken.md",
        2,
        8,
        "yaml",
    )


def test_json_of_a_site_without_a_fault_is_an_empty_array(site: Path) -> None:
    result = ssbrief("build", "--site", site, "--format", "json")
    assert json.loads(result.stdout) == []
    assert result.stderr.startswith(f"{NO_ADDRESS}Built ")


def test_github_is_told_in_its_own_words(site: Path) -> None:
    break_it(site)
    result = ssbrief("build", "--site", site, "--format", "github")
    assert result.exit_code == 1
    assert result.stdout.startswith(
        "::error file=content/briefings/broken.md,title=yaml,line=2,col=8,endColumn=9::"
        "this quotation mark is never closed%0Ahint: "
    )


def test_check_writes_nothing(site: Path) -> None:
    before = sorted(site.rglob("*"))
    assert ssbrief("check", "--site", site).exit_code == 0
    assert sorted(site.rglob("*")) == before


def test_strict_makes_warnings_count(site: Path) -> None:
    page = site / "content" / "pages" / "about.md"
    page.write_text("---\ntitel: About\n---\nText.\n")
    fine = ssbrief("check", "--site", site)
    assert (fine.exit_code, fine.stdout) == (0, "1 warning\n")
    strict = ssbrief("check", "--site", site, "--strict")
    assert strict.exit_code == 1
    assert strict.stderr.endswith("1 error\n")


def test_words_that_the_terminal_cannot_show_are_no_traceback(site: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "ssbrief", "build", "--site", str(site)],
        capture_output=True,
        env={"PYTHONIOENCODING": "latin-1", "PATH": ""},
        check=False,
    )
    assert result.returncode == 0
    assert b"Traceback" not in result.stderr
    assert b" s ? " in result.stdout


def test_a_colour_in_a_file_name_does_not_reach_the_terminal(site: Path) -> None:
    (site / "content/briefings/evil.md").write_text("---\n\x1b[31mtitle\x1b: 'x\n---\n")
    result = ssbrief("check", "--site", site)
    assert "\x1b" not in result.output


def test_a_build_says_what_it_left_out_and_why(tmp_path: Path) -> None:
    notes = tmp_path / "content" / "briefings"
    notes.mkdir(parents=True)
    (notes / "a.md").write_text("# A\n\n**Date:** 2025\n\nText.\n", "utf-8")
    (notes / "b.md").write_text("---\ndraft: true\n---\n# B\n", "utf-8")
    result = CliRunner().invoke(main, ["build", "--site", str(tmp_path)])
    assert "Left out: content/briefings/b.md (draft: true)" in result.stderr.splitlines()


def test_why_tells_of_each_file_what_made_it_be_written(site: Path) -> None:
    def why(*more: str) -> list[str]:
        given = ("build", "--site", site, "--today", "2025-07-01", "--why", *more)
        return ssbrief(*given).stdout.splitlines()[:-1]

    assert {line.partition(": ")[2] for line in why()} == {"it is new"}
    assert why() == []
    (site / "build/about/index.html").write_text("mine")
    (site / "build/404.html").unlink()
    assert why() == [
        "about/index.html: it was changed in the output",
        "404.html: it was removed from the output",
    ]
    (site / "templates").mkdir()
    (site / "templates/404.html").write_text("nothing")
    assert why() == ["404.html: its template has changed (404.html, or what it includes)"]
    page = site / "content/pages/about.md"
    page.write_text(page.read_text() + "\nOne more sentence.\n")
    told = [line for line in why() if not line.startswith("search/pagefind/")]
    assert "about/index.html: what it shows has changed" in told
    assert len(told) < 5
    page.unlink()
    assert "about/index.html: it is no longer part of the site" in why()
    assert why("--clean") == []


def test_a_build_with_nothing_to_do_loads_nothing_that_it_does_not_need(site: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "ssbrief", "build", "--site", str(site)]
    for _ in range(2):
        ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ended.stdout.startswith("Nothing has changed since the last build: ")
    loaded = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    assert "ssbrief.store" in loaded
    assert loaded.isdisjoint(
        {"ssbrief.build", "ssbrief.parse", "ssbrief.link", "ssbrief.pages", "ssbrief.render"}
        | {"jinja2", "markdown_it", "yaml", "babel", "sqlite3", "rich", "starlette", "pygments"}
    )


@pytest.mark.parametrize("state", ["last", "memory"])
@pytest.mark.parametrize("data", [b"", b"nonsense", b"SQLite format 3\0 and nothing more"])
def test_state_that_cannot_be_read_is_as_good_as_none(site: Path, state: str, data: bytes) -> None:
    given = ("build", "--site", site, "--today", "2025-07-01")
    ssbrief(*given)
    for file in (site / ".ssbrief").glob(f"{state}*"):
        file.write_bytes(data)
    (site / "build/404.html").unlink()
    page = site / "content/pages/about.md"
    page.write_text(page.read_text() + "\nOne more sentence.\n")
    result = ssbrief(*given)
    assert result.exit_code == 0
    assert result.stdout.startswith("Built ")
    assert "One more sentence" in (site / "build/about/index.html").read_text()
    assert (site / "build/404.html").exists()
    assert ssbrief(*given).stdout.startswith("Nothing has changed ")


def seen_at_a_terminal(code: str, site: Path) -> str:
    """What a person sees of a build whose code begins like this."""
    ours, theirs = pty.openpty()
    given = [sys.executable, "-c", f"from ssbrief import cli; {code}; cli.main()"]
    with subprocess.Popen(
        [*given, "build", "--site", str(site), "--jobs", "2"],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm"},
    ) as process:
        os.close(theirs)
        seen = b""
        with contextlib.suppress(OSError):  # as the end of a terminal is told
            while part := os.read(ours, 4096):
                seen += part
    os.close(ours)
    assert process.returncode == 0
    return seen.decode()


def test_who_waits_at_a_terminal_sees_how_far_it_has_come(site: Path) -> None:
    assert "Making pages" not in seen_at_a_terminal("cli._PATIENCE = 600", site)
    spreading = "from ssbrief import spread; spread.LEAST = 1; cli._PATIENCE = 0"
    for known in ("build", ".ssbrief"):
        shutil.rmtree(site / known)
    seen = seen_at_a_terminal(spreading, site)
    assert "Reading" in seen
    assert re.search(r"Making pages.* \d+/\d+", seen)
