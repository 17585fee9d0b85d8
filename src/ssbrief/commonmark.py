"""CommonMark, and no more work than a text asks for: markdown-it-py with its rules sorted by sign.

In: a `MarkdownIt` with the rules that are in use. Out: the same parser, which tries each rule only
where the sign stands that the rule begins with; and, for what needs no parser, `parts`, which
finds the plainest blocks (headings, paragraphs, flat lists), and `simple`, which writes the
plainest words (no marks, or bold, links and code that nothing can be mistaken in). What is not
plain beyond doubt is left to the parser, so that both always say the same.

Knows no mark of ours and no rule beyond the names of markdown-it-py's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, mdTrim
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

BlockRule = Callable[[StateBlock, int, int, bool], bool]
InlineRule = Callable[[StateInline, bool], bool]

#: What a line of a block begins with. Rules that are not named may begin with anything.
BLOCK_SIGNS = {
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "reference": "[",
    "footnote_def": "[",
    "html_block": "<",
    "heading": "#",
    "comment": "<",
}

#: What a mark inside a text begins with.
INLINE_SIGNS = {
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "wikilink": "[",
    "link": "[",
    "image": "!",
    "footnote_inline": "^",
    "footnote_ref": "[",
    "autolink": "<",
    "html_inline": "<",
    "comment_inline": "<",
    "entity": "&",
    "gfm_autolink_www": "w",
    "gfm_autolink_protocol": ":",
    "gfm_autolink_email": "@",
}

#: Where the plain words of a text end: at a sign, and only where its rule can hold.
_SIGN = re.compile(
    r"[\n\\`*_\[\]<&@]|~(?=~)|[!^](?=\[)|w(?=ww\.)|(?<=http):(?=//)|(?<=https):(?=//)|(?<=mailto):|(?<=xmpp):"
)


def quickened(parser: MarkdownIt) -> MarkdownIt:
    """The parser with its rules sorted by their signs. No rule may be added or enabled after."""
    parser.block.ruler.at("paragraph", _paragraph_or_heading)
    parser.block.ruler.disable("lheading")
    parser.disable(["linkify"], ignoreInvalid=True)
    if not parser.options.html:
        parser.disable(["html_block", "html_inline"])
    parser.block.ruler = _Sorted(parser.block.ruler, BLOCK_SIGNS, _block_rules)
    parser.inline.ruler = _Sorted(parser.inline.ruler, INLINE_SIGNS, _inline_rules)
    parser.inline.terminator_re = _SIGN
    return parser


class _Sorted(Ruler[Any]):
    """The chains of a ruler, each as one rule that knows which to try."""

    def __init__(
        self,
        ruler: Ruler[Any],
        signs: Mapping[str, str],
        joined: Callable[[Mapping[str, Sequence[Any]], Sequence[Any]], Any],
    ) -> None:
        self.__rules__ = ruler.__rules__
        self.__cache__ = None
        enabled = [rule for rule in ruler.__rules__ if rule.enabled]
        self.chains = {
            chain: [_chain([r for r in enabled if not chain or chain in r.alt], signs, joined)]
            for chain in {"", *(alt for rule in enabled for alt in rule.alt)}
        }

    def getRules(self, chainName: str = "") -> list[Any]:  # noqa: N802, N803
        return self.chains.get(chainName, [])


def _chain(
    rules: Sequence[Any],
    signs: Mapping[str, str],
    joined: Callable[[Mapping[str, Sequence[Any]], Sequence[Any]], Any],
) -> Any:
    def that_begin(sign: str) -> tuple[Any, ...]:
        return tuple(r.fn for r in rules if sign in signs.get(r.name, sign))

    known = {sign for rule in rules for sign in signs.get(rule.name, "")}
    anywhere = tuple(rule.fn for rule in rules if rule.name not in signs)
    return joined({sign: that_begin(sign) for sign in known}, anywhere)


def _block_rules(
    by_sign: Mapping[str, Sequence[BlockRule]], anywhere: Sequence[BlockRule]
) -> BlockRule:
    def first(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        place = state.bMarks[start] + state.tShift[start]
        for rule in by_sign.get(state.src[place : place + 1], anywhere):
            if rule(state, start, end, silent):
                return True
        return False

    return first


def _inline_rules(
    by_sign: Mapping[str, Sequence[InlineRule]], anywhere: Sequence[InlineRule]
) -> InlineRule:
    def first(state: StateInline, silent: bool) -> bool:
        return any(rule(state, silent) for rule in by_sign.get(state.src[state.pos], anywhere))

    return first


def _paragraph_or_heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A paragraph, or the heading that a line of `---` or `===` makes of it: the two rules of
    markdown-it-py look through the same lines for their end, here one does."""
    block_ends = state.md.block.ruler.getRules("paragraph")
    state.parentType = "paragraph"
    line, last, marker = start + 1, state.lineMax, ""
    while line < last and not state.isEmpty(line):
        if state.sCount[line] - state.blkIndent <= 3:
            if line < end and (marker := _underline(state, line)):
                break
            if state.sCount[line] >= 0 and any(r(state, line, last, True) for r in block_ends):
                break
        line += 1
    content = mdTrim(state.getLines(start, line, state.blkIndent, False))
    state.line = line + bool(marker)
    tag = ("h1" if marker == "=" else "h2") if marker else "p"
    kind = "heading" if marker else "paragraph"
    opened = state.push(f"{kind}_open", tag, 1)
    opened.map, opened.markup = [start, state.line], marker
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = content, [start, line], []
    state.push(f"{kind}_close", tag, -1).markup = marker
    return True


