"""The nouns: what a site of briefings is made of.

In: nothing. Out: frozen records, each a value that can be compared, hashed, stored and sent.
Knows no file, no URL and no template. Records hold tuples only (no sets, no dicts).

Where a text leads to something on the site it holds a **reference** between U+0002 and U+0003:
`company:toyota`, `briefing:ssb-2025#toyota`, `page:about`, `file:briefings/ssb/cell.png`, or
`url:/timeline/` where an author wrote an address of the site.
Only `urls` spells a reference as an address, and only when a page is rendered.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

SectionKind = Literal["market_release", "key_players", "challenges", "sources", "other"]

#: Where a site's settings stand, relative to its folder.
CONFIG_PATH = "content/site.yaml"

State = Literal["target", "achieved", "missed", "superseded", "postponed", "dropped", "reported"]

#: How one word on a date stands to the word before it (see `drift`).
Change = Literal[
    "first",
    "reconfirmed",
    "narrowed",
    "widened",
    "slipped",
    "pulled-in",
    "restated",
    "dropped",
    "met",
    "missed",
]

#: How a track stands by its latest word (see `drift.outcome`).
Ending = Literal["open", "met", "missed", "dropped"]


class Period(Struct, frozen=True, array_like=True):
    """An interval of days, both bounds inclusive; None is an open bound.

    `by 2028` knows only a latest day, `from 2026` only an earliest. `approximate` is an author's
    "around", "about" or "~". At least one bound is known.
    """

    earliest: date | None
    latest: date | None
    approximate: bool = False


class Prose(Struct, frozen=True, array_like=True):
    """Safe HTML with references (see the module) in its links."""

    html: str


class Statement(Struct, frozen=True, array_like=True):
    """What an author wrote in one paragraph or entry, with its permanent address in the briefing.

    `prose` can be quoted anywhere: blocks, the inside of a list item, or a table of one row.

    `id` is the anchor. `text` is `prose` without markup. `label` is the bold lead-in, heading or
    first cell that names the entry ("" for a paragraph); `level` is the level of that heading, 0
    where the label stands inside the prose. `subjects` are the companies that the entry is about,
    `companies` all that it names (slugs); `group` is a group it speaks of ("Chinese Companies").
    `sources` are keys of the works it cites. `said` is the statement's own date, if it has one.
    """

    id: str
    briefing: str
    section: SectionKind
    prose: Prose
    text: str
    label: str = ""
    level: int = 0
    group: str = ""
    subjects: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    said: Period | None = None


class Passage(Struct, frozen=True, array_like=True):
    """A stretch of a section as it is shown, in the author's order.

    shape        | holds
    -------------|------------------------------------------------------------------------------
    `prose`      | `prose`: code, a picture, a quotation, a lead-in: nothing that has an address
    `heading`    | `prose`, `level`, `id`: a heading inside the section
    `paragraph`  | one statement
    `entry`      | one statement whose label is a heading (`level`)
    `list`       | statements, one an item; `start` is the first number of an ordered list, else -1
    `table`      | statements, one a row; `prose` is the whole table, whose rows have their ids
    """

    shape: Literal["prose", "heading", "paragraph", "entry", "list", "table"]
    prose: Prose = Prose("")
    level: int = 0
    id: str = ""
    start: int = -1
    statements: tuple[Statement, ...] = ()


class Section(Struct, frozen=True, array_like=True):
    """A part of a briefing; `heading` is "" for what stands before the first heading."""

    kind: SectionKind
    id: str
    heading: Prose
    title: str
    passages: tuple[Passage, ...]


class Milestone(Struct, frozen=True, array_like=True):
    """Who said that what is due when, in whose words.

    `company` is a slug, None for the market as a whole. `kind` is an event ("mass-production"),
    `technology` the thing it is about ("semi-solid", "" where unsaid). `due_words` are the author's
    words for the date, `words` the sentence they stand in. `id` is unique in the briefing;
    `statement` is the anchor to link to ("" for one that stands only in the front matter).
    `prefer` is why the author trusts it more than what other sources say at the same time.
    """

    id: str
    briefing: str
    topic: str
    company: str | None
    kind: str
    technology: str
    due: Period
    due_words: str
    said: Period | None
    words: str
    state: State
    statement: str
    track: str
    sources: tuple[str, ...] = ()
    event: str = ""
    prefer: str = ""


class Step(Struct, frozen=True, array_like=True):
    """A milestone within its track: what it did to the date.

    `months` is the movement that `change` speaks of (positive is later, 0 where it speaks of none);
    of `met` it is how many months late. `at_least` says that an end is open. `earliest_moved` and
    `latest_moved` are the movements of each bound in months, None where either side does not know
    it. The `milestone` of a withdrawal is due when its target had been due. `also` are those that
    say the same at the same time in the same briefing, as exactly or less; `against` are those of
    other publishers that name another date at the same time.
    """

    milestone: Milestone
    change: Change
    months: int = 0
    at_least: bool = False
    earliest_moved: int | None = None
    latest_moved: int | None = None
    also: tuple[Milestone, ...] = ()
    against: tuple[Milestone, ...] = ()


class Outcome(Struct, frozen=True, array_like=True):
    """How a track ended, or that it is open.

    `late` is how many months after the last date promised it was met, 0 for on time or early, None
    where that cannot be said: it is not met, or nothing was promised before, or no latest day.
    `late_from_first` is the same from the date first promised.
    """

    state: Ending = "open"
    late: int | None = None
    late_from_first: int | None = None


class Track(Struct, frozen=True, array_like=True):
    """One thing whose date moves: the milestones of one company for one event on one topic,
    in the order in which they were said. `id` is an author's (`toyota/first-vehicle`) or made of
    company, kind, technology and topic."""

    id: str
    company: str | None
    kind: str
    technology: str
    topic: str
    label: str
    steps: tuple[Step, ...]
    outcome: Outcome = Outcome()


class Source(Struct, frozen=True, array_like=True):
    """A work cited. `key` is its normalised URL, or its title where it has none.

    `url` is "" where the author gave none or gave one with an unsafe scheme. Dates are as written.
    """

    key: str
    title: str
    url: str = ""
    publisher: str = ""
    published: str = ""
    accessed: str = ""
    archive: str = ""
    author: str = ""


class Citation(Struct, frozen=True, array_like=True):
    """That a briefing cites a source; `statements` are the anchors that name it, () the whole."""

    briefing: str
    source: str
    statements: tuple[str, ...] = ()


class ChallengeMention(Struct, frozen=True, array_like=True):
    """A challenge as one briefing names it; `eased_by` are those of whom it says that they have
    solved or eased it (slugs)."""

    name: str
    statement: Statement
    eased_by: tuple[str, ...] = ()


class Briefing(Struct, frozen=True, array_like=True):
    """One file. `date` is the day (or month, year, period) of publication by its own words, None
    when nothing says it; `period` is the time it covers; `path` is relative to the site's folder.
    """

    slug: str
    path: str
    title: str
    topic: str
    language: str
    date: Period | None
    period: Period | None
    summary: str
    authors: tuple[str, ...]
    prepared_by: str
    reviewed_by: str
    revised: str
    change_note: str
    tags: tuple[str, ...]
    redirect_from: tuple[str, ...]
    sections: tuple[Section, ...]
    companies: tuple[str, ...]
    milestones: tuple[Milestone, ...]
    challenges: tuple[ChallengeMention, ...]
    sources: tuple[Source, ...]
    citations: tuple[Citation, ...]
    footnotes: Prose = Prose("")
    inferred: tuple[tuple[str, str], ...] = ()
    extra: tuple[tuple[str, str], ...] = ()


class Partner(Struct, frozen=True, array_like=True):
    """Another company named in the same statements; `count` is how many."""

    company: str
    name: str
    count: int


class Company(Struct, frozen=True, array_like=True):
    """A canonical name, what was written about it and what it promised.

    `aliases` are all other names by which it is known, `also_named` those of them that the site
    declares or its authors use.
    `statements` are newest first. `tracks` are those of which a milestone is the company's own.
    """

    slug: str
    name: str
    aliases: tuple[str, ...] = ()
    part_of: str = ""
    members: tuple[str, ...] = ()
    country: str = ""
    url: str = ""
    wikidata: str = ""
    profile: Prose = Prose("")
    profile_language: str = ""
    statements: tuple[Statement, ...] = ()
    tracks: tuple[Track, ...] = ()
    partners: tuple[Partner, ...] = ()
    briefings: tuple[str, ...] = ()
    also_named: tuple[str, ...] = ()


class Challenge(Struct, frozen=True, array_like=True):
    """A named obstacle through time; `mentions` are newest first."""

    slug: str
    name: str
    aliases: tuple[str, ...]
    mentions: tuple[ChallengeMention, ...]


class CitedSource(Struct, frozen=True, array_like=True):
    """A source with everything that rests on it."""

    source: Source
    publisher_slug: str
    citations: tuple[Citation, ...]


class Publisher(Struct, frozen=True, array_like=True):
    """Those who published sources, by name; has a page."""

    slug: str
    name: str
    sources: tuple[CitedSource, ...]


class Topic(Struct, frozen=True, array_like=True):
    """A series of briefings on one subject, newest first, and the tracks it follows."""

    slug: str
    name: str
    briefings: tuple[str, ...]
    tracks: tuple[Track, ...]


class Tag(Struct, frozen=True, array_like=True):
    slug: str
    name: str
    briefings: tuple[str, ...]


class PlainPage(Struct, frozen=True, array_like=True):
    """An ordinary page (about, method): `content/pages/<slug>.md`."""

    slug: str
    path: str
    title: str
    summary: str
    language: str
    prose: Prose
    headings: tuple[tuple[str, str], ...] = ()
    redirect_from: tuple[str, ...] = ()


class Redirect(Struct, frozen=True, array_like=True):
    """An old address, as an author wrote it, of what now stands at a reference."""

    former: str
    reference: str
    title: str
    path: str


class Asset(Struct, frozen=True, array_like=True):
    """A file that is copied as it is: `source` is where it lies on this machine, `url` where it
    goes: in a `Site` a reference (`file:` beside a text, `root:` of the site), in the plan an
    address."""

    url: str
    source: str
    digest: str


class LeftOut(Struct, frozen=True, array_like=True):
    """A file that is not published, and why."""

    path: str
    reason: str


class Site(Struct, frozen=True, array_like=True):
    """Everything that is published, linked. Briefings are newest first, companies, challenges,
    publishers and tags by name, topics by name. `assets` are the files that a text leads
    to, and those for the site's root. `today` is the day that "overdue" is judged by, `old_after`
    the months from which a statement counts as old, `search` whether the site can be searched."""

    title: str
    url: str
    language: str
    description: str
    repo_url: str
    license: str
    today: date
    briefings: tuple[Briefing, ...]
    companies: tuple[Company, ...]
    tracks: tuple[Track, ...]
    challenges: tuple[Challenge, ...]
    publishers: tuple[Publisher, ...]
    topics: tuple[Topic, ...]
    tags: tuple[Tag, ...]
    pages: tuple[PlainPage, ...]
    assets: tuple[Asset, ...]
    left_out: tuple[LeftOut, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    old_after: int = 18
    search: bool = True
