"""Text → blocks with line numbers, and the safe HTML of each.

In: the Markdown of one file. Out: `Block`s in the author's order, whose HTML is safe to show and
holds marks where only later modules know the way:

mark                      | becomes
--------------------------|------------------------------------------------------------------
`\\x02rel:a/b.png\\x03`     | a reference to a file, briefing or page beside this one (`link`)
`\\x02here:#toyota\\x03`    | an anchor in this file (`link`)
`\\x02name:Toyota\\x03`     | `[[Toyota]]`: a company, or plain text if there is none (`recognise`)

Knows no section, no company and no address.
"""

from __future__ import annotations

import html
import re
import shlex
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, mdTrim
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin
from msgspec import Struct

from .commonmark import InlineRule, parts, quickened, simple
from .raw_html import clean

#: Schemes that may stand in a link; all others stay text.
SAFE_SCHEMES = frozenset(["http", "https", "mailto"])

#: What browsers leave out around an address.
_LEFT_OUT = "".join(map(chr, range(33)))

#: Keys an author may set on an entry: `{#id track="toyota/first-vehicle" said=2017-10}`.
ATTRIBUTES = frozenset(
    ["track", "event", "said", "due", "kind", "state", "technology", "company", "prefer"]
)

_ATTRIBUTES = re.compile(r"\s*\{([#a-z][^{}]*)\}\s*$")
_TAG_OR_TEXT = re.compile(
    r"<sup .*?</sup>|<(/?)([a-z][a-z0-9]*)([^>]*)>|((?:[^<&]+|&[#\w]+;)+)", re.IGNORECASE
)
#: The elements that say something of their words, and all else in angle brackets: a footnote's mark
#: with its number, too, which is no word of the text.
_MARK = re.compile(r"<(/?)(strong|em|a|code|s)(?![a-z])([^>]*)>")
_UNMARKED = re.compile(
    r"<sup .*?</sup>|</?(?!(?:strong|em|a|code|s)(?![a-z]))[a-z][^>]*>", re.IGNORECASE
)
#: What is written otherwise when text is escaped again: apostrophes, and quotes in coloured code.
_WRITTEN_OTHERWISE = re.compile("'|&#|<pre")
#: Blanks that no reader sees and that cost more than their number, in a text that is long.
_BLANKS, _LONG = re.compile(r"[^\S\n]{9,}"), 400
#: The letters of the longest text (a paragraph, an item, a cell) in which marks are read.
LONGEST_TEXT = 20_000
#: What may stand before the colon of a bare address, and how long one may be.
_LONGEST_SCHEME, _LONGEST_ADDRESS = 8, 4_000
_HREF = re.compile(r'href="([^"]*)"')
_CJK = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


class Text(Struct, frozen=True, array_like=True):
    """Words without their markup: what the recognisers read. A line break ends a block.

    `strong`, `emphasis`, `code` and `struck` are spans (start, end), `links` are (start, end,
    address).
    """

    text: str
    strong: tuple[tuple[int, int], ...] = ()
    links: tuple[tuple[int, int, str], ...] = ()
    code: tuple[tuple[int, int], ...] = ()
    emphasis: tuple[tuple[int, int], ...] = ()
    struck: tuple[tuple[int, int], ...] = ()


class Block(Struct, frozen=True, array_like=True):
    """A block of the file. `kind` is paragraph, heading, list, item, table, row, cell, quote, code,
    rule, image, footnote, definition (of a link) or other.

    `html` is the inner HTML of a heading, paragraph, item or cell, the whole element of all else.
    `level` is a heading's; `start` an ordered list's first number (-1: not ordered); `attributes`
    what the author set in braces at its end. `lines` are a paragraph's lines as written.
    """

    kind: str
    line: int
    html: str
    level: int = 0
    start: int = -1
    hidden: bool = False
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Block, ...] = ()
    lines: tuple[str, ...] = ()


def read_blocks(text: str, first_line: int = 1, *, allow_html: bool = False) -> tuple[Block, ...]:
    """The blocks of a text whose first line is line `first_line` of its file."""
    parser = reader(allow_html)
    if allow_html:
        return _parsed(parser, text, first_line)
    found: list[Block] = []
    for part in parts(text):
        line = first_line + part.line
        match part.kind:
            case "heading":
                marks, _, words = part.text.partition(" ")
                found.append(_words(parser, "heading", words, line, len(marks)))
            case "paragraph":
                found.append(_words(parser, "paragraph", part.text, line))
            case "list":
                found.append(_flat_list(parser, part.text, line))
            case "rule":
                found.append(Block("rule", line, "<hr>\n"))
            case _:
                found += _parsed(parser, part.text, line)
    return tuple(found)


