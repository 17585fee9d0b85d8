"""A text → its sentences, as spans.

In: running text. Out: where each sentence begins and ends. Knows no word but abbreviations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: A sign that ends a sentence, before a capital, a figure or a letter of a script without capitals.
_SENTENCE_END = re.compile(
    r"[.!?…؟][\"'”’»)\]]*\s+(?=[\"'“„«¿¡(\[]?[A-Z0-9À-ÞА-Я\u0590-\u08ff\u3040-\u9fff])|[。！？]|\n"
)
#: After these a full stop ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|Inc|Co|Corp|Ltd|No|vs|approx|est|ca|Dr|Mr|Ms|St|U\.S|U\.K|Jan|Feb|Mar|Apr|Jun|"
    r"Jul|Aug|Sept?|Oct|Nov|Dec|z\.B|d\.h|bzw)|\b[A-Z])\.$"
)
_ORDINAL = re.compile(r"(?<!\d)\d{1,2}\.$")
#: What is longer is no sentence; reading one costs more than its length.
LONGEST_SENTENCE = 800


def sentences(text: str, ordinal_stops: bool = False) -> list[tuple[int, int]]:
    """The sentences of a text as spans; a line break ends one. In a language with `ordinal_stops`
    ("im 3. Quartal") the stop after a small figure ends none.

    >>> [("A Co. plans it. By 2027.")[s:e] for s, e in sentences("A Co. plans it. By 2027.")]
    ['A Co. plans it.', 'By 2027.']
    """
    spans, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        stop = match.start() + (1 if match[0][0] != "\n" else 0)
        last = text[max(start, stop - 8) : stop] if match[0][0] == "." else ""
        if _ABBREVIATION.search(last) or (ordinal_stops and _ORDINAL.search(last)):
            continue
        end = match.start() + len(match[0].rstrip())
        spans.append((start, end))
        start = match.end()
    spans.append((start, len(text)))
    parts = [part for span in spans for part in _parted(text, *span)]
    return [_trimmed(text, s, e) for s, e in parts if text[s:e].strip()]


def _parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch in pieces that are no longer than any sentence."""
    while end - start > LONGEST_SENTENCE:
        gap = text.rfind(" ", start, start + LONGEST_SENTENCE)
        cut = gap if gap > start else start + LONGEST_SENTENCE
        yield start, cut
        start = cut
    yield start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
