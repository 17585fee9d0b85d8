"""Rendering: templates show a page and nothing else, and what is shown is what was hashed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin

import html5lib
import pytest
from jinja2.meta import find_undeclared_variables
from jinja2.nodes import FromImport
from msgspec import structs

from makers import briefing, inputs_of, milestone, sample_site, section, site, statement, track
from ssbrief import theme, urls
from ssbrief.config import Config, NavigationItem
from ssbrief.diagnostics import Mistake
from ssbrief.model import Asset, Company, Passage, PlainPage, Prose, Site, Step
from ssbrief.pages import Index, Page
from ssbrief.pages.companies import CompanyPage
from ssbrief.pages.styleguide import styleguide
from ssbrief.plan import plan
from ssbrief.read import BinaryFile, Inputs, TextFile
from ssbrief.render import Renderer, _Compiled

TEMPLATES = sorted((Path(__file__).parents[1] / "templates").rglob("*.html"))
STATIC = Path(__file__).parents[1] / "static"
INPUTS = Inputs(root=".")


def own(name: str, text: str) -> TextFile:
    return TextFile(f"templates/{name}", text, "")


def renderer(
    shown: Site, templates: Iterable[TextFile] = (), offline: bool = False
) -> tuple[Renderer, dict[str, Page]]:
    masthead = theme.masthead(shown, Config(), INPUTS)
    found = plan(Index(shown), inputs_of(shown), masthead)
    assert found.diagnostics == ()
    pages = {url: entry for url, entry in found.pages.items() if isinstance(entry, Page)}
    return Renderer(masthead, templates, offline), pages


def rendered(shown: Site, offline: bool = False) -> dict[str, str]:
    renders, pages = renderer(shown, offline=offline)
    return {url: renders.render(page).decode() for url, page in pages.items()}


@cache
def sample() -> dict[str, str]:
    return rendered(sample_site(url="https://example.org/base"))


@cache
def empty() -> dict[str, str]:
    return rendered(site())


class Outline(HTMLParser):
    """The headings, ids and attributes of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.attributes: list[str] = []
        self.scripts: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "script":
            self.scripts.append(dict(attrs))
        self.attributes += [name for name, _ in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]


# What every page keeps


@cache
def every() -> dict[str, str]:
    return sample() | {f"empty {url}": html for url, html in empty().items()}


@cache
def outlines() -> dict[str, Outline]:
    return {name: Outline(html) for name, html in every().items()}


class TestEveryPage:
    def test_is_html_that_a_parser_takes_without_an_error(self) -> None:
        for name, html in every().items():
            parser = html5lib.HTMLParser()
            parser.parse(html)
            assert parser.errors == [], name

    def test_has_one_h1_and_headings_that_skip_no_level(self) -> None:
        for name, outline in outlines().items():
            assert outline.levels.count(1) == 1, name
            main = outline.levels[outline.levels.index(1) :]
            assert all(after <= before + 1 for before, after in pairwise(main)), name

    def test_gives_no_two_things_the_same_id(self) -> None:
        for name, outline in outlines().items():
            assert sorted(outline.ids) == sorted(set(outline.ids)), name

    def test_holds_no_inline_style_or_script(self) -> None:
        data = "application/ld+json"  # which no browser runs
        for name, outline in outlines().items():
            assert [a for a in outline.attributes if a == "style" or a.startswith("on")] == [], name
            assert all(s.get("src") or s.get("type") == data for s in outline.scripts), name
            assert "<style" not in every()[name], name

    def test_leaves_no_reference_unspelled(self) -> None:
        for name, html in every().items():
            assert "\x02" not in html, name
            assert "\x03" not in html, name

    def test_fetches_nothing_from_another_host(self) -> None:
        far = re.compile(r'<(?:script|img|link rel="(?:icon|stylesheet)")[^>]*https?:')
        assert [name for name, html in every().items() if far.search(html)] == []


def test_every_list_of_an_empty_site_says_so_in_words() -> None:
    for url in ("/briefings/", "/companies/", "/timeline/", "/topics/", "/challenges/", "/tags/"):
        assert 'class="empty"' in empty()[url], url
    for url in ("/", "/sources/", "/changes/"):
        assert 'class="empty"' in empty()[url], url


def test_only_pages_that_say_so_tell_of_the_day_they_were_made() -> None:
    later = rendered(sample_site(url="https://example.org/base", today=date(2029, 3, 1)))
    assert later.keys() == sample().keys()
    for url, html in later.items():
        assert html == sample()[url] or "as of" in html.lower(), url
        if "as of" not in html.lower():
            assert "2029" not in html, url
    assert "as of" not in sample()["/briefings/"].lower()
    assert "as of" in sample()["/companies/toyota/"].lower()