def _words(parser: MarkdownIt, kind: str, text: str, line: int, level: int = 0) -> Block:
    """A heading or paragraph that holds these words."""
    words = _without_blanks(mdTrim(text))
    written = simple(words) if len(words) <= LONGEST_TEXT else None
    if written is None:
        walk = _Walk(parser, parser.parseInline(words, {}), line)
        return walk.paragraph(0, line) if kind == "paragraph" else walk.heading(0, line, level)
    lines = tuple(words.split("\n")) if kind == "paragraph" else ()
    return Block(kind, line, written.strip(), level, lines=lines)


def _flat_list(parser: MarkdownIt, text: str, line: int) -> Block:
    """A list of items of one line each."""
    items = []
    for number, item in enumerate(text.rstrip("\n").split("\n"), line):
        words = _words(parser, "paragraph", item.partition(" ")[2], number)
        items.append(Block("item", number, words.html, attributes=words.attributes))
    inside = "".join(f"<li>{item.html}</li>\n" for item in items)
    count = re.match(r"\d+", text)
    start = int(count[0]) if count else -1
    opened = "<ul>" if start < 0 else "<ol>" if start == 1 else f'<ol start="{start}">'
    markup = f"{opened}\n{inside}</{opened[1:3]}>\n"
    return Block("list", line, markup, start=start, children=tuple(items))


def _parsed(parser: MarkdownIt, text: str, first_line: int) -> tuple[Block, ...]:
    """The blocks that the parser finds."""
    definitions: dict[str, Any] = {}
    tokens = parser.parse(text, definitions)
    blocks = list(_Walk(parser, tokens, first_line).blocks(0, len(tokens)))
    defined = list(_definitions(definitions.get("references", {}), first_line))
    return tuple(_among(blocks, defined) if defined else blocks)


def _among(blocks: Sequence[Block], defined: Iterable[Block]) -> Iterator[Block]:
    """The blocks with the definitions of links, each before the first block that begins after it;
    footnotes, which come last, need not rise."""
    waiting = deque(sorted(defined, key=lambda block: block.line))
    for block in blocks:
        while waiting and waiting[0].line < block.line:
            yield waiting.popleft()
        yield block
    yield from waiting


def _definitions(references: Mapping[str, Any], first_line: int) -> Iterator[Block]:
    """`[1]: https://example.org "Title"` as a link: CommonMark shows it only where it is used."""
    for label, defined in references.items():
        href = str(defined["href"])
        words = str(defined.get("title") or "") or href
        line = first_line + defined["map"][0]
        link = f'{escapeHtml(label)}: <a href="{escapeHtml(_mark(href))}">{escapeHtml(words)}</a>'
        yield Block("definition", line, f"<p>{link}</p>\n")


def outer(block: Block) -> str:
    """The whole element of a block."""
    if block.kind == "paragraph" and not block.hidden:
        return f"<p>{block.html}</p>\n"
    if block.kind == "heading":
        level = min(block.level, 6)
        return f"<h{level}>{block.html}</h{level}>\n"
    return block.html


@lru_cache(maxsize=4096)
def scan(markup: str) -> Text:
    """The words of a piece of HTML that this module made, and where its marks stand."""
    marked = _UNMARKED.sub("", markup) if "<" in markup else markup
    if "<" not in marked:
        return Text(html.unescape(marked))
    words, *marks = _MARK.split(marked)
    parts = [html.unescape(words)]
    length = len(parts[0])
    open_at: list[tuple[str, int, str]] = []
    spans: dict[str, list[tuple[int, int, str]]]
    spans = {tag: [] for tag in ("strong", "a", "code", "em", "s")}
    pieces = iter(marks)
    for closing, tag, attributes, words in zip(pieces, pieces, pieces, pieces, strict=True):
        if not closing:
            href = _HREF.search(attributes) if attributes else None
            open_at.append((tag, length, html.unescape(href[1]) if href else ""))
        elif open_at and open_at[-1][0] == tag:
            _, start, address = open_at.pop()
            spans[tag].append((start, length, address))
        parts.append(html.unescape(words))
        length += len(parts[-1])
    return Text(
        "".join(parts),
        tuple((s, e) for s, e, _ in spans["strong"]),
        tuple(spans["a"]),
        tuple((s, e) for s, e, _ in spans["code"]),
        tuple((s, e) for s, e, _ in spans["em"]),
        tuple((s, e) for s, e, _ in spans["s"]),
    )


