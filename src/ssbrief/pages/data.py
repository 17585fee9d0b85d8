"""The data for other tools: `/data/<noun>.json`.

Each file holds one noun as a sorted list of records with named fields. A date stands as EDTF
(ISO 8601-2), with its first and last day and in words. Addresses are relative to the site's root.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import msgspec
from msgspec import Struct

from .. import urls
from ..model import Briefing, Milestone, Period, Statement, Step
from ..periods import edtf
from .base import Document, Recipe
from .index import Index, dated
from .moves import is_overdue


class When(Struct, frozen=True):
    """An uncertain time; `first` and `last` are null where an end is open."""

    edtf: str
    first: str | None
    last: str | None
    approximate: bool
    words: str


class NameData(Struct, frozen=True):
    """A company by its canonical name, or a challenge by its name in the briefing."""

    slug: str
    name: str


class WorkData(Struct, frozen=True):
    """A work as a briefing cites it; `url` is null where the author gave none."""

    key: str
    title: str
    url: str | None
    publisher: str
    published: str


class BriefingData(Struct, frozen=True):
    """One briefing with all that was read from it; `file` is where it was written."""

    slug: str
    address: str
    file: str
    title: str
    topic: str
    language: str
    date: When | None
    period: When | None
    summary: str
    authors: tuple[str, ...]
    prepared_by: str
    reviewed_by: str
    revised: str
    change_note: str
    tags: tuple[str, ...]
    companies: tuple[NameData, ...]
    milestones: tuple[MilestoneData, ...]
    challenges: tuple[NameData, ...]
    sources: tuple[WorkData, ...]


class CompanyData(Struct, frozen=True):
    slug: str
    address: str
    name: str
    aliases: tuple[str, ...]
    part_of: str
    members: tuple[str, ...]
    country: str
    url: str
    wikidata: str
    briefings: tuple[str, ...]
    tracks: tuple[str, ...]


class MilestoneData(Struct, frozen=True):
    """`id` is unique on the site; `company` is null for the market as a whole."""

    id: str
    address: str
    briefing: str
    topic: str
    company: str | None
    company_name: str | None
    kind: str
    technology: str
    event: str
    due: When
    due_words: str
    said: When | None
    words: str
    state: str
    overdue: bool
    track: str
    sources: tuple[str, ...]


class StepData(Struct, frozen=True):
    """Movements are in months; positive is later, null where a bound is not known. `months` of
    what was met is how late it was."""

    milestone: str
    said: When | None
    due: When
    change: str
    months: int
    at_least: bool
    earliest_moved: int | None
    latest_moved: int | None


class TrackData(Struct, frozen=True):
    """`outcome` is open, met, missed or dropped; `late` is how many months after the last date
    promised it was met (0 on time or early, null where nobody can say), `late_from_first` after
    the first."""

    id: str
    address: str
    company: str | None
    kind: str
    technology: str
    topic: str
    label: str
    outcome: str
    late: int | None
    late_from_first: int | None
    steps: tuple[StepData, ...]


class MentionData(Struct, frozen=True):
    name: str
    briefing: str
    address: str
    words: str


class ChallengeData(Struct, frozen=True):
    slug: str
    address: str
    name: str
    aliases: tuple[str, ...]
    mentions: tuple[MentionData, ...]


class CitationData(Struct, frozen=True):
    """`statements` are anchors in the briefing; none means that the whole rests on the source."""

    briefing: str
    statements: tuple[str, ...]


class SourceData(Struct, frozen=True):
    key: str
    title: str
    url: str
    publisher: str
    published: str
    accessed: str
    archive: str
    author: str
    citations: tuple[CitationData, ...]


class StatementData(Struct, frozen=True):
    id: str
    address: str
    briefing: str
    section: str
    label: str
    words: str
    subjects: tuple[str, ...]
    companies: tuple[str, ...]
    sources: tuple[str, ...]
    said: When | None


class DataFile(Struct, frozen=True):
    """What every file of data holds."""

    noun: str
    site: str
    url: str
    license: str
    as_of: str
    records: Sequence[Struct]


def data_documents(index: Index) -> Iterator[Recipe]:
    for noun, records in _NOUNS.items():
        yield Recipe(urls.data(noun), Document, partial(_file, noun, records, index))


def _file(noun: str, records: Callable[[Index], Iterable[Struct]], index: Index) -> Document:
    site = index.site
    key = "key" if noun == "sources" else "id" if noun != "briefings" else "slug"
    ordered = sorted(
        records(index), key=lambda r: str(getattr(r, key, "") or getattr(r, "slug", ""))
    )
    whole = DataFile(noun, site.title, site.url, site.license, site.today.isoformat(), ordered)
    encoded = msgspec.json.format(msgspec.json.encode(whole), indent=1)
    return Document(urls.data(noun), encoded.decode() + "\n")


def _when(period: Period | None, index: Index) -> When | None:
    return _known(period, index) if period else None


def _known(period: Period, index: Index) -> When:
    return When(
        edtf(period),
        period.earliest.isoformat() if period.earliest else None,
        period.latest.isoformat() if period.latest else None,
        period.approximate,
        index.say.period(period),
    )


def _briefings(index: Index) -> Iterator[BriefingData]:
    return (_briefing(b, index) for b in index.site.briefings)


def _briefing(briefing: Briefing, index: Index) -> BriefingData:
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
        milestones=tuple(_milestone(m, index) for m in briefing.milestones),
        challenges=tuple(dict.fromkeys(NameData(c.slug, m.name) for c, m in raised if c)),
        sources=tuple(
            WorkData(s.key, s.title, s.url or None, s.publisher, s.published)
            for s in briefing.sources
        ),
    )


def _companies(index: Index) -> Iterator[CompanyData]:
    for company in index.site.companies:
        yield CompanyData(
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


def _milestones(index: Index) -> Iterator[MilestoneData]:
    return (_milestone(m, index) for b in index.site.briefings for m in b.milestones)


def _milestone_id(milestone: Milestone) -> str:
    return f"{milestone.briefing}#{milestone.id}"


def _milestone(milestone: Milestone, index: Index) -> MilestoneData:
    placed = index.step(milestone)
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
        overdue=is_overdue(milestone, index.site.today),
        track=placed[0].id if placed else "",
        sources=milestone.sources,
    )


def _tracks(index: Index) -> Iterator[TrackData]:
    for track in index.site.tracks:
        yield TrackData(
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
            steps=tuple(_step(step, index) for step in track.steps),
        )


def _step(step: Step, index: Index) -> StepData:
    return StepData(
        milestone=_milestone_id(step.milestone),
        said=_when(index.said(step.milestone), index),
        due=_known(step.milestone.due, index),
        change=step.change,
        months=step.months,
        at_least=step.at_least,
        earliest_moved=step.earliest_moved,
        latest_moved=step.latest_moved,
    )


def _challenges(index: Index) -> Iterator[ChallengeData]:
    for challenge in index.site.challenges:
        yield ChallengeData(
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


def _sources(index: Index) -> Iterator[SourceData]:
    for publisher in index.site.publishers:
        for cited in publisher.sources:
            source = cited.source
            yield SourceData(
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


def _statements(index: Index) -> Iterator[StatementData]:
    for (slug, anchor), statement in index.statements.items():
        briefing = index.briefings[slug]
        yield StatementData(
            id=f"{slug}#{anchor}",
            address=urls.briefing(slug, anchor),
            briefing=slug,
            section=statement.section,
            label=statement.label,
            words=_words(statement),
            subjects=statement.subjects,
            companies=statement.companies,
            sources=statement.sources,
            said=_when(statement.said or dated(briefing), index),
        )


def _words(statement: Statement) -> str:
    return statement.text


_NOUNS: dict[str, Callable[[Index], Iterable[Struct]]] = {
    "briefings": _briefings,
    "companies": _companies,
    "milestones": _milestones,
    "tracks": _tracks,
    "challenges": _challenges,
    "sources": _sources,
    "statements": _statements,
}
