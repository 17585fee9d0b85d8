"""One browser and one site for all tests.

They live as long as this package: Playwright's loop must be gone before other tests start theirs.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from .sample import Sample, build_sample, copy_content, serve

#: The first one found; that without windows needs a third of the time of the others.
BROWSERS = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable"),
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not executable:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("there is no browser: install chromium")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)


@pytest.fixture(scope="package")
def window(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


@pytest.fixture
def page(window: Page) -> Page:
    """The one page that most tests share, as wide as a desk and light.

    Who listens, adds scripts or presses the theme button is a `visitor` instead.
    """
    window.goto("about:blank")
    window.set_viewport_size({"width": 1280, "height": 900})
    window.emulate_media(media="screen", color_scheme="light", forced_colors="none")
    return window


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    """A page of a reader who has not been here before, and whom none will follow."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_content(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="package")
def sample(site: Path) -> Iterator[Sample]:
    folder = build_sample(site, site / "build")
    with serve(folder) as url:
        yield Sample(folder, url)


@pytest.fixture(scope="package")
def offline(site: Path) -> Path:
    """The same site, spelt to open from disk."""
    return build_sample(site, site / "offline", offline=True)
