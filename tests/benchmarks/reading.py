"""Reading one briefing, recognition included, beside plain markdown-it-py on the same text.

Each text is read once, since what has been read before may be remembered. The rounds of both take
turns, so that what else the machine does falls on both; medians of processor time are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from statistics import median
from time import process_time

from corpus import briefings
from markdown_it import MarkdownIt

from ssbrief.declared import Place
from ssbrief.introduced import names_found
from ssbrief.parse import Parsed, parse
from ssbrief.recognise import recognise
from ssbrief.registry import Registry
from ssbrief.vocabulary import NO_WORDS, gazetteer

#: A reader is given up where it takes longer than this many times the plain parser.
LIMIT = 1.5
ROUNDS, TEXTS_A_ROUND = 20, 20


def run(_: Iterable[int] = ()) -> None:
    """Print what reading costs, step by step, and how that compares."""
    registry = Registry.of(gazetteer(), [])
    plain = MarkdownIt("commonmark").enable("table")
    rounds = _rounds(briefings((ROUNDS + 1) * TEXTS_A_ROUND))
    _steps(next(rounds), registry, plain)  # a first round that builds what is built once
    taken = [_steps(texts, registry, plain) for texts in rounds]
    middle = {name: median(one[name] for one in taken) for name in taken[0]}
    base = middle.pop("markdown-it-py, parse and render")
    rows = [("markdown-it-py, parse and render", base), *middle.items()]
    rows.append(("reading, all steps", sum(middle.values())))
    print(f"Reading a briefing (medians of {ROUNDS} rounds of {TEXTS_A_ROUND} texts)\n")
    print(f"{'':36}{'ms a text':>10}{'ratio':>8}")
    for name, seconds in rows:
        print(f"{name:36}{1000 * seconds:10.2f}{seconds / base:8.2f}")
    ratios = sorted(
        sum(s for name, s in one.items() if name != rows[0][0]) / one[rows[0][0]] for one in taken
    )
    print(
        f"\nratio by round: {ratios[0]:.2f} to {ratios[-1]:.2f}, median {median(ratios):.2f}",
        end="",
    )
    print(f" (wanted: at most {LIMIT})")


def _rounds(texts: Sequence[str]):
    for start in range(0, len(texts), TEXTS_A_ROUND):
        yield texts[start : start + TEXTS_A_ROUND]


def _steps(texts: Sequence[str], registry: Registry, plain: MarkdownIt) -> dict[str, float]:
    """Seconds a text for each step."""
    parsed: list[Parsed] = []
    place = Place("note", "topic")

    def rendered() -> None:
        for text in texts:
            plain.render(text)

    def read() -> None:
        for text in texts:
            parsed.append(parse("content/briefings/note.md", text))

    def named() -> None:
        for one in parsed:
            names_found(one, registry, NO_WORDS)

    def recognised() -> None:
        for one, text in zip(parsed, texts, strict=True):
            recognise(one, registry, place, text)

    steps: dict[str, Callable[[], None]] = {
        "markdown-it-py, parse and render": rendered,
        "parse": read,
        "names_found": named,
        "recognise": recognised,
    }
    return {name: _seconds(step) / len(texts) for name, step in steps.items()}


def _seconds(step: Callable[[], None]) -> float:
    start = process_time()
    step()
    return process_time() - start


if __name__ == "__main__":
    run()
