"""What an entry was made from is noted, and where that is the same the entry is, too."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from makers import briefing, sample_site, site
from ssbrief.load import Options, load
from ssbrief.memory import Basis, Memory, Noted
from ssbrief.model import Company, Site
from ssbrief.pages import Document, Index, Recipe, Shelves, Workshop, recipes
from ssbrief.pages.reading import TABLES, Again, Reading
from ssbrief.read import Inputs, TextFile

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"


def _title(slug: str, index: Index) -> Document:
    return Document(f"/{slug}/", index.heads[slug].title)


def _known(slug: str, index: Index) -> Document:
    return Document(f"/{slug}/", str(slug in index.names))


def _count(slug: str, index: Index) -> Document:
    return Document(f"/{slug}/", str(len(index.names)))


def _values(slug: str, index: Index) -> Document:
    return Document(f"/{slug}/", " ".join(head.title for head in index.heads.values()))


def _items(slug: str, index: Index) -> Document:
    return Document(f"/{slug}/", " ".join(head.title for _, head in index.heads.items()))


def _broadly(slug: str, index: Index) -> Document:
    broad = index.broadly()
    return Document(f"/{slug}/", f"{broad.heads[slug].title} of {broad.site.title}")


def _of_site(slug: str, index: Index) -> Document:
    return Document(f"/{slug}/", index.site.title)


def _said(slug: str, index: Index) -> Document:
    return Document(f"/{slug}/", index.say("undated"))


def _once(slug: str, index: Index) -> Document:
    return Document(f"/{slug}/", index.once("title", lambda index: index.heads[slug].title))


def _latest(slug: str, index: Index) -> Document:
    return Document(f"/{slug}/", index.latest("title", lambda index: index.heads[slug].title))


def recipe(make: Callable[[str, Index], Document], index: Index, slug: str = "a") -> Recipe:
    return Recipe(f"/{slug}/", Document, partial(make, slug, index))


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
        (_values, {"title": "Another site"}, True),
        (_values, {"briefings": (briefing("a", title="Uno"), TWO.briefings[1])}, False),
        (_items, {"briefings": (briefing("a", title="Uno"), TWO.briefings[1])}, False),
        (_items, {"briefings": TWO.briefings[:1]}, False),
        (_items, {"briefings": TWO.briefings[::-1]}, False),
        (_broadly, {"description": "Another site"}, True),
        (_broadly, {"title": "Another site"}, False),
        (_broadly, {"briefings": (briefing("a", title="Uno"), TWO.briefings[1])}, False),
        (_of_site, {"title": "Another site"}, False),
        (_of_site, {"briefings": ()}, True),
        (_once, {"title": "Another site"}, True),
        (_once, {"briefings": (briefing("a", title="Uno"),)}, False),
        (_latest, {"title": "Another site"}, True),
        (_latest, {"briefings": (briefing("a", title="Uno"),)}, False),
    ],
)
def test_what_is_asked_decides_whether_an_entry_is_the_same(
    make: Callable[[str, Index], Document], change: dict[str, object], is_same: bool
) -> None:
    before = Index(TWO)
    _, basis = Workshop(before).make(recipe(make, before))
    again, changed = Index(TWO), Index(structs.replace(TWO, **change))
    answers = Workshop(before).answers()
    assert Workshop(again, answers).is_same(recipe(make, again), basis)
    assert Workshop(changed, answers).is_same(recipe(make, changed), basis) == is_same


@pytest.mark.parametrize("make", [_once, _latest])
def test_what_one_entry_has_had_made_counts_for_the_next(
    make: Callable[[str, Index], Document],
) -> None:
    index = Index(TWO)
    workshop = Workshop(index)
    first, second = (Recipe(f"/{n}/", Document, partial(make, "a", index)) for n in "xy")
    _, one = workshop.make(first)
    _, other = workshop.make(second)
    assert one.asked == other.asked
    assert len(one.asked) == 2 * 8  # the language and the head


def test_what_is_made_for_the_next_alone_is_let_go() -> None:
    index = Index(TWO)
    for each in (index, Reading(index)):
        first, second = (each.latest(key, lambda _: object()) for key in "aa")
        assert first is second
        each.latest("b", lambda _: object())
        assert each.latest("a", lambda _: object()) is not first
        assert len(index.held) == 1


def test_what_is_put_in_counts() -> None:
    index = Index(TWO)
    workshop = Workshop(index, Workshop(index).answers())
    _, basis = workshop.make(recipe(_title, index))
    assert workshop.is_same(recipe(_title, index), basis)
    assert not workshop.is_same(recipe(_known, index), basis)
    assert not workshop.is_same(recipe(_title, index, "b"), basis)


def test_without_the_answers_before_nothing_is_the_same() -> None:
    index = Index(TWO)
    _, basis = Workshop(index).make(recipe(_title, index))
    assert not Workshop(index).is_same(recipe(_title, index), basis)


def test_what_is_said_in_another_language_is_made_again() -> None:
    before, after = Index(TWO), Index(structs.replace(TWO, language="de"))
    _, basis = Workshop(before).make(recipe(_said, before))
    assert not Workshop(after, Workshop(before).answers()).is_same(recipe(_said, after), basis)


def test_what_has_no_digest_is_made_each_time() -> None:
    closed = Recipe("/a/", Document, lambda: Document("/a/", "a"))
    index = Index(TWO)
    workshop = Workshop(index, Workshop(index).answers())
    entry, basis = workshop.make(closed)
    assert entry == Document("/a/", "a")
    assert not workshop.is_same(closed, basis)


def test_a_part_of_the_index_is_noted_or_cannot_be_asked_for() -> None:
    index = Index(TWO)
    index.ready()
    others = {"site", "say", "made", "noted", "held", "kinds", "_memory"}
    assert set(vars(index)) - others == set(TABLES)
    for reading in (Reading(index), Reading(index).broadly()):
        with pytest.raises(AttributeError, match="what is asked of made is not noted"):
            _ = reading.made


def _asks(part: str, name: object, index: Index) -> Document:
    return Document("/a/", str(getattr(index, part).get(name)))


@pytest.mark.parametrize("part", TABLES)
def test_an_answer_that_is_new_another_or_gone_is_seen(part: str) -> None:
    one, other, without = (Index(sample_site()) for _ in range(3))
    name, *_ = table = dict(getattr(one, part))
    setattr(other, part, {**table, name: "another"})
    del table[name]
    setattr(without, part, table)

    def is_same(before: Index, after: Index) -> bool:
        old, new = (
            Recipe("/a/", Document, partial(_asks, part, name, index)) for index in (before, after)
        )
        _, basis = Workshop(before).make(old)
        return Workshop(after, Workshop(before).answers()).is_same(new, basis)

    assert is_same(one, one)
    assert not is_same(one, other)
    assert not is_same(one, without)
    assert not is_same(without, one)


def test_what_is_listed_again_is_listed_where_it_is_asked_for() -> None:
    called = []

    def lists(index: Index) -> Iterator[Recipe]:
        called.append(index.heads["a"].title)
        yield recipe(_title, index)

    before = Shelves(Index(TWO), Noted())
    (first,) = before.recipes(lists)
    made, basis = before.workshop.make(first)
    same = Shelves(Index(structs.replace(TWO, title="Another site")), before.noted())
    (again,) = same.recipes(lists)
    assert _stands(again) == _stands(first)
    assert same.workshop.is_same(again, basis)
    assert same.noted().shelves == before.noted().shelves
    assert called == ["One"]
    assert again.make() == made
    assert same.workshop.make(again) == (made, basis)
    assert called == ["One", "One"]


def test_what_would_be_listed_otherwise_is_listed_again() -> None:
    def lists(index: Index) -> Iterator[Recipe]:
        yield from (recipe(_title, index, slug) for slug in index.heads)

    before = Shelves(Index(TWO), Noted())
    before.recipes(lists)
    changed = Index(structs.replace(TWO, briefings=TWO.briefings[:1]))
    after = Shelves(changed, before.noted())
    assert [one.url for one in after.recipes(lists)] == ["/a/"]
    assert after.noted().shelves != before.noted().shelves


def test_each_kind_of_entry_is_known_by_its_name() -> None:
    index = Index(sample_site())
    before = Shelves(index, Noted())
    first = list(map(_stands, recipes(index, before)))
    again = Shelves(Index(sample_site()), before.noted())
    found = list(recipes(again.workshop._index, again))
    assert list(map(_stands, found)) == first == list(map(_stands, recipes(index)))
    assert sum(isinstance(each.make, Again) for each in found) > len(found) - 20


def test_a_reading_makes_what_an_index_makes() -> None:
    index = Index(sample_site())
    workshop = Workshop(index)
    for each in recipes(index):
        entry, basis = workshop.make(each)
        assert type(entry) is each.kind
        assert msgspec.msgpack.encode(entry) == msgspec.msgpack.encode(each.make()), each.url
        assert basis.recipe, f"{each.url} is made at each build"


# Any two sites

#: What an author may change of a briefing, each by itself.
PARTS: dict[str, tuple[str, ...]] = {
    "title": ("Status", "A new status"),
    "topic": ("Cells", "Reactors"),
    "summary": ("", "What a briefing says of itself."),
    "firm": ("Toyota", "Norrwing", "Halden"),
    "due": ("2027", "2028", "end of 2026"),
    "more": (
        "",
        "Nobody has confirmed this.",
        "Halden plans a pilot line in 2029.",
        "See [[Toyota]].",
    ),
    "ended": ("", "- **Norrwing:** has dropped its plan for mass production.\n"),
    "challenge": ("Cost", "Yield"),
    "source": ("https://one.example/a", "https://two.example/b"),
    "publisher": ("One", "Two"),
    "tags": ("[]", "[energy]"),
    "draft": ("false", "true"),
}

TEXT = """---
title: {title} of {number}
date: 202{number}-06-01
topic: {topic}
summary: "{summary}"
tags: {tags}
draft: {draft}
sources:
  - {{title: A work, url: "{source}", publisher: {publisher}}}
