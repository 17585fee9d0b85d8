"""Blocks → sections: which part of a briefing is which, by the meaning of its headings.

In: the blocks of a file after its title. Out: `ParsedSection`s that hold every block once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise, zip_longest

from msgspec import structs

from ..markdown import Block, read_blocks, scan
from ..model import SectionKind
from ..vocabulary import Words, any_of
from .contents import holds_challenges, holds_sources
from .entries import (
    Anchors,
    Entry,
    ParsedPassage,
    ParsedSection,
    Reader,
    clean,
    is_bold_line,
)

__all__ = ["Anchors", "Entry", "ParsedPassage", "ParsedSection", "divide", "kind_of", "matched"]

#: Kinds in the order in which a heading is held against their words.
KINDS: tuple[SectionKind, ...] = (
    "sources",
    "challenges",
    "key_players",
    "market_release",
    "other",
)

#: A heading with more words is a sentence, and says nothing of its section.
LONGEST_HEADING = 16


#: A line above a list with more words is a sentence.
_LEAD_IN = 6


def divide(blocks: Sequence[Block], words: Words, anchors: Anchors) -> tuple[ParsedSection, ...]:
    """The sections of a file; what stands before the first heading is a section without one."""
    blocks = _with_headings(blocks, words)
    starts = _openings(blocks, words)
    opening = frozenset(starts)
    starts = [0, *starts, len(blocks)]
    parts = [(blocks[b] if b in opening else None, blocks[b:e]) for b, e in pairwise(starts)]
    parts = [(heading, part) for heading, part in parts if part]
    kinds = _kinds(parts, words)
    found = [_section(*part, kind, words, anchors) for part, kind in zip(parts, kinds, strict=True)]
    return tuple(section for section in found if section.heading or section.passages)


def _kinds(
    parts: Sequence[tuple[Block | None, Sequence[Block]]], words: Words
) -> list[SectionKind | None]:
    """The kinds of sections by their headings, and, where none names sources or challenges, by what
    they hold: sources stand last, challenges beside sections that were told by their headings."""
    kinds = [_heading_kind(*part, words) for part in parts]
    bodies = [blocks[1:] for _, blocks in parts]
    if "sources" not in kinds and kinds[-1:] == [None] and holds_sources(bodies[-1], words):
        kinds[-1] = "sources"
    if "challenges" in kinds or not {"key_players", "market_release"} & {*kinds}:
        return kinds
    return [
        "challenges" if kind is None and holds_challenges(body, words) else kind
        for kind, body in zip(kinds, bodies, strict=True)
    ]


def _heading_kind(
    heading: Block | None, blocks: Sequence[Block], words: Words
) -> SectionKind | None:
    if heading is None or len(blocks) < 2:
        return "other"
    return kind_of(scan(heading.html).text, words)


@lru_cache(maxsize=4096)  # headings return, in one text and in all of them
def kind_of(heading: str, words: Words) -> SectionKind | None:
    """The kind of section that a heading names, None where it names none."""
    folded = clean(heading).casefold()
    if not folded or len(folded.split()) > LONGEST_HEADING:
        return None
    patterns = _patterns(words)
    if patterns["other"].match(folded):
        return "other"
    return next((kind for kind in KINDS if patterns[kind].search(folded)), None)


def matched(heading: str, kind: SectionKind, words: Words) -> str:
    """The word of a heading that tells its kind, "" where none does."""
    found = _patterns(words)[kind].search(clean(heading).casefold())
    return found[0] if found else ""


@cache
def _patterns(words: Words) -> dict[SectionKind, re.Pattern[str]]:
    return {kind: any_of(getattr(words.sections, kind), words.attached) for kind in KINDS}


def _openings(blocks: Sequence[Block], words: Words) -> list[int]:
    """Where sections begin: at each heading of the level whose headings name kinds, or higher."""
    headings = [(i, b) for i, b in enumerate(blocks) if b.kind == "heading"]
    if not headings:
        return []
    named: dict[int, list[SectionKind]] = defaultdict(list)
    for _, block in headings:
        kind = kind_of(scan(block.html).text, words)
        named[block.level] += [kind] if kind not in (None, "other") else []
    level = _section_level(named)
    return [index for index, block in headings if block.level <= level]


def _with_headings(blocks: Sequence[Block], words: Words) -> Sequence[Block]:
    """Where no heading names a kind, bold lines that are numbered or name one are headings."""
    blocks = _underlined(blocks)
    if any(b.kind == "heading" and kind_of(scan(b.html).text, words) for b in blocks):
        return blocks
    parts = [part for block in blocks for part in _apart(block, words)]
    if any(b.kind == "heading" for b in blocks) and not any(_names_kind(b, words) for b in parts):
        return blocks
    return [
        structs.replace(block, kind="heading", level=2)
        if _is_heading(block, words) or _announces_kind(block, after, words)
        else block
        for block, after in zip_longest(parts, parts[1:])
    ]


def _underlined(blocks: Sequence[Block]) -> Sequence[Block]:
    """`1. Who is in` above a line of dashes: a heading for its writer, a list for Markdown."""
    if not any(block.kind == "rule" for block in blocks):
        return blocks
    made: list[Block] = []
    for block in blocks:
        above = made[-1] if made else None
        if block.kind == "rule" and above and _is_numbered_line(above, block.line):
            item = above.children[0]
            made[-1] = structs.replace(item, kind="heading", level=2, line=above.line)
        else:
            made.append(block)
    return made


def _is_numbered_line(block: Block, line: int) -> bool:
    alone = block.kind == "list" and block.start >= 0 and len(block.children) == 1
    return alone and block.line + 1 == line


def _apart(block: Block, words: Words) -> Sequence[Block]:
    """A bold line that names a kind, apart from the lines of its paragraph below it."""
    if block.kind != "paragraph" or len(block.lines) < 2:
        return [block]
    if not block.lines[0].lstrip().startswith(("**", "__")):
        return [block]
    first = read_blocks(f"{block.lines[0]}\n", block.line)
    if len(first) != 1 or not _names_kind(first[0], words):
        return [block]
    return [*first, *read_blocks("".join(f"{x}\n" for x in block.lines[1:]), block.line + 1)]


def _announces_kind(block: Block, after: Block | None, words: Words) -> bool:
    """Whether a short line names what the list below it holds: `What worries people:`."""
    if block.kind != "paragraph" or after is None or after.kind != "list":
        return False
    text = scan(block.html).text.strip()
    named = text.endswith((":", "：")) and len(text.split()) <= _LEAD_IN
    return named and kind_of(text, words) in ("challenges", "sources")


def _names_kind(block: Block, words: Words) -> bool:
    return is_bold_line(block) and kind_of(scan(block.html).text, words) is not None


def _is_heading(block: Block, words: Words) -> bool:
    if not is_bold_line(block):
        return False
    text = scan(block.html).text
    numbered = text.strip() != clean(text) and re.match(r"\s*(?:[QF]?\d)", text)
    return bool(numbered) or kind_of(text, words) is not None


def _section_level(named: Mapping[int, Sequence[SectionKind]]) -> int:
    """The highest level whose headings name two kinds; else the one that names most, or any."""
    levels = sorted(named)
    several = (level for level in levels if len(set(named[level])) > 1)
    most = max(levels, key=lambda level: (len(named[level]), -level))
    return next(several, most)


def _section(
    heading: Block | None,
    blocks: Sequence[Block],
    kind: SectionKind | None,
    words: Words,
    anchors: Anchors,
) -> ParsedSection:
    if heading is None:
        reader = Reader(words, anchors, "other", "introduction")
        return ParsedSection("other", "", "", "", blocks[0].line, reader.passages(blocks, 1))
    text = scan(heading.html).text.strip()
    kind = kind or "other"
    identity = anchors.give(heading.attributes, clean(text))
    passages = Reader(words, anchors, kind, identity).passages(blocks[1:], heading.level)
    return ParsedSection(kind, identity, heading.html, text, heading.line, passages)
