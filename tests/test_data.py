"""The data: what the files hold is what the pages show, and what is read back is what was written.

The sample site is exported once; its files are read as a stranger reads them, by their schema.
"""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin

import edtf
import jsonschema
import msgspec
import pytest

from makers import sample_site, site
from ssbrief import urls
from ssbrief.load import Options, load
from ssbrief.model import Site
from ssbrief.pages import Document, Index, Page, pages
from ssbrief.pages.companies import CompanyPage
from ssbrief.pages.data import DataPage
from ssbrief.pages.licences import licence
from ssbrief.pages.records import NOUNS, VERSION, DataFile, as_csv, as_dict, columns, fields
from ssbrief.pages.timeline import YearPage
from ssbrief.read import read_inputs

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def whole() -> Site:
    loaded = load(read_inputs(ROOT), Options(date(2026, 11, 22))).site
    assert loaded is not None
    return loaded


@pytest.fixture(scope="module")
def entries(whole: Site) -> dict[str, Page | Document]:
    return {entry.url: entry for entry in pages(whole)}


def text(entries: dict[str, Page | Document], url: str) -> str:
    found = entries[url]
    assert isinstance(found, Document)
    return found.text


def read_cell(written: str, kind: Any) -> Any:
    """A cell as the codebook says that it is read."""
    if get_origin(kind) is tuple:
        return [re.sub(r"\\(.)", r"\1", e) for e in re.findall(r"(?:[^|\\]|\\.)+", bare(written))]
    if not written and NoneType in get_args(kind):
        return None
    if kind is bool or bool in get_args(kind):
        return {"true": True, "false": False}[written]
    if kind is int or int in get_args(kind):
        return int(written)
    return bare(written)


def bare(written: str) -> str:
    return written.removeprefix("'")


