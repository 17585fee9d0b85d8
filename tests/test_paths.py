"""No path leads out of a site's folder, and no two names become one file: tried on a real disk."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest

from ssbrief import theme, urls
from ssbrief.build import Prepared, Settings, build, prepare
from ssbrief.model import Asset
from ssbrief.store import Report

SETTINGS = Settings(date(2025, 7, 1))
SECRET = "zyx-secret"
NOTE = "# Status, June 2025\n\nToyota makes cells.\n"
BRIEFING, COMPANY, PAGE = (
    "content/briefings/{}.md",
    "content/companies/{}.md",
    "content/pages/{}.md",
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of one note, and beside its folder what it must not show."""
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in ("secret.md", "secret.png", "secret.txt", "page.html"):
        (outside / name).write_text(f"# {SECRET}, June 2025\n")
    write(tmp_path / "site", BRIEFING.format("note"), NOTE)
    write(
        tmp_path / "site", "content/site.yaml", "title: A\nurl: https://example.org\nsearch: no\n"
    )
    return tmp_path / "site"


def write(site: Path, path: str, text: str = NOTE) -> None:
    (site / path).parent.mkdir(parents=True, exist_ok=True)
    (site / path).write_text(text, encoding="utf-8")


def built(site: Path) -> Report:
    report = build(site, site / "out", SETTINGS)
    for file in (site / "out").rglob("*"):
        assert not file.is_symlink()
        assert not file.is_file() or SECRET not in file.read_bytes().decode("utf-8", "replace")
    return report


def planned(site: Path) -> tuple[Prepared, list[Path]]:
    """A site that is not written, and the files that it would be."""
    prepared = prepare(site, SETTINGS)
    recipes = prepared.plan.recipes if prepared.plan else {}
    for recipe in recipes.values():
        if issubclass(recipe.kind, Asset):
            source = Path(recipe.make().source).resolve()
            assert any(source.is_relative_to(own) for own in (site, theme.static())), source
    files = [Path(urls.output_path(url)) for url in recipes]
    assert not any(file.is_absolute() or ".." in file.parts for file in files)
    return prepared, files


def wrong(report: Report | Prepared) -> list[tuple[str, str]]:
    return [(d.code, d.span.path) for d in report.diagnostics if d.severity == "error"]


# -- links of the file system

LINKS = [
    "content",
    "static",
    "templates",
    "static/root",
    "content/briefings/b.md",
    "content/companies/toyota.md",
    "content/pages/about.md",
    "content/briefings/pic.png",
    "static/style.css",
    "static/root/CNAME",
    "static/root/.well-known",
    "templates/page.html",
    "templates/parts",
    "content/briefings/folder",
    "content/companies",
    "content/pages",
]


@pytest.mark.parametrize("path", LINKS)
def test_a_link_out_of_the_folder_is_an_error(path: str, site: Path) -> None:
    link = site / path
    if path == "content":
        link.rename(site.parent / "outside" / "content")
        link.symlink_to(site.parent / "outside" / "content")
    else:
        link.parent.mkdir(parents=True, exist_ok=True)
        is_file = "." in link.name and not link.name.startswith(".")
        link.symlink_to(site.parent / "outside" / ("secret.md" if is_file else ""))
    report = built(site)
    assert ("symlink", path) in wrong(report)
    assert not (site / "out").exists()


@pytest.mark.parametrize("path", [p for p in LINKS if p not in ("content", "static/root")])
def test_a_link_to_itself_or_round_in_a_circle_ends(path: str, site: Path) -> None:
    link = site / path
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(link.name)
    assert ("symlink", path) in wrong(built(site))


def test_a_link_that_stays_inside_is_what_it_leads_to(site: Path) -> None:
    write(site, "content/briefings/pic.png", "picture")
    (site / "content/briefings/b.md").symlink_to("note.md")
    (site / "static/root").mkdir(parents=True)
    (site / "static/root/pic.png").symlink_to("../../content/briefings/pic.png")
    report = built(site)
    assert wrong(report) == []
    assert (site / "out/pic.png").read_text() == "picture"
    assert not (site / "out/pic.png").is_symlink()


