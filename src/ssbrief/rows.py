"""The row of a table → its dated events, cell by cell.

In: an `Entry` that is a row, the `Context` it stands in. Out: `Reading`s; what stands in a
column for what was said before is history. Knows no other row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import structs

from . import markdown, periods
from .milestones import Context, Reading, kind_named, read_milestones
from .model import (
    Period,
)
from .registry import Mention
from .sections import Entry
from .vocabulary import Words, any_of

#: How many cells beside one tell of it.
_CELLS_AROUND = 8
_YEAR = re.compile(r"(?<!\d)20[1-4]\d(?!\d)")


class Rows:
    """The rows of one file, said on one day; `find` finds the companies that a text names."""

    def __init__(
        self,
        words: Words,
        said: Period | None,
        find: Callable[[str], list[Mention]],
        texts: Mapping[str, markdown.Text],
    ) -> None:
        self.words = words
        self.said = said
        self.find = find
        self.texts = texts

    def readings(self, entry: Entry, context: Context) -> Iterable[Reading]:
        """A row whose name is a date is read as a line (`2026: first cars by Toyota`), any other
        cell by cell."""
        if entry.field and not context.subjects and periods.find(entry.label, self.words.dates):
            line = f"{entry.label}: " + "; ".join(
                value for _, value in entry.cells if value.strip()
            )
            line = line.replace(f"{entry.cells[0][1]}; ", "", 1)
            return read_milestones(line, self.find(line), context)
        heads = (head.casefold().strip(" :") for head, _ in entry.cells[1:])
        now = any(map(any_of(self.words.now_words).match, heads))
        cells = range(len(entry.cells))
        old = self._said_before(entry)
        found = [r for i in cells for r in self._cell_readings(entry, i, context, now, i in old)]
        if any(r.state == "superseded" for r in found) and self._is_given_up(entry):
            return [
                structs.replace(r, state="dropped") if r.state == "superseded" else r for r in found
            ]
        return found

    def _is_given_up(self, entry: Entry) -> bool:
        """Whether the cell for what holds now says, without a date, that it was given up."""
        for column, text in entry.cells[1:]:
            folded = column.casefold().strip(" :")
            here = folded in self.words.due_columns or any_of(self.words.now_words).match(folded)
            if here and kind_named(text, self.words) == "withdrawal":
                return not periods.find(text, self.words.dates)
        return False

    def _said_before(self, entry: Entry) -> frozenset[int]:
        """The columns headed by the days at which their dates were said, but for the last of them:
        `May 2025 | May 2026`."""
        said = self.said
        dated = [(i, head) for i, (head, _) in enumerate(entry.cells) if _YEAR.search(head)]
        if len(dated) < 2:
            return frozenset()
        heads = [(i, periods.read(head, self.words.dates)) for i, head in dated]
        days = [(p.earliest, i) for i, p in heads if p and p.earliest]
        if len(days) < 2 or not said or not said.latest or max(days)[0] > said.latest:
            return frozenset()
        told = [i for _, i in days if periods.read(entry.cells[i][1], self.words.dates)]
        return frozenset(i for _, i in sorted(days)[:-1]) if len(told) > 1 else frozenset()

    def _cell_readings(
        self, entry: Entry, index: int, context: Context, now: bool, old: bool
    ) -> Iterable[Reading]:
        """A row's cell, with its column's head and the row's other cells around it; what stands in
        a "before" column is history."""
        column, text = entry.cells[index]
        if self._is_source_cell(entry, column, text):
            return []
        near = range(max(1, index - _CELLS_AROUND), min(index + _CELLS_AROUND, len(entry.cells)))
        around = " ".join((column, *(entry.cells[i][1] for i in near if i != index)))
        before = old or self._is_before(column) or (now and self._is_before_now(column))
        if self._is_due_head(column, text):
            text = f"{column}: {text}"
        told = before or column.casefold().strip(" :") in self.words.due_columns
        struck = tuple(_places_of(self.texts[entry.id], text))
        context = structs.replace(context, around=around, told=told, struck=struck)
        found = read_milestones(text, self.find(text), context)
        return [structs.replace(r, state="superseded") if before else r for r in found]

    def _is_due_head(self, column: str, text: str) -> bool:
        """Whether a column's head is when what stands in a cell is due: an event or a name."""
        if not periods.read(column, self.words.dates) or periods.find(text, self.words.dates):
            return False
        return bool(kind_named(text, self.words) or self.find(text))

    def _is_before_now(self, column: str) -> bool:
        """Whether a column beside one that tells what holds now tells of no event."""
        folded = column.casefold().strip(" :")
        here = any_of(self.words.now_words).search(folded) or folded in self.words.due_columns
        return not here and not kind_named(column, self.words)

    def _is_before(self, column: str) -> bool:
        """Whether a column holds what was said before: "Originally", "2020 said"."""
        head = column.casefold()
        if any(word in head for word in self.words.superseded):
            return True
        if any_of(self.words.before_columns).search(head):
            return True
        said, found = self.said, periods.find(column, self.words.dates)
        told = found and any_of(self.words.reporting).search(column)
        last = found[0].period.latest if told else None
        return bool(last and said and said.earliest and last < said.earliest)

    def _is_source_cell(self, entry: Entry, column: str, text: str) -> bool:
        """Whether a cell speaks of a source: by its column's head, or as a link in brackets."""
        scanned = self.texts[entry.id]
        bracketed = text.startswith("(") and any(
            scanned.text[s:e] in text for s, e, href in scanned.links if href.startswith("http")
        )
        return bracketed or column.casefold().strip(" :") in self.words.source_labels


def _places_of(row: markdown.Text, cell: str) -> Iterator[tuple[int, int]]:
    """Where a cell holds what its row's author struck out."""
    for start, end in row.struck:
        at = cell.find(row.text[start:end])
        if at >= 0:
            yield at, at + end - start
