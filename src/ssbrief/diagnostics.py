"""What is wrong, where, and how to mend it.

In: facts gathered anywhere along the line. Out: `Diagnostic` values and the text that shows them.
Knows nothing of briefings; imports nothing of ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import Literal

from msgspec import Struct

Severity = Literal["error", "warning", "note"]

#: Characters that stand for nothing in a text: C0 and C1 controls and the noncharacters of XML.
_CONTROL = dict.fromkeys(
    [*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF], "\ufffd"
) | dict.fromkeys([0x0B, 0x0C, 0x0D], " ")

#: Any of them; nearly no text has one, and looking is much faster than translating.
_ANY_CONTROL = re.compile(f"[{''.join(map(chr, _CONTROL))}]")

#: Marks that turn the direction of what follows: they could show a line other than it is.
_TURNS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])

#: Notes on what a site lacks; all other notes ask an author to look at something.
WEAK = frozenset(
    [
        "missing-alt",
        "orphaned-company",
        "overdue-target",
        "stale-target",
        "unreviewed-briefing",
        "unsourced-statements",
    ]
)

#: How much of a long line is shown around the place that is meant, and how much is kept: a text
#: without line breaks may be wrong in many places, and each would hold all of it.
_EXCERPT_WIDTH, _EXCERPT_KEPT = 100, 400


#: How like two words are at least of which one may be meant by the other, 0 to 1.
_LIKE = 0.6


class Span(Struct, frozen=True, order=True):
    """A place in a file: lines and columns count from 1, `end` is the column after the last
    character. Line 0 means the file as a whole.
    """

    path: str
    line: int = 0
    column: int = 0
    end: int = 0


class Diagnostic(Struct, frozen=True):
    """One thing an author should know, with the words to mend it.

    `code` is kebab-case and documented; `excerpt` is the line of the file it points at, of a long
    one what stands around the place.
    """

    code: str
    message: str
    span: Span
    severity: Severity = "error"
    hint: str = ""
    excerpt: str = ""


class Mistake(Exception):
    """A writer's mistake that ends the reading of one value; `diagnostics` says it all."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(d.message for d in diagnostics))
        self.diagnostics = diagnostics

    def __reduce__(self) -> tuple[type[Mistake], tuple[Diagnostic, ...]]:
        return type(self), self.diagnostics  # as a worker hands it over


def at(path: str, text: str, line: int, column: int = 1, length: int = 1) -> tuple[Span, str]:
    """The span at a line and column of `text`, and that line as its excerpt."""
    lines = _lines(text)
    excerpt = lines[line - 1] if 0 < line <= len(lines) else ""
    return Span(path, line, column, column + max(length, 1)), _kept(excerpt, column)


def _kept(line: str, column: int) -> str:
    """A line as an excerpt; of a long one what stands around a column."""
    if len(line) <= _EXCERPT_KEPT:
        return line
    cut = _cut_before(column)
    return "…" * bool(cut) + line[cut : cut + _EXCERPT_KEPT]