@pytest.mark.parametrize("noun", NOUNS)
def test_a_file_is_what_its_schema_says(noun: str, entries: dict[str, Page | Document]) -> None:
    schema = json.loads(text(entries, f"/data/{noun}.schema.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    file = json.loads(text(entries, f"/data/{noun}.json"))
    jsonschema.validate(file, schema)
    assert (file["noun"], file["version"], file["about"]) == (noun, VERSION, "/")
    del file["records"][0][fields(NOUNS[noun])[0].name]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(file, schema)


@pytest.mark.parametrize("noun", NOUNS)
def test_what_is_written_is_read_back_the_same(
    noun: str, entries: dict[str, Page | Document]
) -> None:
    written = text(entries, f"/data/{noun}.json")
    kind: Any = DataFile
    file = msgspec.json.decode(written, type=kind[NOUNS[noun]], strict=True)
    assert json.loads(msgspec.json.encode(file)) == json.loads(written)
    known = columns(NOUNS[noun])
    rows = list(csv.reader(io.StringIO(text(entries, f"/data/{noun}.csv"), newline="")))
    assert rows[0] == [column.name for column in known]
    read = [[read_cell(c, k.type) for c, k in zip(r, known, strict=True)] for r in rows[1:]]
    meant = [list(as_dict(record).values()) for record in file.records]
    assert meant == read


def test_the_data_holds_as_much_as_the_site(
    whole: Site, entries: dict[str, Page | Document]
) -> None:
    counts = {
        "briefings": len(whole.briefings),
        "companies": len(whole.companies),
        "milestones": sum(len(b.milestones) for b in whole.briefings),
        "tracks": len(whole.tracks),
        "challenges": len(whole.challenges),
        "sources": sum(len(p.sources) for p in whole.publishers),
        "statements": sum(
            len(p.statements) for b in whole.briefings for s in b.sections for p in s.passages
        ),
    }
    codebook = entries["/data/"]
    assert isinstance(codebook, DataPage)
    assert {n.id: int(n.count) for n in codebook.nouns} == counts
    for noun, count in counts.items():
        records = json.loads(text(entries, f"/data/{noun}.json"))["records"]
        assert len(records) == count > 0
        keys = [r[fields(NOUNS[noun])[0].name] for r in records]
        assert keys == sorted(set(keys))


def test_a_page_and_its_slice_hold_the_same(entries: dict[str, Page | Document]) -> None:
    sliced = [e for e in entries.values() if isinstance(e, Page) and e.downloads]
    assert {type(page).__name__ for page in sliced} == {
        *("CompanyPage", "TopicPage", "TimelinePage", "YearPage")
    }
    for page in sliced:
        for link in page.downloads:
            assert link.href in entries, page.url
    year = entries["/timeline/2027/"]
    assert isinstance(year, YearPage)
    records = json.loads(text(entries, "/timeline/2027/data.json"))["records"]
    assert year.former is not None
    shown = [due for group in (*year.standing, year.former) for due in group.dues]
    assert {d.briefing.href for d in shown} <= {stands_at(record) for record in records}
    assert 0 < len(shown) <= len(records)  # the page tells each target once, the data each word
    toyota = entries["/companies/toyota/"]
    assert isinstance(toyota, CompanyPage)
    records = json.loads(text(entries, "/companies/toyota/data.json"))["records"]
    assert records
    assert {r["company"] for r in records} == {"toyota"}
    told = csv.DictReader(io.StringIO(text(entries, "/companies/toyota/data.csv"), newline=""))
    assert [r["id"] for r in told] == [r["id"] for r in records]


def stands_at(milestone: dict[str, Any]) -> str:
    """The address of a milestone's words, as the codebook says that it is made."""
    return urls.briefing(milestone["briefing"], milestone["statement"])


def test_every_time_is_edtf(entries: dict[str, Page | Document]) -> None:
    found = json.loads(text(entries, "/data/milestones.json"))["records"]
    times = {r["due"]["edtf"] for r in found} | {r["said"] for r in found if r["said"]}
    assert len(times) > 20
    for time in times:
        edtf.parse_edtf(time)


def test_the_codebook_explains_every_field_of_every_record(
    entries: dict[str, Page | Document],
) -> None:
    codebook = entries["/data/"]
    assert isinstance(codebook, DataPage)
    explained = {n.title: {f.name for f in n.fields} for n in (*codebook.nouns, *codebook.parts)}
    declared: dict[str, set[str]] = {}
    for noun in NOUNS:
        for name, kind in json.loads(text(entries, f"/data/{noun}.schema.json"))["$defs"].items():
            declared[name.removesuffix("Data").lower()] = set(kind["properties"])
    plural = {"company": "companies"}
    for name, known in declared.items():
        title = "datafile" if name.startswith("datafile") else name
        found = explained.get(title) or explained[plural.get(title, f"{title}s")]
        assert found == known, name
    every = [f for n in (*codebook.nouns, *codebook.parts) for f in n.fields]
    assert all(f.meaning.endswith(".") and f.type for f in every)


@pytest.mark.parametrize("words", ["=1+1", "+1", "-x", "@a", "'s", "\tx", "a\r\nb", 'a "b", c', ""])
def test_a_cell_is_no_formula_and_is_read_back(words: str) -> None:
    (kind,) = [k for n, k in NOUNS.items() if n == "milestones"]
    made = sample_site()
    (record,) = Index(made).site.briefings[0].milestones[:1]
    odd = msgspec.structs.replace(record, words=words)
    whole = msgspec.structs.replace(made.briefings[0], milestones=(odd,))
    made = msgspec.structs.replace(made, briefings=(whole, *made.briefings[1:]))
    found = [e for e in pages(made) if e.url == "/data/milestones.csv"]
    assert isinstance(found[0], Document)
    rows = list(csv.DictReader(io.StringIO(found[0].text, newline="")))
    cell = next(r["words"] for r in rows if r["id"] == f"{odd.briefing}#{odd.id}")
    assert not cell.startswith(("=", "+", "-", "@", "\t"))
    assert read_cell(cell, str) == words
    assert found[0].text.startswith("id,")
    assert as_csv(kind, []).endswith("sources\r\n")


def test_data_of_nothing_is_still_data() -> None:
    found = {e.url: e for e in pages(site())}
    for noun in NOUNS:
        file = found[f"/data/{noun}.json"]
        assert isinstance(file, Document)
        assert json.loads(file.text)["records"] == []


@pytest.mark.parametrize(
    ("said", "words", "href"),
    [
        ("CC-BY-4.0", "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("cc by-sa 3.0", "cc by-sa 3.0", "https://creativecommons.org/licenses/by-sa/3.0/"),
        ("ODbL-1.0", "ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
        ("Free use: https://a.example/x", "Free use:", "https://a.example/x"),
        ("https://a.example/x", "https://a.example/x", "https://a.example/x"),
        ("All rights reserved", "All rights reserved", ""),
    ],
)
def test_a_licence_leads_to_its_text_where_it_is_known(said: str, words: str, href: str) -> None:
    assert (licence(said).text, licence(said).href) == (words, href)


def test_a_target_that_a_later_word_replaced_is_not_overdue() -> None:
    found = {e.url: e for e in pages(sample_site())}["/data/milestones.json"]
    assert isinstance(found, Document)
    toyota = [r for r in json.loads(found.text)["records"] if r["company"] == "toyota"]
    by_2025 = next(r for r in toyota if r["due"]["last"] == "2025-12-31")
    assert (by_2025["state"], by_2025["overdue"]) == ("target", False)
