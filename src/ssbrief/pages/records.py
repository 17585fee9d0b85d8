"""What is exported: the records of `/data/`, each field explained where it is declared.

In: nothing. Out: the types that give the JSON files, the CSV columns, the JSON Schema and the
codebook, so that none of them can differ from another. Knows neither a site nor a file.

Within a version fields are only added; one that goes, or means another thing, makes a new one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Annotated, Any, Generic, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

#: Of the names and meanings of all fields (see the module).
VERSION = "1.0"

Text: TypeAlias = str
Texts: TypeAlias = tuple[str, ...]


class When(Struct, frozen=True):
    """An uncertain time: an interval of days, either end of which may be open."""

    edtf: Annotated[str, Meta(description="The time in EDTF (ISO 8601-2).")]
    first: Annotated[
        str | None, Meta(description="Its first day (YYYY-MM-DD), null where that end is open.")
    ]
    last: Annotated[
        str | None, Meta(description="Its last day (YYYY-MM-DD), null where that end is open.")
    ]
    approximate: Annotated[bool, Meta(description="Whether it was said to be approximate.")]
    words: Annotated[str, Meta(description="The time in words, as the pages show it.")]


class NameData(Struct, frozen=True):
    """What a briefing names."""

    slug: Annotated[str, Meta(description="Its key in the file of its noun.")]
    name: Annotated[str, Meta(description="A company's canonical name; a challenge's in the text.")]


class WorkData(Struct, frozen=True):
    """A work as one briefing cites it."""

    key: Annotated[str, Meta(description="Its key in the file of sources.")]
    title: Annotated[str, Meta(description="Its title.")]
    url: Annotated[str | None, Meta(description="Its address, null where the author gave none.")]
    publisher: Annotated[str, Meta(description="Who published it, empty where unsaid.")]
    published: Annotated[str, Meta(description="When, as the author wrote it.")]


class MilestoneData(Struct, frozen=True):
    """Who said that what is due when, in whose words."""

    id: Annotated[str, Meta(description="Unique on the site: the briefing and an anchor in it.")]
    address: Annotated[str, Meta(description="Where the words stand, from the root of the site.")]
    briefing: Annotated[str, Meta(description="The slug of the briefing that says it.")]
    topic: Annotated[str, Meta(description="The slug of the briefing's topic.")]
    company: Annotated[
        str | None, Meta(description="The slug of the company, null for the market as a whole.")
    ]
    company_name: Annotated[str | None, Meta(description="The company's canonical name.")]
    kind: Annotated[str, Meta(description="The kind of event, such as mass-production.")]
    technology: Annotated[str, Meta(description="The technology it is about, empty where unsaid.")]
    event: Annotated[str, Meta(description="The event in words.")]
    due: Annotated[When, Meta(description="When it is due.")]
    due_words: Annotated[str, Meta(description="The author's words that the date was read from.")]
    said: Annotated[
        When | None, Meta(description="When it was said, null where the briefing has no date.")
    ]
    words: Annotated[str, Meta(description="The author's sentence.")]
    state: Annotated[
        str,
        Meta(
            description="What the words say of it: target, achieved, missed, superseded, "
            "postponed, dropped or reported."
        ),
    ]
    overdue: Annotated[
        bool,
        Meta(
            description="Whether it is the latest word, still a target, and its last day lies "
            "before as_of."
        ),
    ]
    track: Annotated[str, Meta(description="The id of the track it belongs to, empty for none.")]
    change: Annotated[
        str | None,
        Meta(description="What it did to the date of its track, null where it is no step of one."),
    ]
    months: Annotated[
        int | None, Meta(description="By how many months; later is positive, 0 where none moved.")
    ]
    at_least: Annotated[
        bool | None, Meta(description="Whether it moved by at least so much, since an end is open.")
    ]
    prefer: Annotated[
        str, Meta(description="Why its author trusts it more than what other sources say.")
    ]
    sources: Annotated[Texts, Meta(description="The keys of the sources that its words cite.")]


class BriefingData(Struct, frozen=True):
    """One briefing with all that was read from it."""

    slug: Annotated[str, Meta(description="Unique on the site.")]
    address: Annotated[str, Meta(description="Its page, from the root of the site.")]
    file: Annotated[str, Meta(description="The file it was written in, from the site's folder.")]
    title: Annotated[str, Meta(description="Its title.")]
    topic: Annotated[str, Meta(description="The slug of its topic.")]
    language: Annotated[str, Meta(description="The language it is written in (BCP 47).")]
    date: Annotated[When | None, Meta(description="When it was published, by its own words.")]
    period: Annotated[When | None, Meta(description="The time it covers, where it says so.")]
    summary: Annotated[str, Meta(description="The author's summary.")]
    authors: Annotated[Texts, Meta(description="Those who wrote it.")]
    prepared_by: Annotated[str, Meta(description="Who prepared it, as written.")]
    reviewed_by: Annotated[str, Meta(description="Who reviewed it, as written.")]
    revised: Annotated[str, Meta(description="When it was corrected, as written.")]
    change_note: Annotated[str, Meta(description="The author's note on what changed.")]
    tags: Annotated[Texts, Meta(description="Its tags.")]
    companies: Annotated[tuple[NameData, ...], Meta(description="The companies that it names.")]
    milestones: Annotated[
        tuple[MilestoneData, ...], Meta(description="The milestones that were read from it.")
    ]
    challenges: Annotated[tuple[NameData, ...], Meta(description="The challenges that it names.")]
    sources: Annotated[tuple[WorkData, ...], Meta(description="The works that it cites.")]


class CompanyData(Struct, frozen=True):
    """A company that a briefing names or a profile describes."""

    slug: Annotated[str, Meta(description="Unique on the site.")]
    address: Annotated[str, Meta(description="Its page, from the root of the site.")]
    name: Annotated[str, Meta(description="Its canonical name.")]
    aliases: Annotated[Texts, Meta(description="All other names by which it is known.")]
    part_of: Annotated[str, Meta(description="The slug of its parent, empty for none.")]
    members: Annotated[Texts, Meta(description="The slugs of the companies that are part of it.")]
    country: Annotated[str, Meta(description="Its country, as its profile says.")]
    url: Annotated[str, Meta(description="Its own website.")]
    wikidata: Annotated[str, Meta(description="Its item in Wikidata.")]
    briefings: Annotated[Texts, Meta(description="The slugs of the briefings that name it.")]
    tracks: Annotated[Texts, Meta(description="The ids of its tracks.")]


class StepData(Struct, frozen=True):
    """A milestone within its track: what it did to the date."""

    milestone: Annotated[str, Meta(description="The id of the milestone.")]
    said: Annotated[When | None, Meta(description="When it was said.")]
    due: Annotated[When, Meta(description="When it was then due.")]
    change: Annotated[
        str,
        Meta(
            description="What became of the date: first, reconfirmed, narrowed, widened, slipped, "
            "pulled-in, restated, dropped, met or missed."
        ),
    ]
    months: Annotated[
        int,
        Meta(
            description="By how many months; later is positive. Of what was met: how many months "
            "late it was."
        ),
    ]
    at_least: Annotated[
        bool, Meta(description="Whether by at least so much, since an end is open.")
    ]
    earliest_moved: Annotated[
        int | None, Meta(description="How far the first day moved, null where a side has none.")
    ]
    latest_moved: Annotated[
        int | None, Meta(description="How far the last day moved, null where a side has none.")
    ]
    against: Annotated[
        Texts,
        Meta(description="The ids of milestones of other sources that say another date then."),
    ]


class TrackData(Struct, frozen=True):
    """One thing whose date moves: the milestones for one event, in the order they were said."""

    id: Annotated[str, Meta(description="Unique on the site.")]
    address: Annotated[str, Meta(description="Where it is told, from the root of the site.")]
    company: Annotated[
        str | None, Meta(description="The slug of the company, null for the market as a whole.")
    ]
    kind: Annotated[str, Meta(description="The kind of event.")]
    technology: Annotated[str, Meta(description="The technology, empty where unsaid.")]
    topic: Annotated[str, Meta(description="The slug of the topic.")]
    label: Annotated[str, Meta(description="The event in words.")]
    outcome: Annotated[
        str, Meta(description="How it stands by its latest word: open, met, missed or dropped.")
    ]
    late: Annotated[
        int | None,
        Meta(
            description="How many months after the last date promised it was met: 0 for on time or "
            "early, null where nobody can say."
        ),
    ]
    late_from_first: Annotated[
        int | None, Meta(description="The same, from the date first promised.")
    ]
    steps: Annotated[tuple[StepData, ...], Meta(description="Its milestones, earliest said first.")]


class MentionData(Struct, frozen=True):
    """A challenge as one briefing names it."""

    name: Annotated[str, Meta(description="The name that the briefing gives it.")]
    briefing: Annotated[str, Meta(description="The slug of the briefing.")]
    address: Annotated[str, Meta(description="Where the words stand, from the root of the site.")]
    words: Annotated[str, Meta(description="The author's words.")]


class ChallengeData(Struct, frozen=True):
    """A named obstacle through time."""

    slug: Annotated[str, Meta(description="Unique on the site.")]
    address: Annotated[str, Meta(description="Its page, from the root of the site.")]
    name: Annotated[str, Meta(description="Its name.")]
    aliases: Annotated[Texts, Meta(description="Its other names.")]
    mentions: Annotated[
        tuple[MentionData, ...], Meta(description="Where it is named, newest first.")
    ]


class CitationData(Struct, frozen=True):
    """That a briefing cites a source."""

    briefing: Annotated[str, Meta(description="The slug of the briefing.")]
    statements: Annotated[
        Texts, Meta(description="The anchors that rest on it; none where the whole does.")
    ]


class SourceData(Struct, frozen=True):
    """A work that briefings cite; one that ten cite is one."""

    key: Annotated[str, Meta(description="Unique on the site: its address, else its title.")]
    title: Annotated[str, Meta(description="Its title.")]
    url: Annotated[str, Meta(description="Its address, empty where none was given.")]
    publisher: Annotated[str, Meta(description="Who published it.")]
    published: Annotated[str, Meta(description="When, as an author wrote it.")]
    accessed: Annotated[str, Meta(description="When it was read, as an author wrote it.")]
    archive: Annotated[str, Meta(description="The address of an archived copy.")]
    author: Annotated[str, Meta(description="Who wrote it.")]
    citations: Annotated[tuple[CitationData, ...], Meta(description="What rests on it.")]


class StatementData(Struct, frozen=True):
    """What an author wrote in one paragraph or entry, with its permanent address."""

    id: Annotated[str, Meta(description="Unique on the site: the briefing and an anchor in it.")]
    address: Annotated[str, Meta(description="Its permanent address, from the root of the site.")]
    briefing: Annotated[str, Meta(description="The slug of the briefing it stands in.")]
    section: Annotated[
        str,
        Meta(
            description="The kind of section: market_release, key_players, challenges, sources or "
            "other."
        ),
    ]
    label: Annotated[str, Meta(description="The words that name the entry, empty for none.")]
    words: Annotated[str, Meta(description="The author's words, without markup.")]
    subjects: Annotated[Texts, Meta(description="The slugs of the companies that it is about.")]
    companies: Annotated[Texts, Meta(description="The slugs of all companies that it names.")]
    sources: Annotated[Texts, Meta(description="The keys of the sources that it cites.")]
    said: Annotated[When | None, Meta(description="When it was said.")]


Record = TypeVar("Record", bound=Struct)


class DataFile(Struct, Generic[Record], frozen=True):
    """What every JSON file of data holds."""

    noun: Annotated[str, Meta(description="What its records are.")]
    version: Annotated[str, Meta(description="The version of names and meanings.")]
    about: Annotated[
        str, Meta(description="The page that the records belong to; / for the whole site.")
    ]
    site: Annotated[str, Meta(description="The name of the site.")]
    url: Annotated[str, Meta(description="The address of the site, empty where it has none.")]
    license: Annotated[str, Meta(description="The licence of the data, as the site says it.")]
    as_of: Annotated[str, Meta(description="The day that 'overdue' is judged by.")]
    records: Annotated[tuple[Record, ...], Meta(description="The records, by their key.")]


#: Each noun with its type, in the order of the codebook; the first field is the key.
NOUNS: dict[str, type[Struct]] = {
    "briefings": BriefingData,
    "companies": CompanyData,
    "milestones": MilestoneData,
    "tracks": TrackData,
    "challenges": ChallengeData,
    "sources": SourceData,
    "statements": StatementData,
}


class Column(Struct, frozen=True):
    """A column of a table: the path of a field (`due.edtf`), its type, and what it means."""

    name: str
    type: Any
    meaning: str


@cache
def fields(kind: type[Struct]) -> tuple[Column, ...]:
    """The fields of a record, as JSON has them."""
    hints = get_type_hints(kind, include_extras=True)
    described = ((name, *get_args(hints[name])) for name in kind.__struct_fields__)
    return tuple(Column(name, bare, meta.description) for name, bare, meta in described)


@cache
def columns(kind: type[Struct]) -> tuple[Column, ...]:
    """The fields of a record as the columns of a table; a time takes five."""
    found: list[Column] = []
    for field in fields(kind):
        if _is_time(field.type):
            found += (_part(field, part) for part in fields(When))
        else:
            found.append(field)
    return tuple(found)


def _part(time: Column, part: Column) -> Column:
    """A column of a time: empty where there may be none."""
    kind = part.type if time.type is When else part.type | None
    return Column(f"{time.name}.{part.name}", kind, f"{time.meaning} {part.meaning}")


def row(record: Struct) -> list[Any]:
    """The values of a record in the order of its columns."""
    values: list[Any] = []
    for value, is_time in zip(msgspec.structs.astuple(record), _times(type(record)), strict=True):
        if not is_time:
            values.append(value)
        elif value is None:
            values += [None] * len(When.__struct_fields__)
        else:
            values += msgspec.structs.astuple(value)
    return values


def as_dict(record: Struct) -> dict[str, Any]:
    """A record as one flat row, its columns by name; what is nested is a list."""
    names = (column.name for column in columns(type(record)))
    plain = msgspec.json.decode(msgspec.json.encode(row(record)))  # tuples as lists, all the way in
    return dict(zip(names, plain, strict=True))


def as_csv(kind: type[Struct], records: Iterable[Struct]) -> str:
    """A table as RFC 4180 has it; the codebook says how a cell is read back."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(column.name for column in columns(kind))
    writer.writerows([cell(value) for value in row(record)] for record in records)
    return written.getvalue()


