"""What a label says: names known and new, partners, groups, fields."""

from __future__ import annotations

import pytest

from ssbrief.registry import Registry
from ssbrief.sections.key_players import Label, looks_like_name, read_label
from ssbrief.vocabulary import gazetteer, words

REGISTRY = Registry.of(gazetteer(), [])


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Toyota:", Label(known=("toyota",))),
        ("1. **Toyota**", Label(known=("toyota",))),
        ("🚗 Toyota", Label(known=("toyota",))),
        ("VW", Label(known=("volkswagen",))),
        ("Mercedes-Benz", Label(known=("mercedes-benz",))),
        ("VW-QuantumScape", Label(known=("volkswagen", "quantumscape"))),
        ("Mercedes-Benz ↔ Factorial", Label(known=("mercedes-benz", "factorial-energy"))),
        ("Honda, Nissan, and BMW", Label(known=("honda", "nissan", "bmw"))),
        ("Nissan/Honda", Label(known=("nissan", "honda"))),
        ("Nissan / Panasonic / SK On", Label(known=("nissan", "panasonic", "sk-on"))),
        ("LG Energy Solution & Samsung SDI (Korea)",
         Label(known=("lg-energy-solution", "samsung-sdi"))),
        ("QuantumScape (USA)", Label(known=("quantumscape",))),
        ("BMW (with Solid Power)", Label(known=("bmw",), partners=("solid-power",))),
        ("Samsung SDI", Label(known=("samsung-sdi",))),
        ("Toyota + Idemitsu Kosan", Label(known=("toyota", "idemitsu-kosan"))),
        ("Johnson & Johnson", Label(known=("johnson-johnson",))),
        ("Zeta Ion Works", Label(new=("Zeta Ion Works",))),
        ("Foobar Cells GmbH", Label(new=("Foobar Cells",))),
        ("Toyota and Zeta Works", Label(known=("toyota",), new=("Zeta Works",))),
        ("Chinese Companies", Label(group="Chinese Companies")),
        ("Automakers (OEMs)", Label(group="Automakers (OEMs)")),
        ("Toyota and other Japanese automakers",
         Label(known=("toyota",), group="Toyota and other Japanese automakers")),
        ("Status", Label(field=True)),
        ("Target (cars)", Label(field=True)),
        ("2027", Label(field=True)),
        ("Phase 2: pilot", Label(field=True)),
        ("", Label()),
        ("this is only a sentence about nothing in particular", Label()),
    ],
)  # fmt: skip
def test_a_label_is_read(label: str, expected: Label) -> None:
    assert read_label(label, words("en"), REGISTRY.find_in_label) == expected


@pytest.mark.parametrize(
    ("text", "is_name"),
    [
        ("Ilika", True),
        ("8x8", True),
        ("Yahoo!", True),
        ("C3.ai", True),
        ("清陶能源", True),
        ("iSpace", True),
        ("2027", False),
        ("remains difficult", False),
        ("A very long label that is a whole sentence", False),
    ],
)
def test_a_name_looks_like_one(text: str, is_name: bool) -> None:
    assert looks_like_name(text) is is_name