def test_a_link_in_the_output_leads_no_file_outside(site: Path) -> None:
    built(site)
    victim = site.parent / "victim"
    victim.mkdir()
    for file in (site / "out/companies").rglob("*"):
        file.unlink() if file.is_file() else None
    for folder in sorted((site / "out/companies").rglob("*"), reverse=True):
        folder.rmdir()
    (site / "out/companies").rmdir()
    (site / "out/companies").symlink_to(victim)
    write(site, BRIEFING.format("note"), NOTE.replace("Toyota", "Honda"))
    build(site, site / "out", SETTINGS)
    assert list(victim.iterdir()) == []


# -- paths that a text names

PATHS = [
    "../../../outside/secret.png",
    "/../outside/secret.png",
    "..%2F..%2F..%2Foutside%2Fsecret.png",
    "%2e%2e/%2e%2e/%2e%2e/outside/secret.png",
    "..%252F..%252F..%252Foutside%252Fsecret.png",
    "..\\..\\..\\outside\\secret.png",
    "....//....//outside/secret.png",
    "{outside}/secret.png",
    "//{outside}/secret.png",
    "a/../../../../outside/secret.png",
    "../../../outside/secret.md",
    "~/secret.png",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_path_in_a_text_leads_nowhere_outside(path: str, site: Path) -> None:
    address = path.replace("{outside}", str(site.parent / "outside"))
    write(site, BRIEFING.format("note"), f"{NOTE}\n![x]({address})\n\n[x]({address})\n")
    write(site, PAGE.format("b"), f"![x][r]\n\n[r]: {address}\n")
    planned(site)


@pytest.mark.parametrize(
    "name",
    ["../../outside/page.html", "/etc/passwd", "{outside}/page.html", "..%2Foutside", "C:\\x"],
)
@pytest.mark.parametrize(
    "asked", ['{{% include "{}" %}}', '{{% extends "{}" %}}', '{{% import "{}" as x %}}']
)
def test_a_template_includes_nothing_from_outside(name: str, asked: str, site: Path) -> None:
    path = name.replace("{outside}", str(site.parent / "outside")).replace("\\", "\\\\")
    write(site, "templates/about.html", asked.format(path))
    write(site, "templates/home.html", asked.format(path))
    report = built(site)
    assert {code for code, _ in wrong(report)} == {"template"}


@pytest.mark.parametrize(
    "written",
    ["../../../x", "/../../x", "%2e%2e/%2e%2e/x", "..\\..\\x", "%252e%252e/x", "//x/y", "C:/x"],
)
def test_an_old_address_writes_nothing_outside(written: str, site: Path) -> None:
    write(site, BRIEFING.format("note"), f"---\nredirect_from: '{written}'\n---\n{NOTE}")
    before = {p for p in site.parent.rglob("*") if not p.is_relative_to(site / "out")}
    built(site)
    after = {p for p in site.parent.rglob("*") if not p.is_relative_to(site / "out")}
    assert {p for p in after - before if ".ssbrief" not in p.parts} == set()


def test_an_old_address_makes_nothing_foreign_ours(site: Path) -> None:
    """What we wrote is remembered line by line: no name may bring a line of its own."""
    write(site, BRIEFING.format("note"), f"---\nredirect_from: 'old%0Amine.html'\n---\n{NOTE}")
    assert not built(site).failed
    assert (site / "out/oldmine.html").exists()
    (site / "out/oldmine.html").rename(site / "out/mine.html")
    foreign = [d.message for d in built(site).diagnostics if d.code == "output"]
    assert len(foreign) == 1
    assert "mine.html, which no build of ours wrote" in foreign[0]


# -- names that no file system takes, or that stand for something else

RESERVED = {"con", "prn", "aux", "nul", "com1", "lpt9"}
NAMES = [
    *("index", "..", ".", "...", "feed.xml", "data", "CON", "con", "aux.md", "NUL.txt", "com1"),
    *("a.", "a ", " a", "a...", "a/b", "a\\b", "../a", "/", "~", "a:b", "a*b?", "a%2fb", "%2e%2e"),
    *("404", "_headers", ".well-known", "-", "--help", "con.", "LPT9 ", "\u202ea", "a\u0301"),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("path", [BRIEFING, COMPANY, PAGE])
def test_a_slug_is_one_name_that_any_file_system_takes(path: str, name: str, site: Path) -> None:
    write(site, path.format("x"), f"---\nslug: '{name}'\n---\n{NOTE}")
    prepared, files = planned(site)
    assert [code for code, _ in wrong(prepared) if code != "duplicate-address"] == []
    for file in files:
        for part in file.parts:
            assert part.split(".")[0].casefold() not in RESERVED, file
            assert not part.endswith((".", " ")), file
            assert "\\" not in part, file


@pytest.mark.parametrize(
    "name",
    ["CON.md", "aux.md", "NUL.markdown", "index.md", "..md", "a..md", "a .md", " a.md", "x.md.md"],
)
@pytest.mark.parametrize("folder", ["briefings", "companies", "pages"])
def test_a_file_name_becomes_a_slug_that_any_file_system_takes(
    name: str, folder: str, site: Path
) -> None:
    write(site, f"content/{folder}/{name}")
    prepared, files = planned(site)
    assert wrong(prepared) == []
    for file in files:
        assert {part.split(".")[0].casefold() for part in file.parts}.isdisjoint(RESERVED), file


E_NFC, E_NFD = (unicodedata.normalize(form, "é") for form in ("NFC", "NFD"))
TWINS = [("one", "One"), (E_NFC, E_NFD)]


@pytest.mark.parametrize(("one", "two"), [*TWINS, ("a b", "a-b")])
@pytest.mark.parametrize("path", [BRIEFING, COMPANY, PAGE])
def test_two_texts_whose_names_become_one_address_are_an_error(
    path: str, one: str, two: str, site: Path
) -> None:
    for name in (one, two):
        write(
            site,
            path.format(name),
            f"---\ntitle: {name}\nname: Firm {name} {len(name)}\n---\n{NOTE}",
        )
    prepared, _ = planned(site)
    assert "duplicate-address" in {code for code, _ in wrong(prepared)}


@pytest.mark.parametrize(("one", "two"), [*TWINS, ("straße", "STRASSE")])
@pytest.mark.parametrize(
    "path", ["static/{}.css", "static/root/{}.txt", "content/briefings/{}.png"]
)
def test_two_files_that_are_one_to_some_file_systems_are_an_error(
    path: str, one: str, two: str, site: Path
) -> None:
    write(site, path.format(one), "one")
    write(site, path.format(two), "two")
    if "content" in path:
        write(site, BRIEFING.format("note"), f"{NOTE}\n![x](<{one}.png>) ![y](<{two}.png>)\n")
    prepared, files = planned(site)
    if "root" in path:
        assert "duplicate-address" in {code for code, _ in wrong(prepared)}
        return
    # elsewhere a name may have its digest in it, so that both can stand
    assert {code for code, _ in wrong(prepared)} <= {"duplicate-address"}
    made = {unicodedata.normalize("NFC", str(file)).casefold() for file in files}
    assert prepared.plan is None or wrong(prepared) or len(made) == len(files)


@pytest.mark.parametrize(
    "path", ["index.html", "INDEX.HTML", "feed.xml", "Feed.XML", "data/milestones.json", "404.html"]
)
def test_a_file_for_the_root_takes_no_place_of_ours(path: str, site: Path) -> None:
    write(site, f"static/root/{path}", SECRET)
    report = build(site, site / "out", SETTINGS)
    assert "duplicate-address" in {code for code, _ in wrong(report)}
    assert not (site / "out").exists()
