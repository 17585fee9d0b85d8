"""Nothing that an author writes runs, in any file of any format that a site holds.

Each payload stands in every place that takes an author's words. What is built is read by a real
parser of its format, and must have the shape that it has when the words are harmless.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import cycle
from pathlib import Path
from xml.etree import ElementTree

import bibtexparser
import html5lib
import pytest
import rispy
from click.testing import CliRunner, Result

from ssbrief.build import Settings, build, prepare
from ssbrief.cli import main
from ssbrief.diagnostics import show
from ssbrief.markdown import outer, read_blocks
from ssbrief.preview import Preview

TODAY = date(2025, 7, 1)

PAYLOADS = {
    "script": "<script>zyx()</script>",
    "closing": "</script></style></title></textarea><script>zyx()</script>",
    "cdata": "]]><script>zyx()</script><![CDATA[",
    "comment": "--><script>zyx()</script><!--",
    "attribute": "\" onmouseover=\"zyx()\" x='' autofocus onfocus='zyx()",
    "apostrophe": "' onmouseover='zyx()",
    "unquoted": "x onmouseover=zyx() <img src=x onerror=zyx()>",
    "svg": "<svg onload=zyx()><a xlink:href='javascript:zyx()'>x</a></svg>",
    "entities": "&lt;script&gt;zyx()&lt;/script&gt; &#60;script&#62;zyx()&#60;/script&#62;",
    "template": "{{ ''.__class__ }} {% include '/etc/passwd' %} ${zyx} #{zyx}",
    "formula": '=HYPERLINK("http://zyx.example";"zyx")',
    "plus": "+zyx|' /C calc'!A0",
    "at": "@SUM(zyx)",
    "braces": "}, url = {http://zyx.example}, note = {zyx \\input{/etc/passwd} %",
    "backslash": "zyx\\",
    "lines": "zyx\r\nER  - \r\nTY  - BOOK\r\nX-Zyx: 1",
    "separators": "zyx\u2028zyx\u2029zyx\x85zyx",
    "controls": "zyx\x00\x01\x02company:toyota\x03\x1b[31m\x7f\x9b31m",
    "marks": "\x02url:javascript:zyx()\x03",
    "bidi": "\u202ezyx\u2066zyx\u200f",
    "noncharacters": "zyx\ufffe\uffff",
}

ADDRESSES = {
    "javascript": "javascript:zyx()",
    "case": "JaVaScRiPt:zyx()",
    "tab": "java\tscript:zyx()",
    "line": "java\nscript:zyx()",
    "nul": "java\x00script:zyx()",
    "leading": " \x01javascript:zyx()",
    "entity": "&#106;avascript:zyx()",
    "entity-colon": "javascript&colon;zyx()",
    "percent": "javascript%3Azyx()",
    "data": "data:text/html,<script>zyx()</script>",
    "vbscript": "vbscript:zyx()",
    "file": "file:///etc/passwd",
    "protocol": "//zyx.example/",
    "backslashes": "\\\\zyx.example\\",
    "blob": "blob:https://zyx.example/1",
    "breakout": 'https://zyx.example/"onclick="zyx()',
    "closing": "https://zyx.example/</script><script>zyx()</script>",
    "lines": "https://zyx.example/\r\nX-Zyx: 1",
    "credentials": "https://good.example@zyx.example/",
}


class Turns:
    """Gives one payload after another, each spelled for its place; `{w:Zed }` with words before."""

    def __init__(self, payloads: Iterator[str], spell: Callable[[str], str]) -> None:
        self.payloads, self.spell = payloads, spell

    def __format__(self, before: str) -> str:
        return self.spell(before + next(self.payloads))


def on_one_line(words: str) -> str:
    return words.replace("\r", " ").replace("\n", " ").replace("\0", "&#0;")


def in_a_link(address: str) -> str:
    return address.replace("\n", "&#10;").replace("\r", "").replace("\0", "&#0;")


def site_of(root: Path, words: Sequence[str], addresses: Sequence[str], html: str) -> Path:
    """A site that says these words and these addresses wherever it can, in turn."""
    w, a = Turns(cycle(words), json.dumps), Turns(cycle(addresses), json.dumps)
    inline, link = Turns(cycle(words), on_one_line), Turns(cycle(addresses), in_a_link)
    files = {
        "content/site.yaml": f"""
title: {w}
url: https://example.org
allow_html: {html}
description: {w}
license: {w}
navigation:
  - label: {w}
    address: {a}
topics:
  - slug: cells
    name: {w}
