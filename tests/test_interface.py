"""Small sites in other languages: what a reader sees is in that language, without English words."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from lxml import html

from ssbrief import catalogues, strings
from ssbrief.build import build
from ssbrief.store import Settings
from ssbrief.strings import Phrase

SITES = Path(__file__).parent / "interface"
LANGUAGES = sorted(path.name for path in SITES.iterdir())
#: Attributes that are read out or shown.
SHOWN = ("aria-label", "title", "alt", "data-label", "data-copied")


@pytest.fixture(scope="module", params=LANGUAGES)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("interface") / str(request.param)
    report = build(SITES / str(request.param), folder, Settings(today=date(2026, 11, 22)))
    assert [d.message for d in report.diagnostics] == []
    return folder


def words_of(phrase: Phrase) -> set[str]:
    """What a phrase says between its blanks."""
    forms = phrase.values() if isinstance(phrase, dict) else [phrase]
    pieces = (piece for form in forms for piece in re.split(r"\{\w+\}", form))
    return {word for piece in pieces if len(word := piece.strip(" .,:;()“”").casefold()) > 3}


def english_only(language: str) -> set[str]:
    """The words of the English interface that the language does not share."""
    own = " ".join(w for p in strings._catalogue(language).values() for w in words_of(p))
    every = {word for p in strings._catalogue("en").values() for word in words_of(p)}
    return {word for word in every if word not in own and not word.startswith("d mmm")}


def shown(path: Path) -> list[str]:
    """All that a reader sees or hears of a page, but what is marked as English."""
    tree = html.fromstring(path.read_bytes())
    for piece in tree.xpath("//script | //style | //code | //body//*[@lang='en']"):
        piece.drop_tree()
    told = [str(text) for text in tree.xpath("//title//text() | //body//text()")]
    told += [str(e.get(name)) for name in SHOWN for e in tree.xpath(f"//*[@{name}]")]
    return told + [str(text) for text in tree.xpath("//meta[contains(@*, 'description')]/@content")]


def test_no_word_of_the_interface_is_left_in_english(built: Path) -> None:
    words = sorted(english_only(built.name), key=len, reverse=True)
    pattern = re.compile(rf"(?<![a-z\-_/])(?:{'|'.join(map(re.escape, words))})(?![a-z\-_/])")
    found = {
        f"{path.relative_to(built)}: {text.strip()}"
        for path in built.rglob("*.html")
        for text in shown(path)
        if pattern.search(text.casefold())
    }
    assert sorted(found) == []


def test_every_page_names_its_language_and_direction(built: Path) -> None:
    for path in built.rglob("*.html"):
        root = html.fromstring(path.read_bytes())
        assert root.get("lang") == built.name
        assert (root.get("dir") == "rtl") == (built.name == "ar")


def test_dates_that_moved_are_told(built: Path) -> None:
    """The sites are worth looking at: their words are read, and a date moves in each."""
    text = (built / "changes" / "index.html").read_text("utf-8")
    assert strings.strings(built.name)("slipped-by", n=36) in html.fromstring(
        text
    ).text_content() or (strings.strings(built.name).signed(36) in text)


def reported(folder: Path, language: str) -> list[tuple[str, str, str, int]]:
    (folder / "content").mkdir(parents=True)
    (folder / "content" / "site.yaml").write_text(f"title: T\nlanguage: {language}\n", "utf-8")
    report = build(folder, folder / "build", Settings(today=date(2026, 11, 22)))
    return [(d.code, d.message, d.hint, d.span.line) for d in report.diagnostics]


def test_a_language_without_a_catalogue_is_reported_once(tmp_path: Path) -> None:
    assert reported(tmp_path, "nl") == [
        (
            "untranslated",
            'the interface has no words in "nl", so it speaks English',
            "it speaks ar, de, en, zh; another is a file of words in `catalogues/`",
            2,
        )
    ]


def test_a_word_that_a_catalogue_lacks_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = strings._catalogue
    partly = {k: v for k, v in whole("de").items() if k not in ("skip", "theme")}
    monkeypatch.setattr(strings, "_catalogue", lambda code: partly if code == "de" else whole(code))
    assert reported(tmp_path, "de") == [
        (
            "untranslated",
            '2 words of the interface are said in English, for want of one in "de"',
            "add to its catalogue: skip, theme",
            2,
        )
    ]


@pytest.fixture
def dutch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A file more among the catalogues, of one word, a date and a plural with one form."""
    folder = tmp_path / "catalogues"
    shutil.copytree(str(files(catalogues)), folder)
    words = (
        "nav-companies: Bedrijven\ndate-day: d MMM y\nbriefings-count:\n  other: '{n} berichten'\n"
    )
    (folder / "nl.yaml").write_text(words, "utf-8")
    monkeypatch.setattr(strings, "files", lambda package: folder)
    strings._strings.cache_clear()
    yield
    strings._strings.cache_clear()
    strings._catalogue.cache_clear()


@pytest.mark.usefixtures("dutch")
def test_a_file_more_is_a_language_more_and_what_it_lacks_is_said_in_english(
    tmp_path: Path,
) -> None:
    site = tmp_path / "site"
    shutil.copytree(SITES / "de/content", site / "content")
    settings = site / "content/site.yaml"
    settings.write_text(
        settings.read_text("utf-8").replace("language: de", "language: nl"), "utf-8"
    )
    report = build(site, site / "build", Settings(today=date(2026, 11, 22)))
    (told,) = [d for d in report.diagnostics if d.code == "untranslated"]
    assert told.message == (
        f"{len(strings._catalogue('en')) - 3} words of the interface are said in English, "
        'for want of one in "nl"'
    )
    page = html.fromstring((site / "build/index.html").read_bytes())
    assert page.get("lang") == "nl"
    assert page.xpath("//nav//a[contains(@href, 'companies')]/text()")[0] == "Bedrijven"
    assert page.xpath("//a[@class='skip']/text()") == [strings._catalogue("en")["skip"]]
    text = " ".join(p.read_text("utf-8") for p in (site / "build").rglob("*.html"))
    assert re.search(r"\b[12] berichten\b", text)
    assert re.search(r"\d mei 2024", text), "months are those of the language"
