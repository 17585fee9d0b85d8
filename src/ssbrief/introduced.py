"""Parsed → the names of companies that only the structure or the grammar of a file shows.

In: one `Parsed`, the `Registry` of what is known without it. Out: names as written, which `load`
gathers from all files before any is recognised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from . import markdown
from .brackets import bracketed_names
from .labels import (
    has_run_ins,
    label_end,
    label_of,
    listed_names,
    nested_heads,
    new_names,
    read_known,
)
from .naming import is_no_firm, names_in_prose, owned_names, small_name
from .parse import Parsed
from .registry import Registry
from .sections import ParsedPassage, ParsedSection
from .sections.entries import is_list_label, run_in_names
from .sections.key_players import Label, read_label
from .sections.sources import citation_spans, inline_spans
from .vocabulary import SiteWords, Words, known_words, words

_YEAR = re.compile(r"(?<!\d)20[1-4]\d(?!\d)")
_ADDRESS = re.compile(r"\S*(?:://|www\.)\S+")


def names_found(parsed: Parsed, registry: Registry, site: SiteWords) -> tuple[str, ...]:
    """The names of companies that only the structure of a file shows, as written."""
    tables = words(parsed.language, site)
    things = _Things(parsed, tables, registry)
    found = [n for s in parsed.sections for n in _names_of_section(s, tables, registry, things)]
    said = [m.who for m in parsed.fields.milestones if m.who and not registry.company_called(m.who)]
    names = dict.fromkeys([*found, *said])
    whole = [name for name in names if names.keys().isdisjoint(_endings(name))]
    short = (_shortened(name, tables, registry, things) for name in whole)
    told = (_with_its_name(name, names, registry, things) for name in whole)
    return (*told, *filter(None, short))


def _shortened(name: str, tables: Words, registry: Registry, things: _Things) -> str:
    """`Elicio=Elicio Therapeutics`, where the text also calls a firm so."""
    short, _, ending = name.rpartition(" ")
    if ending not in tables.naming.endings or " " in short or len(short) < 4:
        return ""
    if registry.names_with(short) or short.lower() in known_words(tables):
        return ""
    if things.text.count(short) == things.text.count(name) or things.hold(short):
        return ""
    alone = re.search(rf"(?<!\w){re.escape(short)}(?![\w-])(?! {re.escape(ending)})", things.text)
    return f"{short}={name}" if alone else ""


def _with_its_name(name: str, names: Iterable[str], registry: Registry, things: _Things) -> str:
    """`Ayar=Ayar Labs` for a word of the text that opens the name of one firm of the same file; a
    label says that it is a firm of its own."""
    if " " in name or name in things.labels:
        return name
    told = f"{things.text} {' '.join(things.labels)}"
    longer = (*registry.names_with(name), *names)
    whole = [n for n in longer if n.startswith(f"{name} ") and n in told]
    return f"{name}={whole[0]}" if whole else name


class _Things:
    """Which names a file gives to things, and writes small, too; gathered once one is asked for."""

    def __init__(self, parsed: Parsed, tables: Words, registry: Registry) -> None:
        self.parsed = parsed
        self.tables = tables
        self.registry = registry

    @cached_property
    def text(self) -> str:
        entries = (entry for section in self.parsed.sections for entry in section.entries())
        text = "\n".join(markdown.scan(entry.html).text for entry in entries)
        return _ADDRESS.sub("", text) if "://" in text or "www." in text else text

    @cached_property
    def names(self) -> frozenset[str]:
        return owned_names(self.text, self.tables)

    @cached_property
    def labels(self) -> frozenset[str]:
        return frozenset(e.label for s in self.parsed.sections for e in s.entries())

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that the file also writes small."""
        return frozenset(re.findall(r"(?<!\w)[^\W\d_A-ZÀ-Þ]{3,}(?!\w)", self.text))

    @cached_property
    def tells_of_firms(self) -> bool:
        """Whether the file names a known firm and speaks of years, as briefings do."""
        years = len(_YEAR.findall(self.text)) > 1
        return years and bool(self.registry.find(self.text) or self.has_players)

    @cached_property
    def has_players(self) -> bool:
        return any(section.kind == "key_players" for section in self.parsed.sections)

    def hold(self, name: str) -> bool:
        return name.lower() in self.words or name in self.names


def _endings(name: str) -> Iterator[str]:
    """What a name ends with, from each of its words on but the first."""
    return (name[space.end() :] for space in re.finditer(" ", name))


