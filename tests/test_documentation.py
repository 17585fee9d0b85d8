"""The documentation is true: what content/pages/ says of the format is held against the code.

Tables and examples are found by their place: a table of keys stands under a heading with an anchor,
a fenced example says in its opening line what it is (```yaml briefing, ```markdown page).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec
import pytest
from msgspec import Struct

from ssbrief import config, front_matter, look, periods, urls
from ssbrief.build import prepare
from ssbrief.config import Config, NavigationItem, TopicEntry, WordsEntry, load_config
from ssbrief.diagnostics import Diagnostic, has_errors
from ssbrief.drift import classify
from ssbrief.front_matter import (
    BriefingFields,
    ChallengeEntry,
    CompanyEntry,
    MilestoneEntry,
    PageFields,
    ProfileFields,
    SourceEntry,
    parse_document,
    parse_yaml,
    report_unknown,
)
from ssbrief.load import Options, load
from ssbrief.look import Colors, Fonts, Shade
from ssbrief.markdown import ATTRIBUTES
from ssbrief.model import Asset, SectionKind, Site, State
from ssbrief.read import TextFile, read_inputs
from ssbrief.slugs import slug
from ssbrief.store import Settings
from ssbrief.vocabulary import languages, words

ROOT = Path(__file__).resolve().parents[1]
FORMAT = (ROOT / "content/pages/format.md").read_text(encoding="utf-8")
DIAGNOSTICS = (ROOT / "content/pages/diagnostics.md").read_text(encoding="utf-8")
TODAY = date(2026, 11, 22)
EN = words("en")

#: The tables of keys: the anchor of their heading, and the record that they document.
RECORDS: dict[str, type[Struct]] = {
    "briefing": BriefingFields,
    "briefing-companies": CompanyEntry,
    "briefing-milestones": MilestoneEntry,
    "briefing-challenges": ChallengeEntry,
    "briefing-sources": SourceEntry,
    "profile": ProfileFields,
    "page": PageFields,
    "site": Config,
    "site-navigation": NavigationItem,
    "site-colors": Colors,
    "site-fonts": Fonts,
    "site-topics": TopicEntry,
    "site-words": WordsEntry,
}
KEYS = ["key", "type", "meaning", "example"]

#: Where a text of each kind stands.
PLACES = {
    "briefing": "content/briefings/example.md",
    "profile": "content/companies/example.md",
    "page": "content/pages/example.md",
    "site": "content/site.yaml",
}
FIELDS = {"briefing": BriefingFields, "profile": ProfileFields, "page": PageFields}


class Table(Struct, frozen=True):
    anchor: str
    columns: list[str]
    rows: list[list[str]]


def tables(text: str) -> Iterator[Table]:
    """The tables of a page, each with the anchor of the heading it stands under."""
    anchor, rows, fenced = "", [], False
    for line in [*text.splitlines(), ""]:
        if line.startswith("```"):
            fenced = not fenced
        if fenced:
            continue
        if heading := re.match(r"#+ (.*?)(?: \{#(.*)\})?$", line):
            anchor = heading[2] or slug(heading[1])
        if line.startswith("|"):
            rows.append([c.strip() for c in re.split(r"(?<!\\)\|", line.strip().strip("|"))])
        elif rows:
            yield Table(anchor, rows[0], rows[2:])
            rows = []


def table(text: str, anchor: str, *columns: str) -> list[list[str]]:
    found = [
        t for t in tables(text) if t.anchor == anchor and t.columns[: len(columns)] == [*columns]
    ]
    assert len(found) == 1, f"one table {columns} under #{anchor}"
    return found[0].rows


def code(cell: str) -> str:
    """What stands in a cell between backticks."""
    assert cell.startswith("`"), cell
    assert cell.endswith("`"), cell
    return cell.strip("` ").replace("\\|", "|")


def fences(text: str, language: str) -> list[tuple[str, str]]:
    found = re.findall(rf"^```{language} (\w+)\n(.*?)^```$", text, re.M | re.S)
    return [(kind, body) for kind, body in found]


def site_of(folder: Path, **texts: str) -> tuple[Site | None, tuple[Diagnostic, ...]]:
    """A site of one text of each kind that is given."""
    for kind, text in texts.items():
        file = folder / PLACES[kind]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    loaded = load(read_inputs(folder), Options(TODAY))
    return loaded.site, loaded.diagnostics


# -- keys


KEY_TABLES = [t for t in tables(FORMAT) if t.columns == KEYS]
KEY_ROWS = [(t.anchor, row) for t in KEY_TABLES for row in t.rows]


def test_each_record_of_front_matter_and_settings_has_one_table() -> None:
    assert sorted(t.anchor for t in KEY_TABLES) == sorted(RECORDS)
    written = {
        made
        for module in (front_matter, config, look)
        for name, made in vars(module).items()
        if isinstance(made, type)
        and issubclass(made, Struct)
        and made.__module__ == module.__name__
        and name.endswith(("Fields", "Entry", "Item", "Config", "Colors", "Fonts"))
    }
    assert written == set(RECORDS.values())


@pytest.mark.parametrize("found", KEY_TABLES, ids=lambda t: t.anchor)
def test_the_keys_of_a_table_are_those_of_its_record(found: Table) -> None:
    assert [code(row[0]) for row in found.rows] == list(RECORDS[found.anchor].__struct_fields__)


@pytest.mark.parametrize(
    ("anchor", "row"), KEY_ROWS, ids=lambda x: x if isinstance(x, str) else x[0]
)
def test_a_key_has_the_type_that_its_table_says(anchor: str, row: list[str]) -> None:
    field = _field(RECORDS[anchor], code(row[0]))
    assert _said_type(row[1]) == _type(field.type)
    assert ("; needed" in row[2]) == (field.required or code(row[0]) == "due")


@pytest.mark.parametrize(
    ("anchor", "row"), KEY_ROWS, ids=lambda x: x if isinstance(x, str) else x[0]
)
def test_the_example_of_a_key_is_read(anchor: str, row: list[str]) -> None:
    kind, key = RECORDS[anchor], code(row[0])
    others = [f for f in msgspec.structs.fields(kind) if f.required and f.name != key]
    text = "\n".join([code(row[3]), *(f"{f.name}: example" for f in others)])
    document = parse_yaml("example.yaml", text, kind)
    assert (document.diagnostics, document.unknown) == ((), ())
    assert getattr(document.record, key)
    assert code(row[3]).partition(":")[0] == key


def _field(kind: type[Struct], key: str) -> msgspec.structs.FieldInfo:
    return next(f for f in msgspec.structs.fields(kind) if f.name == key)


def _said_type(cell: str) -> str:
    plain = re.sub(r"\[([^]]*)\]\(#([^)]*)\)", r"\1", cell)
    linked = re.fullmatch(r"(list of )?\[[^]]*\]\(#([^)]*)\)", cell)
    if linked and linked[2] in RECORDS:
        return f"{linked[1] or ''}{RECORDS[linked[2]].__name__}"
    return {"date": "text"}.get(plain, plain)


def _type(kind: Any) -> str:
    """The type of a field in the words of the tables."""
    if hasattr(kind, "__metadata__"):  # Listed
        kind = kind.__origin__
    if get_origin(kind) is tuple:
        item = get_args(kind)[0]
        return "list of texts" if item is str else f"list of {item.__name__}"
    named = {str: "text", bool: "yes or no", int: "whole number", Shade: "colour"}
    named |= {Colors: "Colors", Fonts: "Fonts"}
    return named.get(kind, "one of the states")


# -- examples


@pytest.mark.parametrize(("kind", "text"), fences(FORMAT, "yaml"))
def test_a_yaml_example_is_read_without_a_word(kind: str, text: str) -> None:
    if kind == "site":
        assert load_config(TextFile(PLACES["site"], text, ""))[1] == ()
        return
    document = parse_document(PLACES[kind], text, FIELDS[kind])
    assert (*document.diagnostics, *report_unknown(document.unknown)) == ()
    assert document.said


@pytest.mark.parametrize(("kind", "text"), fences(FORMAT, "yaml") + fences(FORMAT, "markdown"))
def test_an_example_makes_a_site_without_a_word(kind: str, text: str, tmp_path: Path) -> None:
    site, diagnostics = site_of(tmp_path, **{"briefing": "# June 2025\n", kind: text})
    assert site is not None
    assert diagnostics == ()


def test_every_example_says_what_it_is() -> None:
    openings = re.findall(r"^```(?!$).*", FORMAT, re.M)
    assert openings
    assert all(
        re.fullmatch(r"```(yaml|markdown) (briefing|profile|page|site)", o)
        or re.fullmatch(r"```(css|svg|html) (static|templates)/\S+", o)
        for o in openings
    )


def test_the_first_note_gives_what_the_page_says_of_it(tmp_path: Path) -> None:
    site, _ = site_of(tmp_path, briefing=fences(FORMAT, "markdown")[0][1])
    assert site is not None
    (briefing,) = site.briefings
    assert briefing.title == "Solid-state batteries: status of June 2025"
    assert briefing.date == periods.from_edtf("2025-06-15")
    kinds = [s.kind for s in briefing.sections]
    assert kinds == ["market_release", "key_players", "challenges", "sources"]
    assert [c.name for c in site.companies] == ["BMW", "Honda", "Nissan", "Samsung SDI", "Toyota"]
    assert [(m.company, m.kind, periods.edtf(m.due), m.state) for m in briefing.milestones] == [
        (None, "market-introduction", "2027/2028", "target"),
        ("toyota", "mass-production", "../2028", "target"),
        ("samsung-sdi", "pilot-line", "2024", "achieved"),
        ("samsung-sdi", "mass-production", "2027-10/2027-12", "target"),
    ]
    assert [c.name for c in site.challenges] == ["Cost"]
    assert [s.publisher for s in briefing.sources] == ["Example Publisher"]


# -- words


def test_the_words_of_sections_are_those_of_the_vocabulary() -> None:
    rows = table(FORMAT, "sections", "kind")
    assert {code(row[0]) for row in rows} == set(get_args(SectionKind))
    for kind, _, listed in rows:
        assert listed.split(", ") == list(getattr(EN.sections, code(kind)))


def test_the_labels_of_a_briefing_s_own_lines_are_those_of_the_vocabulary() -> None:
    rows = table(FORMAT, "inferred", "value", "labels")
    named = {row[0].replace(" ", "_"): tuple(row[1].split(", ")) for row in rows}
    assert named == msgspec.structs.asdict(EN.metadata)


@pytest.mark.parametrize(
    ("anchor", "column", "known"),
    [("kinds", "kind", EN.events), ("technologies", "technology", EN.technologies)],
)
def test_the_words_of_kinds_are_in_the_vocabulary(anchor: str, column: str, known: Any) -> None:
    rows = {code(row[0]): row[1].casefold() for row in table(FORMAT, anchor, column)}
    assert rows.keys() | {"other"} == {each.kind for each in known} | {"other"}
    for each in known:
        words = {word.casefold() for word in (*each.words, *each.weak)}
        assert set(rows[each.kind].split(", ")) <= words


def test_all_states_and_all_keys_in_braces_are_documented() -> None:
    states = [code(row[0]) for row in table(FORMAT, "states", "state")]
    assert sorted(states) == sorted(get_args(State))
    assert {code(row[0]) for row in table(FORMAT, "braces", "in braces")} == {"#", *ATTRIBUTES}


# -- names, sources


LABELS = table(FORMAT, "how-a-label-is-read", "label of an entry", "companies")


@pytest.mark.parametrize("row", LABELS, ids=lambda row: row[0])
def test_a_label_is_read_as_the_table_says(row: list[str], tmp_path: Path) -> None:
    text = f"# June 2025\n\n## Key players\n\n- **{code(row[0])}:** makes cells.\n"
    site, _ = site_of(tmp_path, briefing=text)
    assert site is not None
    named = {c.slug: c.name for c in site.companies}
    assert [named[c] for c in site.briefings[0].companies] == [n for n in row[1].split(", ") if n]


@pytest.mark.parametrize("row", table(FORMAT, "source-entries", "entry"), ids=lambda row: row[0])
def test_a_source_is_read_as_the_table_says(row: list[str], tmp_path: Path) -> None:
    site, _ = site_of(tmp_path, briefing=f"# June 2025\n\n## Sources\n\n- {code(row[0])}\n")
    assert site is not None
    (source,) = site.briefings[0].sources
    assert [source.title, source.publisher, source.published] == row[1:]


# -- dates and tracks


PHRASES = [
    dict(zip(t.columns, row, strict=True))
    for t in tables(FORMAT)
    if "EDTF" in t.columns and "language" not in t.columns
    for row in t.rows
]


@pytest.mark.parametrize("row", PHRASES, ids=lambda row: row.get("words") or row["value"])
def test_a_phrase_is_read_as_the_table_says(row: dict[str, str]) -> None:
    said = periods.read(row["said"], EN.dates) if "said" in row else None
    if "words" in row:
        (found,) = periods.find(f"It is due {code(row['words'])}.", EN.dates, said)
        read: Any = found.period
    else:
        read = periods.read(code(row["value"]), EN.dates)
    assert periods.edtf(read) == code(row["EDTF"])
    assert [_day(read.earliest), _day(read.latest)] == [row["first day"], row["last day"]]


def test_a_relative_phrase_is_no_date_without_the_day_it_was_said() -> None:
    for row in PHRASES:
        if "said" in row:
            assert periods.find(code(row["words"]), EN.dates) == ()


def _day(day: date | None) -> str:
    return f"{day.day} {day:%b} {day.year}" if day else "open"


@pytest.mark.parametrize(
    "row", table(FORMAT, "languages", "language", "words"), ids=lambda row: f"{row[0]} {row[1]}"
)
def test_dates_in_other_languages_are_read_as_the_table_says(row: list[str]) -> None:
    language, written, expected = map(code, row)
    read = periods.read(written, words(language).dates)
    assert read is not None
    assert periods.edtf(read) == expected


def test_each_language_that_is_read_has_dates_in_the_table() -> None:
    shown = {code(row[0]) for row in table(FORMAT, "languages", "language", "words")}
    assert shown == set(languages()) - {"en"}


@pytest.mark.parametrize("row", table(FORMAT, "no-dates", "words"), ids=lambda row: row[0])
def test_what_is_said_to_be_no_date_is_none(row: list[str]) -> None:
    assert periods.find(f"It is {code(row[0])} here.", EN.dates) == ()


@pytest.mark.parametrize("row", table(FORMAT, "tracks", "before"), ids=lambda row: "-".join(row))
def test_a_step_is_what_the_table_says(row: list[str]) -> None:
    before, after = (periods.read(code(cell), EN.dates) for cell in row[:2])
    assert before is not None
    assert after is not None
    step = classify(before, after)
    at_least = "at least " if step.at_least else ""
    months = f" {at_least}{abs(step.months)} months" if step.months else ""
    assert step.change.replace("-", " ") + months == row[2]


# -- addresses


def test_the_table_of_addresses_is_that_of_the_site(tmp_path: Path) -> None:
    """Both ways: each address of a site is documented, each documented one exists."""
    body = fences(FORMAT, "markdown")[0][1]
    (tmp_path / "content/briefings").mkdir(parents=True)
    (tmp_path / "content/briefings/cell.png").write_bytes(b"png")
    site_of(
        tmp_path,
        briefing=f"---\ntags: a\nredirect_from: /old/\n---\n{body}\n![Cell](cell.png)\n",
        page="# About",
        site="url: https://example.org/",
    )
    prepared = prepare(tmp_path, Settings(TODAY))
    assert prepared.plan is not None
    rows = [code(row[0]) for row in table(FORMAT, "addresses", "address")]
    free = {"<path>": ".+", "<name>": ".+", "<year>": r"\d{4}", "<noun>": "[a-z]+"}
    patterns = {
        row: re.compile(re.sub(r"<\w+>", lambda m: free.get(m[0], "[^/]+"), row)) for row in rows
    }
    offline = prepare(tmp_path, Settings(TODAY, offline=True))
    assert offline.plan is not None
    planned = prepared.plan.recipes.keys() | offline.plan.recipes.keys()
    listed = {u for u in planned if not re.search(r"/by-\w+/[^/]+/", u)}
    listed.add(f"{urls.SEARCH_INDEX}pagefind.js")
    listed |= {urls.company_targets("toyota"), urls.company_histories("toyota")}  # see test_many
    unknown = [u for u in listed if not any(p.fullmatch(u) for p in patterns.values())]
    unused = [r for r, p in patterns.items() if not any(p.fullmatch(u) for u in listed)]
    assert (unknown, unused) == ([], [])
    assert any(
        isinstance(e, Asset) for u, e in prepared.plan.pages.items() if u.startswith("/files/")
    )
    assert urls.page("format") == "/format/"


def test_the_pages_themselves_are_in_order() -> None:
    prepared = prepare(ROOT, Settings(TODAY))
    ours = ("content/pages/format.md", "content/pages/diagnostics.md")
    assert not [d for d in prepared.diagnostics if d.span.path in ours]


# -- diagnostics


def codes_of(module: ast.Module) -> Iterator[str]:
    """The codes that a module says: what it passes where `Diagnostic`, or one of its own functions,
    takes a `code`; and the tables of (code, message, hint) at its top."""
    takes = {"Diagnostic": 0, "Slip": 0, "_Wrong": 0, "tell": 0}
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef):
            names = [a.arg for a in node.args.args if a.arg != "self"]
            if "code" in names:
                takes[node.name] = names.index("code")
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else _name(node.func)
            given = [k.value for k in node.keywords if k.arg == "code"]
            if name in takes:
                given += node.args[takes[name] : takes[name] + 1]
            yield from (each for g in given for each in _texts(g))
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
            parts = [text for part in node.value.elts for text in _texts(part)]
            if len(parts) == 3 == len(node.value.elts) and _is_code(parts[0]) and " " in parts[1]:
                yield parts[0]


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _texts(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body), *_texts(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def _is_code(text: str) -> bool:
    return re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) is not None


SOURCES = [f.read_text(encoding="utf-8") for f in sorted((ROOT / "src/ssbrief").rglob("*.py"))]
DIAGNOSTIC_ROWS = [
    row for t in tables(DIAGNOSTICS) if t.columns[:2] == ["code", "severity"] for row in t.rows
]


def test_every_diagnostic_has_a_row_and_every_row_a_diagnostic() -> None:
    said = {
        code
        for text in SOURCES
        if re.search("Diagnostic|Remarks", text)
        for code in codes_of(ast.parse(text))
    }
    assert said
    documented = [code(row[0]) for row in DIAGNOSTIC_ROWS]
    assert (said - {*documented}, {*documented} - said) == (set(), set())
    assert len(documented) == len(set(documented))


FRONT = "---\n{}\n---\n# June 2025\n"

#: For each code a file that earns it, and its text.
MISTAKES: dict[str, tuple[str, str]] = {
    "alias-conflict": (
        "content/site.yaml",
        "companies: [{name: A, aliases: X}, {name: B, aliases: X}]",
    ),
    "broken-url": (PLACES["briefing"], "# June 2025\n\n[x](http://)"),
    "broken-front-matter": (PLACES["briefing"], "+++\ntitle = \n+++\n# June 2025\n"),
    "control-character": (PLACES["page"], "A\x07b"),
    "dangling-link": (PLACES["page"], "[x](nowhere.md)"),
    "dangling-footnote": (PLACES["page"], "One.[^1]\n"),
    "dangling-reference": (PLACES["page"], "See [it][report].\n"),
    "unused-footnote": (PLACES["page"], "One.\n\n[^1]: A note.\n"),
    "duplicate-footnote": (PLACES["page"], "One.[^1]\n\n[^1]: A.\n\n[^1]: B.\n"),
    "empty-file": (PLACES["briefing"], "\n"),
    "heading-in-front-matter": (PLACES["briefing"], FRONT.format("title: A\n# June 2025")),
    "space-in-address": (PLACES["page"], "![A cell](my cell.png)"),
    "duplicate-anchor": (PLACES["briefing"], "# June 2025\n\nOne. {#a}\n\nTwo. {#a}\n"),
    "duplicate-key": (PLACES["briefing"], FRONT.format("title: A\ntitle: B")),
    "front-matter-not-closed": (PLACES["briefing"], "---\ntitle: A\n\n# June 2025\n"),
    "near-names": (
        PLACES["briefing"],
        "# June 2025\n\n## Players\n\n- **Zorro:** 2027\n- **Zorro Cells:** 2028\n",
    ),
    "low-contrast": ("content/site.yaml", "colors: {accent: 'fd0'}"),
    "missing-file": ("content/site.yaml", "logo: logo.svg"),
    "milestone-without-date": (PLACES["briefing"], FRONT.format("milestones: [{who: Toyota}]")),
    "misplaced-file": ("content/notes/a.md", "# June 2025"),
    "missing-key": ("content/site.yaml", "navigation: [{label: About}]"),
    "not-front-matter": (PLACES["briefing"], "---\n\nJust a line.\n\n---\n"),
    "nul": (PLACES["page"], "A\x00b"),
    "duplicate-address": ("content/briefings/other.md", FRONT.format("slug: example")),
    "undated-briefing": (PLACES["briefing"], "# A note"),
    "unknown-anchor": (
        PLACES["briefing"],
        FRONT.format("milestones: [{due: 2027, at: toyta}]") + "\nToyota. {#toyota}\n",
    ),
    "unknown-company": (PLACES["briefing"], "# June 2025\n\n[[Toyta]]"),
    "unknown-key": (PLACES["briefing"], FRONT.format("tgs: a")),
    "unknown-section": ("content/site.yaml", "sections: {players: [who]}"),
    "long-text": (PLACES["page"], "a " * 11_000),
    "too-long": (PLACES["page"], "a " * 160_000),
    "unreadable-date": (PLACES["briefing"], FRONT.format("date: some day")),
    "wrong-color": ("content/site.yaml", "colors: {accent: reddish}"),
    "wrong-font": ("content/site.yaml", "fonts: {text: 'a;b'}"),
    "wrong-type": (PLACES["briefing"], FRONT.format("draft: perhaps")),
    "wrong-url": ("content/site.yaml", "url: example.org"),
    "yaml": (PLACES["briefing"], FRONT.format("title: A: b")),
}


@pytest.mark.parametrize("wanted", sorted(MISTAKES))
def test_a_mistake_has_the_severity_that_its_row_says(wanted: str, tmp_path: Path) -> None:
    path, text = MISTAKES[wanted]
    site_of(tmp_path, briefing="# June 2025\n")
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text, encoding="utf-8")
    found = {d.severity for d in prepare(tmp_path, Settings(TODAY)).diagnostics if d.code == wanted}
    (row,) = (row for row in DIAGNOSTIC_ROWS if code(row[0]) == wanted)
    assert found, f"nothing says {wanted}"
    assert found <= set(row[1].split(" or "))


def test_the_sample_site_has_no_errors() -> None:
    assert not has_errors(prepare(ROOT, Settings(TODAY)).diagnostics)
