"""`ssbrief serve` in a browser: a save is seen where the reader is, what is wrong over it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from .axe import findings
from .sample import ROOT

BRIEFING = "content/briefings/solid-state-batteries/2025.md"
ADDRESS = "briefings/solid-state-batteries-2025/"
expect.set_options(timeout=20_000)  # a busy machine may take its time

BROKEN = "---\ntitle: 'open\n---\n"


class Served:
    """A running preview of a copy of the sample site."""

    def __init__(self, site: Path) -> None:
        self.site = site
        command = [sys.executable, "-m", "ssbrief", "serve", "--site", str(site), "--port", "0"]
        self.process = subprocess.Popen(
            [*command, "--today", "2026-11-22"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert self.process.stdout is not None
        found = re.search(r"http://\S+/", self.process.stdout.readline())
        assert found, self.process.communicate()
        self.url = found[0]

    def state(self) -> str:
        """What a tab with the briefing would be told first."""
        with urlopen(f"{self.url}_ssbrief/events?url=/{ADDRESS}") as stream:
            return str(stream.readline().decode())

    def save(self, path: str, text: str) -> None:
        """As editors save: whole, or not at all."""
        whole = self.site / "saved~"
        whole.write_text(text, encoding="utf-8")
        (self.site / path).parent.mkdir(parents=True, exist_ok=True)
        whole.replace(self.site / path)

    def add(self, path: str, words: str) -> None:
        with (self.site / path).open("a", encoding="utf-8") as file:
            file.write(words)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    site = tmp_path_factory.mktemp("preview")
    shutil.copytree(ROOT / "content", site / "content")
    served = Served(site)
    yield served
    served.process.terminate()
    assert served.process.communicate(timeout=10)[0] == ""


@pytest.fixture
def served(running: Served) -> Iterator[Served]:
    """The site is as it was when a test ends, and the preview has seen that."""
    before = running.state()
    yield running
    shutil.rmtree(running.site / "static", ignore_errors=True)
    shutil.rmtree(running.site / "templates", ignore_errors=True)
    for file in (ROOT / "content").rglob("*"):
        copy = running.site / file.relative_to(ROOT)
        if file.is_file() and (not copy.exists() or copy.read_bytes() != file.read_bytes()):
            shutil.copyfile(file, copy)
    deadline = time.monotonic() + 20
    while running.state() != before:
        assert time.monotonic() < deadline, "the preview does not see that the site is mended"
        time.sleep(0.05)


@pytest.fixture
def tab(browser: Browser, served: Served) -> Iterator[Page]:
    """A page that knows when it was loaded anew; no script in it may fail."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Policy" in said.text else None)
    page.set_default_timeout(20_000)
    page.goto(served.url + ADDRESS)
    page.evaluate("window.loaded = 1")
    yield page
    context.close()
    assert wrong == []


def is_same(page: Page) -> bool:
    return bool(page.evaluate("window.loaded === 1"))


def test_a_save_is_seen_where_the_reader_is(served: Served, tab: Page) -> None:
    tab.locator(".masthead__theme").click()
    theme = tab.evaluate("document.documentElement.dataset.theme")
    tab.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    link = tab.locator("main a[href]").nth(20)
    link.focus()
    focused = tab.evaluate("document.activeElement.textContent")
    tab.evaluate(
        """() => {
          const paragraph = document.querySelector("main p");
          getSelection().selectAllChildren(paragraph);
          scrollTo(0, 900);
        }"""
    )
    tab.wait_for_function("scrollY === 900")
    chosen = tab.evaluate("getSelection().toString()")
    details = tab.locator("details[open]").count()
    assert details
    served.add(BRIEFING, "\n\nWords that were not there before.\n")
    expect(tab.get_by_text("Words that were not there before.")).to_be_attached()
    assert is_same(tab)
    assert tab.evaluate("scrollY") == 900
    assert tab.evaluate("document.activeElement.textContent") == focused
    assert tab.evaluate("getSelection().toString()") == chosen
    assert tab.locator("details[open]").count() == details
    assert tab.evaluate("document.documentElement.dataset.theme") == theme
    expect(tab.locator(".masthead__theme")).to_be_visible()


def test_only_the_tabs_that_show_it_are_told(served: Served, tab: Page) -> None:
    other = tab.context.new_page()
    other.goto(served.url + "about/")
    asked: list[str] = []
    other.on("request", lambda request: asked.append(request.url))
    other.evaluate("document.body.append(document.createElement('hr'))")
    served.add(BRIEFING, "\n\nNews for one tab.\n")
    expect(tab.get_by_text("News for one tab.")).to_be_attached()
    served.add("content/pages/about.md", "\n\nNews for the other.\n")
    expect(other.get_by_text("News for the other.")).to_be_attached()
    assert [url for url in asked if "/static/" not in url] == [served.url + "about/"]
    assert other.locator("body > hr").count() == 1  # what a script made stays


def test_an_error_is_shown_over_the_page_until_it_is_mended(served: Served, tab: Page) -> None:
    text = (served.site / BRIEFING).read_text()
    heading = tab.locator("h1").inner_text()
    served.save(BRIEFING, BROKEN + text)
    alert = tab.get_by_role("alert")
    expect(alert).to_contain_text("1 error")
    expect(alert).to_contain_text(f"{BRIEFING}:2:8: error: this quotation mark is never closed")
    expect(alert).to_contain_text("2 | title: 'open")
    expect(alert).to_contain_text("close it with the same mark")
    expect(tab.locator("h1")).to_have_text(heading)
    assert tab.evaluate("document.activeElement === document.body")
    served.save(BRIEFING, text + "\n\nMended words.\n")
    expect(tab.get_by_text("Mended words.")).to_be_attached()
    expect(alert).to_have_count(0)
    assert is_same(tab)


