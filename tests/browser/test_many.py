"""Pages of a large site: short rows, first parts and the ways to all, on a phone and a desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from makers import write_many

from .sample import build_sample, serve
from .test_accessibility import OPTIONS, tell
from .test_reflow import OUTSIDE

PAGES = (
    *("companies/toyota/", "companies/toyota/targets/", "companies/toyota/by-year/2024/"),
    *("companies/toyota/histories/by-event/mass-production/", "timeline/", "timeline/due/"),
)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = write_many(tmp_path_factory.mktemp("many"), topics=60)
    with serve(build_sample(folder, folder / "build")) as address:
        yield address


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_a_large_site_is_for_all(
    page: Page, large: str, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if width == 360 else "light")
    assert page.goto(large + address).ok  # type: ignore[union-attr]
    violations = Axe().run(page, options=OPTIONS).response["violations"]
    found = [told for violation in violations for told in tell(violation)]
    assert found == []
    assert page.evaluate(OUTSIDE) == []


def test_a_row_leads_to_the_words_or_to_its_history(page: Page, large: str) -> None:
    page.goto(large + "timeline/due/")
    page.click(".data--rows tbody tr:first-child th a:nth-child(2)")
    assert "/companies/" in page.url
    assert page.locator(":target h3, :target").first.is_visible()