def _underline(state: StateBlock, line: int) -> str:
    """The sign of a line that holds nothing else, "" for any other."""
    place, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    sign = state.src[place : place + 1]
    if sign not in ("-", "=") or state.sCount[line] < state.blkIndent:
        return ""
    return "" if state.src[place:end].strip(" \t").strip(sign) else sign


#: A line that begins as no block but a paragraph does, and a heading.
_LINE = r"(?:[^\W\d_]|[\"'“”‘’„«(¿¡€$£–—…→•]|\*\*?(?=[^\s*])|\[|\d++(?![.)]))[^\n]*+(?:\n|\Z)"
_HEADING = r"\#{1,6}[ ]+[^\s\#](?:[^\n]*[^\s\#])?(?:\n|\Z)"
#: Blocks that, where another has ended, can be taken for nothing else; `alone` are whole ones of
#: many shapes.
_PLAIN = re.compile(
    rf"""(?P<blank>\n++)
    |(?P<heading>{_HEADING})
    |(?P<paragraph>(?:{_LINE})++)(?=\n|\Z|{_HEADING})
    |(?P<list>(?P<bullet>[-*+])[ ]{_LINE}(?:(?P=bullet)[ ]{_LINE})*+
     |\d{{1,9}}(?P<stop>[.)])[ ]{_LINE}(?:\d{{1,9}}(?P=stop)[ ]{_LINE})*+)
     (?=\Z|{_HEADING}|\n++(?!\s|[-*+](?:\s|\Z)|\d+[.)]))
    |(?P<rule>-{{3,}}(?:\n|\Z))
    |(?P<alone>(?:>[^\n]*+(?:\n|\Z))++(?=\n|\Z)|(?:\|[^\n]*+(?:\n|\Z))++(?=\n|\Z)
     |```[^`\n]*+\n(?:(?!```)[^\n]*+\n)*+```(?:\n|\Z))""",
    re.VERBOSE,
)
_NEXT_HEADING = re.compile(rf"^(?={_HEADING})", re.MULTILINE | re.VERBOSE)
#: What reaches beyond its block, or counts for others.
_REACHES_BEYOND = re.compile(r"[\t\r\0]|<!--|\]:|\^\[")


class Part(NamedTuple):
    """Some lines of a text: a `heading`, a `paragraph`, a `list` of one line an item, a `rule`, or
    else (`kind` "") whatever a parser makes of them alone. `line` is the first, from 0."""

    kind: str
    text: str
    line: int


