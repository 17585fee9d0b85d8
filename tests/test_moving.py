"""Notes of other tools, as the documentation shows them and as they may be otherwise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from ssbrief.cli import main
from ssbrief.moving import Moved, moved

MOVING = (Path(__file__).parents[1] / "content/pages/moving.md").read_text(encoding="utf-8")
BLOCKS: dict[tuple[str, str], str] = {
    (kind, name): text
    for kind, name, text in re.findall(r"^```(\w+) ([\w-]+)\n(.*?)^```$", MOVING, re.M | re.S)
}
LEFT_OUT = {
    "hugo": ("weight",),
    "jekyll": ("layout",),
    "zola": ("extra.toc",),
    "obsidian": ("cssclasses", 'the other name "SSB status"'),
}


@pytest.mark.parametrize("tool", LEFT_OUT)
def test_a_note_becomes_what_the_documentation_shows(tool: str) -> None:
    note = BLOCKS["markdown", tool]
    body = BLOCKS.get(("markdown", f"{tool}-text")) or note[note.index("## Key players") :]
    fields = BLOCKS["yaml", tool]
    assert moved(note) == Moved(f"---\n{fields}---\n{body}", LEFT_OUT[tool])


@pytest.mark.parametrize("tool", LEFT_OUT)
def test_the_command_takes_it_and_the_site_builds(tool: str, tmp_path: Path) -> None:
    site, note = tmp_path / "site", tmp_path / "2025-06-12-status.md"
    (site / "content" / "briefings" / "b").mkdir(parents=True)
    (site / "content" / "briefings" / "b" / "chart.png").write_bytes(b"")
    note.write_text(BLOCKS["markdown", tool], "utf-8")
    options = ["--topic", "b", "--site", str(site), "--today", "2026-11-22"]
    told = CliRunner().invoke(main, ["new", "--from", str(note), *options])
    assert told.exit_code == 0, told.output
    assert "date: 2025-06-12" in told.output
    assert all(f"  - {name}\n" in told.output for name in LEFT_OUT[tool])
    checked = CliRunner().invoke(main, ["check", "--site", str(site), "--today", "2026-11-22"])
    assert checked.exit_code == 0
    assert checked.output.endswith("Nothing is wrong.\n")


@pytest.mark.parametrize(
    "text",
    [
        "# A note\n\nWords, `#code`, [a link](#part) and {#anchor}.\n",
        "---\ntitle: Ours\ndate: 2025-06   # when\ncompanies: [Acme]\n---\n# Ours\n",
        "---\ntitle: Ours   # a comment\ncolour: red\n---\n# Ours\n",
        "---\ntitle: [broken\n---\nText\n",
        "+++\ntitle = \n+++\nText\n",
        "--- \nno fields\n",
        "",
    ],
)
def test_what_is_ours_or_cannot_be_read_stays_as_it_is(text: str) -> None:
    assert moved(text) == Moved(text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("> [!warning]-\n> Words.", "> **Warning**\n>\n> Words."),
        ("`[[x/y]]` and [[a/b#c]]", "`[[x/y]]` and [[b]]"),
        ("```\n%%kept%%\n```\n%%gone%%", "```\n%%kept%%\n```\n<!--gone-->"),
        ("![[note]] ![[a.JPG|300]]", "[[note]] ![a](<a.JPG>)"),
    ],
)
def test_marks_become_markdown(before: str, after: str) -> None:
    assert moved(before).text == after


def test_json_and_own_records_are_taken_along() -> None:
    fields = '"lastmod": "2025-06-20T08:00:00Z", "milestones": [{"who": "A", "due": "2028"}]'
    json = f'{{"title": "T", {fields}}}\nText\n'
    assert moved(json).text == (
        "---\ntitle: T\nmilestones:\n- who: A\n  due: '2028'\nrevised: 2025-06-20\n---\nText\n"
    )


def test_tags_in_the_text_of_a_note_of_ours_are_added_and_replace_none() -> None:
    assert moved("Words #cars\n").text == "---\ntags: [cars]\n---\n\nWords #cars\n"
    own = "---\ntags: [mine] # one\n---\nWords #cars\n"
    assert moved(own).text == own


def test_a_shortcode_is_named_once() -> None:
    text = 'See {{< ref "a" >}} and {{< ref "b" >}}, {% include x %}.'
    assert moved(text) == Moved(
        text,
        (
            'the shortcode "ref", shown as it is written',
            'the shortcode "include", shown as it is written',
        ),
    )