---

## Key players

- **{firm}:** Plans mass production by {due} ([a]({source})).
{ended}
## Challenges

- **{challenge}:** High. {more}
"""

CHANGES = st.tuples(st.sampled_from(sorted(PARTS)), st.integers(0, 3), st.integers(1, 3))


@given(st.lists(CHANGES, min_size=1, max_size=6))
@settings(max_examples=2000 if SOAK else 25, deadline=None)
def test_what_counts_as_the_same_is_the_same(changes: list[tuple[str, int, int]]) -> None:
    """Whatever an author changes: what would not be made again is what would be made."""
    said = {number: {part: words[0] for part, words in PARTS.items()} for number in range(1, 5)}
    memory, today = Memory(), date(2025, 7, 1)
    made: dict[str, tuple[bytes, Basis]] = {}
    noted = Noted()
    for part, number, choice in [("title", 0, 1), *changes]:
        words = PARTS[part]
        said[number + 1][part] = words[choice % len(words)]
        index = Index(_linked(said, Options(today), memory))
        shelves = Shelves(index, noted)
        workshop, listed = shelves.workshop, list(recipes(index, shelves))
        assert [*map(_stands, listed)] == [*map(_stands, recipes(index))], f"{part} of {number}"
        for each in listed:
            entry, basis = workshop.make(each)
            data = msgspec.msgpack.encode(entry)
            before = made.get(each.url)
            if before and workshop.is_same(each, before[1]):  # kept, as a build keeps it
                assert data == before[0], f"{each.url} after {part} of {number}"
                assert basis.recipe == before[1].recipe
            else:
                made[each.url] = data, basis
        noted = shelves.noted()


def _stands(recipe: Recipe) -> tuple[str, type, str, bool]:
    return recipe.url, recipe.kind, recipe.path, recipe.searched


def _linked(said: dict[int, dict[str, str]], options: Options, memory: Memory) -> Site:
    texts = [TEXT.format(number=number, **parts) for number, parts in said.items()]
    files = tuple(
        TextFile(f"content/briefings/{number}.md", text, text) for number, text in enumerate(texts)
    )
    found = load(Inputs("", briefings=files), options, memory).site
    assert found is not None
    return found
