"""What a section holds → its kind, where no word of its heading tells it.

In: the blocks below such a heading. Out: "sources", where nearly every entry is an address or a
publisher with its date; "challenges", where entries are things that are in the way. Precise first:
one sign alone tells nothing. Knows no other section, no company and no file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ..markdown import Block, Text, is_external, scan
from ..vocabulary import Words, any_of
from .entries import Anchors, Entry, ParsedPassage, Reader, clean
from .sources import cites_work, dated_work

#: What an entry of sources says besides the work itself, in words; and what it says in all.
_BESIDE, _LONGEST_SOURCE = 9, 30
#: How much of a section has to be of a kind.
_MOST = 0.6
#: A label with more words is a sentence.
_LONGEST_LABEL = 9
_LISTED = frozenset(["list", "paragraph", "definition", "rule", "comment"])


def holds_sources(blocks: Sequence[Block], words: Words) -> bool:
    """Whether nearly all entries are works cited, and one at least is nothing else: a link, a title
    in quotation marks or a kind of publication."""
    if not blocks or any(block.kind not in _LISTED for block in blocks):
        return False
    texts = [scan(entry.html) for entry in _entries(blocks, words, "sources")]
    cited = [text for text in texts if _is_source(text, words)]
    others = [text for text in texts if text not in cited and not _is_nominal(text, words)]
    sure = any(_is_surely_source(text, words) for text in texts)
    return sure and not others and len(texts) > 1 and len(cited) >= len(texts) * _MOST


def holds_challenges(blocks: Sequence[Block], words: Words) -> bool:
    """Whether the entries have names that are no dates and mostly tell of what is in the way."""
    if not words.obstacles:
        return False
    tables = [block for block in blocks if block.kind == "table"]
    if tables:
        return any(map(_heads_of_challenges(words).search, map(_first_head, tables)))
    entries = _entries(blocks, words, "challenges")
    named = [entry for entry in entries if _names_a_thing(entry)]
    if len(named) < 2 or len(named) < len(entries) * _MOST:
        return False
    obstacles = any_of(words.obstacles, words.attached)
    texts = [f"{entry.label} {scan(entry.html).text}" for entry in named]
    return sum(1 for text in texts if obstacles.search(text)) >= max(2, len(named) * _MOST)


@cache
def _heads_of_challenges(words: Words) -> re.Pattern[str]:
    return any_of(words.sections.challenges, words.attached)


def _first_head(table: Block) -> str:
    """The head of the first column of a table."""
    header = table.children[0]
    return scan(header.children[0].html).text.strip() if header.children else ""


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


def _is_nominal(text: Text, words: Words) -> bool:
    """Whether an entry may be a publisher alone: a few words, none of them a plan or a past."""
    tables = (words.intent, words.past, words.auxiliaries)
    short = len(text.text.split()) <= _BESIDE and not text.text.rstrip().endswith((".", "?", "!"))
    return short and not any(any_of(table, words.attached).search(text.text) for table in tables)


def _is_surely_source(text: Text, words: Words) -> bool:
    return any(is_external(href) for *_, href in text.links) or cites_work(text.text, words)


def _names_a_thing(entry: Entry) -> bool:
    return 0 < len(clean(entry.label).split()) <= _LONGEST_LABEL and not re.search(
        r"\d{4}", entry.label
    )