def _cut_before(column: int) -> int:
    """How much of a long line an excerpt leaves out before the column that is meant."""
    return max(0, column - 1 - _EXCERPT_KEPT // 2)


@lru_cache(maxsize=4)  # a file that is wrong in one place is likely wrong in many
def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n"))


def find_in(path: str, text: str, word: str, line: int = 1) -> tuple[Span, str]:
    """The first place of a word in a text, from a line on, as `at` tells it; line 0 if nowhere."""
    first = max(line, 1)
    for number, content in enumerate(islice(_lines(text), first - 1, None), first):
        if column := content.find(word) + 1:
            return at(path, text, number, column, len(word))
    return at(path, text, line) if line > 1 else (Span(path), "")


def sort(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each diagnostic once, by file, line and column."""
    return tuple(sorted(set(diagnostics), key=lambda d: (d.span, d.severity, d.code, d.message)))


def promote(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Warnings as errors, for `--strict`."""
    return tuple(
        Diagnostic(d.code, d.message, d.span, "error", d.hint, d.excerpt)
        if d.severity == "warning"
        else d
        for d in diagnostics
    )


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(d.severity == "error" for d in diagnostics)


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word that a writer most likely meant, or None: as `difflib.get_close_matches`
    finds it, but what is less like than the best so far is not compared letter by letter.

    >>> nearest("Toyta", ["Honda", "Toyota", "Toyoda"])
    'Toyota'
    """
    folded = {k.casefold(): k for k in known}
    import difflib

    matcher = difflib.SequenceMatcher()
    matcher.set_seq2(word.casefold())
    best = (_LIKE, "")
    for candidate in folded:
        matcher.set_seq1(candidate)
        if matcher.real_quick_ratio() >= best[0] and matcher.quick_ratio() >= best[0]:
            best = max(best, (matcher.ratio(), candidate))
    return folded[best[1]] if best[1] else None


def groups(diagnostics: Iterable[Diagnostic]) -> tuple[tuple[str, tuple[Diagnostic, ...]], ...]:
    """By how much they press: wrong (an error or a warning), weak, or only to be looked at."""
    found: dict[str, list[Diagnostic]] = {"Wrong": [], "Weak": [], "To look at": []}
    for one in diagnostics:
        weak = "Weak" if one.code in WEAK else "To look at"
        found["Wrong" if one.severity != "note" else weak].append(one)
    return tuple((name, tuple(ones)) for name, ones in found.items() if ones)


def visible(text: str) -> str:
    """The text without control characters; tabs and line feeds stay.

    >>> visible("a\\x02b\\x1b[31m")
    'a�b�[31m'
    """
    return text.translate(_CONTROL) if _ANY_CONTROL.search(text) else text


def printable(text: str) -> str:
    """The text for a terminal: without control characters and without marks that turn the
    direction of what follows.

    >>> printable("a\u202eb")
    'ab'
    """
    return visible(text).translate(_TURNS)


def show(diagnostic: Diagnostic) -> str:
    """A diagnostic for a terminal: the place, the words, the line with the place marked, the hint.

    >>> where = Span("a.md", 3, 1, 4)
    >>> print(show(Diagnostic("typo", "no such key", where, excerpt="tgs: x", hint="tags")))
    a.md:3:1: error: no such key [typo]
        3 | tgs: x
          | ^^^
       hint: tags
    """
    d = diagnostic
    lines = [f"{place(d.span)}: {d.severity}: {_one_line(d.message)} [{d.code}]", *excerpt(d)]
    if d.hint:
        lines.append(f"   hint: {_one_line(d.hint)}")
    return printable("\n".join(lines))


def _one_line(words: str) -> str:
    """Words that repeat a value of several lines must not look like messages of their own."""
    return " ".join(words.splitlines())


def excerpt(diagnostic: Diagnostic) -> tuple[str, ...]:
    """The line that a diagnostic points at and, below it, what marks the place; may be none."""
    d = diagnostic
    if not d.excerpt.strip() or not d.span.line:
        return ()
    shown, mark = _marked(visible(d.excerpt).replace("\n", " "), d.span)
    return f"{d.span.line:5} | {shown}", f"      | {mark}".rstrip()


def place(span: Span) -> str:
    """A place as people and editors write it.

    >>> place(Span("a.md", 3, 1, 4)), place(Span("a.md", 3)), place(Span("a.md"))
    ('a.md:3:1', 'a.md:3', 'a.md')
    """
    parts = [span.path]
    if span.line:
        parts.append(str(span.line))
        if span.column:
            parts.append(str(span.column))
    return ":".join(parts)


def show_json(diagnostics: Iterable[Diagnostic]) -> str:
    """All diagnostics as one JSON array, for other programs."""
    rows = [
        {
            "path": visible(d.span.path),
            "line": d.span.line,
            "column": d.span.column,
            "end": d.span.end,
            "severity": d.severity,
            "code": d.code,
            "message": printable(d.message),
            "hint": printable(d.hint),
            "excerpt": visible(d.excerpt),
        }
        for d in diagnostics
    ]
    import json

    return json.dumps(rows, ensure_ascii=False, indent=1)


def show_github(diagnostic: Diagnostic) -> str:
    """A diagnostic as a workflow command, which GitHub shows beside the line.

    >>> show_github(Diagnostic("typo", "50% off", Span("a,b.md", 3, 1, 4), hint="tags"))
    '::error file=a%2Cb.md,title=typo,line=3,col=1,endColumn=4::50%25 off%0Ahint: tags'
    """
    d = diagnostic
    where = f"file={_escaped(d.span.path)},title={_escaped(d.code)}"
    if d.span.line:
        where += f",line={d.span.line}"
    if d.span.column:
        where += f",col={d.span.column},endColumn={d.span.end}"
    level = "notice" if d.severity == "note" else d.severity
    words = f"{d.message}\nhint: {d.hint}" if d.hint else d.message
    return printable(f"::{level} {where}::" + _escaped(words, also=""))


def _marked(line: str, span: Span) -> tuple[str, str]:
    """A line, cut to what fits around the span, and the line of `^` that stands below it."""
    start = max(span.column - 1, 0)
    if line.startswith("…") and (cut := _cut_before(span.column)):
        start -= cut - 1
    length = max(min(span.end - span.column, len(line) - start), 1)
    if len(line) > _EXCERPT_WIDTH:
        cut = max(0, min(start - _EXCERPT_WIDTH // 3, len(line) - _EXCERPT_WIDTH))
        before, after = "…" if cut else "", "…" if cut + _EXCERPT_WIDTH < len(line) else ""
        line = before + line[cut : cut + _EXCERPT_WIDTH] + after
        start += len(before) - cut
    length = min(length, max(len(line) - start, 1))
    if not span.column:
        return line, ""
    indent = "".join("\t" if c == "\t" else " " * _width(c) for c in line[:start])
    return line, indent + "^" * max(sum(map(_width, line[start : start + length])), 1)


def _width(character: str) -> int:
    """The columns that a character takes in a terminal."""
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _escaped(text: str, also: str = ":,") -> str:
    for character in "%\r\n" + also:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
