"""The data for other tools: `/data/`, and the slice of it that a page shows.

In: a `Site`. Out: each noun as JSON and CSV with its JSON Schema, the codebook that explains them
(see `records`), and beside each company, topic and year its own milestones. Addresses are relative
to the site's root.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Any, ClassVar, get_args, get_origin

from msgspec import Struct

from .. import urls
from ..model import (
    Briefing,
    Challenge,
    CitedSource,
    Company,
    Milestone,
    Period,
    Site,
    Statement,
    Step,
    Track,
)
from ..periods import edtf
from .base import Document, Link, Page, Recipe
from .index import Index, dated
from .licences import licence
from .moves import is_overdue
from .records import (
    NOUNS,
    VERSION,
    BriefingData,
    ChallengeData,
    CitationData,
    CompanyData,
    DataFile,
    DatedData,
    MentionData,
    MilestoneData,
    NameData,
    SourceData,
    StatementData,
    TrackData,
    When,
    WorkData,
    as_csv,
    as_json,
    csv_line,
    fields,
    json_line,
    key,
    schema,
)
from .timeline import by_year


class Field(Struct, frozen=True):
    """A field in the codebook."""

    name: str
    type: str
    meaning: str


class Noun(Struct, frozen=True):
    """A record in the codebook; `files` lead to it in each format, where it has files."""

    id: str
    title: str
    meaning: str
    fields: tuple[Field, ...]
    count: str = ""
    files: tuple[Link, ...] = ()


class DataPage(Page, frozen=True, kw_only=True):
    """The codebook."""

    template: ClassVar[str] = "data.html"

    lede: str
    nouns: tuple[Noun, ...]
    parts: tuple[Noun, ...]
    citation: str
    license: Link | None
    version: str
    fields_language: str


def data_pages(index: Index) -> Iterator[Recipe]:
    """The codebook and what it explains."""
    yield Recipe(urls.data_home(), DataPage, partial(_codebook, index))
    for noun in NOUNS:
        yield Recipe(urls.data_schema(noun), Document, partial(_schema, noun))
        yield from _files(noun, "/", None, (urls.data(noun), urls.data_table(noun)), index)


def data_slices(index: Index) -> Iterator[Recipe]:
    """The milestones of each page that has data of its own."""
    for url, found in _slices(index):
        addresses = (urls.slice_of(url, "json"), urls.slice_of(url, "csv"))
        yield from _files("milestones", url, found, addresses, index)


class Export:
    """What is published, as records."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def nouns(self, noun: str) -> Iterable[Any]:
        """All of a noun, as the model has them."""
        site, index = self.index.site, self.index
        found: dict[str, Callable[[], Iterable[Any]]] = {
            "briefings": lambda: site.briefings,
            "companies": lambda: site.companies,
            "milestones": lambda: (m for told in index.milestones.values() for m in told),
            "tracks": lambda: site.tracks,
            "challenges": lambda: site.challenges,
            "sources": lambda: index.cited.values(),
            "statements": lambda: index.statements.values(),
        }
        return found[noun]()

    def record(self, noun: Any) -> Struct:
        """Any one noun of the model as its record; a step is what its milestone did."""
        return _MAKERS[type(noun)](noun, self.index)

    def line(self, milestone: Milestone, spell: Callable[[Any], str]) -> tuple[str, str]:
        """A milestone as it stands in a file, after its key; it stands in many, and is spelled once
        for all of a format."""
        name = f"{spell.__name__} of {_milestone_id(milestone)}"
        return self.index.once(name, partial(_spelled, milestone, spell))


def _spelled(milestone: Milestone, spell: Callable[[Any], str], index: Index) -> tuple[str, str]:
    return _milestone_id(milestone), spell(milestone_data(milestone, index))


def milestone_data(milestone: Milestone, index: Index) -> MilestoneData:
    return index.once(f"data of {_milestone_id(milestone)}", partial(_milestone_data, milestone))


def _slices(index: Index) -> Iterator[tuple[str, Sequence[Milestone]]]:
    site = index.site
    of_company: dict[str, list[Milestone]] = {c.slug: [] for c in site.companies}
    of_topic: dict[str, list[Milestone]] = {t.slug: [] for t in site.topics}
    for one in (m for told in index.milestones.values() for m in told):
        of_company.get(one.company or "", []).append(one)
        of_topic.get(one.topic, []).append(one)
    yield from ((urls.company(slug), found) for slug, found in of_company.items())
    yield from ((urls.topic(slug), found) for slug, found in of_topic.items())
    yield from ((urls.year(number), found) for number, found in by_year(index).items())


def _files(
    noun: str,
    about: str,
    found: Sequence[Milestone] | None,
    addresses: tuple[str, str],
    index: Index,
) -> Iterator[Recipe]:
    """`found` are the milestones of a slice, None for all of a noun."""
    json_url, csv_url = addresses
    yield Recipe(json_url, Document, partial(_json, json_url, noun, about, found, index))
    yield Recipe(csv_url, Document, partial(_csv, csv_url, noun, found, index))