def link_words(markup: str, marks: Sequence[tuple[int, int, str]]) -> str:
    """The HTML with a link round each (start, end, reference) of its text, in rising order.

    A mark that would cross a tag, or stand in a link, code or another mark, is left out.
    """
    if not marks and not _WRITTEN_OTHERWISE.search(markup):
        return markup
    out: list[str] = []
    waiting = list(reversed(marks))
    inside = position = 0
    for match in _TAG_OR_TEXT.finditer(markup):
        if not match[4]:
            if match[2] in ("a", "code", "pre"):
                inside += -1 if match[1] else 1
            out.append(match[0])
            continue
        part = html.unescape(match[4])
        end = position + len(part)
        done = position
        while waiting and waiting[-1][0] < end:
            start, stop, reference = waiting.pop()
            if start < done or stop > end or inside:
                continue
            out.append(html.escape(part[done - position : start - position]))
            label = html.escape(part[start - position : stop - position])
            out.append(f'<a class="name" href="\x02{reference}\x03">{label}</a>')
            done = stop
        out.append(html.escape(part[done - position :]))
        position = end
    return "".join(out)


def is_safe(address: str) -> bool:
    """Whether an address may become a link: http, https, mailto, or a path without a scheme. It is
    judged as the most lenient of browsers reads it, since a path is unquoted later.

    >>> is_safe("a.md"), is_safe("javascript%3Aa()"), is_safe("\\x01data:a"), is_safe("\\\\\\\\a")
    (True, False, False, False)
    """
    read = unquote(address).strip(_LEFT_OUT).replace("\\", "/")
    try:
        scheme = urlsplit(read).scheme.lower()
    except ValueError:
        return False
    return scheme in SAFE_SCHEMES or (not scheme and not read.startswith("//"))


def is_external(address: str) -> bool:
    return address.startswith(("http://", "https://"))


