"""What a site changes with one file: built exactly as the documentation shows it."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from ssbrief import look
from ssbrief.build import build
from ssbrief.config import load_config
from ssbrief.diagnostics import show
from ssbrief.read import TextFile
from ssbrief.store import Settings

ROOT = Path(__file__).resolve().parents[1]
FORMAT = (ROOT / "content/pages/format.md").read_text(encoding="utf-8")
SITE = ROOT / "tests/sites/everything"
#: The files of the worked example, by where they belong.
BLOCK = re.compile(r"^```\w+ ((?:static|templates)/\S+)\n(.*?)^```$", re.M | re.S)
SHOWN: dict[str, str] = dict(BLOCK.findall(FORMAT))
#: The keys of the worked example.
(KEYS,) = re.findall(r"^```yaml site\n(colors:.*?)^```$", FORMAT, re.M | re.S)

colours = st.builds(look.Colour, *[st.integers(0, 255).map(lambda part: part / 255)] * 3)


def built(folder: Path, *names: str, keys: str = "") -> Path:
    """The site with some of the files, or keys, that the documentation shows."""
    shutil.copytree(SITE / "content", folder / "content")
    with (folder / "content/site.yaml").open("a", encoding="utf-8") as settings:
        settings.write(keys)
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(SHOWN[name], "utf-8")
    report = build(folder, folder / "build", Settings(today=date(2026, 11, 22)))
    assert not [d for d in report.diagnostics if d.severity == "error"]
    return folder / "build"


def pages(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*.html")
    }


def test_the_documentation_shows_a_file_for_each_thing_to_change() -> None:
    assert sorted(SHOWN) == [
        "static/icon.svg",
        "static/site.css",
        "templates/parts/footer.html",
        "templates/tags.html",
    ]


def test_a_style_sheet_of_the_site_is_loaded_after_that_of_the_theme(tmp_path: Path) -> None:
    folder = built(tmp_path, "static/site.css")
    for path, text in pages(folder).items():
        sheets = html.fromstring(text.encode()).xpath("//link[@rel='stylesheet']/@href")
        names = [re.sub(r".*/(\w+)\.[0-9a-f]{8}\.css", r"\1", sheet) for sheet in sheets]
        assert names == ["style", "site"], path
    (published,) = (folder / "static").glob("site.*.css")
    assert published.read_text("utf-8") == SHOWN["static/site.css"]


def test_an_icon_of_the_site_stands_before_its_title(tmp_path: Path) -> None:
    folder = built(tmp_path, "static/icon.svg")
    page = html.fromstring(pages(folder)["companies/index.html"].encode())
    (logo,) = page.xpath("//a[@class='masthead__name']/img/@src")
    (tab,) = page.xpath("//link[@rel='icon']/@href")
    assert logo == tab
    assert (folder / "companies" / logo).resolve().read_text("utf-8") == SHOWN["static/icon.svg"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("templates/parts/footer.html", "Kept by the battery desk."),
        ("templates/tags.html", "What we write about"),
    ],
)
def test_a_template_stands_in_for_that_of_the_theme(tmp_path: Path, name: str, words: str) -> None:
    plain, own = pages(built(tmp_path / "a")), pages(built(tmp_path / "b", name))
    differ = {path for path in plain if plain[path] != own[path]}
    assert differ == {path for path in own if words in own[path]}
    assert differ == (set(plain) if "parts" in name else {"tags/index.html"})


def test_a_few_keys_change_colours_and_fonts(tmp_path: Path) -> None:
    folder = built(tmp_path, "static/site.css", keys=KEYS)
    for path, text in pages(folder).items():
        sheets = html.fromstring(text.encode()).xpath("//link[@rel='stylesheet']/@href")
        names = [re.sub(r".*/([\w.]+)\.[0-9a-f]{8}\.css", r"\1", sheet) for sheet in sheets]
        assert names == ["style", "site.yaml", "site"], path
        assert " style=" not in text
    (sheet,) = (folder / "static").glob("site.yaml.*.css")
    assert sheet.read_text("utf-8") == (
        "@layer tokens {\n"
        "  :root {\n"
        "    --accent: light-dark(#0b6b3a, #109d55);\n"
        "    --accent-wash: light-dark(#ebf3ef, #0e1e1b);\n"
        '    --serif-latin: "Charter", "Georgia", "Noto Serif", "Liberation Serif", Georgia, '
        '"Times New Roman";\n'
        '    --headings: "Futura", "Avenir Next", var(--sans-latin), sans-serif;\n'
        "  }\n"
        "}\n"
    )


def test_a_logo_and_fonts_stand_in_static(tmp_path: Path) -> None:
    for name in ("static/logo.svg", "static/fonts/A B-SemiBold[wght].woff2", "static/b.ttf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("<svg/>")
    folder = built(
        tmp_path,
        keys='logo: logo.svg\nfonts: {text: ["fonts/A B-SemiBold[wght].woff2", b.ttf, Georgia]}\n',
    )
    (sheet,) = (folder / "static").glob("site.yaml.*.css")
    text = sheet.read_text("utf-8")
    assert re.findall(r'src: url\("(.*)"\);\n  font-weight: (.*);', text) == [
        ("fonts/A%20B-SemiBold%5Bwght%5D.woff2", "100 900"),
        ("b.ttf", "400"),
    ]
    assert '--serif-latin: "site-text", "Georgia", ' in text
    page = html.fromstring(pages(folder)["companies/index.html"].encode())
    assert page.xpath("//a[@class='masthead__name']/img/@src") == ["../static/logo.svg"]
    assert page.xpath("//link[@rel='icon']/@href") == ["../static/logo.svg"]


def test_the_colours_of_the_theme_are_those_of_its_style_sheet() -> None:
    text = (ROOT / "static/style.css").read_text("utf-8")
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", text)
    assert {name: colours for name, *colours in found} == {k: [*v] for k, v in look.THEME.items()}


def told(text: str) -> list[str]:
    return [show(each) for each in load_config(TextFile("content/site.yaml", text, ""))[1]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "colors: {accent: reddish}",
            '1:18: error: "reddish" is no colour that the theme can use [wrong-color]',
        ),
        (
            "colors: {accent: rgb(0 0 0 / 50%)}",
            '1:18: error: "rgb(0 0 0 / 50%)" is no colour that the theme can use [wrong-color]',
        ),
        (
            "colors:\n  accent: #0a5",
            "2:11: warning: #0a5 is a comment, and no part of the value [comment-in-value]",
        ),
        (
            'colors: {accent: "#0a5"}',
            "1:18: warning: this accent can hardly be read in light mode: "
            "a contrast of 3.05 to 1 with #ffffff, where 4.5 are wanted [low-contrast]",
        ),
        (
            "colors: {accent: {dark: 333}}",
            "1:25: warning: this accent can hardly be read in dark mode: "
            "a contrast of 1.50 to 1 with #0e1116, where 4.5 are wanted [low-contrast]",
        ),
        (
            "colors: {page: black}",
            "1:16: warning: this page can hardly be read in light mode: "
            "a contrast of 1.16 to 1 with #000000, where 4.5 are wanted [low-contrast]",
        ),
        (
            "fonts: {text: 'a}b'}",
            '1:15: error: "a}b" is neither a font nor a file of one [wrong-font]',
        ),
    ],
)
def test_what_cannot_be_shown_or_read_is_told(text: str, message: str) -> None:
    (found,) = told(text)
    assert found.splitlines()[0] == f"content/site.yaml:{message}"


@pytest.mark.parametrize(
    "text",
    [
        "colors: {accent: 0b6b3a}",
        "colors: {page: {light: fffaf0, dark: black}, text: {light: '#222', dark: '#eee'}}",
        "fonts: {text: 'IBM Plex Serif', interface: system-ui, headings: [宋体, serif]}",
    ],
)
def test_what_can_be_read_is_not_spoken_of(text: str) -> None:
    assert told(text) == []


def test_the_hint_of_a_faint_colour_is_one_that_can_be_read() -> None:
    (found,) = told("colors: {accent: ffdd00}")
    better = re.search(r"hint: (#\w{6}) is the nearest", found)
    assert better
    assert told(f"colors: {{accent: '{better[1]}'}}") == []


@given(colours, colours)
def test_what_follows_from_a_colour_can_be_read(page: look.Colour, ink: look.Colour) -> None:
    """Whatever an author says: lesser words on the page are as readable as the words themselves,
    or nearly as readable as is asked for."""
    colors = look.Colors(page=look.Shade(str(page)), text=look.Shade(str(ink)))
    wanted = [] if look.contrast(page, ink) < look.READABLE + 1 else ["ink-2", "ink-3", "accent"]
    sheet = look.style_sheet(colors, look.Fonts())
    for name in wanted:
        line = re.search(rf"--{name}: light-dark\((#\w{{6}})", sheet)
        shown = look.colour(line[1]) if line else look.colour(look.THEME[name][0])
        assert shown
        assert look.contrast(shown, page) >= look.READABLE, name


def test_nothing_of_this_is_there_unless_the_site_brings_it(tmp_path: Path) -> None:
    folder = built(tmp_path)
    assert not list(folder.rglob("site.*css"))
    assert all('<img class="masthead__sign"' not in text for text in pages(folder).values())
