"""What an entry was made from is noted, and where that is the same the entry is, too."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec
import pytest
from msgspec import structs

from makers import briefing, sample_site, site
from ssbrief.evidence import Ledger
from ssbrief.model import Company, Site
from ssbrief.pages import Document, Index, Recipe, Workshop, recipes
from ssbrief.pages.reading import TABLES, Reading


def _title(slug: str, index: Index) -> Document:
    return Document(f"/{slug}/", index.heads[slug].title)


def _known(slug: str, index: Index) -> Document:
    return Document(f"/{slug}/", str(slug in index.companies))


def _count(slug: str, index: Index) -> Document:
    return Document(f"/{slug}/", str(len(index.companies)))


def _of_site(slug: str, index: Index) -> Document:
    return Document(f"/{slug}/", index.site.title)


def _once(slug: str, index: Index) -> Document:
    return Document(f"/{slug}/", index.once("title", lambda index: index.heads[slug].title))


def recipe(make: Callable[[str, Index], Document], of: Site, slug: str = "a") -> Recipe:
    return Recipe(f"/{slug}/", Document, partial(make, slug, Index(of)))


TWO = site(briefings=(briefing("a", title="One"), briefing("b", title="Two")))


@pytest.mark.parametrize(
    ("make", "change", "is_same"),
    [
        (_title, {"title": "Another site"}, True),
        (_title, {"briefings": TWO.briefings[:1]}, True),
        (_title, {"briefings": (briefing("a", title="Uno"), TWO.briefings[1])}, False),
        (_title, {"briefings": (structs.replace(TWO.briefings[0], summary="New"),)}, True),
        (_known, {"companies": (Company("b", "B"),)}, True),
        (_known, {"companies": (Company("a", "A"),)}, False),
        (_count, {"companies": (Company("b", "B"),)}, False),
        (_of_site, {"title": "Another site"}, False),
        (_of_site, {"briefings": ()}, True),
        (_once, {"title": "Another site"}, True),
        (_once, {"briefings": (briefing("a", title="Uno"),)}, False),
    ],
)
def test_what_is_asked_decides_whether_an_entry_is_the_same(
    make: Callable[[str, Index], Document], change: dict[str, object], is_same: bool
) -> None:
    _, basis = Workshop().make(recipe(make, TWO))
    changed = structs.replace(TWO, **change)
    assert Workshop().is_same(recipe(make, TWO), basis)
    assert Workshop().is_same(recipe(make, changed), basis) == is_same


def test_what_one_entry_has_had_made_counts_for_the_next() -> None:
    workshop, index = Workshop(), Index(TWO)
    first, second = (Recipe(f"/{n}/", Document, partial(_once, "a", index)) for n in "xy")
    _, one = workshop.make(first)
    _, other = workshop.make(second)
    assert one.asked == other.asked == msgspec.msgpack.encode([("heads", "a")])


def test_what_is_put_in_counts() -> None:
    _, basis = Workshop().make(recipe(_title, TWO))
    assert not Workshop().is_same(recipe(_known, TWO), basis)
    assert not Workshop().is_same(recipe(_title, TWO, "b"), basis)


def test_what_has_no_digest_is_made_each_time() -> None:
    closed = Recipe("/a/", Document, lambda: Document("/a/", "a"))
    entry, basis = Workshop().make(closed)
    assert entry == Document("/a/", "a")
    assert not Workshop().is_same(closed, basis)


def test_a_part_of_the_index_is_noted_or_cannot_be_asked_for() -> None:
    index = Index(TWO)
    others = {"site", "say", "_ledger", "made", "noted", "kinds"}
    assert set(vars(index)) - others == set(TABLES)
    with pytest.raises(AttributeError, match="what is asked of _ledger is not noted"):
        _ = Reading(index)._ledger


def test_a_reading_makes_what_an_index_makes() -> None:
    workshop = Workshop()
    for each in recipes(sample_site()):
        entry, basis = workshop.make(each)
        assert type(entry) is each.kind
        assert msgspec.msgpack.encode(entry) == msgspec.msgpack.encode(each.make()), each.url
        assert basis.recipe, f"{each.url} is made at each build"


def test_a_ledger_tells_all_that_it_counts_by() -> None:
    ledger = Ledger(TWO)
    assert len(ledger.told()) == len(vars(ledger))
