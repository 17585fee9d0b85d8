"""The site as it was last read: what each address gives, what a tab has to know, what survives."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ssbrief.build import Settings, build
from ssbrief.diagnostics import Diagnostic
from ssbrief.preview import Preview
from ssbrief.read import Shelf
from ssbrief.scaffold import example_site
from ssbrief.store import remembered

TODAY = Settings(date(2025, 7, 1))

BROKEN = "---\ntitle: 'open\n---\n# T, June 2025\n"
BRIEFING = "content/briefings/{}.md"
NOTE, SLUG = BRIEFING.format("example-technology/2025-01"), "example-technology-2025-01"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for path, text in example_site():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def preview(site: Path) -> Preview:
    return Preview(site, lambda: TODAY)


def write(site: Path, path: str, text: str) -> None:
    (site / path).parent.mkdir(parents=True, exist_ok=True)
    (site / path).write_text(text, encoding="utf-8")


def change(site: Path, path: str, old: str, new: str) -> None:
    text = (site / path).read_text(encoding="utf-8")
    assert old in text
    write(site, path, text.replace(old, new))


def news(preview: Preview, path: str = "/") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(preview.news(path))
    return found


def problems(preview: Preview) -> list[str]:
    return [f"{p['place']}: {p['message']}" for p in news(preview)["problems"]]


def shown(preview: Preview, path: str) -> str:
    return preview.answer(path).data.decode()


def test_what_a_build_understood_is_not_read_again_at_the_start(
    site: Path, preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(site, site / "build", TODAY)
    kept = {f: f.read_bytes() for f in (site / ".ssbrief").iterdir()}

    def parse(*given: object, **options: object) -> None:
        raise AssertionError("this was read before")

    with monkeypatch.context() as patch:
        patch.setattr("ssbrief.load.parse", parse)
        begun = Preview(site, lambda: TODAY)
    assert shown(begun, f"/briefings/{SLUG}/") == shown(preview, f"/briefings/{SLUG}/")
    change(site, NOTE, "[^1]: A footnote.", "[^1]: Quite new words.")
    begun.reload()
    assert "Quite new words" in shown(begun, f"/briefings/{SLUG}/")
    assert {f: f.read_bytes() for f in (site / ".ssbrief").iterdir()} == kept


def test_a_store_of_another_tool_counts_for_nothing(
    site: Path, preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(site, site / "build", TODAY)
    with remembered(site) as stored:
        assert len(stored)
    with monkeypatch.context() as patch:
        patch.setattr("ssbrief.store.tool", lambda: "another")
        with remembered(site) as stored:
            assert not len(stored)
    (site / ".ssbrief/memory.sqlite").write_bytes(b"no store")
    begun = Preview(site, lambda: TODAY)
    assert shown(begun, "/") == shown(preview, "/")


# What is new, and for whom


def early(preview: Preview, path: str) -> list[str]:
    """What a tab is shown before the rest of the site is gone through."""
    seen: list[str] = []
    preview.tabs[path] += 1
    preview.reload(lambda: seen.append(shown(preview, path)))
    return seen


@pytest.mark.parametrize(
    ("file", "path"),
    [("content/pages/about.md", "/about/"), (NOTE, f"/briefings/{SLUG}/")],
)
def test_what_a_tab_shows_is_made_first_and_is_what_stands_there_in_the_end(
    site: Path, preview: Preview, file: str, path: str
) -> None:
    write(site, file, (site / file).read_text() + "\n\nChanged words.\n")
    (first,) = early(preview, path)
    assert "Changed words." in first
    assert shown(preview, path) == first == shown(Preview(site, lambda: TODAY), path)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (NOTE, "\n\n[Nowhere](/nowhere/)\n"),
        (NOTE, "\n\n[Nowhere](nowhere.md)\n"),
        (BRIEFING.format("new"), "# New, July 2025\n"),
        ("content/site.yaml", "\ntopics: [{slug: x, name: Y}]\n"),
    ],
)
def test_where_a_mistake_may_still_be_found_nothing_is_shown_early(
    site: Path, preview: Preview, file: str, words: str
) -> None:
    before = (site / file).read_text() if (site / file).exists() else ""
    write(site, file, before + words)
    assert all("Nowhere" not in text for text in early(preview, f"/briefings/{SLUG}/"))


def test_a_file_that_only_looks_as_it_did_is_read_all_the_same(
    site: Path, preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_it_was = {str(site.resolve() / NOTE): (site / NOTE).read_bytes()}
    take = Shelf.take
    monkeypatch.setattr(Shelf, "take", lambda *a: as_it_was.get(a[1]) or take(*a))
    change(site, NOTE, "[^1]: A footnote.", "[^1]: Quite new words.")
    assert "Quite new words" not in early(preview, f"/briefings/{SLUG}/")[0]
    assert "Quite new words" in shown(preview, f"/briefings/{SLUG}/")


def test_a_mistake_saved_while_a_page_is_shown_leaves_that_page(
    site: Path, preview: Preview
) -> None:
    change(site, NOTE, "[^1]: A footnote.", "[^1]: Quite new words.")
    path = f"/briefings/{SLUG}/"
    preview.tabs[path] += 1
    preview.reload(lambda: write(site, BRIEFING.format("broken"), BROKEN))
    assert len(problems(preview)) == 1
    assert "Quite new words" in shown(preview, path)


def test_a_save_is_news_to_the_pages_that_show_it_and_to_no_other(
    site: Path, preview: Preview
) -> None:
    before = {path: preview.news(path) for path in ("/about/", "/companies/", "/sources/")}
    change(site, "content/pages/about.md", "What this site is", "Changed words")
    preview.reload()
    assert "Changed words" in shown(preview, "/about/")
    after = {path: preview.news(path) for path in before}
    assert [path for path in before if before[path] != after[path]] == ["/about/"]


def test_blank_lines_are_no_news(site: Path, preview: Preview) -> None:
    before = preview.news("/about/")
    with (site / "content/pages/about.md").open("a") as file:
        file.write("\n\n")
    preview.reload()
    assert preview.news("/about/") == before


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/site.yaml", "title: Another title\n"),
        ("templates/page.html", "<!DOCTYPE html><title>x</title>{{ page.title }}"),
        ("static/style.css", "body { color: red }"),
    ],
)
def test_settings_templates_and_style_sheets_are_news(
    site: Path, preview: Preview, path: str, text: str
) -> None:
    before = news(preview, "/about/")
    kept = (site / path).read_text() if (site / path).exists() else None
    write(site, path, text)
    preview.reload()
    assert news(preview, "/about/")["page"] != before["page"]
    (site / path).unlink() if kept is None else write(site, path, kept)
    preview.reload()
    assert news(preview, "/about/") == before


def test_a_picture_of_the_same_name_is_news_to_the_page_that_shows_it(
    site: Path, preview: Preview
) -> None:
    (site / "content/pages/cell.png").write_bytes(b"one")
    with (site / "content/pages/about.md").open("a") as file:
        file.write("\n![A cell](cell.png)\n")
    preview.reload()
    before, other = news(preview, "/about/"), news(preview, "/companies/")
    (site / "content/pages/cell.png").write_bytes(b"two")
    preview.reload()
    after = news(preview, "/about/")
    assert after["page"] == before["page"]
    assert after["parts"] != before["parts"]
    assert news(preview, "/companies/") == other


# What is wrong


def test_an_error_leaves_the_last_good_site_until_it_is_mended(
    site: Path, preview: Preview
) -> None:
    before = news(preview)
    write(site, BRIEFING.format("broken"), BROKEN)
    preview.reload()
    after = news(preview)
    assert after["page"] == before["page"]
    assert after["problems"] == [
        {
            "severity": "error",
            "place": "content/briefings/broken.md:2:8",
            "message": "this quotation mark is never closed",
            "code": "yaml",
            "excerpt": "    2 | title: 'open\n      |        ^",
            "hint": "close it with the same mark; inside '…', write an apostrophe as ''",
        }
    ]
    (site / BRIEFING.format("broken")).unlink()
    preview.reload()
    assert news(preview) == before


def test_what_is_wrong_is_told_when_it_changes(site: Path) -> None:
    told: list[tuple[Diagnostic, ...]] = []
    preview = Preview(site, lambda: TODAY, told.append)
    preview.reload()
    assert told == []
    write(site, BRIEFING.format("broken"), BROKEN)
    preview.reload()
    preview.reload()
    (site / BRIEFING.format("broken")).unlink()
    preview.reload()
    assert [len(diagnostics) for diagnostics in told] == [1, 0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{% if page.title %}", "templates/page.html:1:1: Unexpected end of template."),
        ("{{ page.nothing }}", "templates/page.html:1:1: 'ssbrief.pages.plain.PlainPage object'"),
        ("{% include 'none.html' %}", "templates/page.html:1:1: there is no template none.html"),
    ],
)
def test_a_mistake_in_a_template_leaves_the_last_good_site(
    site: Path, preview: Preview, text: str, message: str
) -> None:
    before = preview.answer("/about/")
    write(site, "templates/page.html", text)
    preview.reload()
    assert preview.answer("/about/") == before
    (problem,) = problems(preview)
    assert problem.startswith(message)
    write(site, "templates/page.html", "{{ page.title }}")
    preview.reload()
    assert (problems(preview), shown(preview, "/about/")) == ([], "About")


def test_a_mistake_in_a_template_at_the_start_is_shown_in_its_place(site: Path) -> None:
    write(site, "templates/home.html", "{{ page.nothing }}")
    preview = Preview(site, lambda: TODAY)
    for _ in range(2):
        assert preview.answer("/").status == 500
        assert "templates/home.html:1" in shown(preview, "/")
        assert preview.answer("/about/").status == 200
        assert len(problems(preview)) == 1
        preview.reload()
    (site / "templates/home.html").unlink()
    preview.reload()
    assert (preview.answer("/").status, problems(preview)) == (200, [])


def test_a_site_that_never_was_good_says_what_is_wrong_until_it_is_mended(site: Path) -> None:
    write(site, "content/site.yaml", "title: [\n")
    preview = Preview(site, lambda: TODAY)
    answer = preview.answer("/about/")
    assert answer.status == 503
    assert b"content/site.yaml:1" in answer.data
    write(site, "content/site.yaml", "title: Mended\n")
    preview.reload()
    assert preview.answer("/about/").status == 200


def test_markup_in_what_is_wrong_stays_words(site: Path) -> None:
    write(site, BRIEFING.format("b"), "---\ntitle: <b>: <script>x</script>: y\n---\n")
    text = shown(Preview(site, lambda: TODAY), "/")
    assert "<script>x" not in text
    assert "&lt;script&gt;x" in text


@pytest.mark.parametrize("where", ["prepare", "content"])
def test_a_fault_of_ours_is_shown_and_not_the_end(
    site: Path, preview: Preview, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patch:
        patch.setattr(f"ssbrief.preview.{where}", fails)
        change(site, "content/pages/about.md", "What this site is", "Changed words")
        preview.reload()
        said = " ".join(problems(preview)) + shown(preview, "/about/")
        assert "ssbrief itself failed (RuntimeError: a bug, test_preview.py:" in said
    preview.reload()
    assert problems(preview) == []
    assert "Changed words" in shown(preview, "/about/")


# Pages that are gone


def briefing(title: str) -> str:
    return f"# {title}, June 2025\n\n## Key players\n\n- **Toyota:** first car in 2027.\n"


def test_a_deleted_page_says_so_and_names_the_nearest(site: Path, preview: Preview) -> None:
    write(site, BRIEFING.format("cells-2024"), briefing("Cells in 2024"))
    write(site, BRIEFING.format("cells-2025"), briefing("Cells in 2025"))
    preview.reload()
    assert preview.answer("/briefings/cells-2025/").status == 200
    (site / BRIEFING.format("cells-2025")).unlink()
    preview.reload()
    answer = preview.answer("/briefings/cells-2025/")
    assert answer.status == 404
    text = answer.data.decode()
    assert "<h1>“Cells in 2025, June 2025” is gone</h1>" in text
    assert '<a href="/briefings/cells-2024/">Cells in 2024, June 2025</a>' in text
    assert '<a href="/briefings/">' in text
    write(site, BRIEFING.format("cells-2025"), briefing("Cells in 2025"))
    preview.reload()
    assert preview.answer("/briefings/cells-2025/").status == 200


def test_a_renamed_page_names_the_new_address_first(site: Path, preview: Preview) -> None:
    write(site, BRIEFING.format("one"), briefing("Cells"))
    preview.reload()
    (site / BRIEFING.format("one")).rename(site / BRIEFING.format("something-else"))
    preview.reload()
    links = shown(preview, "/briefings/one/").split('<a href="')[1:]
    assert links[0].startswith("/briefings/something-else/")


def test_a_page_whose_file_is_deleted_is_gone_though_others_still_link_to_it(
    site: Path, preview: Preview
) -> None:
    write(site, BRIEFING.format("one"), briefing("Cells"))
    write(site, "content/pages/two.md", "# Two\n\n[One](../briefings/one.md)\n")
    preview.reload()
    (site / BRIEFING.format("one")).unlink()
    preview.reload()
    assert "leads nowhere" in problems(preview)[0]
    assert "is gone" in shown(preview, "/briefings/one/")
    assert preview.answer("/two/").status == 200


def test_an_address_that_never_was_gives_the_404_page(preview: Preview) -> None:
    assert preview.answer("/briefings/never/") == preview.answer("/404.html")
    assert "is gone" not in shown(preview, "/briefings/never/")


def test_an_address_under_the_path_of_url_is_known_too(site: Path, preview: Preview) -> None:
    """The 404 page spells its links so."""
    change(site, "content/site.yaml", "title:", "url: https://example.org/base/\ntitle:")
    preview.reload()
    assert preview.answer("/base/about/") == preview.answer("/about/")
    assert preview.answer("/base/") == preview.answer("/base") == preview.answer("/")
    assert preview.answer("/basement/").status == 404


# Whatever an author saves


def remade_as_folder(site: Path) -> None:
    (site / "content/pages/about.md").unlink()
    (site / "content/pages/about.md").mkdir()


def circle(site: Path) -> None:
    (site / "content/briefings/circle").symlink_to(site / "content")
    (site / "content/briefings/self.md").symlink_to(site / "content/briefings/self.md")


SAVES: dict[str, Callable[[Path], object]] = {
    "random bytes": lambda site: (site / "content/pages/about.md").write_bytes(os.urandom(5000)),
    "random settings": lambda site: (site / "content/site.yaml").write_bytes(os.urandom(500)),
    "a random template": lambda site: (
        (site / "templates").mkdir(),
        (site / "templates/base.html").write_bytes(os.urandom(500)),
    ),
    "a large file": lambda site: (site / "content/pages/about.md").write_text("word " * 40_000),
    "deep nesting": lambda site: (site / "content/pages/about.md").write_text("> " * 3_000 + "x"),
    "no content": lambda site: shutil.rmtree(site / "content"),
    "content as a file": lambda site: (
        shutil.rmtree(site / "content"),
        (site / "content").write_text("x"),
    ),
    "no site": lambda site: shutil.rmtree(site),
    "a folder for a file": remade_as_folder,
    "a folder for settings": lambda site: (
        (site / "content/site.yaml").unlink(),
        (site / "content/site.yaml").mkdir(),
    ),
    "links in circles": circle,
    "an empty file": lambda site: (site / "content/pages/about.md").write_text(""),
}


@pytest.mark.parametrize("name", SAVES)
def test_whatever_is_saved_the_preview_goes_on_and_recovers(
    site: Path, preview: Preview, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kept = tmp_path_factory.mktemp("kept")
    shutil.copytree(site, kept, dirs_exist_ok=True)
    before = {path: preview.answer(path) for path in ("/", "/about/", "/companies/")}
    SAVES[name](site)
    preview.reload()
    assert all(preview.answer(path).status in (200, 404) for path in before)
    assert [p for p in preview.diagnostics if p.code == "fault"] == []
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(kept, site, dirs_exist_ok=True)
    preview.reload()
    assert {path: preview.answer(path) for path in before} == before


def test_a_file_that_a_link_replaced_is_not_given(site: Path, preview: Preview) -> None:
    """While an error keeps the edition before, too."""
    write(site, "static/root/a.txt", "ours")
    preview.reload()
    assert shown(preview, "/a.txt") == "ours"
    secret = site.parent / "secret.txt"
    secret.write_text("not ours")
    write(site, BRIEFING.format("broken"), BROKEN)
    (site / "static/root/a.txt").unlink()
    (site / "static/root/a.txt").symlink_to(secret)
    for _ in range(2):
        answer = preview.answer("/a.txt")
        assert answer.status == 404
        assert b"not ours" not in answer.data
        preview.reload()
    secret.unlink()