def _json(
    url: str, noun: str, about: str, found: Sequence[Milestone] | None, index: Index
) -> Document:
    lines = _lines(noun, found, json_line, index)
    return Document(url, as_json(data_file(noun, about, index.site), lines))


def _csv(url: str, noun: str, found: Sequence[Milestone] | None, index: Index) -> Document:
    return Document(url, as_csv(NOUNS[noun], _lines(noun, found, csv_line, index)))


def _lines(
    noun: str, found: Sequence[Milestone] | None, spell: Callable[[Any], str], index: Index
) -> list[str]:
    """The records, by their keys."""
    if found is None and noun != "milestones":
        return list(map(spell, index.latest(f"records of {noun}", partial(_records, noun))))
    export = Export(index)
    chosen = export.nouns(noun) if found is None else found
    return [line for _, line in sorted(export.line(each, spell) for each in chosen)]


def _records(noun: str, index: Index) -> list[Struct]:
    """All of a noun, by their keys; one format is made after the other."""
    export = Export(index.broadly())
    return sorted(map(export.record, export.nouns(noun)), key=key)


def data_file(noun: str, about: str, site: Site) -> DataFile[Any]:
    """What stands around records of a noun."""
    return DataFile(
        noun=noun,
        version=VERSION,
        about=about,
        site=site.title,
        url=site.url,
        license=site.license,
        as_of=site.today.isoformat(),
        records=(),
    )


def _schema(noun: str) -> Document:
    return Document(urls.data_schema(noun), schema(noun))


# The codebook -----------------------------------------------------------------------------------


def _codebook(index: Index) -> DataPage:
    say, site = index.say, index.site
    counts = {
        "briefings": len(index.heads),
        "companies": len(site.companies),
        "milestones": sum(map(len, index.milestones.values())),
        "tracks": len(site.tracks),
        "challenges": len(site.challenges),
        "sources": len(index.cited),
        "statements": len(index.statements),
    }
    parts = (When, NameData, DatedData, WorkData, MentionData, CitationData, DataFile)
    return DataPage(
        url=urls.data_home(),
        title=say("data-title"),
        description=say("data-description", site=site.title),
        nav="data",
        lede=say("data-lede"),
        nouns=tuple(_noun(noun, kind, say.number(counts[noun])) for noun, kind in NOUNS.items()),
        parts=tuple(_described(kind) for kind in parts),
        citation=_citation(index),
        license=licence(site.license) if site.license else None,
        version=VERSION,
        fields_language=index.other_language("en"),
    )


def _noun(noun: str, kind: type[Struct], count: str) -> Noun:
    files = (
        Link("JSON", urls.data(noun)),
        Link("CSV", urls.data_table(noun)),
        Link("JSON Schema", urls.data_schema(noun)),
    )
    described = _described(kind)
    return Noun(noun, noun, described.meaning, described.fields, count, files)


def _described(kind: type[Struct]) -> Noun:
    name = _name(kind)
    described = tuple(Field(f.name, type_words(f.type), f.meaning) for f in fields(kind))
    return Noun(f"_{name}", name, (kind.__doc__ or "").replace("\n    ", " "), described)


def type_words(kind: Any) -> str:
    """A type as the codebook says it.

    >>> type_words(str | None), type_words(tuple[str, ...]), type_words(When | None)
    ('text or null', 'list of texts', 'when or null')
    """
    arguments = get_args(kind)
    if get_origin(kind) is tuple:
        return "list of texts" if arguments[0] is str else f"list of {_name(arguments[0])}"
    if type(None) in arguments:
        return f"{type_words(next(a for a in arguments if a is not type(None)))} or null"
    plain = {str: "text", bool: "true or false", int: "whole number"}
    return plain.get(kind) or _name(kind)


def _name(kind: type) -> str:
    """`StepData` is a step; what has no name of its own is any record."""
    return getattr(kind, "__name__", "record").removesuffix("Data").lower()


def _citation(index: Index) -> str:
    """How the data is cited: by the day of the newest briefing, which the build does not change."""
    site, say = index.site, index.say
    newest = next((dated(b) for b in index.heads.values() if dated(b)), None)
    title = say("bracket", words=site.title, note=say.period(newest)) if newest else site.title
    address = urls.absolute(site.url, urls.data_home()) if site.url else ""
    cited = say.sentence(say("data-cited", version=VERSION))
    return " ".join(filter(None, (say.sentence(title), cited, address)))


# The records ------------------------------------------------------------------------------------


def _when(period: Period | None) -> When | None:
    return _known(period) if period else None


@lru_cache(maxsize=1 << 12)  # few times are said, and those often
def _known(period: Period) -> When:
    return When(
        edtf(period),
        period.earliest.isoformat() if period.earliest else None,
        period.latest.isoformat() if period.latest else None,
    )


def _edtf(period: Period | None) -> str | None:
    return _known(period).edtf if period else None


