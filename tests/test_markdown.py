"""Text → blocks: what an author may write, and what becomes of it."""

from __future__ import annotations

import pytest

from ssbrief.markdown import Text, is_safe, link_words, outer, read_blocks, scan


def shown(text: str) -> str:
    return "".join(outer(block) for block in read_blocks(text))


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>\n"),
        ("[a](data:text/html,x)", "<p>[a](data:text/html,x)</p>\n"),
        ("[a](//evil.example)", "<p>[a](//evil.example)</p>\n"),
        ("[a](https://x.example)", '<p><a href="https://x.example">a</a></p>\n'),
        (
            "see https://x.example.",
            '<p>see <a href="https://x.example">https://x.example</a>.</p>\n',
        ),
        ("[a](b%20c.md#d)", '<p><a href="\x02rel:b c.md#d\x03">a</a></p>\n'),
        ("[a](#d)", '<p><a href="\x02here:#d\x03">a</a></p>\n'),
        ("[[Toyota|the firm]]", '<p><a href="\x02name:Toyota\x03">the firm</a></p>\n'),
        ("[[ ]] and [[a", "<p>[[ ]] and [[a</p>\n"),
        ("a <!-- b --> c", "<p>a  c</p>\n"),
        ("<!-- b -->", ""),
        (
            "![far](https://x.example/a.png)",
            '<p class="figure"><a href="https://x.example/a.png">far</a></p>\n',
        ),
        (
            "![near](a.png)",
            '<p class="figure"><img src="\x02rel:a.png\x03" alt="near" loading="lazy"></p>\n',
        ),
        ("one\ntwo", "<p>one two</p>\n"),
        ("固态\n电池", "<p>固态电池</p>\n"),
        ("a\x02b", "<p>a\x02b</p>\n"),
    ],
)
def test_a_text_becomes_safe_html(markdown: str, html: str) -> None:
    assert shown(markdown) == html


def test_alignment_is_a_class_and_never_a_style() -> None:
    html = shown("| a | b |\n|---|--:|\n| 1 | 2 |\n")
    assert '<td class="align-right">2</td>' in html
    assert "style" not in html


def test_code_is_highlighted_where_its_language_is_known() -> None:
    assert '<span class="n">x</span>' in shown("```python\nx = 1\n```")
    assert "x = &lt;1&gt;" in shown("```nosuch\nx = <1>\n```")


def test_blocks_know_their_lines_in_the_file() -> None:
    blocks = read_blocks("# A\n\n- one\n- two\n\n| a |\n|---|\n| 1 |\n", first_line=5)
    assert [(b.kind, b.line) for b in blocks] == [("heading", 5), ("list", 7), ("table", 10)]
    assert [item.line for item in blocks[1].children] == [7, 8]
    assert [row.line for row in blocks[2].children] == [10, 12]


@pytest.mark.parametrize(
    ("line", "attributes"),
    [
        ("text {#toyota}", (("id", "toyota"),)),
        ('text {#t track="toyota/first vehicle" said=2017-10}',
         (("id", "t"), ("track", "toyota/first vehicle"), ("said", "2017-10"))),
        ("text {colour=red}", ()),
        ("text {not attributes}", ()),
    ],
)  # fmt: skip
def test_braces_at_the_end_set_attributes(
    line: str, attributes: tuple[tuple[str, str], ...]
) -> None:
    (block,) = read_blocks(line)
    assert block.attributes == attributes
    assert ("{" in block.html) is not bool(attributes)


def test_an_item_has_the_attributes_of_its_first_line() -> None:
    (block,) = read_blocks("- **Toyota:** soon {#toyota}\n  - sooner\n")
    assert block.children[0].attributes == (("id", "toyota"),)
    assert "{#" not in block.children[0].html


def test_scan_gives_words_without_markup_and_where_marks_stand() -> None:
    (block,) = read_blocks("**A&B:** by 2027[^1], [c](https://c.example) `d`\n\n[^1]: note\n")[:1]
    text = scan(block.html)
    assert text == Text(
        "A&B: by 2027, c d",
        strong=((0, 4),),
        links=((14, 15, "https://c.example"),),
        code=((16, 17),),
    )


@pytest.mark.parametrize(
    ("html", "marks", "linked"),
    [
        ("a AT&amp;T b", [(2, 6, "x")], 'a <a class="name" href="\x02x\x03">AT&amp;T</a> b'),
        ("<strong>VW</strong> b", [(0, 2, "x")],
         '<strong><a class="name" href="\x02x\x03">VW</a></strong> b'),
        ('<a href="y">VW</a> b', [(0, 2, "x")], '<a href="y">VW</a> b'),
        ("<code>VW</code> b", [(0, 2, "x")], "<code>VW</code> b"),
        ("V<em>W</em>", [(0, 2, "x")], "V<em>W</em>"),
    ],
)  # fmt: skip
def test_words_become_links_where_html_allows(
    html: str, marks: list[tuple[int, int, str]], linked: str
) -> None:
    assert link_words(html, marks) == linked


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://a.example", True),
        ("mailto:a@b.example", True),
        ("../a.md", True),
        ("#a", True),
        ("JaVaScRiPt:alert(1)", False),
        (" vbscript:x", False),
        ("file:///etc/passwd", False),
        ("ftp://a.example", False),
        ("https://[bad", False),
    ],
)
def test_only_web_addresses_and_paths_become_links(address: str, safe: bool) -> None:
    assert is_safe(address) is safe
