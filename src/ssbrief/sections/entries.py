"""Blocks → entries: the paragraphs, items, rows and headings that an author wrote as units.

In: the blocks of one section. Out: `ParsedPassage`s that hold every block once, in order. Knows
the shapes that entries take, no company and no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from .. import slugs
from ..markdown import Block, Text, outer, read_blocks, scan
from ..model import SectionKind
from ..vocabulary import CJK, Words, any_of, event_words
from .outlines import opens_with_firm, ungrouped

_NUMBERING = re.compile(
    r"^\s*(?:(?:\d+(?:\.\d+)*[.):]?|[A-Z][.)]|[IVX]+[.)]|[QF]\d{1,2}[.):])\s+"
    r"|[（(]?[一二三四五六七八九十]{1,3}(?:[、．.]|[）)])\s*|\d{1,2}(?:[、．]|[.）)](?=[^\W\d]))\s*)"
)
_SYMBOLS = re.compile(r"^[^\w(\[\"'“„«¿¡]+|(?<![\s:：;；\-–—*_])[\s:：;；\-–—*_]+$")
_EMOJI = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d]")
_AFTER_LABEL = re.compile(r"\s*[:：|]|\s+[-–—]\s|\s*(?:->|=>|→|⇒|»)\s|\s*$|\s*\n")
#: What a name may have after it before its label ends: `Lyten (San Jose)`.
_BRACKETS = re.compile(r"\s*[(（][^()（）\n]{1,60}[)）]")
_PLAIN_LABEL = re.compile(r"^([^\s:：][^:：.!?。！？，\n]{0,60})(?:：|:(?=\s|$))")
#: `1、`, `（一）`, `①`: numbers of a list that Markdown does not know.
_CJK_NUMBER = re.compile(
    r"^\s*(?:[（(]?[\d一二三四五六七八九十]{1,2}(?:[、．]|）|\)(?=[^\s]))|[①-⑳])\s*"
)
#: `a.`, `(b)`, `[c]`: the same.
_LETTER = re.compile(r"^\s*(?:[a-z][.)]|[(\[][a-z\d]{1,2}[)\]])\s+")
#: `・`, `•`: signs of a list that Markdown does not know.
_BULLET = re.compile(r"^\s*[・·•●○■□◆◇▪▫◦‣⁃→➤►▶✓✔]\s*")
#: Two words or more with capitals, as names have them.
_CAPITALS = re.compile(r"[A-Z]\S*(?:\s+(?:&|[A-Z]\S*)){1,3}")
#: `Novartis. Expects …`: a name as a sentence of its own, above what is said of it.
_RUN_IN_NAME = re.compile(
    r"((?:[A-Z]\S*)(?:\s+(?:&|of|[A-Z]\S*)){0,4}(?:\s+\([^()\n]{1,40}\))?)\.\s+(?=[A-Z0-9])"
)
#: The same of any name: `Liver toxicity. Two deaths …`.
_RUN_IN = re.compile(r"([^\W\d_a-z][^.:!?\n]{2,50})\.\s+(?=[\"“„(]?[^\W_a-z])")
#: `ams OSRAM`: a name that begins small.
_SMALL_NAME = re.compile(r"[a-z]{2,5} [A-Z]{3,}\w*")
#: A second name after the first: `**A** & **B** — plan …`.
_JOINED = re.compile(r"\s*(?:[&/+,]|(?:and|und|et|y|e|en)\s)\s*\S")
#: What stands between joined names, and before the first word of a sentence.
_BESIDE = re.compile(r"\s*[,/&+]\s*|,?\s+(?:and|und|et|y|e|en|&)\s+")
_OPENED = re.compile(r"(?:^|[.!?;。！？；]|\n)\s*$")
#: How far before a word is looked for what it follows.
_NEAR = 40
#: The head of a column that only counts rows.
_COUNT_COLUMN = re.compile(r"^(?:#|no\.?|nr\.?|№|rank|)$", re.IGNORECASE)
#: `Rapidus - prototyped …`, where entries have names.
_DASHED_LABEL = re.compile(r"^((?:[^\W_a-z]|[^\s:]*[A-Z])[^:–—\n]{0,48}?)\s+[-–—]\s+\S")
_DATE_LABEL = re.compile(
    r"^(?:[~≈]?\d{4}(?:s?\b|年)|(?:Q[1-4]|H[12])\b(?!\s+[a-z])|FY\s?\d)", re.IGNORECASE
)
#: A text that may be a name or a title by its length; a script without spaces says more in a sign.
_SHORT = 60
_SHORT_CJK = 24


#: Sections in which headings, bold lines and bold words name entries (a company, a challenge).
NAMED = frozenset(["key_players", "challenges"])


class Entry(Struct, frozen=True, array_like=True):
    """A statement as it was found, before anyone knows which companies it names.

    `shape` is paragraph, heading, item, row or bold. `label` is what names it, cleaned of numbers
    and signs; `field` says that the label is a field of the entry `owner` above it. `heading` is
    the nearest heading above within the section, `cells` are (column, text) of a table's row.
    """

    id: str
    shape: str
    line: int
    html: str
    label: str = ""
    level: int = 0
    field: bool = False
    owner: str = ""
    heading: str = ""
    cells: tuple[tuple[str, str], ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()

    def attribute(self, key: str) -> str:
        return next((value for k, value in self.attributes if k == key), "")


class ParsedPassage(Struct, frozen=True, array_like=True):
    """See `model.Passage`."""

    shape: str
    html: str = ""
    level: int = 0
    id: str = ""
    start: int = -1
    entries: tuple[Entry, ...] = ()


class ParsedSection(Struct, frozen=True, array_like=True):
    kind: SectionKind
    id: str
    heading: str
    title: str
    line: int
    passages: tuple[ParsedPassage, ...]

    def entries(self) -> Iterator[Entry]:
        for passage in self.passages:
            yield from passage.entries


class Anchors:
    """Gives each thing of one file an address of its own; those the author gave come first."""

    def __init__(self, given: Iterable[str] = ()) -> None:
        self.given = frozenset(given)
        self.taken: set[str] = set(self.given)
        self.counts: dict[str, int] = {}

    def give(self, attributes: Sequence[tuple[str, str]], label: str) -> str:
        for key, value in attributes:
            if key == "id":
                return value
        wanted = slugs.slug(label, 60)
        count = self.counts[wanted] = self.counts.get(wanted, 0) + 1
        made = slugs.unique(wanted, self.taken, max(2, count))
        self.taken.add(made)
        return made


@lru_cache(maxsize=4096)  # one label is read for several questions
def clean(label: str) -> str:
    """A label without its numbering, its emoji and the signs at its ends."""
    bare = _SYMBOLS.sub("", _NUMBERING.sub("", _EMOJI.sub("", label).strip()))
    return _SYMBOLS.sub("", _NUMBERING.sub("", bare)).strip()


def clean_line(line: str) -> str:
    """A line without the signs of emphasis, as its words will be read."""
    return line.strip().replace("*", "").replace("__", "")


def lead_in(text: Text) -> str:
    """The bold words at the start of a text that name it, or what stands before its colon."""
    return _marked_label(text) or _plain_label(text)


def _marked_label(text: Text) -> str:
    """Marked words at the start that a sign or the end of the line parts from the rest."""
    marked = (*text.strong[:1], *text.emphasis[:1])
    if not marked:
        return ""
    start, end = min(marked)
    bold, before, after = text.text[start:end], text.text[:start], text.text[end:]
    closed = bold.rstrip().endswith((":", "：")) or _is_run_in(bold)
    beside = _BRACKETS.match(after)
    if re.search(r"\w", before):
        return ""
    if closed or _AFTER_LABEL.match(after):
        return bold
    return bold + beside[0] if beside and _AFTER_LABEL.match(after, beside.end()) else ""


def _plain_label(text: Text, lower: bool = False) -> str:
    plain = _PLAIN_LABEL.match(text.text)
    if plain is None:
        return ""
    if plain[1].count("(") > plain[1].count(")"):
        return ""  # `State bans (Texas: …)`
    small = plain[1][0].islower() and not _SMALL_NAME.fullmatch(plain[1])
    return "" if small and not lower else plain[1]


def run_in_names(text: Text) -> tuple[str, ...]:
    """The marked words that each open a sentence or are joined to ones that do, where a paragraph
    has several: `**Nel** opened … . **Bosch** and **Linde** plan …`."""
    found: list[str] = []
    last = -1
    for start, end in text.strong:
        joined = last >= 0 and _BESIDE.fullmatch(text.text[last:start])
        if joined or _OPENED.search(text.text, max(0, start - _NEAR), start):
            found.append(clean(text.text[start:end]))
            last = end
    return tuple(found) if len(found) > 1 else ()


def _is_run_in(bold: str) -> bool:
    """Whether bold words are a heading in their paragraph: `**Manufacturing scale.** A pill …`."""
    return bold.rstrip().endswith(".") and len(bold.split()) <= 6


def _marked_start(text: Text) -> str:
    """The marked words that open a text where entries have names: `**Acme Heat** plans …`, with
    what stands in brackets after them: `*Lyten* (San Jose) bought …`."""
    start, end = min((*text.strong[:1], *text.emphasis[:1]), default=(1, 1))
    name, after = text.text[start:end], text.text[end:]
    if start or (name[:1].islower() and name.islower()) or len(name.split()) > 5:
        return ""
    beside = _BRACKETS.match(after)
    if beside:
        return name + beside[0]
    return name if re.match(rf"(?:['’]s)?\s+[\w\"“„«]|[{CJK}]", after) else ""


def _opens_marked(text: Text) -> bool:
    """Whether a text opens with marked words that are written as names are."""
    start, end = min((*text.strong[:1], *text.emphasis[:1]), default=(1, 1))
    name = text.text[start:end].strip(" :")
    return (
        start == 0
        and 0 < len(name.split()) <= 5
        and not name.endswith(".")
        and not name[:1].islower()
    )


def _joined_marks(text: Text, first: str) -> str:
    """The marked words at the start of a text with those joined to them: `**A** and **B** are`."""
    end, ended = len(first), False
    if not first and text.strong[:1] and text.strong[0][0] == 0:
        end = text.strong[0][1]
    for start, stop in text.strong if end else ():
        beside = _BRACKETS.match(text.text, end)
        after = beside.end() if beside else end
        if start >= after and _BESIDE.fullmatch(text.text[after:start]):
            end, ended = stop, True
    return text.text[:end] if end > len(first) and (first or ended) else first


def _are_run_ins(blocks: Sequence[Block]) -> bool:
    """Whether most paragraphs, and two at least, open with a few words as a sentence."""
    texts = [scan(block.html).text for block in blocks if block.kind == "paragraph"]
    opened = sum(1 for text in texts if _RUN_IN.match(text))
    return opened > 1 and opened > len(texts) * 0.6


def is_field(label: str, fields: tuple[str, ...], phases: tuple[str, ...] = ()) -> bool:
    """Whether a label is a field of the entry above it: `Status`, `Target`, a year, a phase."""
    folded = clean(re.sub(r"[(（].*?[)）]", "", label)).casefold()
    return folded in fields or bool(_DATE_LABEL.match(folded) or any_of(phases).match(folded))


@lru_cache(maxsize=4096)  # the names of firms return, in one text and in all of them
def is_list_label(label: str, words: Words) -> bool:
    """Whether a label only announces names: `Other players`, `Also in the field`."""
    folded = clean(label).casefold()
    if folded in words.list_labels or folded in words.group_words:
        return True
    opened = any_of(words.list_openings).match(folded) if words.list_openings else None
    return opened is not None and len(folded.split()) <= 5


def is_short(text: str) -> bool:
    """Whether a text is as short as a name, and no sentence."""
    least = _SHORT_CJK if re.search(f"[{CJK}]", text) else _SHORT
    return len(text) <= least and not text.endswith((".", "!", "?", "。", "！", "？", "؟"))


class Reader:
    """Reads the blocks of one section of a `kind`. Among players and challenges headings and bold
    lines name entries; in a section of sources each line of a paragraph is one. `section` stands in
    for a label where nothing does."""

    def __init__(self, words: Words, anchors: Anchors, kind: SectionKind, section: str) -> None:
        self.words = words
        self.anchors = anchors
        self.names = kind in NAMED
        self.challenges = kind == "challenges"
        self.players = kind == "key_players"
        self.sources = kind == "sources"
        self.fields = words.challenge_field_labels if self.challenges else words.field_labels
        self.section = section
        self.heading = ""
        self.owner = ""
        #: Whether the items of a list open with marked words, as entries do.
        self.marked = False
        #: Whether a list has named entries already.
        self.listed = False
        #: Whether numbered lines are groups: `**1. Carmakers**` above a list of names.
        self.grouped = False
        #: Whether paragraphs open with a name as a sentence: `Liver toxicity. Two deaths …`.
        self.run_in = False
        #: Whether a heading has named an entry already.
        self.headed = False
        #: Whether most paragraphs open with bold words.
        self.digest = False

    def passages(self, blocks: Sequence[Block], base: int) -> tuple[ParsedPassage, ...]:
        """The passages of a section whose own heading has level `base` of the file."""
        if not (self.challenges or self.sources):
            blocks = ungrouped(blocks)
        levels = shown_levels(blocks, base)
        self.grouped = self.players and any(map(self._is_numbered_group, blocks, blocks[1:]))
        self.run_in = self.challenges and _are_run_ins(blocks)
        paragraphs = [scan(block.html) for block in blocks if block.kind == "paragraph"]
        opened = sum(1 for text in paragraphs if text.strong[:1] and not text.strong[0][0])
        self.digest = opened > 2 and opened > len(paragraphs) * 0.6
        found: list[ParsedPassage] = []
        position = 0
        while position < len(blocks):
            passage, position = self._passage(blocks, position, levels)
            if passage:
                found.append(passage)
        return tuple(found)

    def _passage(
        self, blocks: Sequence[Block], position: int, levels: dict[int, int]
    ) -> tuple[ParsedPassage | None, int]:
        block = blocks[position]
        following = blocks[position + 1] if position + 1 < len(blocks) else None
        match block.kind:
            case "heading":
                return self._heading(blocks, position, levels)
            case "list":
                return self._list(block), position + 1
            case "table":
                return self._table(block), position + 1
            case "paragraph" if named := self._named_fields(block):
                return named, position + 1
            case "paragraph" if self.names and is_bold_line(block):
                return self._bold(blocks, position)
            case "paragraph" if following and _announces(block, following):
                return ParsedPassage("prose", outer(block)), position + 1
            case "paragraph" if listed := self._lines(block):
                return self._list(listed), position + 1
            case "paragraph" | "quote":
                return self._paragraph(block), position + 1
            case "definition" if self.sources:
                return self._paragraph(block), position + 1
            case "comment" | "rule" | "definition":
                return None, position + 1
            case _:
                return ParsedPassage("prose", outer(block)), position + 1

    def _lines(self, block: Block) -> Block | None:
        """A paragraph of several lines that each name an entry ("ABB: …"), or each a source, or
        are numbered as Markdown does not ("1、…"), as the list that its author meant."""
        lines = [line for line in block.lines if line.strip()]
        bullets = len(lines) > 1 and all(map(_BULLET.match, lines))
        if len(lines) < 2 or not (self.names or self.sources or bullets):
            return None
        bold = all(line.lstrip()[:1] in ("*", "_") for line in lines)
        named = (
            bold or _PLAIN_LABEL.match(one) or _DASHED_LABEL.match(one)
            for one in map(clean_line, lines)
        )
        numbered = all(map(_CJK_NUMBER.match, lines)) or all(map(_LETTER.match, lines))
        if not (self.sources or numbered or bullets or all(named)):
            return None
        if numbered:
            lines = [_LETTER.sub("", _CJK_NUMBER.sub("", line)) for line in lines]
        lines = [_BULLET.sub("", line) for line in lines] if bullets else lines
        listed, *more = read_blocks("".join(f"- {line.strip()}\n" for line in lines), block.line)
        is_list = listed.kind == "list" and len(listed.children) == len(lines)
        return listed if is_list and not more else None  # "- ---" would be a line across the page

    def _heading(
        self, blocks: Sequence[Block], position: int, levels: dict[int, int]
    ) -> tuple[ParsedPassage, int]:
        block = blocks[position]
        label = clean(scan(block.html).text)
        level = levels[position]
        end = _end_of_part(blocks, position)
        alone = self.challenges and end == position + 1 and self.headed
        self.heading, self.owner = label, ""
        if (
            self.names
            and not self._is_field(label)
            and (alone or self._is_one_entry(blocks, position, end))
        ):
            self.headed = True
            body = blocks[position + 1 : end]
            entry = self._entry(
                "heading",
                block.line,
                "".join(outer(b) for b in body if b.kind not in ("comment", "rule")),
                label,
                block.attributes or _attributes(body),
                level,
            )
            return ParsedPassage("entry", block.html, level, entry.id, entries=(entry,)), end
        identity = self.anchors.give(block.attributes, label)
        return ParsedPassage("heading", block.html, level, identity), position + 1

    def _is_field(self, label: str) -> bool:
        return is_field(label, self.fields, self.words.phase_words)

    def _is_one_entry(self, blocks: Sequence[Block], position: int, end: int) -> bool:
        """A heading over several named entries is a group; over text or fields it is an entry."""
        body = blocks[position + 1 : end]
        line = scan(blocks[position].html).text
        if self.grouped and _NUMBERING.match(line):
            return False
        about = clean(line)
        if (
            not body
            or any(b.kind == "heading" for b in body)
            or any(b.kind == "table" for b in body)
        ):
            return False
        if sum(map(self._names_one, body)) > 1 or self._name_several(body):
            return False  # bold lines and bold lead-ins that each name an entry
        labels = [self._label(scan(i.html)) for b in body if b.kind == "list" for i in b.children]
        labels += [lead_in(scan(b.html)) for b in body if is_bold_line(b)]
        named = [label for label in labels if label and not self._tells_of_one(label)]
        if self.players and opens_with_firm(about) and not any(map(opens_with_firm, named)):
            return True  # what it makes: `Mireo Plus B: …`
        return not named or len(named) <= len(labels) / 2

    def _is_numbered_group(self, block: Block, after: Block) -> bool:
        """Whether a numbered line, bold or a heading, stands above a list of marked names."""
        if not (block.kind == "heading" or is_bold_line(block)) or after.kind != "list":
            return False
        texts = [scan(item.html) for item in after.children]
        named = [text for text in texts if not self._is_field(clean(_marked_label(text) or "1"))]
        numbered = _NUMBERING.match(scan(block.html).text) is not None
        return numbered and len(texts) > 1 and all(map(_opens_marked, texts)) and len(named) > 1

    def _name_several(self, body: Sequence[Block]) -> bool:
        """Whether each paragraph opens with marked names, and there are several: `**Verley**, once
        Bon Vivant, has …`; `**E-magy** (Netherlands), **Ionblox** and **GDI** share …`."""
        texts = [scan(block.html) for block in body if block.kind == "paragraph"]
        names = [_joined_marks(text, _marked_start(text)) for text in texts]
        opened = [_opens_marked(text) for text in texts]
        several = len(texts) > 1 or any(len(_BESIDE.findall(name)) > 1 for name in names)
        return self.players and several and bool(texts) and all(opened)

    def _tells_of_one(self, label: str) -> bool:
        """Whether a label is a field, or an event ("First flight"), of the entry above it."""
        return self._is_field(label) or (
            self.players and label.casefold() in event_words(self.words)
        )

    def _bold(self, blocks: Sequence[Block], position: int) -> tuple[ParsedPassage, int]:
        """A bold line and what stands below it, up to the next bold line or heading."""
        block = blocks[position]
        label = clean(scan(block.html).text)
        end = position + 1
        while end < len(blocks) and blocks[end].kind in ("paragraph", "list", "quote", "code"):
            if is_bold_line(blocks[end]) or self._names_one(blocks[end]):
                break
            end += 1
        if end == position + 1 or not self._is_one_entry(blocks, position, end):
            self.heading = label
            return ParsedPassage("prose", outer(block)), position + 1
        body = blocks[position:end]
        field = self._is_field(label)
        markup = "".join(outer(b) for b in body)
        entry = self._entry("bold", block.line, markup, label, _attributes(body), field=field)
        return ParsedPassage("paragraph", entries=(entry,)), end

    def _names_one(self, block: Block) -> bool:
        """Whether a paragraph opens with a name of its own: `**Honda**: a line in Sakura`."""
        lead = _marked_label(scan(block.html)) if block.kind == "paragraph" else ""
        return self.players and bool(lead) and not self._is_field(clean(lead))

    def _list(self, block: Block) -> ParsedPassage:
        self.owner = ""  # a field belongs to an entry of its own list
        texts = [scan(item.html) for item in block.children]
        starts = [_marked_start(text) or (text.strong and _marked_label(text)) for text in texts]
        self.marked = len(starts) > 1 and sum(map(bool, starts)) > len(starts) * 0.6
        entries = tuple(self._item(item) for item in block.children)
        self.listed = self.listed or len(entries) > 1
        return ParsedPassage("list", start=block.start, entries=entries)

    def _item(self, item: Block) -> Entry:
        text = scan(item.html)
        label = self._label(text)
        first = text.text.split("\n", 1)[0].strip()
        if not label and self.names and is_short(first):
            label = clean(first)
        field = self._is_field(label) if label else False
        return self._entry("item", item.line, item.html, label, item.attributes, field=field)

    def _label(self, text: Text) -> str:
        """The words at the start of an item that name it."""
        marked = _marked_start(text) if self.names or self.marked else ""
        marked = _joined_marks(text, marked)
        plain = _plain_label(text, lower=self.challenges)
        dashed = _DASHED_LABEL.match(text.text.split("\n", 1)[0].strip())
        if not plain and dashed and len(dashed[1].split()) <= 5:
            plain = dashed[1]
        joined = _JOINED.match(plain, len(marked)) if marked and plain.startswith(marked) else None
        return clean(_marked_label(text) or (plain if joined else marked) or plain)

    def _table(self, block: Block) -> ParsedPassage:
        self.owner = ""
        header, *rows = block.children
        columns = [scan(cell.html).text.strip() for cell in header.children]
        named = self._named_column(columns, rows)
        entries = []
        markup = [f"<table>\n<thead>\n<tr>\n{header.html}</tr>\n</thead>\n<tbody>\n"]
        for row in rows:
            texts = [scan(cell.html).text.strip() for cell in row.children]
            cells = tuple(zip(columns, texts, strict=False))
            label = clean(texts[named]) if named < len(texts) else ""
            alone = (
                f"<table>\n<thead>\n<tr>\n{header.html}</tr>\n</thead>\n"
                f"<tbody>\n<tr>\n{row.html}</tr>\n</tbody>\n</table>\n"
            )
            entry = self._entry(
                "row",
                row.line,
                alone,
                label,
                row.attributes,
                cells=cells,
                field=self._is_field(label),
            )
            entries.append(entry)
            markup.append(f'<tr id="{entry.id}">\n{row.html}</tr>\n')
        markup.append("</tbody>\n</table>\n")
        return ParsedPassage("table", "".join(markup), entries=tuple(entries))

    def _named_column(self, columns: Sequence[str], rows: Sequence[Block]) -> int:
        wanted = any_of(self.words.company_columns, self.words.attached)
        numbered = [
            bool(_COUNT_COLUMN.match(column)) and _only_counts(rows, index)
            for index, column in enumerate(columns)
        ]
        for index, column in enumerate(columns):
            if wanted.search(column) and not self.challenges:
                return index
        return next((i for i, counts in enumerate(numbered) if not counts), 0)

    def _paragraph(self, block: Block) -> ParsedPassage:
        text = scan(block.html)
        label = self._paragraph_label(block, text)
        field = bool(label) and self._is_field(label)
        entry = self._entry(
            "paragraph", block.line, outer(block), label, block.attributes, field=field
        )
        return ParsedPassage("paragraph", entries=(entry,))

    def _named_fields(self, block: Block) -> ParsedPassage | None:
        """A paragraph whose first line is a bold name and whose others are its fields."""
        lines = [line for line in block.lines if line.strip()]
        if len(lines) < 3 or not lines[0].lstrip().startswith(("**", "__")):
            return None
        labels = [clean_line(line).partition(":")[0] for line in lines[1:] if ":" in line]
        fields = sum(map(self._is_field, labels))
        top, *_ = read_blocks(lines[0], block.line)
        if not is_bold_line(top) or not fields or fields < (len(lines) - 1) / 2:
            return None
        listed = "".join(f"- {line.strip()}\n" for line in lines[1:])
        body = (top, *read_blocks(listed, block.line + 1))
        markup = "".join(map(outer, body))
        label = clean(scan(top.html).text)
        entry = self._entry("bold", block.line, markup, label, block.attributes)
        return ParsedPassage("paragraph", entries=(entry,))

    def _paragraph_label(self, block: Block, text: Text) -> str:
        """Its bold words; a term above its definition (`Engine supply` / `: few makers`); among
        challenges a line that is no sentence."""
        if len(block.lines) > 1 and re.match(r"[:：]\s", block.lines[1].lstrip()):
            return clean(clean_line(block.lines[0]))
        if self.names and run_in_names(text):
            joined = _joined_marks(text, _marked_start(text))
            owned = joined and _AFTER_LABEL.match(text.text, len(joined))
            return clean(joined) if owned else ""  # it is about several, none of whom owns it
        marked = _marked_start(text) if self.names or self.digest else ""
        marked = _joined_marks(text, marked) if marked else ""
        bold = (
            _marked_label(text) or (marked if self.digest else "") or _plain_label(text) or marked
        )
        listed = self.names and is_list_label(bold, self.words)
        if not (text.strong or listed or (self.names and text.emphasis)):
            bold = ""
        if self.players and not bold and _CAPITALS.fullmatch(_plain_label(text)):
            bold = _plain_label(text)
        if self.players and not bold and (named := _RUN_IN_NAME.match(text.text)):
            bold = named[1]
        if self.run_in and not bold and (opening := _RUN_IN.match(text.text)):
            return clean(opening[1])
        short = self.challenges and len(text.text) <= 60 and text.text[-1:].isalnum()
        short = short and not self.listed
        return clean(bold or (text.text if short else ""))

    def _entry(
        self,
        shape: str,
        line: int,
        html: str,
        label: str,
        attributes: tuple[tuple[str, str], ...],
        level: int = 0,
        field: bool = False,
        cells: tuple[tuple[str, str], ...] = (),
    ) -> Entry:
        opening = label or " ".join(scan(html).text.split()[:5]) or self.section
        identity = self.anchors.give(attributes, opening)
        owner = self.owner if field else ""
        if label and not field:
            self.owner = identity
        return Entry(
            identity, shape, line, html, label, level, field, owner, self.heading, cells, attributes
        )


def shown_levels(blocks: Sequence[Block], base: int) -> dict[int, int]:
    """The level at which each heading is shown below an h2, and no level is left out. `base` is
    the level that the heading of the h2 has in the file."""
    stack = [base]
    shown: dict[int, int] = {}
    for index, block in enumerate(blocks):
        if block.kind != "heading":
            continue
        while len(stack) > 1 and stack[-1] >= block.level:
            stack.pop()
        stack.append(block.level)
        shown[index] = min(len(stack) + 1, 6)
    return shown


def _end_of_part(blocks: Sequence[Block], position: int) -> int:
    level = blocks[position].level
    for index in range(position + 1, len(blocks)):
        if blocks[index].kind == "heading" and blocks[index].level <= level:
            return index
    return len(blocks)


def _attributes(blocks: Sequence[Block]) -> tuple[tuple[str, str], ...]:
    return next((b.attributes for b in blocks if b.attributes and b.kind == "paragraph"), ())


def _only_counts(rows: Sequence[Block], index: int) -> bool:
    """Whether a column holds nothing but the numbers of its rows."""
    cells = (row.children[index].html for row in rows if index < len(row.children))
    return all(re.fullmatch(r"[\W\d]*", scan(cell).text) for cell in cells)


def is_bold_line(block: Block) -> bool:
    """A paragraph of bold words alone, but for what stands in brackets after them."""
    if block.kind != "paragraph":
        return False
    text = scan(block.html)
    if not text.strong:
        return False
    (start, end), *_ = text.strong
    after = text.text[end:]
    beside = _BRACKETS.match(after)
    return not re.search(r"\w", text.text[:start] + after[beside.end() if beside else 0 :])


def _announces(block: Block, following: Block) -> bool:
    """A lead-in: `Several firms are involved:` before a list or a table."""
    return following.kind in ("list", "table") and scan(block.html).text.rstrip().endswith(
        (":", "：")
    )