def test_what_is_wrong_can_be_put_aside_by_the_keyboard(served: Served, tab: Page) -> None:
    served.save(BRIEFING, BROKEN + (ROOT / BRIEFING).read_text())
    alert, badge = tab.get_by_role("alert"), tab.get_by_role("button", name="1 error")
    expect(alert).to_be_visible()
    tab.keyboard.press("Escape")
    expect(alert).to_have_count(0)
    expect(badge).to_be_visible()
    badge.focus()
    tab.keyboard.press("Enter")
    expect(alert).to_be_visible()
    expect(tab.get_by_role("button", name="Close")).to_be_focused()
    tab.keyboard.press("Escape")
    expect(badge).to_be_focused()


def test_warnings_are_a_badge_that_opens(served: Served, tab: Page) -> None:
    served.save("content/briefings/undated.md", "# Undated\n\nWords.\n")
    badge = tab.get_by_role("button", name=re.compile(r"^\d+ warnings?$"))
    expect(badge).to_be_visible()
    expect(tab.get_by_role("alert")).to_have_count(0)
    badge.click()
    panel = tab.get_by_role("region", name="What the preview found")
    expect(panel).to_contain_text("content/briefings/undated.md:1:1: warning:")
    (served.site / "content/briefings/undated.md").unlink()
    expect(panel).to_have_count(0)


def test_a_style_sheet_is_changed_without_a_reload(served: Served, tab: Page) -> None:
    (served.site / "static").mkdir()
    style = (ROOT / "static/style.css").read_text()
    served.save("static/style.css", style + "\nbody { outline: 7px solid red }\n")
    expect(tab.locator("body")).to_have_css("outline-width", "7px")
    assert tab.locator("link[rel=stylesheet]").count() == 1
    assert is_same(tab)


def test_a_template_is_changed_without_a_reload(served: Served, tab: Page) -> None:
    (served.site / "templates").mkdir()
    template = (ROOT / "templates/briefing.html").read_text()
    changed = template.replace("{% block content %}", "{% block content %}<p>From my template.</p>")
    assert changed != template
    served.save("templates/briefing.html", changed)
    expect(tab.get_by_text("From my template.")).to_be_visible()
    served.save("templates/briefing.html", changed + "{% if %}")
    expect(tab.get_by_role("alert")).to_contain_text("templates/briefing.html:")
    expect(tab.get_by_text("From my template.")).to_be_visible()
    (served.site / "templates/briefing.html").unlink()
    expect(tab.get_by_text("From my template.")).to_have_count(0)
    assert is_same(tab)


def test_a_deleted_page_says_so_and_comes_back(served: Served, tab: Page) -> None:
    served.save("content/pages/one.md", "# One page\n\nWords.\n")
    served.save("content/pages/one-more.md", "# One page more\n\nWords.\n")
    tab.goto(served.url + "one/")
    expect(tab.get_by_role("heading", name="One page")).to_be_visible()
    (served.site / "content/pages/one.md").unlink()
    expect(tab.get_by_role("heading", name="“One page” is gone")).to_be_visible()
    served.save("content/pages/one.md", "# One page\n\nIt is back.\n")
    expect(tab.get_by_text("It is back.")).to_be_visible()
    (served.site / "content/pages/one.md").unlink()
    expect(tab.get_by_role("heading", name="“One page” is gone")).to_be_visible()
    tab.get_by_role("link", name="One page more").click()
    expect(tab.get_by_role("heading", name="One page more")).to_be_visible()
    (served.site / "content/pages/one-more.md").unlink()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_previews_own_parts_can_be_read_by_everyone(
    served: Served, tab: Page, theme: str
) -> None:
    tab.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    served.save(BRIEFING, BROKEN + (ROOT / BRIEFING).read_text())
    expect(tab.get_by_role("alert")).to_be_visible()
    assert findings(tab, "ssbrief-problems") == []
    tab.keyboard.press("Escape")
    assert findings(tab, "ssbrief-problems") == []
    (served.site / BRIEFING).unlink()
    expect(tab.get_by_role("heading", name=re.compile("is gone$"))).to_be_visible()
    assert findings(tab) == []


def test_no_more_streams_are_open_than_tabs_are_looked_at(served: Served, tab: Page) -> None:
    """A browser opens six connections to one address: a seventh tab would wait for ever."""
    tab.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { get: () => window.away, configurable: true });
          window.away = true;
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    served.add(BRIEFING, "\n\nSaved while away.\n")
    tab.wait_for_timeout(1500)
    assert tab.get_by_text("Saved while away.").count() == 0
    tab.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    expect(tab.get_by_text("Saved while away.")).to_be_attached()
    assert is_same(tab)


def test_the_search_finds_what_was_saved_a_moment_ago(tab: Page, served: Served) -> None:
    served.add(BRIEFING, "\nA cell of zyxxo was shown.\n")
    expect(tab.get_by_text("A cell of zyxxo was shown.")).to_be_visible()
    tab.keyboard.press("/")
    expect(tab.locator(".search__box")).to_be_focused()
    tab.keyboard.type("zyxxo")
    tab.locator(".search__statement").first.click()
    expect(tab.locator(":target")).to_contain_text("zyxxo")
