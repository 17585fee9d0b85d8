"""Texts that cost more than they say, where a reader is careless: data for the tests of bounds.

`texts(size)` gives a name and a text of about `size` letters for each: every mark of Markdown
repeated, nested, never closed and mixed; every sign our own patterns look for; and front matter.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise

#: Pieces that are written one after the other; N is the number of the piece.
REPEATED = {
    "words": "Toyota and ",
    "name of one word": "Toyota ",
    "names with commas": "Toyota, Honda, BMW, ",
    "unknown names": "Acme N, ",
    "capitals": "Solid Power N Energy ",
    "years": "2027 ",
    "years with commas": "2027,",
    "years with dashes": "2027-",
    "years with slashes": "2027/",
    "years joined": "2027–2028",
    "quarters": "Q3 2026 ",
    "halves": "H1 ",
    "by": "by ",
    "late": "late ",
    "early mid": "early-to-mid ",
    "end of the decade": "the end of the ",
    "decade": "decade ",
    "months": "May ",
    "days": "1 May 2027, ",
    "numbers": "1,000.5 ",
    "digits": "1",
    "zeros": "0",
    "dates": "2027-01-02T03:04:05Z ",
    "fiscal": "FY2027 ",
    "plans": "Toyota plans 2027, ",
    "sentences": "Toyota plans cars in 2027, production in 2028, ",
    "short sentences": "Toyota sells cells in 2027. ",
    "no more": "no longer 2027 but not before 2028 ",
    "semicolons": "Toyota 2027; ",
    "colons": "a: ",
    "bold labels": "**Toyota:** in 2027. ",
    "labels": "Status: x\n",
    "labels with dates": "Target: 2027\n",
    "metadata": "**Date:** May 2025 | **By:** Jane | ",
    "separators": "a | b · c • ",
    "partnership": "Toyota-Honda-",
    "ampersands": "Toyota & ",
    "parentheses": "(Toyota ",
    "parentheses closed": "Toyota (2027) ",
    "closing parentheses": ")",
    "quotes": '"',
    "curly quotes": "“a”",
    "open quotes": "“a ",
    "apostrophes": "'",
    "possessives": "Toyota's ",
    "cited": "[1] ",
    "source labels": "Source: a, b; ",
    "publications": "(Reuters, May 2025) ",
    "according": "according to Reuters, ",
    "cjk": "全",
    "cjk names": "丰田",
    "cjk dates": "丰田2027年",
    "cjk sentences": "丰田计划于2027年量产全固态电池。",
    "cjk commas": "丰田、本田，",
    "kana": "トヨタは2027年に",
    "hangul": "도요타 2027년 ",
    "arabic": "تويوتا في 2027 ",
    "arabic prefixes": "وتويوتا",
    "hebrew": "טויוטה 2027 ",
    "combining": "\u0301",
    "accented": "e\u0301",
    "emoji": "👩\u200d🔬",
    "zero width": "\u200b",
    "joiners": "\u200d",
    "directions": "\u202ea\u202c",
    "isolates": "\u2066a\u2069",
    "soft hyphens": "a\u00ad",
    "no-break": "\u00a0",
    "spaces": " ",
    "tabs": "\t",
    "line separators": "a\u2028",
    "one long word": "a",
    "long capitals": "A",
    "hyphens": "a-",
    "underscores": "a_",
    "dots": ".",
    "dotted": "a.",
    "slashes": "a/",
    "backslashes": "\\",
    "escapes": "\\*",
    "stars": "*",
    "stars about words": "a**b",
    "stars and words": "*a ",
    "both emphases": "*a_ ",
    "bold": "**a",
    "closed bold": "**a** ",
    "three": "***a*b**c ",
    "tildes": "~~a",
    "struck": "~~a~~ ",
    "ticks": "`",
    "codes": "`a",
    "closed codes": "`a` ",
    "growing ticks": "`a``b",
    "brackets": "[",
    "closing brackets": "]",
    "empty brackets": "[]",
    "bracketed": "[a] ",
    "opening links": "[a](",
    "closing links": "](",
    "links": "[a](b) ",
    "links to nowhere": "- [a](bN.md) [c](dN.md)\n",
    "links to the web": "[a](https://a.example/N) ",
    "links with titles": '[a](b "c',
    "links with angles": "[a](<b",
    "spaced links": "[a](b c",
    "dotted links": "[a](b .",
    "unsafe links": "[a](x:(",
    "unsafe links closed": "[a](javascript:x) ",
    "references": "[a][b] ",
    "collapsed": "[a][] ",
    "images": "![](",
    "opening images": "![a](",
    "closed images": "![a](b) ",
    "image brackets": "![",
    "notes": "[^a]",
    "numbered notes": "[^N]",
    "opening notes": "^[",
    "closed notes": "^[a] ",
    "nested notes": "^[a^[b] ",
    "wiki": "[[",
    "wiki words": "[[a",
    "wiki closed": "[[Acme N]] ",
    "wiki labels": "[[a|b]]",
    "braces": "{",
    "closing braces": "}",
    "attributes": "{#a}",
    "attribute words": "a {#a track=b} ",
    "tags": "<a ",
    "angles": "<",
    "closing angles": ">",
    "closed tags": "<b>a</b>",
    "comments": "<!--",
    "closed comments": "<!-- a -->",
    "declarations": "<!A ",
    "instructions": "<?",
    "cdata": "<![CDATA[",
    "autolinks": "<http://a.example/",
    "web": "http:",
    "addresses": "http://a.example ",
    "www": "www.",
    "www words": "www.a.example/(",
    "mail": "a@",
    "mails": "a@b.example ",
    "mail dots": "a.b@c.",
    "entities": "&amp;",
    "opening entities": "&",
    "numbers of letters": "&#",
    "long entities": "&a",
    "pipes": "|",
    "cells": "a|",
    "lines": "a\n",
    "hard breaks": "a  \n",
    "escaped breaks": "a\\\n",
    "paragraphs": "a\n\n",
    "blank lines": "\n",
    "rules": "---\n",
    "star rules": "* * *\n",
    "underlines": "a\n---\n",
    "double underlines": "a\n===\n",
    "headings": "# a\n",
    "equal headings": "## Equal\n\na\n\n",
    "empty headings": "#\n",
    "headings of kinds": "## Key Players\n\n- a\n\n",
    "entries": "### Acme N\n\nplans 2027\n\n",
    "entries of one": "### Toyota\n\nplans 2027\n\n",
    "given anchors": "## a {#a}\n",
    "items": "- a\n",
    "empty items": "-\n",
    "loose items": "- a\n\n",
    "items with dates": "- **Toyota:** series by 2027\n",
    "equal labels": "- **A:** b\n",
    "new labels": "- **Acme N:** plans 2027\n",
    "unlike labels": "- **NAcme:** plans 2027\n",
    "numbered": "1. Toyota: 2027\n",
    "numbers grow": "N. a\n",
    "changing bullets": "- a\n* b\n+ c\n",
    "tasks": "- [ ] a\n",
    "items with fields": "- **Toyota**\n  - Target: 2027\n  - Status: pilot\n",
    "indented": "    a\n",
    "fences": "```\n",
    "fenced": "```python\nx = 1\n```\n",
    "tilde fences": "~~~\n",
    "quote lines": "> a\n",
    "lazy quotes": "> a\nb\n",
    "split quotes": "> a\n\n",
    "definitions": "[N]: http://a.example/N\n",
    "equal definitions": "[a]: b\n",
    "unfinished definitions": "[a]:\n",
    "definition titles": "[a]: b 'c\n",
    "note definitions": "[^N]: a\n",
    "used notes": "a[^N]\n\n[^N]: b\n\n",
    "equal notes": "[^a]: b\n\n",
    "indented notes": "[^N]: a\n\n    b\n\n",
    "comments in lines": "<!-- a -->\n\n",
    "opened comments": "<!--\n",
    "html blocks": "<div>\n\n",
    "tables": "|a|b|\n|-|-|\n|c|d|\n\n",
    "rows": "|a|b|\n",
    "unfinished tables": "|a\n|-\n",
    "challenges": "## Challenges\n\n- **Cost:** a\n\n",
    "sources": "## Sources\n\n- Reuters, 2025: https://a.example/N\n\n",
    "controls": "a\x02rel:b\x03",
    "private use": "\ue000",
    "astral": "𝐀",
    "dotted capitals": "İ",
    "ligatures": "ﬃ",
}

#: What opens, what stands inside, and what closes.
NESTED = {
    "brackets": ("[", "a", "](b)"),
    "plain brackets": ("[", "a", "]"),
    "images": ("![", "a", "](b)"),
    "notes": ("^[", "a", "]"),
    "parentheses": ("(", "Toyota 2027", ")"),
    "addresses": ("[a](", "b", ")"),
    "stars": ("*a ", "b", " c*"),
    "bold": ("**a ", "b", " c**"),
    "mixed": ("*a **b ", "c", " d** e*"),
    "quotes in one line": ("> ", "a", ""),
    "quotes without blanks": (">", "a", ""),
    "lists in one line": ("- ", "a", ""),
    "numbers in one line": ("1. ", "a", ""),
    "quotes and lists": ("> - ", "a", ""),
    "tags": ("<b>", "a", "</b>"),
    "braces": ("{", "a", "}"),
    "ticks": ("`", "a", "`"),
    "quotation marks": ("“", "a", "”"),
}


def _repeated(piece: str, size: int) -> str:
    if "N" not in piece:
        return (piece * (size // len(piece) + 1))[:size]
    return "".join(piece.replace("N", str(n)) for n in range(size // (len(piece) + 4)))


def _nested(parts: tuple[str, str, str], size: int) -> str:
    opened, inside, closed = parts
    count = size // len(opened + closed)
    return opened * count + inside + closed * count


def _deep_list(size: int) -> str:
    count = int(size**0.5)
    return "".join("  " * depth + "- a\n" for depth in range(count))


def _deep_quotes(size: int) -> str:
    count = int(size**0.5)
    return "".join("> " * depth + "a\n\n" for depth in range(count))


def _zigzag(size: int) -> str:
    return "".join("  " * (n % 50) + "- a\n" for n in range(size // 54))


def _wide_table(size: int) -> str:
    count = size // 20
    return "|" + "a|" * count + "\n|" + "-|" * count + "\n|" + "Toyota 2027|" * count + "\n"


def _long_table(size: int) -> str:
    head = "| Company | Target | Notes |\n|---|---|---|\n"
    return head + "".join(f"| Acme {n} | 2027 | a |\n" for n in range(size // 24))


def _long_table_of_one(size: int) -> str:
    head = "| Company | Target |\n|---|---|\n"
    return head + "| Toyota | 2027 |\n" * (size // 18)


def _sparse_table(size: int) -> str:
    count = int(size**0.5) // 2
    return "|" + "a|" * count + "\n|" + "-|" * count + "\n" + "|b\n" * count


def _note_chain(size: int) -> str:
    return "a[^0]\n\n" + "".join(f"[^{n}]: b [^{n + 1}]\n\n" for n in range(size // 22))


def _growing_ticks(size: int) -> str:
    return "".join("`" * n + " " for n in range(1, int((2 * size) ** 0.5)))


def _used_definitions(size: int) -> str:
    count = size // 30
    return "".join(f"[{n}]: b\n" for n in range(count)) + "".join(
        f"[a][{n}] " for n in range(count)
    )


def _sources_once(size: int) -> str:
    lines = (f"{n}. Reuters, May 2025. https://a.example/{n}\n" for n in range(size // 48))
    return "## Sources\n\n" + "".join(lines)


def _cited(size: int) -> str:
    count = size // 60
    said = "".join(f"- **Toyota:** a [{n}]\n" for n in range(1, count))
    listed = "".join(f"{n}. Reuters {n}, May 2025.\n" for n in range(1, count))
    return f"## Key players\n\n{said}\n## Sources\n\n{listed}"


def _one_entry(size: int) -> str:
    return "## Key players\n\n- **Toyota:** " + "plans a series in 2027, " * (size // 24)


def _front(fields: Callable[[int], str]) -> Callable[[int], str]:
    return lambda size: f"---\n{fields(size)}\n---\n# A note\n\nToyota by 2027.\n"


def _toml(fields: Callable[[int], str]) -> Callable[[int], str]:
    return lambda size: f"+++\n{fields(size)}\n+++\n# A note\n"


def _days(count: int) -> Iterator[date]:
    return (date.fromordinal(730_000 + number) for number in range(count))


def _bomb(levels: int) -> str:
    names = "abcdefghijklmnopqrstuvwxyz"[:levels]
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    for before, name in pairwise(names):
        lines.append(f"{name}: &{name} [{','.join(['*' + before] * 9)}]")
    return "\n".join(lines)


MADE: dict[str, Callable[[int], str]] = {
    "deep list": _deep_list,
    "deep quotes": _deep_quotes,
    "zigzag list": _zigzag,
    "wide table": _wide_table,
    "long table": _long_table,
    "long table of one": _long_table_of_one,
    "sparse table": _sparse_table,
    "chain of notes": _note_chain,
    "growing ticks": _growing_ticks,
    "used definitions": _used_definitions,
    "one list of sources": _sources_once,
    "numbered sources": _cited,
    "one entry": _one_entry,
    "yaml list": _front(lambda size: "tags: [" + "a, " * (size // 3) + "a]"),
    "yaml unlike tags": _front(
        lambda size: "tags: [" + "".join(f"a{n}, " for n in range(size // 7)) + "a]"
    ),
    "yaml long list": _front(lambda size: "tags:\n" + "- a\n" * (size // 4)),
    "yaml deep": _front(lambda size: "x: " + "[" * size),
    "yaml deep closed": _front(lambda size: "x: " + "[" * (size // 2) + "]" * (size // 2)),
    "yaml deep mappings": _front(lambda size: "x: " + "{a: " * (size // 5) + "}" * (size // 5)),
    "yaml deep blocks": _front(
        lambda size: "".join(" " * n + "a:\n" for n in range(int((2 * size) ** 0.5)))
    ),
    "yaml bomb": _front(lambda size: _bomb(min(26, size // 30))),
    "yaml keys": _front(lambda size: "".join(f"key{n}: 1\n" for n in range(size // 12))),
    "yaml equal keys": _front(lambda size: "a: 1\n" * (size // 5)),
    "yaml long key": _front(lambda size: "k" * size + ": 1"),
    "yaml long text": _front(lambda size: "title: " + "a" * size),
    "yaml long words": _front(lambda size: "title: " + "Toyota 2027 " * (size // 12)),
    "yaml quoted": _front(lambda size: 'title: "' + "a" * size),
    "yaml block text": _front(lambda size: "summary: |\n" + "  a\n" * (size // 4)),
    "yaml anchors": _front(
        lambda size: "x:\n" + "".join(f"- &a{n} b\n- *a{n}\n" for n in range(size // 18))
    ),
    "yaml comments": _front(lambda size: "# a\n" * (size // 4)),
    "yaml tabs": _front(lambda size: "\t" * size + "a: 1"),
    "yaml tags": _front(lambda size: "a: " + "!!str " * (size // 6)),
    "yaml questions": _front(lambda size: "? " * (size // 2)),
    "yaml dashes": _front(lambda size: "- " * (size // 2)),
    "yaml digits": _front(lambda size: "date: " + "9" * size),
    "yaml integer": _front(lambda size: "milestones:\n- who: Toyota\n  due: " + "9" * size),
    "yaml dates": _front(lambda size: "date: " + "2027-01-01 " * (size // 11)),
    "yaml milestones": _front(
        lambda size: (
            "milestones:\n" + "".join(f"- who: Acme {n}\n  due: 2027\n" for n in range(size // 28))
        )
    ),
    "yaml milestones of one": _front(
        lambda size: "milestones:\n" + "- who: Toyota\n  due: 2027\n" * (size // 26)
    ),
    "yaml days of one": _front(
        lambda size: (
            "milestones:\n" + "".join(f"- who: Toyota\n  due: {day}\n" for day in _days(size // 34))
        )
    ),
    "yaml days said of one": _front(
        lambda size: (
            "milestones:\n"
            + "".join(f"- who: Toyota\n  due: 2031\n  said: {day}\n" for day in _days(size // 48))
        )
    ),
    "yaml sources of milestones": _front(
        lambda size: (
            "sources:\n"
            + "".join(f"- id: s{n}\n  url: https://a{n}.example/x\n" for n in range(size // 90))
            + "milestones:\n"
            + "".join(
                f"- who: Toyota\n  due: {day}\n  source: s{n}\n"
                for n, day in enumerate(_days(size // 90))
            )
        )
    ),
    "days of one": lambda size: "".join(
        f"- Toyota starts series production on {day}.\n" for day in _days(size // 49)
    ),
    "days of one in a line": lambda size: (
        "Toyota plans " + "".join(f"cells on {day}, " for day in _days(size // 22))
    ),
    "yaml broken milestones": _front(
        lambda size: "milestones:\n" + "- who: Toyota\n  due: x\n  kindd: y\n" * (size // 36)
    ),
    "yaml companies": _front(
        lambda size: "companies:\n" + "".join(f"- name: Acme {n}\n" for n in range(size // 18))
    ),
    "yaml aliases": _front(
        lambda size: (
            "companies:\n- name: Acme\n  aliases: ["
            + "".join(f"Acme {n}, " for n in range(size // 12))
            + "a]"
        )
    ),
    "yaml equal companies": _front(lambda size: "companies:\n" + "- name: Acme\n" * (size // 13)),
    "yaml sources": _front(
        lambda size: (
            "sources:\n"
            + "".join(f"- title: A {n}\n  url: https://a.example/{n}\n" for n in range(size // 48))
        )
    ),
    "yaml old addresses": _front(
        lambda size: "redirect_from: [" + "".join(f"/a{n}, " for n in range(size // 8)) + "/a]"
    ),
    "yaml marks": lambda size: "---\n" * (size // 4),
    "yaml not closed": lambda size: "---\n" + "a: b\n" * (size // 5),
    "toml marks": lambda size: "+++\n" * (size // 4),
    "toml deep": _toml(lambda size: "x = " + "[" * size),
    "toml deep closed": _toml(lambda size: "x = " + "[" * (size // 2) + "]" * (size // 2)),
    "toml dotted": _toml(lambda size: "a." * (size // 2) + "b = 1"),
    "toml dotted table": _toml(lambda size: "[" + "a." * (size // 2) + "b]\nx = 1"),
    "toml inline": _toml(lambda size: "x = " + "{a=" * (size // 4) + "1" + "}" * (size // 4)),
    "toml keys": _toml(lambda size: "".join(f"key{n} = 1\n" for n in range(size // 13))),
    "toml equal keys": _toml(lambda size: "a = 1\n" * (size // 6)),
    "toml tables": _toml(
        lambda size: "[[milestones]]\nwho = 'Toyota'\ndue = '2027'\n" * (size // 42)
    ),
    "toml digits": _toml(lambda size: "x = " + "9" * size),
    "toml list": _toml(lambda size: "tags = [" + "'a'," * (size // 4) + "]"),
    "toml text": _toml(lambda size: "title = '''" + "a\n" * (size // 2)),
    "json deep": lambda size: '{"a":' + "[" * size,
    "json deep closed": lambda size: '{"a":' + "[" * (size // 2) + "]" * (size // 2) + "}\n\na\n",
    "json objects": lambda size: '{"a":' * (size // 6) + "1" + "}" * (size // 6) + "\n\na\n",
    "json keys": lambda size: json.dumps({f"key{n}": n for n in range(size // 16)}) + "\n\na\n",
    "json lines": lambda size: json.dumps({"tags": ["a"] * (size // 8)}, indent=1) + "\n\na\n",
    "json digits": lambda size: '{"date": ' + "9" * size + "}\n\na\n",
    "json open": lambda size: "{\n" * (size // 2),
    "json text": lambda size: '{"title": "' + "a" * size,
}


def texts(size: int) -> Iterator[tuple[str, str]]:
    """Each with its name, of about as many letters."""
    for name, piece in REPEATED.items():
        yield name, _repeated(piece, size)
    for name, parts in NESTED.items():
        yield f"{name} in each other", _nested(parts, size)
    for name, made in MADE.items():
        yield name, made(size)


def among_players(text: str) -> str:
    """The text below a heading, unless it is front matter."""
    return text if text.startswith(("---\n", "+++\n", "{")) else f"## Key Players\n\n{text}\n"