class _Walk:
    """One walk over the tokens of one file."""

    def __init__(self, parser: MarkdownIt, tokens: Sequence[Token], first_line: int) -> None:
        self.parser = parser
        self.tokens = tokens
        self.first_line = first_line

    def blocks(self, start: int, end: int) -> Iterable[Block]:
        position = start
        while position < end:
            close = self._close(position)
            yield from self._block(position, close)
            position = close + 1

    def _close(self, position: int) -> int:
        """Where the element that opens at a position closes."""
        depth = 0
        for index in range(position, len(self.tokens)):
            depth += self.tokens[index].nesting
            if depth == 0:
                return index
        return len(self.tokens) - 1

    def _block(self, start: int, close: int) -> Iterable[Block]:
        token = self.tokens[start]
        line = self.first_line + token.map[0] if token.map else 0
        match token.type:
            case "heading_open":
                yield self.heading(start + 1, line, int(token.tag[1]))
            case "paragraph_open":
                yield self.paragraph(start + 1, line, token.hidden)
            case "bullet_list_open" | "ordered_list_open":
                items = tuple(self._items(start + 1, close))
                first = int(token.attrs.get("start", 1)) if token.type[0] == "o" else -1
                inside = "".join(f"<li>{item.html}</li>\n" for item in items)
                markup = f"{self._render(start, start)}{inside}{self._render(close, close)}"
                yield Block("list", line, markup, start=first, children=items)
            case "table_open":
                rows = tuple(self._rows(start, close))
                yield Block("table", line, _table(rows), children=rows)
            case "blockquote_open":
                yield Block("quote", line, self._render(start, close))
            case "fence" | "code_block":
                yield Block("code", line, self._render(start, close))
            case "hr":
                yield Block("rule", line, self._render(start, close))
            case "footnote_block_open":
                yield from self._footnotes(start + 1, close)
            case "comment":
                yield Block("comment", line, "", attributes=(("text", token.content),))
            case _:
                yield Block("other", line, self._render(start, close))

    def heading(self, inline: int, line: int, level: int) -> Block:
        return self._inline("heading", inline, line, level)

    def paragraph(self, inline: int, line: int, hidden: bool = False) -> Block:
        children = self.tokens[inline].children or []
        kind = "image" if len(children) == 1 and children[0].type == "image" else "paragraph"
        block = self._inline(kind, inline, line, hidden=hidden)
        if kind == "image":
            return Block("image", line, f'<p class="figure">{block.html}</p>\n')
        return block

    def _inline(
        self, kind: str, position: int, line: int, level: int = 0, hidden: bool = False
    ) -> Block:
        token = self.tokens[position]
        attributes = _take_attributes(token)
        markup = self.parser.renderer.render([token], self.parser.options, {})
        lines = tuple(token.content.split("\n")) if kind == "paragraph" else ()
        return Block(kind, line, markup.strip(), level, -1, hidden, attributes, (), lines)

    def _items(self, start: int, end: int) -> Iterable[Block]:
        position = start
        while position < end:
            close = self._close(position)
            token = self.tokens[position]
            line = self.first_line + token.map[0] if token.map else 0
            inside = (t for t in self.tokens[position + 1 : close] if t.type == "inline")
            attributes = next((found for t in inside if (found := _take_attributes(t))), ())
            markup = self._render(position + 1, close - 1).strip()
            yield Block("item", line, markup, attributes=attributes)
            position = close + 1

    def _rows(self, start: int, end: int) -> Iterable[Block]:
        """The header row first."""
        position = start
        while position < end:
            token = self.tokens[position]
            if token.type == "tr_open":
                close = self._close(position)
                line = self.first_line + token.map[0] if token.map else 0
                cells = tuple(self._cells(position + 1, close, line))
                attributes = next((c.attributes for c in cells if c.attributes), ())
                opened = (
                    t for t in self.tokens[position:close] if t.type in ("th_open", "td_open")
                )
                markup = "".join(
                    f"<{o.tag}{_of_cell(o)}>{c.html}</{o.tag}>\n"
                    for o, c in zip(opened, cells, strict=True)
                )
                yield Block("row", line, markup, attributes=attributes, children=cells)
                position = close
            position += 1

    def _cells(self, start: int, end: int, line: int) -> Iterable[Block]:
        for index in range(start, end):
            if self.tokens[index].type == "inline":
                yield self._inline("cell", index, line)

    def _footnotes(self, start: int, end: int) -> Iterable[Block]:
        position = start
        while position < end:
            close = self._close(position)
            number = str(int(self.tokens[position].meta["id"]) + 1)
            label = str(self.tokens[position].meta.get("label", number))
            line = next((t.map[0] for t in self.tokens[position:close] if t.map), -self.first_line)
            yield Block(
                "footnote",
                self.first_line + line,
                self._render(position + 1, close - 1),
                attributes=(("number", number), ("label", label)),
            )
            position = close + 1

    def _render(self, start: int, close: int) -> str:
        for token in self.tokens[start : close + 1]:
            if token.type == "inline":
                _take_attributes(token)
        piece = self.tokens[start : close + 1]
        return str(self.parser.renderer.render(piece, self.parser.options, {}))


def _take_attributes(token: Token) -> tuple[tuple[str, str], ...]:
    """What stands in braces at the end of a text, taken out of it (once: then it is remembered)."""
    if "attributes" in token.meta:
        remembered: tuple[tuple[str, str], ...] = token.meta["attributes"]
        return remembered
    last = token.children[-1] if token.children else None
    match = _ATTRIBUTES.search(last.content) if last and last.type == "text" else None
    found = _read_attributes(match[1]) if match else ()
    if last and match and found:
        last.content = last.content[: match.start()]
    token.meta["attributes"] = found
    return found


def _read_attributes(text: str) -> tuple[tuple[str, str], ...]:
    try:
        words = shlex.split(text)
    except ValueError:
        return ()
    found: list[tuple[str, str]] = []
    for word in words:
        key, equals, value = word.partition("=")
        if word.startswith("#") and len(word) > 1:
            found.append(("id", word[1:]))
        elif equals and key in ATTRIBUTES:
            found.append((key, value))
        else:
            return ()
    return tuple(found)


@cache
def reader(allow_html: bool = False) -> MarkdownIt:
    """The parser that texts are read with: `rules`, and no more work than a text asks for."""
    parser = quickened(rules(allow_html))
    parser.core.ruler.at("inline", _inline_texts)
    return parser


