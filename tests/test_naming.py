"""Names of firms in running text that no list knows: by grammar, and not by a capital alone."""

from __future__ import annotations

import pytest

from ssbrief.naming import names_in_prose
from ssbrief.vocabulary import words

#: Sentences, and the names of firms in them.
SENTENCES = {
    "Notably, Brightcell expands its plant in Porto.": ["Brightcell"],
    "Notably, Brightcell, Nordohm and Zeta Dynamics plan to ship cells in 2027.": [
        "Brightcell",
        "Nordohm",
        "Zeta Dynamics",
    ],
    "Reportedly Zeta Dynamics plans a second line.": ["Zeta Dynamics"],
    "Furthermore, the pilot line opened its doors.": [],
    "Separately, Helsinki hosts the summit in May.": [],
}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_word_that_opens_a_sentence_is_no_part_of_a_name(sentence: str) -> None:
    assert (
        list(names_in_prose(sentence, words("en"), lambda _: (), lambda _: False))
        == (SENTENCES[sentence])
    )
