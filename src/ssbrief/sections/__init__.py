"""Blocks → sections: which part of a briefing is which, by the meaning of its headings.

In: the blocks of a file after its title. Out: `ParsedSection`s that hold every block once. The
table `KINDS` says, for each kind of section, whether its headings and bold lines name entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from ..markdown import Block, scan
from ..model import SectionKind
from ..vocabulary import Words
from .entries import Anchors, Entry, ParsedPassage, ParsedSection, Reader, clean

__all__ = ["Anchors", "Entry", "ParsedPassage", "ParsedSection", "divide", "kind_of"]

#: Kinds in the order in which a heading is held against their words; and whether the headings and
#: bold lines inside such a section name entries (a company, a challenge).
KINDS: tuple[tuple[SectionKind, bool], ...] = (
    ("sources", False),
    ("challenges", True),
    ("key_players", True),
    ("market_release", False),
    ("other", False),
)

#: A heading with more words is a sentence, and says nothing of its section.
LONGEST_HEADING = 16


def divide(blocks: Sequence[Block], words: Words, anchors: Anchors) -> tuple[ParsedSection, ...]:
    """The sections of a file; what stands before the first heading is a section without one."""
    opening = _openings(blocks, words)
    starts = [0, *opening, len(blocks)]
    found = []
    for begin, end in pairwise(starts):
        part = blocks[begin:end]
        if part:
            heading = part[0] if begin in opening else None
            found.append(_section(heading, part, words, anchors))
    return tuple(section for section in found if section.heading or section.passages)


def kind_of(heading: str, words: Words) -> SectionKind | None:
    """The kind of section that a heading names, None where it names none."""
    folded = clean(heading).casefold()
    if not folded or len(folded.split()) > LONGEST_HEADING:
        return None
    patterns = _patterns(words)
    if patterns["other"].match(folded):
        return "other"
    return next((kind for kind, _ in KINDS if patterns[kind].search(folded)), None)


@cache
def _patterns(words: Words) -> dict[SectionKind, re.Pattern[str]]:
    return {kind: _any_of(getattr(words.sections, kind)) for kind, _ in KINDS}


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all phrases; as whole words where the script has words."""
    parts = [
        rf"\b{re.escape(p)}\b" if p[0].isascii() and p[-1].isalnum() else re.escape(p)
        for p in sorted((p.casefold() for p in phrases), key=len, reverse=True)
    ]
    return re.compile("|".join(parts) or r"(?!)")


def _openings(blocks: Sequence[Block], words: Words) -> list[int]:
    """Where sections begin: at the headings of the highest level, and one level deeper where a
    heading names a kind and the section around it names none."""
    headings = [(i, b) for i, b in enumerate(blocks) if b.kind == "heading"]
    if not headings:
        return []
    top = min(b.level for _, b in headings)
    found: list[int] = []
    around: SectionKind | None = None
    deeper = False
    for index, block in headings:
        kind = kind_of(scan(block.html).text, words)
        if block.level == top:
            around, deeper = kind, False
            found.append(index)
        elif block.level == top + 1 and around in (None, "other"):
            # once one part of it names a kind, its siblings stand beside that, not inside
            deeper = deeper or kind not in (None, "other")
            if deeper:
                found.append(index)
    return found


def _section(
    heading: Block | None, blocks: Sequence[Block], words: Words, anchors: Anchors
) -> ParsedSection:
    if heading is None:
        reader = Reader(words, anchors, False, words.field_labels, "introduction")
        return ParsedSection("other", "", "", "", blocks[0].line, reader.passages(blocks, 1))
    text = scan(heading.html).text.strip()
    kind = kind_of(text, words) or "other"
    identity = anchors.give(heading.attributes, clean(text))
    fields = words.challenge_field_labels if kind == "challenges" else words.field_labels
    reader = Reader(words, anchors, dict(KINDS)[kind], fields, identity)
    passages = reader.passages(blocks[1:], heading.level)
    return ParsedSection(kind, identity, heading.html, text, heading.line, passages)
