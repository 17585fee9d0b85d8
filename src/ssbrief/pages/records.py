"""What is exported: the records of `/data/`, each field explained where it is declared.

In: nothing. Out: the types that give the JSON files, the CSV columns, the JSON Schema and the
codebook, so that none of them can differ from another. Knows neither a site nor a file.

Within a version fields are only added; one that goes, or means another thing, makes a new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Annotated, Any, Generic, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

#: Of the names and meanings of all fields (see the module).
VERSION = "2.0"

Text: TypeAlias = str
Texts: TypeAlias = tuple[str, ...]


class When(Struct, frozen=True):
    """An uncertain time: an interval of days, either end of which may be open."""

    edtf: Annotated[
        str, Meta(description="The time in EDTF (ISO 8601-2); ~ stands after what is approximate.")
    ]
    first: Annotated[
        str | None, Meta(description="Its first day (YYYY-MM-DD), null where that end is open.")
    ]
    last: Annotated[
        str | None, Meta(description="Its last day (YYYY-MM-DD), null where that end is open.")
    ]


class NameData(Struct, frozen=True):
    """What a briefing names."""

    slug: Annotated[str, Meta(description="Its key in the file of its noun.")]
    name: Annotated[str, Meta(description="A company's canonical name; a challenge's in the text.")]


class WorkData(Struct, frozen=True):
    """A work as one briefing cites it."""

    key: Annotated[str, Meta(description="Its key in the file of sources.")]
    title: Annotated[str, Meta(description="Its title there.")]
    url: Annotated[str | None, Meta(description="Its address, null where the author gave none.")]


class DatedData(Struct, frozen=True):
    """A milestone as its briefing names it; the file of milestones has all of it, by its id."""

    id: Annotated[str, Meta(description="The id of the milestone.")]
    company: Annotated[
        str | None, Meta(description="The slug of the company, null for the market as a whole.")
    ]
    kind: Annotated[str, Meta(description="The kind of event, such as mass-production.")]
    track: Annotated[str, Meta(description="The id of the track it belongs to, empty for none.")]
    due: Annotated[When, Meta(description="When it is due.")]
    words: Annotated[str, Meta(description="The author's sentence.")]
    state: Annotated[
        str, Meta(description="What the words say of it, as in the file of milestones.")
    ]


class MilestoneData(Struct, frozen=True, omit_defaults=True):
    """Who said that what is due when, in whose words."""

    id: Annotated[
        str,
        Meta(
            description="Unique on the site: the slug of the briefing that says it, # and a name."
        ),
    ]
    briefing: Annotated[str, Meta(description="The slug of that briefing.")]
    statement: Annotated[
        str,
        Meta(
            description="The anchor of its words in that briefing, empty for what only its front "
            "matter says."
        ),
    ]
    topic: Annotated[str, Meta(description="The slug of the briefing's topic.")]
    company: Annotated[
        str | None, Meta(description="The slug of the company, null for the market as a whole.")
    ]
    kind: Annotated[str, Meta(description="The kind of event, such as mass-production.")]
    due: Annotated[When, Meta(description="When it is due.")]
    said: Annotated[
        str | None,
        Meta(description="When it was said, in EDTF; null where the briefing has no date."),
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
    due_words: Annotated[str, Meta(description="The author's words that the date was read from.")]
    track: Annotated[str, Meta(description="The id of the track it belongs to, empty for none.")]
    change: Annotated[
        str | None,
        Meta(
            description="What became of the date of its track: first, reconfirmed, narrowed, "
            "widened, slipped, pulled-in, restated, dropped, met or missed; null where it is no "
            "step of one."
        ),
    ]
    months: Annotated[
        int,
        Meta(
            description="By how many months; later is positive. Of what was met: how many months "
            "late it was."
        ),
    ]
    technology: Annotated[str, Meta(description="The technology it is about.")] = ""
    event: Annotated[str, Meta(description="The event, where the author has a name for it.")] = ""
    at_least: Annotated[
        bool, Meta(description="Whether it moved by at least so much, since an end is open.")
    ] = False
    earliest_moved: Annotated[
        int | None, Meta(description="How far the first day moved, null where a side has none.")
    ] = None
    latest_moved: Annotated[
        int | None, Meta(description="How far the last day moved, null where a side has none.")
    ] = None
    against: Annotated[
        Texts,
        Meta(description="The ids of milestones of other sources that say another date then."),
    ] = ()
    prefer: Annotated[
        str, Meta(description="Why its author trusts it more than what other sources say.")
    ] = ""
    sources: Annotated[Texts, Meta(description="The keys of the sources that its words cite.")] = ()


class BriefingData(Struct, frozen=True, omit_defaults=True):
    """One briefing with all that was read from it."""

    slug: Annotated[str, Meta(description="Unique on the site.")]
    address: Annotated[str, Meta(description="Its page, from the root of the site.")]
    file: Annotated[str, Meta(description="The file it was written in, from the site's folder.")]
    title: Annotated[str, Meta(description="Its title.")]
    topic: Annotated[str, Meta(description="The slug of its topic.")]
    language: Annotated[str, Meta(description="The language it is written in (BCP 47).")]
    date: Annotated[When | None, Meta(description="When it was published, by its own words.")]
    period: Annotated[When | None, Meta(description="The time it covers, where it says so.")]
    companies: Annotated[tuple[NameData, ...], Meta(description="The companies that it names.")]
    milestones: Annotated[
        tuple[DatedData, ...], Meta(description="The milestones that were read from it.")
    ]
    challenges: Annotated[tuple[NameData, ...], Meta(description="The challenges that it names.")]
    sources: Annotated[tuple[WorkData, ...], Meta(description="The works that it cites.")]
    summary: Annotated[str, Meta(description="The author's summary.")] = ""
    authors: Annotated[Texts, Meta(description="Those who wrote it.")] = ()
    prepared_by: Annotated[str, Meta(description="Who prepared it, as written.")] = ""
    reviewed_by: Annotated[str, Meta(description="Who reviewed it, as written.")] = ""
    revised: Annotated[str, Meta(description="When it was corrected, as written.")] = ""
    change_note: Annotated[str, Meta(description="The author's note on what changed.")] = ""
    tags: Annotated[Texts, Meta(description="Its tags.")] = ()


class CompanyData(Struct, frozen=True, omit_defaults=True):
    """A company that a briefing names or a profile describes."""

    slug: Annotated[str, Meta(description="Unique on the site.")]
    address: Annotated[str, Meta(description="Its page, from the root of the site.")]
    name: Annotated[str, Meta(description="Its canonical name.")]
    briefings: Annotated[Texts, Meta(description="The slugs of the briefings that name it.")]
    tracks: Annotated[Texts, Meta(description="The ids of its tracks.")]
    aliases: Annotated[Texts, Meta(description="All other names by which it is known.")] = ()
    part_of: Annotated[str, Meta(description="The slug of its parent.")] = ""
    members: Annotated[
        Texts, Meta(description="The slugs of the companies that are part of it.")
    ] = ()
    country: Annotated[str, Meta(description="Its country, as its profile says.")] = ""
    url: Annotated[str, Meta(description="Its own website.")] = ""
    wikidata: Annotated[str, Meta(description="Its item in Wikidata.")] = ""


class TrackData(Struct, frozen=True, omit_defaults=True):
    """One thing whose date moves: the milestones for one event, in the order they were said."""

    id: Annotated[str, Meta(description="Unique on the site.")]
    company: Annotated[
        str | None, Meta(description="The slug of the company, null for the market as a whole.")
    ]
    kind: Annotated[str, Meta(description="The kind of event.")]
    topic: Annotated[str, Meta(description="The slug of the topic.")]
    label: Annotated[str, Meta(description="The event in words.")]
    outcome: Annotated[
        str, Meta(description="How it stands by its latest word: open, met, missed or dropped.")
    ]
    steps: Annotated[Texts, Meta(description="The ids of its milestones, earliest said first.")]
    technology: Annotated[str, Meta(description="The technology it is about.")] = ""
    late: Annotated[
        int | None,
        Meta(
            description="How many months after the last date promised it was met: 0 for on time or "
            "early, null where nobody can say."
        ),
    ] = None
    late_from_first: Annotated[
        int | None, Meta(description="The same, from the date first promised.")
    ] = None


class MentionData(Struct, frozen=True, omit_defaults=True):
    """A challenge as one briefing names it."""

    briefing: Annotated[str, Meta(description="The slug of the briefing.")]
    name: Annotated[str, Meta(description="The name that the briefing gives it.")]
    statement: Annotated[str, Meta(description="The anchor of the words that name it.")] = ""


class ChallengeData(Struct, frozen=True, omit_defaults=True):
    """A named obstacle through time."""

    slug: Annotated[str, Meta(description="Unique on the site.")]
    address: Annotated[str, Meta(description="Its page, from the root of the site.")]
    name: Annotated[str, Meta(description="Its name.")]
    mentions: Annotated[
        tuple[MentionData, ...], Meta(description="Where it is named, newest first.")
    ]
    aliases: Annotated[Texts, Meta(description="Its other names.")] = ()


class CitationData(Struct, frozen=True, omit_defaults=True):
    """That a briefing cites a source."""

    briefing: Annotated[str, Meta(description="The slug of the briefing.")]
    statements: Annotated[
        Texts, Meta(description="The anchors that rest on it; none where the whole does.")
    ] = ()


class SourceData(Struct, frozen=True, omit_defaults=True):
    """A work that briefings cite; one that ten cite is one."""

    key: Annotated[str, Meta(description="Unique on the site: its address, else its title.")]
    title: Annotated[str, Meta(description="Its title.")]
    url: Annotated[str | None, Meta(description="Its address, null where none was given.")]
    publisher: Annotated[str, Meta(description="Who published it.")]
    citations: Annotated[tuple[CitationData, ...], Meta(description="What rests on it.")]
    published: Annotated[str, Meta(description="When, as an author wrote it.")] = ""
    accessed: Annotated[str, Meta(description="When it was read, as an author wrote it.")] = ""
    archive: Annotated[str, Meta(description="The address of an archived copy.")] = ""
    author: Annotated[str, Meta(description="Who wrote it.")] = ""


class StatementData(Struct, frozen=True, omit_defaults=True):
    """What an author wrote in one paragraph or entry."""

    id: Annotated[
        str,
        Meta(
            description="Unique on the site: the slug of its briefing, # and its anchor. Its "
            "permanent address is /briefings/<slug>/#<anchor>."
        ),
    ]
    briefing: Annotated[str, Meta(description="The slug of that briefing.")]
    section: Annotated[
        str,
        Meta(
            description="The kind of section: market_release, key_players, challenges, sources or "
            "other."
        ),
    ]
    words: Annotated[str, Meta(description="The author's words, without markup.")]
    said: Annotated[str | None, Meta(description="When it was said, in EDTF.")]
    label: Annotated[str, Meta(description="The words that name the entry.")] = ""
    subjects: Annotated[
        Texts, Meta(description="The slugs of the companies that it is about.")
    ] = ()
    companies: Annotated[Texts, Meta(description="The slugs of all companies that it names.")] = ()
    sources: Annotated[Texts, Meta(description="The keys of the sources that it cites.")] = ()


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
    """The fields of a record as the columns of a table: a time takes three, and of a list of
    records stand their keys."""
    found: list[Column] = []
    for field in fields(kind):
        if _is_time(field.type):
            found += (_part(field, part) for part in fields(When))
        elif _is_nested(field.type):
            found.append(Column(field.name, Texts, field.meaning))
        else:
            found.append(field)
    return tuple(found)


def _part(time: Column, part: Column) -> Column:
    """A column of a time: empty where there may be none."""
    kind = part.type if time.type is When else part.type | None
    return Column(f"{time.name}.{part.name}", kind, f"{time.meaning} {part.meaning}")


def row(record: Struct) -> list[Any]:
    """The values of a record in the order of its columns."""
    values = list(msgspec.structs.astuple(record))
    for place in _nested(type(record)):
        values[place] = tuple(key(each) for each in values[place])
    for place in _times(type(record)):
        time = values[place]
        values[place : place + 1] = msgspec.structs.astuple(time) if time else (None,) * 3
    return values


def key(record: Struct) -> str:
    """What tells a record from others of its noun: its first field."""
    return str(getattr(record, record.__struct_fields__[0]))


def as_dict(record: Struct) -> dict[str, Any]:
    """A record as one flat row, its columns by name."""
    names = (column.name for column in columns(type(record)))
    plain = (list(value) if isinstance(value, tuple) else value for value in row(record))
    return dict(zip(names, plain, strict=True))


def json_line(record: Struct) -> str:
    return msgspec.json.encode(record).decode()


def csv_line(record: Struct) -> str:
    """A row of a table as RFC 4180 has it; the codebook says how a cell is read back."""
    values = row(record)
    return _line([v if type(v) is str and v[:1] not in _FORMULA else cell(v) for v in values])


def csv_head(kind: type[Struct]) -> str:
    return _line([column.name for column in columns(kind)])


def _line(cells: Sequence[str]) -> str:
    """Quoted is what would end a cell or a line."""
    line = ",".join(cells)
    if line.count(",") >= len(cells) or _ENDS.search(line):
        line = ",".join(f'"{c.replace(_QUOTE, _TWO)}"' if _BREAKS.search(c) else c for c in cells)
    return f"{line}\r\n"


_QUOTE, _TWO = '"', '""'
_ENDS, _BREAKS = re.compile(r'["\r\n]'), re.compile(r'[",\r\n]')


def cell(value: Any) -> str:
    r"""A value as a cell: null is empty, the entries of a list stand between bars, and a text that
    a spreadsheet would take for a formula, or that begins with an apostrophe, follows one.

    >>> cell("=1+1"), cell("'s"), cell(-36), cell(None), cell(True), cell(("a", "b|c")), cell(())
    ("'=1+1", "''s", '-36', '', 'true', 'a|b\\|c', '')
    """
    if isinstance(value, str):
        return f"'{value}" if value[:1] in _FORMULA else value
    if isinstance(value, tuple):
        return cell("|".join(map(_listed, value))) if value else ""
    return _WORDS[value] if isinstance(value, bool | None) else str(value)


_WORDS = {None: "", True: "true", False: "false"}


def _listed(entry: str) -> str:
    """An entry of a list: a bar or backslash that is its own follows a backslash."""
    return re.sub(r"([|\\])", r"\\\1", entry) if "|" in entry or "\\" in entry else entry


#: What a spreadsheet may take for a formula; the apostrophe itself, so that it can be taken off.
_FORMULA = frozenset("=+-@\t\r\n'＝＋－＠")


def as_csv(kind: type[Struct], lines: Iterable[str]) -> str:
    """A table of lines."""
    return "".join([csv_head(kind), *lines])


def as_json(file: DataFile[Any], lines: Iterable[str]) -> str:
    """A record a line: small, and a change of one is a change of one line. `file` has none yet."""
    frame = msgspec.json.encode(file).decode().removesuffix("]}")
    records = ",\n".join(lines)
    return f"{frame}\n{records}\n]}}\n"


def schema(noun: str) -> str:
    """The JSON Schema (2020-12) of a file of data."""
    file: Any = DataFile
    made = msgspec.json.schema(file[NOUNS[noun]])
    named = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": noun, **made}
    return msgspec.json.format(msgspec.json.encode(named), indent=1).decode() + "\n"


@cache
def _times(kind: type[Struct]) -> Sequence[int]:
    """The places of times, the last first, since each takes the place of three."""
    return [place for place, field in enumerate(fields(kind)) if _is_time(field.type)][::-1]


@cache
def _nested(kind: type[Struct]) -> Sequence[int]:
    return [place for place, field in enumerate(fields(kind)) if _is_nested(field.type)]


def _is_time(hint: Any) -> bool:
    return hint is When or (get_origin(hint) is not tuple and When in get_args(hint))


def _is_nested(hint: Any) -> bool:
    return get_origin(hint) is tuple and get_args(hint)[0] is not str