def _names_of_section(
    section: ParsedSection, tables: Words, registry: Registry, things: _Things
) -> Iterator[str]:
    """Names of its labels, then of its prose; a name beside known names in a list is one."""
    if section.kind == "sources":
        return
    told = section.kind != "challenges" and _opens_with_firms(section, tables, registry)
    for passage in section.passages:
        among_firms = _lists_firms(passage, section, tables, registry)
        among_firms = among_firms or (told and passage.shape == "paragraph")
        for entry in passage.entries:
            label = label_of(entry, section, tables, registry, among_firms)
            yield from new_names(label, registry)
            scanned = markdown.scan(entry.html)
            text = _without_code(scanned)
            if has_run_ins(entry) and section.kind != "challenges":
                yield from _names_of_run_ins(scanned, tables, registry)
            if among_firms or section.kind == "key_players":
                yield from _names_of_nested(scanned, label, tables, registry)
            yield from _names_of_fields(text, tables, registry)
            for column, value in entry.cells[1:]:
                if column.casefold() in tables.naming.name_fields:
                    yield from listed_names(value, tables, registry)
            if entry.shape == "row":
                text = "\n".join(value for _, value in entry.cells)
            if section.kind == "key_players" and entry.shape == "item" and not entry.label:
                yield from small_name(text, tables)
            prose = text[label_end(text, entry.label) :] if label.new else text
            things_of_it = nested_heads(scanned) if label.known else ()
            hold = _is_of_its_owner if label.known else things.hold
            found = names_in_prose(prose, tables, registry.find, registry.is_doubtful, hold)
            elsewhere = _without_sources(scanned, tables) if found else ""
            no_names = (*bracketed_names(entry.html), *things_of_it)
            yield from (n for n in found if n in elsewhere and n not in no_names)


def _is_of_its_owner(name: str) -> bool:
    """In the entry of a known firm what merely acts is a thing of its: `BotQ builds …`."""
    return True


def _without_code(scanned: markdown.Text) -> str:
    """A text in which no name stands where code does."""
    text = scanned.text
    for start, end in scanned.code:
        text = f"{text[:start]}{'x' * (end - start)}{text[end:]}"
    return text


def _without_sources(scanned: markdown.Text, tables: Words) -> str:
    """A text without the brackets that cite: who published a work is no firm for that."""
    text = scanned.text
    for start, end in (*citation_spans(scanned), *inline_spans(scanned, tables)):
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _names_of_nested(
    text: markdown.Text, label: Label, tables: Words, registry: Registry
) -> Iterator[str]:
    """The new names that marked words at the start of nested lines show, below what is no name."""
    if label.known or label.new or "\n" not in text.text:
        return
    for head in nested_heads(text):
        found = read_label(head, tables, registry.find_in_label)
        yield from (n for n in found.new if not is_no_firm(n, tables))


def _names_of_run_ins(text: markdown.Text, tables: Words, registry: Registry) -> Iterator[str]:
    """The new names of a paragraph in which marked names, one of them known, open sentences."""
    labels = [read_label(name, tables, registry.find_in_label) for name in run_in_names(text)]
    if 2 * sum(1 for label in labels if label.known) >= len(labels) > 1:
        yield from (n for label in labels for n in label.new if not is_no_firm(n, tables))


def _names_of_fields(text: str, tables: Words, registry: Registry) -> Iterator[str]:
    """The names of lines such as `Partners: A, B and C`."""
    for line in text.split("\n") if tables.naming.name_fields else ():
        label, colon, rest = line.strip().partition(":")
        if colon and (
            label.casefold() in tables.naming.name_fields or is_list_label(label, tables)
        ):
            yield from listed_names(rest, tables, registry)


def _lists_firms(
    passage: ParsedPassage, section: ParsedSection, tables: Words, registry: Registry
) -> bool:
    """Whether the labels of a list or table are names of firms: at least two are known, and they
    are a good part of all."""
    if section.kind == "challenges" or passage.shape not in ("list", "table"):
        return False
    labels = [e.label for e in passage.entries if e.label and not e.field]
    if not labels:
        labels = [head for e in passage.entries for head in nested_heads(markdown.scan(e.html))]
    return _are_mostly_known(labels, tables, registry)


def _are_mostly_known(labels: Sequence[str], tables: Words, registry: Registry) -> bool:
    read = [read_known(label, tables, registry) for label in labels]
    known = sum(1 for label in read if label.known)
    if known < 2:
        return False
    names = all(label.known or (label.new and not label.group) for label in read)
    common = any(name.lower() in known_words(tables) for label in read for name in label.new)
    return known >= len(labels) * (0.2 if names and not common else 0.4)


def _opens_with_firms(section: ParsedSection, tables: Words, registry: Registry) -> bool:
    """Whether the bold words that open the paragraphs of a section are names of firms."""
    paragraphs = [p.entries[0] for p in section.passages if p.shape == "paragraph" and p.entries]
    labels = [entry.label for entry in paragraphs if entry.label and not entry.field]
    if len(labels) < 3 or len(labels) < len(paragraphs) * 0.6:
        return False
    return _are_mostly_known(labels, tables, registry)