def rules(allow_html: bool = False) -> MarkdownIt:
    """A parser with the rules that a site's texts are read by: CommonMark, tables, struck words,
    footnotes, bare addresses, `[[names]]` and comments; HTML is text, or sanitised."""
    parser = MarkdownIt("commonmark", {"html": allow_html}, renderer_cls=_Renderer)
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(gfm_autolink_plugin)
    for rule in ("gfm_autolink_www", "gfm_autolink_protocol"):
        parser.inline.ruler.at(rule, _near(_rule_named(parser, rule)))
    parser.inline.ruler.before("link", "wikilink", _wikilink)
    parser.block.ruler.before("paragraph", "comment", _comment_block, {"alt": ["paragraph"]})
    parser.inline.ruler.before("html_inline", "comment_inline", _comment_inline)
    for rule in ("footnote_ref", "footnote_anchor"):  # the plugin's own would make ids
        parser.add_render_rule(rule, getattr(_Renderer, rule))
    parser.validateLink = is_safe  # type: ignore[method-assign,assignment]
    return parser


def _rule_named(parser: MarkdownIt, name: str) -> InlineRule:
    return next(r.fn for r in parser.inline.ruler.__rules__ if r.name == name)


def _near(rule: InlineRule) -> InlineRule:
    """The plugin's rule for bare addresses, which looks through the words before the address and
    takes a copy of all that follows, where no more stands before and after than an address has:
    else a text of many costs its square."""

    def near(state: StateInline, silent: bool) -> bool:
        if silent:
            return False  # as the plugin says, having looked
        if len(state.pending) > _LONGEST_SCHEME:
            words, state.pending = state.pending, state.pending[:-_LONGEST_SCHEME]
            state.pushPending()
            state.pending = words[-_LONGEST_SCHEME:]
        end, state.posMax = state.posMax, min(state.posMax, state.pos + _LONGEST_ADDRESS)
        found = rule(state, silent)
        state.posMax = end
        return found

    return near


def _inline_texts(state: StateCore) -> None:
    """The marks inside each text; a simple one is written at once: `html` in its `meta`. One that
    is longer than any paragraph stands as it is: marks by the thousand cost seconds."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = []
            token.content = _without_blanks(token.content)
            if len(token.content) > LONGEST_TEXT:
                words = " ".join(token.content.split())
                token.meta = {"html": escapeHtml(words), "attributes": ()}
                continue
            is_html = state.md.options.html and "<" in token.content
            written = None if is_html else simple(token.content)
            if written is None:
                state.md.inline.parse(token.content, state.md, state.env, token.children)
            else:
                token.meta = {"html": written, "attributes": ()}


def _without_blanks(text: str) -> str:
    return _BLANKS.sub("  ", text) if len(text) > _LONG else text


def _wikilink(state: StateInline, silent: bool) -> bool:
    """`[[Toyota]]` and `[[Toyota|the firm]]`."""
    if not state.src.startswith("[[", state.pos):
        return False
    end = state.src.find("]]", state.pos + 2, state.pos + 300)
    inner = state.src[state.pos + 2 : end] if end > 0 else ""
    name, _, label = inner.partition("|")
    if not name.strip() or "[" in inner or "\n" in inner:
        return False
    if not silent:
        opened = state.push("link_open", "a", 1)
        opened.attrs = {"href": name.strip()}
        opened.markup = "wikilink"
        state.push("text", "", 0).content = (label or name).strip()
        state.push("link_close", "a", -1)
    state.pos = end + 2
    return True


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`<!-- … -->` on lines of its own is kept for the reading of metadata and not shown."""
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("<!--", begin) or state.is_code_block(start):
        return False
    close = _comment_closes(state.src, begin)
    if close < 0:
        return False
    line = start
    while line < end and state.eMarks[line] < close + 3:
        line += 1
    if line >= end or state.src[close + 3 : state.eMarks[line]].strip():
        return False
    if not silent:
        token = state.push("comment", "", 0)
        token.content = state.src[begin + 4 : close].strip()
        token.map = [start, line + 1]
        state.line = line + 1
    return True


def _comment_closes(text: str, begin: int) -> int:
    """Where a comment closes that begins there, -1 if nowhere."""
    return text.find("-->", begin + 4) if _last_close(text) > begin else -1


@lru_cache(maxsize=2)  # else a text with many openings is looked through for each
def _last_close(text: str) -> int:
    return text.rfind("-->")