def parts(text: str) -> Iterator[Part]:
    """All of a text in parts, of which each can be read for itself."""
    if _REACHES_BEYOND.search(text):
        yield Part("", text, 0)
        return
    place = line = 0
    while place < len(text):
        plain = _PLAIN.match(text, place)
        end = plain.end() if plain else _end_of_part(text, place)
        kind = (plain.lastgroup or "") if plain else ""
        if kind != "blank":
            yield Part("" if kind == "alone" else kind, text[place:end], line)
        line += text.count("\n", place, end)
        place = end


def _end_of_part(text: str, start: int) -> int:
    """Where the next heading begins, which ends whatever came before it, but for code."""
    second = text.find("\n", start) + 1
    heading = _NEXT_HEADING.search(text, second) if second else None
    end = heading.start() if heading else len(text)
    holds_code = any(text.find(fence, start, end) >= 0 for fence in ("```", "~~~"))
    return len(text) if holds_code else end


_LINK = re.compile(
    r"(?<![!^])\[(?P<label>[^\n\\`*_\[\]<&@!^~]+)\]"
    r"\((?P<address>https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9._/=-]*)?"
    r"(?:\?[A-Za-z0-9._/=-]*)?(?:#[A-Za-z0-9._/=-]*)?)\)"
)
#: A text of a link, or inside bold: no sign at all.
_BARE = r"[^\n\\`*_\[\]<&@]+"
#: Words, with what only looks like a sign; and the marks that can be read in one way only.
_PIECE = re.compile(
    rf"(?P<words>{_BARE}|&(?![#\w]{{1,40}};)|<(?=[ \d]))"
    r"|(?P<star>(?:(?<= )|(?<=\n)|^)(?P<stars>\*\*?)(?=[^\s*])"
    rf"(?P<marked>{_BARE})(?<=\S)(?P=stars)(?:(?=[ \n]|\Z)|(?<=[^\W_]\*)(?=[:,.;)–—])"
    r"|(?<=[^\W_]\*\*)(?=[:,.;)–—])))"
    r"|`(?P<code>[^`\s](?:[^`\n]*[^`\s])?)`(?!`)"
    rf"|{_LINK.pattern}"
    r"|(?<! )(?P<break>\n)(?![ \t])"
)
#: What is more than words in words.
_MORE = re.compile(r"~~|www\.|https?:|mailto:|xmpp:|!\[|\^\[|\}\s*\Z")
#: What all but mere words holds; and beginnings of addresses, which hold no sign of their own.
_SIGNS = re.compile(r"[\\`*_\[\]<>&\"@~^}\n]")
_ADDRESSES = ("http", "www.", "mailto:", "xmpp:")
_SPACELESS = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


def simple(text: str) -> str | None:
    """The HTML of a text without marks, or with such as cannot be mistaken, a space for each line
    break; None of any other text."""
    if not (_SIGNS.search(text) or any(map(text.__contains__, _ADDRESSES))):
        return text
    if _MORE.search(text) and not _is_more_in_links_alone(text):
        return None
    out: list[str] = []
    done = 0
    for piece in _PIECE.finditer(text):
        if piece.start() != done:
            return None
        done = piece.end()
        out.append(_written(piece))
    if done != len(text) or ("\n" in text and _SPACELESS.search(text)):
        return None
    return "".join(out)


def _is_more_in_links_alone(text: str) -> bool:
    """Whether the only addresses are those of links in brackets."""
    return not _MORE.search(_LINK.sub("", text))


def _written(piece: re.Match[str]) -> str:
    match piece.lastgroup:
        case "words":
            return escapeHtml(piece[0])
        case "star":
            tag = "em" if piece["stars"] == "*" else "strong"
            return f"<{tag}>{escapeHtml(piece['marked'])}</{tag}>"
        case "code":
            return f"<code>{escapeHtml(piece['code'])}</code>"
        case "address":
            return f'<a href="{escapeHtml(piece["address"])}">{escapeHtml(piece["label"])}</a>'
    return " "
