"""Reading costs as much as its text is long: counted calls, since a clock tells of the machine."""

from __future__ import annotations

import sys

import pytest

from ssbrief.parse import parse
from ssbrief.recognise import Place, names_found, recognise
from ssbrief.registry import Registry
from ssbrief.vocabulary import NO_WORDS, gazetteer


@pytest.mark.parametrize(
    "piece",
    ["Toyota and ", "2027 ", "http:", "- **A:** b\n", "**a", "a/", "1. Toyota: 2027\n"],
)
def test_what_is_read_grows_as_its_text_does(piece: str) -> None:
    """Counted work, not time: eight times the text takes at most some ten times the steps."""
    small, large = (_steps(f"## Key Players\n\n{piece * count}") for count in (100, 800))
    assert large <= 10 * small


def _steps(text: str) -> int:
    """How many functions reading a text calls."""
    registry = Registry.of(gazetteer(), [])
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        parsed = parse("content/briefings/note.md", text)
        names_found(parsed, registry, NO_WORDS)
        recognise(parsed, registry, Place("note", "topic"), text)
    finally:
        sys.setprofile(None)
    return calls
