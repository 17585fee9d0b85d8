"""Addresses: every page has one, and each is spelled so that it lands at any base path."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssbrief import urls

SLUGS = st.text("abz09-é清", min_size=1, max_size=6)
TARGETS = st.one_of(
    st.builds(urls.company, SLUGS, SLUGS),
    st.builds(urls.briefing, SLUGS),
    st.builds(urls.page, SLUGS),
    st.builds(urls.file, SLUGS),
    st.sampled_from([urls.home(), urls.companies(), urls.FEED, urls.year(2027)]),
)
PAGES = TARGETS.map(lambda url: url.partition("#")[0])


@pytest.mark.parametrize(
    ("reference", "address"),
    [
        ("company:toyota", "/companies/toyota/"),
        ("company:清陶-能源", "/companies/%E6%B8%85%E9%99%B6-%E8%83%BD%E6%BA%90/"),
        ("briefing:ssb-2025", "/briefings/ssb-2025/"),
        ("briefing:ssb-2025#toyota", "/briefings/ssb-2025/#toyota"),
        ("challenge:cost", "/challenges/cost/"),
        ("page:about", "/about/"),
        ("page:about#who", "/about/#who"),
        ("file:briefings/ssb/cell 1.png", "/files/briefings/ssb/cell%201.png"),
        ("url:/timeline/#now", "/timeline/#now"),
    ],
)
def test_a_reference_is_spelled_as_an_address(reference: str, address: str) -> None:
    assert urls.address(reference) == address


def test_an_unknown_kind_of_reference_is_a_programmers_mistake() -> None:
    with pytest.raises(ValueError, match="not a reference"):
        urls.address("planet:mars")


@given(PAGES, TARGETS, st.sampled_from(["", "/base", "/any/base"]))
def test_a_relative_link_lands_at_any_base_path(page: str, target: str, base: str) -> None:
    here = f"https://example.org{base}{page}"
    assert urljoin(here, urls.relative(page, target)) == f"https://example.org{base}{target}"


@given(PAGES.filter(lambda url: url.endswith("/")), st.lists(TARGETS))
def test_all_links_of_a_page_at_once_are_spelled_as_each_alone(
    page: str, targets: list[str]
) -> None:
    text = " ".join(f"\x02{target}\x03" for target in targets)
    alone = " ".join(urls.relative(page, target) for target in targets)
    assert urls.all_relative(text, page).replace("\x03", "") == alone


@given(PAGES, TARGETS)
def test_an_offline_link_leads_from_file_to_file(page: str, target: str) -> None:
    path, mark, anchor = target.partition("#")
    here = f"file:///site/{urls.output_path(page)}"
    landed = urljoin(here, urls.relative(page, target, offline=True)).partition("#")
    shown = "index.html" if path.endswith("/") else ""
    assert landed[0].replace("%C3%A9", "é").replace("%E6%B8%85", "清") == (
        here if path == page and mark else f"file:///site{path}{shown}"
    ).replace("%C3%A9", "é").replace("%E6%B8%85", "清")
    assert landed[2] == anchor


@pytest.mark.parametrize(
    ("page", "target", "spelled"),
    [
        ("/", "/", "./"),
        ("/", "/companies/", "companies/"),
        ("/companies/toyota/", "/companies/toyota/#x", "#x"),
        ("/companies/toyota/", "/companies/bmw/", "../bmw/"),
        ("/companies/", "https://example.org/", "https://example.org/"),
        ("/companies/", "#x", "#x"),
    ],
)
def test_links_are_as_short_as_they_can_be(page: str, target: str, spelled: str) -> None:
    assert urls.relative(page, target) == spelled


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("/old/", "/old/"),
        ("old", "/old/"),
        ("/old/page.html", "/old/page.html"),
        ("/alt/größe", "/alt/gr%C3%B6%C3%9Fe/"),
        ("/alt/gr%C3%B6%C3%9Fe", "/alt/gr%C3%B6%C3%9Fe/"),
    ],
)
def test_an_old_address_is_read_as_people_write_it(written: str, address: str) -> None:
    assert urls.former(written) == address


@given(SLUGS)
def test_a_page_is_written_to_a_file_with_the_letters_of_its_slug(slug: str) -> None:
    assert urls.output_path(urls.company(slug)) == f"companies/{slug}/index.html"