def test_the_style_guide_shows_each_part_and_is_in_no_build() -> None:
    renders, built = renderer(sample_site())
    page = styleguide()
    assert page.url not in built
    html = renders.render(page).decode()
    html5lib.HTMLParser(strict=True).parse(html)
    outline = Outline(html)
    assert sorted(outline.ids) == sorted(set(outline.ids))
    for part in ("statement", "source", "move", "state", "chip", "readout", "spark", "since"):
        assert f'class="{part}' in html, part
    for part in ("works", "box__cite", "data", "parts", "empty", "lane", "due", "listing"):
        assert f'class="{part}' in html, part
    assert [len(t.drift.marks) if t.drift else 0 for t in page.told] == [0, 3, 60]
    rows = [sum(len(group.lanes) for group in drawing.groups) for drawing in page.lanes]
    assert rows == [1, 60, 3]


# Reachability

HREF = re.compile(r'<a [^>]*href="([^"#]*)')


def clicks(pages: dict[str, str]) -> dict[str, int]:
    """How many clicks each address is from the home page, by links in the content."""
    away, edge = {"/": 0}, ["/"]
    while edge:
        url = edge.pop(0)
        for href in HREF.findall(pages.get(url, "")):
            target = urljoin(f"https://x{url}", href).removeprefix("https://x")
            if target.startswith("/") and target not in away:
                away[target] = away[url] + 1
                edge.append(target)
    return away


def test_every_page_is_at_most_three_clicks_from_home() -> None:
    away = clicks(sample())
    for url in sample():
        if url not in (urls.NOT_FOUND, "/old/status-2022/"):
            assert away.get(url, 99) <= 3, url


def test_every_company_of_a_large_site_is_at_most_three_clicks_from_home() -> None:
    companies = tuple(Company(f"c{n}", f"{chr(65 + n % 26)} {n}") for n in range(1200))
    pages = rendered(site(companies=companies, briefings=(briefing(),)))
    away = clicks(pages)
    assert max(away.get(urls.company(c.slug), 99) for c in companies) <= 3


# Addresses


def test_links_are_relative_to_their_page() -> None:
    assert 'href="../../briefings/ssb-2025/#toyota"' in sample()["/companies/toyota/"]


def test_offline_links_name_files() -> None:
    pages = rendered(sample_site(), offline=True)
    assert 'href="../../briefings/ssb-2025/index.html#toyota"' in pages["/companies/toyota/"]
    assert not [h for h in HREF.findall(pages["/"]) if h.endswith("/") and "://" not in h]


def test_the_page_for_what_is_not_found_spells_links_from_the_root_with_the_path_of_the_url() -> (
    None
):
    page = sample()[urls.NOT_FOUND]
    assert 'href="/base/companies/"' in page
    assert 'href="companies/' not in page


def test_an_old_address_leads_on() -> None:
    page = sample()["/old/status-2022/"]
    assert '<meta http-equiv="refresh" content="0; url=../../briefings/ssb-2022/">' in page
    assert 'rel="canonical" href="https://example.org/base/briefings/ssb-2022/"' in page


def test_absolute_addresses_stand_only_where_a_standard_asks() -> None:
    for url, html in sample().items():
        found = re.findall(r"<[^>]*https://example\.org/base[^>]*>", html)
        asked = ('rel="canonical"', 'property="og:', 'name="citation_public_url"')
        assert all(any(standard in tag for standard in asked) for tag in found), url


# Safety

EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def test_an_authors_text_cannot_inject_markup() -> None:
    evil = milestone("a", "2027", "evil", words=EVIL, event=EVIL)
    words = statement("a", EVIL, html="<p>safe</p>", label=EVIL, subjects=("evil",))
    told = briefing(
        title=EVIL,
        summary=EVIL,
        authors=(EVIL,),
        prepared_by=EVIL,
        change_note=EVIL,
        revised=EVIL,
        companies=("evil",),
        milestones=(evil,),
        sections=(section("key_players", "S", Passage("list", statements=(words,))),),
    )
    company = Company(
        "evil",
        EVIL,
        (EVIL,),
        country=EVIL,
        url=f"javascript:{EVIL}",
        statements=(words,),
        tracks=(track("evil/x", Step(evil, "first")),),
        briefings=("ssb-2025",),
    )
    shown = site(
        title=EVIL,
        license=EVIL,
        briefings=(told,),
        companies=(company,),
        tracks=company.tracks,
        pages=(PlainPage("about", "about.md", EVIL, EVIL, "en", Prose("<p>safe</p>")),),
    )
    for url, html in rendered(shown).items():
        outline = Outline(html)
        assert all(script.get("src") != "x" and script.get("src") for script in outline.scripts), (
            url
        )
        assert "onerror" not in outline.attributes, url
        assert 'href="javascript:' not in html, url


