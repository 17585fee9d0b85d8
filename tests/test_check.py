"""Links: every one of them lands, fragments too."""

from __future__ import annotations

import pytest

from makers import inputs_of, sample_site, site
from ssbrief import theme
from ssbrief.check import check_links, read_links
from ssbrief.config import Config
from ssbrief.model import PlainPage, Prose, Site
from ssbrief.pages import Index
from ssbrief.plan import plan
from ssbrief.read import Inputs
from ssbrief.render import Renderer

INPUTS = Inputs(root=".")


def checked(shown: Site, offline: bool = False) -> list[str]:
    masthead = theme.masthead(shown, Config(), INPUTS)
    found = plan(Index(shown), inputs_of(shown), masthead)
    return [d.message for d in check_links(found, Renderer(masthead, (), offline))]


def about(html: str) -> Site:
    return site(
        pages=(PlainPage("about", "content/pages/about.md", "About", "", "en", Prose(html)),)
    )


@pytest.mark.parametrize("url", ["", "https://example.org", "https://example.org/any/base"])
@pytest.mark.parametrize("offline", [False, True])
def test_all_links_of_a_site_land(url: str, offline: bool) -> None:
    assert checked(sample_site(url=url), offline) == []


def test_all_links_of_an_empty_site_land() -> None:
    assert checked(site()) == []


@pytest.mark.parametrize(
    ("html", "message"),
    [
        (
            '<a href="../gone/">x</a>',
            "/about/ links to ../gone/, which is no page or file of this site",
        ),
        (
            '<img src="../files/gone.png" alt="">',
            "/about/ links to ../files/gone.png, which is no page or file of this site",
        ),
        ('<a href="#gone">x</a>', '/about/ links to #gone, but /about/ holds no "gone"'),
        (
            '<a href="../timeline/#gone">x</a>',
            '/about/ links to ../timeline/#gone, but /timeline/ holds no "gone"',
        ),
        ('<p id="x"></p><p id="x"></p>', '/about/ holds two things with the anchor "x"'),
    ],
)
def test_a_link_that_does_not_land_is_told_with_the_file_it_is_written_in(
    html: str, message: str
) -> None:
    shown = about(html)
    masthead = theme.masthead(shown, Config(), INPUTS)
    (diagnostic,) = check_links(plan(Index(shown), inputs_of(shown), masthead), Renderer(masthead))
    assert diagnostic.message == message
    assert diagnostic.span.path == "content/pages/about.md"


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://example.org/gone">x</a>',
        '<a href="mailto:a@example.org">x</a>',
        '<p id="größe"><a href="#gr%C3%B6%C3%9Fe">x</a></p>',
        '<a href="../timeline/index.html">x</a>',
    ],
)
def test_a_link_that_lands_is_not_told(html: str) -> None:
    assert checked(about(html)) == []


def test_links_are_read_from_every_attribute_that_holds_one() -> None:
    html = '<a href="a"></a><img src="b"><meta http-equiv="refresh" content="0; url=c">'
    assert read_links(html).targets == ("a", "b", "c")
