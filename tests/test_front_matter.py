"""Front matter: what an author writes above the text, and what is said when it cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssbrief.diagnostics import Span, show
from ssbrief.front_matter import (
    BriefingFields,
    CompanyEntry,
    Document,
    MilestoneEntry,
    PageFields,
    ProfileFields,
    SourceEntry,
    add_front_matter,
    parse_document,
    report_unknown,
)


def parse(front_matter: str, body: str = "Text.\n") -> Document[BriefingFields]:
    return parse_document("a.md", f"---\n{front_matter}---\n{body}", BriefingFields)


def said(front_matter: str) -> dict[str, object]:
    """The fields that hold a value, where nothing is wrong."""
    document = parse(front_matter)
    assert document.diagnostics == ()
    return {name: getattr(document.record, name) for name in document.said}


def complaints(document: Document[BriefingFields]) -> list[str]:
    return [show(diagnostic) for diagnostic in document.diagnostics]


# What is read


def test_a_file_without_front_matter_is_all_body() -> None:
    text = "# Title\n\nText.\n"
    document = parse_document("a.md", text, BriefingFields)
    assert document == Document(record=BriefingFields(), body=text)


def test_the_body_starts_at_its_line_in_the_file() -> None:
    document = parse("title: A\n\n# a comment\n")
    assert (document.body, document.body_line) == ("Text.\n", 6)


@pytest.mark.parametrize("text", ["---\n---\nText.\n", "---\n\n---\nText.\n"])
def test_empty_front_matter_is_fine(text: str) -> None:
    document = parse_document("a.md", text, BriefingFields)
    assert (document.record, document.body) == (BriefingFields(), "Text.\n")
    assert document.diagnostics == ()


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff---\ntitle: A\n---\nText.\n",
        "---\r\ntitle: A\r\n---\r\nText.\r\n",
        "---\rtitle: A\r---\rText.\r",
        "---  \ntitle: A\n...\nText.\n",
    ],
)
def test_byte_order_marks_and_line_ends_do_not_matter(text: str) -> None:
    document = parse_document("a.md", text, BriefingFields)
    assert (document.record.title, document.body) == ("A", "Text.\n")
    assert (document.body_line, document.diagnostics) == (4, ())


def test_blank_lines_may_stand_before_it() -> None:
    document = parse_document("a.md", "\n\n---\ntitle: A\n---\nText.", BriefingFields)
    assert (document.record.title, document.body_line) == ("A", 6)
    assert document.where("title") == Span("a.md", 4, 8, 9)


@pytest.mark.parametrize("value", ["2027", "2027-06", "10:00", "NO", "0x10", "1e3", "2025-01-02"])
def test_every_value_is_the_text_that_was_written(value: str) -> None:
    assert said(f"date: {value}\n") == {"date": value}


@pytest.mark.parametrize("value", ["", "~", "null", '""', "''", '" "'])
def test_an_empty_value_is_as_good_as_none(value: str) -> None:
    assert said(f"summary: {value}\ndraft: {value}\ntags: {value}\n") == {}


@pytest.mark.parametrize(
    ("value", "draft"),
    [("true", True), ("Yes", True), ("on", True), ("false", False), ("NO", False), ("off", False)],
)
def test_yes_and_no_in_their_spellings(value: str, draft: bool) -> None:
    assert said(f"draft: {value}\n") == {"draft": draft}


@pytest.mark.parametrize("key", ["prepared_by", "Prepared-By", "PREPARED BY", "prepared-by"])
def test_keys_count_without_case_and_hyphens(key: str) -> None:
    assert said(f"{key}: AI Assistant\n") == {"prepared_by": "AI Assistant"}


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        ("Jane Doe", ("Jane Doe",)),
        ("[Jane Doe, John Roe]", ("Jane Doe", "John Roe")),
        ("Jane Doe, John Roe", ("Jane Doe", "John Roe")),
        ("Doe, Jane; Roe, John", ("Doe, Jane", "Roe, John")),
        ('"Doe, Jane"', ("Doe, Jane",)),
        ("Example Motors Co., Ltd.", ("Example Motors Co., Ltd.",)),
        ("\n  - Jane Doe\n  -\n  - John Roe", ("Jane Doe", "John Roe")),
    ],
)
def test_a_list_may_be_written_as_a_line(written: str, authors: tuple[str, ...]) -> None:
    assert said(f"authors: {written}\n") == {"authors": authors}


def test_text_may_stand_for_a_record() -> None:
    assert said("companies: [Toyota, {name: VW, aliases: Volkswagen}]\n") == {
        "companies": (CompanyEntry("Toyota"), CompanyEntry("VW", ("Volkswagen",)))
    }


def test_names_may_be_the_keys_of_records() -> None:
    assert said("companies:\n  Toyota:\n  VW: {aliases: [Volkswagen]}\n") == {
        "companies": (CompanyEntry("Toyota"), CompanyEntry("VW", ("Volkswagen",)))
    }


def test_one_record_may_stand_for_a_list_of_one() -> None:
    assert said("milestones:\n  who: Toyota\n  due: 2027\n") == {
        "milestones": (MilestoneEntry(who="Toyota", due="2027"),)
    }


def test_a_source_may_be_its_address_or_its_title() -> None:
    assert said('sources:\n  - https://example.org/a,b\n  - "Inside EVs"\n') == {
        "sources": (SourceEntry(url="https://example.org/a,b"), SourceEntry(title="Inside EVs"))
    }


def test_aliases_of_yaml_are_read_while_they_are_few() -> None:
    assert said("title: &t A\nsummary: *t\n") == {"title": "A", "summary": "A"}


def test_control_characters_cannot_be_escaped_into_a_value() -> None:
    assert said('title: "a\\x02b\\x03"\n') == {"title": "a\ufffdb\ufffd"}


def test_every_value_has_its_place() -> None:
    document = parse("title: Ä b\nmilestones:\n  - who: Toyta\n    due: 2027\n")
    assert document.where("title") == Span("a.md", 2, 8, 11)
    assert document.where("milestones[0].who") == Span("a.md", 4, 10, 15)
    assert document.where("milestones[0].track") == document.where("milestones[0]")
    assert document.where("summary") is None


def test_lines_count_as_in_an_editor() -> None:
    document = parse('title: "a\u2028b"\nsummary: c\n')
    assert document.where("summary") == Span("a.md", 3, 10, 11)


def test_profiles_and_pages_have_their_own_fields() -> None:
    profile = parse_document("c.md", "---\nname: VW\naliases: A, B\n---\n", ProfileFields)
    assert profile.record == ProfileFields("VW", ("A", "B"))
    page = parse_document("p.md", "---\ntitle: About\norder: 3\n---\n", PageFields)
    assert page.record == PageFields("About", order=3)


# What is written into it


FIELDS = (("title", "A: b"), ("date", "2025-06"), ("tags", ("a, b", "null")), ("summary", ""))


def test_a_text_without_front_matter_gets_it() -> None:
    assert add_front_matter("# T\n", FIELDS) == (
        "---\ntitle: 'A: b'\ndate: 2025-06\ntags: ['a, b', 'null']\nsummary:\n---\n\n# T\n"
    )


def test_what_is_written_is_read_again() -> None:
    record = parse_document("a.md", add_front_matter("# T\n", FIELDS), BriefingFields).record
    assert record == BriefingFields(title="A: b", date="2025-06", tags=("a, b", "null"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "title: Mine # so\n",
            "title: Mine # so\ndate: 2025-06\ntags: ['a, b', 'null']\nsummary:\n",
        ),
        ("Date:\nTITLE: x\n", "date: 2025-06\nTITLE: x\ntags: ['a, b', 'null']\nsummary:\n"),
        (
            "title: x\ndate: y\ntags:\n  -\nsummary: z\n",
            "title: x\ndate: y\ntags:\n  -\nsummary: z\n",
        ),
        ("", "title: 'A: b'\ndate: 2025-06\ntags: ['a, b', 'null']\nsummary:\n"),
    ],
)
def test_what_stands_in_front_matter_stays(before: str, after: str) -> None:
    text = add_front_matter(f"\n---\n{before}---\n# T\n", FIELDS)
    assert text == f"\n---\n{after}---\n# T\n"


# What no field has


def test_unknown_keys_are_kept() -> None:
    document = parse("colour: red\nextra: {a: [1, 'x: y']}\nmilestones:\n  - stat: x\n")
    assert document.diagnostics == ()
    assert [(u.key, u.value, u.meant) for u in document.unknown] == [
        ("colour", "red", ""),
        ("extra", '{"a":["1","x: y"]}', ""),
        ("milestones.stat", "x", "state"),
    ]


def test_an_unknown_key_is_reported_once_with_its_count() -> None:
    files = [
        parse_document(f"{n}.md", "---\nautors: Jane\n---\n", BriefingFields) for n in (2, 1, 3)
    ]
    reports = report_unknown(unknown for file in files for unknown in file.unknown)
    assert [show(report) for report in reports] == [
        '1.md:2:1: warning: "autors" is not a key that is known here, found 3 times in 3 files'
        " [unknown-key]\n"
        "    2 | autors: Jane\n"
        "      | ^^^^^^\n"
        '   hint: did you mean "authors"?'
    ]


# What is wrong


def test_every_wrong_value_is_reported() -> None:
    document = parse(
        "title: [A]\ndraft: maybe\nmilestones:\n  - hello\n  - {who: VW, state: targt}\n"
        "companies: [{aliases: x}]\nsummary: fine\n"
    )
    assert document.record.summary == "fine"
    assert [d.message for d in document.diagnostics] == [
        '"title" must be text, not a list',
        '"draft" must be true or false, not "maybe"',
        '"milestones[0]" must be a mapping, not "hello"',
        '"milestones[1].state" must be one of target, achieved, missed, superseded, postponed, '
        'dropped, reported, not "targt"',
        '"companies[0]" has no name',
    ]
    assert "title" not in document.said


def test_a_wrong_value_is_shown_where_it_stands() -> None:
    assert complaints(parse("title: A\nmilestones:\n  - {who: VW, state: targt}\n")) == [
        'a.md:4:22: error: "milestones[0].state" must be one of target, achieved, missed, '
        'superseded, postponed, dropped, reported, not "targt" [wrong-type]\n'
        "    4 |   - {who: VW, state: targt}\n"
        "      |                      ^^^^^\n"
        '   hint: did you mean "target"?'
    ]


def test_a_key_that_stands_twice_is_an_error_that_names_both_lines() -> None:
    assert complaints(parse("prepared_by: A\ntitle: T\nPrepared-By: B\n")) == [
        'a.md:4:1: error: "Prepared-By" stands here and in line 2 [duplicate-key]\n'
        "    4 | Prepared-By: B\n"
        "      | ^^^^^^^^^^^\n"
        "   hint: keep one of the two"
    ]


@pytest.mark.parametrize(
    ("front_matter", "place", "message", "hint"),
    [
        ("title: A: b\n", (2, 9), "there is a second colon here", "quotation marks"),
        ("title: 'A\ndate: 2025\n", (2, 8), "this quotation mark is never closed", "'…'"),
        ("a: b\n\tc: d\n", (3, 1), "a tab may not indent YAML", "use spaces"),
        ("title: @A\n", (2, 8), "a value cannot start with @", "quotation marks"),
        ("title: *A* b\n", (2, 8), "a value cannot start with * or &", "quotation marks"),
        ("title: [Draft] A\n", (2, 16), "the value ends before this", "quotation marks"),
        ("tags: [a, b\ntitle: c\n", (2, 7), "this bracket is not closed", "close it"),
        ("title: A\nb\ndate: 1\n", (3, 1), "this line is not part of the value", "key: value"),
        ('title: "a\\q"\n', (2, 10), "this is no escape", "backslash"),
        ("title:A\ndate:2025\n", (2, 1), "this must be a mapping", "a space belongs after"),
        ("title: a\x07b\n", (2, 9), "this character may not stand in YAML", ""),
        ("a: " + "[" * 60_000 + "\n", (2, 43), "this is nested too deeply", ""),
        ("a: &a [*a]\n", (2, 1), "the aliases (*) of this YAML stand for far more", "write"),
    ],
)
def test_what_is_not_yaml_is_explained(
    front_matter: str, place: tuple[int, int], message: str, hint: str
) -> None:
    document = parse(front_matter)
    (found,) = document.diagnostics
    assert (found.span.line, found.span.column) == place
    assert found.message.startswith(message)
    assert hint in found.hint
    assert found.excerpt == front_matter.split("\n")[place[0] - 2]
    assert (document.record, document.body) == (BriefingFields(), "Text.\n")


def test_a_bomb_of_aliases_does_not_go_off() -> None:
    levels = "".join(f"k{n + 1}: &k{n + 1} [{', '.join([f'*k{n}'] * 10)}]\n" for n in range(9))
    (found,) = parse("k0: &k0 [x, x]\n" + levels).diagnostics
    assert found.code == "yaml-alias"


def test_front_matter_without_an_end_is_an_error_and_loses_no_text() -> None:
    text = "---\ntitle: A\n\n# Text\n"
    document = parse_document("a.md", text, BriefingFields)
    assert document.body == text
    assert complaints(document) == [
        "a.md:1:1: error: the front matter that starts here has no end [front-matter-not-closed]\n"
        "    1 | ---\n"
        "      | ^^^\n"
        "   hint: add a line --- after its last key"
    ]


@pytest.mark.parametrize(
    "text", ["---\nProse.\n", "---\nProse.\n\n---\nMore.\n", "---\n", "---\n- a\n---\n"]
)
def test_a_line_across_the_page_is_not_front_matter(text: str) -> None:
    document = parse_document("a.md", text, BriefingFields)
    assert (document.body, document.body_line) == (text, 1)
    assert [(d.code, d.severity) for d in document.diagnostics] == [("not-front-matter", "warning")]


def test_toml_is_read_like_yaml() -> None:
    text = '+++\ntitle = "A"\ndate = 2026-01-20\ntags = ["x", "y"]\ndraft = true\n+++\nText.\n'
    document = parse_document("a.md", text, BriefingFields)
    record = document.record
    assert (record.title, record.date, record.tags, record.draft) == (
        "A",
        "2026-01-20",
        ("x", "y"),
        True,
    )
    assert (document.body, document.body_line) == ("Text.\n", 7)
    assert document.diagnostics == ()
    assert document.where("date") == Span("a.md", 3, 8, 18)


def test_a_mistake_in_toml_is_told_with_its_line() -> None:
    document = parse_document("a.md", '+++\ntitle = "A"\ndate = = 1\n+++\nText.\n', BriefingFields)
    (diagnostic,) = document.diagnostics
    assert (diagnostic.code, diagnostic.span.line) == ("broken-front-matter", 3)
    assert document.body == "Text.\n"


@pytest.mark.parametrize("end", ["\n\nText.\n", "\nText.\n", " \nText.\n"])
def test_json_is_read_like_yaml(end: str) -> None:
    text = '{\n\t"title": "A \\ud83d\\udd0b",\n\t"tags": ["x"],\n\t"draft": true\n}' + end
    document = parse_document("a.md", text, BriefingFields)
    record = document.record
    assert (record.title, record.tags, record.draft) == ("A \U0001f50b", ("x",), True)
    assert document.body.strip() == "Text."
    assert text.split("\n")[document.body_line - 1 :] == document.body.split("\n")
    assert document.diagnostics == ()


def test_a_text_that_starts_with_a_brace_is_a_text() -> None:
    document = parse_document("a.md", "{#id} text", BriefingFields)
    assert (document.body, document.diagnostics) == ("{#id} text", ())


_SIGNS = "[ ] { } : - # ! % & * | > ? \\ ' \" é \u2028 \t"
_WORDS = (
    "---\n",
    "+++\n",
    "\n",
    " ",
    "title",
    "milestones:\n",
    "  - ",
    "who: ",
    "draft: ",
    "&a",
    "*a",
)
_PIECES = st.sampled_from((*_SIGNS.split(" "), *_WORDS))


@given(st.lists(_PIECES | st.text(max_size=3), max_size=30).map("".join))
def test_no_text_at_all_gives_a_traceback(text: str) -> None:
    for opening in ("", "---\n", "---\ntitle: A\n"):
        document = parse_document("a.md", opening + text + "\n---\nEnd", BriefingFields)
        for diagnostic in document.diagnostics:
            assert show(diagnostic)
        if document.body_line > 1:
            assert document.body.endswith("End")
