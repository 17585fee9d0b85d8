"""Names in running text and in labels."""

from __future__ import annotations

import pytest

from ssbrief.diagnostics import Span
from ssbrief.registry import Declared, Registry
from ssbrief.vocabulary import Firm, gazetteer

REGISTRY = Registry.of(gazetteer(), [])


def declared(name: str, *aliases: str, line: int = 1, **more: str) -> Declared:
    return Declared(name, aliases, Span("content/site.yaml", line), **more)


@pytest.mark.parametrize(
    ("text", "companies"),
    [
        ("Toyota's cars", ["toyota"]),
        ("It is made by Toyota.", ["toyota"]),
        ("Toyota-backed plants", ["toyota"]),
        ("Samsung SDI and Samsung", ["samsung-sdi", "samsung"]),
        ("Toyotas and Toyotaland", []),
        ("a toyota", []),
        ("an apple a day, on target", []),
        ("AT&T sold it", ["at-t"]),
        ("Cells of Solid Power and more solid power", ["solid-power"]),
        ("宁德时代计划2027年量产", ["catl"]),
        ("The Mercedes-Benz EQS", ["mercedes-benz"]),
    ],
)
def test_companies_are_found_in_running_text(text: str, companies: list[str]) -> None:
    assert [company for _, _, company in REGISTRY.find(text)] == companies


def test_a_common_word_is_a_name_only_where_structure_names_the_firm() -> None:
    text = "Apple plans a car; Apple-green is a colour."
    assert REGISTRY.find(text) == []
    assert [c for _, _, c in REGISTRY.find(text, allowed={"apple"})] == ["apple"]


def test_a_common_word_is_likely_a_firm_of_the_field_where_its_capital_says_so() -> None:
    likely = REGISTRY.of_their_fields(["quantumscape", "prologium"])
    text = "Factorial reasons: cells of Factorial and a factorial design. Factorial numbers."
    assert [s for s, _, c in REGISTRY.find(text, likely=likely)] == [text.index("Factorial and")]


def test_labels_are_read_without_regard_to_case() -> None:
    assert REGISTRY.find_in_label("QUANTUMSCAPE")[0][2] == "quantumscape"


def test_a_site_renames_a_firm_of_the_gazetteer() -> None:
    registry = Registry.of(gazetteer(), [declared("Toyota Motor", "Toyota")])
    assert registry.find("Toyota plans")[0][2] == "toyota-motor"
    assert registry.diagnostics == []


def test_a_site_takes_a_firm_out() -> None:
    registry = Registry.of(gazetteer(), [declared("Stellantis", remove="yes")])
    assert registry.find("Stellantis plans") == []


def test_an_alias_that_two_companies_claim_is_a_conflict_naming_both_places() -> None:
    registry = Registry.of(
        (), [declared("Alpha", "The Firm", line=3), declared("Beta", "The Firm", line=7)]
    )
    (conflict,) = registry.conflicts
    assert conflict.name == "The Firm"
    assert [(name, place.line) for name, place in (conflict.first, conflict.second)] == [
        ("Alpha", 3),
        ("Beta", 7),
    ]


def test_names_found_in_entries_join_without_taking_a_known_name() -> None:
    firms = (Firm("Toyota", ("Toyota Motor",), (), ()),)
    registry = Registry.of(firms, []).with_found([("Zeta Works", "a.md"), ("toyota", "a.md")])
    assert [c for _, _, c in registry.find("Zeta Works and Toyota")] == ["zeta-works", "toyota"]
    assert registry.companies["zeta-works"].origin == "a.md"
