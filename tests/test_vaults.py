"""Folders of other tools, small and of their real shapes, moved in by the command as a whole."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from ssbrief.cli import main
from ssbrief.vaults import move, notes_among

PLAYERS = "## Key players\n\n- **Toyota:** mass production by 2028.\n"

HUGO = {
    "hugo.toml": "title = 'Notes'\n",
    "archetypes/default.md": "+++\n+++\n",
    "themes/x/README.md": "# A theme\n",
    "static/images/cell a.png": "png",
    "static/report.pdf": "pdf",
    "content/_index.md": "+++\ntitle = 'Home'\n+++\n",
    "content/posts/_index.md": "+++\ntitle = 'Posts'\n+++\n",
    "content/posts/ssb-2025.md": (
        "+++\ntitle = 'Cells, June 2025'\ndate = 2025-06-12T09:30:00Z\nweight = 3\n"
        "aliases = ['/old/ssb/']\n+++\n"
        '{{< figure src="/images/cell%20a.png" alt="A cell" >}}\n\n'
        'See [the first]({{< ref "ssb-2024.md" >}}), [again](../bundle/) and '
        '[a report](/report.pdf "PDF"), but not [this]({{< relref "gone" >}}).\n\n'
        "{{< youtube abc123 >}} {{< param x >}}\n\n"
        '{{< highlight go >}}\nx := "[[a]]"\n{{< /highlight >}}\n\n' + PLAYERS
    ),
    "content/posts/ssb-2024.md": (
        "---\ntitle: Cells, June 2024\ndate: 2024-06-01\nweight: 4\n---\n"
        "Next: [June 2025](/posts/ssb-2025/), at [its old address](/old/ssb/).\n\n" + PLAYERS
    ),
    "content/posts/bundle/index.md": (
        "---\ntitle: A bundle\ndate: 2024-07-01\n---\n![Chart](chart.png) and "
        "<img src='chart.png' alt=\"again\" width=300>\n\n" + PLAYERS
    ),
    "content/posts/bundle/chart.png": "png",
    "content/posts/bundle/unused.png": "png",
}
JEKYLL = {
    "_config.yml": "title: Notes\n",
    "index.md": "---\nlayout: home\n---\n",
    "_layouts/post.html": "",
    "assets/img/cell.png": "png",
    "_posts/2024-06-01-cells.md": (
        "---\nlayout: post\ntitle: Cells, June 2024\n---\n"
        '![A cell]({{ site.baseurl }}/assets/img/cell.png){: width="300" }\n{: .caption}\n\n'
        + PLAYERS
    ),
    "_posts/2025-06-12-cells-again.markdown": (
        "---\nlayout: post\ncategories: energy cars\n---\n"
        "![]({{ '/assets/img/cell.png' | relative_url }}) "
        "After [June]({% post_url 2024-06-01-cells %}) and "
        "[all]({% link _posts/2024-06-01-cells.md %}).\n\n"
        "{% highlight ruby %}\nx = 1\n{% endhighlight %}\n\n{% include box.html %}\n\n" + PLAYERS
    ),
    "_drafts/next.md": "---\nlayout: post\ntitle: Next\n---\n" + PLAYERS,
}
ZOLA = {
    "config.toml": "base_url = 'https://example.org'\n",
    "static/cell.png": "png",
    "content/_index.md": "+++\n+++\n",
    "content/notes/ssb.md": (
        "+++\ntitle = 'Cells'\ndate = 2025-06-12\npath = 'notes/ssb'\n[extra]\ntoc = true\n+++\n"
        '[Before](@/notes/old.md), ![cell](/cell.png)\n\n{{ youtube(id="abc") }}\n\n' + PLAYERS
    ),
    "content/notes/old.md": (
        "+++\ntitle = 'Old'\ndate = 2024-06-12\n+++\n[After](@/notes/ssb.md#top)\n\n" + PLAYERS
    ),
}
OBSIDIAN = {
    ".obsidian/app.json": "{}",
    ".trash/gone.md": "# Gone\n",
    "Attachments/Cell (1).png": "png",
    "Attachments/paper.pdf": "pdf",
    "Batteries/Solid State, June 2025.md": (
        "---\ncreated: 2025-06-12\ncssclasses: wide\naliases: [SSB]\n---\n"
        "> [!note] Careful\n> Dates are targets.\n\n"
        "![[Cell (1).png|300]] ![[paper.pdf]] ![[missing.png]]\n\n"
        "After [[Cells 2024|the first]], [[Cells 2024#Players]] and [[Nissan]]; "
        "![[Cells 2024]]. [[#Here]]\n\n"
        "%%not\nyet%%\n\n`[[kept]]`\n\n" + PLAYERS
    ),
    "Batteries/Cells 2024.md": (
        "---\ncreated: 2024-06-12\n---\nNext: [June](Solid%20State,%20June%202025.md).\n\n"
        + PLAYERS
    ),
}
TREES = {"hugo": HUGO, "jekyll": JEKYLL, "zola": ZOLA, "obsidian": OBSIDIAN}

WRITTEN = {
    "hugo": [
        "posts/bundle.md",
        "posts/bundle/chart.png",
        "posts/ssb-2024.md",
        "posts/ssb-2025.md",
        "images/cell a.png",
        "report.pdf",
    ],
    "jekyll": [
        "2024-06-01-cells.md",
        "2025-06-12-cells-again.md",
        "assets/img/cell.png",
        "next.md",
    ],
    "zola": ["notes/old.md", "notes/ssb.md", "cell.png"],
    "obsidian": [
        "batteries/solid-state-june-2025.md",
        "batteries/cells-2024.md",
        "attachments/Cell (1).png",
        "attachments/paper.pdf",
    ],
}
LEFT_OUT = {
    "hugo": [
        "the page _index.md (2 times)",
        "weight (2 times)",
        "the way to gone, where nothing stands",
        'the shortcode "param", shown as it is written',
    ],
    "jekyll": ["layout (3 times)", 'the shortcode "include", shown as it is written'],
    "zola": ["the page _index.md", "extra.toc"],
    "obsidian": ["cssclasses", 'the other name "SSB"', "missing.png, which stands nowhere"],
}


def laid_out(folder: Path, tree: dict[str, str]) -> Path:
    for path, text in tree.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


def moved_in(folder: Path, site: Path, *options: str) -> str:
    arguments = ["new", "--from", str(folder), "--site", str(site), *options]
    told = CliRunner().invoke(main, arguments)
    assert told.exit_code == 0, told.output
    return told.output


def below(site: Path) -> list[str]:
    home = site / "content/briefings"
    return sorted(f.relative_to(home).as_posix() for f in home.rglob("*") if f.is_file())


@pytest.mark.parametrize("tool", TREES)
def test_a_folder_moves_in_and_the_site_builds(tool: str, tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    told = moved_in(laid_out(tmp_path / "old", TREES[tool]), site)
    assert below(site) == sorted(WRITTEN[tool])
    listed = told.partition("Left out, for want of a place here:\n")[2].splitlines()
    assert sorted(line.removeprefix("  - ") for line in listed[:-1]) == sorted(LEFT_OUT[tool])
    checked = CliRunner().invoke(main, ["check", "--site", str(site), "--today", "2026-11-22"])
    assert checked.exit_code == 0, checked.output
    assert "error" not in checked.output


BODIES = {
    "posts/ssb-2025.md": (
        "![A cell](<../images/cell a.png>)\n\nSee [the first](ssb-2024.md), [again](bundle.md) and "
        '[a report](../report.pdf "PDF"), but not this.\n\n'
        "<https://www.youtube.com/watch?v=abc123> {{< param x >}}\n\n"
        '```go\nx := "[[a]]"\n```\n\n'
    ),
    "posts/ssb-2024.md": "Next: [June 2025](ssb-2025.md), at [its old address](ssb-2025.md).\n\n",
    "posts/bundle.md": "![Chart](bundle/chart.png) and ![again](bundle/chart.png)\n\n",
    "2024-06-01-cells.md": "![A cell](assets/img/cell.png)\n\n",
    "2025-06-12-cells-again.md": (
        "![](assets/img/cell.png) After [June](2024-06-01-cells.md) and "
        "[all](2024-06-01-cells.md).\n\n```ruby\nx = 1\n```\n\n{% include box.html %}\n\n"
    ),
    "notes/ssb.md": (
        "[Before](old.md), ![cell](../cell.png)\n\n<https://www.youtube.com/watch?v=abc>\n\n"
    ),
    "notes/old.md": "[After](ssb.md)\n\n",
    "batteries/solid-state-june-2025.md": (
        "> **Careful**\n>\n> Dates are targets.\n\n"
        "![Cell (1)](<../attachments/Cell (1).png>) [paper](../attachments/paper.pdf) "
        "missing.png\n\n"
        "After [the first](cells-2024.md), [Cells 2024](cells-2024.md) and [[Nissan]]; "
        "[Cells 2024](cells-2024.md). Here\n\n<!--not\nyet-->\n\n`[[kept]]`\n\n"
    ),
    "batteries/cells-2024.md": "Next: [June](solid-state-june-2025.md).\n\n",
}
FIELDS = {
    "posts/ssb-2025.md": (
        "title: Cells, June 2025\ndate: 2025-06-12\nredirect_from: [/old/ssb/]\n"
    ),
    "2024-06-01-cells.md": "title: Cells, June 2024\ndate: 2024-06-01\n",
    "2025-06-12-cells-again.md": "tags: [energy, cars]\ntitle: Cells again\ndate: 2025-06-12\n",
    "next.md": "title: Next\ndraft: true\n",
    "batteries/solid-state-june-2025.md": ("date: 2025-06-12\ntitle: Solid State, June 2025\n"),
}


@pytest.mark.parametrize("tool", TREES)
def test_marks_and_ways_become_markdown_that_leads_there(tool: str, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    moved_in(laid_out(tmp_path / "old", TREES[tool]), tmp_path / "site")
    for path in WRITTEN[tool]:
        if path in FIELDS or path in BODIES:
            text = (tmp_path / "site/content/briefings" / path).read_text("utf-8")
            _, fields, body = text.split("---\n", 2)
            assert fields == FIELDS.get(path, fields), path
            assert body == BODIES.get(path, "") + PLAYERS, path


def test_a_topic_gathers_all_and_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    old = laid_out(tmp_path / "old", ZOLA)
    moved_in(old, tmp_path / "site", "--topic", "Solid state")
    assert below(tmp_path / "site") == [
        "solid-state/cell.png",
        "solid-state/notes/old.md",
        "solid-state/notes/ssb.md",
    ]
    note = tmp_path / "site/content/briefings/solid-state/notes/old.md"
    note.write_text("mine")
    told = moved_in(old, tmp_path / "site", "--topic", "Solid state")
    assert "Wrote 0 briefings and 0 other files" in told
    assert "  - content/briefings/solid-state/notes/old.md\n" in told
    assert note.read_text() == "mine"


@pytest.mark.parametrize("inside", ["content", "content/posts"])
def test_the_folder_of_the_notes_alone_finds_what_stands_beside_it(
    inside: str, tmp_path: Path
) -> None:
    (tmp_path / "site").mkdir()
    moved_in(laid_out(tmp_path / "old", HUGO) / inside, tmp_path / "site")
    assert below(tmp_path / "site") == sorted(WRITTEN["hugo"])


def test_a_folder_without_notes_is_told(tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["new", "--from", str(tmp_path), "--site", str(tmp_path)])
    assert told.exit_code == 1
    assert "there are no notes in" in told.output


def test_links_of_the_file_system_are_told_of_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# Secret\n", encoding="utf-8")
    folder = laid_out(tmp_path / "vault", {"a.md": "# A, June 2025\n\n![x](s.png)\n"})
    (folder / "linked.md").symlink_to(tmp_path / "secret.md")
    (folder / "s.png").symlink_to(tmp_path / "secret.md")
    (tmp_path / "site").mkdir()
    told = moved_in(folder, tmp_path / "site")
    assert "which are not followed:\n  - linked.md\n  - s.png\n" in told
    assert not any("Secret" in p.read_text("utf-8") for p in (tmp_path / "site").rglob("*.*"))


def test_what_is_told_of_a_vault_turns_no_terminal(tmp_path: Path) -> None:
    note = '---\naliases: ["x\\u001b[31m\\u202ey z"]\n---\n# A, June 2025\n'
    (tmp_path / "site").mkdir()
    told = moved_in(laid_out(tmp_path / "vault", {"a.md": note}), tmp_path / "site")
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_names_that_meet_get_numbers() -> None:
    made = move({"A b.md": "One.\n", "a-b.md": "Two.\n", "c/A B.md": "Three.\n"}, [])
    assert [path.removeprefix("content/briefings/") for path, _ in made.briefings] == [
        "a-b.md",
        "a-b-2.md",
        "c/a-b.md",
    ]


def test_only_a_generator_s_own_folders_hold_its_notes() -> None:
    assert notes_among(HUGO) == tuple(
        sorted(p for p in HUGO if p.startswith("content/") and ".md" in p)
    )
    assert "index.md" not in notes_among(JEKYLL)
    assert ".trash/gone.md" not in notes_among(OBSIDIAN)


@pytest.mark.parametrize(
    "piece", ["[", "![[", "](", "{{< figure ", "{% comment %}", "%%", "<img ", "{:", "[[a]]("]
)
def test_marks_without_end_are_not_looked_for_for_ever(piece: str) -> None:
    move({"a.md": piece * 4000}, [])


@pytest.mark.parametrize(
    "fields",
    [
        "---\na: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{n}: &{n} [{','.join(['*' + m] * 9)}]\n" for m, n in pairwise("abcdefghi"))
        + "layout: x\ntags: *i\n---\n",
        "---\nlayout: x\ntags: &a [*a]\n---\n",
        "---\nlayout: " + "[" * 20_000 + "\n---\n",
        "+++\n" + "a." * 20_000 + "b = 1\n+++\n",
        '{"layout": ' + "[" * 20_000 + "}\n\n",
    ],
    ids=["aliases that grow", "an alias to itself", "deep", "a deep key", "deep JSON"],
)
def test_front_matter_that_would_take_the_machine_is_left_as_it_is(fields: str) -> None:
    started = time.process_time()
    made = move({"a.md": f"{fields}# A, June 2025\n"}, [])
    assert made.briefings[0][1].endswith(f"{fields.partition(chr(10))[2]}# A, June 2025\n")
    assert time.process_time() - started < 5
