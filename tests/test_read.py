"""Reading a site's folder: what is taken, what is left, and what is said about it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ssbrief.diagnostics import show
from ssbrief.read import Inputs, read_inputs


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def complaints(inputs: Inputs) -> list[str]:
    return [show(diagnostic) for diagnostic in inputs.diagnostics]


def test_every_file_is_found_by_the_folder_it_stands_in(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "content/site.yaml": "title: T\n",
            "content/briefings/b.md": "B",
            "content/briefings/ssb/deep/a.MD": "A",
            "content/briefings/ssb/cell.png": b"\x89PNG",
            "content/companies/vw.md": "VW",
            "content/pages/about.markdown": "About",
            "static/root/.well-known/security.txt": "S",
            "static/root/CNAME": "example.org",
            "static/extra.css": "e",
            "templates/parts/foot.html": "foot",
            "build/index.html": "not ours to read",
        },
    )
    inputs = read_inputs(tmp_path)
    assert inputs.config is not None
    assert inputs.config.text == "title: T\n"
    assert [f.path for f in inputs.briefings] == [
        "content/briefings/b.md",
        "content/briefings/ssb/deep/a.MD",
    ]
    assert [f.path for f in inputs.companies] == ["content/companies/vw.md"]
    assert [f.path for f in inputs.pages] == ["content/pages/about.markdown"]
    assert [f.path for f in inputs.files] == ["content/briefings/ssb/cell.png"]
    assert [f.path for f in inputs.root_files] == [
        "static/root/.well-known/security.txt",
        "static/root/CNAME",
    ]
    assert [f.path for f in inputs.static] == ["static/extra.css"]
    assert [(f.path, f.text) for f in inputs.templates] == [("templates/parts/foot.html", "foot")]
    assert Path(inputs.files[0].source).read_bytes() == b"\x89PNG"
    assert inputs.diagnostics == ()


def test_the_digest_is_of_the_text_alone(tmp_path: Path) -> None:
    write(
        tmp_path, {"content/briefings/a.md": "A\r\nB\r\n", "content/briefings/b.md": "\ufeffA\nB\n"}
    )
    first, second = read_inputs(tmp_path).briefings
    assert (first.text, first.digest) == (second.text, second.digest)
    assert first.text == "A\nB\n"
    assert len(first.digest) == 32


def test_what_editors_and_version_control_leave_is_nobody_s_text(tmp_path: Path) -> None:
    names = [".a.md", "a.md~", ".a.md.swp", "#a.md#", "4913", "Thumbs.db", ".git/x.md", "a.md.orig"]
    write(tmp_path, {f"content/briefings/{name}": "x" for name in names})
    write(tmp_path, {"static/root/.git/HEAD": "x", "static/root/.DS_Store": "x"})
    (tmp_path / "content/briefings/.#a.md").symlink_to("nowhere.123")
    inputs = read_inputs(tmp_path)
    assert inputs == Inputs(root=str(tmp_path.resolve()))


def test_a_folder_without_content_says_what_to_do(tmp_path: Path) -> None:
    assert complaints(read_inputs(tmp_path)) == [
        "content: error: there is no folder content/ here [no-content]\n"
        "   hint: `ssbrief init DIR` makes a new site; `--site DIR` names one that stands elsewhere"
    ]
    write(tmp_path, {"note.md": "# A note"})
    assert complaints(read_inputs(tmp_path)) == [
        "content: error: there is no folder content/ here [no-content]\n"
        "   hint: put your notes into content/briefings/ in this folder"
    ]


def test_a_note_in_the_wrong_place_is_left_out_and_said(tmp_path: Path) -> None:
    write(tmp_path, {"content/note.md": "x", "content/site.yml": "title: T"})
    inputs = read_inputs(tmp_path)
    assert [left.path for left in inputs.left_out] == ["content/note.md", "content/site.yml"]
    assert complaints(inputs) == [
        "content/note.md: warning: this file is left out: it stands in none of content/briefings, "
        "content/companies, content/pages [misplaced-file]\n   hint: move it into one of them",
        "content/site.yml: warning: this file is left out: settings stand in content/site.yaml "
        "[misplaced-file]\n   hint: rename it",
    ]


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (
            b"# T\r\n\r\nna\xefve\r\n",
            "3:3: error: the byte 0xEF is not UTF-8; the file looks like Windows-1252 "
            "[not-utf-8]\n"
            "    3 | na\ufffdve\n"
            "      |   ^\n"
            "   hint: save the file as UTF-8",
        ),
        (
            "# T\n".encode("utf-16"),
            "1:1: error: the byte 0xFF is not UTF-8; the file looks like UTF-16 [not-utf-8]\n"
            "    1 | \ufffd\ufffd#\ufffd \ufffdT\ufffd\n"
            "      | ^\n"
            "   hint: save the file as UTF-8",
        ),
        (
            b"# T\na\x00b\n",
            "2:2: error: a NUL byte: this is no text file [nul]\n"
            "    2 | a\ufffdb\n"
            "      |  ^\n"
            "   hint: remove it",
        ),
    ],
)
def test_a_file_that_is_no_text_is_an_error_at_its_place(
    tmp_path: Path, data: bytes, complaint: str
) -> None:
    write(tmp_path, {"content/briefings/a.md": data})
    inputs = read_inputs(tmp_path)
    assert inputs.briefings == ()
    assert complaints(inputs) == [f"content/briefings/a.md:{complaint}"]


def test_control_characters_are_shown_and_reported(tmp_path: Path) -> None:
    write(tmp_path, {"content/briefings/a.md": "# T\n\tb\x02company:x\x03\x0cc\n"})
    inputs = read_inputs(tmp_path)
    assert inputs.briefings[0].text == "# T\n\tb\ufffdcompany:x\ufffd c\n"
    assert complaints(inputs) == [
        "content/briefings/a.md:2:3: warning: the control character U+0002 is shown as U+FFFD "
        "[control-character]\n"
        "    2 | \tb\ufffdcompany:x\ufffd c\n"
        "      | \t ^\n"
        "   hint: remove it"
    ]


def test_links_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    secret = write(tmp_path / "outside", {"secret.md": "secret"})
    site = write(tmp_path / "site", {"content/briefings/a.md": "A"})
    (site / "content/briefings/out.md").symlink_to(secret / "secret.md")
    (site / "content/briefings/outside").symlink_to(secret)
    (site / "content/briefings/gone.md").symlink_to("nowhere")
    (site / "content/briefings/same.md").symlink_to("a.md")
    inputs = read_inputs(site)
    assert [(f.path, f.text) for f in inputs.briefings] == [
        ("content/briefings/a.md", "A"),
        ("content/briefings/same.md", "A"),
    ]
    assert [line.split("\n")[0] for line in complaints(inputs)] == [
        "content/briefings/gone.md: error: this link leads nowhere [symlink]",
        "content/briefings/out.md: error: this link leads out of the site's folder [symlink]",
        "content/briefings/outside: error: this link leads out of the site's folder [symlink]",
    ]


def test_a_link_that_leads_round_in_a_circle_ends(tmp_path: Path) -> None:
    write(tmp_path, {"content/briefings/a/b.md": "B"})
    (tmp_path / "content/briefings/a/again").symlink_to(tmp_path / "content/briefings")
    inputs = read_inputs(tmp_path)
    assert [f.path for f in inputs.briefings] == ["content/briefings/a/b.md"]
    assert [d.message for d in inputs.diagnostics] == [
        "this link leads to a folder that it stands in"
    ]


def test_what_is_no_file_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "content/briefings").mkdir(parents=True)
    os.mkfifo(tmp_path / "content/briefings/pipe.md")
    inputs = read_inputs(tmp_path)
    assert [left.path for left in inputs.left_out] == ["content/briefings/pipe.md"]


def test_names_that_no_text_can_hold_are_refused(tmp_path: Path) -> None:
    (tmp_path / "content/briefings").mkdir(parents=True)
    for name in (b"a\xff.md", b"line\nbreak.md"):
        (Path(os.fsdecode(os.fsencode(tmp_path / "content/briefings") + b"/" + name))).touch()
    inputs = read_inputs(tmp_path)
    assert inputs.briefings == ()
    assert {d.code for d in inputs.diagnostics} == {"file-name"}
    assert len(inputs.diagnostics) == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, {"content/briefings/a.md": "A"})
    (tmp_path / "content/briefings/a.md").chmod(0)
    assert complaints(read_inputs(tmp_path)) == [
        "content/briefings/a.md: error: this cannot be read (permission denied) [unreadable]"
    ]
