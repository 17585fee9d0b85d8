"""HTML in a text: shown as it is written, or sanitised where the site allows it."""

from __future__ import annotations

import re

import pytest

from ssbrief.markdown import outer, read_blocks
from ssbrief.raw_html import clean


def shown(text: str, allow_html: bool = True) -> str:
    return "".join(outer(block) for block in read_blocks(text, allow_html=allow_html))


def test_html_is_text_unless_a_site_allows_it() -> None:
    assert shown("A <b>b</b>", allow_html=False) == "<p>A &lt;b&gt;b&lt;/b&gt;</p>\n"
    assert shown("A <b>b</b>") == "<p>A <b>b</b></p>\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("H<sub>2</sub>O *and* [x](https://x.example)",
         '<p>H<sub>2</sub>O <em>and</em> <a href="https://x.example">x</a></p>\n'),
        ("<kbd>Ctrl", "<p><kbd>Ctrl</kbd></p>\n"),
        ("a <script>zyx()</script> b", "<p>a  b</p>\n"),
        ("<div onclick='zyx()'>\nx\n</div>", "<div>\nx\n</div>"),
        ("<style>*{display:none}</style>", ""),
        ("<a href='JaVaScRiPt:zyx()'>x</a>", "<p><a>x</a></p>\n"),
        ("<a href='java&#10;script:zyx()'>x</a>", "<p><a>x</a></p>\n"),
        ("<a href='//zyx.example'>x</a>", "<p><a>x</a></p>\n"),
        ("<img src=x onerror=zyx()> y", "<p>y</p>\n"),
        ("<b id='toc' class='x' style='position:fixed'>x</b>", "<p><b>x</b></p>\n"),
        ("- <i>a\n- b", "<ul>\n<li><i>a</i></li>\n<li>b</li>\n</ul>\n"),
        ("<iframe src=https://zyx.example></iframe>", ""),
    ],
)  # fmt: skip
def test_only_what_cannot_harm_is_shown(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_what_is_kept_aside_cannot_be_called_from_an_attribute() -> None:
    text = '<b title="\ue0001\ue001">x [y](https://x.example "onclick=zyx() a=") </b>'
    assert "onclick" not in re.sub(r'title="[^"]*"', "", shown(text))
    assert (
        clean([("<b title='\ue0001\ue001'>", True), ('" onclick="', False)]).count("onclick") == 1
    )