def _comment_inline(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("<!--", state.pos):
        return False
    close = _comment_closes(state.src, state.pos)
    if close < 0:
        return False
    state.pos = close + 3
    return True


class _Renderer(RendererHTML):
    """HTML with marks for the links that later modules resolve, without styles or scripts."""

    def render(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        """Texts that are written already stand as they are."""
        out: list[str] = []
        for index, token in enumerate(tokens):
            if token.type == "inline":
                written = token.meta.get("html")
                out.append(
                    self._texts(token.children or (), options, env) if written is None else written
                )
            elif rule := self.rules.get(token.type):
                out.append(rule(tokens, index, options, env))
            else:
                out.append(self.renderToken(tokens, index, options, env))
        return "".join(out)

    def _texts(self, children: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        """The words of a block; with HTML of the author among them, that is sanitised."""
        if not any(child.type == "html_inline" for child in children):
            return self.renderInline(children, options, env)
        pieces = []
        for index, child in enumerate(children):
            if child.type == "html_inline":
                pieces.append((child.content, True))
            elif rule := self.rules.get(child.type):
                pieces.append((rule(children, index, options, env), False))
            else:
                pieces.append((self.renderToken(children, index, options, env), False))
        return clean(pieces)

    def html_block(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return clean([(tokens[idx].content, True)])

    def html_inline(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """One that stands where no text is put together: in the words of a picture."""
        return clean([(tokens[idx].content, True)])

    def softbreak(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """A line break in the file is a space, and nothing between Chinese or Japanese letters."""
        before = tokens[idx - 1].content[-1:] if idx else ""
        after = tokens[idx + 1].content[:1] if idx + 1 < len(tokens) else ""
        return "" if _CJK.match(before) and _CJK.match(after) else " "

    def comment(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return ""

    def link_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        token = tokens[idx]
        href = str(token.attrs.get("href", ""))
        title = str(token.attrs.get("title", ""))
        shown = f' title="{escapeHtml(title)}"' if title else ""
        return f'<a href="{escapeHtml(_mark(href, token.markup))}"{shown}>'

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A picture of the site; one from elsewhere is a link, since a page fetches nothing."""
        token = tokens[idx]
        alt = escapeHtml(self.renderInlineAsText(token.children, options, env))
        source = str(token.attrs.get("src", ""))
        if is_external(source):
            return f'<a href="{escapeHtml(source)}">{alt or escapeHtml(source)}</a>'
        title = str(token.attrs.get("title", ""))
        shown = f' title="{escapeHtml(title)}"' if title else ""
        return f'<img src="{escapeHtml(_mark(source))}" alt="{alt}"{shown} loading="lazy">'

    def hardbreak(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "<br>\n"

    def hr(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "<hr>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<th{_of_cell(tokens[idx])}>"

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<td{_of_cell(tokens[idx])}>"

    def code_block(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return _code(tokens[idx].content, "")

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _code(tokens[idx].content, tokens[idx].info.strip().split(" ")[0])

    def footnote_ref(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        number = int(tokens[idx].meta["id"]) + 1
        return f'<sup class="footnote-ref"><a href="\x02here:#fn-{number}\x03">{number}</a></sup>'

    def footnote_anchor(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return ""


def _mark(href: str, markup: str = "") -> str:
    """An address as it stands in our HTML: external as it is, all else between marks."""
    if markup == "wikilink":
        return f"\x02name:{href}\x03"
    if is_external(href) or href.startswith("mailto:"):
        return href
    if href.startswith("#"):
        return f"\x02here:{unquote(href)}\x03"
    return f"\x02rel:{unquote(href)}\x03"


def _table(rows: Sequence[Block]) -> str:
    """A table whose first row is its head."""
    head, *body = (f"<tr>\n{row.html}</tr>\n" for row in rows)
    return f"<table>\n<thead>\n{head}</thead>\n<tbody>\n{''.join(body)}</tbody>\n</table>\n"


def _of_cell(token: Token) -> str:
    """Alignment as a class: a strict Content-Security-Policy allows no style attribute."""
    style = str(token.attrs.get("style", ""))
    scope = ' scope="col"' if token.tag == "th" else ""
    return scope + (f' class="align-{style.removeprefix("text-align:")}"' if style else "")


def _code(text: str, language: str) -> str:
    known = re.sub(r"[^\w+#-]", "", language)
    named = f' class="language-{known}"' if known else ""
    return f'<pre class="code" tabindex="0"><code{named}>{_highlight(text, known)}</code></pre>\n'


def _highlight(text: str, language: str) -> str:
    if not language:
        return escapeHtml(text)
    # Pygments is slow to import and most briefings hold no code.
    from pygments import highlight

    lexer, formatter = _colours(language)
    return str(highlight(text, lexer, formatter)) if lexer else escapeHtml(text)


@lru_cache(maxsize=32)
def _colours(language: str) -> tuple[Any, Any]:
    """What knows the words of a programming language, None where nothing does, and what writes
    them."""
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False), HtmlFormatter(nowrap=True)
    except ClassNotFound:
        return None, None
