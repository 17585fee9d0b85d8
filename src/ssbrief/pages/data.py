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
    Statement,
    Step,
    Track,
)
from ..periods import edtf
from ..strings import Strings
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
    MentionData,
    MilestoneData,
    NameData,
    SourceData,
    StatementData,
    StepData,
    TrackData,
    When,
    WorkData,
    as_csv,
    as_json,
    fields,
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
    for url, found in _slices(index):
        addresses = (urls.slice_of(url, "json"), urls.slice_of(url, "csv"))
        yield from _files("milestones", url, found, addresses, index)


class Export:
    """What is published, as records sorted by their keys. Each milestone, which stands in many
    files, is told once."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def records(self, noun: str) -> list[Any]:
        """All records of a noun."""
        site, index = self.index.site, self.index
        found: dict[str, Callable[[], Iterable[Any]]] = {
            "briefings": lambda: site.briefings,
            "companies": lambda: site.companies,
            "milestones": lambda: (m for told in index.milestones.values() for m in told),
            "tracks": lambda: site.tracks,
            "challenges": lambda: site.challenges,
            "sources": index.cited.values,
            "statements": index.statements.values,
        }
        return sorted(map(self.record, found[noun]()), key=_key)

    def record(self, noun: Any) -> Struct:
        """Any one noun of the model as its record."""
        index = self.index
        makers: dict[type, Callable[[], Struct]] = {
            Briefing: lambda: briefing_data(noun, self.milestone, index),
            Company: lambda: company_data(noun),
            Milestone: lambda: self.milestone(noun),
            Track: lambda: track_data(noun, index),
            Step: lambda: step_data(noun, index),
            Challenge: lambda: challenge_data(noun),
            CitedSource: lambda: source_data(noun, index),
            Statement: lambda: statement_data(noun, index),
        }
        return makers[type(noun)]()

    def milestones(self, milestones: Iterable[Milestone]) -> list[MilestoneData]:
        return sorted(map(self.milestone, milestones), key=_key)

    def milestone(self, milestone: Milestone) -> MilestoneData:
        key = f"data of {_milestone_id(milestone)}"
        return self.index.once(key, partial(milestone_data, milestone))


def _slices(index: Index) -> Iterator[tuple[str, Sequence[Milestone]]]:
    """The milestones of each page that has data of its own."""
    site = index.site
    of_company: dict[str, list[Milestone]] = {c.slug: [] for c in site.companies}
    of_topic: dict[str, list[Milestone]] = {t.slug: [] for t in site.topics}
    for one in (m for b in site.briefings for m in b.milestones):
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
    json_url, csv_url = addresses
    yield Recipe(json_url, Document, partial(_json, json_url, noun, about, found, index))
    yield Recipe(csv_url, Document, partial(_csv, csv_url, noun, found, index))


def _json(
    url: str, noun: str, about: str, found: Sequence[Milestone] | None, index: Index
) -> Document:
    site = index.site
    file = DataFile(
        noun=noun,
        version=VERSION,
        about=about,
        site=site.title,
        url=site.url,
        license=site.license,
        as_of=site.today.isoformat(),
        records=tuple(_records(noun, found, index)),
    )
    return Document(url, as_json(file))


def _csv(url: str, noun: str, found: Sequence[Milestone] | None, index: Index) -> Document:
    return Document(url, as_csv(NOUNS[noun], _records(noun, found, index)))


def _records(noun: str, found: Sequence[Milestone] | None, index: Index) -> list[Any]:
    """The records of some milestones, else all of a noun."""
    export = Export(index)
    return export.records(noun) if found is None else export.milestones(found)


def _schema(noun: str) -> Document:
    return Document(urls.data_schema(noun), schema(noun))


def _key(record: Struct) -> str:
    """The first field of each noun."""
    return str(getattr(record, record.__struct_fields__[0]))


# The codebook -----------------------------------------------------------------------------------


def _codebook(index: Index) -> DataPage:
    say, site = index.say, index.site
    counts = {
        "briefings": len(site.briefings),
        "companies": len(site.companies),
        "milestones": sum(len(b.milestones) for b in site.briefings),
        "tracks": len(site.tracks),
        "challenges": len(site.challenges),
        "sources": len(index.cited),
        "statements": len(index.statements),
    }
    parts = (When, StepData, MentionData, CitationData, NameData, WorkData, DataFile)
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
    newest = next((dated(b) for b in site.briefings if dated(b)), None)
    title = say("bracket", words=site.title, note=say.period(newest)) if newest else site.title
    address = urls.absolute(site.url, urls.data_home()) if site.url else ""
    cited = say.sentence(say("data-cited", version=VERSION))
    return " ".join(filter(None, (say.sentence(title), cited, address)))


# The records ------------------------------------------------------------------------------------


def _when(period: Period | None, index: Index) -> When | None:
    return _known(period, index) if period else None


def _known(period: Period, index: Index) -> When:
    return _told(period, index.say)


@lru_cache(maxsize=1 << 12)  # few times are said, and those often
def _told(period: Period, say: Strings) -> When:
    return When(
        edtf(period),
        period.earliest.isoformat() if period.earliest else None,
        period.latest.isoformat() if period.latest else None,
        period.approximate,
        say.period(period),
    )


def briefing_data(
    briefing: Briefing, milestone: Callable[[Milestone], MilestoneData], index: Index
) -> BriefingData:
    raised = ((index.challenge(briefing, mention), mention) for mention in briefing.challenges)
    return BriefingData(
        slug=briefing.slug,
        address=urls.briefing(briefing.slug),
        file=briefing.path,
        title=briefing.title,
        topic=briefing.topic,
        language=briefing.language,
        date=_when(briefing.date, index),
        period=_when(briefing.period, index),
        summary=briefing.summary,
        authors=briefing.authors,
        prepared_by=briefing.prepared_by,
        reviewed_by=briefing.reviewed_by,
        revised=briefing.revised,
        change_note=briefing.change_note,
        tags=briefing.tags,
        companies=tuple(NameData(c, index.company_name(c)) for c in briefing.companies),
        milestones=tuple(map(milestone, briefing.milestones)),
        challenges=tuple(dict.fromkeys(NameData(c.slug, m.name) for c, m in raised if c)),
        sources=tuple(
            WorkData(s.key, s.title, s.url or None, s.publisher, s.published)
            for s in briefing.sources
        ),
    )


def company_data(company: Company) -> CompanyData:
    return CompanyData(
        slug=company.slug,
        address=urls.company(company.slug),
        name=company.name,
        aliases=company.aliases,
        part_of=company.part_of,
        members=company.members,
        country=company.country,
        url=company.url,
        wikidata=company.wikidata,
        briefings=company.briefings,
        tracks=tuple(t.id for t in company.tracks),
    )


def _milestone_id(milestone: Milestone) -> str:
    return f"{milestone.briefing}#{milestone.id}"


def milestone_data(milestone: Milestone, index: Index) -> MilestoneData:
    placed = index.step(milestone)
    step = placed[0].steps[placed[1]] if placed else None
    if step and milestone in step.against:
        step = None
    return MilestoneData(
        id=_milestone_id(milestone),
        address=urls.briefing(milestone.briefing, milestone.statement),
        briefing=milestone.briefing,
        topic=milestone.topic,
        company=milestone.company,
        company_name=index.company_name(milestone.company) if milestone.company else None,
        kind=milestone.kind,
        technology=milestone.technology,
        event=index.event(milestone),
        due=_known(milestone.due, index),
        due_words=milestone.due_words,
        said=_when(index.said(milestone), index),
        words=milestone.words,
        state=milestone.state,
        overdue=is_overdue(milestone, index.site.today) and not index.is_replaced(milestone),
        track=placed[0].id if placed else "",
        change=step.change if step else None,
        months=step.months if step else None,
        at_least=step.at_least if step else None,
        sources=milestone.sources,
        prefer=milestone.prefer,
    )


def track_data(track: Track, index: Index) -> TrackData:
    return TrackData(
        id=track.id,
        address=index.track(track),
        company=track.company,
        kind=track.kind,
        technology=track.technology,
        topic=track.topic,
        label=index.track_event(track),
        outcome=track.outcome.state,
        late=track.outcome.late,
        late_from_first=track.outcome.late_from_first,
        steps=tuple(step_data(s, index) for s in track.steps),
    )


def step_data(step: Step, index: Index) -> StepData:
    return StepData(
        milestone=_milestone_id(step.milestone),
        said=_when(index.said(step.milestone), index),
        due=_known(step.milestone.due, index),
        change=step.change,
        months=step.months,
        at_least=step.at_least,
        earliest_moved=step.earliest_moved,
        latest_moved=step.latest_moved,
        against=tuple(map(_milestone_id, step.against)),
    )


def challenge_data(challenge: Challenge) -> ChallengeData:
    return ChallengeData(
        slug=challenge.slug,
        address=urls.challenge(challenge.slug),
        name=challenge.name,
        aliases=challenge.aliases,
        mentions=tuple(
            MentionData(
                m.name,
                m.statement.briefing,
                urls.briefing(m.statement.briefing, m.statement.id),
                m.statement.text,
            )
            for m in challenge.mentions
        ),
    )


def source_data(cited: CitedSource, index: Index) -> SourceData:
    source = cited.source
    publisher = index.publishers[cited.publisher_slug]
    return SourceData(
        key=source.key,
        title=source.title,
        url=source.url,
        publisher=publisher.name,
        published=source.published,
        accessed=source.accessed,
        archive=source.archive,
        author=source.author,
        citations=tuple(CitationData(c.briefing, c.statements) for c in cited.citations),
    )


def statement_data(statement: Statement, index: Index) -> StatementData:
    slug = statement.briefing
    return StatementData(
        id=f"{slug}#{statement.id}",
        address=urls.briefing(slug, statement.id),
        briefing=slug,
        section=statement.section,
        label=statement.label,
        words=statement.text,
        subjects=statement.subjects,
        companies=statement.companies,
        sources=statement.sources,
        said=_when(statement.said or dated(index.heads[slug]), index),
    )
