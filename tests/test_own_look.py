"""What a site changes with one file: built exactly as the documentation shows it."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from lxml import html

from ssbrief.build import build
from ssbrief.store import Settings

ROOT = Path(__file__).resolve().parents[1]
FORMAT = (ROOT / "content/pages/format.md").read_text(encoding="utf-8")
SITE = ROOT / "tests/sites/everything"
#: The files of the worked example, by where they belong.
BLOCK = re.compile(r"^```\w+ ((?:static|templates)/\S+)\n(.*?)^```$", re.M | re.S)
SHOWN: dict[str, str] = dict(BLOCK.findall(FORMAT))


def built(folder: Path, *names: str) -> Path:
    """The site with some of the files that the documentation shows."""
    shutil.copytree(SITE / "content", folder / "content")
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


def test_nothing_of_this_is_there_unless_the_site_brings_it(tmp_path: Path) -> None:
    folder = built(tmp_path)
    assert not list(folder.rglob("site.*.css"))
    assert all('<img class="masthead__sign"' not in text for text in pages(folder).values())