# Templates


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_sees_the_page_and_the_masthead_and_nothing_else(path: Path) -> None:
    environment = Renderer(theme.masthead(site(), Config(), INPUTS)).environment
    tree = environment.parse(path.read_text())
    imported = {str(name) for piece in tree.find_all(FromImport) for name in piece.names}
    assert find_undeclared_variables(tree) - imported <= {"page", "masthead"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_does_no_arithmetic(path: Path) -> None:
    code = re.findall(r"{[{%].*?[%}]}", path.read_text(), re.DOTALL)
    unquoted = [re.sub(r'"[^"]*"', "", piece) for piece in code]
    assert not [piece for piece in unquoted if re.search(r"[\w)] [+*/] |[\w)] - [\w(]", piece)]


def test_what_was_compiled_for_a_look_that_is_gone_is_let_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_Compiled, "codes", {})
    monkeypatch.setattr(_Compiled, "most", 3)
    masthead = theme.masthead(sample_site(), Config(), INPUTS)
    for title in ("one", "two"):
        assets = ((title, title), *masthead.assets)
        renderer = Renderer(structs.replace(masthead, assets=assets))
        renderer.ready({CompanyPage})
    codes = _Compiled.codes
    assert len(codes) == 3
    assert len({constants for constants, _, _ in codes}) == 1


def test_a_sites_own_template_stands_in_for_the_themes() -> None:
    renders, pages = renderer(sample_site(), [own("parts/footer.html", "<footer>Ours</footer>")])
    html = renders.render(pages["/companies/"]).decode()
    assert "<footer>Ours</footer>" in html
    assert "masthead__name" in html


def test_a_sites_own_template_may_ask_whether_a_page_has_a_field() -> None:
    text = "{{ page.nothing is defined }} {{ page.nothing | default('None') }}"
    renders, pages = renderer(sample_site(), [own("parts/footer.html", text)])
    assert "False None" in renders.render(pages["/"]).decode()


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("one\n{{ page.nonsense }}", 2, "has no attribute 'nonsense'"),
        ("{% if %}", 1, "Expected an expression"),
        ("\n\n{% include 'gone.html' %}", 3, "gone.html"),
        ("{{ 'x' | nonsense }}", 1, "No filter named 'nonsense'"),
        ("{{ 'nonsense' | t }}", 1, "nonsense"),
        ("{{ 'nonsense.css' | asset }}", 1, "nonsense.css"),
        ("{{ page.title.foo() }}", 1, "has no attribute 'foo'"),
        ("{{ 1 + 'a' }}", 1, "unsupported operand"),
    ],
)
def test_a_mistake_in_a_sites_template_is_told_with_its_line(
    text: str, line: int, message: str
) -> None:
    renders, pages = renderer(sample_site(), [own("parts/footer.html", text)])
    with pytest.raises(Mistake) as caught:
        renders.render(pages["/companies/"])
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.span.path, diagnostic.span.line) == ("templates/parts/footer.html", line)
    assert message in diagnostic.message
    assert diagnostic.code == "template"


# Fingerprints


def test_equal_pages_have_equal_fingerprints_and_bytes() -> None:
    first, pages = renderer(sample_site())
    second, again = renderer(sample_site())
    for url, page in pages.items():
        assert first.fingerprint(page) == second.fingerprint(again[url])
        assert first.render(page) == second.render(again[url])


def test_a_fingerprint_changes_with_the_page_the_masthead_and_any_template_below() -> None:
    renders, pages = renderer(sample_site())
    page = pages["/companies/toyota/"]
    before = renders.fingerprint(page)
    assert renders.fingerprint(structs.replace(page, title="Toyota Motor")) != before
    assert renderer(sample_site(title="Other"))[0].fingerprint(page) != before
    assert renderer(sample_site(), offline=True)[0].fingerprint(page) != before
    for name in ("company.html", "base.html", "parts/masthead.html", "parts/drift.html"):
        text = (theme.templates() / name).read_text() + "\n"
        changed, _ = renderer(sample_site(), [own(name, text)])
        assert changed.fingerprint(page) != before, name
    untouched, _ = renderer(sample_site(), [own("challenge.html", "")])
    assert untouched.fingerprint(page) == before


# The plan


def planned(shown: Site, inputs: Inputs = INPUTS, config: Config = Config()) -> list[str]:  # noqa: B008
    masthead = theme.masthead(shown, config, inputs)
    return [d.message for d in plan(Index(shown), inputs, masthead).diagnostics]


def about(slug: str, title: str = "About") -> PlainPage:
    return PlainPage(slug, f"content/pages/{slug}.md", title, "", "en", Prose(""))


