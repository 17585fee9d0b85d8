"""The gazetteer: its promises to whoever reads names by it, and the firms it must know."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter, defaultdict
from importlib.resources import files

import pytest

from ssbrief.vocabulary import Firm, gazetteer

FIELDS = {
    "AI",
    "aviation",
    "batteries",
    "biotech",
    "cars",
    "chips",
    "consumer",
    "defence",
    "electronics",
    "energy",
    "industry",
    "materials",
    "quantum",
    "robotics",
    "software",
    "space",
    "telecom",
}

#: Names as the statements on solid-state batteries write them, and the firm each belongs to.
SOLID_STATE = {
    "Audi": "Audi",
    "BMW": "BMW",
    "BYD": "BYD",
    "Blue Solutions": "Blue Solutions",
    "CATL": "CATL",
    "Changan": "Changan",
    "Chery": "Chery",
    "ChingTao": "QingTao",
    "Dongfeng": "Dongfeng",
    "Ducati": "Ducati",
    "Dyson": "Dyson",
    "Exeed": "Exeed",
    "Exlantix": "Exlantix",
    "Factorial": "Factorial Energy",
    "Fisker Inc.": "Fisker",
    "Ford": "Ford",
    "GAC": "GAC",
    "GAC Aion": "GAC Aion",
    "GAC Group": "GAC",
    "GM": "General Motors",
    "Ganfeng Lithium": "Ganfeng Lithium",
    "Genesis": "Genesis",
    "Gotion": "Gotion",
    "Honda": "Honda",
    "Hyper": "Hyper",
    "Hyundai": "Hyundai",
    "Hyundai Motor Group": "Hyundai",
    "IM Motors": "IM Motors",
    "Idemitsu Kosan": "Idemitsu Kosan",
    "Ilika": "Ilika",
    "Karma Automotive": "Karma Automotive",
    "Kia": "Kia",
    "LG Chem": "LG Chem",
    "LG Energy Solution": "LG Energy Solution",
    "Lexus": "Lexus",
    "MG": "MG",
    "Mercedes-Benz": "Mercedes-Benz",
    "Mitsubishi": "Mitsubishi",
    "Murata": "Murata",
    "NIO": "NIO",
    "Nissan": "Nissan",
    "Panasonic": "Panasonic",
    "PowerCo": "PowerCo",
    "Prime Planet Energy & Solutions": "Prime Planet Energy & Solutions",
    "ProLogium": "ProLogium",
    "QingTao": "QingTao",
    "QingTao Energy": "QingTao",
    "Qingtao Power": "QingTao",
    "QuantumScape": "QuantumScape",
    "Renault": "Renault",
    "Renault-Nissan-Mitsubishi Alliance": "Renault-Nissan-Mitsubishi Alliance",
    "SAIC": "SAIC",
    "SAIC Motor": "SAIC",
    "SES AI": "SES AI",
    "SK On": "SK On",
    "Samsung SDI": "Samsung SDI",
    "Seres": "Seres",
    "Solid Power": "Solid Power",
    "Stellantis": "Stellantis",
    "Sumitomo Metal Mining": "Sumitomo Metal Mining",
    "TDK": "TDK",
    "Toyota": "Toyota",
    "Volkswagen": "Volkswagen",
    "Volkswagen Group": "Volkswagen",
    "Voyah": "Voyah",
    "WeLion": "WeLion",
    "Yipai": "Yipai",
}


def firm(name: str) -> Firm:
    """The one firm that goes by a name."""
    (found,) = (f for f in gazetteer() if name in names(f))
    return found


def names(one: Firm) -> tuple[str, ...]:
    return (one.name, *one.aliases)


def test_header_is_the_four_columns() -> None:
    text = (files("ssbrief.vocabulary") / "gazetteer.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))
    assert rows[0] == ["name", "aliases", "fields", "ambiguous"]
    assert {len(row) for row in rows} == {4}


def test_cells_are_tidy() -> None:
    text = (files("ssbrief.vocabulary") / "gazetteer.csv").read_text(encoding="utf-8")
    for row in csv.reader(text.splitlines()):
        for cell in row:
            parts = cell.split(";")
            assert cell == "" or all(part and part == part.strip() for part in parts), row


def test_holds_several_hundred_firms() -> None:
    assert len(gazetteer()) >= 600


def test_every_name_is_written_in_composed_characters() -> None:
    for one in gazetteer():
        assert one.name
        for name in names(one):
            assert name == unicodedata.normalize("NFC", " ".join(name.split()))


def test_rows_are_sorted_by_name() -> None:
    listed = [one.name for one in gazetteer()]
    assert listed == sorted(listed, key=lambda name: (name.casefold(), name))


def test_no_name_is_claimed_twice() -> None:
    claims = Counter(name for one in gazetteer() for name in names(one))
    assert [name for name, count in claims.items() if count > 1] == []


def test_no_two_firms_differ_in_case_alone() -> None:
    claims: defaultdict[str, set[str]] = defaultdict(set)
    for one in gazetteer():
        for name in names(one):
            claims[name.casefold()].add(one.name)
    clashes = {name: sorted(firms) for name, firms in claims.items() if len(firms) > 1}
    assert clashes == {}


def test_every_ambiguous_name_is_one_of_its_row() -> None:
    for one in gazetteer():
        assert set(one.ambiguous) <= set(names(one)), one.name
        assert len(set(one.ambiguous)) == len(one.ambiguous), one.name


def test_single_letters_are_ambiguous() -> None:
    for one in gazetteer():
        assert {name for name in names(one) if len(name) == 1} <= set(one.ambiguous), one.name


def test_every_firm_has_known_fields() -> None:
    for one in gazetteer():
        assert one.fields, one.name
        assert set(one.fields) <= FIELDS, one.name


def test_every_field_is_covered() -> None:
    assert {field for one in gazetteer() for field in one.fields} == FIELDS


@pytest.mark.parametrize(("written", "name"), SOLID_STATE.items())
def test_knows_the_firms_of_the_solid_state_statements(written: str, name: str) -> None:
    assert firm(written).name == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("VW", "Volkswagen"),
        ("LGES", "LG Energy Solution"),
        ("宁德时代", "CATL"),
        ("比亚迪", "BYD"),
        ("蔚来", "NIO"),
        ("国轩高科", "Gotion"),
        ("赣锋锂业", "Ganfeng Lithium"),
        ("清陶能源", "QingTao"),
        ("卫蓝新能源", "WeLion"),
        ("上汽集团", "SAIC"),
        ("广汽集团", "GAC"),
        ("奇瑞", "Chery"),
        ("长安汽车", "Changan"),
        ("トヨタ", "Toyota"),
        ("日産", "Nissan"),
        ("ホンダ", "Honda"),
        ("삼성SDI", "Samsung SDI"),
        ("Orsted", "Ørsted"),
        ("Citroen", "Citroën"),
    ],
)
def test_aliases_lead_to_their_firm(written: str, name: str) -> None:
    assert firm(written).name == name


@pytest.mark.parametrize(
    "name",
    [
        "Mercedes-Benz",
        "Rolls-Royce",
        "X-energy",
        "Hewlett-Packard",
        "Coca-Cola",
        "Bio-Rad",
        "A-Alpha Bio",
        "Bristol-Myers Squibb",
        "Kimberly-Clark",
        "Johnson & Johnson",
        "Yahoo!",
        "8x8",
        "AT&T",
        "Procter & Gamble",
        "3M",
        "23andMe",
        "C3.ai",
        "1X",
        "E.ON",
    ],
)
def test_names_with_hyphens_signs_and_digits_are_whole(name: str) -> None:
    assert name in names(firm(name))


@pytest.mark.parametrize(
    ("group", "members"),
    [
        ("Volkswagen", ("Audi", "Porsche", "PowerCo", "Ducati", "Skoda")),
        ("Hyundai", ("Kia", "Genesis")),
        ("Toyota", ("Lexus", "Prime Planet Energy & Solutions")),
        ("SAIC", ("MG", "IM Motors")),
        ("GAC", ("GAC Aion", "Hyper")),
        ("Samsung", ("Samsung SDI", "Samsung Electronics")),
        ("Renault-Nissan-Mitsubishi Alliance", ("Renault", "Nissan", "Mitsubishi")),
    ],
)
def test_members_of_a_group_are_firms_of_their_own(group: str, members: tuple[str, ...]) -> None:
    assert firm(group).name == group
    assert [firm(member).name for member in members] == list(members)


def test_joint_ventures_are_firms_of_their_own() -> None:
    assert firm("ACC").name == "Automotive Cells Company"
    assert {"Ultium Cells", "BlueOval SK"} <= {one.name for one in gazetteer()}


@pytest.mark.parametrize(
    "name",
    [
        "Apple",
        "Shell",
        "Target",
        "Ample",
        "Figure",
        "Meta",
        "Arrow",
        "Lucid",
        "Oracle",
        "X",
        "Block",
        "Square",
        "Gap",
        "Snap",
        "Stripe",
        "Eve",
        "SES",
        "MG",
        "Seat",
        "Mini",
        "Smart",
        "Ram",
        "Genesis",
        "Hyper",
        "Lotus",
        "TAE",
        "Agility",
        "Sanctuary",
        "Unity",
        "Cohere",
        "Mistral",
        "Perplexity",
        "Factorial",
        "Solid Power",
        "ACC",
        "BMS",
    ],
)
def test_names_with_another_meaning_are_marked(name: str) -> None:
    assert name in firm(name).ambiguous


@pytest.mark.parametrize(
    "name",
    [
        "Ford",
        "Toyota",
        "Rivian",
        "Intel",
        "Helion",
        "Polestar",
        "Natron",
        "Ilika",
        "General Fusion",
        "Anduril",
        "Apptronik",
        "Blue Origin",
        "Factorial Energy",
        "SES AI",
        "VW",
    ],
)
def test_names_with_one_meaning_are_not_marked(name: str) -> None:
    assert name not in firm(name).ambiguous


def test_merck_alone_belongs_to_neither_firm() -> None:
    assert not any("Merck" in names(one) for one in gazetteer())
