"""TOML text → the nodes that YAML of the same meaning would give, with the place of every value.

In: the text of TOML front matter. Out: a `yaml.MappingNode` for `yaml_records`, whose marks count
lines and columns of the TOML. Reads what is said twice as twice, so that both places can be told;
`tomllib` must have judged all else before. Knows no field.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

import yaml

_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}' r"|'''.*?'{3,5}" r"""|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""", re.S
)
_BARE = re.compile(r"[^\s,\]}#=]+(?: \d[\d:.Z+-]*)?")
_BARE_KEY = re.compile(r"[\w-]+")
_NOTHING = re.compile(r"(?:\s|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_STR, _MAP, _SEQ = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq"))


class Unread(Exception):
    """Not what `tomllib` takes for TOML."""


def compose(text: str) -> yaml.MappingNode:
    """The whole text; raises `Unread`, `RecursionError`."""
    return _Composer(text).document()


class _Composer:
    def __init__(self, text: str) -> None:
        self.text, self.position = text, 0
        self.starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def document(self) -> yaml.MappingNode:
        root = table = self._mapping(0)
        while self._skip(_NOTHING) < len(self.text):
            start = self.position
            if self._takes("[["):
                table = self._new_entry(root, self._keys(), start)
                self._wants("]]")
            elif self._takes("["):
                table = self._new_table(root, self._keys())
                self._wants("]")
            else:
                self._pair(table)
        return root

    def _pair(self, table: yaml.MappingNode) -> None:
        *path, last = self._keys()
        self._wants("=")
        self._skip(_SPACE)
        self._inner(table, path).value.append((last, self._value()))

    def _new_table(self, root: yaml.MappingNode, keys: list[yaml.ScalarNode]) -> yaml.MappingNode:
        *path, last = keys
        made = yaml.MappingNode(_MAP, [], last.start_mark, last.end_mark)
        self._inner(root, path).value.append((last, made))
        return made

    def _new_entry(
        self, root: yaml.MappingNode, keys: list[yaml.ScalarNode], start: int
    ) -> yaml.MappingNode:
        *path, last = keys
        holder = self._inner(root, path)
        made = yaml.MappingNode(_MAP, [], self._mark(start), last.end_mark)
        for key, value in holder.value:
            if key.value == last.value and isinstance(value, yaml.SequenceNode):
                value.value.append(made)
                return made
        entries = yaml.SequenceNode(_SEQ, [made], self._mark(start), last.end_mark)
        holder.value.append((last, entries))
        return made

    def _inner(self, table: yaml.MappingNode, path: list[yaml.ScalarNode]) -> yaml.MappingNode:
        """The table that keys lead to, made where it is not there; of a list, its last entry."""
        for step in path:
            found = next((v for k, v in table.value if k.value == step.value), None)
            if isinstance(found, yaml.SequenceNode) and found.value:
                found = found.value[-1]
            if not isinstance(found, yaml.MappingNode):
                found = yaml.MappingNode(_MAP, [], step.start_mark, step.end_mark)
                table.value.append((step, found))
            table = found
        return table

    def _keys(self) -> list[yaml.ScalarNode]:
        keys = [self._key()]
        while self._skip(_SPACE) < len(self.text) and self._takes("."):
            keys.append(self._key())
        return keys

    def _key(self) -> yaml.ScalarNode:
        start = self._skip(_SPACE)
        if match := _STRING.match(self.text, start) or _BARE_KEY.match(self.text, start):
            self.position = match.end()
            words = _plain(match[0]) if match[0][0] in "\"'" else match[0]
            return self._scalar(words, start)
        raise Unread

    def _value(self) -> yaml.Node:
        start = self.position
        if self._takes("["):
            return self._array(start)
        if self._takes("{"):
            return self._inline_table(start)
        if match := _STRING.match(self.text, start):
            self.position = match.end()
            return self._scalar(_plain(match[0]), start)
        if match := _BARE.match(self.text, start):
            self.position = match.end()
            return self._scalar(match[0], start)
        raise Unread

    def _array(self, start: int) -> yaml.SequenceNode:
        entries = []
        while self._skip(_NOTHING) < len(self.text) and not self._takes("]"):
            entries.append(self._value())
            self._skip(_NOTHING)
            self._takes(",")
        return yaml.SequenceNode(_SEQ, entries, self._mark(start), self._mark(self.position))

    def _inline_table(self, start: int) -> yaml.MappingNode:
        table = self._mapping(start)
        while self._skip(_NOTHING) < len(self.text) and not self._takes("}"):
            self._pair(table)
            self._skip(_NOTHING)
            self._takes(",")
        table.end_mark = self._mark(self.position)
        return table

    def _mapping(self, start: int) -> yaml.MappingNode:
        return yaml.MappingNode(_MAP, [], self._mark(start), self._mark(start))

    def _scalar(self, words: str, start: int) -> yaml.ScalarNode:
        quoted = '"' if self.text[start] in "\"'" else None
        end = self._mark(self.position)
        return yaml.ScalarNode(_STR, words, self._mark(start), end, style=quoted)

    def _mark(self, position: int) -> yaml.Mark:
        line = bisect_right(self.starts, position) - 1
        return yaml.Mark("", position, line, position - self.starts[line], None, 0)

    def _skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self.text, self.position)
        self.position = match.end() if match else self.position
        return self.position

    def _takes(self, sign: str) -> bool:
        if found := self.text.startswith(sign, self.position):
            self.position += len(sign)
        return found

    def _wants(self, sign: str) -> None:
        self._skip(_SPACE)
        if not self._takes(sign):
            raise Unread


def _plain(literal: str) -> str:
    """What a string in quotation marks says."""
    try:
        return str(tomllib.loads(f"x = {literal}")["x"])
    except tomllib.TOMLDecodeError:
        raise Unread from None
