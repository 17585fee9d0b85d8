"""YAML text → a typed record, with the place of every value.

In: the text of a YAML mapping and the `Struct` it should become. Out: `Document`: the record, the
keys it does not know, where each value stands, and every mistake, not only the first. Knows neither
Markdown nor what the records mean.

Every scalar is read as text and only then by its field, so that `2027-06`, `10:00` and `NO` stay
what the author wrote. How forgiving the reading is:

- keys count without regard to case, hyphens and spaces (`Prepared-By` is `prepared_by`);
- an empty value, `~` and `null` are as good as no value;
- a single value may stand where a list is wanted; in a field that is `Listed`, plain text is split
  at commas (at semicolons, if it has any; never before "Ltd", "Inc" and the like) and quoted text
  is one entry;
- text may stand for a record whose first field is `name`, `title`, `url` or `light`, and a mapping
  for a list of records: its keys are then the first field (`topics: {ssb: Solid-state batteries}`).
"""

from __future__ import annotations

import json
import re
import typing
from collections.abc import Callable
from functools import cache, cached_property, lru_cache
from types import UnionType
from typing import Annotated, Any, Generic, Literal, TypeVar

import msgspec
import yaml
from msgspec import Meta, Struct

from .diagnostics import Diagnostic, Severity, Span, nearest, visible

T = TypeVar("T", bound=Struct)
_Item = TypeVar("_Item")

#: A list that may also be written as one line with commas.
Listed = Annotated[tuple[_Item, ...], Meta(extra={"split": True})]

#: Deeper than any record of ours; the C composer would overflow its stack at some 30,000.
DEEPEST = 40
#: What is said of what is deeper.
FLATTER = f"no key needs more than {DEEPEST} levels of lists and mappings: write it flatter"
#: How many nodes the aliases of one text may add; a mapping of ours has no use for any.
MOST_ALIASED = 1000

#: How many entries of a list of front matter are read: each of them may have pages of its own.
MOST_ENTRIES = 1000

#: Of how many unknown keys it is asked which one was meant: asking takes long.
MOST_MEANT = 50

_SEPARATORS = re.compile(
    r",\s+(?!(?:Ltd|Inc|LLC|Co|Corp|GmbH|S\.A|N\.V|B\.V|plc)\b)", re.IGNORECASE
)
_LINE_BREAKS_OF_YAML_ONLY = str.maketrans("\x85\u2028\u2029", "   ")
_YES, _NO = ("true", "yes", "on", "y", "1"), ("false", "no", "off", "n", "0")


class Unknown(Struct, frozen=True):
    """A key that no field has. `key` is its path without numbers ("milestones.colour"), `value` its
    text (nested values as compact JSON), `meant` the nearest known key, or ""."""

    key: str
    value: str
    span: Span
    excerpt: str = ""
    meant: str = ""


