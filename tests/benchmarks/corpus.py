"""Briefings for measuring: realistic text of 2–4 KB in the shapes that people write.

In: a number. Out: the text of that briefing, the same on every machine and in every run; briefing
n does not depend on how many are made. Shapes are mixed as real notes mix them: front matter or
bold lines or nothing above; players as lists, tables, subheadings or bold lines; sources with and
without addresses. A kilobyte holds some five years or dates, twice as many as in public notes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import yaml

WORDS: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text())
OTHERS = [first + last for first in WORDS["first_parts"] for last in WORDS["last_parts"]]
SITE = "title: Briefings\nurl: https://example.org/\nsearch: false\n"
FORMS = {"colon inside": "- **{}:** {}", "colon outside": "- **{}**: {}", "dash": "- **{}** - {}"}


def briefing(number: int) -> str:
    """The text of one briefing."""
    return _Writer(Random(number)).text()


def write_site(folder: Path, count: int) -> None:
    """A site of so many briefings, which has an address and no search."""
    notes = folder / "content/briefings/notes"
    notes.mkdir(parents=True)
    (folder / "content/site.yaml").write_text(SITE)
    for number in range(count):
        (notes / f"{number:05}.md").write_text(briefing(number), encoding="utf-8")


def briefings(count: int) -> tuple[str, ...]:
    return tuple(map(briefing, range(count)))


class _Writer:
    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.year = dice.randint(2022, 2026)
        self.month = self.word("months")
        self.firms = dice.sample(WORDS["firms"], 5) + dice.sample(OTHERS, 2)
        dice.shuffle(self.firms)

    def text(self) -> str:
        parts = [
            *self.opening(),
            self.heading("Market Release", "When are they actually hitting the market?"),
            *self.market(),
            self.heading("Key Players", "Who are the big companies involved?"),
            *self.players(),
            self.heading("Technical Challenges", "Main Technical Hurdles Remaining"),
            self.challenges(),
            self.heading("Sources", "References"),
            self.sources(),
        ]
        return "\n\n".join(parts) + "\n"

    def pick(self, *choices: str) -> str:
        return self.dice.choice(choices)

    def word(self, table: str) -> str:
        """One of a table, with a figure in its braces."""
        return self.pick(*WORDS[table]).format(self.dice.randint(3, 999))

    def heading(self, *headings: str) -> str:
        return "## " + self.pick("", "", "1. ") + self.pick(*headings)

    def opening(self) -> Iterator[str]:
        title = f"{self.word('topics')} in {self.month} {self.year}"
        shape = self.pick("front matter", "bold line", "title", "title", "title")
        if shape == "front matter":
            yield f"---\ntitle: {title}\ndate: {self.year}\ntags: [energy, storage]\n---"
        yield f"# {title}"
        if shape == "bold line":
            yield f"**Report Date:** {self.month} 5, {self.year}"
        yield f"This note sums up what has been said since {self.year - 1}. {self.sentence()}"

    def market(self) -> Iterator[str]:
        yield f"{self.sentence()} {self.word('remarks')} {self.sentence()}"
        yield "\n".join(f"- **Stage {n}:** {self.sentence()}" for n in range(1, 4))
        yield f"{self.word('remarks')}\n{self.word('remarks')}"

    def players(self) -> Iterator[str]:
        shape = self.pick(*FORMS, "table", "headings", "bold lines")
        if shape == "table":
            rows = [f"| {f} | {self.due()} | {self.word('things')} |" for f in self.firms]
            yield "\n".join(("| Company | Target | What |", "|---|---|---|", *rows))
            yield " ".join(self.about(firm) for firm in self.firms[:2])
            return
        entries = [(firm, self.told(firm)) for firm in self.firms]
        if shape in FORMS:
            yield "\n".join(FORMS[shape].format(firm, told) for firm, told in entries)
        for firm, told in () if shape in FORMS else entries:
            yield f"### {firm}" if shape == "headings" else f"**{firm}**"
            yield f"- {told}\n- Status: {self.pick('pilot', 'prototype', 'announced')}"

    def told(self, firm: str) -> str:
        more = self.pick(self.sentence(), self.word("remarks"), self.word("remarks"))
        return f"{self.about(firm)} {more}{self.cited()}"

    def challenges(self) -> str:
        form, joint = self.dice.choice(
            (("- **{}:** {}", "\n"), ("1. **{}**: {}", "\n"), ("### {}\n\n{}", "\n\n"))
        )
        named = self.dice.sample(WORDS["challenges"], 4)
        return joint.join(form.format(name, self.word("reasons")) for name in named)

    def sources(self) -> str:
        papers = [self.word("papers") for _ in range(4)]
        titles = [f"{self.word('topics')} today" for _ in papers]
        match self.pick("links", "plain", "bare", "line"):
            case "links":
                address = f"https://example.org/{self.year}"
                told = [
                    f"- [{p}: {t}]({address}/{p[:3]})" for p, t in zip(papers, titles, strict=True)
                ]
            case "plain":
                told = [f"- {p} ({self.year}): {t}" for p, t in zip(papers, titles, strict=True)]
            case "bare":
                told = [f"{n}. {p}, https://example.org/a/{n}" for n, p in enumerate(papers, 1)]
            case _:
                told = [f"*Sources: {', '.join(dict.fromkeys(papers))}*"]
        return "\n".join(told)

    def sentence(self) -> str:
        return self.word("openings") + self.about(self.pick(*self.firms))

    def about(self, firm: str) -> str:
        done = f"{firm} {self.word('verbs')} {self.word('things')}"
        return f"{done}{self.pick('', ' ' + self.due())}, {self.word('details')}."

    def due(self) -> str:
        year = self.year + self.dice.randint(-1, 4)
        return self.pick(
            f"in {year}",
            f"by {year}",
            f"by **{year}-{year + 1}**",
            f"in late {year}",
            f"in Q{self.dice.randint(1, 4)} {year}",
            f"in {self.word('months')} {year}",
            f"around {year}",
            "by the end of the decade",
            f"no earlier than {year}",
        )

    def cited(self) -> str:
        paper = self.word("papers")
        address = f"https://example.org/{paper.split()[0].lower()}/{self.year}"
        return self.pick(
            "", "", f" ({paper}, {self.word('months')} {self.year})", f" ([{paper}]({address}))"
        )
