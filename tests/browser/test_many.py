"""Pages of a large site: short rows, first parts and the ways to all, on a phone and a desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from makers import write_many

from .axe import findings
from .sample import build_sample, serve
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


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_a_large_site_is_for_all(page: Page, large: str, address: str) -> None:
    assert page.goto(large + address).ok  # type: ignore[union-attr]
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(OUTSIDE) == []
    assert findings(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="dark")
    assert findings(page) == []


def test_a_row_leads_to_the_words_or_to_its_history(page: Page, large: str) -> None:
    page.goto(large + "timeline/due/")
    page.click(".data--rows tbody tr:first-child th a:nth-child(2)")
    page.wait_for_url("**/companies/**")
    expect(page.locator(":target")).to_be_visible()
