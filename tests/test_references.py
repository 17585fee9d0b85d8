"""References: formatted as a CSL processor formats them, and read back by strict parsers."""

from __future__ import annotations

import json
from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware

from makers import period, sample_site
from ssbrief.pages import Document, pages
from ssbrief.pages.briefings import BriefingPage
from ssbrief.pages.references import (
    Reference,
    apa,
    bibtex,
    chicago,
    csl_json,
    days,
    name,
    ris,
)

#: What pandoc 3.9 (`--citeproc -t plain`) makes of our CSL-JSON with the styles' own files,
#: apa.csl (7th edition) and chicago-author-date.csl (18th edition).
PROCESSED: list[tuple[dict[str, Any], str, str]] = [
    (
        {
            "title": "Solid-state batteries: status of June 2025",
            "authors": ["Jane Doe"],
            "issued": ((2025, 6, 15),),
            "publisher": "Solid-state ledger",
            "url": "https://example.org/a/",
        },
        "Doe, J. (2025). Solid-state batteries: status of June 2025. Solid-state ledger. "
        "https://example.org/a/",
        "Doe, Jane. 2025. Solid-State Batteries: Status of June 2025. Solid-state ledger. "
        "https://example.org/a/.",
    ),
    (
        {
            "title": "What is next for the BMW iX?",
            "authors": ["Jane Q. Doe", "Jan-Peter van der Berg", "The ssbrief project"],
            "issued": ((2025, 6),),
        },
        "Doe, J. Q., van der Berg, J.-P., & The ssbrief project. (2025). "
        "What is next for the BMW iX? Ledger.",
        "Doe, Jane Q., Jan-Peter van der Berg, and The ssbrief project. 2025. "
        "What Is Next for the BMW iX? Ledger.",
    ),
    (
        {"title": "No author and the year", "issued": ((2025,),)},
        "No author and the year. (2025). Ledger.",
        "No Author and the Year. 2025. Ledger.",
    ),
    (
        {"title": "No date", "authors": ["AI Assistant"]},
        "AI Assistant. (n.d.). No date. Ledger.",
        "AI Assistant. n.d. No Date. Ledger.",
    ),
    (
        {
            "title": "Late 2024/2025",
            "authors": ["Doe, Jane", "Richard Roe"],
            "issued": ((2024, 10), (2025, 12)),
            "publisher": "Ledger Inc.",
        },
        "Doe, J., & Roe, R. (2024–2025). Late 2024/2025. Ledger Inc.",
        "Doe, Jane, and Richard Roe. 2024–2025. Late 2024/2025. Ledger Inc.",
    ),
    (
        {
            "title": "Von der Zelle zum Auto",
            "authors": ["Jürgen Müller"],
            "issued": ((2025,),),
            "language": "de",
        },
        "Müller, J. (2025). Von der Zelle zum Auto. Ledger.",
        "Müller, Jürgen. 2025. Von der Zelle zum Auto. Ledger.",
    ),
    (
        {"title": "固态电池", "authors": ["山田太郎"], "issued": ((2025,),), "language": "zh"},
        "山田太郎. (2025). 固态电池. Ledger.",
        "山田太郎. 2025. 固态电池. Ledger.",
    ),
    (
        {
            "title": "A & B <c> “quoted” with the end",
            "authors": ["Zoë O’Neil"],
            "issued": ((2025, 1, 2),),
            "publisher": "Ledger & Sons",
        },
        "O’Neil, Z. (2025). A & B <c> “quoted” with the end. Ledger & Sons.",
        "O’Neil, Zoë. 2025. A & B <c> “Quoted” with the End. Ledger & Sons.",
    ),
    (
        {
            "title": "Three",
            "authors": ["Jane Doe", "Richard Roe", "Mary Moe"],
            "issued": ((2024,), (2025,)),
        },
        "Doe, J., Roe, R., & Moe, M. (2024–2025). Three. Ledger.",
        "Doe, Jane, Richard Roe, and Mary Moe. 2024–2025. Three. Ledger.",
    ),
    (
        {"title": "Seven", "authors": [f"Ann {c}name" for c in "ABCDEFG"], "issued": ((2025,),)},
        "Aname, A., Bname, A., Cname, A., Dname, A., Ename, A., Fname, A., & Gname, A. (2025). "
        "Seven. Ledger.",
        "Aname, Ann, Ann Bname, Ann Cname, et al. 2025. Seven. Ledger.",
    ),
    (
        {"title": "Six", "authors": [f"Ann {c}name" for c in "ABCDEF"], "issued": ((2025,),)},
        "Aname, A., Bname, A., Cname, A., Dname, A., Ename, A., & Fname, A. (2025). Six. Ledger.",
        "Aname, Ann, Ann Bname, Ann Cname, Ann Dname, Ann Ename, and Ann Fname. 2025. Six. Ledger.",
    ),
    (
        {"title": "Many", "authors": [f"Ann {c}" for c in "ABCDEFGHIJKLMNOPQRSTU"]},
        "A, A., B, A., C, A., D, A., E, A., F, A., G, A., H, A., I, A., J, A., K, A., L, A., "
        "M, A., N, A., O, A., P, A., Q, A., R, A., S, A., … U, A. (n.d.). Many. Ledger.",
        "A, Ann, Ann B, Ann C, et al. n.d. Many. Ledger.",
    ),
    (
        {"title": "up to and over: a plan for it"},
        "up to and over: a plan for it. (n.d.). Ledger.",
        "Up to and over: A Plan for It. n.d. Ledger.",
    ),
]


