"""A site built with --offline opens from disk, with no server."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

#: From the home page on, one kind of page after the other.
WAY = ("briefings", "briefings/*", "companies/*", "timeline", "timeline/*", "topics", "topics/*")


def test_links_lead_through_the_site_from_disk(page: Page, offline: Path) -> None:
    page.goto((offline / "index.html").as_uri())
    shows_its_style(page)
    for kind in WAY:
        follow_a_link(page, offline, kind)
        shows_its_style(page)


def follow_a_link(page: Page, offline: Path, kind: str) -> None:
    files = {file.as_uri() for file in offline.glob(f"{kind}/index.html")}
    link = next(
        link
        for link in page.locator("a:visible").all()
        if link.evaluate("e => (e.href.baseVal ?? e.href).split('#')[0]") in files
        or link.evaluate("e => new URL(e.getAttribute('href'), location).href.split('#')[0]")
        in files
    )
    link.click()
    page.wait_for_url(lambda url: url.partition("#")[0] in files)


def shows_its_style(page: Page) -> None:
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("body")).to_have_css("margin", "0px")
    expect(page.locator(".masthead__bar")).to_have_css("display", "flex")
    expect(page.locator(".masthead__theme")).to_be_visible()


def test_the_theme_button_works_from_disk(visitor: Page, offline: Path) -> None:
    visitor.emulate_media(color_scheme="light")
    visitor.goto((offline / "about" / "index.html").as_uri())
    visitor.locator(".masthead__theme").click()
    expect(visitor.locator("body")).to_have_css("background-color", "rgb(14, 17, 22)")
