"""The quickened parser says what markdown-it-py says: on the examples of the CommonMark
specification (`commonmark.json`, version 0.31.2, CC BY-SA 4.0) and on whatever can be thought up.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ssbrief import markdown, urls
from ssbrief.build import Settings, prepare
from ssbrief.commonmark import parts, quickened, simple
from ssbrief.markdown import read_blocks

EXAMPLES = json.loads(Path(__file__).with_name("commonmark.json").read_text("utf-8"))

#: Pieces that marks are made of, so that examples are full of near misses.
SIGNS = re.findall(
    r"\S+", r"* ** *** _ __ ` `` ~ ~~ [ ] ( ) ]( ! ^ \ < > & &amp; &#65; { } {#a} @ : . , – “"
)
WORDS = re.findall(
    r"\S+",
    "a bc 5 丰田 é **a** *b* `c` http://a.b https://example.org/a?b=c#d www.a.b (https://e.org/x) "
    "[a](https://e.org/x) [[Toyota]] <http://a.b> a@b.co",
)
BLANKS = [" ", "  ", "\n", "\t", "\u00a0", "    "]
OPENINGS = ["- ", "1. ", "# ", "> ", "| ", "|---|\n", "---\n", "===\n", "<!-- c -->"]
PIECES = st.sampled_from(SIGNS + WORDS + BLANKS + OPENINGS)
TEXTS = st.lists(PIECES, max_size=14).map("".join)


def slow() -> MarkdownIt:
    """The rules of the site, each tried everywhere."""
    return markdown.rules()


def test_the_examples_of_the_specification() -> None:
    parser = quickened(MarkdownIt("commonmark"))
    made = {text: parser.render(text) for text, _ in EXAMPLES}
    # markdown-it-py leaves the line break out of an empty quotation
    made |= {
        text: html.replace("<blockquote></blockquote>", "<blockquote>\n</blockquote>")
        for text, html in made.items()
    }
    assert [(text, made[text], html) for text, html in EXAMPLES if made[text] != html] == []


def test_every_example_is_a_briefing_with_a_page(tmp_path: Path) -> None:
    folder = tmp_path / "content" / "briefings"
    folder.mkdir(parents=True)
    for number, (text, _) in enumerate(EXAMPLES):
        (folder / f"n{number}.md").write_text(text, encoding="utf-8", newline="")
    prepared = prepare(tmp_path, Settings(date(2026, 7, 1)))
    wrong = {d.code for d in prepared.diagnostics if d.severity == "error"}
    assert wrong == {"dangling-link"}  # to /url, of which the specification is fond
    assert prepared.plan
    for number in range(len(EXAMPLES)):
        assert prepared.renderer.render(prepared.plan.pages[urls.briefing(f"n{number}")])


@given(TEXTS)
def test_sorted_rules_find_what_rules_tried_everywhere_find(text: str) -> None:
    assert quickened(slow()).render(text) == slow().render(text)


def test_sorted_rules_find_the_same_in_the_examples() -> None:
    quick, plain = quickened(slow()), slow()
    assert [text for text, _ in EXAMPLES if quick.render(text) != plain.render(text)] == []


@given(TEXTS.map(str.strip))
def test_what_is_simple_is_what_the_parser_says(text: str) -> None:
    written = simple(text)
    assert written is None or written == slow().renderInline(text)


def test_what_is_simple_in_the_examples() -> None:
    parser = slow()
    texts = [text.strip() for text, _ in EXAMPLES if "\n\n" not in text]
    written = {text: html for text in texts if (html := simple(text)) is not None}
    assert len(written) > 50
    assert {text: parser.renderInline(text) for text in written} == written


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain words", "plain words"),
        ("**Toyota:** by *2027*", "<strong>Toyota:</strong> by <em>2027</em>"),
        ("**Toyota**: 5 < 6 & ~2027", "<strong>Toyota</strong>: 5 &lt; 6 &amp; ~2027"),
        ("`a*b` in [A \"b\"](https://e.org/x?y=1)",
         '<code>a*b</code> in <a href="https://e.org/x?y=1">A &quot;b&quot;</a>'),
        ("one\ntwo", "one two"),
    ],
)  # fmt: skip
def test_the_common_texts_are_simple(text: str, html: str) -> None:
    assert simple(text) == html


#: Lines that begin blocks, or nearly do.
LINES = st.sampled_from(
    [
        *("", "", "", "words", "**b**: c", "2027 it is", "5. x", "5 x", "[a](b) c", "two ", "  in"),
        *("# H", "## H ##", "### ", "#tag", "---", "***", "===", "> q", "    code", "\u00a0", "\\"),
        *(
            "- a",
            "- **b** c",
            "-",
            "- ",
            "* a",
            "+ a",
            "- # h",
            "- - a",
            "- ![i](j)",
            "1. a",
            "1) a",
        ),
        *("| a | b |", "|---|---|", "![i](j)", "x {#a}", "- y {#b}", "# Z {#c}", "(b)"),
    ]
)


@given(st.lists(LINES, max_size=9).map("\n".join))
def test_parts_of_a_text_are_what_the_parser_makes_of_the_whole(text: str) -> None:
    """A comment at the end leaves the whole to the parser."""
    assert (*read_blocks(text), *read_blocks("<!-- -->", 2 + len(text.split("\n")))) == read_blocks(
        f"{text}\n\n<!-- -->"
    )


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (
            "# A\nwords\nmore\n\n- a\n- **b:** c\n\n## B\n",
            ["heading", "paragraph", "list", "heading"],
        ),
        ("- a\n\n- b\n\nwords\n\n# C\n", ["", "heading"]),
        ("words\n---\n", [""]),
        ("words\n| a |\n", [""]),
        ("1. a\n2. b\n\n---\n> q\n\n| a |\n|---|\n\nwords", ["list", "rule", "", "", "paragraph"]),
        ("```\n# A\n```\nwords\n", ["", "paragraph"]),
        ("> q\n```\n# A\n```\nwords\n", [""]),
        ("words\n\n[a]: /b\n", [""]),
        ("words\n\nand^[a note]\n", [""]),
    ],
)
def test_what_needs_no_parser_is_told_by_its_kind(text: str, kinds: list[str]) -> None:
    assert [part.kind for part in parts(text)] == kinds
    assert "".join(part.text for part in parts(text)).split() == text.split()
