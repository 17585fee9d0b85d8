"""What a section holds → its kind, where no word of its heading tells it.

In: the blocks below such a heading. Out: "sources", where nearly every entry is an address or a
publisher with its date; "challenges", where entries are things that are in the way. Precise first:
one sign alone tells nothing. Knows no other section, no company and no file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..markdown import Block, Text, is_external, scan
from ..vocabulary import Words, any_of
from .entries import Anchors, Entry, ParsedPassage, Reader, clean
from .sources import cites_work, dated_work

#: What an entry of sources says besides the work itself, in words; and what it says in all.
_BESIDE, _LONGEST_SOURCE = 14, 40
#: How much of a section has to be of a kind.
_NEARLY_ALL, _MOST = 0.8, 0.6
#: A label with more words is a sentence.
_LONGEST_LABEL = 9
_LISTED = frozenset(["list", "paragraph", "definition", "rule", "comment"])


def holds_sources(blocks: Sequence[Block], words: Words) -> bool:
    """Whether nearly all entries are works cited, and one at least is nothing else: a link, a title
    in quotation marks or a kind of publication."""
    if not blocks or any(block.kind not in _LISTED for block in blocks):
        return False
    texts = [scan(entry.html) for entry in _entries(blocks, words, "sources")]
    cited = sum(1 for text in texts if _is_source(text, words))
    sure = any(_is_surely_source(text, words) for text in texts)
    return sure and len(texts) > 1 and cited >= len(texts) * _NEARLY_ALL


def holds_challenges(blocks: Sequence[Block], words: Words) -> bool:
    """Whether the entries have names that are no dates and mostly tell of what is in the way."""
    if not words.obstacles or any(block.kind == "table" for block in blocks):
        return False
    entries = _entries(blocks, words, "challenges")
    named = [entry for entry in entries if _names_a_thing(entry)]
    if len(named) < 2 or len(named) < len(entries) * _MOST:
        return False
    obstacles = any_of(words.obstacles, words.attached)
    texts = [f"{entry.label} {scan(entry.html).text}" for entry in named]
    return sum(1 for text in texts if obstacles.search(text)) >= max(2, len(named) * _MOST)


def _entries(blocks: Sequence[Block], words: Words, kind: str) -> list[Entry]:
    """The entries that a section would have if it were of a kind."""
    read: Sequence[ParsedPassage]
    read = Reader(words, Anchors(), kind, "").passages(blocks, 2)  # type: ignore[arg-type]
    return [entry for passage in read for entry in passage.entries if not entry.field]


def _is_source(text: Text, words: Words) -> bool:
    links = [(s, e) for s, e, href in text.links if is_external(href)]
    if len(text.text.split()) > _LONGEST_SOURCE:
        return False
    if links:
        linked = sum(len(text.text[s:e].split()) for s, e in links)
        return len(text.text.split()) - linked <= _BESIDE
    return dated_work(text.text, words)


def _is_surely_source(text: Text, words: Words) -> bool:
    return any(is_external(href) for *_, href in text.links) or cites_work(text.text, words)


def _names_a_thing(entry: Entry) -> bool:
    return 0 < len(clean(entry.label).split()) <= _LONGEST_LABEL and not re.search(
        r"\d{4}", entry.label
    )
