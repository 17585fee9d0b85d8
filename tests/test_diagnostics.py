"""How what is wrong is shown."""

from __future__ import annotations

import json

import pytest

from ssbrief.diagnostics import (
    Diagnostic,
    Span,
    at,
    has_errors,
    nearest,
    promote,
    show,
    show_github,
    show_json,
    sort,
    visible,
)


def diagnostic(excerpt: str = "", column: int = 1, end: int = 2, **fields: str) -> Diagnostic:
    given = {"code": "typo", "message": "wrong", "path": "a.md", "hint": ""} | fields
    span = Span(given.pop("path"), 31, column, end)
    return Diagnostic(span=span, excerpt=excerpt, **given)  # type: ignore[arg-type]


def shown(excerpt: str, column: int, end: int) -> list[str]:
    """The line that is pointed at and the line that points."""
    return [line[8:] for line in show(diagnostic(excerpt, column, end)).split("\n")[1:]]


def test_a_diagnostic_is_its_place_its_words_its_line_and_how_to_mend_it() -> None:
    found = Diagnostic(
        "unknown-company",
        '"Toyta" is not a company of this site',
        Span("content/briefings/a.md", 31, 10, 15),
        hint='did you mean "Toyota"?',
        excerpt="  - who: Toyta",
    )
    assert show(found) == (
        'content/briefings/a.md:31:10: error: "Toyta" is not a company of this site '
        "[unknown-company]\n"
        "   31 |   - who: Toyta\n"
        "      |          ^^^^^\n"
        '   hint: did you mean "Toyota"?'
    )


def test_one_about_a_whole_file_has_no_line() -> None:
    assert show(Diagnostic("x", "wrong", Span("a.md"), "warning")) == "a.md: warning: wrong [x]"


@pytest.mark.parametrize(
    ("excerpt", "column", "end", "mark"),
    [
        ("abc", 2, 3, " ^"),
        ("\tabc", 2, 4, "\t^^"),
        ("清陶 abc", 4, 7, "     ^^^"),
        ("清陶 abc", 1, 3, "^^^^"),
        ("e\u0301a b", 4, 5, "  ^"),
        ("abc", 3, 99, "  ^"),
        ("abc", 4, 5, "   ^"),
        ("abc", 9, 12, "   ^"),
    ],
)
def test_the_mark_stands_under_what_is_meant(
    excerpt: str, column: int, end: int, mark: str
) -> None:
    assert shown(excerpt, column, end) == [excerpt, mark]


@pytest.mark.parametrize("column", [1, 50, 200, 395])
def test_a_long_line_is_cut_around_what_is_meant(column: int) -> None:
    excerpt = "".join(chr(ord("a") + n % 26) for n in range(400))
    line, mark = shown(excerpt, column, column + 3)
    assert len(line) <= 102
    start = mark.index("^")
    assert line[start : start + 3] == excerpt[column - 1 : column + 2]


def test_an_author_s_text_cannot_command_the_terminal() -> None:
    text = show(diagnostic("a\x1b[31mb\x9bc\r", message="m\x07", hint="h\x08"))
    assert not set("\x1b\x9b\x07\x08\r") & set(text)


def test_tabs_and_line_feeds_are_visible_as_they_are() -> None:
    assert visible("a\tb\nc\x00\x0bd\ufffe") == "a\tb\nc\ufffd d\ufffd"


def test_json_holds_every_part() -> None:
    (row,) = json.loads(show_json([diagnostic("清", 1, 2, hint="h")]))
    assert row == {
        "path": "a.md",
        "line": 31,
        "column": 1,
        "end": 2,
        "severity": "error",
        "code": "typo",
        "message": "wrong",
        "hint": "h",
        "excerpt": "清",
    }


def test_a_workflow_command_cannot_be_broken_out_of() -> None:
    command = show_github(diagnostic(message="a\n::set-env::b%", path="a,b:c.md"))
    assert command == (
        "::error file=a%2Cb%3Ac.md,title=typo,line=31,col=1,endColumn=2::a%0A::set-env::b%25"
    )


def test_they_are_sorted_by_place_and_each_is_said_once() -> None:
    one, two = Diagnostic("x", "m", Span("a", 2)), Diagnostic("x", "m", Span("a", 10))
    assert sort([two, one, two]) == (one, two)


def test_strict_takes_warnings_for_errors_and_leaves_notes() -> None:
    found = [Diagnostic("x", "m", Span("a"), severity) for severity in ("warning", "note")]
    assert [d.severity for d in promote(found)] == ["error", "note"]
    assert (has_errors(found), has_errors(promote(found))) == (False, True)


def test_lines_count_as_in_an_editor() -> None:
    assert at("a.md", "a\u2028b\x0cc\nd", 2) == (Span("a.md", 2, 1, 2), "d")


def test_the_nearest_word_is_near() -> None:
    assert nearest("TITEL", ["title", "date"]) == "title"
    assert nearest("zebra", ["title", "date"]) is None
