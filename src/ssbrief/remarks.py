"""What is to be told of one file: each remark at its place, with a guess at what was meant.

In: a `Parsed`, the text of its file, the words that say what is known. Out: `Diagnostic`s, gathered
while the file is recognised.
"""

from __future__ import annotations

from typing import get_args

from . import periods
from .brackets import Guesses, unknown_name
from .diagnostics import Diagnostic, Severity, Span, at, find_in
from .model import Period, State
from .parse import Parsed, not_a_date
from .registry import Registry
from .vocabulary import Words


class Remarks:
    """The remarks on one file."""

    def __init__(self, parsed: Parsed, text: str, words: Words) -> None:
        self.path = parsed.path
        self.text = text
        self.words = words
        self.places = dict(parsed.places)
        self.guesses = Guesses()
        self.made: list[Diagnostic] = []

    def where(self, field: str) -> Span:
        """The place of a field of the front matter."""
        return self.places.get(field, Span(self.path))

    def find(self, text: str, line: int) -> tuple[Span, str]:
        """The place of some words, and the line that holds them."""
        return find_in(self.path, self.text, text, line)

    def date(
        self, text: str, span: Span, excerpt: str, said: Period | None, fiscal_start: int
    ) -> Period | None:
        """The period that a text names; where it is none, that is told."""
        read = periods.read(text, self.words.dates, said, fiscal_start)
        if read is None:
            message, hint = not_a_date(text, self.words)
            self.tell("unreadable-date", message, span, hint, "error", excerpt)
        return read

    def known_values(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The keys of a milestone whose values are words that the tables know."""
        return (
            ("kind", (*(k.kind for k in self.words.events), "other")),
            ("technology", tuple(k.kind for k in self.words.technologies)),
            ("state", (*get_args(State), "met")),
        )

    def unknown_value(
        self, key: str, value: str, known: tuple[str, ...], span: Span, excerpt: str = ""
    ) -> None:
        close = self.guesses.meant(value, known)
        hint = f'did you mean "{close}"?' if close else "known are " + ", ".join(known)
        message = f'"{value}" is no {key} that the tables know'
        self.tell(f"unknown-{key}", message, span, hint, "warning", excerpt)

    def unknown_name(self, name: str, registry: Registry, line: int) -> None:
        self.made.append(unknown_name(name, self.path, self.text, registry, self.guesses, line))

    def tell(
        self,
        code: str,
        message: str,
        span: Span,
        hint: str = "",
        severity: Severity = "warning",
        excerpt: str = "",
    ) -> None:
        excerpt = excerpt or at(span.path, self.text, span.line)[1]
        self.made.append(Diagnostic(code, message, span, severity, hint, excerpt))
