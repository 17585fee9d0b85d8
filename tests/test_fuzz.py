"""Whatever a file holds, it is read or told of: generated front matter, texts, slugs, addresses."""

from __future__ import annotations

import json
import re
import tempfile
import tomllib
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hostile_texts import REPEATED
from ssbrief import urls
from ssbrief.build import Settings, prepare
from ssbrief.charsets import guess_charset
from ssbrief.diagnostics import show, show_github, show_json
from ssbrief.front_matter import BriefingFields, parse_document
from ssbrief.markdown import outer, read_blocks
from ssbrief.parse import parse
from ssbrief.raw_html import clean
from ssbrief.slips import slips, why_broken
from ssbrief.slugs import RESERVED, slug
from ssbrief.toml_nodes import Unread, compose

#: Text with many of the signs that have a meaning somewhere.
TEXT = st.text(
    st.one_of(
        st.sampled_from(list("#*_`[](){}<>!|:;-+=~^&\"'\\/\n\t .,0123456789aTé全")),
        st.characters(codec="utf-8"),
    ),
    max_size=120,
)
KEYS = st.sampled_from([*BriefingFields.__struct_fields__, "who", "due", "x", "Title"])
VALUES = st.recursive(
    st.one_of(st.text(max_size=20), st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.text(min_size=1, max_size=8), inner, max_size=4),
    ),
    max_leaves=12,
)


@given(
    st.sampled_from(["---\n", "+++\n", "{", ""]),
    TEXT,
    st.sampled_from(["\n---\n", "\n+++\n", "}\n", ""]),
    TEXT,
)
def test_any_front_matter_is_read_or_told_of(begin: str, inside: str, end: str, body: str) -> None:
    text = begin + inside + end + body
    document = parse_document("a.md", text, BriefingFields)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    assert 1 <= document.body_line <= len(lines) + 1
    for one in document.diagnostics:
        assert 0 <= one.span.line <= len(lines)
        assert show(one)
        assert show_github(one)
    assert json.loads(show_json(document.diagnostics)) is not None


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_json_front_matter_is_never_too_much(fields: dict[str, object]) -> None:
    document = parse_document("a.md", json.dumps(fields, indent=1) + "\n\nText.\n", BriefingFields)
    if fields:
        assert document.body.strip() == "Text."


@given(TEXT)
@example('a."b".c = [1, {x = "y"}]\n[[t]]\nz = 1979-05-27 07:32:00\n')
def test_what_toml_takes_has_a_place_for_each_key(text: str) -> None:
    try:
        wanted = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    try:
        found = compose(text.replace("\r\n", "\n"))
    except Unread:
        raise AssertionError(text) from None
    assert {key.value for key, _ in found.value} == set(wanted)


@given(TEXT)
def test_any_text_is_read_and_its_slips_stand_in_it(text: str) -> None:
    assert parse("a.md", text)
    count = text.count("\n") + 1
    assert all(1 <= one.span.line <= count for one in slips("a.md", text))


@given(TEXT, st.booleans())
def test_no_text_makes_markup_that_runs(text: str, allow_html: bool) -> None:
    html = "".join(outer(block) for block in read_blocks(text, allow_html=allow_html))
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        assert element.tag not in ("script", "style", "iframe", "object", "embed", "base", "form")
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert not re.match(r"\s*(?!https?:|mailto:)[a-z][\w+.-]*:", value) or name != "href"


@given(st.lists(st.tuples(TEXT, st.just(True)), max_size=4))
def test_what_is_cleaned_is_clean(pieces: list[tuple[str, bool]]) -> None:
    once = clean(pieces)
    assert clean([(once, True)]) == once


@given(st.text(max_size=60))
@example("..")
@example("CON")
@example("aux.md")
@example("a.")
@example("../../etc/passwd")
def test_a_slug_is_one_segment_that_any_file_system_takes(text: str) -> None:
    made = slug(text)
    assert made
    assert made not in RESERVED
    assert not re.search(r"[./\\:*?\"<>|\x00-\x20]", made)
    assert slug(unicodedata.normalize("NFD", text)) == slug(unicodedata.normalize("NFC", text))
    assert urls.output_path(urls.briefing(made)) == f"briefings/{made}/index.html"


@given(st.text(max_size=60))
def test_an_old_address_stays_inside(text: str) -> None:
    made = urls.former(text)
    assert made.startswith("/")
    assert not made.startswith("//")
    path = urls.output_path(made)
    assert ".." not in path.split("/")
    assert not path.startswith("/")


@given(st.text(max_size=40))
def test_any_address_can_be_judged(text: str) -> None:
    assert isinstance(why_broken(text), str)


@given(st.binary(max_size=200))
def test_any_bytes_can_be_guessed_at(data: bytes) -> None:
    assert isinstance(guess_charset(data), str)


#: Notes as people write them, and what they might hold besides.
NOTES = [p.read_text("utf-8") for p in sorted((Path(__file__).parent / "reading").glob("*.md"))]
SLIPS = [
    *REPEATED.values(),
    "---\n",
    "\ufeff",
    "{track=a due=2022}",
    "{#x}",
    "[^1]: ",
    "```\n",
    "> ",
]
EDITS = st.tuples(
    st.sampled_from(["insert", "delete", "double", "swap", "cut", "indent"]),
    st.integers(0, 10_000),
    st.integers(0, 10_000),
    st.sampled_from(SLIPS),
)


def _edited(note: str, edits: Sequence[tuple[str, int, int, str]]) -> str:
    """A note after slips of the hand, each at a line and a column."""
    lines = note.splitlines(keepends=True)
    for kind, first, second, piece in edits:
        at, other = first % len(lines), second % len(lines)
        column = second % (len(lines[at]) + 1)
        match kind:
            case "insert":
                lines[at] = lines[at][:column] + piece + lines[at][column:]
            case "delete":
                lines[at] = ""
            case "double":
                lines.insert(other, lines[at])
            case "swap":
                lines[at], lines[other] = lines[other], lines[at]
            case "cut":
                lines[at] = lines[at][:column]
            case "indent":
                lines[at] = " " * (second % 6) + lines[at]
    return "".join(lines)


def _read_as_site(note: str) -> None:
    """Every message on it stands in it, and its page can be made."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "content", "briefings", "a.md")
        file.parent.mkdir(parents=True)
        file.write_text(note, encoding="utf-8", newline="")
        prepared = prepare(Path(folder), Settings(date(2026, 7, 1)))
        lines = note.count("\n") + note.count("\r") + 1
        assert all(0 <= d.span.line <= lines for d in prepared.diagnostics)
        if prepared.plan and urls.briefing("a") in prepared.plan.pages:
            assert prepared.renderer.render(prepared.plan.pages[urls.briefing("a")])


@given(st.sampled_from(NOTES), st.lists(EDITS, max_size=12))
def test_a_note_with_slips_of_the_hand_is_read_or_told_of(
    note: str, edits: list[tuple[str, int, int, str]]
) -> None:
    _read_as_site(_edited(note, edits))


@pytest.mark.parametrize(
    "entry",
    ["- **Toyota:** Analysts did not expect cells until 2033. {track=toyota/x due=2022}"],
)
def test_what_once_broke_the_reading_is_read(entry: str) -> None:
    _read_as_site(f"# Status, June 2021\n\n## Key Players\n\n{entry}\n")