def briefing_data(briefing: Briefing, index: Index) -> BriefingData:
    raised = ((index.challenge(briefing, mention), mention) for mention in briefing.challenges)
    return BriefingData(
        slug=briefing.slug,
        address=urls.briefing(briefing.slug),
        file=briefing.path,
        title=briefing.title,
        topic=briefing.topic,
        language=briefing.language,
        date=_when(briefing.date),
        period=_when(briefing.period),
        companies=tuple(NameData(c, index.company_name(c)) for c in briefing.companies),
        milestones=tuple(_dated(m, index) for m in briefing.milestones),
        challenges=tuple(dict.fromkeys(NameData(c.slug, m.name) for c, m in raised if c)),
        sources=tuple(WorkData(s.key, s.title, s.url or None) for s in briefing.sources),
        summary=briefing.summary,
        authors=briefing.authors,
        prepared_by=briefing.prepared_by,
        reviewed_by=briefing.reviewed_by,
        revised=briefing.revised,
        change_note=briefing.change_note,
        tags=briefing.tags,
    )


def _dated(milestone: Milestone, index: Index) -> DatedData:
    placed = index.step(milestone)
    return DatedData(
        id=_milestone_id(milestone),
        company=milestone.company,
        kind=milestone.kind,
        track=placed[0].id if placed else "",
        due=_known(milestone.due),
        words=milestone.words,
        state=milestone.state,
    )


def company_data(company: Company, index: Index) -> CompanyData:
    return CompanyData(
        slug=company.slug,
        address=urls.company(company.slug),
        name=company.name,
        briefings=company.briefings,
        tracks=tuple(t.id for t in company.tracks),
        aliases=company.aliases,
        part_of=company.part_of,
        members=company.members,
        country=company.country,
        url=company.url,
        wikidata=company.wikidata,
    )


def _milestone_id(milestone: Milestone) -> str:
    return f"{milestone.briefing}#{milestone.id}"


def _milestone_data(milestone: Milestone, index: Index) -> MilestoneData:
    placed = index.step(milestone)
    step = placed[0].steps[placed[1]] if placed else None
    if step and milestone in step.against:
        step = None
    return MilestoneData(
        id=_milestone_id(milestone),
        briefing=milestone.briefing,
        statement=milestone.statement,
        topic=milestone.topic,
        company=milestone.company,
        kind=milestone.kind,
        due=_known(milestone.due),
        said=_edtf(index.said(milestone)),
        words=milestone.words,
        state=milestone.state,
        overdue=is_overdue(milestone, index.site.today) and not index.is_replaced(milestone),
        due_words=milestone.due_words,
        track=placed[0].id if placed else "",
        change=step.change if step else None,
        months=step.months if step else 0,
        technology=milestone.technology,
        event=milestone.event,
        at_least=step.at_least if step else False,
        earliest_moved=step.earliest_moved if step else None,
        latest_moved=step.latest_moved if step else None,
        against=tuple(map(_milestone_id, step.against)) if step else (),
        prefer=milestone.prefer,
        sources=milestone.sources,
    )


def track_data(track: Track, index: Index) -> TrackData:
    return TrackData(
        id=track.id,
        company=track.company,
        kind=track.kind,
        topic=track.topic,
        label=index.track_event(track),
        outcome=track.outcome.state,
        steps=tuple(_milestone_id(step.milestone) for step in track.steps),
        technology=track.technology,
        late=track.outcome.late,
        late_from_first=track.outcome.late_from_first,
    )


def step_data(step: Step, index: Index) -> MilestoneData:
    return milestone_data(step.milestone, index)


def challenge_data(challenge: Challenge, index: Index) -> ChallengeData:
    mentions = ((m.statement.briefing, m.name, m.statement.id) for m in challenge.mentions)
    return ChallengeData(
        slug=challenge.slug,
        address=urls.challenge(challenge.slug),
        name=challenge.name,
        mentions=tuple(MentionData(*mention) for mention in mentions),
        aliases=challenge.aliases,
    )


def source_data(cited: CitedSource, index: Index) -> SourceData:
    source = cited.source
    return SourceData(
        key=source.key,
        title=source.title,
        url=source.url or None,
        publisher=index.works[cited.source.key].publisher,
        citations=tuple(CitationData(c.briefing, c.statements) for c in cited.citations),
        published=source.published,
        accessed=source.accessed,
        archive=source.archive,
        author=source.author,
    )


def statement_data(statement: Statement, index: Index) -> StatementData:
    slug = statement.briefing
    return StatementData(
        id=f"{slug}#{statement.id}",
        briefing=slug,
        section=statement.section,
        words=statement.text,
        said=_edtf(statement.said or dated(index.heads[slug])),
        label=statement.label,
        subjects=statement.subjects,
        companies=statement.companies,
        sources=statement.sources,
    )


_MAKERS: dict[type, Callable[[Any, Index], Struct]] = {
    Briefing: briefing_data,
    Company: company_data,
    Milestone: milestone_data,
    Track: track_data,
    Step: step_data,
    Challenge: challenge_data,
    CitedSource: source_data,
    Statement: statement_data,
}