class Document(Struct, Generic[T], frozen=True, kw_only=True, dict=True):
    """A text as read. `said` names the fields that hold a value; `positions` are the places of the
    values by field path ("milestones[0].who"); the body starts at line `body_line`."""

    record: T
    body: str = ""
    body_line: int = 1
    unknown: tuple[Unknown, ...] = ()
    said: tuple[str, ...] = ()
    positions: tuple[tuple[str, Span], ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    def where(self, field: str) -> Span | None:
        """The place of a field's value, or of the nearest value that holds it."""
        while field and field not in self._places:
            field = re.sub(r"(\.\w+|\[\d+\]|^\w+)$", "", field)
        return self._places.get(field)

    @cached_property
    def _places(self) -> dict[str, Span]:
        return dict(self.positions)


def parse_yaml(
    path: str, text: str, kind: type[T], first_line: int = 1, most: int | None = MOST_ENTRIES
) -> Document[T]:
    """The record in a YAML text whose first line is line `first_line` of the file at `path`; of a
    list at most so many entries."""
    reader = _Reader(path, text.translate(_LINE_BREAKS_OF_YAML_ONLY), first_line, most)
    return _document(reader, reader.compose(), kind)


def read_nodes(
    path: str, text: str, root: yaml.Node, kind: type[T], first_line: int = 1
) -> Document[T]:
    """The same of nodes that another language than YAML gave, with the places they have in it."""
    return _document(_Reader(path, text, first_line), root, kind)


def _document(reader: _Reader, root: yaml.Node | None, kind: type[T]) -> Document[T]:
    record = reader.read(root, kind)
    fields = (field for field, _ in reader.positions if field not in reader.refused)
    said = tuple(field for field in fields if re.fullmatch(r"\w+", field))
    return Document(
        record=record if record is not None else kind(),
        unknown=tuple(reader.unknown),
        said=said,
        positions=tuple(reader.positions),
        diagnostics=tuple(reader.diagnostics),
    )


def report_unknown(unknown: typing.Iterable[Unknown]) -> tuple[Diagnostic, ...]:
    """One warning for each unknown key, however many files hold it."""
    by_key: dict[str, list[Unknown]] = {}
    for each in unknown:
        by_key.setdefault(each.key, []).append(each)
    return tuple(_report_key(key, found) for key, found in sorted(by_key.items()))


#: Marks without width that come with copied text.
_UNSEEN = "\u200b\u2060\ufeff"


def fold(key: str) -> str:
    """A key as it is compared.

    >>> fold("Prepared-By")
    'prepared_by'
    """
    return re.sub(r"[\s-]+", "_", key.strip().strip(_UNSEEN)).casefold()


@lru_cache(maxsize=256)  # a key that is unknown in one file is so in many
def _meant(key: str, kind: type[Struct]) -> str:
    """The field that a writer most likely meant, "" where none is near."""
    return nearest(key, kind.__struct_fields__) or ""


def _report_key(key: str, found: list[Unknown]) -> Diagnostic:
    first = min(found, key=lambda each: each.span)
    files = len({each.span.path for each in found})
    count = f", found {len(found)} times in {files} files" if files > 1 else ""
    hint = f'did you mean "{first.meant}"?' if first.meant else "the value is kept, but not used"
    return Diagnostic(
        "unknown-key",
        f'"{key}" is not a key that is known here{count}',
        first.span,
        "warning",
        hint,
        first.excerpt,
    )


class _Wanted(Struct, frozen=True):
    """What a field takes."""

    shape: Literal["text", "flag", "number", "choice", "list", "record"]
    choices: tuple[str, ...] = ()
    item: _Wanted | None = None
    record: type[Struct] | None = None
    split: bool = False


@cache
def _required(kind: type[Struct]) -> tuple[str, ...]:
    return tuple(field.name for field in msgspec.structs.fields(kind) if field.required)


@cache
def _fields(kind: type[Struct]) -> dict[str, _Wanted]:
    hints = typing.get_type_hints(kind, include_extras=True)
    return {name: _wanted(hints[name]) for name in kind.__struct_fields__}


def _wanted(hint: Any) -> _Wanted:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        inner = _wanted(arguments[0])
        return msgspec.structs.replace(inner, split=True)
    if origin in (typing.Union, UnionType):
        return _wanted(next(a for a in arguments if a is not type(None)))
    if origin is Literal:
        return _Wanted("choice", choices=arguments)
    if origin is tuple:
        return _Wanted("list", item=_wanted(arguments[0]))
    if isinstance(hint, type) and issubclass(hint, Struct):
        return _Wanted("record", record=hint)
    simple: dict[Any, Literal["text", "flag", "number"]] = {
        str: "text",
        bool: "flag",
        int: "number",
    }
    return _Wanted(simple[hint])


class _Refused(Exception):
    """A value that its field does not take; it has been reported."""


class _Reader:
    """Reads one text. Mistakes, unknown keys and places gather while it goes."""

    def __init__(
        self, path: str, text: str, first_line: int, most: int | None = MOST_ENTRIES
    ) -> None:
        self.path, self.text, self.first_line, self.most = path, text, first_line, most
        self.lines = text.split("\n")
        self.diagnostics: list[Diagnostic] = []
        self.unknown: list[Unknown] = []
        self.positions: list[tuple[str, Span]] = []
        self.refused: set[str] = set()

    def read(self, root: yaml.Node | None, kind: type[T]) -> T | None:
        if root is None or _is_nothing(root):
            return None
        try:
            return self._record(root, kind, "")
        except _Refused:
            return None

    # From text to nodes

    def compose(self) -> yaml.Node | None:
        try:
            if _may_be_deep(self.text):
                self._refuse_depth()
            root = yaml.compose(self.text, Loader=yaml.CBaseLoader)
            if root is not None and "*" in self.text:
                self._refuse_alias_bomb(root)
        except yaml.MarkedYAMLError as error:
            self._report_syntax(error)
        except yaml.reader.ReaderError as error:
            before = self.text[: error.position]
            line, column = before.count("\n"), len(before) - before.rfind("\n") - 1
            message = "this character may not stand in YAML"
            self._report("yaml", message, line, column, hint="remove it")
        except UnicodeEncodeError:
            self._report("yaml", "this text holds half a character", 0, 0, hint="write it anew")
        except _Refused:
            pass
        else:
            return root
        return None

    def _refuse_depth(self) -> None:
        depth = 0
        for event in yaml.parse(self.text, Loader=yaml.CBaseLoader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                place = _place(event.start_mark)
                self._report("yaml", "this is nested too deeply", *place, hint=FLATTER)
                raise _Refused

    def _refuse_alias_bomb(self, root: yaml.Node) -> None:
        sizes: dict[int, int] = {}
        nodes: list[yaml.Node] = []

        def size(node: yaml.Node) -> int:
            known = sizes.get(id(node))
            if known is None:
                sizes[id(node)] = MOST_ALIASED**2  # what an alias to the node around it counts
                nodes.append(node)
                known = sizes[id(node)] = 1 + sum(map(size, _children(node)))
            return known

        if size(root) > len(nodes) + MOST_ALIASED:
            mark = root.start_mark
            message = "the aliases (*) of this YAML stand for far more than is written"
            self._report("yaml-alias", message, mark.line, mark.column, hint="write the values out")
            raise _Refused

    def _report_syntax(self, error: yaml.MarkedYAMLError) -> None:
        place = _place(error.problem_mark or error.context_mark)
        problem, context = error.problem or "", error.context or ""
        in_brackets = "flow sequence" in context or "flow mapping" in context
        if "alias" in context or "simple key" in context or in_brackets:
            place = _place(error.context_mark)
        if "escape" in problem or "hexdecimal" in problem:  # the mark stands after its beginning
            before = self._excerpt(place[0]).rfind("\\", 0, place[1] + 1)
            place = place[0], max(before, 0)
        if "quoted scalar" in context and "end of stream" in problem and error.context_mark:
            place, message = _place(error.context_mark), "this quotation mark is never closed"
            hint = "close it with the same mark; inside '…', write an apostrophe as ''"
        elif "another document" in problem or "document start" in problem:
            message, hint = "a second YAML document starts here", 'remove the line "---"'
        else:
            message, hint = self._explain(problem, context, *place)
        self._report("yaml", message, *place, hint=hint)

    def _explain(self, problem: str, context: str, line: int, column: int) -> tuple[str, str]:
        text = self._excerpt(line)
        if "\t" in text[: column + 1]:
            return "a tab may not indent YAML", "use spaces"
        if "mapping values are not allowed" in problem:
            hint = 'a value that holds ": " needs quotation marks: key: "One: two"'
            return "there is a second colon here, or the indentation is off", hint
        if "alias" in context or "anchor" in context or "undefined alias" in problem:
            return "a value cannot start with * or & like this", _QUOTE_IT
        if "cannot start any token" in problem:
            return f"a value cannot start with {text[column : column + 1]}", _QUOTE_IT
        if "flow sequence" in context or "flow mapping" in context:
            hint = (
                "close it, or put commas between; text that starts with one needs quotation marks"
            )
            return "this bracket is not closed, or not followed by a list or keys", hint
        if "block scalar" in context:
            return f"a value cannot start with {text[:column].rstrip()[-1:]}", _QUOTE_IT
        if re.match(r"\s*- ", text[column:]):
            return "an item of a list stands here, where a key belongs", "indent it below its key"
        if "expected '-'" in problem:
            hint = "the keys of one entry begin in one column"
            return "this begins in another column than all above it", hint
        if "expected key" in problem or "block end" in problem:
            hint = (
                "text that starts with a quotation mark or bracket needs quotation marks around all"
            )
            if "'" in text[:column]:
                hint = "inside '…', write an apostrophe as ''"
            return "the value ends before this", hint
        if "escape" in problem or "hexdecimal" in problem:
            return "this is no escape that YAML knows", r'inside "…" write \\ for a backslash'
        if "simple key" in context:
            return "this line is not part of the value above and has no colon", "key: value"
        said = f"{context}: {problem}" if context else problem
        return f"this is not YAML ({said})", "each line is a key, a colon, a space and a value"

    # From nodes to values

    def _value(self, node: yaml.Node, wanted: _Wanted, where: str) -> Any:
        """The value of a node that is not empty."""
        if wanted.shape == "list":
            return self._list(node, wanted, where)
        if wanted.shape == "record":
            assert wanted.record is not None
            return self._record_or_scalar(node, wanted.record, where)
        if not isinstance(node, yaml.ScalarNode):
            self._wrong(node, where, _WORDS[wanted.shape])
        return self._scalar(node, wanted, where)

    def _scalar(self, node: yaml.ScalarNode, wanted: _Wanted, where: str) -> Any:
        if not node.tag.startswith("tag:"):
            self._report_node(node, "yaml", "a value cannot start with !", hint=_QUOTE_IT)
            raise _Refused
        text = _text(node)
        if wanted.shape == "text":
            return text
        if wanted.shape == "choice":
            folded = {choice.casefold(): choice for choice in wanted.choices}
            if text.casefold() in folded:
                return folded[text.casefold()]
            choices = [choice for choice in wanted.choices if choice]
            close = nearest(text, choices)
            hint = f'did you mean "{close}"?' if close else ""
            self._wrong(node, where, "one of " + ", ".join(choices), hint)
        if wanted.shape == "flag":
            if text.casefold() in _YES + _NO:
                return text.casefold() in _YES
        elif re.fullmatch(r"[+-]?\d{1,18}", text):
            return int(text)
        self._wrong(node, where, _WORDS[wanted.shape])

    def _list(self, node: yaml.Node, wanted: _Wanted, where: str) -> tuple[Any, ...]:
        item = wanted.item
        assert item is not None
        if isinstance(node, yaml.SequenceNode):
            entries = [entry for entry in node.value if not _is_nothing(entry)]
            return self._each(entries, item, where)
        if isinstance(node, yaml.MappingNode) and item.record:
            if self._is_one_record(node, item.record):
                return self._each([node], item, where)
            return self._keyed(node, item.record, where)
        if isinstance(node, yaml.ScalarNode):
            return self._each(_split(node) if wanted.split else [node], item, where)
        self._wrong(node, where, "a list")

    def _each(self, nodes: list[Any], item: _Wanted, where: str) -> tuple[Any, ...]:
        found = []
        for index, node in enumerate(self._not_too_many(nodes, where)):
            place = f"{where}[{index}]"
            self.positions.append((place, self._span(node)))
            try:
                found.append(self._value(node, item, place))
            except _Refused:
                continue
        return tuple(found)

    def _not_too_many(self, nodes: list[Any], where: str) -> list[Any]:
        """The entries that are read, with a word on the first that is not."""
        read = nodes[: self.most]
        for first in nodes[len(read) : len(read) + 1]:
            message = f'"{where}" has {len(nodes):,} entries; from here on they are not read'
            hint = f"a file may have {self.most:,} of them: part it, or take out what nobody needs"
            line, column = _place(first.start_mark)
            self._report("long-list", message, line, column, hint=hint, severity="warning")
        return read

    def _is_one_record(self, node: yaml.MappingNode, kind: type[Struct]) -> bool:
        keys = [fold(k.value) for k, _ in node.value if isinstance(k, yaml.ScalarNode)]
        return kind.__struct_fields__[0] in keys or all(key in _fields(kind) for key in keys)

    def _keyed(self, node: yaml.MappingNode, kind: type[Struct], where: str) -> tuple[Any, ...]:
        """A mapping for a list: each key is the first field of a record, its value the rest."""
        first, *others = kind.__struct_fields__
        entries = []
        self._refuse_duplicates(node, str.casefold)
        for key, value in node.value:
            pairs = [(_named(first, key), key)]
            if isinstance(value, yaml.MappingNode):
                pairs += value.value
            elif others and not _is_nothing(value):
                pairs.append((_named(others[0], key), value))
            entries.append(yaml.MappingNode(node.tag, pairs, key.start_mark, key.end_mark))
        return self._each(entries, _Wanted("record", record=kind), where)

    def _record_or_scalar(self, node: yaml.Node, kind: type[Struct], where: str) -> Struct:
        if isinstance(node, yaml.ScalarNode):
            first = kind.__struct_fields__[0]
            if "url" in kind.__struct_fields__ and re.match(r"https?://", node.value):
                first = "url"
            if first in ("name", "title", "url", "light"):
                pairs = [(_named(first, node), node)]
                node = yaml.MappingNode(node.tag, pairs, node.start_mark, node.end_mark)
        return self._record(node, kind, where)

    def _record(self, node: yaml.Node, kind: type[T], where: str) -> T:
        if not isinstance(node, yaml.MappingNode):
            self._wrong(node, where, "a mapping", _how_to_write(node, kind))
        self._refuse_duplicates(node, fold)
        values: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                hint = "a key is a word before the colon; a list stands after it"
                self._report_node(key, "wrong-type", "a key must be text", hint=hint)
            elif wanted := _fields(kind).get(fold(key.value)):
                self._field(values, fold(key.value), value, wanted, where)
            else:
                self._keep_unknown(key, value, kind, where)
        if lacking := [name for name in _required(kind) if name not in values]:
            self._report_lacking(node, lacking[0], where)
        return kind(**values)

    def _field(
        self, values: dict[str, Any], name: str, node: yaml.Node, wanted: _Wanted, where: str
    ) -> None:
        self._warn_of_comment(node)
        if _is_nothing(node):
            return
        place = f"{where}.{name}" if where else name
        self.positions.append((place, self._span(node)))
        try:
            values[name] = self._value(node, wanted, place)
        except _Refused:
            self.refused.add(place)

    def _warn_of_comment(self, node: yaml.Node) -> None:
        """`title: Plan #2` is the title "Plan": a comment that looks like words."""
        if not isinstance(node, yaml.ScalarNode) or node.style not in (None, ""):
            return
        line, column = node.end_mark.line, node.end_mark.column
        comment = _COMMENT.match(self._excerpt(line), column)
        if comment:
            message = f"{comment[1]} is a comment, and no part of the value"
            place = line, comment.start(1)
            self._report("comment-in-value", message, *place, hint=_QUOTE_ALL, severity="warning")

    def _refuse_duplicates(self, node: yaml.MappingNode, folded: Callable[[str], str]) -> None:
        first: dict[str, int] = {}
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            name, line = folded(key.value), key.start_mark.line + self.first_line
            if name in first:
                message = f'"{_text(key)}" stands here and in line {first[name]}'
                self._report_node(key, "duplicate-key", message, hint="keep one of the two")
            first.setdefault(name, line)

    def _refuse_duplicates_inside(self, node: yaml.Node) -> None:
        """Also where nobody reads the values."""
        if isinstance(node, yaml.MappingNode):
            self._refuse_duplicates(node, str)
        for part in _children(node):
            self._refuse_duplicates_inside(part)

    def _keep_unknown(
        self, key: yaml.ScalarNode, value: yaml.Node, kind: type[Struct], where: str
    ) -> None:
        if key.value[:1] in _OTHER_SPACES:
            message = "this line begins with a space that YAML does not know"
            self._report_node(key, "yaml", message, hint="write plain spaces in its place")
            return
        self._refuse_duplicates_inside(value)
        path = re.sub(r"\[\d+\]", "", where)
        name = f"{path}.{_text(key)}" if path else _text(key)
        text = _text(value) if isinstance(value, yaml.ScalarNode) else _as_json(value)
        seek = len(self.unknown) < MOST_MEANT and len(key.value) < 100
        meant = _meant(fold(key.value), kind) if seek else ""
        excerpt = self._excerpt(key.start_mark.line)
        self.unknown.append(Unknown(name, text, self._span(key), excerpt, meant))

    # Mistakes

    def _wrong(self, node: yaml.Node, where: str, wanted: str, hint: str = "") -> typing.NoReturn:
        given = _quoted(node) if isinstance(node, yaml.ScalarNode) else _kind_of(node)
        subject = f'"{where}"' if where else "this"
        hint = hint or _MENDS.get(wanted, "write one of these words")
        self._report_node(node, "wrong-type", f"{subject} must be {wanted}, not {given}", hint=hint)
        raise _Refused

    def _report_lacking(self, node: yaml.Node, field: str, where: str) -> typing.NoReturn:
        subject = f'"{where}"' if where else "this"
        self._report_node(node, "missing-key", f"{subject} has no {field}", hint=f"{field}: …")
        raise _Refused

    def _report_node(self, node: yaml.Node, code: str, message: str, *, hint: str = "") -> None:
        span = self._span(node)
        excerpt = self._excerpt(node.start_mark.line)
        self.diagnostics.append(Diagnostic(code, visible(message), span, "error", hint, excerpt))

    def _report(
        self,
        code: str,
        message: str,
        line: int,
        column: int,
        *,
        hint: str = "",
        severity: Severity = "error",
    ) -> None:
        line = min(line, len(self.lines) - 1)
        while line and not self.lines[line].strip():  # the end of the text: show what stands there
            line -= 1
            column = max(len(self.lines[line]) - 1, 0)
        span = Span(self.path, line + self.first_line, column + 1, column + 2)
        excerpt = self._excerpt(line)
        self.diagnostics.append(Diagnostic(code, message, span, severity, hint, excerpt))

    def _span(self, node: yaml.Node) -> Span:
        start, end = node.start_mark, node.end_mark
        line = start.line
        last = end.column if end.line == line else len(self._excerpt(line))
        return Span(
            self.path, line + self.first_line, start.column + 1, max(last, start.column + 1) + 1
        )

    def _excerpt(self, line: int) -> str:
        return self.lines[line] if line < len(self.lines) else ""


_QUOTE_IT = "put it in quotation marks"
_QUOTE_ALL = (
    "to say all of it, put the value in quotation marks; a comment begins with # and a space"
)
#: `#2` after a value, or in place of one; `# a note` is meant as a comment.
_COMMENT = re.compile(r"\s+(#[^\s#]\S*)")
#: Spaces that a web page or an input method writes where YAML wants plain ones.
_OTHER_SPACES = ("\u00a0", "\u2002", "\u2003", "\u2009", "\u202f", "\u3000")
_MENDS = {
    "text": "write one text; between quotation marks any sign is text",
    "true or false": "write true or false, or leave the key out",
    "a whole number": "write it in figures, without a sign",
    "a list": "write [one, two], or each on a line of its own after a hyphen",
}
_WORDS = {"text": "text", "flag": "true or false", "number": "a whole number", "choice": "a word"}


def _may_be_deep(text: str) -> bool:
    """Whether a text can be nested too deeply: as deep as its brackets are many and its lines
    indented, where a list may stand as far left as what it belongs to."""
    lines = text.splitlines()
    indented = max((len(line) - len(line.lstrip(" \t-?:")) for line in lines), default=0)
    return text.count("[") + text.count("{") + 2 * (indented + 1) > DEEPEST


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _is_nothing(node: yaml.Node) -> bool:
    if not isinstance(node, yaml.ScalarNode):
        return False
    plain = node.style in (None, "")
    return not node.value.strip() or (plain and node.value.casefold() in ("~", "null"))


def _text(node: yaml.ScalarNode) -> str:
    return visible(str(node.value)).strip()


def _place(mark: Any) -> tuple[int, int]:
    """The line and column of a mark, from 0; marks of the C parser have no type of their own."""
    return (mark.line, mark.column) if mark else (0, 0)


def _kind_of(node: yaml.Node) -> str:
    return "a mapping" if isinstance(node, yaml.MappingNode) else "a list"


def _how_to_write(node: yaml.Node, kind: type[Struct]) -> str:
    if isinstance(node, yaml.ScalarNode) and re.search(r":\S", node.value):
        return "a space belongs after each colon"
    return f"write it as keys with values: {', '.join(kind.__struct_fields__[:3])} …"


def _quoted(node: yaml.ScalarNode) -> str:
    text = _text(node)
    return f'"{text[:40]}…"' if len(text) > 40 else f'"{text}"'


def _named(field: str, near: yaml.Node) -> yaml.ScalarNode:
    return yaml.ScalarNode("tag:yaml.org,2002:str", field, near.start_mark, near.end_mark)


def _split(node: yaml.ScalarNode) -> list[yaml.ScalarNode]:
    """The entries of one line; quoted text is one entry."""
    if node.style in ("'", '"'):
        return [node]
    parts = node.value.split(";") if ";" in node.value else _SEPARATORS.split(node.value)
    return [
        yaml.ScalarNode(node.tag, part.strip(), node.start_mark, node.end_mark)
        for part in parts
        if part.strip(" ,")
    ]


def _as_json(node: yaml.Node) -> str:
    def plain(node: yaml.Node) -> object:
        if isinstance(node, yaml.MappingNode):
            return {_key(key): plain(value) for key, value in node.value}
        if isinstance(node, yaml.SequenceNode):
            return [plain(entry) for entry in node.value]
        return _text(typing.cast(yaml.ScalarNode, node))

    def _key(node: yaml.Node) -> str:
        return _text(node) if isinstance(node, yaml.ScalarNode) else _as_json(node)

    return json.dumps(plain(node), ensure_ascii=False, separators=(",", ":"))
