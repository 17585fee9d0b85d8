"""What a file says of itself, wherever it says it."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor

import pytest

from ssbrief import periods
from ssbrief.parse import Parsed, parse


def read(text: str, path: str = "content/briefings/topic/note.md") -> Parsed:
    return parse(path, text)


@pytest.mark.parametrize(
    ("text", "path", "title", "date", "period", "by"),
    [
        ("# Status for Late 2024/2025\n\nText.\n\n---\nPrepared by AI Assistant", "a.md",
         "Status for Late 2024/2025", "Oct 2024 – Dec 2025", "Oct 2024 – Dec 2025", "AI Assistant"),
        ("# Deep dive\n\n**Report Date:** January 5, 2026\n**Prepared by:** Jane Doe\n\n## M\n",
         "a.md", "Deep dive", "5 Jan 2026", "", "Jane Doe"),
        ("# Deep dive\n\n**Coverage Period:** 2023-2024\n\nText.", "2026-02-17-note.md",
         "Deep dive", "17 Feb 2026", "2023–2024", ""),
        ("<!-- date: 2025-03 -->\n# Note\n\nText.", "a.md", "Note", "Mar 2025", "", ""),
        ("---\ntitle: Said\ndate: 2025-06\nprepared_by: Me\n---\n# Other\n\n**Date:** 2024\n\nT.",
         "a.md", "Said", "Jun 2025", "", "Me"),
        ("Just a text.", "some-note.md", "Some note", "", "", ""),
        ("# A\n\nSome words. Date of this report: 2026-06-02.", "a.md", "A", "2 Jun 2026", "", ""),
        ("（数据截至2026年4月）。\n\n# 激光雷达", "a.md", "激光雷达", "Apr 2026", "", ""),
        ("# A\n\nText.\n\n*Last updated: March 2026*", "a.md", "A", "Mar 2026", "", ""),
        ("", "empty.md", "Empty", "", "", ""),
    ],
)  # fmt: skip
def test_metadata_is_read_from_where_people_put_it(
    text: str, path: str, title: str, date: str, period: str, by: str
) -> None:
    parsed = read(text, path)
    said = (
        parsed.title,
        periods.say(parsed.date) if parsed.date else "",
        periods.say(parsed.period) if parsed.period else "",
        parsed.prepared_by,
    )
    assert said == (title, date, period, by)


def test_what_was_inferred_remembers_where_it_stood() -> None:
    parsed = read("# Status for 2025\n\n**Prepared by:** Jane\n\nText.")
    assert dict(parsed.inferred) == {
        "title": "the first heading",
        "date": "the period covered",
        "period": "the title",
        "prepared_by": "a line under the title",
    }


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("## 1. Market Release", "market_release"),
        ("## When are they actually hitting the market (cars)?", "market_release"),
        ("## 🏢 Key Players", "key_players"),
        ("## 2) **Who are the big companies involved?**", "key_players"),
        ("## Main Technical Hurdles Remaining", "challenges"),
        ("## What problems are they still trying to solve?", "challenges"),
        ("## Sources & References", "sources"),
        ("## Executive Summary", "other"),
        ("## Weather", "other"),
        ("Key Risks\n---------", "challenges"),
    ],
)
def test_a_section_is_known_by_the_meaning_of_its_heading(heading: str, kind: str) -> None:
    parsed = read(f"# Title\n\n{heading}\n\nText.\n\n## Weather report\n\nText.")
    assert parsed.sections[0].kind == kind


def test_every_word_of_a_note_is_kept_in_order() -> None:
    text = (
        "Hello.\n\n# T\n\nIntro.\n\n## Key Players\n\nFirms:\n\n- **A Co:** x\n  - y\n\n"
        "### Group\n\n**B Co**\n- zeta\n\n> quoth\n\n```\nfenced\n```\n\n| H |\n|---|\n| cell |\n\n"
        "## End\n\nBye.\n"
    )
    sections = read(text).sections
    shown = [
        p.html + "".join(e.html for e in p.entries)
        for section in sections
        for p in section.passages
    ]
    words = "Hello Intro Firms:,A Co,y,Group,B Co,zeta,quoth,fenced,cell,Bye".replace(" ", ",", 2)
    joined = "".join(shown)
    positions = [joined.find(word) for word in words.split(",")]
    assert -1 not in positions
    assert positions == sorted(positions)


def test_anchors_are_given_by_the_author_or_made_of_the_label() -> None:
    (section,) = read(
        "# T\n\n## Key Players\n\n- **Toyota:** a {#mine}\n- **Toyota:** b\n- **Toyota:** c\n"
        "- It has no label\n"
    ).sections
    assert [e.id for e in section.entries()] == ["mine", "toyota", "toyota-2", "it-has-no-label"]


def test_an_anchor_that_is_set_twice_is_an_error_at_the_second() -> None:
    (diagnostic,) = read("# T\n\n- a {#x}\n- b {#x}\n").diagnostics
    assert (diagnostic.code, diagnostic.span.line) == ("duplicate-anchor", 4)
    assert diagnostic.excerpt == "- b {#x}"


def test_a_date_that_is_none_is_an_error_with_its_line() -> None:
    (diagnostic,) = read("---\ntitle: A\ndate: 2025-02-31\n---\nText.").diagnostics
    assert diagnostic.message == (
        '"2025-02-31" is not a date that can be read: February 2025 has 28 days'
    )
    assert (diagnostic.span.line, diagnostic.span.column) == (3, 7)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("- [Inside EVs](https://insideevs.com/news/1/)",
         ("Inside EVs", "https://insideevs.com/news/1/", "Inside EVs", "")),
        ("- [A title](https://www.x.example/a), Autocar, 22 October 2019",
         ("A title", "https://www.x.example/a", "Autocar", "22 October 2019")),
        ("- CarBuzz (2025): What it says", ("What it says", "", "CarBuzz", "2025")),
        ("[1]: https://www.nrc.example/natrium \"NRC issues permit\"",
         ("NRC issues permit", "https://www.nrc.example/natrium", "nrc.example", "")),
        ("- https://nature.com/x", ("nature.com/x", "https://nature.com/x", "nature.com", "")),
        ("- Smith, \"Solid hopes\", https://a.example/b",
         ("Solid hopes", "https://a.example/b", "Smith", "")),
        ("- [bad](javascript:alert(1))", ("[bad](javascript:alert(1))", "", "", "")),
    ],
)  # fmt: skip
def test_a_source_is_read(entry: str, expected: tuple[str, str, str, str]) -> None:
    (citation,) = read(f"# T\n\n## Sources\n\n{entry}\n").citations
    source = citation.source
    assert (source.title, source.url, source.publisher, source.published) == expected


def test_a_line_of_sources_names_each() -> None:
    citations = read("# T\n\n## Sources\n\n*Sources: Reuters, Nikkei, CarBuzz*\n").citations
    assert [c.source.title for c in citations] == ["Reuters", "Nikkei", "CarBuzz"]


@pytest.mark.parametrize(
    "text",
    ["", "---\n---\n", "#", "# \n", "- \n", "|a|\n|-|\n", "[^1]: x", "\x00", "> " * 500, "[" * 3000,
     "- " * 300 + "x", "*" * 3000, "<!--", "{#a}", "- {#}", "![]()", "[[]]", "---\n\n---\n\n---",
     "# T\n\n## Sources\n\n--\nReuters, 2025\n", "# T\n\n## Sources\n\nReuters\n[a]: x\n[b]: y\n"],
)  # fmt: skip
def test_no_text_gives_a_traceback(text: str) -> None:
    assert isinstance(read(text), Parsed)


def test_reading_is_a_pure_function_that_runs_in_worker_processes() -> None:
    texts = ["# A\n\n- **Toyota:** x\n", "# B\n\n**Date:** 2025\n", ""]
    paths = [f"{number}.md" for number in range(len(texts))]
    with ProcessPoolExecutor(2) as workers:
        assert list(workers.map(parse, paths, texts)) == list(map(parse, paths, texts))