def work(**fields: Any) -> Reference:
    fields["authors"] = tuple(map(name, fields.get("authors", ())))
    return Reference(**{"key": "a", "kind": "report", "title": "A", "publisher": "Ledger"} | fields)


@pytest.mark.parametrize(("fields", "in_apa", "in_chicago"), PROCESSED)
def test_a_reference_reads_as_a_processor_makes_it(
    fields: dict[str, Any], in_apa: str, in_chicago: str
) -> None:
    made = work(**fields)
    assert (apa(made).text, chicago(made).text) == (in_apa, in_chicago)


@pytest.mark.parametrize(
    ("written", "family", "given"),
    [
        ("Jane Doe", "Doe", "Jane"),
        ("Doe, Jane", "Doe", "Jane"),
        ("Ludwig van Beethoven", "van Beethoven", "Ludwig"),
        ("J. R. R. Tolkien", "Tolkien", "J. R. R."),
        ("AI Assistant", "", ""),
        ("Acme, Inc.", "", ""),
        ("Research Team", "", ""),
        ("Reuters", "", ""),
        ("Jane Doe & Richard Roe", "", ""),
        ("the analysts", "", ""),
        ("Martin Luther King, Jr.", "", ""),
        ("山田太郎", "", ""),
    ],
)
def test_a_name_is_a_persons_only_where_that_is_sure(written: str, family: str, given: str) -> None:
    found = name(written)
    assert (found.literal, found.family, found.given) == (written, family, given)


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("15 June 2025", ((2025, 6, 15),)),
        ("June 2025", ((2025, 6),)),
        ("2025", ((2025,),)),
        ("2024-2025", ((2024,), (2025,))),
        ("Q4 2024", ((2024, 10), (2024, 12))),
        ("by 2028", ((2028, 12, 31),)),
    ],
)
def test_a_time_is_as_exact_as_it_was_said(words: str, parts: Any) -> None:
    assert days(period(words)) == parts


ODD = [
    "100 % of {A} & B_c: $5 #1 ~x ^y \\z",
    "Unbalanced { brace } and } {",
    "Größe, Żółw, 固态, “quoted” – dash’s",
    "ends with a backslash \\",
    "two\nlines\tand <b>markup</b>",
    "@article{x, title={y}}",
    'a "plain" quote',
    "TY  - is a tag",
]


@pytest.mark.parametrize("title", ODD)
def test_odd_characters_survive_every_format(title: str) -> None:
    plain = " ".join(title.split())
    made = work(
        title=title,
        authors=["Zoë O'Neil & Sons {x}", "Jürgen Müller"],
        issued=((2025, 6, 15),),
        url="https://example.org/a_b?c=%7B1%7D&d=~e#f",
        abstract=title,
    )
    (item,) = json.loads(csl_json([made]))
    assert (item["title"], item["URL"]) == (title, made.url)
    (entry,) = rispy.loads(ris([made]))
    assert entry["title"] == entry["abstract"] == plain
    assert entry["authors"] == ["Zoë O'Neil & Sons {x}", "Müller, Jürgen"]
    assert entry["urls"] == [made.url]
    library = bibtexparser.parse_string(bibtex([made]))
    assert not library.failed_blocks
    raw = library.entries[0].fields_dict
    assert raw["url"].value == made.url
    library = bibtexparser.parse_string(
        bibtex([made]), append_middleware=[LatexDecodingMiddleware()]
    )
    assert not library.failed_blocks
    told = library.entries[0].fields_dict["abstract"].value
    assert told.replace("ˆ", "^") == plain  # the decoder's own circumflex


def test_many_works_are_many_entries() -> None:
    works = [work(key=f"k{n}", title=f"T{n}", issued=((2025,),)) for n in range(3)]
    assert len(rispy.loads(ris(works))) == 3
    assert len(bibtexparser.parse_string(bibtex(works)).entries) == 3
    assert bibtexparser.parse_string(bibtex(works)).failed_blocks == []
    assert [item["id"] for item in json.loads(csl_json(works))] == ["k0", "k1", "k2"]


def test_a_briefing_is_offered_to_reference_managers_and_nothing_else_is() -> None:
    made = list(pages(sample_site(url="https://example.org/base")))
    briefing = next(p for p in made if p.url == "/briefings/ssb-2025/")
    assert isinstance(briefing, BriefingPage)
    tags = dict(briefing.cite.tags)
    assert tags["citation_title"] == briefing.title
    assert tags["citation_technical_report_institution"] == "Solid-state ledger"
    assert tags["citation_public_url"] == "https://example.org/base/briefings/ssb-2025/"
    assert tags["citation_publication_date"].startswith("2025")
    files = {entry.url: entry for entry in made}
    for link in (*briefing.cite.files, *briefing.cite.works):
        assert isinstance(files[link.href], Document)
    own = json.loads(files["/briefings/ssb-2025/cite.json"].text)
    assert [(item["type"], item["URL"]) for item in own] == [
        ("report", tags["citation_public_url"])
    ]
    cited = json.loads(files["/briefings/ssb-2025/sources.json"].text)
    assert len({item["id"] for item in cited}) == len(cited) > 0
