"""Reading costs as much as its text is long: counted calls, since a clock tells of the machine."""

from __future__ import annotations

import sys

import pytest

from ssbrief.declared import Place
from ssbrief.introduced import names_found
from ssbrief.markdown import read_blocks
from ssbrief.parse import parse
from ssbrief.recognise import recognise
from ssbrief.registry import Registry
from ssbrief.vocabulary import NO_WORDS, gazetteer

PIECES = [
    "Toyota and ",
    "2027 ",
    "2027,",
    "Toyota plans 2027, ",
    "Toyota plans cars in 2027, production in 2028, ",
    "Q3 2026 ",
    "http:",
    "- **A:** b\n",
    "- **Acme N:** plans 2027\n",
    "### Acme N\n\nplans 2027\n\n",
    "**a",
    "a/",
    "1. Toyota: 2027\n",
    "a\n---\n",
    "<!--",
    "Source: a, b; ",
    "[[Acme N]] ",
    "- a {#aN}\n- b {#aN}\n",
    "a[^N]\n\n[^N]: b\n\n",
    "[N]: http://a.b/N\n\na\n\n",
    "丰田2027年",
]


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """All is there that is made when it is first needed: tables, expressions."""
    for piece in PIECES:
        _read(_repeated(piece, 320))


@pytest.mark.parametrize("piece", PIECES)
def test_what_is_read_grows_as_its_text_does(piece: str) -> None:
    """Counted work, not time: eight times the text takes at most some ten times the steps."""
    small, large = (_steps("## Key Players\n\n" + _repeated(piece, n)) for n in (40, 320))
    assert large <= 10 * small


def test_a_row_grows_as_its_cells_do() -> None:
    small, large = (_steps(_row("Toyota 2027", count)) for count in (100, 800))
    assert large <= 10 * small


def test_blanks_that_nobody_sees_are_not_kept() -> None:
    """What looks for the end of a text would begin anew at each of them."""
    (block,) = read_blocks(f"a{' ' * 100_000}b")
    assert block.html == "a  b"


def _repeated(piece: str, count: int) -> str:
    """A piece many times, with a number for its N."""
    return "".join(piece.replace("N", str(number)) for number in range(count))


def _row(cell: str, count: int) -> str:
    rows = ("a", "-", cell)
    return "## Key Players\n\n" + "\n".join("|" + f" {each} |" * count for each in rows)


def _steps(text: str) -> int:
    """How many functions reading a text calls."""
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        _read(text)
    finally:
        sys.setprofile(None)
    return calls


def _read(text: str) -> None:
    parsed = parse("content/briefings/note.md", text)
    registry = Registry.of(gazetteer(), [])
    names_found(parsed, registry, NO_WORDS)
    recognise(parsed, registry, Place("note", "topic"), text)