def cell(value: Any) -> str | int:
    """A value as a cell: null is empty, a list is JSON (none is empty), and a text that a
    spreadsheet would take for a formula, or that begins with an apostrophe, follows an apostrophe.

    >>> cell("=1+1"), cell("'s"), cell(-36), cell(None), cell(True), cell(("a", "b")), cell(())
    ("'=1+1", "''s", -36, '', 'true', '["a","b"]', '')
    """
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return msgspec.json.encode(value).decode() if value else ""
    assert isinstance(value, int)
    return value


#: What a spreadsheet may take for a formula; the apostrophe itself, so that it can be taken off.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")


def as_json(file: DataFile[Any]) -> str:
    """A record a line: small, and a change of one is a change of one line."""
    frame = msgspec.json.encode(msgspec.structs.replace(file, records=())).decode()
    lines = ",\n".join(msgspec.json.encode(record).decode() for record in file.records)
    return f"{frame.removesuffix(']}')}\n{lines}\n]}}\n"


def schema(noun: str) -> str:
    """The JSON Schema (2020-12) of a file of data."""
    file: Any = DataFile
    made = msgspec.json.schema(file[NOUNS[noun]])
    named = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": noun, **made}
    return msgspec.json.format(msgspec.json.encode(named), indent=1).decode() + "\n"


@cache
def _times(kind: type[Struct]) -> Sequence[bool]:
    hints = get_type_hints(kind)
    return tuple(_is_time(hints[field]) for field in kind.__struct_fields__)


def _is_time(hint: Any) -> bool:
    return hint is When or (get_origin(hint) is not tuple and When in get_args(hint))
