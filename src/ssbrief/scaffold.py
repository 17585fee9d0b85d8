"""Something to start from: a new site, a new briefing, a raw note made into a briefing.

In: a title, or a note as it was found. Out: texts, and what could not be understood. Writes
nothing and knows no clock; the words of a note stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from importlib.abc import Traversable
from importlib.resources import files

from msgspec import Struct, structs

from . import periods
from .diagnostics import Diagnostic, has_errors
from .front_matter import BriefingFields, add_front_matter, parse_document
from .load import Options, load
from .model import Briefing, Company, Period
from .moving import moved
from .read import Inputs, TextFile, digest
from .slugs import slug

#: What the front matter of a new briefing asks for, in this order, with a word on each.
ASKED = {
    "title": "a title",
    "date": "when it was written, such as 2025-06-30",
    "period": "the time it covers, such as 2025-01/2025-06",
    "topic": "the series it belongs to",
    "summary": "one sentence",
    "authors": "who wrote it",
    "tags": "words to find it by",
}

_SECTIONS = "## Market release\n\n\n## Key players\n\n\n## Challenges\n\n\n## Sources\n\n"


class Draft(Struct, frozen=True):
    """A briefing to be written: its text, where it belongs under `content/`, what was `understood`
    of a note, what is `lacking`, and what of it has no place here."""

    path: str
    text: str
    understood: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def example_site() -> tuple[tuple[str, str], ...]:
    """The paths and texts of a site that explains the format and builds at once."""
    return tuple(_texts(files("ssbrief") / "example", ""))


def new_briefing(title: str, topic: str, today: date) -> Draft:
    """A briefing with front matter to fill in."""
    known = {"title": title, "date": today.isoformat(), "topic": topic}
    asked = [(key, known.get(key, "")) for key in ASKED if key != "topic" or not topic]
    text = add_front_matter(f"\n# {title}\n\n{_SECTIONS}", asked)
    return Draft(place(title, topic), text)


def from_note(note: TextFile, inputs: Inputs, title: str, topic: str, today: date) -> Draft:
    """A raw note with the front matter that could be understood, for the site of `inputs`."""
    document = parse_document(note.path, note.text, BriefingFields)
    left_out: tuple[str, ...] = ()
    if not has_errors(document.diagnostics):
        taken = moved(note.text)
        left_out = taken.left_out
        note = TextFile(note.path, taken.text, digest(taken.text.encode()))
        document = parse_document(note.path, note.text, BriefingFields)
    read = load(structs.replace(inputs, briefings=(note,), diagnostics=()), Options(today, True))
    diagnostics = tuple(d for d in read.diagnostics if d.span.path == note.path)
    if read.site is None or not read.site.briefings or has_errors(document.diagnostics):
        return Draft("", "", diagnostics=diagnostics)
    briefing = read.site.briefings[0]
    title = title or briefing.title
    names = _names(read.site.companies)
    found = _found(briefing, document.record, title, topic, names)
    new = [(key, value) for key, value in found.items() if key not in document.said]
    return Draft(
        place(title, topic or document.record.topic),
        add_front_matter(note.text, new),
        understood=tuple(_understood(briefing, found, names)),
        lacking=tuple(_lacking(briefing, found)),
        left_out=left_out,
        diagnostics=diagnostics,
    )


def place(title: str, topic: str) -> str:
    """Where a briefing of this title stands.

    >>> place("Example: June 2025", "Example technology")
    'content/briefings/example-technology/example-june-2025.md'
    """
    folder = f"{slug(topic)}/" if topic else ""
    return f"content/briefings/{folder}{slug(title)}.md"


def _texts(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _texts(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry.read_text(encoding="utf-8")


def _found(
    briefing: Briefing, fields: BriefingFields, title: str, topic: str, names: dict[str, str]
) -> dict[str, str | tuple[str, ...]]:
    """What the front matter of a note can say, "" where the note does not."""
    inferred = dict(briefing.inferred)
    dated = inferred.get("date") != "the period covered"
    found: dict[str, str | tuple[str, ...]] = {
        "title": title,
        "date": _written(briefing.date) if dated else "",
        "period": _written(briefing.period),
        "topic": fields.topic,
        "summary": fields.summary,
        "authors": briefing.authors,
        "prepared_by": briefing.prepared_by,
        "reviewed_by": briefing.reviewed_by,
        "revised": briefing.revised,
        "tags": briefing.tags,
        "companies": tuple(names[company] for company in briefing.companies if company in names),
    }
    if topic:
        del found["topic"]
    return {key: value for key, value in found.items() if value or key in ASKED}


def _written(period: Period | None) -> str:
    return periods.edtf(period) if period else ""


def _names(companies: Iterable[Company]) -> dict[str, str]:
    return {company.slug: company.name for company in companies}


def _understood(
    briefing: Briefing, found: dict[str, str | tuple[str, ...]], names: dict[str, str]
) -> Iterator[str]:
    for key, value in found.items():
        if value:
            yield f"{key}: {value if isinstance(value, str) else ', '.join(value)}"
    for section in briefing.sections:
        if section.kind != "other":
            yield f'section "{section.title}" is read as {section.kind.replace("_", " ")}'
    for milestone in briefing.milestones:
        who = names.get(milestone.company or "", "the market")
        yield f"milestone: {who}, {milestone.kind.replace('-', ' ')}, {milestone.due_words}"
    for mention in briefing.challenges:
        yield f"challenge: {mention.name}"
    for source in briefing.sources:
        yield f"source: {source.title or source.url}"


def _lacking(briefing: Briefing, found: dict[str, str | tuple[str, ...]]) -> Iterator[str]:
    for key, words_on_it in ASKED.items():
        if key in found and not found[key] and not (key == "authors" and briefing.prepared_by):
            yield f"{key}: {words_on_it}"
    for section in briefing.sections:
        if section.kind == "other" and section.title:
            yield f'section "{section.title}" is of no known kind; it is shown as it is'
    if not briefing.milestones:
        yield "milestones: no sentence says what is due when"
    for source in briefing.sources:
        if not source.url:
            yield f'source "{source.title}" has no address'
