"""A list of groups whose nested items are the entries → the name of each group and its list.

In: the blocks of a section. Out: the same text as blocks, in which `- Photons / - Xanadu: …` is a
line and a list of its own. Only well-known firms show that the nested items are the entries, and
not what is said of the one above them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from msgspec import structs

from ..markdown import Block, scan
from ..vocabulary import gazetteer

_TAG = re.compile(r"<(/?)(ul|ol|li)\b([^>]*)>\n?")
_NESTED = ("<ul>", "<ol")
#: How many words a name of a firm, or of a group, has at most.
_LONGEST_NAME, _LONGEST_TITLE = 4, 6


def ungrouped(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks, in which lists of groups are parted."""
    return [part for block in blocks for part in (_parts(block) if _is_nested(block) else (block,))]


def _is_nested(block: Block) -> bool:
    return block.kind == "list" and any(
        sign in item.html for item in block.children for sign in _NESTED
    )


def _parts(block: Block) -> Iterable[Block]:
    """A list as its groups, if most of its items are some."""
    heads = [_head(item.html) for item in block.children]
    nested = [_nested(item) for item in block.children]
    inner = [_head(item.html) for items in nested for item in items]
    known = sum(map(opens_with_firm, inner))
    titled = all(0 < len(head.split()) <= _LONGEST_TITLE for head in heads)
    if known < 2 or known < len(inner) / 3 or not titled or any(map(opens_with_firm, heads)):
        return [block]
    if not all(nested):
        return [block]
    return [
        part
        for item, items in zip(block.children, nested, strict=True)
        for part in _group(block, item, items)
    ]


def _group(block: Block, item: Block, items: Sequence[Block]) -> Iterator[Block]:
    markup = "".join(f"<li>{one.html}</li>\n" for one in items)
    yield structs.replace(item, kind="paragraph", html=_own(item.html), lines=(_head(item.html),))
    yield from ungrouped(
        [Block("list", item.line, f"<ul>\n{markup}</ul>\n", children=tuple(items))]
    )


def _own(markup: str) -> str:
    """What an item says before its nested list."""
    return re.split(r"\n?<[uo]l\b", markup, maxsplit=1)[0].removeprefix("<p>").removesuffix("</p>")


def _head(markup: str) -> str:
    return scan(_own(markup)).text.strip(" :：\n")


def _nested(item: Block) -> tuple[Block, ...]:
    """The items of the list that is nested in an item, none where more stands beside it."""
    found: list[Block] = []
    depth = start = 0
    for tag in _TAG.finditer(item.html):
        closing, name, attributes = tag[1], tag[2], tag[3]
        depth += -1 if closing else 1
        if name == "li" and not closing and depth == 2:
            start = tag.end()
        elif name == "li" and closing and depth == 1:
            found.append(
                structs.replace(
                    item, html=item.html[start : tag.start()].rstrip("\n"), attributes=()
                )
            )
        elif name != "li" and closing and depth == 0 and item.html[tag.end() :].strip():
            return ()
        if attributes and name == "li":
            return ()
    return tuple(found)


def opens_with_firm(text: str) -> bool:
    """Whether a text begins with a well-known firm's name, as written."""
    words = re.split(r"[\s:：,/(]+", text, maxsplit=_LONGEST_NAME)[:_LONGEST_NAME]
    return any(" ".join(words[:count]) in _firms() for count in range(len(words), 0, -1))


@cache
def _firms() -> frozenset[str]:
    return frozenset(name for firm in gazetteer() for name in (firm.name, *firm.aliases))