def test_two_claims_to_one_address_are_told_with_both_names() -> None:
    assert planned(site(pages=(about("timeline"),))) == [
        '/timeline/ is claimed twice: by the page "What is due when", which the site makes'
        " and by content/pages/timeline.md"
    ]


@pytest.mark.parametrize(("one", "other"), [("About", "about"), ("cafe\u0301", "caf\u00e9")])
def test_addresses_that_some_file_systems_take_for_one_are_a_clash(one: str, other: str) -> None:
    (message,) = planned(site(pages=(about(one), about(other))))
    assert "is claimed twice" in message
    assert "which some file systems take for" in message


def test_a_file_cannot_stand_where_pages_need_a_folder() -> None:
    asset = Asset("root:companies", "/x/companies", "")
    inputs = Inputs(root=".", root_files=(BinaryFile("static/root/companies", "/x/companies", ""),))
    (message,) = planned(site(assets=(asset,)), inputs)
    assert "static/root/companies" in message


def test_a_sites_own_robots_stands_in_for_ours() -> None:
    asset = Asset("root:robots.txt", "/x/robots.txt", "")
    assert planned(site(url="https://example.org", assets=(asset,))) == []


def test_an_address_that_an_author_spelled_must_be_one_of_ours() -> None:
    page = structs.replace(about("a"), prose=Prose('<a href="\x02url:/nowhere/\x03">x</a>'))
    assert planned(site(pages=(page,))) == ['the link "/nowhere/" leads nowhere']
    fine = structs.replace(about("a"), prose=Prose('<a href="\x02url:/timeline/#x\x03">x</a>'))
    assert planned(site(pages=(fine,))) == []


def test_the_navigation_must_land() -> None:
    config = Config(navigation=(NavigationItem("About", "/about/"), NavigationItem("X", "/x/")))
    assert planned(site(pages=(about("about"),)), config=config) == [
        '"X" in the navigation leads to /x/, which is no page'
    ]


def test_files_beside_texts_and_for_the_root_are_published() -> None:
    assets = (Asset("file:briefings/a b.png", "/x/a", ""), Asset("root:CNAME", "/x/c", ""))
    shown = site(assets=assets)
    found = plan(Index(shown), inputs_of(shown), theme.masthead(shown, Config(), INPUTS)).pages
    assert {"/files/briefings/a%20b.png", "/CNAME"} <= set(found)


def test_style_sheets_and_scripts_carry_their_digest_and_the_preview_is_not_published() -> None:
    masthead = theme.masthead(site(), Config(), INPUTS)
    names = [asset.url for asset in theme.assets(INPUTS, masthead)]
    assert [n for n in names if re.fullmatch(r"/static/style\.[0-9a-f]{8}\.css", n)]
    assert [n for n in names if re.fullmatch(r"/static/theme\.[0-9a-f]{8}\.js", n)]
    assert not [n for n in names if "serve" in n]


def test_a_sites_own_static_file_stands_in_for_the_themes() -> None:
    inputs = Inputs(
        root=".", static=(BinaryFile("static/style.css", "/x/style.css", "abcdef0123"),)
    )
    found = dict(theme.masthead(site(), Config(), inputs).assets)
    assert found["style.css"] == "/static/style.abcdef01.css"
    assert found["theme.js"] == dict(theme.masthead(site(), Config(), INPUTS).assets)["theme.js"]


# The style sheet


def test_every_class_of_a_template_is_styled_or_only_structural() -> None:
    css = (STATIC / "style.css").read_text()
    used = set()
    for path in TEMPLATES:
        for value in re.findall(r'class="([^"]*)"', path.read_text()):
            used |= set(re.sub(r"{[%{].*?[%}]}", " ", value).split())
    structural = {name for name in used if f".{name}" not in css}
    assert structural <= {
        *(
            "statements",
            "parts__label",
            "listing__body",
            "text__sources",
            "lane__who",
        ),
        *("due__what", "due__move", "rests__title", "byline__item"),
        *("data__drawn", "data--index"),
    }


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("plain", "plain"),
        ("a\u202eb", "\u2068a\u202eb\u2069"),
        ("a\u2069b\u202e", "\u2068ab\u202e\u2069"),
        ("a\u2067b", "\u2068a\u2067b\u2069\u2069"),
        ("a\u2067b\u2069\u2069", "\u2068a\u2067b\u2069\u2069"),
    ],
)
def test_marks_of_direction_end_with_the_words_that_hold_them(words: str, shown: str) -> None:
    made = site(companies=(Company("x", words, country=words),))
    masthead = theme.masthead(made, Config(), INPUTS)
    url = "/companies/x/"
    html = Renderer(masthead).render(plan(Index(made), INPUTS, masthead).pages[url]).decode()
    assert f'<h1 dir="auto">{shown}</h1>' in html