""",
        "content/briefings/cells/a.md": f"""---
title: {w}
date: 2024-06
summary: {w}
authors: [{w}]
prepared_by: {w}
reviewed_by: {w}
revised: 2024-07-01
change_note: {w}
tags: [{w}]
redirect_from: ["/old/", {w:/old}]
companies:
  - name: {w:Zed }
    aliases: [{w:Zeta }]
    part_of: {w:Zulu }
challenges:
  - name: {w:Cost }
    aliases: [{w:Price }]
sources:
  - title: {w}
    url: {a}
    publisher: {w}
    published: {w}
    accessed: {w}
    archive: {a}
    author: {w}
  - title: {w:Good }
    url: https://good.example/x
    publisher: {w}
    author: {w}
milestones:
  - who: {w:Zed }
    event: {w}
    technology: {w}
    due: 2027
    words: {w}
---
# {inline}

{inline}

## {inline} {{#{inline}}}

## Key players

- **Zed {inline}:** in series by 2027. {inline} {{track="{inline}"}}
- **{inline}:** makes cells by 2028 [{inline}]({link}) [x](<{link}> "{inline}")
- [[{inline}]] and [[Zed {inline}|{inline}]]

| Company | {inline} |
|---|---|
| Toyota | {inline} by 2029 |

![{inline}](https://zyx.example/{inline}.png "{inline}") ![{inline}]({link})

```{inline}
{inline}
```

## Technical challenges

- **{inline}:** {inline}

## Sources

- [{inline}]({link})
- {inline} (2024): [x](https://good.example/{inline})
- <{link}>

Note.[^1] [ref][r]

[^1]: {inline} [x]({link})
[r]: {link} "{inline}"
""",
        "content/briefings/cells/b.md": f"""---
title: {w:Second }
date: 2025-06
milestones:
  - who: {w:Zed }
    event: {w}
    technology: {w}
    due: 2030
    words: {w}
---
# {inline}

## Key players

- **Zed {inline}:** in series by 2030. {inline}
""",
        "content/briefings/cells/c.md": f"""---
title: {w:Third }
date: 2025-07-01
language: {w:en}
---
# {inline}

{inline}
""",
        "content/companies/toyota.md": f"""---
name: Toyota
aliases: [{w}]
country: {w}
url: {a}
wikidata: {w}
---
{inline} [{inline}]({link})
""",
        "content/pages/about.md": f"""---
title: {w}
summary: {w}
---
# {inline}

## {inline} {{#{inline}}}

[{inline}]({link}) {inline}
""",
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8", newline="")
    return root


def built(tmp_path: Path, words: Sequence[str], addresses: Sequence[str], html: str = "no") -> Path:
    """The site that is built of what is left when each error has been mended as it asks for."""
    root = site_of(tmp_path, words, addresses, html)
    output = tmp_path / "out"
    for _ in range(12):
        report = build(root, output, Settings(TODAY))
        if not report.failed:
            return output
        for one in report.diagnostics:
            if one.severity == "error":
                _mend(root / one.span.path, one.span.line)
    raise AssertionError([show(d) for d in report.diagnostics if d.severity == "error"])


def _mend(file: Path, line: int) -> None:
    lines = file.read_text("utf-8").split("\n")
    assert line, file
    lines[line - 1] = ""
    file.write_text("\n".join(lines), encoding="utf-8", newline="")


# -- what each format must be

UNSAFE = re.compile(r"[\s\x00-\x1f]*(?!https?:|mailto:)[a-z][\w+.-]*:|//|[\\]", re.IGNORECASE)
LINKS = {"href", "src", "action", "formaction", "poster", "cite", "xlink:href", "data", "srcset"}


def html_shape(text: str, where: str) -> set[tuple[str, str]]:
    """The elements and attributes of a page; nothing in them runs or leads astray."""
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    shape = set()
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.rpartition("}")[2]
        shape.add((tag, ""))
        for name, value in element.attrib.items():
            name = name.rpartition("}")[2]
            assert not name.startswith("on"), (where, tag, name, value)
            assert name != "style", (where, tag, value)
            shape.add((tag, name))
            if name in LINKS:
                assert not UNSAFE.match(value), (where, tag, name, value)
        if tag == "script" and element.get("type") == "application/ld+json":
            assert json.loads(element.text or "")
        elif tag == "script":
            assert not (element.text or "").strip() or "zyx" not in (element.text or ""), where
            assert "zyx" not in (element.get("src") or "")
    return shape


def csv_is_no_program(text: str, where: str) -> None:
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len({len(row) for row in rows}) == 1, where
    for row in rows:
        for cell in row:
            assert not re.match(r"[=+@\t\r]|-(?![\d.]+$)", cell), (where, cell)


def xml_holds_no_program(text: str, where: str) -> None:
    tree = ElementTree.fromstring(text)
    for element in tree.iter():
        for name, value in element.attrib.items():
            if name in ("href", "src", "uri"):
                assert not UNSAFE.match(value), (where, element.tag, value)
        if element.get("type") in ("html", "xhtml") and element.text:
            html_shape(element.text, where)


def json_holds_no_program(text: str, where: str) -> None:
    feed = json.loads(text)
    if where.endswith("feed.json"):
        for item in feed["items"]:
            html_shape(item.get("content_html", ""), where)
            assert not UNSAFE.match(item.get("url", "")), where


def shape_of(output: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(p for p in output.rglob("*") if p.is_file()):
        where = file.relative_to(output).as_posix()
        if where.startswith(("static/", "search/pagefind/")) or file.name in (
            "index.md",
            ".ssbrief-manifest",
        ):
            continue
        if file.suffix not in (".png", ".woff2", ".ico"):
            text = file.read_bytes().decode("utf-8")
            assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", text), where
        match file.suffix:
            case ".html":
                yield from html_shape(text, where)
            case ".xml":
                xml_holds_no_program(text, where)
            case ".csv":
                csv_is_no_program(text, where)
            case ".json":
                json_holds_no_program(text, where)
            case ".bib":
                library = bibtexparser.parse_string(text)
                assert not library.failed_blocks, where
                assert {e.key for e in library.entries}.isdisjoint({"zyx"})
                for entry in library.entries:
                    assert not UNSAFE.match(
                        entry.fields_dict["url"].value if "url" in entry.fields_dict else ""
                    ), where
                    yield ("bib", "")
            case ".ris":
                assert all(re.match(r"[A-Z][A-Z0-9]  -|$", line) for line in text.split("\n")), (
                    where
                )
                assert len(rispy.loads(text)) == text.count("TY  - "), where


def headers_of(output: Path) -> list[str]:
    return (output / "_headers").read_text("utf-8").split("\n")


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[tuple[str, str]], list[str]]:
    output = built(tmp_path_factory.mktemp("harmless"), ["harmless"], ["https://zyx.example/a"])
    return set(shape_of(output)), headers_of(output)


#: Each alone in every place where there is time for it (`make soak`), else all of them in turn.
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
ALONE = [(words,) for words in PAYLOADS.values()]
IN_TURN = [tuple(PAYLOADS.values())[start:] + tuple(PAYLOADS.values())[:start] for start in (0, 9)]
ADDRESSES_ALONE = [(address,) for address in ADDRESSES.values()]
ADDRESSES_IN_TURN = [
    tuple(ADDRESSES.values())[start:] + tuple(ADDRESSES.values())[:start] for start in (0, 9)
]


@pytest.mark.parametrize("html", ["no", "yes"])
@pytest.mark.parametrize("words", ALONE if LONG else IN_TURN)
def test_words_are_words_in_every_format(
    words: tuple[str, ...],
    html: str,
    tmp_path: Path,
    harmless: tuple[set[tuple[str, str]], list[str]],
) -> None:
    output = built(tmp_path, words, ["https://zyx.example/a"], html)
    _is_like(output, harmless)
    _commands_say_words(tmp_path)


@pytest.mark.parametrize("addresses", ADDRESSES_ALONE if LONG else ADDRESSES_IN_TURN)
def test_no_address_runs_in_any_format(
    addresses: tuple[str, ...], tmp_path: Path, harmless: tuple[set[tuple[str, str]], list[str]]
) -> None:
    output = built(tmp_path, ["harmless"], addresses)
    _is_like(output, harmless)


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
@pytest.mark.parametrize(
    "written", ["[x]({})", "[x](<{}>)", "![x]({})", "![x](<{}>)", "<{}>", "[x][r]\n\n[r]: {}"]
)
def test_no_unsafe_address_becomes_one_of_a_link(address: str, written: str) -> None:
    """Before anyone asks whether it leads somewhere, which would be another wall."""
    text = written.format(in_a_link(address))
    for element in html5lib.parseFragment("".join(map(outer, read_blocks(text)))).iter():
        for name in LINKS & set(element.attrib):
            value = (
                element.attrib[name]
                .removeprefix("\x02rel:")
                .removesuffix("\x03")
                .replace("\\", "/")
            )
            assert not UNSAFE.match(value), (address, value)


# -- what the commands and the preview say of a site

#: What moves the cursor, colours, or turns the direction of what follows.
MOVES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def run(site: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(main, [*arguments, "--site", str(site), "--today", "2025-07-01"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def _commands_say_words(site: Path) -> None:
    """Of a site that builds: every question, in every format."""
    for question in ("targets", "changes", "due"):
        asked = ("query", question, "--format")
        assert not MOVES.search(run(site, *asked, "table").output)
        csv_is_no_program(run(site, *asked, "csv").stdout, question)
        assert len(json.loads(run(site, *asked, "json").stdout)) > 1
    note = str(site / "content/briefings/cells/a.md")
    assert not MOVES.search(run(site, "check", "--explain", note).output)
    told = run(site, "check", "--explain", note, "--format", "json").stdout
    assert json.loads(told)["path"] == "content/briefings/cells/a.md"
    why = run(site, "build", "--clean", "--why", "--output", str(site / "out")).output
    assert not MOVES.search(why)
    known = re.compile(r"[\w./%-]+: |Built |Left out: |content/| |$")
    assert [one for one in why.split("\n") if not known.match(one)] == []


@pytest.mark.parametrize("words", ALONE if LONG else IN_TURN)
def test_what_is_wrong_is_told_in_words(words: tuple[str, ...], tmp_path: Path) -> None:
    """Of a site that is full of errors: the terminal, JSON, GitHub and the preview."""
    site = site_of(tmp_path, words, tuple(ADDRESSES.values()), "no")
    (site / "content/pages/links.md").write_text(
        "".join(f"# {w}\n\n[{w}](nowhere.md) [[Zed {w}]]\n" for w in map(on_one_line, words)),
        "utf-8",
    )
    wrong = prepare(site, Settings(TODAY)).diagnostics
    assert len(wrong) > 3
    assert not MOVES.search(run(site, "check").output)
    told = json.loads(run(site, "check", "--format", "json").stdout)
    assert {one["code"] for one in told} >= {one.code for one in wrong}
    assert not any(MOVES.search(one["message"] + one["hint"]) for one in told)
    lines = run(site, "check", "--format", "github").stdout.rstrip("\n").split("\n")
    assert len(lines) == len(told)
    assert all(re.match(r"::(error|warning|notice) file=[^:]*,title=[a-z-]+", one) for one in lines)
    preview = Preview(site, lambda: Settings(TODAY))
    page = preview.answer("/").data.decode()
    assert {tag for tag, _ in html_shape(page, "preview")} <= NOTICE
    assert not MOVES.search(page)
    assert not any(
        MOVES.search(" ".join(p.values())) for p in json.loads(preview.news("/"))["problems"]
    )


#: The elements of a page on which the preview says why it shows no other.
NOTICE = {
    "html",
    "head",
    "meta",
    "title",
    "link",
    "body",
    "main",
    "h1",
    "p",
    "pre",
    "h2",
    "ul",
    "li",
}


@pytest.mark.parametrize("words", [PAYLOADS["script"], PAYLOADS["closing"], PAYLOADS["bidi"]])
def test_a_page_that_is_gone_is_named_in_words(words: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        page = tmp_path / f"content/pages/{name}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"---\ntitle: {json.dumps(words)}\n---\nText.\n", encoding="utf-8")
    preview = Preview(tmp_path, lambda: Settings(TODAY))
    (tmp_path / "content/pages/one.md").unlink()
    preview.reload()
    page_gone = preview.answer("/one/").data.decode()
    assert {tag for tag, _ in html_shape(page_gone, "gone")} <= {*NOTICE, "code", "a", "span"}
    assert not MOVES.search(page_gone)


def _is_like(output: Path, harmless: tuple[set[tuple[str, str]], list[str]]) -> None:
    shape, headers = harmless
    assert set(shape_of(output)) - shape <= OTHERWISE
    assert headers_of(output) == headers
    redirects = (output / "_redirects").read_text("utf-8")
    assert all(len(line.split(" ")) == 3 for line in redirects.splitlines())


#: Harmless shapes that a payload brings about: coloured code, an emphasis, a line that is split, a
#: text whose language is told another way.
OTHERWISE = {
    ("p", "lang"),
    ("em", ""),
    ("strong", ""),
    ("code", ""),
    ("br", ""),
    ("img", ""),
    ("b", ""),
}
