"""The label of an entry → the companies that it names.

In: an `Entry`, the section it stands in, the word tables, the `Registry`. Out: a `Label` of known
companies and of new names, which count only where structure says that they are companies'. Knows no
running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import structs

from . import markdown
from .naming import is_no_firm
from .registry import Registry
from .sections import Entry, ParsedSection
from .sections.entries import is_list_label, run_in_names
from .sections.key_players import Label, looks_like_name, read_label, without_brackets
from .vocabulary import Words, any_of, either, known_words

#: At the start of a line.
_AFTER_BREAK = re.compile("\n *$")
#: `n8n`, `imec`: a name that is written small, in a column of names.
_SMALL_NAME = re.compile(r"[a-z][a-z0-9.]{2,}")


def label_of(
    entry: Entry,
    section: ParsedSection,
    tables: Words,
    registry: Registry,
    among_firms: bool = False,
) -> Label:
    """The names in an entry's label. New names count only among players, in a list of known firms,
    in a column of companies and after a label such as "Other players"."""
    if section.kind == "sources" or not entry.label:
        return Label()
    label = read_known(entry.label, tables, registry)
    if is_list_label(entry.label, tables):
        return structs.replace(
            label, new=(*label.new, *_listed_after_label(entry, tables, registry))
        )
    column = entry.cells[0][0].casefold() if entry.cells else ""
    structural = (
        section.kind == "key_players"
        or among_firms
        or (entry.shape == "bold" and section.kind != "challenges")
        or (
            entry.shape == "row"
            and any_of(tables.company_columns, tables.attached).search(column) is not None
            and (section.kind != "other" or column not in tables.loose_columns)
        )
    )
    if structural and entry.shape == "row" and not (label.new or label.known or label.group):
        small = _SMALL_NAME.fullmatch(entry.label) and "<code>" not in entry.html
        if small and column not in tables.loose_columns and entry.label not in known_words(tables):
            label = structs.replace(label, new=(entry.label,))
    if structural and not (label.new and _is_lead_in(entry, registry)):
        new = tuple(name for name in label.new if not is_no_firm(name, tables))
        return structs.replace(label, new=new) if new != label.new else label
    if entry.shape == "row" and not label.known:
        return _named_in_cells(entry, tables, registry)
    bare = without_brackets(entry.label)
    named = sum(end - start for start, end, _ in registry.find_in_label(bare))
    whole = named >= len(bare) * 0.6
    return structs.replace(label, new=(), known=label.known if whole else ())


def read_known(label: str, tables: Words, registry: Registry) -> Label:
    """The names in a label, which is read for several questions."""
    asked = (label, id(tables))
    if asked not in registry.labels:
        registry.labels[asked] = read_label(label, tables, registry.find_in_label)
    read: Label = registry.labels[asked]
    return read


def heading_names(heading: str, tables: Words, registry: Registry) -> tuple[str, ...]:
    """The known companies of a heading that holds nothing but names."""
    label = read_known(heading, tables, registry)
    return label.known if label.known and not label.new and not label.group else ()


def label_end(text: str, label: str) -> int:
    """Where the label at the start of a text ends, 0 where it has none."""
    start = text.find(label, 0, 20 + len(label)) if label else -1
    return start + len(label) if start >= 0 else 0


def new_names(label: Label, registry: Registry) -> tuple[str, ...]:
    beside = (p for p in label.partners if p not in registry.companies and looks_like_name(p))
    return (*label.new, *beside)


def _named_in_cells(entry: Entry, tables: Words, registry: Registry) -> Label:
    """The company of a row whose one cell beside the first names it, and nothing else."""
    labels = [
        read_label(value, tables, registry.find_in_label)
        for _, value in entry.cells[1:]
        if registry.find_in_label(value)
    ]
    one = labels[0] if len(labels) == 1 else Label()
    return Label(known=one.known) if not (one.new or one.group) and len(one.known) == 1 else Label()


def _listed_after_label(entry: Entry, tables: Words, registry: Registry) -> tuple[str, ...]:
    """New names in `**Other players**: A, B, C`, or below a heading of these words."""
    if entry.shape == "heading":
        return listed_names(markdown.scan(entry.html).text, tables, registry)
    rest = re.split("[:：]", markdown.scan(entry.html).text, maxsplit=1)[1:]
    return listed_names(rest[0], tables, registry) if rest else ()


def listed_names(text: str, tables: Words, registry: Registry) -> tuple[str, ...]:
    """The new names of a list that stands alone in its line."""
    bare = without_brackets(text.split("\n")[0])
    joined = either(tables.conjunctions)
    signs = rf"\s*[,;、，；،]\s*(?:(?:{joined})\s+)?|\s+(?:{joined}|&)\s+"
    parts = [p.strip(" .。") for p in re.split(signs, bare)]
    return tuple(
        p
        for p in parts
        if looks_like_name(p)
        and len(p.split()) <= 3
        and (registry.is_doubtful(p) or not registry.find_in_label(p))
    )


def _is_lead_in(entry: Entry, registry: Registry) -> bool:
    """Whether a label with a full stop is a word on what follows, which opens with a known name:
    `**Engines.** Ursa Major ships …`."""
    if not entry.label.endswith("."):
        return False
    text = markdown.scan(entry.html).text
    rest = text[label_end(text, entry.label) :]
    named = registry.find(rest[:80])
    return bool(named) and not rest[: named[0][0]].strip()


def nested_heads(text: markdown.Text) -> list[str]:
    """The marked words that open a line of an entry after its first."""
    marked = (*text.strong, *text.emphasis) if "\n" in text.text else ()
    return [
        text.text[s:e] for s, e in marked if s and _AFTER_BREAK.search(text.text, max(0, s - 40), s)
    ]


def inner_names(entry: Entry) -> Iterable[str]:
    """The marked words that name those whom parts of an entry are about."""
    text = markdown.scan(entry.html)
    return run_in_names(text) if entry.shape == "paragraph" else nested_heads(text)


def has_run_ins(entry: Entry) -> bool:
    return entry.shape == "paragraph" and "<strong>" in entry.html
